using AmpelBot.Alerts.Avro;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Puts packets together again, those of many alerts at a time.</summary>
internal sealed class PacketReader(PostgresDatabase database, NpgsqlConnection connection, AlertReader alerts)
{
    /// <summary>What packets are made of.</summary>
    internal sealed class Parts
    {
        internal required Dictionary<(long AlertId, string Survey), PacketSkeleton> Skeletons { get; init; }
        internal required Dictionary<(ObjectKey Object, long Key), AlertReader.DatapointRead> Datapoints { get; init; }
        internal required Dictionary<(ObjectKey Object, long Key, int BodyCheck), AvroRecord> Variants { get; init; }
        internal required Dictionary<(long AlertId, string Survey), List<Cutout>> Cutouts { get; init; }
    }

    /// <summary>The parts of the packets of alerts.</summary>
    internal async Task<Parts> PartsAsync(IReadOnlyList<AlertReader.Row> rows, CancellationToken cancellation)
    {
        ObjectKey[] objects = [.. rows.Select(r => r.Object).Distinct()];
        var datapoints = await alerts.DatapointsAsync(objects, cancellation).ConfigureAwait(false);
        await database.Schemas.LoadAsync(database, connection, rows.Select(r => r.Schema), cancellation).ConfigureAwait(false);
        return new Parts
        {
            Skeletons = await alerts.SkeletonsAsync(rows, cancellation).ConfigureAwait(false),
            Datapoints = datapoints.ToDictionary(d => (d.Object, d.Key)),
            Variants = await VariantsAsync(objects, cancellation).ConfigureAwait(false),
            Cutouts = await CutoutsAsync(rows, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>The packet of an alert; null when it came without one.</summary>
    /// <exception cref="ArchiveException">A part is missing or is not what the packet had.</exception>
    internal AvroRecord? Assemble(AlertReader.Row row, Parts parts)
    {
        if (!row.IsPacked)
            return null;
        if (!parts.Skeletons.TryGetValue((row.AlertId, row.Survey), out var skeleton))
            throw database.Damaged($"it lacks the packet of alert {row.AlertId}");
        try
        {
            return skeleton.HasPacket
                ? skeleton.Assemble(new AvroRecord(database.Schemas[row.Schema], row.Body), BodyOf, parts.Cutouts.GetValueOrDefault((row.AlertId, row.Survey), []))
                : null;
        }
        catch (Exception e) when (e is AvroException or ArchiveException)
        {
            throw database.Damaged($"the packet of alert {row.AlertId} of {row.Survey} cannot be put together ({e.Message.TrimEnd('.')})", e);
        }

        AvroRecord BodyOf(DatapointReference reference, AvroRecordSchema schema)
        {
            if (parts.Variants.TryGetValue((row.Object, reference.Key, reference.BodyCheck), out var variant))
                return variant;
            if (!parts.Datapoints.TryGetValue((row.Object, reference.Key), out var point))
                throw new ArchiveException("it lacks a datapoint");
            return BodyForms.Project(point.Datapoint.Body, schema)
                ?? throw new ArchiveException("the body of a datapoint is not what the packet had");
        }
    }

    /// <summary>The cutouts of alerts, in the order of their packets.</summary>
    internal async Task<Dictionary<(long AlertId, string Survey), List<Cutout>>> CutoutsAsync(IReadOnlyList<AlertReader.Row> rows, CancellationToken cancellation)
    {
        var found = await connection.Command(
                "select alert_id, survey, kind, file_name, data, place from cutout where alert_id = any($1) and night between $2 and $3",
                AlertReader.Ids(rows), (rows.Min(r => r.Night), NpgsqlDbType.Integer), (rows.Max(r => r.Night), NpgsqlDbType.Integer))
            .RowsAsync(
                row => (Key: (row.GetInt64(0), row.GetString(1)), Place: row.GetInt16(5), Cutout: new Cutout(row.GetString(2), row.GetString(3), row.GetFieldValue<byte[]>(4))), cancellation)
            .ConfigureAwait(false);
        return found.GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.OrderBy(f => f.Place).Select(f => f.Cutout).ToList());
    }

    private async Task<Dictionary<(ObjectKey, long, int), AvroRecord>> VariantsAsync(ObjectKey[] objects, CancellationToken cancellation)
    {
        var found = await connection.Command(
                """
                select d.survey, d.stock, d.key, d.body_check, d.schema, d.body from unnest($1, $2) k(stock, survey)
                cross join lateral (select * from datapoint_body d where d.stock = k.stock and d.survey = k.survey offset 0) d
                """,
                (objects.Select(o => o.Stock).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
                (objects.Select(o => o.Survey).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text))
            .RowsAsync(
                row => (Key: (new ObjectKey(row.GetString(0), row.GetInt64(1)), row.GetInt64(2), row.GetInt32(3)), Schema: row.GetInt32(4), Body: row.GetFieldValue<byte[]>(5)),
                cancellation).ConfigureAwait(false);
        await database.Schemas.LoadAsync(database, connection, found.Select(f => f.Schema), cancellation).ConfigureAwait(false);
        return found.ToDictionary(f => f.Key, f => new AvroRecord(database.Schemas[f.Schema], f.Body));
    }
}
