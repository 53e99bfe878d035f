using System.Globalization;
using Npgsql;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Where an archive on a server is, as <c>postgres://user[:password]@host[:port]/database[?schema=…]</c> says it.</summary>
/// <remarks>
/// The address is read as PostgreSQL's own programs read it (libpq, "Connection URIs"): a host that begins with a slash, percent-encoded or as <c>?host=</c>, is the folder
/// of a unix socket; a password that is not there is taken from PGPASSWORD or the passfile (PGPASSFILE, ~/.pgpass).
/// </remarks>
internal sealed class PostgresAddress
{
    private const int DefaultPort = 5432;

    private const int BesideSeconds = 30;

    // Tens of readers and writers of one process; a server allows 100 connections unless it is told otherwise.
    private const int MostConnections = 24;

    // Without them the planner prefers reading whole nights to seeking ranges within them (6 s against 0.02 s for 1000 deg2 of 20 million alerts), compiles a statement longer than it
    // runs, or remembers rows of ranges that never come twice. A cursor is read to its end, and a scan in parallel would be in no order.
    private const string PlannerOptions =
        "-c jit=off -c random_page_cost=1.1 -c enable_memoize=off -c cursor_tuple_fraction=1 -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan";

    private readonly NpgsqlConnectionStringBuilder connection;

    private PostgresAddress(NpgsqlConnectionStringBuilder connection, string place, string database, string? schema)
        => (this.connection, Place, Database, Schema) = (connection, place, database, schema);

    /// <summary>Server, database and schema, for people; never the password.</summary>
    internal string Place { get; }

    /// <summary>The database.</summary>
    internal string Database { get; }

    /// <summary>The schema that the address names; null for the one that the server gives the user (public).</summary>
    internal string? Schema { get; }

    /// <summary>Whether a setting is the address of a server, not a folder.</summary>
    internal static bool IsAddress(string setting)
        => setting.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || setting.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address.</summary>
    /// <exception cref="ArchiveException">It is none; the message says what is wrong, and never repeats the password.</exception>
    internal static PostgresAddress Parse(string setting)
    {
        var rest = IsAddress(setting)
            ? setting[(setting.IndexOf("://", StringComparison.Ordinal) + 3)..]
            : throw Wrong("it does not begin with postgres://");
        var query = "";
        if (rest.IndexOf('?') is var mark and >= 0)
            (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        var slash = rest.IndexOf('/');
        var (authority, database) = slash < 0 ? (rest, "") : (rest[..slash], Decode(rest[(slash + 1)..]));
        var connection = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = "ampelbot",
            MaxPoolSize = MostConnections,
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
            CommandTimeout = 0,
            TcpKeepAlive = true,
            NoResetOnClose = true,
            Enlist = false,
        };
        var (host, port) = ("", DefaultPort);
        if (authority.LastIndexOf('@') is var at and >= 0)
        {
            var user = authority[..at].Split(':', 2);
            if (user[0].Length > 0)
                connection.Username = Decode(user[0]);
            if (user.Length == 2)
                connection.Password = Decode(user[1]);
            authority = authority[(at + 1)..];
        }
        // [::1]:5432 is an address of IPv6.
        var colon = authority.LastIndexOf(':');
        if (colon > authority.LastIndexOf(']'))
            (authority, port) = (authority[..colon], colon + 1 == authority.Length ? DefaultPort : Port(authority[(colon + 1)..]));
        host = Decode(authority.Trim('[', ']'));

        string? schema = null;
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var value = parts.Length == 2 ? Decode(parts[1]) : "";
            switch (parts[0])
            {
                case "schema" when value.Length is > 0 and <= 63 && value[0] is not ('-' or '"') && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'):
                    schema = value;
                    break;
                case "schema":
                    throw Wrong("the name of a schema is made of lower-case letters, digits and _, at most 63 of them");
                case "host":
                    host = value;
                    break;
                case "port":
                    port = Port(value);
                    break;
                case "user":
                    connection.Username = value;
                    break;
                case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", ""), ignoreCase: true, out var mode):
                    connection.SslMode = mode;
                    break;
                case "sslmode":
                    throw Wrong("sslmode is one of disable, allow, prefer, require, verify-ca, verify-full");
                case "sslrootcert":
                    connection.RootCertificate = value;
                    break;
                default:
                    throw Wrong($"it knows no `{parts[0]}`, but schema, host, port, user, sslmode and sslrootcert");
            }
        }
        if (database.Length == 0 || database.Contains('/'))
            throw Wrong("it names no database");
        connection.Host = host.Length == 0 ? "localhost" : host;
        connection.Port = port;
        connection.Database = database;
        connection.Options = schema is null ? PlannerOptions : $"{PlannerOptions} -c search_path={schema}";
        var server = connection.Host.Contains(':') ? $"[{connection.Host}]" : connection.Host;
        var place = string.Create(CultureInfo.InvariantCulture, $"postgres://{server}:{port}/{database}");
        return new PostgresAddress(connection, schema is null ? place : $"{place}?schema={schema}", database, schema);
    }

    /// <summary>Connections to the server, none of which is made yet.</summary>
    internal NpgsqlDataSource Connect(bool isReadOnly)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        if (isReadOnly)
            settings.Options += " -c default_transaction_read_only=on";
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Connections for short statements beside the archive: none waits for ever.</summary>
    internal NpgsqlDataSource ConnectBeside()
        => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection.ConnectionString) { CommandTimeout = BesideSeconds });

    private static int Port(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port : throw Wrong("its port is no number from 1 to 65535");

    private static string Decode(string text)
    {
        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('\0') ? throw Wrong("it contains a zero byte") : decoded;
    }

    private static ArchiveException Wrong(string what)
        => new($"The address of the archive cannot be used: {what}. An address is postgres://user@host:5432/database, or postgres://user@host/database?schema=name.");
}
