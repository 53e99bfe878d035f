using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Sky;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Tests.Archive;

public sealed class SqliteArchiveTests : IDisposable
{
    private const double Jd = 2_458_451.751_921_3;
    private readonly TempFolder folder = new();
    private readonly SqliteArchive archive;

    public SqliteArchiveTests() => archive = SqliteArchive.OpenOrCreate(folder.Path);

    public void Dispose()
    {
        archive.Dispose();
        folder.Dispose();
    }

    private async Task<Alert> TheOneAsync(long id)
        => Assert.Single(await archive.ScanAsync(Moc.FullSky, HandMade.AllTime, default).ToListAsync(), a => a.AlertId == id);

    [Fact]
    public async Task An_alert_comes_back_as_it_went_in()
    {
        Alert[] alerts =
        [
            HandMade.Alert(697251920015010010, Jd, 26.856_698_3, -26.967_711_2, history: [
                HandMade.UpperLimit(-3, Jd - 20), HandMade.Detection(5, Jd - 10, HandMade.HistoryRecord(Jd - 10)),
                new Datapoint { Kind = DatapointKind.ForcedPhotometry, Id = 5, Jd = Jd - 10, Band = "i", IsPositive = false, Body = HandMade.HistoryRecord(Jd - 10) }]),
            HandMade.Alert(long.MinValue, Jd + 1e-9, 0, 90, objectId: null, hasCandid: false),
            HandMade.Alert(-2, Jd - 700, 359.999_999_999, -90, "'; DROP TABLE alert; --", "LSST"),
        ];
        Assert.Equal(3, archive.Add(alerts, []));
        foreach (var alert in alerts)
            HandMade.AssertSame(alert, await TheOneAsync(alert.AlertId));
    }

