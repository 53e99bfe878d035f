using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Connections to an archive's database, and work on them.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source, string place) : IAsyncDisposable
{
    /// <summary>Server, database and schema, for people.</summary>
    internal string Place { get; } = place;

    /// <summary>The Avro schemas of its bodies.</summary>
    internal BodySchemas Schemas { get; } = new();

    /// <summary>What the last scan met; null before the first.</summary>
    internal ScanOutline? LastScan { get; set; }

    /// <summary>An open connection.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.Is(e))
        {
            throw PostgresFailure.In(Place, e);
        }
    }

    /// <summary>Runs work on a connection and turns the server's errors into refusals.</summary>
    internal async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        var connection = await OpenAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await GuardAsync(() => work(connection), cancellation).ConfigureAwait(false);
    }

    /// <summary>A connection within a transaction that sees one state of the archive and writes nothing.</summary>
    internal async Task<NpgsqlConnection> BeginReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await OnceAsync().ConfigureAwait(false);
        }
        catch (ArchiveException e) when (e.InnerException is { } lost && PostgresFailure.IsLost(lost))
        {
            // An idle connection breaks when the server starts again, and the next reader finds out.
            Forget();
            return await OnceAsync().ConfigureAwait(false);
        }

        async Task<NpgsqlConnection> OnceAsync()
        {
            var connection = await OpenAsync(cancellation).ConfigureAwait(false);
            try
            {
                await GuardAsync(() => connection.RunAsync("begin transaction isolation level repeatable read read only", cancellation), cancellation).ConfigureAwait(false);
                return connection;
            }
            catch
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Runs work within one transaction, of which readers see one state.</summary>
    internal async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        var connection = await BeginReadAsync(cancellation).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await GuardAsync(() => work(connection), cancellation).ConfigureAwait(false);
    }

    /// <summary>The rows of a statement, from one state of the archive; a page of them at a time is in memory.</summary>
    internal async IAsyncEnumerable<T> PagesAsync<T>(
        string sql, (object? Value, NpgsqlDbType Type)[] parameters, int pageRows, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var connection = await BeginReadAsync(cancellation).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await GuardAsync(() => connection.Command($"declare pages no scroll cursor for {sql}", parameters).RunAsync(cancellation), cancellation).ConfigureAwait(false);
        for (var isLast = false; !isLast;)
        {
            var page = await GuardAsync(() => connection.Command($"fetch {pageRows} from pages").RowsAsync(read, cancellation), cancellation).ConfigureAwait(false);
            isLast = page.Count < pageRows;
            foreach (var item in page)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return item;
            }
        }
    }

    /// <summary>Runs work and turns the server's errors into refusals.</summary>
    internal async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.Is(e))
        {
            cancellation.ThrowIfCancellationRequested();
            throw PostgresFailure.In(Place, e);
        }
    }

    /// <summary>Forgets the idle connections, which broke when the server went away.</summary>
    internal void Forget() => source.Clear();

    /// <summary>The refusal for an archive that contradicts itself.</summary>
    internal ArchiveException Damaged(string how, Exception? inner = null)
        => new($"The archive {Place} is damaged: {how}. Bring back a copy, or ingest the packets into a new database.", inner);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}

/// <summary>Statements and the values of their rows.</summary>
internal static class PostgresCommands
{
    /// <summary>A statement with its parameters $1, $2, …: each a value and its type.</summary>
    internal static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<(object? Value, NpgsqlDbType Type)> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (value, type) in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }

    /// <summary>Runs a statement that gives no rows; the number of rows that it wrote.</summary>
    internal static async Task<int> RunAsync(this NpgsqlCommand command, CancellationToken cancellation)
    {
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs statements without parameters that give no rows.</summary>
    internal static Task<int> RunAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation) => connection.Command(sql).RunAsync(cancellation);

    /// <summary>All rows of a statement.</summary>
    internal static async Task<List<T>> RowsAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using (command.ConfigureAwait(false))
        {
            var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await row.ReadAsync(cancellation).ConfigureAwait(false))
                    rows.Add(read(row));
                return rows;
            }
        }
    }

    /// <summary>First value of the first row; null for no row or NULL.</summary>
    internal static async Task<object?> ScalarAsync(this NpgsqlCommand command, CancellationToken cancellation)
    {
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is var value and not DBNull ? value : null;
    }

    /// <summary>A number of a row; null for NULL.</summary>
    internal static double? DoubleAt(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    /// <summary>A whole number of a row; null for NULL.</summary>
    internal static long? LongAt(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>A whole number of a row; null for NULL.</summary>
    internal static int? IntAt(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    /// <summary>A text of a row; null for NULL.</summary>
    internal static string? TextAt(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A time of a row.</summary>
    internal static DateTimeOffset TimeAt(this NpgsqlDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);
}
