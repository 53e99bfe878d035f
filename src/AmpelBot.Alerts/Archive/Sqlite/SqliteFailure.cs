using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>What SQLite's errors mean to the person who runs the archive.</summary>
internal static class SqliteFailure
{
    /// <summary>The refusal for an error in an archive's folder.</summary>
    internal static ArchiveException In(string folder, SqliteException e) => new(e.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB =>
            $"A database file of the archive {folder} is no SQLite database: name another folder, or move the file away and ingest the packets again.",
        raw.SQLITE_CORRUPT =>
            $"A database file of the archive {folder} is damaged ({e.Message}): bring back a copy, or ingest the packets into a new folder.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"Another process is writing the archive {folder} and did not finish in time: wait until its ingest ends, then try again.",
        raw.SQLITE_FULL =>
            $"No space is left for the archive {folder}. What it held is unharmed: free some space and ingest again; nothing is added twice.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM =>
            $"The archive {folder} may not be written by this user: allow it, or name another folder.",
        raw.SQLITE_CANTOPEN =>
            $"The database files of the archive {folder} cannot be opened: check that the folder is there and that this user may read and write it.",
        raw.SQLITE_IOERR =>
            $"The disk failed below the archive {folder} ({e.Message}): check the disk and its free space. What was stored before is unharmed.",
        _ => $"The archive {folder} cannot be used: {e.Message}.",
    }, e);

    /// <summary>The refusal for an archive whose files hold what no archive wrote.</summary>
    internal static ArchiveException Damaged(SqliteConnection connection, string how, Exception? inner = null)
        => new($"The archive {Path.GetDirectoryName(connection.DataSource)} is damaged: {how}. Bring back a copy, or ingest the packets into a new folder.", inner);

    /// <summary>Runs work on an archive and turns SQLite's errors into refusals.</summary>
    internal static T Guard<T>(string folder, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw In(folder, e);
        }
    }
}
