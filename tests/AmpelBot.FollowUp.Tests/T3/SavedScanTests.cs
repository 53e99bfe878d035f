using System.Text;
using System.Text.Json.Nodes;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.T3;

/// <summary>A scan of the simulated survey, written and opened again.</summary>
public sealed class SavedScanTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private static readonly DateTimeOffset Now = DemoEvent.Simulated.TimeUtc.AddDays(3);
    private static readonly Lazy<Sky.SkyMaps.SkyMap> Map = new(Reports.Ellipse.ToSkyMap);
    private static readonly ScanRequest Request = new() { Event = new EventReference.Named(new EventName(DemoEvent.Name, Messenger.GravitationalWave)) };

    [Fact]
    public async Task A_scan_opened_again_is_equal_in_every_number_and_writes_the_same_tables_and_draft()
    {
        var (report, folder, archive) = await ScannedAsync("same");
        await using var _ = archive;
        Assert.NotNull(report.Coverage);
        Assert.NotEmpty(report.RejectedPositions);
        var saved = await OpenAsync(folder, archive);
        Assert.Empty(saved.Differences);
        Assert.Equal(Json(report), Json(saved.Report));
        Assert.Equal(report.RejectedPositions, saved.Report.RejectedPositions);
        foreach (var table in ScanTables.All)
            Assert.True(Bytes(report, table).AsSpan().SequenceEqual(Bytes(saved.Report, table)), table.Kind);
        Assert.Equal(Drafts.Atel.Write(report, report.Plan.Channel.DraftTexts, null), Drafts.Atel.Write(saved.Report, saved.Report.Plan.Channel.DraftTexts, null));
        Assert.Equal(report.Candidates[0].Object, saved.Report.Candidates[0].Object);
        Assert.Equal(report.Candidates[0].LightCurve.Datapoints.Select(HandMade.Values), saved.Report.Candidates[0].LightCurve.Datapoints.Select(HandMade.Values));
        Assert.Equal(report.Candidates[0].Alerts.Select(a => a.Candidate.Number("rb")), saved.Report.Candidates[0].Alerts.Select(a => a.Candidate.Number("rb")));
        Assert.Equal(report.Plan.Channel.Filters.Select(f => f.Unit), saved.Report.Plan.Channel.Filters.Select(f => f.Unit));
        Assert.Equal(report.Request, saved.Report.Request with { Revision = report.Request.Revision });
    }

    [Fact]
    public async Task What_people_said_since_is_in_it()
    {
        var (report, folder, archive) = await ScannedAsync("votes");
        await using var _ = archive;
        await VettingJournal.AppendAsync(archive, report.Candidates[0].Object, Reports.SomeVotes.Latest[0], CancellationToken.None);
        var saved = await OpenAsync(folder, archive);
        Assert.Empty(saved.Differences);
        Assert.Equal("AGN", Assert.Single(saved.Report.Candidates[0].Votes.Latest).Reason);
    }

    [Fact]
    public async Task Alerts_that_are_gone_are_a_sentence_and_the_numbers_stand()
    {
        var (report, folder, archive) = await ScannedAsync("gone");
        await archive.DisposeAsync();
        var other = Path.Combine(simulated.Folder, "other");
        await SimulatedArchive.FillAsync(other, simulated.Alerts.Where(a => a.ObjectId != simulated.Kilonova).Take(5));
        await using var rest = await Archives.OpenExistingAsync(other, isReadOnly: true, CancellationToken.None);
        var saved = await OpenAsync(folder, rest);
        Assert.Contains(saved.Differences, d => d.Contains(report.Candidates[0].Alerts[0].AlertId.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) && d.Contains(simulated.Kilonova, StringComparison.Ordinal));
        Assert.Equal(Json(report), Json(saved.Report));
        var without = await OpenAsync(folder, null);
        Assert.Contains(without.Differences, d => d.Contains("archive was not opened", StringComparison.Ordinal));
        Assert.Equal(Json(report), Json(without.Report));
        Assert.Equal(Drafts.Atel.Write(report, report.Plan.Channel.DraftTexts, null), Drafts.Atel.Write(without.Report, without.Report.Plan.Channel.DraftTexts, null));
    }

    [Fact]
    public async Task Alerts_that_the_report_may_not_show_are_not_shown()
    {
        var (report, folder, archive) = await ScannedAsync("rights", _ => 1);
        await archive.DisposeAsync();
        var restricted = await simulated.WithProgramsAsync("restricted", _ => 2);
        await using var partners = await Archives.OpenExistingAsync(restricted, isReadOnly: true, CancellationToken.None);
        var file = Path.Combine(folder, ScanFiles.Report);
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("\"dataRights\": \"partnership\"", "\"dataRights\": \"public\"", StringComparison.Ordinal));
        var saved = await OpenAsync(folder, partners);
        Assert.Equal(DataRights.Public, saved.Report.Plan.Rights);
        Assert.Contains(saved.Differences, d => d.Contains("not for these data rights", StringComparison.Ordinal));
        Assert.All(saved.Report.Candidates.SelectMany(c => c.Alerts), alert => Assert.Null(alert.Candidate.Number("rb")));
        Assert.Equal(report.Candidates.Count, saved.Report.Candidates.Count);
    }

    [Fact]
    public async Task A_changed_channel_file_is_a_remark_and_a_map_that_is_gone_a_refusal()
    {
        var (report, folder, archive) = await ScannedAsync("changed");
        await using var _ = archive;
        var channels = Directory.CreateDirectory(Path.Combine(simulated.Folder, "changed-channels")).FullName;
        await File.WriteAllTextAsync(Path.Combine(channels, "gw.yaml"), await File.ReadAllTextAsync(Path.Combine(simulated.BotFolders.Channels, "gw.yaml")) + "\n# changed\n");
        var saved = await SavedScan.OpenAsync(folder, archive, new SkyMapFolder(simulated.BotFolders.SkyMaps), new ChannelFolder(channels), CancellationToken.None);
        Assert.Contains("has changed since the scan", Assert.Single(saved.Differences), StringComparison.Ordinal);
        Assert.Equal(Json(report), Json(saved.Report));
        File.Delete(Path.Combine(channels, "gw.yaml"));
        saved = await SavedScan.OpenAsync(folder, archive, new SkyMapFolder(simulated.BotFolders.SkyMaps), new ChannelFolder(channels), CancellationToken.None);
        Assert.Contains("cannot be read any more", Assert.Single(saved.Differences), StringComparison.Ordinal);
        Assert.Equal(Json(report), Json(saved.Report));

        var noMaps = new SkyMapFolder(channels);
        var refusal = await Assert.ThrowsAsync<SavedScanException>(() => SavedScan.OpenAsync(folder, archive, noMaps, new ChannelFolder(channels), CancellationToken.None));
        Assert.True(refusal.IsMissing);
        Assert.Contains(report.Plan.Notice.SkyMapSha256!, refusal.Message, StringComparison.Ordinal);
        // Found again in the cache, whatever its name there.
        var cache = Directory.CreateDirectory(Path.Combine(channels, "cache")).FullName;
        File.Copy(new SkyMapFolder(simulated.BotFolders.SkyMaps).Entries().Single(e => e.Sha256 == report.Plan.Notice.SkyMapSha256).File, Path.Combine(cache, "0123-map.fits"));
        Assert.Equal(Json(report), Json((await SavedScan.OpenAsync(folder, archive, noMaps, new ChannelFolder(channels), CancellationToken.None)).Report));
    }

    [Fact]
    public async Task What_was_observed_is_found_again_in_the_exposures_when_its_files_are_gone()
    {
        var (report, folder, archive) = await ScannedAsync("exposures");
        await using var _ = archive;
        File.Delete(Path.Combine(folder, ScanTables.Observed));
        File.Delete(Path.Combine(folder, RejectedPositions.FileName));
        var saved = await OpenAsync(folder, archive);
        Assert.Contains(RejectedPositions.FileName, Assert.Single(saved.Differences), StringComparison.Ordinal);
        Assert.Equal(report.Coverage!.OnceMoc.AreaSqDeg, saved.Report.Coverage!.OnceMoc.AreaSqDeg);
        Assert.Contains((await OpenAsync(folder, null)).Differences, d => d.StartsWith("Where the survey observed is not known", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broken_reports_are_refused_in_a_sentence_whatever_is_broken()
    {
        var (_, folder, archive) = await ScannedAsync("broken");
        await using var __ = archive;
        var file = Path.Combine(folder, ScanFiles.Report);
        var whole = await File.ReadAllTextAsync(file);
        foreach (var text in new[] { "", "{", "[]", "null", "{}", whole[..^20], whole.Replace("\"schemaVersion\": 1", "\"schemaVersion\": 2", StringComparison.Ordinal), new string('[', 100_000) })
            Assert.Contains(ScanFiles.Report + " cannot be used", (await RefusedAsync(text)).Message, StringComparison.Ordinal);
        string[] bad = ["null", "-1", "\"x\"", "{}", "[7]", "1e999", "\"HALFPAIR\""];
        var number = 0;
        foreach (var path in Paths(JsonNode.Parse(whole)!).ToArray())
            foreach (var value in bad)
            {
                var changed = JsonNode.Parse(whole)!;
                Put(changed, path, JsonNode.Parse(value));
                var text = changed.ToJsonString().Replace("HALFPAIR", "\\ud800", StringComparison.Ordinal);
                ReadAll(text);
                if (number++ % 29 != 0)
                    continue;
                await File.WriteAllTextAsync(file, text);
                try
                {
                    await OpenAsync(folder, null);
                }
                catch (SavedScanException e)
                {
                    Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
                }
            }
        await Assert.ThrowsAsync<SavedScanException>(() => OpenAsync(simulated.Folder, null));

        async Task<SavedScanException> RefusedAsync(string text)
        {
            await File.WriteAllTextAsync(file, text);
            return await Assert.ThrowsAsync<SavedScanException>(() => OpenAsync(folder, null));
        }
    }

    [Fact]
    public async Task A_report_of_a_position_with_every_part_reads_back()
    {
        var report = Reports.Of(candidates: 3).WithFirst(c => c with { Votes = Reports.SomeVotes, Alerts = [c.Alerts[0] with { AlertId = 77, ObjectId = null }], Name = "alert 77" })
            .WithNotice(n => n with { EventName = "position 314.08+12.94", Revision = null, LatestRevision = null, SkyMapSha256 = null, Ellipse = Reports.Ellipse, EventTimeUtc = null });
        report = report with
        {
            Request = new ScanRequest
            {
                Event = new EventReference.Position(Reports.Ellipse, Reports.EventTime) { ContainmentAssumed = true, RadiusDeg = 1.25 },
                From = Reports.EventTime,
                FromIsDate = true,
                To = Reports.EventTime.AddDays(2),
                ToIsDate = true,
                Rights = DataRights.Public,
                Days = 1.5,
                Channel = "gw",
            },
            OtherTimes = new OtherTimes(3, 5),
            Remarks = ["A remark."],
            Coverage = Reports.Coverage(report, 0.25) with { ExposureSeconds = (30, 300) },
        };
        var folder = await ScanFiles.WriteAsync(report, Path.Combine(simulated.Folder, "position"), (_, _) => Task.FromResult<IReadOnlyList<Cutout>>([]), CancellationToken.None);
        var saved = await OpenAsync(folder, null);
        Assert.Equal(Json(report), Json(saved.Report));
        Assert.Equal(report.Request, saved.Report.Request);
        Assert.Null(saved.Report.Candidates[0].Alerts[0].ObjectId);
        Assert.Equal(report.Candidates[0].Object, saved.Report.Candidates[0].Object);
        Assert.Equal(report.Coverage.OnceMoc.AreaSqDeg, saved.Report.Coverage!.OnceMoc.AreaSqDeg);
    }

    [Fact]
    public async Task Five_thousand_candidates_open_again()
    {
        var report = Reports.Of(candidates: 5000).WithNotice(n => n with { SkyMapSha256 = null, Ellipse = Reports.Ellipse });
        var folder = await ScanFiles.WriteAsync(report, Path.Combine(simulated.Folder, "many"), (_, _) => Task.FromResult<IReadOnlyList<Cutout>>([]), CancellationToken.None);
        Assert.Equal(Json(report), Json((await OpenAsync(folder, null)).Report));
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: true, CancellationToken.None);
        var differences = (await OpenAsync(folder, archive)).Differences;
        Assert.Contains(differences, d => d.Contains("4,990 more candidates", StringComparison.Ordinal));
    }

    [Fact]
    public void A_scan_is_found_by_folder_id_and_event_and_others_are_named()
    {
        var root = Directory.CreateDirectory(Path.Combine(simulated.Folder, "found")).FullName;
        foreach (var place in new[] { "S190814bv/20190815T010203Z-0000000f", "S190814bv/20190816T010203Z-0000000a", "IC191001A/20191002T000000Z-0000000b" })
        {
            Directory.CreateDirectory(Path.Combine(root, place));
            File.WriteAllText(Path.Combine(root, place, ScanFiles.Report), "{}");
        }
        Directory.CreateDirectory(Path.Combine(root, "S190814bv", "20190817T010203Z-0000000e"));
        var scans = new SavedScans(root);
        var newest = Path.Combine(root, "S190814bv", "20190816T010203Z-0000000a");
        Assert.Equal(newest, scans.Find("S190814bv"));
        Assert.Equal(newest, scans.Find("s190814BV"));
        Assert.Equal(newest, scans.Find(Path.Combine(root, "S190814bv")));
        Assert.Equal(newest, scans.Find(Path.Combine(newest, "report.json")));
        Assert.Equal(newest, scans.Find(newest));
        Assert.Equal(Path.Combine(root, "S190814bv", "20190815T010203Z-0000000f"), scans.Find("20190815T010203Z-0000000f"));
        foreach (var unknown in new[] { "S190425z", "../..", "", "/", new string('x', 5000), "a\nb" })
        {
            var refusal = Assert.Throws<SavedScanException>(() => scans.Find(unknown));
            Assert.True(refusal.IsMissing);
            Assert.Contains("has scans of IC191001A (1), S190814bv (2)", refusal.Message, StringComparison.Ordinal);
        }
        Assert.Contains("there is no scan in", Assert.Throws<SavedScanException>(() => new SavedScans(Path.Combine(root, "nowhere")).Find("S190814bv")).Message, StringComparison.Ordinal);
    }

    private Task<SavedScan> OpenAsync(string folder, IArchive? archive) =>
        SavedScan.OpenAsync(folder, archive, new SkyMapFolder(simulated.BotFolders.SkyMaps), new ChannelFolder(simulated.BotFolders.Channels), CancellationToken.None);

    private async Task<(ScanReport Report, string Folder, IArchive Archive)> ScannedAsync(string name, Func<Alert, int>? programOf = null)
    {
        var setting = await simulated.WithProgramsAsync("archive-" + name, programOf ?? (_ => 1));
        var archive = await Archives.OpenExistingAsync(setting, isReadOnly: false, CancellationToken.None);
        await archive.AddExposuresAsync([.. new SimulatedSurvey(DemoEvent.Plan).Nights(CancellationToken.None).SelectMany(night => night.Exposures)], CancellationToken.None);
        var folders = simulated.BotFolders;
        var scan = new EventScan(archive, new EventLookup(new SkyMapFolder(folders.SkyMaps), new SkyMapSources(new SkyMapFolder(folders.SkyMaps), Path.Combine(simulated.Folder, "cache"), FetchPolicy.Offline, SenderAddresses.Public, TimeProvider.System)),
            new ChannelFolder(folders.Channels), new StoppedClock(Now));
        var report = await scan.RunAsync(Request, null, CancellationToken.None);
        var folder = await ScanFiles.WriteAsync(report, Path.Combine(simulated.Folder, "out-" + name),
            (alert, stop) => archive.CutoutsAsync(alert.Survey, alert.AlertId, report.Plan.Rights, stop), CancellationToken.None);
        return (report, folder, archive);
    }

    private static string Json(ScanReport report)
    {
        var stream = new MemoryStream();
        ReportJson.Write(report, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static byte[] Bytes(ScanReport report, ScanTable table)
    {
        var stream = new MemoryStream();
        table.Write(report, stream, CancellationToken.None);
        return stream.ToArray();
    }

    /// <summary>Reads every part of a report; a refusal is what may come of it.</summary>
    private static void ReadAll(string text)
    {
        try
        {
            var saved = SavedReport.Read(Encoding.UTF8.GetBytes(text));
            object?[] parts =
            [
                saved.ScanId, saved.ProgramVersion, saved.StartedUtc, saved.Seconds, saved.Remarks, saved.SkyMapSha256, saved.EventEllipse, saved.ChannelName, saved.FilterUnits,
                saved.Level, saved.Probability, saved.AreaSqDeg, saved.DataRights, saved.Defaults, saved.NotDone, saved.Window, saved.OtherTimes, saved.Candidates(),
                saved.Request(), saved.Channel(), saved.Archive(), saved.Funnel(), saved.Coverage(), saved.Notice(Map.Value),
            ];
            Assert.NotEmpty(parts);
        }
        catch (SavedScanException)
        {
        }
    }

    /// <summary>Places in a document: every key once, of lists the first item.</summary>
    private static IEnumerable<object[]> Paths(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => new[] { new object[] { field.Key } }.Concat(Paths(field.Value).Select(rest => (object[])[field.Key, .. rest]))),
        JsonArray { Count: > 0 } items => new[] { new object[] { 0 } }.Concat(Paths(items[0]).Select(rest => (object[])[0, .. rest])),
        _ => [],
    };

    private static void Put(JsonNode document, object[] path, JsonNode? value)
    {
        var at = document;
        foreach (var step in path[..^1])
            at = step is int i ? at![i]! : at![(string)step]!;
        if (path[^1] is int index)
            at![index] = value;
        else
            at![(string)path[^1]] = value;
    }
}
