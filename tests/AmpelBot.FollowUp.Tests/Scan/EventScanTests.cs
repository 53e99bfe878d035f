using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Scan;

/// <summary>Scans of the simulated survey: what they read, what they leave in the journals, whose data they show.</summary>
public sealed class EventScanTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private static readonly DateTimeOffset Now = DemoEvent.Simulated.TimeUtc.AddDays(3);
    private static readonly ScanRequest Request = new() { Event = new EventReference.Named(new EventName(DemoEvent.Name, Messenger.GravitationalWave)) };

    [Fact]
    public async Task The_funnel_is_the_same_whether_or_not_all_light_curves_are_read()
    {
        var lazy = await ScanAsync(simulated.ArchiveFolder);
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: true, CancellationToken.None);
        var eager = new Dictionary<string, long>(StringComparer.Ordinal);
        long accepted = 0;
        var query = new AlertQuery { Moc = lazy.Plan.Region.Moc, Window = lazy.Plan.Window, Rights = lazy.Plan.Rights };
        await foreach (var alert in archive.ScanAsync(query, CancellationToken.None))
        {
            Assert.True(alert.HasLightCurve);
            var verdict = lazy.Plan.Channel.Judge(alert, lazy.Plan.Context);
            var step = verdict.Accepted ? "" : $"{verdict.Unit} {verdict.Rejection!.Value.Name}";
            eager[step] = eager.GetValueOrDefault(step) + 1;
            accepted += verdict.Accepted ? 1 : 0;
        }
        Assert.Equal(eager.GetValueOrDefault(""), lazy.Funnel.AlertsAccepted);
        Assert.Equal(eager.Where(e => e.Key.Length > 0).OrderBy(e => e.Key), lazy.Funnel.Rejections.ToDictionary(r => $"{r.Unit} {r.Cut}", r => r.Alerts).OrderBy(e => e.Key));
        Assert.Equal(eager.Values.Sum(), lazy.Funnel.AlertsScanned);
        Assert.True(accepted > 0);
    }

    [Fact]
    public async Task A_candidate_has_an_entry_in_its_journal_with_scan_channel_and_state()
    {
        var folder = await simulated.WithProgramsAsync("journal", _ => 1);
        var report = await ScanAsync(folder);
        Assert.Empty(report.Remarks);
        await using var archive = await Archives.OpenExistingAsync(folder, isReadOnly: true, CancellationToken.None);
        var candidate = Assert.Single(report.Candidates);
        var key = candidate.Alerts[^1].Object;
        var entry = Assert.Single(await archive.JournalOfAsync(key, CancellationToken.None), e => e.Unit == "EventScan");
        Assert.Equal((0, "gw", report.ScanId, candidate.Alerts[^1].AlertId, Now), (entry.Tier, entry.Channel, entry.Run, entry.AlertId, entry.TimeUtc));
        var state = await archive.StateOfAsync(key, candidate.Alerts[^1].TimeUtc, DataRights.Partnership, CancellationToken.None);
        Assert.NotNull(entry.StateId);
        Assert.Equal(state!.Id, entry.StateId);
        Assert.Contains(state.LightCurve.Datapoints, d => d.Candid == candidate.Alerts[^1].Candid);
    }

    [Fact]
    public async Task An_archive_that_can_only_be_read_is_scanned_and_the_report_says_that_no_journal_was_written()
    {
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: true, CancellationToken.None);
        var report = await Scan(archive).RunAsync(Request, null, CancellationToken.None);
        Assert.Single(report.Candidates);
        Assert.Contains("can only be read", Assert.Single(report.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_does_not_spoil_the_scan()
    {
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: false, CancellationToken.None);
        var failing = FailingArchive.Of(archive, nameof(IArchive.AppendAsync), new ArchiveException("No space is left."));
        var report = await Scan(failing).RunAsync(Request, null, CancellationToken.None);
        Assert.Single(report.Candidates);
        Assert.EndsWith("could not be written: No space is left.", Assert.Single(report.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_window_holds_nothing_the_alerts_at_other_times_are_counted()
    {
        var times = simulated.Alerts.Select(a => a.TimeUtc).Order().ToArray();
        var after = await ScanAsync(simulated.ArchiveFolder, Request with { From = times[^1].AddHours(1), To = times[^1].AddHours(2), Level = 1 });
        Assert.Equal((0, new OtherTimes(simulated.Alerts.Count, 0)), (after.Funnel.AlertsScanned, after.OtherTimes));
        var before = await ScanAsync(simulated.ArchiveFolder, Request with { From = times[0].AddDays(-3), To = times[0], Level = 1 });
        Assert.Equal((0, new OtherTimes(0, simulated.Alerts.Count)), (before.Funnel.AlertsScanned, before.OtherTimes));
        Assert.Null((await ScanAsync(simulated.ArchiveFolder)).OtherTimes);
    }

    [Fact]
    public async Task A_count_that_takes_too_long_is_left_out()
    {
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: true, CancellationToken.None);
        var failing = FailingArchive.Of(archive, nameof(IArchive.CountAsync), new OperationCanceledException());
        var report = await Scan(failing).RunAsync(Request with { From = Now.AddDays(-900), To = Now.AddDays(-800) }, null, CancellationToken.None);
        Assert.Equal(0, report.Funnel.AlertsScanned);
        Assert.Null(report.OtherTimes);
    }

    [Fact]
    public async Task Alerts_of_the_partnership_are_invisible_to_a_public_scan_and_to_why()
    {
        var folder = await simulated.WithProgramsAsync("programs", alert => alert.ObjectId == simulated.Kilonova ? 2 : 1);
        var all = await ScanAsync(folder);
        var publicly = await ScanAsync(folder, Request with { Rights = DataRights.Public });
        var key = new ObjectKey("ZTF", StockId.Of("ZTF", simulated.Kilonova));
        Assert.Equal(key, Assert.Single(all.Candidates).Alerts[0].Object);
        Assert.Empty(publicly.Candidates);
        Assert.Equal(all.Funnel.ObjectsScanned - 1, publicly.Funnel.ObjectsScanned);
        Assert.NotEqual(all.ScanId, publicly.ScanId);
        Assert.Equal([DataRights.Partnership, DataRights.Public], [all.Plan.Rights, publicly.Plan.Rights]);

        await using var archive = await Archives.OpenExistingAsync(folder, isReadOnly: true, CancellationToken.None);
        Assert.True((await Scan(archive).TraceAsync(simulated.Kilonova, Request, CancellationToken.None)).InArchive);
        Assert.False((await Scan(archive).TraceAsync(simulated.Kilonova, Request with { Rights = DataRights.Public }, CancellationToken.None)).InArchive);
    }

    private EventScan Scan(IArchive archive)
    {
        var folders = simulated.BotFolders;
        var skyMaps = new SkyMapFolder(folders.SkyMaps);
        return new EventScan(archive, new EventLookup(skyMaps, new SkyMapSources(skyMaps, Path.Combine(simulated.Folder, "cache"), FetchPolicy.Offline, SenderAddresses.Public, TimeProvider.System)),
            new ChannelFolder(folders.Channels), new StoppedClock(Now));
    }

    private async Task<ScanReport> ScanAsync(string folder, ScanRequest? request = null)
    {
        await using var archive = await Archives.OpenExistingAsync(folder, isReadOnly: false, CancellationToken.None);
        return await Scan(archive).RunAsync(request ?? Request, null, CancellationToken.None);
    }
}
