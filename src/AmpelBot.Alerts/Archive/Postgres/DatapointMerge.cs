using AmpelBot.Alerts.Avro;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Brings the datapoints of a batch into the table: each once, with the earliest alert that has it, and every form of its body that cannot be had from another.</summary>
internal sealed class DatapointMerge(NpgsqlConnection connection, BodySchemas schemas, SeenDatapoints seen)
{
    private readonly Dictionary<(ObjectKey Object, long Key), Merged> batch = [];

    /// <summary>How many datapoints were new.</summary>
    internal int Added { get; private set; }

    /// <summary>A datapoint of the batch.</summary>
    private sealed class Merged(ObjectKey key, DatapointRow row, double knownJd)
    {
        internal readonly ObjectKey Object = key;
        internal readonly List<DatapointRow> Forms = [row];
        internal double KnownJd = knownJd;
        internal int? ProgramId = row.Datapoint.ProgramId;

        internal long Key => Forms[0].Key;
        internal double Jd => Forms[0].Datapoint.Jd;
    }

    /// <summary>A datapoint in the table: its place in the batch.</summary>
    private readonly record struct Stored(int Place, double KnownJd, int BodyCheck, bool HasProgram);

    /// <summary>Merges the datapoints of alerts into the table, within the connection's transaction.</summary>
    internal async Task RunAsync(IReadOnlyList<AlertRow> alerts, CancellationToken cancellation)
    {
        foreach (var alert in alerts)
            foreach (var row in alert.Datapoints)
                Take(new ObjectKey(alert.Survey, alert.Stock), row, alert.Jd);
        if (batch.Count == 0)
            return;
        var points = batch.Values.ToArray();
        Array.Sort(points, ByKey);
        var stored = await connection.Command(
                """
                select k.place::integer, d.known_jd, d.body_check, d.program is not null from unnest($1, $2, $3, $4) with ordinality k(stock, jd, key, survey, place)
                cross join lateral (select * from datapoint d where d.stock = k.stock and d.jd = k.jd and d.key = k.key and d.survey = k.survey offset 0) d
                """,
                Keys(points))
            .RowsAsync(row => new Stored(row.GetInt32(0) - 1, row.GetDouble(1), row.GetInt32(2), row.GetBoolean(3)), cancellation).ConfigureAwait(false);
        var isStored = new bool[points.Length];
        foreach (var one in stored)
            isStored[one.Place] = true;

        var variants = new List<(Merged Point, DatapointRow Form)>();
        await CopyNewAsync([.. points.Where((_, i) => !isStored[i])], variants, cancellation).ConfigureAwait(false);
        await UpdateAsync(
            [.. stored.Where(s => points[s.Place].KnownJd < s.KnownJd || (!s.HasProgram && points[s.Place].ProgramId is not null)).Select(s => points[s.Place])],
            cancellation).ConfigureAwait(false);
        await MergeBodiesAsync([.. stored.Where(s => points[s.Place].Forms.Exists(f => f.BodyCheck != s.BodyCheck)).Select(s => points[s.Place])], variants, cancellation)
            .ConfigureAwait(false);
        await InsertVariantsAsync(variants, cancellation).ConfigureAwait(false);
    }

    /// <summary>Remembers that the batch is in the table, once it is committed.</summary>
    internal void Remember() => seen.Add(batch.Values.SelectMany(p => p.Forms.Select(f => ((p.Object, f.Key, f.BodyCheck, p.ProgramId is not null), p.KnownJd))));

    private void Take(ObjectKey key, DatapointRow row, double knownJd)
    {
        if (seen.Has((key, row.Key, row.BodyCheck, row.Datapoint.ProgramId is not null), knownJd))
            return;
        if (!batch.TryGetValue((key, row.Key), out var merged))
        {
            batch.Add((key, row.Key), new Merged(key, row, knownJd));
            return;
        }
        merged.KnownJd = Math.Min(merged.KnownJd, knownJd);
        merged.ProgramId ??= row.Datapoint.ProgramId;
        if (!merged.Forms.Exists(f => f.BodyCheck == row.BodyCheck))
            merged.Forms.Add(row);
    }

