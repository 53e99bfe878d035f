using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Avro;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The Avro schemas of an archive's bodies, parsed once for each archive. Safe to share between threads.</summary>
internal sealed class AvroSchemas
{
    private readonly ConcurrentDictionary<long, AvroRecordSchema> byId = new();

    /// <summary>The schema with an id of table <c>schema</c>.</summary>
    internal AvroRecordSchema Get(SqliteConnection connection, long id) => byId.TryGetValue(id, out var known) ? known : Read(connection, id);

    private AvroRecordSchema Read(SqliteConnection connection, long id)
    {
        using var command = connection.Prepare("SELECT json FROM schema WHERE id = $1", 1).With(id);
        try
        {
            if (command.ExecuteScalar() is string json && AvroSchema.Parse(json) is AvroRecordSchema schema)
                return byId.GetOrAdd(id, schema);
        }
        catch (AvroException e)
        {
            throw SqliteFailure.Damaged(connection, $"its Avro schema {id} cannot be read ({e.Message})", e);
        }
        throw SqliteFailure.Damaged(connection, $"it lacks Avro schema {id}");
    }

    /// <summary>Ids for schemas within one transaction.</summary>
    internal sealed class Writer(SqliteConnection connection)
    {
        private readonly ConditionalWeakTable<AvroRecordSchema, Stored> stored = [];

        private sealed record Stored(long Id);

        /// <summary>The id of a schema, which goes into the table when it is new there.</summary>
        internal long IdOf(AvroRecordSchema schema)
        {
            if (stored.TryGetValue(schema, out var known))
                return known.Id;
            var json = schema.Json;
            var sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(json));
            using var find = connection.Prepare("SELECT id FROM schema WHERE sha256 = $1", 1).With(sha256);
            if (find.ExecuteScalar() is not long id)
            {
                using var insert = connection.Prepare("INSERT INTO schema (sha256, json) VALUES ($1, $2) RETURNING id", 2).With(sha256, json);
                id = (long)insert.ExecuteScalar()!;
            }
            stored.AddOrUpdate(schema, new Stored(id));
            return id;
        }

        /// <summary>Forgets the ids, which a transaction that was rolled back may have given.</summary>
        internal void Forget() => stored.Clear();
    }
}
