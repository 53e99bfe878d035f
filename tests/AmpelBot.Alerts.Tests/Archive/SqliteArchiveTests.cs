using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Sky;
using AmpelBot.Testing;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>What is SQLite's own: its files, its plans, its counts.</summary>
public sealed class SqliteArchiveTests : IAsyncLifetime
{
    private const double Jd = 2_458_451.751_921_3;
    private readonly TempFolder folder = new();
    private readonly SqliteArchive archive;

    public SqliteArchiveTests() => archive = SqliteArchive.OpenOrCreate(folder.Path);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await archive.DisposeAsync();
        folder.Dispose();
    }

    private SqliteConnection Direct() => SqliteLibrary.OpenToRead(folder.File(SqliteArchive.AlertsFile), 5);

    private async Task AddAsync(params IEnumerable<Alert> alerts) => await archive.AddAsync([.. alerts.Select(AlertRow.Of)], [], default);

    [Fact]
    public async Task An_archive_without_the_file_of_cutouts_works()
    {
        await AddAsync(HandMade.Alert(1, Jd, cutouts: [new Cutout("Science", "a", [1])]));
        await archive.DisposeAsync();
        foreach (var file in Directory.GetFiles(folder.Path, SqliteArchive.CutoutsFile + "*"))
            File.Delete(file);
        await using var again = SqliteArchive.OpenExisting(folder.Path, isReadOnly: true);
        Assert.Equal((1, 0), ((await again.InfoAsync(default)).Alerts, (await again.InfoAsync(default)).Cutouts));
        Assert.Empty(await again.CutoutsAsync("ZTF", 1, DataRights.Partnership, default));
    }

    [Fact]
    public async Task Info_counts_what_the_tables_hold()
    {
        var alerts = HandMade.Many(300, 7, seed: 1);
        await AddAsync(alerts[..100]);
        await AddAsync(alerts);
        var info = await archive.InfoAsync(default);
        using var files = Direct();
        Assert.Equal(files.Scalar("SELECT count(*) FROM alert"), info.Alerts);
        Assert.Equal(files.Scalar("SELECT count(*) FROM packet"), info.Alerts);
        Assert.Equal(files.Scalar("SELECT count(*) FROM object"), info.Objects);
        Assert.Equal(files.Scalar("SELECT count(*) FROM datapoint"), info.Datapoints);
        Assert.Equal(files.Scalar("SELECT count(DISTINCT night) FROM alert"), info.Nights);
        Assert.Equal(0L, files.Scalar("SELECT count(*) FROM night n WHERE alerts <> (SELECT count(*) FROM alert a WHERE a.night = n.night)"));
    }

    [Fact]
    public async Task A_bare_alert_makes_one_row_and_no_other()
    {
        await AddAsync(HandMade.Bare(1, Jd, objectId: null));
        using var files = Direct();
        Assert.Equal(1L, files.Scalar("SELECT count(*) FROM alert"));
        foreach (var table in new[] { "packet", "datapoint", "datapoint_body", "object" })
            Assert.Equal(0L, files.Scalar($"SELECT count(*) FROM {table}"));
    }

    [Fact]
    public async Task The_body_of_a_repeated_datapoint_is_stored_once()
    {
        await AddAsync(Enumerable.Range(1, 10).Select(i => HandMade.Alert(i, Jd + i, history: Enumerable.Range(1, i - 1).Select(j => HandMade.Detection(j, Jd + j, HandMade.CandidateRecord(Jd + j))))));
        using var files = Direct();
        Assert.Equal((10L, 0L), (files.Scalar("SELECT count(*) FROM datapoint"), files.Scalar("SELECT count(*) FROM datapoint_body")));
    }

    [Theory]
    [InlineData(AlertRows.ScanSql, "SEARCH alert USING PRIMARY KEY (night=? AND hpx29>? AND hpx29<?)")]
    [InlineData(AlertRows.PublicScanSql, "SEARCH alert USING PRIMARY KEY (night=? AND hpx29>? AND hpx29<?)")]
    [InlineData(AlertRows.ObjectSql, "SEARCH alert USING INDEX alert_of_object (<expr>=? AND stock=?)")]
    [InlineData(LightCurveRows.DatapointsSql, "SEARCH datapoint USING PRIMARY KEY (survey=? AND stock=?)")]
    [InlineData(LightCurveRows.PacketSql, "SEARCH packet USING PRIMARY KEY (survey=? AND alert_id=?)")]
    [InlineData(LightCurveRows.AlertSql, "SEARCH alert USING INDEX alert_once (alert_id=? AND survey=?)")]
    [InlineData(AlertRows.AnySql, "SEARCH alert USING PRIMARY KEY (night=?)")]
    [InlineData(BlockRows.FromSql, "SEARCH alert_block USING INDEX alert_block_place (night=? AND run=? AND last_hpx29>?)")]
    [InlineData(ArchiveReader.NameSql, "SEARCH object_settled USING PRIMARY KEY (survey=? AND stock=?)")]
    [InlineData(ArchiveReader.NameSql, "SEARCH object_recent USING PRIMARY KEY (survey=? AND stock=?)")]
    [InlineData(AlertLists.SpanSql, "SEARCH id_list USING INDEX id_list_span (survey=? AND last_id>?)")]
    [InlineData(AlertLists.StocksSql, "SEARCH stock_list USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")]
    [InlineData(AlertLists.NextInIndexSql, "SEARCH alert USING COVERING INDEX alert_once (alert_id>?)")]
    [InlineData(ListVerification.UnlistedSql, "SEARCH alert USING COVERING INDEX alert_once (alert_id>? AND alert_id<?)")]
    [InlineData(RecordRows.SurveySql, "SEARCH object_settled USING PRIMARY KEY (survey>?)")]
    [InlineData(RecordRows.JournalSql, "SEARCH journal USING INDEX journal_of_object (survey=? AND stock=?)")]
    [InlineData(RecordRows.ArrivalsSql, "SEARCH alert USING INDEX alert_of_object (<expr>=? AND stock=?)")]
    [InlineData(RecordRows.ScienceSql, "SEARCH science_record USING INDEX science_record_of_object (survey=? AND stock=?)")]
    [InlineData(RecordRows.ExposuresSql, "SEARCH exposure USING PRIMARY KEY (jd>? AND jd<?)")]
    public async Task A_query_seeks_and_never_scans_or_sorts(string sql, string seek)
    {
        await AddAsync(HandMade.Many(50, 3, seed: 1));
        using var files = Direct();
        foreach (var analyze in new[] { false, true })
        {
            if (analyze)
                await archive.VacuumAsync(null, default);
            using var row = new SqliteStatement(files, "EXPLAIN QUERY PLAN " + sql);
            var plan = new List<string>();
            while (row.Step())
                plan.Add(row.Text(3));
            Assert.Contains(seek, plan);
            Assert.DoesNotContain(plan, step => step.Contains("SCAN") || step.Contains("TEMP B-TREE"));
        }
    }

    [Theory]
    [InlineData("UPDATE totals SET cutouts = cutouts + 1", SqliteArchive.CutoutsFile, "cutouts")]
    [InlineData("UPDATE night SET alerts = alerts + 1", SqliteArchive.AlertsFile, "totals")]
    [InlineData("UPDATE schema SET json = json || ' '", SqliteArchive.AlertsFile, "schemas")]
    [InlineData("DELETE FROM schema", SqliteArchive.AlertsFile, "alerts")]
    [InlineData("UPDATE totals SET state_hash = 5", SqliteArchive.AlertsFile, "state hash")]
    [InlineData("UPDATE object_recent SET name = name || 'x'", SqliteArchive.AlertsFile, "objects")]
    [InlineData("DELETE FROM totals", SqliteArchive.AlertsFile, "totals")]
    [InlineData("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'packet'", SqliteArchive.AlertsFile, "packets")]
    public async Task Verify_names_the_check_that_failed(string damage, string file, string check)
    {
        await AddAsync(HandMade.Many(50, 3, seed: 1).Append(HandMade.Alert(99, Jd, cutouts: [new Cutout("Science", "a", [1])])));
        using (var files = SqliteLibrary.OpenToWrite(folder.File(file), 5))
            files.Run(damage);
        await using var again = SqliteArchive.OpenExisting(folder.Path, isReadOnly: true);
        var found = Assert.Single(await again.VerifyAsync(null, default), c => c.Name == check);
        Assert.False(found.IsOk, found.Detail);
        Assert.Contains("ingest", found.Detail);
    }

    [Fact]
    public async Task Verify_finds_an_index_that_does_not_agree_with_its_table()
    {
        await AddAsync(HandMade.Many(50, 3, seed: 1));
        await archive.DisposeAsync();
        // The index is told to be of another column than the one it was made of.
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5))
            files.Run("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX alert_of_object ON alert (night, numbered)' WHERE name = 'alert_of_object'");
        await using var again = SqliteArchive.OpenExisting(folder.Path, isReadOnly: true);
        var found = Assert.Single(await again.VerifyAsync(null, default), c => c.Name == "file of the alerts");
        Assert.False(found.IsOk);
        Assert.Contains("alert_of_object", found.Detail);
    }

    [Fact]
    public async Task Two_scans_at_once_use_two_connections_and_give_them_back()
    {
        await AddAsync(HandMade.Many(900, 2, seed: 1));
        var query = new AlertQuery { Moc = Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Partnership };
        for (var round = 0; round < 3; round++)
        {
            var counts = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
            {
                var count = 0;
                await foreach (var alert in archive.ScanAsync(query, default))
                    count++;
                return count;
            }));
            Assert.All(counts, count => Assert.Equal(900, count));
        }
        await archive.DisposeAsync();
        // The last connection that closes takes the log away.
        Assert.False(File.Exists(folder.File(SqliteArchive.AlertsFile + "-wal")));
    }
}