    private async Task CopyNewAsync(Merged[] points, List<(Merged, DatapointRow)> variants, CancellationToken cancellation)
    {
        Added = points.Length;
        if (points.Length == 0)
            return;
        // A writer who brings the same datapoint at the same time makes this fail, and the batch comes again when it is there.
        var rows = await CopyRows.BeginAsync(
            connection,
            "datapoint (stock, jd, key, id, candid, mag, mag_err, limiting_mag, ra, dec, known_jd, schema, body_check, program, kind, positive, survey, band, body)",
            cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        foreach (var merged in points)
        {
            var best = merged.Forms[0];
            var others = new List<DatapointRow>();
            foreach (var form in merged.Forms.Skip(1))
                switch (BodyForms.Choose(best.Datapoint.Body, form.Datapoint.Body))
                {
                    case BodyChoice.Replace:
                        best = form;
                        break;
                    case BodyChoice.Variant:
                        others.Add(form);
                        break;
                }
            variants.AddRange(others.Select(o => (merged, o)));
            var point = best.Datapoint;
            await rows.RowAsync(19).ConfigureAwait(false);
            rows.Long(merged.Object.Stock);
            rows.Double(point.Jd);
            rows.Long(best.Key);
            rows.Long(point.Id);
            rows.Long(point.Candid);
            rows.Double(point.Mag);
            rows.Double(point.MagErr);
            rows.Double(point.LimitingMag);
            rows.Double(point.Coord?.RaDeg);
            rows.Double(point.Coord?.DecDeg);
            rows.Double(merged.KnownJd);
            rows.Int(schemas.IdOf(point.Body.Schema));
            rows.Int(best.BodyCheck);
            rows.Int(merged.ProgramId);
            rows.Small((short)point.Kind);
            rows.Bool(point.IsPositive);
            rows.Text(merged.Object.Survey);
            rows.Text(point.Band);
            rows.Bytes(point.Body.Bytes.Span);
        }
        await rows.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Lowers the time from which datapoints are known, and tells the program of those whose program nobody told before.</summary>
    private async Task UpdateAsync(Merged[] points, CancellationToken cancellation)
    {
        if (points.Length > 0)
            await connection.Command(
                    """
                    update datapoint d set known_jd = least(d.known_jd, k.known_jd), program = coalesce(d.program, k.program)
                    from unnest($1, $2, $3, $4, $5, $6) k(stock, jd, key, survey, known_jd, program)
                    where d.stock = k.stock and d.jd = k.jd and d.key = k.key and d.survey = k.survey
                    """,
                    [.. Keys(points), (points.Select(p => p.KnownJd).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Double),
                    (points.Select(p => p.ProgramId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)])
                .RunAsync(cancellation).ConfigureAwait(false);
    }

    private async Task MergeBodiesAsync(Merged[] points, List<(Merged, DatapointRow)> variants, CancellationToken cancellation)
    {
        if (points.Length == 0)
            return;
        var stored = await connection.Command(
                """
                select k.place::integer, d.schema, s.json, d.body from unnest($1, $2, $3, $4) with ordinality k(stock, jd, key, survey, place)
                join datapoint d on d.stock = k.stock and d.jd = k.jd and d.key = k.key and d.survey = k.survey
                join schema s on s.id = d.schema
                order by k.place for update of d
                """,
                Keys(points))
            .RowsAsync(row => (Place: row.GetInt32(0) - 1, Body: new AvroRecord((AvroRecordSchema)AvroSchema.Parse(row.GetString(2)), row.GetFieldValue<byte[]>(3))), cancellation)
            .ConfigureAwait(false);
        var fuller = new List<(Merged Point, DatapointRow Form)>();
        foreach (var (place, body) in stored)
        {
            var (best, replacement) = (body, (DatapointRow?)null);
            foreach (var form in points[place].Forms)
                switch (BodyForms.Choose(best, form.Datapoint.Body))
                {
                    case BodyChoice.Replace:
                        (best, replacement) = (form.Datapoint.Body, form);
                        break;
                    case BodyChoice.Variant:
                        variants.Add((points[place], form));
                        break;
                }
            if (replacement is not null)
                fuller.Add((points[place], replacement));
        }
        if (fuller.Count > 0)
            await connection.Command(
                    """
                    update datapoint d set schema = k.schema, body = k.body, body_check = k.body_check
                    from unnest($1, $2, $3, $4, $5, $6, $7) k(stock, jd, key, survey, schema, body_check, body)
                    where d.stock = k.stock and d.jd = k.jd and d.key = k.key and d.survey = k.survey
                    """,
                    [.. Keys([.. fuller.Select(f => f.Point)]), .. Bodies(fuller)])
                .RunAsync(cancellation).ConfigureAwait(false);
    }

    private async Task InsertVariantsAsync(List<(Merged Point, DatapointRow Form)> variants, CancellationToken cancellation)
    {
        if (variants.Count > 0)
            await connection.Command(
                    """
                    insert into datapoint_body (stock, key, survey, schema, body_check, body)
                    select * from unnest($1, $2, $3, $4, $5, $6) k(stock, key, survey, schema, body_check, body)
                    order by stock, key, body_check, survey
                    on conflict do nothing
                    """,
                    [(variants.Select(v => v.Point.Object.Stock).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
                    (variants.Select(v => v.Point.Key).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
                    (variants.Select(v => PostgresText.Of(v.Point.Object.Survey)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
                    .. Bodies(variants)])
                .RunAsync(cancellation).ConfigureAwait(false);
    }

    private (object?, NpgsqlDbType)[] Bodies(IReadOnlyList<(Merged Point, DatapointRow Form)> forms) =>
    [
        (forms.Select(f => schemas.IdOf(f.Form.Datapoint.Body.Schema)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer),
        (forms.Select(f => f.Form.BodyCheck).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer),
        (forms.Select(f => f.Form.Datapoint.Body.Bytes.ToArray()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bytea),
    ];

    private static (object?, NpgsqlDbType)[] Keys(Merged[] points) =>
    [
        (Array.ConvertAll(points, p => p.Object.Stock), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
        (Array.ConvertAll(points, p => p.Jd), NpgsqlDbType.Array | NpgsqlDbType.Double),
        (Array.ConvertAll(points, p => p.Key), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
        (Array.ConvertAll(points, p => PostgresText.Of(p.Object.Survey)), NpgsqlDbType.Array | NpgsqlDbType.Text),
    ];

    private static int ByKey(Merged a, Merged b)
    {
        var order = a.Object.Stock.CompareTo(b.Object.Stock);
        if (order == 0)
            order = a.Jd.CompareTo(b.Jd);
        if (order == 0)
            order = a.Key.CompareTo(b.Key);
        return order != 0 ? order : string.CompareOrdinal(a.Object.Survey, b.Object.Survey);
    }
}

/// <summary>Datapoints that are known to be in the table, so that packets which repeat them need not ask. Safe to share between threads.</summary>
internal sealed class SeenDatapoints
{
    // Some 60 MB; the objects of a night come again within it or not at all.
    private const int Most = 1_000_000;
    private readonly Lock remembering = new();
    private readonly Dictionary<(ObjectKey Object, long Key, int BodyCheck, bool HasProgram), double> knownJds = [];

    /// <summary>Whether a datapoint is there with a body that gives this form, known at this time.</summary>
    internal bool Has((ObjectKey Object, long Key, int BodyCheck, bool HasProgram) datapoint, double knownJd)
    {
        lock (remembering)
            return knownJds.TryGetValue(datapoint, out var known) && known <= knownJd;
    }

    /// <summary>Remembers datapoints that were committed.</summary>
    internal void Add(IEnumerable<((ObjectKey Object, long Key, int BodyCheck, bool HasProgram) Datapoint, double KnownJd)> datapoints)
    {
        lock (remembering)
            foreach (var (datapoint, knownJd) in datapoints)
            {
                if (knownJds.Count >= Most)
                    knownJds.Clear();
                knownJds[datapoint] = knownJd;
            }
    }
}
