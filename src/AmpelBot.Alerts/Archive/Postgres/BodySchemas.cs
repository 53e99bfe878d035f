using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Avro;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>The Avro schemas of an archive's bodies, read and parsed once for each archive. Safe to share between threads.</summary>
internal sealed class BodySchemas
{
    private readonly ConcurrentDictionary<int, AvroRecordSchema> byId = new();
    private readonly ConditionalWeakTable<AvroRecordSchema, Stored> stored = [];

    private sealed record Stored(int Id);

    /// <summary>The schema with an id of table <c>schema</c> that was read before (<see cref="LoadAsync"/>).</summary>
    internal AvroRecordSchema this[int id] => byId[id];

    /// <summary>Whether a schema was read before.</summary>
    internal bool Has(int id) => byId.ContainsKey(id);

    /// <summary>Reads the schemas with some ids that were not read before.</summary>
    internal async Task LoadAsync(PostgresDatabase database, NpgsqlConnection connection, IEnumerable<int> ids, CancellationToken cancellation)
    {
        int[] missing = [.. ids.Where(id => !byId.ContainsKey(id)).Distinct()];
        if (missing.Length == 0)
            return;
        var found = await connection.Command("select id, json from schema where id = any($1)", (missing, NpgsqlDbType.Array | NpgsqlDbType.Integer))
            .RowsAsync(row => (Id: row.GetInt32(0), Json: row.GetString(1)), cancellation).ConfigureAwait(false);
        foreach (var (id, json) in found)
            try
            {
                byId[id] = AvroSchema.Parse(json) as AvroRecordSchema ?? throw database.Damaged($"its Avro schema {id} is of no record");
            }
            catch (AvroException e)
            {
                throw database.Damaged($"its Avro schema {id} cannot be read ({e.Message})", e);
            }
        if (found.Count < missing.Length)
            throw database.Damaged($"it lacks the Avro schema {missing.Except(found.Select(f => f.Id)).First()}");
    }

    /// <summary>The id of a schema that was stored before (<see cref="StoreAsync"/>).</summary>
    internal int IdOf(AvroRecordSchema schema) => stored.TryGetValue(schema, out var known) ? known.Id : throw new InvalidOperationException("the schema was not stored");

    /// <summary>Puts the schemas into the table that are not there, outside of any transaction: what it knows is there to stay.</summary>
    internal async Task StoreAsync(NpgsqlConnection connection, IReadOnlyCollection<AvroRecordSchema> schemas, CancellationToken cancellation)
    {
        foreach (var schema in schemas)
        {
            if (stored.TryGetValue(schema, out _))
                continue;
            var json = schema.Json;
            var sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(json));
            // The first statement finds what another writer has stored, without using up an id.
            var id = await FindAsync(connection, sha256, cancellation).ConfigureAwait(false);
            if (id is null)
            {
                await connection.Command("insert into schema (sha256, json) values ($1, $2) on conflict do nothing", (sha256, NpgsqlDbType.Bytea), (json, NpgsqlDbType.Text))
                    .RunAsync(cancellation).ConfigureAwait(false);
                id = await FindAsync(connection, sha256, cancellation).ConfigureAwait(false);
            }
            stored.AddOrUpdate(schema, new Stored((int)id!));
        }
    }

    private static Task<object?> FindAsync(NpgsqlConnection connection, byte[] sha256, CancellationToken cancellation)
        => connection.Command("select id from schema where sha256 = $1", (sha256, NpgsqlDbType.Bytea)).ScalarAsync(cancellation);
}
