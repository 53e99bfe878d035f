using System.Formats.Tar;
using System.IO.Compression;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Cli;

/// <summary>ampelbot archive info, object, export, verify and vacuum, from outside.</summary>
public sealed class ArchiveTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private static readonly string[] Counted = ["alerts", "objects", "datapoints", "cutouts", "nights", "stateHash"];

    [Fact]
    public async Task Info_tells_what_the_archive_holds_and_where_it_is()
    {
        var said = await RunAsync("archive", "info", "--archive", "archive");
        Assert.Contains(FormattableString.Invariant($": {simulated.Alerts.Count:N0} alerts of {simulated.Truths.Count:N0} objects"), said.Output, StringComparison.Ordinal);
        var json = (await RunAsync("archive", "info", "--archive", "archive", "--json")).Json;
        Assert.Equal(simulated.Alerts.Count, json.GetProperty("alerts").GetInt32());
        Assert.Equal(simulated.ArchiveFolder, json.GetProperty("place").GetString());
        Assert.True(json.GetProperty("sizeBytes").GetInt64() > 100_000);
    }

    [Fact]
    public async Task An_export_ingested_into_a_new_archive_gives_the_same_archive()
    {
        foreach (var (target, format) in new[] { ("all.tar.gz", "tar"), ("all", "folder") })
        {
            var export = await RunAsync("archive", "export", target, "--format", format, "--archive", "archive", "--json");
            Assert.Equal(simulated.Alerts.Count, export.Json.GetProperty("packets").GetInt32());
            Assert.Equal(0, export.Json.GetProperty("withoutPacket").GetInt32());
            var again = "again-" + format;
            await RunAsync("ingest", target, "--archive", again);
            Assert.Equal(Counts(await RunAsync("archive", "info", "--archive", "archive", "--json")), Counts(await RunAsync("archive", "info", "--archive", again, "--json")));
            Assert.Equal(0, (await RunAsync("archive", "verify", "--archive", again)).ExitCode);
        }
    }

    [Fact]
    public async Task The_same_alerts_are_exported_as_the_same_bytes()
    {
        await RunAsync("archive", "export", "one.tar.gz", "--archive", "archive", "--object", simulated.Kilonova);
        await RunAsync("archive", "export", "two.tar.gz", "--archive", "archive", "--object", simulated.Kilonova);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(simulated.Folder, "one.tar.gz")), await File.ReadAllBytesAsync(Path.Combine(simulated.Folder, "two.tar.gz")));
    }

    [Fact]
    public async Task An_export_holds_the_night_the_times_or_the_object_that_were_asked_for_and_no_other()
    {
        var night = simulated.Alerts.Min(a => a.TimeUtc).UtcDateTime.Date;
        var (from, to) = (night.AddDays(1).ToString("yyyy-MM-dd"), night.AddDays(2).ToString("yyyy-MM-dd"));
        await ExpectAsync(a => a.TimeUtc.UtcDateTime.Date == night.AddDays(1), "--night", from);
        await ExpectAsync(a => a.TimeUtc.UtcDateTime.Date >= night.AddDays(1) && a.TimeUtc.UtcDateTime.Date <= night.AddDays(2), "--from", from, "--to", to);
        var last = simulated.Alerts.Where(a => a.ObjectId == simulated.Kilonova).Min(a => a.TimeUtc).UtcDateTime.Date;
        await ExpectAsync(a => a.ObjectId == simulated.Kilonova && a.TimeUtc.UtcDateTime.Date <= last, "--object", simulated.Kilonova.ToUpperInvariant(), "--to", last.ToString("yyyy-MM-dd"));

        async Task ExpectAsync(Func<Alerts.Alert, bool> chosen, params string[] selection)
        {
            await RunAsync(["archive", "export", "part.tar.gz", "--archive", "archive", .. selection]);
            var expected = simulated.Alerts.Where(chosen).Select(a => $"ZTF/{a.TimeUtc:yyyy-MM-dd}/{a.AlertId}.avro").Order(StringComparer.Ordinal).ToArray();
            Assert.NotEmpty(expected);
            Assert.Equal(expected, (await MembersAsync("part.tar.gz")).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task An_export_of_an_event_holds_what_a_scan_of_it_reads_in_its_order()
    {
        var request = CommandParser.Parse("scan MS260612a level=0.5 days=2", new ParseContext(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero)));
        await using var archive = await Archives.OpenExistingAsync(simulated.ArchiveFolder, isReadOnly: true, default);
        var folders = simulated.BotFolders;
        var skyMaps = new SkyMapFolder(folders.SkyMaps);
        using var sources = new SkyMapSources(skyMaps, Path.Combine(simulated.Folder, "cache"), FetchPolicy.Offline, SenderAddresses.Public, TimeProvider.System);
        var plan = await new EventScan(archive, new EventLookup(skyMaps, sources), new ChannelFolder(folders.Channels), TimeProvider.System)
            .PlanAsync(((ScanCommand)request.Value!).Request, default);
        var inside = simulated.Alerts.Where(a => plan.Region.Moc.Contains(a.Hpx29) && plan.Window.Contains(a.TimeUtc))
            .OrderBy(a => Math.Floor(a.Jd - 0.5)).ThenBy(a => a.Hpx29).ThenBy(a => a.AlertId).ToArray();
        Assert.InRange(inside.Length, 1, simulated.Alerts.Count - 1);

        var json = (await RunAsync("archive", "export", "event.tar.gz", "--event", "MS260612a", "--level", "0.5", "--days", "2", "--archive", "archive", "--json")).Json;
        Assert.Equal(inside.Select(a => $"ZTF/{a.TimeUtc:yyyy-MM-dd}/{a.AlertId}.avro"), await MembersAsync("event.tar.gz"));
        var told = json.GetProperty("event");
        Assert.Equal(("MS260612a", 2, 0.5), (told.GetProperty("name").GetString(), told.GetProperty("revision").GetInt32(), told.GetProperty("level").GetDouble()));
        Assert.Equal(plan.Window.To, told.GetProperty("toUtc").GetDateTimeOffset());

        // The same words in one go, and a map of one's own.
        await RunAsync("archive", "export", "words.tar.gz", "--event", "MS260612a prob_threshold=50% n_days=2", "--archive", "archive");
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(simulated.Folder, "event.tar.gz")), await File.ReadAllBytesAsync(Path.Combine(simulated.Folder, "words.tar.gz")));
        var map = Path.Combine(folders.SkyMaps, "MS260612a.multiorder.fits");
        await RunAsync("archive", "export", "map.tar.gz", "--event", map, "--level", "0.5", "--days", "2", "--archive", "archive");
        Assert.Equal(await MembersAsync("event.tar.gz"), await MembersAsync("map.tar.gz"));

        var one = inside[0].ObjectId!;
        var mine = inside.Where(a => a.ObjectId == one).OrderBy(a => a.Jd).ToArray();
        await RunAsync("archive", "export", "both.tar.gz", "--event", "MS260612a", "--level", "0.5", "--days", "2", "--object", one, "--archive", "archive");
        Assert.Equal(mine.Select(a => $"ZTF/{a.TimeUtc:yyyy-MM-dd}/{a.AlertId}.avro"), await MembersAsync("both.tar.gz"));
    }

    [Fact]
    public async Task An_object_without_a_name_is_found_by_the_number_of_its_alert()
    {
        var folder = Path.Combine(simulated.Folder, "nameless");
        var (named, nameless) = (simulated.Alerts[0], simulated.Alerts.First(a => a.ObjectId != simulated.Alerts[0].ObjectId));
        await SimulatedArchive.FillAsync(folder, [named, ZtfPacket.Parse(With(nameless.Packet!, "objectId", ""))]);
        foreach (var word in new[] { $"ZTF:{nameless.AlertId}", $"ztf:{nameless.AlertId}", $"{nameless.AlertId}", $"alert {nameless.AlertId}", $"ZTF:{~nameless.AlertId}" })
        {
            var shown = (await RunAsync("archive", "object", word, "--archive", folder, "--json")).Json.GetProperty("objects").EnumerateArray().Single();
            Assert.Equal((~nameless.AlertId, $"alert {nameless.AlertId}"), (shown.GetProperty("stock").GetInt64(), shown.GetProperty("name").GetString()));
            Assert.Equal(nameless.AlertId, shown.GetProperty("alerts").EnumerateArray().Single().GetProperty("alertId").GetInt64());
            Assert.Equal(nameless.LightCurve.Datapoints.Count, shown.GetProperty("lightCurve").GetArrayLength());
        }
        // The number of an alert of an object with a name names that object.
        var byNumber = await RunAsync("archive", "object", $"{named.AlertId}", "--archive", folder, "--json");
        var byName = await RunAsync("archive", "object", named.ObjectId!, "--archive", folder, "--json");
        Assert.Equal(byName.Json.GetProperty("objects").ToString(), byNumber.Json.GetProperty("objects").ToString());
        foreach (var word in new[] { "12345", "LSST:12345", "ZTF:99999999999999999999", "XYZ:1" })
            Assert.Equal(3, (await ProgramRun.Of(simulated.Folder, "archive", "object", word, "--archive", folder)).ExitCode);
    }

    [Fact]
    public async Task What_a_public_reader_is_not_shown_of_an_object_is_counted()
    {
        var name = simulated.Alerts.GroupBy(a => a.ObjectId).First(g => g.Count() > 2).Key!;
        var mine = simulated.Alerts.Where(a => a.ObjectId == name).OrderBy(a => a.Jd).ToArray();
        var folder = await simulated.WithProgramsAsync("halfpublic", a => a.AlertId == mine[0].AlertId ? 1 : 2);
        await using (var archive = await Archives.OpenExistingAsync(folder, isReadOnly: false, default))
            await archive.AttachAsync([new ScienceRecord { Object = mine[0].Object, TimeUtc = DateTimeOffset.UnixEpoch, Unit = "U", AlertId = mine[1].AlertId, BodyJson = "{}" }], default);
        var all = (await RunAsync("archive", "object", name, "--archive", folder, "--json")).Json.GetProperty("objects")[0];
        Assert.Equal((0, 0), (all.GetProperty("journalNotShown").GetInt32(), all.GetProperty("scienceRecordsNotShown").GetInt32()));
        var seen = (await RunAsync("archive", "object", name, "--archive", folder, "--public", "--json")).Json.GetProperty("objects")[0];
        Assert.Equal((1, mine.Length - 1), (seen.GetProperty("journal").GetArrayLength(), seen.GetProperty("journalNotShown").GetInt32()));
        Assert.Equal((0, 1), (seen.GetProperty("scienceRecords").GetArrayLength(), seen.GetProperty("scienceRecordsNotShown").GetInt32()));
        var said = (await RunAsync("archive", "object", name, "--archive", folder, "--public")).Output;
        Assert.Contains($"{mine.Length - 1} more of the journal tell of alerts that are not public", said, StringComparison.Ordinal);
        Assert.Contains("Science records: none that is public.", said, StringComparison.Ordinal);
        // An alert that a reader may not see tells nothing of its object.
        Assert.Equal(3, (await ProgramRun.Of(simulated.Folder, "archive", "object", $"{mine[1].AlertId}", "--archive", folder, "--public")).ExitCode);
    }

    [Fact]
    public async Task A_selection_without_alerts_is_said_and_leaves_no_file()
    {
        var run = await ProgramRun.Of(simulated.Folder, "archive", "export", "none.tar.gz", "--archive", "archive", "--night", "2001-01-01");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("no alert of this selection", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(simulated.Folder, "none.tar.gz*"));
    }

    [Fact]
    public async Task An_object_is_shown_with_its_alerts_its_state_and_its_journal()
    {
        var folder = await simulated.WithProgramsAsync("shown", _ => 1);
        Assert.Equal(0, (await ProgramRun.Of(simulated.Folder, "scan", "MS260612a", "to=2026-06-15", "--archive", folder)).ExitCode);
        var json = (await RunAsync("archive", "object", simulated.Kilonova.ToLowerInvariant(), "--archive", folder, "--json")).Json.GetProperty("objects")[0];
        var mine = simulated.Alerts.Where(a => a.ObjectId == simulated.Kilonova).OrderBy(a => a.Jd).ToArray();
        Assert.Equal(mine.Select(a => a.AlertId), json.GetProperty("alerts").EnumerateArray().Select(a => a.GetProperty("alertId").GetInt64()));
        Assert.Equal(mine.SelectMany(a => a.LightCurve.Datapoints).Select(d => (d.Kind, d.Id)).Distinct().Count(), json.GetProperty("lightCurve").GetArrayLength());
        var entry = json.GetProperty("journal").EnumerateArray().Single(e => e.GetProperty("unit").GetString() == "EventScan");
        Assert.Equal("MS260612a", entry.GetProperty("extra").GetProperty("event").GetString());
        Assert.Equal(mine.Length, json.GetProperty("journal").EnumerateArray().Count(e => e.GetProperty("unit").GetString() != "EventScan"));

        var said = await RunAsync("archive", "object", simulated.Kilonova, "--archive", folder);
        foreach (var word in new[] { simulated.Kilonova, json.GetProperty("stateId").GetString()!, "detection", "EventScan", "Science records: none." })
            Assert.Contains(word, said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_as_of_an_earlier_time_has_the_state_of_then()
    {
        var mine = simulated.Alerts.Where(a => a.ObjectId == simulated.Kilonova).OrderBy(a => a.Jd).ToArray();
        var first = mine[0];
        var at = first.TimeUtc.AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss");
        var then = (await RunAsync("archive", "object", simulated.Kilonova, "--archive", "archive", "--at", at, "--json")).Json.GetProperty("objects")[0];
        var now = (await RunAsync("archive", "object", simulated.Kilonova, "--archive", "archive", "--json")).Json.GetProperty("objects")[0];
        Assert.Equal(first.AlertId, then.GetProperty("alerts").EnumerateArray().Single().GetProperty("alertId").GetInt64());
        Assert.Equal(first.LightCurve.Datapoints.Count, then.GetProperty("lightCurve").GetArrayLength());
        Assert.NotEqual(then.GetProperty("stateId").GetString(), now.GetProperty("stateId").GetString());
    }

    [Fact]
    public async Task Alerts_of_the_partnership_are_in_no_public_answer()
    {
        var folder = await simulated.WithProgramsAsync("mixed", alert => alert.ObjectId == simulated.Kilonova ? 2 : 1);
        Assert.Equal(0, (await ProgramRun.Of(simulated.Folder, "archive", "object", simulated.Kilonova, "--archive", folder)).ExitCode);
        var hidden = await ProgramRun.Of(simulated.Folder, "archive", "object", simulated.Kilonova, "--archive", folder, "--public");
        Assert.Equal((3, ""), (hidden.ExitCode, hidden.Output));

        await RunAsync("archive", "export", "public.tar.gz", "--archive", folder, "--public");
        Assert.Equal(simulated.Alerts.Count(a => a.ObjectId != simulated.Kilonova), (await MembersAsync("public.tar.gz")).Length);

        foreach (var words in new[] { "--public", "program=public" })
        {
            var scan = await RunAsync("scan", "MS260612a", "to=2026-06-15", "--archive", folder, "--json", words);
            Assert.Equal(0, scan.Json.GetProperty("candidates").GetArrayLength());
            Assert.Equal("public", scan.Json.GetProperty("dataRights").GetString());
        }
        var why = await ProgramRun.Of(simulated.Folder, "why", simulated.Kilonova, "in", "MS260612a", "program=public", "--archive", folder);
        Assert.Equal(3, why.ExitCode);
        Assert.Contains("no public alert", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sound_archive_is_verified_and_vacuumed()
    {
        var folder = await simulated.WithProgramsAsync("kept", _ => 1);
        var before = Counts(await RunAsync("archive", "info", "--archive", folder, "--json"));
        var json = (await RunAsync("archive", "verify", "--archive", folder, "--json")).Json;
        Assert.True(json.GetProperty("isOk").GetBoolean());
        Assert.All(json.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("isOk").GetBoolean()));
        Assert.Contains(" is sound: ", (await RunAsync("archive", "verify", "--archive", folder)).Output, StringComparison.Ordinal);
        Assert.True((await RunAsync("archive", "vacuum", "--archive", folder, "--json")).Json.GetProperty("sizeBytesAfter").GetInt64() > 0);
        Assert.Equal(before, Counts(await RunAsync("archive", "info", "--archive", folder, "--json")));
    }

    [Fact]
    public async Task A_damaged_archive_fails_its_verification()
    {
        var folder = await simulated.WithProgramsAsync("damaged", _ => 1);
        var file = Path.Combine(folder, "alerts.db");
        var bytes = await File.ReadAllBytesAsync(file);
        for (var i = bytes.Length / 2; i < bytes.Length / 2 + 20_000; i++)
            bytes[i] ^= 0x5a;
        await File.WriteAllBytesAsync(file, bytes);
        var run = await ProgramRun.Of(simulated.Folder, "archive", "verify", "--archive", folder);
        Assert.True(run.ExitCode == 4, run.Output + run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "not a date", "export", "x.tar.gz", "--night", "yesterday")]
    [InlineData(2, "keep one", "export", "x.tar.gz", "--night", "2026-06-13", "--to", "2026-06-14")]
    [InlineData(2, "not after", "export", "x.tar.gz", "--from", "2026-06-14", "--to", "2026-06-13")]
    [InlineData(2, "is not a time", "export", "x.tar.gz", "--from", "noon")]
    [InlineData(2, "both say which times", "export", "x.tar.gz", "--night", "2026-06-13", "--event", "MS260612a")]
    [InlineData(2, "belongs to an event", "export", "x.tar.gz", "--level", "0.9")]
    [InlineData(2, "belongs to an event", "export", "x.tar.gz", "--days", "3")]
    [InlineData(2, "level=1.7", "export", "x.tar.gz", "--event", "MS260612a", "--level", "1.7")]
    [InlineData(2, "days", "export", "x.tar.gz", "--event", "MS260612a", "--days", "soon")]
    [InlineData(2, "event", "export", "x.tar.gz", "--event", "")]
    [InlineData(3, "S190814bv", "export", "x.tar.gz", "--event", "S190814bv")]
    [InlineData(3, "nowhere.fits", "export", "x.tar.gz", "--event", "nowhere.fits")]
    [InlineData(2, "zip", "export", "x.tar.gz", "--format", "zip")]
    [InlineData(2, "is a folder", "export", "archive")]
    [InlineData(2, "is not a time", "object", "ZTF24aaaaaag", "--at", "noon")]
    [InlineData(3, "no alert of ZTF99zzzzzzz", "object", "ZTF99zzzzzzz")]
    [InlineData(3, "no alert of ZTF24aaaaaag up to 1999", "object", "ZTF24aaaaaag", "--at", "1999-01-01")]
    [InlineData(4, "place", "export", "no/such/place/x.tar.gz")]
    [InlineData(2, "frobnicate", "frobnicate")]
    public async Task What_goes_wrong_is_a_sentence(int exitCode, string word, params string[] arguments)
    {
        var run = await ProgramRun.Of(simulated.Folder, ["archive", .. arguments]);
        Assert.True(exitCode == run.ExitCode, $"exit {run.ExitCode}: {run.Error}");
        Assert.Equal("", run.Output);
        Assert.Contains(word, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(simulated.Folder, "x.tar.gz*"));
    }

    [Theory]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("vacuum")]
    [InlineData("object", "ZTF24aaaaaag")]
    [InlineData("export", "x.tar.gz")]
    public async Task A_missing_archive_is_named(params string[] arguments)
    {
        var run = await ProgramRun.Of(simulated.Folder, ["archive", .. arguments, "--archive", "nowhere"]);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("nowhere", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(simulated.Folder, "nowhere")));
    }

    [Theory]
    [InlineData("postgres://bot:s3cr3t@db.example.org:5432/alerts?sslmode=require", "postgres://bot@db.example.org:5432/alerts")]
    [InlineData("postgresql://bot:p@ss:w@db/alerts", "postgresql://bot@db/alerts")]
    [InlineData("postgres://db/alerts?password=s3cr3t", "postgres://db/alerts")]
    [InlineData("/data/archive", "/data/archive")]
    public void A_setting_is_shown_without_its_password(string setting, string shown) => Assert.Equal(shown, Archives.Shown(setting));

    [Fact]
    public async Task Help_does_not_tell_the_password_in_the_environment()
    {
        using var process = ProgramRun.Start(simulated.Folder, new Dictionary<string, string> { ["AMPELBOT_ARCHIVE"] = "postgres://bot:s3cr3t@localhost/alerts" }, "archive", "info", "--help");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Contains("postgres://bot@localhost/alerts", output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_without_the_password()
    {
        foreach (var arguments in new[] { "archive info", "archive verify", "scan MS260612a", "why ZTF24aaaaaag in MS260612a" })
        {
            var run = await ProgramRun.Of(simulated.Folder, [.. arguments.Split(' '), "--archive", "postgres://bot:s3cr3t@127.0.0.1:1/alerts"]);
            Assert.True(run.ExitCode == 4, run.Output + run.Error);
            Assert.Contains("127.0.0.1:1/alerts", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cr3t", run.Output + run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        }
    }

    private async Task<ProgramRun> RunAsync(params string[] arguments)
    {
        var run = await ProgramRun.Of(simulated.Folder, arguments);
        Assert.True(run.ExitCode == 0, string.Join(' ', arguments) + ": " + run.Output + run.Error);
        return run;
    }

    private async Task<string[]> MembersAsync(string file)
    {
        await using var gzip = new GZipStream(File.OpenRead(Path.Combine(simulated.Folder, file)), CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        var names = new List<string>();
        while (await tar.GetNextEntryAsync() is { } entry)
            names.Add(entry.Name);
        return [.. names];
    }

    private static AvroRecord With(AvroRecord packet, string field, object? value) =>
        new(packet.Schema, [.. packet.Values.Select((v, i) => packet.Schema.Fields[i].Name == field ? value : v)]);

    private static string Counts(ProgramRun info) => string.Join(' ', Counted.Select(n => info.Json.GetProperty(n).GetRawText()));
}
