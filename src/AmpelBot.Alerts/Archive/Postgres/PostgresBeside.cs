using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Tables beside an archive on a server: in the same database and schema.</summary>
internal static class PostgresBeside
{
    // "AMPB" in ASCII.
    private const int AdvisoryLock = 0x414D5042;

    /// <summary>Opens the database of an archive that is there.</summary>
    /// <exception cref="ArchiveException">There is no archive, or its server cannot be reached.</exception>
    internal static async Task<DatabaseBeside> OpenAsync(string setting, CancellationToken cancellation)
    {
        var address = PostgresAddress.Parse(setting);
        var source = address.ConnectBeside();
        try
        {
            var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using var closing = connection.ConfigureAwait(false);
            await Migrations.CheckAsync(connection, address, isReadOnly: false, cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await source.DisposeAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (Refusal(address.Place, source, e) is { } said)
                throw said;
            throw;
        }
        return new DatabaseBeside(source, address.Place, hasOneWriter: false, e => Refusal(address.Place, source, e), token => ClaimAsync(source, token));
    }

    private static ArchiveException? Refusal(string place, NpgsqlDataSource source, Exception e)
    {
        if (!PostgresFailure.Is(e))
            return null;
        // Idle connections broke when the server went away, and each would fail once more.
        if (PostgresFailure.IsLost(e))
            source.Clear();
        return e is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
            ? new ArchiveException($"No space is left for the bot's tables in {place}. What they held is unharmed: free some space, then try again.", e)
            : PostgresFailure.In(place, e);
    }

    /// <summary>A lock of a session of its own, which the server takes away when the session ends.</summary>
    private static async Task<IAsyncDisposable?> ClaimAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        try
        {
            var isMine = await connection.Command("select pg_try_advisory_lock($1, hashtext(current_schema()))", (AdvisoryLock, NpgsqlDbType.Integer))
                .ScalarAsync(cancellation).ConfigureAwait(false);
            if (isMine is true)
                return new Claim(connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await connection.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    private sealed class Claim(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await connection.Command("select pg_advisory_unlock_all()").ScalarAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgresFailure.Is(e))
            {
                // The session is gone, and the lock with it.
            }
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