    [Fact]
    public async Task Bodies_of_the_history_come_back_too()
    {
        archive.Add([HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(7, Jd - 1)])], []);
        var points = (await TheOneAsync(1)).LightCurve.Datapoints;
        HandMade.AssertSame(HandMade.HistoryRecord(Jd - 1, null), points[0].Body);
        HandMade.AssertSame(HandMade.CandidateRecord(Jd), points[1].Body);
    }

    [Fact]
    public async Task An_alert_that_is_there_stays_as_it_is()
    {
        var first = HandMade.Alert(1, Jd);
        var hash = (archive.Add([first], []), archive.Info().StateHash).StateHash;
        var second = HandMade.Alert(1, Jd + 1, 40, 40, "ZTF18other", history: [HandMade.UpperLimit(7, Jd - 1)]);
        Assert.Equal(0, archive.Add([second, second], []));
        HandMade.AssertSame(first, await TheOneAsync(1));
        Assert.Equal((1, 1, 1, hash), (archive.Info().Alerts, archive.Info().Objects, archive.Info().Datapoints, archive.Info().StateHash));
    }

    [Fact]
    public void The_same_number_from_another_survey_is_another_alert()
    {
        Assert.Equal(2, archive.Add([HandMade.Alert(1, Jd), HandMade.Alert(1, Jd, survey: "LSST")], []));
        Assert.Equal(2, archive.Info().Alerts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_datapoint_that_packets_repeat_is_kept_once_with_the_fuller_body(bool laterPacketFirst)
    {
        var own = HandMade.Alert(1, Jd);
        var later = HandMade.Alert(2, Jd + 3, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd))]);
        foreach (var alert in laterPacketFirst ? [later, own] : new[] { own, later })
            archive.Add([alert], []);
        Assert.Equal(2, archive.Info().Datapoints);
        HandMade.AssertSame(own.Candidate.Record, (await TheOneAsync(2)).LightCurve.Datapoints[0].Body);
        HandMade.AssertSame(own, await TheOneAsync(1));
        HandMade.AssertSame(later, await TheOneAsync(2));
    }

    [Fact]
    public async Task A_revised_datapoint_does_not_change_the_alert_that_had_the_first_numbers()
    {
        var own = HandMade.Alert(1, Jd);
        var later = HandMade.Alert(2, Jd + 3, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd), mag: 18.5)]);
        archive.Add([own, later], []);
        Assert.Equal(18.25, (await TheOneAsync(1)).LightCurve.Datapoints[0].Mag);
        Assert.Equal(18.5, (await TheOneAsync(2)).LightCurve.Datapoints[0].Mag);
        Assert.Equal(3, archive.Info().Datapoints);
    }

    [Fact]
    public async Task A_light_curve_ends_with_what_its_packet_knew()
    {
        var first = HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(7, Jd - 30)]);
        // A year later the packet's history no longer reaches back.
        var last = HandMade.Alert(2, Jd + 365, history: [HandMade.UpperLimit(8, Jd + 360)]);
        archive.Add([first, last], []);
        Assert.Equal([7L, 1L], (await TheOneAsync(1)).LightCurve.Datapoints.Select(p => p.Id));
        Assert.Equal([8L, 2L], (await TheOneAsync(2)).LightCurve.Datapoints.Select(p => p.Id));
        Assert.Equal(4, archive.Info().Datapoints);
    }

    [Fact]
    public async Task Alerts_without_an_object_name_are_joined_with_no_other()
    {
        archive.Add([HandMade.Alert(1, Jd, objectId: null), HandMade.Alert(2, Jd, objectId: null), HandMade.Alert(3, Jd, objectId: "")], []);
        Assert.Equal(1, archive.Info().Objects);
        Assert.Equal([3L], archive.AlertsOf("", default).Select(a => a.AlertId));
        using var files = Direct();
        Assert.Equal(3L, files.Scalar("SELECT count(DISTINCT object) FROM alert"));
        Assert.Null((await TheOneAsync(2)).ObjectId);
    }

    [Fact]
    public void The_alerts_of_an_object_ascend_in_time()
    {
        archive.Add([HandMade.Alert(1, Jd + 2), HandMade.Alert(2, Jd), HandMade.Alert(3, Jd + 1), HandMade.Alert(4, Jd, objectId: "ZTF18aab")], []);
        Assert.Equal([2L, 3L, 1L], archive.AlertsOf("ZTF18aaa", default).Select(a => a.AlertId));
        Assert.Empty(archive.AlertsOf("ztf18aaa", default));
        Assert.Empty(archive.AlertsOf("ZTF18a%", default));
    }

    [Fact]
    public async Task Cutouts_come_on_demand_and_not_with_a_scan()
    {
        var cutouts = new[] { new Cutout("Science", "a.fits.gz", [1, 2, 3]), new Cutout("Template", "", []), new Cutout("Difference", "b", new byte[70_000]) };
        archive.Add([HandMade.Alert(1, Jd, cutouts: cutouts), HandMade.Alert(2, Jd)], []);
        var alert = await TheOneAsync(1);
        Assert.Empty(alert.Cutouts);
        Assert.Equal(cutouts.Select(c => (c.Kind, c.FileName, Convert.ToHexString(c.Data))),
            archive.CutoutsOf(alert).Select(c => (c.Kind, c.FileName, Convert.ToHexString(c.Data))));
        Assert.Empty(archive.CutoutsOf(await TheOneAsync(2)));
        Assert.Equal(3, archive.Info().Cutouts);
    }

    [Fact]
    public void An_archive_without_the_file_of_cutouts_works()
    {
        var alert = HandMade.Alert(1, Jd, cutouts: [new Cutout("Science", "a", [1])]);
        archive.Add([alert], []);
        archive.Dispose();
        File.Delete(folder.File(SqliteArchive.CutoutsFile));
        using var again = SqliteArchive.OpenExisting(folder.Path);
        Assert.Equal((1, 0), (again.Info().Alerts, again.Info().Cutouts));
        Assert.Empty(again.CutoutsOf(alert));
    }

    [Fact]
    public void A_new_archive_is_empty()
    {
        var info = archive.Info();
        Assert.Equal((1, 0L, 0L, 0L, 0L, 0L, 0), (info.SchemaVersion, info.Alerts, info.Objects, info.Datapoints, info.Cutouts, info.DeadLetters, info.Nights));
        Assert.Equal((null, null, "0000000000000000"), (info.FirstJd, info.LastJd, info.StateHash));
    }

    [Fact]
    public void Info_counts_what_the_tables_hold()
    {
        var alerts = HandMade.Many(300, 7, seed: 1);
        archive.Add(alerts[..100], []);
        archive.Add(alerts, []);
        var info = archive.Info();
        using var files = Direct();
        Assert.Equal(files.Scalar("SELECT count(*) FROM alert"), info.Alerts);
        Assert.Equal(files.Scalar("SELECT count(*) FROM packet"), info.Alerts);
        Assert.Equal(files.Scalar("SELECT count(*) FROM object WHERE name IS NOT NULL"), info.Objects);
        Assert.Equal(files.Scalar("SELECT count(*) FROM datapoint"), info.Datapoints);
        Assert.Equal(files.Scalar("SELECT count(DISTINCT night) FROM alert"), info.Nights);
        Assert.Equal((300, alerts.Min(a => a.Jd), alerts.Max(a => a.Jd)), (info.Alerts, info.FirstJd, info.LastJd));
    }

    [Fact]
    public void The_state_hash_knows_no_order_and_no_batches()
    {
        var alerts = HandMade.Many(40, 3, seed: 2);
        archive.Add(alerts, []);
        var hash = archive.Info().StateHash;
        Assert.Matches("^[0-9a-f]{16}$", hash);

        using var other = new TempFolder();
        using var backwards = SqliteArchive.OpenOrCreate(other.Path);
        foreach (var batch in Enumerable.Reverse(alerts).Chunk(7))
        {
            Assert.NotEqual(hash, backwards.Info().StateHash);
            backwards.Add(batch, []);
        }
        Assert.Equal(hash, backwards.Info().StateHash);
        backwards.Add([HandMade.Alert(9999, Jd)], []);
        Assert.NotEqual(hash, backwards.Info().StateHash);
    }

    [Fact]
    public void A_night_is_a_UTC_date()
    {
        // JD n.5 is midnight.
        archive.Add([HandMade.Alert(1, 2_458_450.5), HandMade.Alert(2, 2_458_451.499_999_9), HandMade.Alert(3, 2_458_451.5)], []);
        Assert.Equal(2, archive.Info().Nights);
        using var files = Direct();
        Assert.Equal(58_450L, files.Scalar("SELECT night FROM alert WHERE alert_id = 2"));
    }

    [Fact]
    public void A_dead_letter_is_kept_once_for_each_reason()
    {
        archive.Add([], [new DeadLetter("a.avro", 12, "it ends early"), new DeadLetter("a.avro", 12, "it ends early")]);
        archive.Add([], [new DeadLetter("a.avro", 12, "it ends early"), new DeadLetter("a.avro", 13, "it ends early"), new DeadLetter("a.avro", 12, "other")]);
        Assert.Equal(3, archive.Info().DeadLetters);
    }

    [Fact]
    public void What_was_added_is_there_after_opening_again()
    {
        archive.Add(HandMade.Many(10, 2, seed: 3), [new DeadLetter("a", 0, "b")]);
        var info = archive.Info();
        archive.Dispose();
        using (var reader = SqliteArchive.OpenExisting(folder.Path))
            Assert.Equal(info, reader.Info());
        using var writer = SqliteArchive.OpenOrCreate(folder.Path);
        Assert.Equal(info, writer.Info());
    }

    [Fact]
    public void An_archive_opened_to_read_is_not_written()
    {
        using var reader = SqliteArchive.OpenExisting(folder.Path);
        Assert.Throws<InvalidOperationException>(() => reader.Add([HandMade.Alert(1, Jd)], []));
    }

    [Fact]
    public void A_disposed_archive_says_so()
    {
        archive.Dispose();
        Assert.Throws<ObjectDisposedException>(() => archive.Info());
        Assert.Throws<ObjectDisposedException>(() => archive.Add([], []));
        Assert.Throws<ObjectDisposedException>(() => archive.ScanAsync(Moc.FullSky, HandMade.AllTime, default));
    }

    private SqliteConnection Direct() => SqliteLibrary.OpenToRead(folder.File(SqliteArchive.AlertsFile), 5);
}
