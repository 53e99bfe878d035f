using System.Diagnostics;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Scan;

/// <summary>One event, from the request to the report.</summary>
/// <param name="archive">The alerts.</param>
/// <param name="events">Where events and their sky maps are found.</param>
/// <param name="channels">The follow-up channels.</param>
/// <param name="time">The clock.</param>
public sealed class EventScan(IArchive archive, EventLookup events, ChannelFolder channels, TimeProvider time)
{
    private static readonly TimeSpan LongestCount = TimeSpan.FromSeconds(10);

    /// <summary>Scans the archive for counterparts of an event.</summary>
    /// <param name="request">The event and the options that the person gave.</param>
    /// <param name="progress">Told what was settled on, then about twice a second how far the scan is; null for nobody.</param>
    /// <param name="cancellation">Stops the scan.</param>
    /// <exception cref="EventNotFoundException">The event or its sky map is not known here.</exception>
    /// <exception cref="RequestException">The options do not fit the event.</exception>
    /// <exception cref="Sky.SkyMaps.SkyMapException">The sky map cannot be used.</exception>
    /// <exception cref="ChannelException">The channel cannot be used.</exception>
    /// <exception cref="ArchiveException">The archive is empty or cannot be used.</exception>
    public async Task<ScanReport> RunAsync(ScanRequest request, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var clock = Stopwatch.StartNew();

        var plan = await PlanAsync(request, started, cancellation);
        var state = await archive.InfoAsync(cancellation);
        if (state.Alerts == 0)
            throw new ArchiveException("The archive is empty, so a scan would say nothing about the event. Fill it first: ampelbot ingest PATH.") { IsMissing = true };
        progress?.Report(new ScanProgress(plan, 0, 0));

        var context = plan.Context;
        var tally = new ScanTally(plan);
        var pace = new Pace(TimeSpan.FromSeconds(0.5));
        var query = new AlertQuery
        {
            Moc = plan.Region.Moc,
            Window = plan.Window,
            Rights = plan.Rights,
            NeedsLightCurve = alert => plan.Channel.NeedsLightCurve(alert, context),
        };
        await foreach (var alert in archive.ScanAsync(query, cancellation))
        {
            tally.Add(alert, plan.Channel.Judge(alert, context));
            if (pace.IsDue(clock.Elapsed))
                progress?.Report(new ScanProgress(plan, tally.AlertsScanned, tally.ShareOfWindow(alert)));
        }

        var report = new ScanReport
        {
            ScanId = ScanPlanning.ScanId(plan, state, started),
            Request = request,
            Plan = plan,
            Candidates = tally.Candidates(),
            Funnel = tally.Funnel(),
            RejectedPositions = tally.RejectedPositions,
            Coverage = await archive.CoverageAsync(plan.Notice.SkyMap, plan.Region.Moc, plan.Window, plan.Rights, cancellation),
            Archive = state,
            OtherTimes = tally.AlertsScanned == 0 ? await CountOtherTimesAsync(query, state, cancellation) : null,
            ProgramVersion = ProgramVersion.Current,
            StartedUtc = started,
            Seconds = clock.Elapsed.TotalSeconds,
        };
        report = await WithVotesAsync(report, cancellation);
        return report with { Remarks = [.. plan.Notice.Remarks, .. report.Remarks, .. await ScanJournal.WriteAsync(archive, report, time.GetUtcNow(), cancellation)] };
    }

    /// <summary>Follows one object through the scan of an event: why it is, or is not, a candidate.</summary>
    /// <param name="objectName">The survey's name of the object, exactly as the archive has it.</param>
    /// <param name="request">The scan.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <remarks>Fails as <see cref="RunAsync"/> does. An object that the archive does not have is no failure: its trace has no alerts.</remarks>
    public async Task<ObjectTrace> TraceAsync(string objectName, ScanRequest request, CancellationToken cancellation)
    {
        var plan = await PlanAsync(request, time.GetUtcNow(), cancellation);
        var alerts = new List<Alert>();
        var keys = await archive.FindObjectsAsync(objectName, cancellation);
        foreach (var key in keys)
            alerts.AddRange(await archive.AlertsOfAsync(key, plan.Rights, cancellation));
        var votes = await VettingJournal.OfAsync(archive, keys, plan.Rights, cancellation);
        return new ObjectTrace
        {
            ObjectName = objectName,
            Votes = new Votes([.. votes.Values.SelectMany(v => v.Latest).OrderBy(v => v.TimeUtc)], [.. votes.Values.SelectMany(v => v.Notes).OrderBy(v => v.TimeUtc)]),
            Plan = plan,
            Alerts = [.. alerts.OrderBy(a => a.Jd).Select(alert => new AlertTrace
            {
                AlertId = alert.AlertId,
                TimeUtc = alert.TimeUtc,
                CredibleLevel = plan.Notice.SkyMap.CredibleLevel(alert.Hpx29),
                InsideRegion = plan.Region.Moc.Contains(alert.Hpx29),
                InWindow = plan.Window.Contains(alert.TimeUtc),
                Cuts = [.. plan.Channel.AllCuts(alert, plan.Context).Select(c => new TracedCut(c.Unit, c.Cut))],
            })],
        };
    }

    /// <summary>Alerts in the region before and after the window; null when counting them takes too long.</summary>
    private async Task<OtherTimes?> CountOtherTimesAsync(AlertQuery query, ArchiveInfo state, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(LongestCount, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            // A second on either side is wider than the rounding of a Julian date.
            var first = TimeScales.JdToUtc(state.FirstJd!.Value).AddSeconds(-1);
            var end = TimeScales.JdToUtc(state.LastJd!.Value).AddSeconds(1);
            return new OtherTimes(
                first < query.Window.From ? await archive.CountAsync(query with { Window = new TimeWindow(first, query.Window.From) }, stop.Token) : 0,
                query.Window.To < end ? await archive.CountAsync(query with { Window = new TimeWindow(query.Window.To, end) }, stop.Token) : 0);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What a scan would read: the event with its map, region and window. Nothing is read of the archive.</summary>
    /// <param name="request">The scan.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <remarks>Fails as <see cref="RunAsync"/> does, but for the archive.</remarks>
    public Task<ScanPlan> PlanAsync(ScanRequest request, CancellationToken cancellation) => PlanAsync(request, time.GetUtcNow(), cancellation);

    private async Task<ScanReport> WithVotesAsync(ScanReport report, CancellationToken cancellation)
    {
        try
        {
            var votes = await VettingJournal.OfAsync(archive, [.. report.Candidates.Select(c => c.Object)], report.Plan.Rights, cancellation);
            return votes.Count == 0 ? report : report with { Candidates = [.. report.Candidates.Select(c => c with { Votes = votes.GetValueOrDefault(c.Object, Votes.None) })] };
        }
        catch (ArchiveException e)
        {
            return report with { Remarks = [$"What people said of the candidates is left out, because it could not be read: {e.Message}"] };
        }
    }

    private async Task<ScanPlan> PlanAsync(ScanRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        var notice = await events.FindAsync(request, cancellation);
        var channel = channels.Load(request.Channel ?? ScanPlanning.ChannelOf(notice.Messenger));
        return ScanPlanning.Settle(request, notice, channel, now);
    }
}

/// <summary>How far a scan is.</summary>
/// <param name="Plan">What is scanned.</param>
/// <param name="AlertsScanned">Alerts judged so far.</param>
/// <param name="Share">Share of the window's nights that are done, 0 to 1.</param>
public sealed record ScanProgress(ScanPlan Plan, long AlertsScanned, double Share);
