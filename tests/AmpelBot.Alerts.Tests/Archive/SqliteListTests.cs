using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Testing;
using static AmpelBot.Testing.Archive.BigBatch;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>What is particular to the lists of SQLite; what they must hold in every engine is in the archive contract.</summary>
public sealed class SqliteListTests : IAsyncLifetime
{
    // The tables of version 2, of those of version 3.
    private const string Back = """
        DROP TABLE id_list; DROP TABLE stock_list; DROP INDEX alert_once; DROP INDEX alert_of_object; ALTER TABLE alert DROP COLUMN listed;
        CREATE UNIQUE INDEX alert_once ON alert (alert_id, survey); CREATE INDEX alert_of_object ON alert (night >> 4, stock); PRAGMA user_version = 2
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
            files.Run("CREATE TRIGGER full BEFORE INSERT ON stock_list WHEN new.id & 0x3FFFFFFFF > 500 << 24 BEGIN SELECT RAISE(ABORT, 'no more'); END");
        await Assert.ThrowsAsync<ArchiveException>(() => archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(info, await archive.InfoAsync(default));
        Assert.Equal(0L, Scalar("SELECT (SELECT count(*) FROM id_list) + (SELECT count(*) FROM stock_list)"));
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
    [InlineData("UPDATE stock_list SET hpx29s = zeroblob(length(hpx29s)) WHERE id >> 24 & 1023 = 5")]
    [InlineData("UPDATE stock_list SET stocks = substr(stocks, 9) WHERE id >> 24 & 1023 = 5")]
    [InlineData("UPDATE stock_list SET id = id + 1024 * 16777216 WHERE id >> 24 & 1023 = 5")]
    [InlineData("UPDATE alert SET listed = 0 WHERE alert_id = 3")]
    public async Task Verify_finds_what_is_wrong_with_the_lists(string damage)
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5))
            files.Run(damage);
        var bad = Assert.Single(await archive.VerifyAsync(null, default), check => !check.IsOk);
        Assert.Equal("lists", bad.Name);
    }

    [Fact]
    public async Task An_archive_of_version_2_is_read_after_it_was_opened_to_write_once()
    {
        var packed = HandMade.Alert(9, Jd, objectId: NameOf(7), history: [HandMade.UpperLimit(7, Jd)], cutouts: [new Cutout("Science", "a", [1])]);
        await archive.AddAsync([AlertRow.Of(packed), .. HandMade.Many(300, 7, seed: 1).Select(a => AlertRow.Of(a) with { AlertId = a.AlertId + 1_000_000 })], [], default);
        var info = await archive.InfoAsync(default);
        await archive.DisposeAsync();
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5))
            files.Run(Back);
        using (var files = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.CutoutsFile), 5))
            files.Run("PRAGMA user_version = 2");
        var refusal = Assert.Throws<ArchiveException>(() => SqliteArchive.OpenExisting(folder.Path, isReadOnly: true));
        Assert.Contains("archive vacuum --archive " + folder.Path, refusal.Message);

        archive = SqliteArchive.OpenExisting(folder.Path, isReadOnly: false);
        Assert.Equal(info, await archive.InfoAsync(default));
        Assert.Equal(0, await archive.AddAsync([AlertRow.Of(packed)], [], default));
        Assert.Equal(Count - 1, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM alert WHERE listed = 1"));
        Assert.Equal(Count, await archive.AddAsync(Night(Count + 1, Jd + 1), [], default));
        Assert.Equal(Count, Scalar("SELECT count(*) FROM alert WHERE listed = 1"));
        Assert.Contains(packed.AlertId, (await archive.AlertsOfAsync(HandMade.Bare(1, Jd, objectId: NameOf(7)).Object, DataRights.Partnership, default)).Select(a => a.AlertId));
        await AssertSoundAsync(archive);
        await using var reading = SqliteArchive.OpenExisting(folder.Path, isReadOnly: true);
        Assert.Equal(3, (await reading.InfoAsync(default)).SchemaVersion);
        Assert.Single(await reading.CutoutsAsync("ZTF", packed.AlertId, DataRights.Partnership, default));
    }

    private long? Scalar(string sql)
    {
        using var files = SqliteLibrary.OpenToRead(folder.File(SqliteArchive.AlertsFile), 5);
        return files.Scalar(sql);
    }
}
