using System.Net.Sockets;
using Npgsql;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>What the errors of a PostgreSQL server mean to the person who runs the archive.</summary>
internal static class PostgresFailure
{
    private const string UniqueViolation = PostgresErrorCodes.UniqueViolation;

    /// <summary>The refusal for an error of an archive's server.</summary>
    internal static ArchiveException In(string place, Exception e) => e switch
    {
        ArchiveException refusal => refusal,
        PostgresException error => new ArchiveException(Sentence(place, error), e) { IsMissing = error.SqlState == PostgresErrorCodes.InvalidCatalogName },
        _ when IsLost(e) => new ArchiveException(
            $"The server of the archive {place} went away or cannot be reached ({Reason(e)}). What was stored is unharmed: "
            + "check that the server runs and can be reached, then ask again.", e),
        _ => new ArchiveException($"The archive {place} cannot be used: {Reason(e)}.", e),
    };

    /// <summary>Whether the server was lost, so that the same batch may be sent again to a new connection.</summary>
    internal static bool IsLost(Exception e) => e switch
    {
        PostgresException error => error.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
        NpgsqlException { IsTransient: true } => true,
        IOException or SocketException => true,
        // What Npgsql says of a connection that broke while another part of it was used.
        ObjectDisposedException or InvalidOperationException => false,
        _ => false,
    };

    /// <summary>Whether two writers met, so that the same batch may be sent again.</summary>
    internal static bool IsCollision(Exception e)
        => e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Whether a row is there already.</summary>
    internal static bool IsClash(Exception e) => e is PostgresException { SqlState: UniqueViolation };

    /// <summary>Whether an error is one that <see cref="In"/> has a sentence for.</summary>
    internal static bool Is(Exception e) => e is NpgsqlException or SocketException or IOException;

    private static string Sentence(string place, PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName =>
            $"There is no database for the archive {place}: make it with `createdb`, or name another one.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The server of the archive {place} does not let this user in ({e.MessageText}): check the user, and the password in PGPASSWORD or the passfile ~/.pgpass.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"This user may not do that in the archive {place} ({e.MessageText}): ask its owner to allow it, or open another archive.",
        PostgresErrorCodes.DiskFull =>
            $"No space is left for the archive {place} ({e.MessageText}). What it held is unharmed: free some space and ingest again; nothing is added twice.",
        PostgresErrorCodes.TooManyConnections =>
            $"The server of the archive {place} has no connection left ({e.MessageText}): wait, or let it allow more (max_connections).",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            $"The server of the archive {place} went away ({e.MessageText}). What was stored is unharmed: ask again when it is back.",
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            $"The archive {place} is damaged ({e.MessageText}): bring back a copy, or ingest the packets into a new database.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"The archive {place} is on a server that only reads ({e.MessageText}): write to the primary server.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction =>
            $"The archive {place} lacks a part of its tables ({e.MessageText}): bring back a copy, or ingest the packets into a new database.",
        // postgres_fdw: the message names the server of the fleet.
        PostgresErrorCodes.SqlClientUnableToEstablishSqlConnection or PostgresErrorCodes.ConnectionFailure or PostgresErrorCodes.ConnectionException =>
            $"A server of the fleet behind the archive {place} cannot be reached ({e.MessageText}). Its nights are missing until it is back: check it, then ask again.",
        PostgresErrorCodes.CheckViolation when e.MessageText.Contains("no partition", StringComparison.Ordinal) =>
            $"No server of the fleet behind the archive {place} keeps these nights ({e.MessageText}): give them to one with ampelbot_fleet_nights (docs/archive.md), then ingest again.",
        _ => $"The archive {place} cannot be used: {e.MessageText} (SQLSTATE {e.SqlState}).",
    };

    private static string Reason(Exception e) => (e.InnerException ?? e).Message.TrimEnd('.').ReplaceLineEndings(" ");
}
