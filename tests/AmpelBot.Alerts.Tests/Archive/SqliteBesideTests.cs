using System.Data.Common;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>The database file beside an archive in a folder; what its tables hold is tested where they are made.</summary>
public sealed class SqliteBesideTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private DatabaseBeside database = null!;

    public async Task InitializeAsync()
    {
        await SqliteArchive.OpenOrCreate(folder.Path).DisposeAsync();
        database = await SqliteBeside.OpenAsync(folder.Path, busySeconds: 1);
        await RunAsync("create table t (x bigint)");
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_database_that_another_process_holds_is_a_sentence_and_then_works_again()
    {
        await using (var other = await database.OpenConnectionAsync())
        await using (var holding = await other.BeginTransactionAsync())
            Assert.Contains("did not let go in time", (await Assert.ThrowsAsync<ArchiveException>(() => RunAsync("insert into t values (1)"))).Message);
        Assert.Equal(1, await RunAsync("insert into t values (1)"));
    }

    [Fact]
    public async Task Work_does_not_wait_for_a_batch_of_ingest()
    {
        using var alerts = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 1);
        alerts.Run("BEGIN EXCLUSIVE");
        Assert.Equal(1, await RunAsync("insert into t values (1)"));
        alerts.Run("ROLLBACK");
    }

    [Fact]
    public async Task Of_work_that_throws_nothing_stays()
    {
        await Assert.ThrowsAsync<FormatException>(() => database.RunAsync<int>(async transaction =>
        {
            await RunAsync(transaction, "insert into t values (1)");
            throw new FormatException();
        }, default));
        Assert.Equal(0, await RunAsync("delete from t"));
    }

    [Fact]
    public async Task The_files_beside_are_no_part_of_the_archive()
    {
        await using var archive = SqliteArchive.OpenExisting(folder.Path, isReadOnly: false);
        Assert.All(await archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Detail));
        Assert.True(File.Exists(folder.File("bot.db")));
    }

    private Task<int> RunAsync(string sql) => database.RunAsync(transaction => RunAsync(transaction, sql), default);

    private static async Task<int> RunAsync(DbTransaction transaction, string sql)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }
}
