using System.Globalization;
using AmpelBot.Chat;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.Hosting;
using AmpelBot.Jobs;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Following;

/// <summary>Runs the jobs that come from notices: begins the thread of an event, scans its revisions, says what is new.</summary>
/// <param name="bot">What scans.</param>
/// <param name="tables">The events.</param>
/// <param name="settings">Whose data are scanned.</param>
/// <param name="wake">Tells the rounds that there is something to do.</param>
/// <param name="time">The clock.</param>
internal sealed class EventAnswers(Bot bot, BotTables tables, FollowSettings settings, Action wake, TimeProvider time)
{

    private EventStore Events => tables.Events;

    /// <summary>Runs a job of one of <see cref="EventJobKind"/>.</summary>
    public async Task<Failure?> RunAsync(Job job, IChatThread thread, CancellationToken cancellation)
    {
        switch (job.Kind)
        {
            case EventJobKind.Open:
                await OpenAsync(job, thread, cancellation);
                return null;
            case EventJobKind.Scan:
                return await ScanAsync(job, thread, cancellation);
            default:
                await SayAsync(job.Text, thread, cancellation);
                return null;
        }
    }

    // What senders wrote stands in these texts: this step makes no mention of what looks like a person.
    private static Task SayAsync(string text, IChatThread thread, CancellationToken cancellation) => thread.PostAsync(new TextPost(ThreadStep.Understanding, text), cancellation);

    private async Task OpenAsync(Job job, IChatThread thread, CancellationToken cancellation)
    {
        var cut = job.Text.IndexOf('\n', StringComparison.Ordinal);
        var id = long.Parse(job.Text[..cut], CultureInfo.InvariantCulture);
        if (await Events.FindAsync(id, cancellation) is not { } @event || @event.Retraction is not null && !job.IsResumed)
            return;
        await SayAsync(job.Text[(cut + 1)..], thread, cancellation);
        var root = (await tables.Posts.BeginAsync(new PostId(job.Id, job.Place, ThreadStep.Understanding, 0), cancellation)).Message
            ?? throw new InvalidOperationException("a message that was posted has no identity");
        var place = job.Place with { Thread = root };
        await Events.KeepThreadAsync(id, place, cancellation);
        foreach (var (other, overlap) in await Events.OverlapsAsync(id, cancellation))
            if (await Events.FindAsync(other, cancellation) is { } near)
                await Events.SayAsync([new EventPost(FormattableString.Invariant($"event {id} overlap {other} {overlap.Odds:R} {place.Conversation}"), EventJobKind.Note, place,
                    overlap.Write(@event.Name, near.Name, settings.OverlapWindow))], cancellation);
        // What was heard while there was no thread is told now.
        await Events.ReconsiderAsync(id, cancellation);
        wake();
    }

    private async Task<Failure?> ScanAsync(Job job, IChatThread thread, CancellationToken cancellation)
    {
        if (job.Text.Split(' ') is not [var number, var channel, var revisionNumber] || !long.TryParse(number, CultureInfo.InvariantCulture, out var id)
            || await Events.FindAsync(id, cancellation) is not { } @event)
            return null;
        var scans = (await Events.ScansAsync(id, cancellation)).Where(s => s.Channel == channel).ToList();
        var revisions = await Events.RevisionsAsync(id, cancellation);
        if (scans.FirstOrDefault(s => s.Revision.ToString(CultureInfo.InvariantCulture) == revisionNumber) is not { EndedUtc: null } scan
            || revisions.FirstOrDefault(r => r.Number == scan.Revision) is not { } revision)
            return null;
        if (@event.Retraction is not null)
            return await EndAsync(scan, "stopped, because the event was retracted", null, null, cancellation);
        if (scans.Any(s => s.Revision > scan.Revision))
            return await EndAsync(scan, "left out, because a newer sky map came before it began", null, null, cancellation);

        if (RequestText.Read(revision.RequestText, time.GetUtcNow()) is not { } known)
            throw new RequestException("I can no longer read the request of that revision.");
        var request = known with
        {
            Channel = channel,
            Rights = settings.Rights,
            Event = known.Event switch
            {
                EventReference.File file => file with { Name = @event.Name },
                EventReference.Position position => position with { Name = @event.Name },
                var named => named,
            },
        };
        var earlier = scans.LastOrDefault(s => s is { Folder: not null, ScanId: not null } && s.Revision < scan.Revision);
        var (report, folder, failure) = earlier is null
            ? await FirstAsync(request, job, thread, cancellation)
            : await AgainAsync(@event, revision, revisions.FirstOrDefault(r => r.Number == earlier.Revision), earlier, request, thread, cancellation);
        if (report is null || folder is null)
        {
            await EndAsync(scan, $"failed: {failure?.Sentence}", null, null, cancellation);
            return failure;
        }
        await tables.Scans.RememberAsync(job.Place, new ThreadScan(report.ScanId, folder, RequestText.Write(report.Request), @event.Name), cancellation);
        await EndAsync(scan, $"{TextNumbers.Count(report.Funnel.AlertsScanned, "alert")}, {TextNumbers.Count(report.Candidates.Count, "candidate")}", report.ScanId, folder, cancellation);
        await WatchAsync(@event, channel, report, job, cancellation);
        return null;
    }

