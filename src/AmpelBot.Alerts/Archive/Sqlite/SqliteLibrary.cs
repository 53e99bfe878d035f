using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The operating system's SQLite library, and the connections made with it.</summary>
internal static class SqliteLibrary
{
    private const string FileName = "libsqlite3.so.0";

    // STRICT tables.
    private const int OldestVersion = 3_037_000;

    private static readonly Lazy<nint> Loaded = new(() =>
    {
        var library = Load(FileName);
        NativeLibrary.SetDllImportResolver(
            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : 0);
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        // Each connection is used by one thread at a time; locks for each value that is read would cost an eighth of a scan.
        SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
        // Without the count of its memory, for which each piece of memory would be taken under a lock.
        SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
        if (SQLitePCL.raw.sqlite3_libversion_number() < OldestVersion)
            throw new ArchiveException(
                $"The archive needs SQLite 3.37 or later and {FileName} is {SQLitePCL.raw.sqlite3_libversion().utf8_to_string()}: "
                + "use Debian 12, Ubuntu 22.04 or later.");
        return library;
    }, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Loads a shared library.</summary>
    /// <exception cref="ArchiveException">It is not installed; the message names the package.</exception>
    internal static nint Load(string fileName)
        => NativeLibrary.TryLoad(fileName, out var library)
            ? library
            : throw new ArchiveException(
                $"The archive needs the SQLite library {fileName}, which is not installed here: on Debian or Ubuntu run `apt-get install libsqlite3-0`.");

    /// <summary>Loads the library before the first connection that is not opened here.</summary>
    /// <exception cref="ArchiveException">It is not installed, or too old.</exception>
    internal static void Prepare() => _ = Loaded.Value;

    /// <summary>Opens a database file to write, making it when it is not there.</summary>
    internal static SqliteConnection OpenToWrite(string file, int busySeconds) => Open(file, SqliteOpenMode.ReadWriteCreate, busySeconds);

    /// <summary>Opens a database file to read.</summary>
    internal static SqliteConnection OpenToRead(string file, int busySeconds)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Open(file, SqliteOpenMode.ReadOnly, busySeconds);
            connection.Scalar("SELECT count(*) FROM sqlite_schema");
            return connection;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY
            && File.Exists(file) && !File.Exists(file + "-wal"))
        {
            // In a folder that cannot be written SQLite cannot make the index of the write-ahead log; with no log there is none to make.
            connection?.Dispose();
            return Open($"file:{Uri.EscapeDataString(file).Replace("%2F", "/")}?immutable=1", SqliteOpenMode.ReadOnly, busySeconds);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Whether a connection reads a file as it was when it was opened.</summary>
    internal static bool IsImmutable(this SqliteConnection connection) => connection.ConnectionString.Contains("immutable=1", StringComparison.Ordinal);

    private static SqliteConnection Open(string source, SqliteOpenMode mode, int busySeconds)
    {
        _ = Loaded.Value;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = busySeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle!, busySeconds * 1000);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A prepared statement with its parameters, named $1, $2, … in the statement.</summary>
    internal static SqliteCommand Prepare(this SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i, Value = DBNull.Value });
        return command;
    }

    /// <summary>The statement with values for its parameters; null becomes NULL.</summary>
    internal static SqliteCommand With(this SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    /// <summary>Runs statements that give no rows.</summary>
    internal static void Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs work that takes long and stops it in the middle when that is asked.</summary>
    internal static void Interruptible(this SqliteConnection connection, Action work, CancellationToken cancellation)
    {
        using var stop = cancellation.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle!));
        try
        {
            work();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>First value of the first row as a whole number; null for no row or NULL.</summary>
    internal static long? Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : null;
    }
}
