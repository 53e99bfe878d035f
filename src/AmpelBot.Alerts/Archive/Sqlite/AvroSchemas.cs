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
    internal AvroRecordSchema Get(SqliteConnection connection, long id) => byId.GetOrAdd(id, _ =>
    {
        using var command = connection.Prepare("SELECT json FROM schema WHERE id = $1", 1).With(id);
        return command.ExecuteScalar() is string json && AvroSchema.Parse(json) is AvroRecordSchema schema
            ? schema
            : throw new ArchiveException($"The archive {connection.DataSource} is damaged: it lacks Avro schema {id}. Bring back a copy, or ingest again.");
    });

    /// <summary>Decodes a body.</summary>
    internal AvroRecord Decode(SqliteConnection connection, long schemaId, byte[] body)
    {
        try
        {
            return (AvroRecord)AvroBinary.Decode(Get(connection, schemaId), body)!;
        }
        catch (AvroException e)
        {
            throw new ArchiveException(
                $"The archive {connection.DataSource} is damaged: a body does not follow its Avro schema {schemaId} ({e.Message}). "
                + "Bring back a copy, or ingest the packets into a new folder.", e);
        }
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
                using var insert = connection.Prepare(
                    "INSERT INTO schema (sha256, json, fields) VALUES ($1, $2, $3) RETURNING id", 3).With(sha256, json, schema.Fields.Count);
                id = (long)insert.ExecuteScalar()!;
            }
            stored.AddOrUpdate(schema, new Stored(id));
            return id;
        }

        /// <summary>Forgets the ids, which a transaction that was rolled back may have given.</summary>
        internal void Forget() => stored.Clear();
    }
}
