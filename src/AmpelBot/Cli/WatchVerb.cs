using System.CommandLine;
using AmpelBot.Chat.Commands;
using AmpelBot.Chat.Slack;
using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Hosting;
using AmpelBot.Jobs;

namespace AmpelBot.Cli;

/// <summary>ampelbot watch and unwatch: the table of watches, which the hosted bot reads.</summary>
internal static class WatchVerb
{
    private const int MostListed = 1_000;

    public static Command MakeWatch()
    {
        var name = new Argument<string?>("EVENT") { Description = "The event; without one, what is watched is listed.", Arity = ArgumentArity.ZeroOrOne };
        var archive = CommonOptions.Archive();
        var channels = CommonOptions.Channels();
        var conversation = new Option<string?>("--conversation") { Description = "The conversation in Slack that is told (C…).", HelpName = "ID" };
        var workspace = new Option<string?>("--workspace") { Description = "Its workspace (T…).", HelpName = "ID" };
        var thread = new Option<string?>("--thread") { Description = "The thread in it: the time stamp of its first message.", HelpName = "TS" };
        var command = new Command("watch", "Have the hosted bot scan an event again as nights come in, and tell a thread; or list what is watched.") { name, archive, channels, workspace, conversation, thread }
            .WithExamples("ampelbot watch", "ampelbot watch S190425z --workspace T0123456789 --conversation C0123456789 --thread 1760000000.000100");
        command.SetAction((parsed, cancellation) => parsed.GetValue(name) is { } given
            ? AddAsync(given, parsed.GetValue(archive)!, parsed.GetValue(channels)!, parsed.GetValue(workspace), parsed.GetValue(conversation), parsed.GetValue(thread), cancellation)
            : ListAsync(parsed.GetValue(archive)!, cancellation));
        return command;
    }

    public static Command MakeUnwatch()
    {
        var name = new Argument<string>("EVENT") { Description = "The event." };
        var archive = CommonOptions.Archive();
        var command = new Command("unwatch", "End all watches of an event.") { name, archive }.WithExamples("ampelbot unwatch S190425z");
        command.SetAction((parsed, cancellation) => RemoveAsync(parsed.GetValue(name)!, parsed.GetValue(archive)!, cancellation));
        return command;
    }

    private static async Task<int> ListAsync(string archive, CancellationToken cancellation)
    {
        await using var tables = await BotTables.OpenAsync(archive, TimeProvider.System, cancellation);
        var watches = await tables.Watches.AllAsync(MostListed, cancellation);
        Console.WriteLine(watches.Count == 0 ? "Nothing is watched." : TerminalText.Harmless(string.Join('\n', watches.Select(w => FormattableString.Invariant(
            $"{w.Id}: {w.EventName}, next {TextNumbers.Minute(w.NextDue)}, until {TextNumbers.Minute(w.Until)}, told in {w.Place.Chat} {w.Place.Team} {w.Place.Conversation} {w.Place.Thread}")))));
        return ExitCode.Done;
    }

    private static async Task<int> AddAsync(string given, string archive, string channels, string? workspace, string? conversation, string? thread, CancellationToken cancellation)
    {
        if (EventName.TryParse(given) is not { } name)
            return Refuse($"{given} is no event name that I know, as in S190425z.");
        if (workspace is null || conversation is null || thread is null)
            return Refuse("A watch is told in a thread: give --workspace, --conversation and --thread. In Slack, type watch in the thread itself.");
        await using var tables = await BotTables.OpenAsync(archive, TimeProvider.System, cancellation);
        var request = new ScanRequest { Event = new EventReference.Named(name) };
        var now = TimeProvider.System.GetUtcNow();
        var start = (await tables.Events.FindAsync(name.Name, cancellation))?.TimeUtc ?? WatchPlan.StartOf(request, now);
        var watch = await tables.Watches.AddAsync(new NewWatch(
            new ThreadPlace(SlackInbox.Chat, workspace, conversation, thread), Following.EventJobKind.User, name.Name, RequestText.Write(request), WatchPlan.Next(start, now), now + WatchPlan.LengthOf(request, new ChannelFolder(channels))), cancellation);
        Console.WriteLine(FormattableString.Invariant($"Watch {watch.Id}: {name.Name}, next {TextNumbers.Minute(watch.NextDue)}, until {TextNumbers.Minute(watch.Until)}. The hosted bot (ampelbot serve) does it; without one, nothing happens."));
        return ExitCode.Done;
    }

    private static async Task<int> RemoveAsync(string given, string archive, CancellationToken cancellation)
    {
        var name = EventName.TryParse(given)?.Name ?? given;
        await using var tables = await BotTables.OpenAsync(archive, TimeProvider.System, cancellation);
        var removed = await tables.Watches.RemoveEventAsync(name, cancellation);
        Console.WriteLine(TerminalText.Harmless(removed == 0 ? $"Nothing is watched under the name {name}." : $"{name} is no longer watched ({TextNumbers.Count(removed)} {(removed == 1 ? "watch" : "watches")})."));
        return removed == 0 ? ExitCode.NotFound : ExitCode.Done;
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine(TerminalText.Harmless(sentence));
        return ExitCode.Misunderstood;
    }
}
