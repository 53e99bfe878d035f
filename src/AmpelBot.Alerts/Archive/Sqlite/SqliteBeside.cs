using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Connections to <c>bot.db</c>, the file beside an archive's own in its folder.</summary>
internal sealed class SqliteBeside : DbDataSource
{
    /// <summary>The file within the folder.</summary>
    internal const string FileName = "bot.db";

    // "AMPB" in ASCII.
    private const long ApplicationId = 0x414D5042;
    private const int BusySeconds = 10;

    private readonly string file;

    private SqliteBeside(string file, int busySeconds)
    {
        this.file = file;
        SqliteLibrary.Prepare();
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = true, DefaultTimeout = busySeconds }.ConnectionString;
    }

    /// <inheritdoc/>
    public override string ConnectionString { get; }

    /// <summary>Opens the file, making it when it is not there.</summary>
    /// <exception cref="ArchiveException">There is no archive, or the file cannot be used.</exception>
    internal static Task<DatabaseBeside> OpenAsync(string folder) => OpenAsync(folder, BusySeconds);

    /// <summary>As above, with the time to wait for another writer in seconds.</summary>
    internal static async Task<DatabaseBeside> OpenAsync(string folder, int busySeconds)
    {
        await SqliteArchive.OpenExisting(folder, isReadOnly: true).DisposeAsync().ConfigureAwait(false);
        var file = Path.Combine(Path.GetFullPath(folder), FileName);
        var source = new SqliteBeside(file, busySeconds);
        try
        {
            using var connection = (SqliteConnection)source.OpenConnection();
            if (connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0 && connection.Scalar("PRAGMA application_id") == 0)
                connection.Run($"PRAGMA application_id = {ApplicationId}");
            else if (connection.Scalar("PRAGMA application_id") != ApplicationId)
                throw new ArchiveException($"{file} belongs to another program: move it away, and the bot makes its own.");
            connection.Run("PRAGMA journal_mode = WAL");
        }
        catch (SqliteException e)
        {
            source.Dispose();
            throw Refusal(file, e);
        }
        catch
        {
            source.Dispose();
            throw;
        }
        return new DatabaseBeside(source, file, hasOneWriter: true, e => e is SqliteException failure ? Refusal(file, failure) : null, _ => Task.FromResult<IAsyncDisposable?>(Claim(file)));
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            // FULL: what was acknowledged to a chat is never sent again, so that it must survive a loss of power as well.
            connection.Run($"PRAGMA busy_timeout = {connection.DefaultTimeout * 1000}; PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>A lock on a file beside, which the system takes away when the process ends.</summary>
    private static FileStream? Claim(string file)
    {
        var path = Path.ChangeExtension(file, ".lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ArchiveException($"{path} may not be written by this user: allow it, or name another archive.", e);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (IOException e)
        {
            throw new ArchiveException($"{path} cannot be made: {e.Message.TrimEnd('.')}. Check the folder.", e);
        }
    }

    private static ArchiveException Refusal(string file, SqliteException e) => new(e.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
            $"The bot's database {file} is damaged ({e.Message}): bring back a copy, or move it away; jobs, watches and settings start anew, alerts are not in it.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"Another process holds the bot's database {file} and did not let go in time: end it, then try again.",
        raw.SQLITE_FULL => $"No space is left for the bot's database {file}. What it held is unharmed: free some space, then try again.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => $"The bot's database {file} may not be written by this user: allow it, or name another archive.",
        raw.SQLITE_CANTOPEN => $"The bot's database {file} cannot be opened: check that this user may read and write the file and its folder.",
        raw.SQLITE_IOERR => $"The disk failed below the bot's database {file} ({e.Message}): check the disk and its free space. What was stored before is unharmed.",
        _ => $"The bot's database {file} cannot be used: {e.Message}.",
    }, e);
}
