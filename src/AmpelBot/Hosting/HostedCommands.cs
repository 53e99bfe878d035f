using System.Globalization;
using AmpelBot.Chat;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Channels;
using AmpelBot.Jobs;

namespace AmpelBot.Hosting;

/// <summary>Answers what is about the hosted bot itself: its requests, the settings of a conversation, watches.</summary>
/// <param name="tables">Settings and watches.</param>
/// <param name="queue">The requests.</param>
/// <param name="settings">Who may do what.</param>
/// <param name="channels">How long events are watched.</param>
/// <param name="time">The clock.</param>
internal sealed class HostedCommands(BotTables tables, Func<JobQueue> queue, SlackSettings settings, ChannelFolder channels, TimeProvider time)
{
    private const int MostListed = 30;

    /// <summary>The settings that a conversation has, as options.</summary>
    public static IReadOnlyList<OptionSetting> OptionsOf(IEnumerable<ConversationSetting> set) =>
        [.. set.Where(s => Enum.TryParse<ScanOption>(s.Name, out _)).Select(s => new OptionSetting(Enum.Parse<ScanOption>(s.Name), s.Value))];

    /// <summary>The answer; null when the command is not about the hosted bot.</summary>
    public async Task<string?> AnswerAsync(ChatCommand command, Job job, Asker asker, CancellationToken cancellation) => command switch
    {
        ListCommand => List(job.Place.In),
        StopCommand { JobId: { } id } => await StopAsync(id, job, cancellation),
        StopCommand => await StopThreadAsync(job.Place, cancellation),
        SettingsCommand { Changes: var changes } => await SetAsync(changes, job, cancellation),
        WatchCommand watch => await WatchAsync(watch, job, cancellation),
        UnwatchCommand unwatch => await UnwatchAsync(unwatch.EventName, job, asker, cancellation),
        _ => null,
    };

    private string List(ConversationPlace here)
    {
        var status = queue().Status();
        var now = time.GetUtcNow();
        var lines = status.Running.Where(r => r.Job.Lane == JobLane.Scan).Select(r =>
                $"- {Name(r.Job, here)}: running since {TextNumbers.Duration((now - (r.Job.Started ?? now)).TotalSeconds)}{(r.Progress is { } line && r.Job.Place.In == here ? $". {line}" : "")}")
            .Concat(status.Waiting.Where(w => w.Job.Lane == JobLane.Scan).Select(w => $"- {Name(w.Job, here)}: waiting, number {w.Position} in line"))
            .ToArray();
        return lines.Length == 0 ? "Nothing runs and nothing waits."
            : string.Join('\n', lines.Take(MostListed)) + (lines.Length > MostListed ? $"\n... and {lines.Length - MostListed} more." : "");
    }

    // What others ask elsewhere is theirs.
    private static string Name(Job job, ConversationPlace here) => job.Place.In == here
        ? string.Create(CultureInfo.InvariantCulture, $"{job.Id}, {(job.User == Following.EventJobKind.User ? "an event that I heard of" : $"{(job.Kind == Chat.Slack.SlackJobKind.Ask ? $"\"{Short(job.Text)}\"" : "a sky map")} for @{job.User}")}")
        : string.Create(CultureInfo.InvariantCulture, $"{job.Id}, in another conversation");

    private static string Short(string text) => Chat.Slack.SlackText.Shorten(text.ReplaceLineEndings(" "), 80);

    private async Task<string> StopAsync(long id, Job asked, CancellationToken cancellation)
    {
        if (await tables.Jobs.FindAsync(id, cancellation) is not { Ended: null, Lane: JobLane.Scan } job)
            return $"There is no request {id} that runs or waits; type list to see them.";
        if (job.User != asked.User && !settings.Has(SlackRole.Configure, asked.User))
            return $"Request {id} is @{job.User}'s: it can be stopped by them, or by those with the role \"configure\".";
        return await queue().CancelAsync(id, cancellation) ? $"I stop request {id}." : $"Request {id} has just ended.";
    }

    private async Task<string> StopThreadAsync(ThreadPlace place, CancellationToken cancellation)
    {
        var stopped = await queue().StopInThreadAsync(place, cancellation);
        return stopped.Count == 0 ? "Nothing runs or waits for this thread; type list to see all requests."
            : string.Join('\n', stopped.Select(s => s.Leave == JobLeave.Left ? $"I post request {s.Job.Id} no longer here; it goes on for the others who asked." : $"I stop request {s.Job.Id}."));
    }

    private async Task<string> SetAsync(IReadOnlyList<OptionSetting> changes, Job job, CancellationToken cancellation)
    {
        if (changes.Count > 0 && !settings.Has(SlackRole.Configure, job.User))
            return "You may look at the settings of this conversation but not change them; whoever runs me can give you the role \"configure\".";
        foreach (var change in changes)
            await tables.Settings.SetAsync(job.Place.In, change.Option.ToString(), change.Value, job.User, cancellation);
        var set = await tables.Settings.ListAsync(job.Place.In, cancellation);
        return set.Count == 0 ? "This conversation has no settings of its own: requests take the channel's."
            : "What requests of this conversation take unless they say otherwise:\n" + string.Join('\n', set.Select(s =>
                $"- {CommandTable.Row(Enum.Parse<ScanOption>(s.Name)).Name}={s.Value} (set by @{s.User}, {TextNumbers.Minute(s.Made)})"));
    }

    private async Task<string> WatchAsync(WatchCommand watch, Job job, CancellationToken cancellation)
    {
        var (request, name) = (watch.Request, WatchPlan.NameOf(watch.Request));
        var now = time.GetUtcNow();
        var first = WatchPlan.Next(WatchPlan.StartOf(request, now), now);
        var there = await tables.Watches.ListAsync(job.Place.In, cancellation);
        if (there.Count >= WatchPlan.MostOfConversation && !there.Any(w => w.Place == job.Place && w.EventName == name))
            return $"This conversation has {there.Count} watches already, which is the most: end one with unwatch EVENT, then ask again.";
        var stored = await tables.Watches.AddAsync(new NewWatch(job.Place, job.User, name, RequestText.Write(request), first, now + WatchPlan.LengthOf(request, channels)), cancellation);
        return $"I watch {name} (number {stored.Id}): next scan {TextNumbers.Minute(first)}, then as nights come in, until {TextNumbers.Minute(stored.Until)}. I speak when something changed.";
    }

    private async Task<string> UnwatchAsync(string? eventName, Job job, Asker asker, CancellationToken cancellation)
    {
        var name = eventName ?? (asker.Earlier is { } earlier ? WatchPlan.NameOf(earlier) : null);
        var there = (await tables.Watches.ListAsync(job.Place.In, cancellation)).Where(w => name is null ? w.Place == job.Place : w.EventName == name).ToArray();
        foreach (var watch in there)
            await tables.Watches.RemoveAsync(watch.Id, cancellation);
        return there.Length == 0 ? $"Nothing is watched here{(name is null ? "" : $" under the name {name}")}." : $"I no longer watch {string.Join(", ", there.Select(w => w.EventName).Distinct())}.";
    }
}
