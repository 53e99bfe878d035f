using System.Text;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3.Views;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.T3.Views;

/// <summary>What a scan of the simulated survey gives as views.</summary>
public sealed class CandidateViewsTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private static readonly ScanRequest Request = new() { Event = new EventReference.Named(new EventName(DemoEvent.Name, Messenger.GravitationalWave)) };

    [Fact]
    public async Task A_candidates_view_has_its_state_journal_results_and_cutouts_with_every_number()
    {
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: false, CancellationToken.None);
        var report = await ScanAsync(archive);
        var candidate = report.Candidates[0];
        var (key, latest) = (candidate.Object, candidate.Alerts[^1]);
        await archive.AttachAsync([new ScienceRecord { Object = key, TimeUtc = DemoEvent.Simulated.TimeUtc, Unit = "T2Test", BodyJson = """{"chi2": 1.10}""", AlertId = latest.AlertId }], CancellationToken.None);
        var view = await CandidateViews.OfAsync(report, 1, archive, CancellationToken.None);
        var written = Text(view);
        var read = Assert.Single(TransientViewReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(written)), "view", CancellationToken.None));
        Assert.Equal(written, Text(read));
        Assert.Equal((StockId.Of("ZTF", candidate.Name), candidate.Name), (read.Id, read.Names[0]));

        var state = await archive.StateOfAsync(key, latest.TimeUtc, DataRights.Partnership, CancellationToken.None);
        Assert.Equal(state!.Id, Assert.Single(read.States).Link.GetString());
        Assert.Equal(state.LightCurve.Datapoints.Select(p => p.Id), read.States[0].Datapoints);
        Assert.Equal(state.LightCurve.Datapoints.Select(p => p.Id), read.Datapoints.Select(p => p.Id));
        foreach (var (point, shown) in state.LightCurve.Datapoints.Zip(read.Datapoints))
        {
            Assert.Equal((point.Jd, point.LimitingMag), (shown.Jd, shown.LimitingMag));
            if (point.Kind != DatapointKind.ForcedPhotometry)
                Assert.Equal((point.Mag, point.MagErr), (shown.Mag, shown.MagErr));
            foreach (var field in point.Body.Schema.Fields)
                if (point.Body.Values[field.Index] is float real && float.IsFinite(real))
                    Assert.Equal((double)real, shown.Body.GetProperty(field.Name).GetDouble());
                else if (point.Body.Values[field.Index] is long whole)
                    Assert.Equal(whole, shown.Body.GetProperty(field.Name).GetInt64());
        }
        Assert.Contains(read.Journal, e => e.GetProperty("unit").GetString() == "EventScan" && e.GetProperty("run").GetString() == report.ScanId);
        Assert.Equal("1.10", Assert.Single(read.Results).Body.GetProperty("chi2").GetRawText());
        var cutouts = read.Extra.GetProperty("cutouts").GetProperty(latest.AlertId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var cutout in await archive.CutoutsAsync("ZTF", latest.AlertId, DataRights.Partnership, CancellationToken.None))
            Assert.Equal(cutout.Data, Convert.FromBase64String(cutouts.GetProperty(cutout.Kind.ToLowerInvariant()).GetProperty("$binary").GetString()!));
        Assert.Equal(candidate.CredibleLevel, read.Extra.GetProperty("ampelbot").GetProperty("credibleLevel").GetDouble());
    }

    [Fact]
    public async Task A_public_view_tells_nothing_of_alerts_that_are_not_public()
    {
        var seen = 0;
        var folder = await simulated.WithProgramsAsync("views-programs", alert => alert.ObjectId == simulated.Kilonova && seen++ % 3 == 0 ? 2 : 1);
        await using var archive = await Archives.OpenExistingAsync(folder, isReadOnly: false, CancellationToken.None);
        var report = await ScanAsync(archive, Request with { Rights = DataRights.Public });
        var candidate = Assert.Single(report.Candidates);
        var hidden = (await archive.AlertsOfAsync(candidate.Object, DataRights.Partnership, CancellationToken.None)).Where(a => a.ProgramId == 2).Select(a => a.AlertId).ToArray();
        Assert.NotEmpty(hidden);
        var text = Text(await CandidateViews.OfAsync(report, 1, archive, CancellationToken.None));
        Assert.All(hidden, id => Assert.DoesNotContain(id.ToString(System.Globalization.CultureInfo.InvariantCulture), text, StringComparison.Ordinal));
    }

    private static string Text(TransientView view)
    {
        var stream = new MemoryStream();
        TransientViewWriter.Write(stream, view);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private Task<ScanReport> ScanAsync(IArchive archive, ScanRequest? request = null)
    {
        var folders = simulated.BotFolders;
        return new EventScan(archive, new EventLookup(new SkyMapFolder(folders.SkyMaps), new SkyMapSources(new SkyMapFolder(folders.SkyMaps), Path.Combine(simulated.Folder, "cache"), FetchPolicy.Offline, SenderAddresses.Public, TimeProvider.System)),
            new ChannelFolder(folders.Channels), new StoppedClock(DemoEvent.Simulated.TimeUtc.AddDays(3))).RunAsync(request ?? Request, null, CancellationToken.None);
    }
}
