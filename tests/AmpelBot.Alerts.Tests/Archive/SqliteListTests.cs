using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Sky;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>Batches that are big enough to be found through lists, beside small ones that are found through indexes.</summary>
public sealed class SqliteListTests : IAsyncLifetime
{
    private const double Jd = 2_458_451.75;
    private const int Count = ListedAlerts.LeastAlerts + 232;
    private const int Objects = 5000;

    // The tables of version 2, of those of version 3.
    private const string Back = """
        DROP TABLE id_list; DROP TABLE stock_list; DROP INDEX alert_once; DROP INDEX alert_of_object; ALTER TABLE alert DROP COLUMN listed;
        CREATE UNIQUE INDEX alert_once ON alert (alert_id, survey); CREATE INDEX alert_of_object ON alert (night >> 4, stock); PRAGMA user_version = 2
        """;

    private static readonly AlertQuery Everything = new() { Moc = Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Partnership };

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
    public async Task Alerts_of_big_and_small_batches_are_found_in_the_same_way()
    {
        var packed = HandMade.Alert(2 * Count + 1, Jd + 1.1, objectId: NameOf(7), history: [HandMade.UpperLimit(7, Jd)], cutouts: [new Cutout("Science", "a", [1])]);
        var small = new[] { HandMade.Bare(3 * Count, Jd + 0.1, objectId: NameOf(7)), HandMade.Bare(3 * Count + 1, Jd + 2, objectId: "other") };
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(2, await archive.AddAsync([.. small.Select(AlertRow.Of)], [], default));
        Assert.Equal(Count + 1, await archive.AddAsync([.. Night(Count + 1, Jd + 1), AlertRow.Of(packed)], [], default));
        Assert.Equal(2L * Count + 1, Scalar("SELECT count(*) FROM alert WHERE listed = 1"));

        var key = new ObjectKey("ZTF", small[0].Object.Stock);
        long[] expected = [.. Enumerable.Range(1, 2 * Count).Where(i => i % Objects == 7).Select(i => (long)i), packed.AlertId, small[0].AlertId];
        var alerts = await archive.AlertsOfAsync(key, DataRights.Partnership, default);
        Assert.Equal(expected.Order(), alerts.Select(a => a.AlertId).Order());
        Assert.Equal(alerts.OrderBy(a => a.Jd).Select(a => a.AlertId), alerts.Select(a => a.AlertId));
        Assert.Equal(expected.Order(), (await archive.JournalOfAsync(key, default)).Select(e => e.AlertId!.Value).Order());
        Assert.Empty(await archive.AlertsOfAsync(key with { Survey = "LSST" }, DataRights.Partnership, default));
        HandMade.AssertSame(packed.Packet!, (await archive.PacketAsync("ZTF", packed.AlertId, DataRights.Partnership, default))!);
        Assert.Single(await archive.CutoutsAsync("ZTF", packed.AlertId, DataRights.Partnership, default));
        Assert.Null(await archive.PacketAsync("ZTF", 5, DataRights.Partnership, default));
        Assert.Empty(await archive.CutoutsAsync("ZTF", 4L * Count, DataRights.Partnership, default));
        Assert.Equal(2L * Count + 3, await archive.CountAsync(Everything, default));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task What_the_public_may_not_see_is_not_shown_of_listed_alerts()
    {
        var hidden = HandMade.Alert(Count + 1, Jd + 0.1, objectId: NameOf(7), cutouts: [new Cutout("Science", "a", [1])]);
        await archive.AddAsync([.. Night(1, Jd).Select(r => r with { ProgramId = 1 }), AlertRow.Of(hidden) with { ProgramId = 2 }], [], default);
        var key = new ObjectKey("ZTF", hidden.Object.Stock);
        var seen = (await archive.AlertsOfAsync(key, DataRights.Public, default)).Select(a => a.AlertId).ToArray();
        Assert.DoesNotContain(hidden.AlertId, seen);
        Assert.Equal([.. seen, hidden.AlertId], (await archive.AlertsOfAsync(key, DataRights.Partnership, default)).Select(a => a.AlertId));
        Assert.Empty(await archive.CutoutsAsync("ZTF", hidden.AlertId, DataRights.Public, default));
        Assert.Null(await archive.PacketAsync("ZTF", hidden.AlertId, DataRights.Public, default));
        Assert.NotNull(await archive.PacketAsync("ZTF", hidden.AlertId, DataRights.Partnership, default));
    }

    [Fact]
    public async Task What_is_listed_is_not_added_again_wherever_it_comes()
    {
        Assert.Equal(Count, await archive.AddAsync(Night(1, Jd), [], default));
        var info = await archive.InfoAsync(default);
        Assert.Equal(0, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(0, await archive.AddAsync([.. Night(1, Jd + 1).Reverse()], [], default));
        Assert.Equal(0, await archive.AddAsync([AlertRow.Of(HandMade.Bare(17, Jd + 40, 3, 4, "other"))], [], default));
        Assert.Equal(info, await archive.InfoAsync(default));
        // Half of it is new, in a batch that is big enough.
        Assert.Equal(Count / 2, await archive.AddAsync(Night(Count / 2 + 1, Jd), [], default));
        // The same numbers of another survey; and a number within the span of a list that the list lacks.
        Assert.Equal(1, await archive.AddAsync([AlertRow.Of(HandMade.Bare(17, Jd, survey: "LSST")), AlertRow.Of(HandMade.Bare(18, Jd))], [], default));
        Assert.Equal(Count, await archive.AddAsync([.. Enumerable.Range(0, Count).Select(i => AlertRow.Of(HandMade.Bare(1_000_000 + 2 * i, Jd, objectId: NameOf(i))))], [], default));
        Assert.Equal(2, await archive.AddAsync([.. Enumerable.Range(0, 4).Select(i => AlertRow.Of(HandMade.Bare(1_000_100 + i, Jd, objectId: NameOf(i))))], [], default));
        Assert.Equal(2L * Count, Scalar("SELECT count(*) FROM alert WHERE listed = 1"));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_batch_in_reversed_order_with_some_twice_is_listed_once()
    {
        Assert.Equal(Count, await archive.AddAsync([.. Night(1, Jd).Reverse(), .. Night(1, Jd)[..50]], [], default));
        Assert.Equal(Count, Scalar("SELECT count(*) FROM alert WHERE listed = 1"));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Several_big_batches_of_one_night_are_all_found()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(Count, await archive.AddAsync(Night(1 + i * Count, Jd), [], default));
        Assert.Equal(3L * Count, Scalar("SELECT count(*) FROM alert WHERE listed = 1"));
        Assert.Equal(3 * Count / Objects, (await archive.AlertsOfAsync(KeyOf(4999), DataRights.Partnership, default)).Count);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_number_that_is_in_the_index_is_not_listed()
    {
        Assert.Equal(1, await archive.AddAsync([AlertRow.Of(HandMade.Bare(500, Jd - 9))], [], default));
        Assert.Equal(Count - 1, await archive.AddAsync(Night(1, Jd), [], default));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM alert WHERE listed = 1"));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Batches_of_several_nights_or_surveys_or_without_numbers_are_not_listed()
    {
        foreach (var (place, other) in new[]
        {
            HandMade.Bare(5, Jd + 1), HandMade.Bare(5, Jd, survey: "LSST"), HandMade.Bare(5, Jd, hasCandid: false),
        }.Index())
            Assert.Equal(Count, await archive.AddAsync([.. Night(Count * (place + 1), Jd)[1..], AlertRow.Of(other) with { AlertId = 5 + place }], [], default));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM alert WHERE listed = 1"));
        await AssertSoundAsync();
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
        await AssertSoundAsync();
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
        Assert.Contains(packed.AlertId, (await archive.AlertsOfAsync(KeyOf(7), DataRights.Partnership, default)).Select(a => a.AlertId));
        await AssertSoundAsync();
        await using var reading = SqliteArchive.OpenExisting(folder.Path, isReadOnly: true);
        Assert.Equal(3, (await reading.InfoAsync(default)).SchemaVersion);
        Assert.Single(await reading.CutoutsAsync("ZTF", packed.AlertId, DataRights.Partnership, default));
    }

    private static string NameOf(long i) => FormattableString.Invariant($"object {i % Objects}");

    private static ObjectKey KeyOf(long i) => new("ZTF", HandMade.Bare(1, Jd, objectId: NameOf(i)).Object.Stock);

    /// <summary>A night of a survey that counts on.</summary>
    private static AlertRow[] Night(int firstId, double jd)
        => [.. Enumerable.Range(firstId, Count).Select(i => AlertRow.Of(HandMade.Bare(
            i, jd + (i - firstId) * 1e-6, i % Objects * 0.07, i % Objects * 0.01 - 30, NameOf(i))))];

    private async Task AssertSoundAsync()
        => Assert.All(await archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));

    private long? Scalar(string sql)
    {
        using var files = SqliteLibrary.OpenToRead(folder.File(SqliteArchive.AlertsFile), 5);
        return files.Scalar(sql);
    }
}
