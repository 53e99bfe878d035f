using System.Globalization;
using System.Reflection;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Brings the tables of a database to the version that this program knows, and refuses databases that are no archive.</summary>
/// <remarks>The statements are embedded files, <c>Migrations/NNNN_name.sql</c>: each is applied once, in order, and never changed after it was released.</remarks>
internal static class Migrations
{
    // NULLS NOT DISTINCT.
    private const int OldestServer = 150_000;

    // "AMPL" in ASCII.
    private const long AdvisoryLock = 0x414D504C;

    private static readonly Lazy<(int Version, string Name, string Sql)[]> All = new(() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.Contains(".Postgres.Migrations.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read),
    ]);

    /// <summary>Version of the tables that this program knows.</summary>
    internal static int Newest => All.Value[^1].Version;

    /// <summary>Makes the schema and the tables that are missing.</summary>
    /// <exception cref="ArchiveException">The database is of another program or of a newer version.</exception>
    internal static Task ApplyAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken cancellation)
        => ApplyAsync(connection, address, Newest, cancellation);

    /// <summary>As above, up to an older version.</summary>
    internal static async Task ApplyAsync(NpgsqlConnection connection, PostgresAddress address, int to, CancellationToken cancellation)
    {
        await CheckServerAsync(connection, address, cancellation).ConfigureAwait(false);
        // Opening what is up to date takes no lock.
        if (await VersionAsync(connection, address, cancellation).ConfigureAwait(false) >= to)
            return;
        await connection.RunAsync("begin", cancellation).ConfigureAwait(false);
        await connection.Command("select pg_advisory_xact_lock($1)", (AdvisoryLock, NpgsqlDbType.Bigint)).RunAsync(cancellation).ConfigureAwait(false);
        if (address.Schema is { } schema)
            await connection.RunAsync($"create schema if not exists {schema}", cancellation).ConfigureAwait(false);
        var version = await VersionAsync(connection, address, cancellation).ConfigureAwait(false);
        if (version is null)
            await connection.RunAsync(
                """
                create table ampelbot_migration (version integer primary key, name text not null, applied timestamptz not null default now());
                comment on table ampelbot_migration is 'versions of these tables that were made, each from the one before'
                """, cancellation).ConfigureAwait(false);
        foreach (var migration in All.Value.Where(m => m.Version > (version ?? 0) && m.Version <= to))
        {
            await connection.RunAsync(migration.Sql, cancellation).ConfigureAwait(false);
            await connection.Command("insert into ampelbot_migration (version, name) values ($1, $2)", (migration.Version, NpgsqlDbType.Integer), (migration.Name, NpgsqlDbType.Text))
                .RunAsync(cancellation).ConfigureAwait(false);
        }
        await connection.RunAsync("commit", cancellation).ConfigureAwait(false);
    }

    /// <summary>Refuses what is not an archive, or one whose tables have to be brought up to date before they are only read. Changes nothing.</summary>
    /// <exception cref="ArchiveException">There is no archive, or one of another version.</exception>
    internal static async Task CheckAsync(NpgsqlConnection connection, PostgresAddress address, bool isReadOnly, CancellationToken cancellation)
    {
        await CheckServerAsync(connection, address, cancellation).ConfigureAwait(false);
        var version = await VersionAsync(connection, address, cancellation).ConfigureAwait(false) ?? throw Missing(address);
        if (isReadOnly && version < Newest)
            throw new ArchiveException(
                $"The archive {address.Place} has tables of version {version} and this program reads version {Newest}: "
                + "open it once to write, as `ampelbot ingest` does, which brings it up to date.");
    }

    /// <summary>The refusal where there are no tables.</summary>
    internal static ArchiveException Missing(PostgresAddress address)
        => new($"There is no archive in {address.Place}: fill one with `ampelbot ingest PATH --archive {address.Place}`, or name the database that has one.") { IsMissing = true };

    /// <summary>Version of the tables; null where there are none at all.</summary>
    /// <exception cref="ArchiveException">The tables are of another program or of a newer version.</exception>
    private static async Task<int?> VersionAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken cancellation)
    {
        var table = await connection.Command("select to_regclass(quote_ident(current_schema()) || '.ampelbot_migration')::text").ScalarAsync(cancellation).ConfigureAwait(false);
        if (table is null)
        {
            var others = await connection.Command(
                """
                select count(*) from pg_class c where c.relnamespace = (select oid from pg_namespace where nspname = current_schema()) and c.relkind in ('r', 'p', 'v', 'm', 'f')
                  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
                """).ScalarAsync(cancellation).ConfigureAwait(false);
            return others is > 0L
                ? throw new ArchiveException(
                    $"{address.Place} holds {others} {(others is 1L ? "table" : "tables")} of another program and no archive: "
                    + $"name another database, or a schema of its own ({Uri(address)}?schema=ampelbot).")
                : null;
        }
        var version = await connection.Command("select max(version) from ampelbot_migration").ScalarAsync(cancellation).ConfigureAwait(false) as int?;
        return version <= Newest
            ? version
            : throw new ArchiveException($"The archive {address.Place} has tables of version {version} and this program knows version {Newest}: use a newer ampelbot.");
    }

    private static async Task CheckServerAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken cancellation)
    {
        var number = (int)(await connection.Command("select current_setting('server_version_num')::integer").ScalarAsync(cancellation).ConfigureAwait(false))!;
        if (number < OldestServer)
            throw new ArchiveException($"The server of the archive {address.Place} is PostgreSQL {number / 10_000}, and the archive needs 15 or later: use a newer server.");
    }

    private static string Uri(PostgresAddress address) => address.Place.Split('?')[0];

    private static (int, string, string) Read(string resource)
    {
        var name = resource[(resource.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..^".sql".Length];
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return (int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
