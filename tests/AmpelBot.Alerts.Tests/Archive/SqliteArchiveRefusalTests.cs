using System.Collections;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Sky;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Tests.Archive;

public sealed class SqliteArchiveRefusalTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string AlertsFile => folder.File(SqliteArchive.AlertsFile);

    [Fact]
    public void Where_there_is_no_archive_the_reader_is_told_how_to_make_one()
    {
        foreach (var empty in new[] { folder.Path, folder.File("nowhere") })
        {
            var refusal = Assert.Throws<ArchiveException>(() => SqliteArchive.OpenExisting(empty));
            Assert.Contains(empty, refusal.Message);
            Assert.Contains("ampelbot ingest", refusal.Message);
        }
        File.WriteAllBytes(AlertsFile, []);
        Assert.Contains("ampelbot ingest", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenExisting(folder.Path)).Message);
    }

    [Fact]
    public void An_empty_file_becomes_an_archive()
    {
        File.WriteAllBytes(AlertsFile, []);
        using var archive = SqliteArchive.OpenOrCreate(folder.Path);
        Assert.Equal(0, archive.Info().Alerts);
    }

    [Theory]
    [InlineData(SqliteArchive.AlertsFile)]
    [InlineData(SqliteArchive.CutoutsFile)]
    public void A_file_that_is_no_database_is_refused_and_left_alone(string name)
    {
        SqliteArchive.OpenOrCreate(folder.Path).Dispose();
        var text = string.Concat(Enumerable.Repeat("<html>not a database</html>\n", 500));
        File.WriteAllText(folder.File(name), text);
        Assert.Contains("no SQLite database", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenOrCreate(folder.Path)).Message);
        Assert.Contains("no SQLite database", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenExisting(folder.Path).Info()).Message);
        Assert.Equal(text, File.ReadAllText(folder.File(name)));
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_alone()
    {
        using (var other = SqliteLibrary.OpenToWrite(AlertsFile, 1))
            other.Run("CREATE TABLE bookmarks (url TEXT)");
        var before = File.ReadAllBytes(AlertsFile);
        Assert.Contains("another program", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenOrCreate(folder.Path)).Message);
        Assert.Contains("another program", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenExisting(folder.Path)).Message);
        Assert.Equal(before, File.ReadAllBytes(AlertsFile));
    }

    [Fact]
    public void An_archive_of_a_later_version_is_refused_with_both_versions()
    {
        SqliteArchive.OpenOrCreate(folder.Path).Dispose();
        using (var later = SqliteLibrary.OpenToWrite(AlertsFile, 1))
            later.Run("PRAGMA user_version = 7");
        foreach (var open in new Func<string, SqliteArchive>[] { SqliteArchive.OpenOrCreate, SqliteArchive.OpenExisting })
        {
            var refusal = Assert.Throws<ArchiveException>(() => open(folder.Path));
            Assert.Contains("version 7", refusal.Message);
            Assert.Contains("version 1", refusal.Message);
        }
    }

    [Fact]
    public void A_file_in_the_folders_place_is_refused()
    {
        File.WriteAllText(folder.File("file"), "");
        Assert.Contains("cannot be made", Assert.Throws<ArchiveException>(() => SqliteArchive.OpenOrCreate(folder.File("file"))).Message);
        Assert.Throws<ArchiveException>(() => SqliteArchive.OpenExisting(folder.File("file")));
    }

    [Fact]
    public async Task A_damaged_file_is_refused_when_the_damage_is_met()
    {
        using (var archive = SqliteArchive.OpenOrCreate(folder.Path))
            archive.Add(HandMade.Many(500, 3, seed: 1), []);
        using (var file = File.OpenWrite(AlertsFile))
        {
            file.Position = 8192;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length - 8192).ToArray());
        }
        var refusal = await Assert.ThrowsAsync<ArchiveException>(async () =>
        {
            using var archive = SqliteArchive.OpenExisting(folder.Path);
            await archive.ScanAsync(Moc.FullSky, HandMade.AllTime, default).ToListAsync();
        });
        Assert.Contains("damaged", refusal.Message);
    }

    [Theory]
    [InlineData("UPDATE packet SET candidate = x'00'")]
    [InlineData("UPDATE datapoint SET body = x'00'")]
    [InlineData("DELETE FROM datapoint")]
    [InlineData("DELETE FROM schema")]
    public void What_is_missing_or_changed_in_a_body_is_met_with_a_sentence(string damage)
    {
        using (var archive = SqliteArchive.OpenOrCreate(folder.Path))
            archive.Add([HandMade.Alert(1, 2_458_451.75)], []);
        using (var files = SqliteLibrary.OpenToWrite(AlertsFile, 1))
            files.Run(damage);
        using var again = SqliteArchive.OpenExisting(folder.Path);
        Assert.Contains("damaged", Assert.Throws<ArchiveException>(() => again.AlertsOf("ZTF18aaa", default)).Message);
    }

    [Fact]
    public void A_second_writer_waits_and_then_says_who_is_in_the_way()
    {
        using var archive = SqliteArchive.OpenOrCreate(folder.Path, busySeconds: 1);
        archive.Add([HandMade.Alert(1, 2_458_451.75)], []);
        using (var other = SqliteLibrary.OpenToWrite(AlertsFile, 1))
        {
            other.Run("BEGIN IMMEDIATE");
            Assert.Contains("Another process", Assert.Throws<ArchiveException>(() => archive.Add([HandMade.Alert(2, 2_458_451.75)], [])).Message);
            other.Run("COMMIT");
        }
        Assert.Equal(1, archive.Add([HandMade.Alert(2, 2_458_451.75)], []));
    }

    [Fact]
    public void Two_writers_take_turns()
    {
        using var one = SqliteArchive.OpenOrCreate(folder.Path);
        using var two = SqliteArchive.OpenOrCreate(folder.Path);
        var alerts = HandMade.Many(400, 3, seed: 1);
        Parallel.Invoke(
            () => Assert.All(alerts.Chunk(40), batch => one.Add(batch, [])),
            () => Assert.All(Enumerable.Reverse(alerts).Chunk(40), batch => two.Add(batch, [])));
        Assert.Equal(400, one.Info().Alerts);
        Assert.Equal(one.Info(), two.Info());
    }

    [Theory]
    [InlineData(SqliteArchive.AlertsFile)]
    [InlineData(SqliteArchive.CutoutsFile)]
    public void A_full_disk_leaves_what_was_there(string full)
    {
        var more = HandMade.Many(2000, 3, seed: 1).Select(a => a with { Cutouts = [new Cutout("Science", "f", new byte[1000])] }).ToList();
        using var archive = SqliteArchive.OpenOrCreate(folder.Path);
        archive.Add([HandMade.Alert(-1, 2_458_451.75)], []);
        var info = archive.Info() with { Cutouts = 0 };
        var connections = new[] { SqliteArchive.AlertsFile, SqliteArchive.CutoutsFile }
            .Select(name => SqliteLibrary.OpenToWrite(folder.File(name), 1)).ToArray();
        using (var writer = new AlertWriter(connections[0], connections[1]))
        {
            connections[full == SqliteArchive.AlertsFile ? 0 : 1].Run("PRAGMA max_page_count = 40");
            var error = Assert.Throws<SqliteException>(() => writer.Write(more, []));
            Assert.Contains("No space", SqliteFailure.In(folder.Path, error).Message);
            Assert.Equal(info, archive.Info() with { Cutouts = 0 });
            connections[full == SqliteArchive.AlertsFile ? 0 : 1].Run("PRAGMA max_page_count = 100000");
            Assert.Equal(2000, writer.Write(more, []));
        }
        Assert.Equal((2001, 2000), (archive.Info().Alerts, archive.Info().Cutouts));
    }

    [Fact]
    public void A_library_that_is_not_installed_is_named_with_its_package()
        => Assert.Contains("apt-get install libsqlite3-0", Assert.Throws<ArchiveException>(() => SqliteLibrary.Load("libnothing-of-the-kind.so.9")).Message);

    [Fact]
    public void A_batch_that_fails_in_the_middle_leaves_nothing_of_itself()
    {
        using var archive = SqliteArchive.OpenOrCreate(folder.Path);
        var unwritable = HandMade.Alert(2, 2_458_451.75, objectId: "ZTF18bbb", candidate: new AvroRecord(HandMade.HistorySchema, ["text", 0.5f]));
        Assert.ThrowsAny<Exception>(() => archive.Add([HandMade.Alert(1, 2_458_451.75), unwritable], [new DeadLetter("a", 0, "b")]));
        Assert.Equal((0, 0, 0, 0), (archive.Info().Alerts, archive.Info().Objects, archive.Info().Datapoints, archive.Info().DeadLetters));
        // The Avro schemas that went with it are written anew.
        Assert.Equal(1, archive.Add([HandMade.Alert(1, 2_458_451.75)], []));
        HandMade.AssertSame(HandMade.Alert(1, 2_458_451.75), archive.AlertsOf("ZTF18aaa", default)[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(57)]
    public void What_a_kill_in_the_middle_of_a_batch_leaves_is_whole_and_can_be_completed(int at)
    {
        var alerts = HandMade.Many(300, 3, seed: 1).Select((a, i) => a with { Cutouts = [new Cutout("Science", "f", [(byte)i])] }).ToList();
        string hash;
        using var left = new TempFolder();
        using (var archive = SqliteArchive.OpenOrCreate(folder.Path))
        {
            archive.Add(alerts[..200], []);
            // The files are taken while alert 200 + at is next: its batch's cutouts are in, its transaction is open.
            archive.Add(new Interrupted(alerts[200..], at, () => left.TakeFrom(folder.Path)), []);
            hash = archive.Info().StateHash;
        }
        using (var reader = SqliteArchive.OpenExisting(left.Path))
            Assert.Equal((200, 300), (reader.Info().Alerts, reader.Info().Cutouts));
        using var again = SqliteArchive.OpenOrCreate(left.Path);
        using (var files = SqliteLibrary.OpenToRead(left.File(SqliteArchive.AlertsFile), 1))
        using (var check = files.CreateCommand())
        {
            check.CommandText = "PRAGMA integrity_check";
            Assert.Equal("ok", check.ExecuteScalar());
        }
        Assert.Equal(100, again.Add(alerts, []));
        Assert.Equal((300, 300, hash), (again.Info().Alerts, again.Info().Cutouts, again.Info().StateHash));
    }

    /// <summary>Alerts whose second reading, the one within the transaction of the alerts, is interrupted.</summary>
    private sealed class Interrupted(List<Alert> alerts, int at, Action interruption) : IReadOnlyList<Alert>
    {
        private int readings;

        public Alert this[int index] => alerts[index];

        public int Count => alerts.Count;

        public IEnumerator<Alert> GetEnumerator()
        {
            readings++;
            for (var i = 0; i < alerts.Count; i++)
            {
                if (readings == 2 && i == at)
                    interruption();
                yield return alerts[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
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