    private async Task<Failure?> EndAsync(EventScanRow scan, string outcome, string? scanId, string? folder, CancellationToken cancellation)
    {
        await Events.EndScanAsync(scan, outcome, scanId, folder, cancellation);
        return null;
    }

    private async Task<(ScanReport?, string?, Failure?)> FirstAsync(ScanRequest request, Job job, IChatThread thread, CancellationToken cancellation)
    {
        var asker = new Asker { MayNameFiles = true, MostRights = settings.Rights, Settings = HostedCommands.OptionsOf(await tables.Settings.ListAsync(job.Place.In, cancellation)) };
        var answer = await bot.Conversation.AnswerAsync(new ScanCommand(request), asker, new Ungreeted(thread), cancellation);
        return (answer.Report, answer.Folder, answer.Failure);
    }

    /// <summary>Scans with a new map, and says what it changed.</summary>
    private async Task<(ScanReport?, string?, Failure?)> AgainAsync(
        HeardEvent @event, EventRevision revision, EventRevision? revisionBefore, EventScanRow earlier, ScanRequest request, IChatThread thread, CancellationToken cancellation)
    {
        var (finished, failure) = await bot.Scans.RunAsync(request, new Progress<ScanProgress>(), cancellation);
        if (finished is not { Report: var report, Folder: var folder })
        {
            await thread.PostAsync(new TextPost(ThreadStep.Apology, ScanWords.Apology(failure!.Sentence)), cancellation);
            return (null, null, failure);
        }
        var (before, level) = EarlierScan.Read(earlier.Folder!);
        var mapBefore = MapBefore(revisionBefore, cancellation);
        var change = MapChange.Of(mapBefore, report.Plan.Notice.SkyMap, before,
            [.. report.Candidates.Select(c => new RankedCandidate(c.Name, c.Coord, c.CredibleLevel))], level, report.Plan.Region.Level);
        await SayAsync(FormattableString.Invariant($"{@event.Name}, sky map {revision.Number} (before: {earlier.Revision}). ") + change.Write()
            + $"\nThe archive was read again: {TextNumbers.Count(report.Funnel.AlertsScanned, "alert")}, {TextNumbers.Count(report.Candidates.Count, "candidate")}; what people said of candidates is kept.", thread, cancellation);
        if (mapBefore is not null && ChangePicture(report, report.Plan.Notice with { Revision = (int?)earlier.Revision, SkyMap = mapBefore }, folder, cancellation) is { } picture)
            await thread.PostAsync(new FilePost(ThreadStep.Change, picture, "Sky map before and now"), cancellation);
        await thread.PostAsync(new FilePost(ThreadStep.Picture, Path.Combine(folder, ScanFiles.SkyMapPicture), "Sky map"), cancellation);
        await Conversation.PostResultsAsync(finished, thread, cancellation);
        await thread.PostAsync(new FilePost(ThreadStep.DraftFile, Path.Combine(folder, ScanFiles.Atel), "Draft ATel"), cancellation);
        await thread.PostAsync(new ClosingPost(ScanWords.Closing(report), finished), cancellation);
        return (report, folder, null);
    }

    private async Task WatchAsync(HeardEvent @event, string channel, ScanReport report, Job job, CancellationToken cancellation)
    {
        var (now, start) = (time.GetUtcNow(), report.Plan.EventTimeUtc);
        var until = start + TimeSpan.FromDays(bot.Channels.Load(channel).WatchDays);
        if (until <= now)
            return;
        var watch = await tables.Watches.AddAsync(new NewWatch(job.Place, job.User, @event.Name, RequestText.Write(report.Request), WatchPlan.Next(start, now), until), cancellation);
        if (WatchPlan.LastWholeNight(report.Archive, now) is { } night)
            await tables.Watches.SeenNightAsync(watch.Id, night, cancellation);
    }

    /// <summary>Draws both maps side by side into the scan's folder; null when that does not work out, for the thread says the change in words too.</summary>
    private static string? ChangePicture(ScanReport report, Notice before, string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, "change.png");
        try
        {
            using var file = File.Create(path);
            SkyPlots.Find("change")!.Write(new SkyPlotInput(report) { Previous = before }, PlotStyle.Png, file, cancellation);
            return path;
        }
        catch (Exception e) when (e is PlotException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private SkyMap? MapBefore(EventRevision? revision, CancellationToken cancellation)
    {
        try
        {
            return revision is null ? null : revision.File is { } file ? SkyMapReader.Read(file, cancellation)
                : (RequestText.Read(revision.RequestText, time.GetUtcNow())?.Event as EventReference.Position)?.Ellipse.ToSkyMap();
        }
        catch (Exception e) when (e is SkyMapException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The thread without a greeting, for nobody asked.</summary>
    private sealed class Ungreeted(IChatThread inner) : IChatThread
    {
        public Task PostAsync(ThreadPost post, CancellationToken cancellation) => post.Step == ThreadStep.Greeting ? Task.CompletedTask : inner.PostAsync(post, cancellation);

        public void ShowProgress(string line) => inner.ShowProgress(line);
    }
}
