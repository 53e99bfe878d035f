using System.Collections;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Sky;
using AmpelBot.Testing;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Tests.Archive;

public sealed class SqliteArchiveRefusalTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static readonly AlertQuery Everything = new() { Moc = Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Partnership };

    private static Task<int> AddAsync(IArchive archive, params IEnumerable<Alert> alerts) => archive.AddAsync([.. alerts.Select(AlertRow.Of)], [], default);

    private static async Task<int> CountAsync(IArchive archive)
    {
        var count = 0;
        await foreach (var _ in archive.ScanAsync(Everything, default))
            count++;
        return count;
    }

    private SqliteArchive OpenExisting(string? path = null) => SqliteArchive.OpenExisting(path ?? folder.Path, isReadOnly: true);

    private string AlertsFile => folder.File(SqliteArchive.AlertsFile);

    [Fact]
    public void Where_there_is_no_archive_the_reader_is_told_how_to_make_one()
    {
        foreach (var empty in new[] { folder.Path, folder.File("nowhere") })
        {
            var refusal = Assert.Throws<ArchiveException>(() => OpenExisting(empty));
            Assert.Contains(empty, refusal.Message);
            Assert.Contains("ampelbot ingest", refusal.Message);
        }
        File.WriteAllBytes(AlertsFile, []);
        Assert.Contains("ampelbot ingest", Assert.Throws<ArchiveException>(() => OpenExisting()).Message);
    }

    [Fact]
    public async Task An_empty_file_becomes_an_archive()
    {
        File.WriteAllBytes(AlertsFile, []);
        await using var archive = SqliteArchive.OpenOrCreate(folder.Path);
        Assert.Equal(0, (await archive.InfoAsync(default)).Alerts);
    }

    [Theory]
    [InlineData(SqliteArchive.AlertsFile)]
    [InlineData(SqliteArchive.CutoutsFile)]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone(string name)
    {
        await SqliteArchive.OpenOrCreate(folder.Path).DisposeAsync();
        var text = string.Concat(Enumerable.Repeat("<html>not a database</html>\n", 500));
        File.WriteAllText(folder.File(name), text);
        Assert.Contains("no SQLite database", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenOrCreate(folder.Path)).Message);
        Assert.Contains("no SQLite database", (await Assert.ThrowsAsync<ArchiveException>(async () => await OpenExisting().InfoAsync(default))).Message);
        Assert.Equal(text, File.ReadAllText(folder.File(name)));
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_alone()
    {
        using (var other = SqliteLibrary.OpenToWrite(AlertsFile, 1))
            other.Run("CREATE TABLE bookmarks (url TEXT)");
        var before = File.ReadAllBytes(AlertsFile);
        Assert.Contains("another program", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenOrCreate(folder.Path)).Message);
        Assert.Contains("another program", Assert.Throws<ArchiveException>(() => OpenExisting()).Message);
        Assert.Equal(before, File.ReadAllBytes(AlertsFile));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task An_archive_of_another_version_is_refused_with_both_versions(int version)
    {
        await SqliteArchive.OpenOrCreate(folder.Path).DisposeAsync();
        using (var other = SqliteLibrary.OpenToWrite(AlertsFile, 1))
            other.Run($"PRAGMA user_version = {version}");
        foreach (var open in new Func<string, SqliteArchive>[] { SqliteArchive.OpenOrCreate, OpenExisting })
        {
            var refusal = Assert.Throws<ArchiveException>(() => open(folder.Path));
            Assert.Contains($"version {version}", refusal.Message);
            Assert.Contains("version 4", refusal.Message);
            Assert.Contains("ingest", refusal.Message);
        }
    }

    [Fact]
    public void A_file_in_the_folders_place_is_refused()
    {
        File.WriteAllText(folder.File("file"), "");
        Assert.Contains("cannot be made", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenOrCreate(folder.File("file"))).Message);
        Assert.Throws<ArchiveException>(() => OpenExisting(folder.File("file")));
    }

    [Fact]
    public async Task A_damaged_file_is_refused_when_the_damage_is_met()
    {
        await using (var archive = SqliteArchive.OpenOrCreate(folder.Path))
            await AddAsync(archive, HandMade.Many(500, 3, seed: 1));
        using (var file = File.OpenWrite(AlertsFile))
        {
            file.Position = 8192;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length - 8192).ToArray());
        }
        var refusal = await Assert.ThrowsAsync<ArchiveException>(async () =>
        {
            await using var archive = OpenExisting();
            await CountAsync(archive);
        });
        Assert.Contains("damaged", refusal.Message);
    }

    [Fact]
    public async Task A_schema_that_is_missing_is_met_with_a_sentence()
    {
        await using (var archive = SqliteArchive.OpenOrCreate(folder.Path))
            await AddAsync(archive, HandMade.Alert(1, 2_458_451.75));
        using (var files = SqliteLibrary.OpenToWrite(AlertsFile, 1))
            files.Run("DELETE FROM schema");
        await using var again = OpenExisting();
        Assert.Contains("damaged", (await Assert.ThrowsAsync<ArchiveException>(() => CountAsync(again))).Message);
    }

    [Fact]
    public async Task A_second_writer_waits_and_then_says_who_is_in_the_way()
    {
        await using var archive = SqliteArchive.OpenOrCreate(folder.Path, TimeProvider.System, busySeconds: 1);
        await AddAsync(archive, HandMade.Alert(1, 2_458_451.75));
        using (var other = SqliteLibrary.OpenToWrite(AlertsFile, 1))
        {
            other.Run("BEGIN IMMEDIATE");
            Assert.Contains("Another process", (await Assert.ThrowsAsync<ArchiveException>(() => AddAsync(archive, HandMade.Alert(2, 2_458_451.75)))).Message);
            other.Run("COMMIT");
        }
        Assert.Equal(1, await AddAsync(archive, HandMade.Alert(2, 2_458_451.75)));
    }

    [Theory]
    [InlineData(SqliteArchive.AlertsFile)]
    [InlineData(SqliteArchive.CutoutsFile)]
    public async Task A_full_disk_leaves_what_was_there(string full)
    {
        AlertRow[] more = [.. HandMade.Many(2000, 3, seed: 1).Select(a => AlertRow.Of(a) with { Cutouts = [new Cutout("Science", "f", new byte[1000])] })];
        await using var archive = SqliteArchive.OpenOrCreate(folder.Path);
        await AddAsync(archive, HandMade.Alert(-1, 2_458_451.75));
        var info = await archive.InfoAsync(default) with { Cutouts = 0 };
        var connections = new[] { SqliteArchive.AlertsFile, SqliteArchive.CutoutsFile }
            .Select(name => SqliteLibrary.OpenToWrite(folder.File(name), 1)).ToArray();
        using (var writer = new ArchiveWriter(connections[0], connections[1], TimeProvider.System))
        {
            connections[full == SqliteArchive.AlertsFile ? 0 : 1].Run("PRAGMA max_page_count = 40");
            var error = Assert.Throws<SqliteException>(() => writer.Add(more, [], default));
            Assert.Contains("No space", SqliteFailure.In(folder.Path, error).Message);
            Assert.Equal(info, await archive.InfoAsync(default) with { Cutouts = 0 });
            connections[full == SqliteArchive.AlertsFile ? 0 : 1].Run("PRAGMA max_page_count = 100000");
            Assert.Equal(2000, writer.Add(more, [], default));
        }
        Assert.Equal((2001, 2000), ((await archive.InfoAsync(default)).Alerts, (await archive.InfoAsync(default)).Cutouts));
        Assert.All(await archive.VerifyAsync(null, default), check => Assert.True(check.IsOk || check.Name == "packets put together", check.Name + ": " + check.Detail));
    }

    [Fact]
    public void A_library_that_is_not_installed_is_named_with_its_package()
        => Assert.Contains("apt-get install libsqlite3-0", Assert.Throws<ArchiveException>(() => SqliteLibrary.Load("libnothing-of-the-kind.so.9")).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(57)]
    public async Task What_a_kill_in_the_middle_of_a_batch_leaves_is_whole_and_can_be_completed(int at)
    {
        AlertRow[] alerts = [.. HandMade.Many(300, 3, seed: 1).Select((a, i) => AlertRow.Of(
            HandMade.Alert(a.AlertId, a.Jd, a.Coord.RaDeg, a.Coord.DecDeg, a.ObjectId, cutouts: [new Cutout("Science", "f", [(byte)i, 1])])))];
        ArchiveInfo whole;
        using var left = new TempFolder();
        await using (var archive = SqliteArchive.OpenOrCreate(folder.Path))
        {
            await archive.AddAsync(alerts[..200], [], default);
            // The files are taken while the cutouts of alert 200 + at are next: their transaction is open, as is that of the alerts.
            await archive.AddAsync([.. alerts[200..].Select((row, i) => i == at ? row with { Cutouts = new Interrupted(row.Cutouts, () => left.TakeFrom(folder.Path)) } : row)], [], default);
            whole = await archive.InfoAsync(default);
        }
        await using (var reader = OpenExisting(left.Path))
            Assert.Equal((200, 200), ((await reader.InfoAsync(default)).Alerts, (await reader.InfoAsync(default)).Cutouts));
        await using var again = SqliteArchive.OpenOrCreate(left.Path);
        Assert.All(await again.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
        Assert.Equal(100, await again.AddAsync(alerts, [], default));
        Assert.Equal(whole, await again.InfoAsync(default));
        Assert.All(await again.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
    }

    /// <summary>Cutouts whose reading is interrupted.</summary>
    private sealed class Interrupted(IReadOnlyList<Cutout> cutouts, Action interruption) : IReadOnlyList<Cutout>
    {
        public Cutout this[int index] => cutouts[index];

        public int Count => cutouts.Count;

        public IEnumerator<Cutout> GetEnumerator()
        {
            interruption();
            return cutouts.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [Fact]
    public async Task What_a_crash_between_the_two_files_leaves_is_completed_by_the_next_ingest()
    {
        var alert = HandMade.Alert(1, 2_458_451.75, cutouts: [new Cutout("Science", "f", [1, 2]), new Cutout("Template", "t", [3])]);
        await using (var archive = SqliteArchive.OpenOrCreate(folder.Path))
            await AddAsync(archive, alert);
        // The cutouts are in; the rest is not.
        foreach (var file in Directory.GetFiles(folder.Path, SqliteArchive.AlertsFile + "*"))
            File.Delete(file);
        await using var again = SqliteArchive.OpenOrCreate(folder.Path);
        Assert.Empty(await again.CutoutsAsync("ZTF", 1, DataRights.Partnership, default));
        // A packet with the same number and other cutouts comes first.
        var other = HandMade.Alert(1, 2_458_451.75, cutouts: [new Cutout("Science", "other", [4, 5])]);
        Assert.Equal(1, await AddAsync(again, other));
        Assert.Equal(["other"], (await again.CutoutsAsync("ZTF", 1, DataRights.Partnership, default)).Select(c => c.FileName));
        Assert.Equal(1, (await again.InfoAsync(default)).Cutouts);
        Assert.All(await again.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
    }

    [Fact]
    public void An_error_of_the_disk_is_a_sentence_that_names_the_folder()
    {
        foreach (var code in new[] { 3, 5, 6, 8, 10, 11, 13, 14, 26, 1 })
        {
            var refusal = SqliteFailure.In("/archive/folder", new SqliteException("disk I/O error", code));
            Assert.Contains("/archive/folder", refusal.Message);
            Assert.EndsWith(".", refusal.Message);
        }
    }
}
