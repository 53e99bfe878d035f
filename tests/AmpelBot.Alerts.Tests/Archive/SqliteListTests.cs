using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Testing;
using static AmpelBot.Testing.Archive.BigBatch;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>What is particular to the blocks and lists of SQLite; what they must hold in every engine is in the archive contract.</summary>
public sealed class SqliteListTests : IAsyncLifetime
{
    // The tables of version 2, of those of version 4 without runs.
    private const string To2 = """
        DROP VIEW object; INSERT INTO object_settled SELECT * FROM object_recent; DROP TABLE object_recent; ALTER TABLE object_settled RENAME TO object;
        ALTER TABLE night DROP COLUMN runs; DROP TABLE alert_block; DROP TABLE id_list; DROP TABLE stock_list; PRAGMA user_version = 2;
        """;

    // The tables of version 3, of those of version 2: half of the alerts are listed there.
    private const string To3 = """
        DROP INDEX alert_once; DROP INDEX alert_of_object; ALTER TABLE alert ADD COLUMN listed INTEGER NOT NULL DEFAULT 0; UPDATE alert SET listed = alert_id % 2;
        CREATE UNIQUE INDEX alert_once ON alert (alert_id, survey) WHERE listed = 0; CREATE INDEX alert_of_object ON alert (night >> 4, stock) WHERE listed = 0;
        CREATE TABLE id_list (survey TEXT NOT NULL, last_id INTEGER NOT NULL, first_id INTEGER NOT NULL, night INTEGER NOT NULL, ids BLOB NOT NULL, hpx29s BLOB NOT NULL) STRICT;
        CREATE UNIQUE INDEX id_list_span ON id_list (survey, last_id); CREATE TABLE stock_list (id INTEGER PRIMARY KEY, stocks BLOB NOT NULL, hpx29s BLOB NOT NULL) STRICT;
        INSERT INTO id_list SELECT survey, alert_id, alert_id, night, zeroblob(8), zeroblob(8) FROM alert WHERE listed = 1; INSERT INTO stock_list VALUES (7, zeroblob(8), zeroblob(8)); PRAGMA user_version = 3;
        """;

    private readonly TempFolder folder = new();
    private SqliteArchive archive;

