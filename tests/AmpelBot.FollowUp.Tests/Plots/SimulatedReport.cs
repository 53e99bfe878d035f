using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Tests.T3;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Plots;

/// <summary>The scan of the demo's simulated survey, its one candidate followed by other simulated objects, so that there are pages to draw.</summary>
internal sealed class SimulatedReport(ScanReport report, IReadOnlyDictionary<long, Alert> alerts)
{
    /// <summary>The report.</summary>
    public ScanReport Report => report;

    /// <summary>Scans the demo and adds candidates until there are as many as asked for.</summary>
    public static async Task<SimulatedReport> OfAsync(SimulatedArchive simulated, int candidates)
    {
        var report = await ScanAsync(simulated);
        var map = report.Plan.Notice.SkyMap;
        var window = report.Plan.Window;
        var others = simulated.Alerts.Where(a => a.ObjectId is not null && report.Plan.Region.Moc.Contains(a.Hpx29) && window.Contains(a.TimeUtc))
            .GroupBy(a => a.ObjectId!, StringComparer.Ordinal).Where(o => report.Candidates.All(c => c.Name != o.Key))
            .Select(o => o.OrderBy(a => a.Jd).ToArray()).Where(o => o[^1].LightCurve.Detections.Count > 1)
            .OrderBy(o => map.CredibleLevel(o[^1].Hpx29)).ThenBy(o => o[^1].ObjectId, StringComparer.Ordinal).Take(candidates - report.Candidates.Count);
        var all = report.Candidates.Concat(others.Select(o => new Candidate
        {
            Name = o[^1].ObjectId!,
            Survey = o[^1].Survey,
            Coord = o[^1].Coord,
            CredibleLevel = map.CredibleLevel(o[^1].Hpx29),
            GalacticLatitudeDeg = o[^1].Coord.GalacticLatitudeDeg,
            FirstDetection = o[^1].LightCurve.Detections[0],
            LatestDetection = o[^1].LightCurve.Detections[^1],
            LightCurve = o[^1].LightCurve,
            Alerts = o,
            RejectedAlerts = 0,
        })).ToArray();
        all[0] = all[0] with { Votes = Reports.SomeVotes };
        return new SimulatedReport(
            report with { Candidates = all, ScanId = "20260615T052137Z-3f9a1c27", ProgramVersion = "0.1.0", Seconds = 1.25, StartedUtc = DemoEvent.Simulated.TimeUtc.AddDays(3) },
            simulated.Alerts.ToDictionary(a => a.AlertId));
    }

    /// <summary>The cutouts of an alert.</summary>
    public Task<IReadOnlyList<Cutout>> Cutouts(Alert alert, CancellationToken cancellation) => Task.FromResult(alerts[alert.AlertId].Cutouts);

    private static async Task<ScanReport> ScanAsync(SimulatedArchive simulated)
    {
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: true, CancellationToken.None);
        var time = new StoppedClock(DemoEvent.Simulated.TimeUtc.AddDays(3));
        var folders = simulated.BotFolders;
        var events = new EventLookup(new SkyMapFolder(folders.SkyMaps), new SkyMapSources(new SkyMapFolder(folders.SkyMaps), Path.Combine(simulated.Folder, "cache"), FetchPolicy.Offline, SenderAddresses.Public, TimeProvider.System));
        var scan = new EventScan(archive, events, new ChannelFolder(folders.Channels), time);
        return await scan.RunAsync(
            new ScanRequest { Event = new EventReference.Named(new EventName(DemoEvent.Name, Messenger.GravitationalWave)) }, null, CancellationToken.None);
    }
}
