using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Testing.Archive;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>What every engine must hold, on SQLite.</summary>
public sealed class SqliteArchiveContractTests : ArchiveContract
{
    private readonly TempFolder folder = new();

    protected override Task<IArchive> OpenAsync(bool isReadOnly)
        => Task.FromResult<IArchive>(isReadOnly ? SqliteArchive.OpenExisting(folder.Path, isReadOnly: true) : SqliteArchive.OpenOrCreate(folder.Path));

    protected override Task RunSqlAsync(string sql, bool onCutouts = false)
    {
        using var files = SqliteLibrary.OpenToWrite(folder.File(onCutouts ? SqliteArchive.CutoutsFile : SqliteArchive.AlertsFile), 5);
        // Here table object is a view of two.
        files.Run(sql.Replace(" object ", " object_recent ", StringComparison.Ordinal));
        return Task.CompletedTask;
    }

    protected override Task<long> CountListedAsync()
    {
        using var files = SqliteLibrary.OpenToRead(folder.File(SqliteArchive.AlertsFile), 5);
        return Task.FromResult(files.Scalar("SELECT coalesce(sum(alerts), 0) FROM alert_block")!.Value);
    }

    protected override string SqlBytes(string hex) => $"x'{hex}'";

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }
}