    public SqliteListTests() => archive = SqliteArchive.OpenOrCreate(folder.Path);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await archive.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_big_batch_that_fails_in_the_middle_leaves_nothing()
    {
        Assert.Equal(2, await archive.AddAsync([AlertRow.Of(HandMade.Bare(Count + 7, Jd)), AlertRow.Of(HandMade.Bare(Count + 8, Jd))], [], default));
        var info = await archive.InfoAsync(default);
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5))
            files.Run("CREATE TRIGGER full BEFORE INSERT ON stock_list WHEN new.id >> 28 & 1023 > 500 BEGIN SELECT RAISE(ABORT, 'no more'); END");
        await Assert.ThrowsAsync<ArchiveException>(() => archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(info, await archive.InfoAsync(default));
        Assert.Equal(0L, Scalar("SELECT (SELECT count(*) FROM id_list) + (SELECT count(*) FROM stock_list) + (SELECT count(*) FROM alert_block)"));
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5))
            files.Run("DROP TRIGGER full");
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        await AssertSoundAsync(archive);
    }

    [Theory]
    [InlineData("DELETE FROM id_list WHERE first_id = 1")]
    [InlineData("UPDATE id_list SET night = night + 1 WHERE first_id = 1")]
    [InlineData("UPDATE id_list SET first_id = 0 WHERE first_id = 1")]
    [InlineData("UPDATE id_list SET ids = substr(ids, 9) WHERE first_id = 1")]
    [InlineData("UPDATE stock_list SET hpx29s = zeroblob(length(hpx29s)) WHERE id >> 28 & 1023 = 5")]
    [InlineData("UPDATE stock_list SET stocks = substr(stocks, 9) WHERE id >> 28 & 1023 = 5")]
    [InlineData("UPDATE stock_list SET id = id + 16777216 WHERE id >> 28 & 1023 = 5")]
    [InlineData("INSERT INTO alert SELECT night, first_hpx29, 3, survey, 2458451.75, 1, 0, -30, 1, 1, schema, x'', 0 FROM alert_block LIMIT 1", "alerts", "lists", "objects", "totals", "state hash")]
    public async Task Verify_finds_what_is_wrong_with_the_lists(string damage, params string[] checks)
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        await AssertFoundAsync(damage, checks is [] ? ["lists"] : checks);
    }

    [Theory]
    [InlineData("UPDATE alert_block SET first_hpx29 = first_hpx29 - 1 WHERE number = 3", "blocks")]
    [InlineData("UPDATE alert_block SET last_hpx29 = last_hpx29 + 1 WHERE number = 3", "blocks")]
    [InlineData("UPDATE alert_block SET number = 4000 WHERE number = 3", "blocks")]
    [InlineData("UPDATE alert_block SET night = night + 1", "blocks", "lists", "totals")]
    [InlineData("UPDATE alert_block SET run = 1", "blocks")]
    [InlineData("UPDATE night SET runs = 2", "blocks")]
    [InlineData("UPDATE alert_block SET alerts = alerts + 1 WHERE number = 3", "blocks", "lists", "totals", "state hash")]
    [InlineData("UPDATE alert_block SET body = substr(body, 1, length(body) - 1) WHERE number = 3", "blocks", "lists", "totals", "state hash")]
    [InlineData("UPDATE alert_block SET body = CAST(substr(body, 1, 4000) || x'07' || substr(body, 4002) AS BLOB) WHERE number = 3", "blocks", "lists", "totals", "state hash")]
    [InlineData("UPDATE alert_block SET body = x'' WHERE number = 3", "blocks", "lists", "totals", "state hash")]
    [InlineData("DELETE FROM alert_block WHERE number = 3", "blocks", "lists", "totals", "state hash")]
    [InlineData("UPDATE alert_block SET survey = 'LSST' WHERE number = 3", "objects", "state hash")]
    [InlineData("DELETE FROM object_recent WHERE name = 'object 17'; DELETE FROM object_settled WHERE name = 'object 17'", "objects", "totals")]
    public async Task Verify_finds_what_is_wrong_with_the_blocks(string damage, params string[] checks)
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        await AssertFoundAsync(damage, checks);
    }

    [Theory]
    [InlineData("UPDATE alert_block SET body = CAST(substr(body, 1, 4000) || x'07' || substr(body, 4002) AS BLOB) WHERE number = 3")]
    [InlineData("UPDATE alert_block SET body = x'00' WHERE number = 3")]
    [InlineData("UPDATE alert_block SET alerts = 0 WHERE number = 3")]
    public async Task A_block_that_is_not_what_was_stored_ends_a_scan_with_a_sentence(string damage)
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5))
            files.Run(damage);
        var query = new AlertQuery { Moc = AmpelBot.Sky.Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Partnership };
        var refusal = await Assert.ThrowsAsync<ArchiveException>(() => archive.CountAsync(query, default));
        Assert.Contains("block 3 of run 0 of the night 58451", refusal.Message);
        Assert.Contains("ingest", refusal.Message);
    }

    [Fact]
    public async Task New_objects_go_to_the_settled_ones_when_they_are_many()
    {
        var alerts = Enumerable.Range(0, 44_000).Select(i => AlertRow.Of(HandMade.Bare(i, Jd + i * 1e-6, i % 360, 0, FormattableString.Invariant($"one {i}")))).ToArray();
        foreach (var some in alerts.Chunk(4000))
            Assert.Equal(4000, await archive.AddAsync(some, [], default));
        Assert.Equal(44_000L, (await archive.InfoAsync(default)).Objects);
        Assert.Equal((40_000L, 4_000L), (Scalar("SELECT count(*) FROM object_settled"), Scalar("SELECT count(*) FROM object_recent")));
        Assert.Equal(["one 5"], (await archive.AlertsOfAsync((await archive.FindObjectsAsync("one 5", default))[0], DataRights.Partnership, default)).Select(a => a.ObjectId));
        Assert.Single(await archive.FindObjectsAsync("one 43999", default));

        // By a writer that does not remember them, and in the tables of an archive that was opened again.
        await archive.DisposeAsync();
        archive = SqliteArchive.OpenOrCreate(folder.Path);
        Assert.Equal(44_000, await archive.AddAsync([.. alerts.Select(a => a with { AlertId = a.AlertId + 100_000 })], [], default));
        Assert.Equal(44_000L, (await archive.InfoAsync(default)).Objects);
        await AssertSoundAsync(archive);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_archive_of_an_earlier_version_is_read_after_it_was_opened_to_write_once(int version)
    {
        var packed = HandMade.Alert(9, Jd, objectId: NameOf(7), history: [HandMade.UpperLimit(7, Jd)], cutouts: [new Cutout("Science", "a", [1])]);
        await archive.AddAsync([AlertRow.Of(packed), .. HandMade.Many(300, 7, seed: 1).Select(a => AlertRow.Of(a) with { AlertId = a.AlertId + 1_000_000 })], [], default);
        var info = await archive.InfoAsync(default);
        await archive.DisposeAsync();
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5))
            files.Run(To2 + (version == 3 ? To3 : ""));
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.CutoutsFile), 5))
            files.Run($"PRAGMA user_version = {version}");
        var refusal = Assert.Throws<ArchiveException>(() => SqliteArchive.OpenExisting(folder.Path, isReadOnly: true));
        Assert.Contains("archive vacuum --archive " + folder.Path, refusal.Message);

        archive = SqliteArchive.OpenExisting(folder.Path, isReadOnly: false);
        Assert.Equal(info, await archive.InfoAsync(default));
        await AssertSoundAsync(archive);
        Assert.Equal(0, await archive.AddAsync([AlertRow.Of(packed)], [], default));
        Assert.Equal(Count - 1, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Null(Scalar("SELECT sum(alerts) FROM alert_block"));
        Assert.Equal(Count, await archive.AddAsync(Night(Count + 1, Jd + 1), [], default));
        Assert.Equal(Count, Scalar("SELECT sum(alerts) FROM alert_block"));
        Assert.Contains(packed.AlertId, (await archive.AlertsOfAsync(HandMade.Bare(1, Jd, objectId: NameOf(7)).Object, DataRights.Partnership, default)).Select(a => a.AlertId));
        await AssertSoundAsync(archive);
        await using var reading = SqliteArchive.OpenExisting(folder.Path, isReadOnly: true);
        Assert.Equal(4, (await reading.InfoAsync(default)).SchemaVersion);
        Assert.Single(await reading.CutoutsAsync("ZTF", packed.AlertId, DataRights.Partnership, default));
    }

    private async Task AssertFoundAsync(string damage, string[] checks)
    {
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5))
            files.Run(damage);
        Assert.Equal(checks, (await archive.VerifyAsync(null, default)).Where(check => !check.IsOk).Select(check => check.Name));
    }

    private long? Scalar(string sql)
    {
        using var files = SqliteLibrary.OpenToRead(folder.File(SqliteArchive.AlertsFile), 5);
        return files.Scalar(sql);
    }
}
