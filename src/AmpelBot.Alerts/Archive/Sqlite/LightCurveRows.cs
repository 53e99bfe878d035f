using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Light curves, states and packets from the rows of tables <c>packet</c>, <c>datapoint</c> and <c>datapoint_body</c>.</summary>
internal sealed class LightCurveRows(ArchiveReader reader)
{
    /// <summary>Datapoints of an object (?1, ?2).</summary>
    internal const string DatapointsSql = """
        SELECT key, kind, id, candid, jd, band, mag, mag_err, limiting_mag, positive, ra, dec, program, known_jd, schema, body
        FROM datapoint
        WHERE survey = ?1 AND stock = ?2
        """;

    /// <summary>The packet of an alert (?1, ?2).</summary>
    internal const string PacketSql = "SELECT schema, skeleton FROM packet WHERE survey = ?1 AND alert_id = ?2";

    /// <summary>An alert (?1, ?2) that is in no block.</summary>
    internal const string AlertSql = "SELECT stock, program, schema, body FROM alert WHERE survey = ?1 AND alert_id = ?2";

    private const string VariantSql = "SELECT schema, body FROM datapoint_body WHERE survey = ?1 AND stock = ?2 AND key = ?3 AND body_check = ?4";

    /// <summary>The light curve of an alert, as its packet knew it.</summary>
    internal LightCurve Of(Alert alert, DataRights rights)
    {
        if (Skeleton(alert.Survey, alert.AlertId) is not { } skeleton)
            return new LightCurve([]);
        var references = skeleton.References;
        var wanted = new Dictionary<long, Datapoint?>(references.Count);
        foreach (var reference in references)
            wanted[reference.Key] = null;
        var row = Datapoints(alert.Object);
        while (row.Step())
            if (row.Int64(0) is var key && wanted.ContainsKey(key))
                wanted[key] = Read(row);
        return LightCurveOf(references, key => wanted[key], alert, rights);
    }

    /// <summary>Alerts of one object with their light curves.</summary>
    internal List<Alert> Of(List<Alert> alerts, ObjectKey key, DataRights rights, CancellationToken cancellation)
    {
        var points = new Dictionary<long, Datapoint>();
        for (var i = 0; i < alerts.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Skeleton(key.Survey, alerts[i].AlertId) is not { } skeleton)
            {
                alerts[i] = alerts[i] with { LightCurve = new LightCurve([]) };
                continue;
            }
            if (points.Count == 0)
                points = ReadAll(key).ToDictionary(p => p.Key, p => p.Point);
            alerts[i] = alerts[i] with { LightCurve = LightCurveOf(skeleton.References, key => points.GetValueOrDefault(key), alerts[i], rights) };
        }
        return alerts;
    }

    /// <summary>What was known of an object at a time; null when nothing was.</summary>
    internal ObjectState? State(ObjectKey key, DateTimeOffset? asOf, DataRights rights)
    {
        var latest = new Dictionary<(DatapointKind, long), (double KnownJd, long Key, Datapoint Point)>();
        foreach (var (pointKey, knownJd, point) in ReadAll(key))
        {
            if (!IsVisible(point, rights) || (asOf is { } time && reader.Time(knownJd) > time))
                continue;
            var measurement = (point.Kind, point.Id);
            if (!latest.TryGetValue(measurement, out var other) || (knownJd, pointKey).CompareTo((other.KnownJd, other.Key)) > 0)
                latest[measurement] = (knownJd, pointKey, point);
        }
        return latest.Count == 0
            ? null : new ObjectState(key, reader.NameOf(key), StateId.Of(latest.Values.Select(p => p.Key)), new LightCurve(latest.Values.Select(p => p.Point)));
    }

    /// <summary>The whole packet of an alert; null where there is none or the reader may not see all of it.</summary>
    internal AvroRecord? Packet(string survey, long alertId, DataRights rights, Func<IReadOnlyList<Cutout>> cutouts)
    {
        if (AlertAt(survey, alertId) is not { } alert)
            return null;
        var key = new ObjectKey(survey, alert.Stock);
        if ((rights == DataRights.Public && alert.ProgramId != 1) || Skeleton(survey, alertId) is not { HasPacket: true } skeleton)
            return null;
        var points = ReadAll(key).ToDictionary(p => p.Key, p => p.Point);
        if (rights == DataRights.Public && skeleton.References.Any(r => points.TryGetValue(r.Key, out var point) && !IsVisible(point, rights)))
            return null;
        return skeleton.Assemble(
            alert.Candidate, (reference, schema) => BodyOf(key, reference, schema, points.GetValueOrDefault(reference.Key) ?? throw Lacks(survey, alertId)), cutouts());
    }

    /// <summary>Whether the public, or a partner, may see an alert; false when there is no such alert.</summary>
    internal bool IsVisible(string survey, long alertId, DataRights rights)
        => AlertAt(survey, alertId) is { } alert && (rights == DataRights.Partnership || alert.ProgramId == 1);

    /// <summary>What an alert's packet was like; null when it came without.</summary>
    internal PacketSkeleton? Skeleton(string survey, long alertId)
    {
        var row = reader.Statement(PacketSql).Bind(1, survey).Bind(2, alertId);
        if (!row.Step())
            return null;
        var skeleton = new PacketSkeleton(reader.Schemas.Get(reader.Connection, row.Int64(0)), row.Bytes(1).ToArray());
        row.Reset();
        return skeleton;
    }

    /// <summary>All datapoints of an object.</summary>
    internal IEnumerable<(long Key, double KnownJd, Datapoint Point)> ReadAll(ObjectKey key)
    {
        var row = Datapoints(key);
        while (row.Step())
            yield return (row.Int64(0), row.Double(13), Read(row));
    }

    /// <summary>The body of a datapoint in the form that a packet had.</summary>
    internal AvroRecord BodyOf(ObjectKey key, DatapointReference reference, AvroRecordSchema? schema, Datapoint point)
    {
        if (BodyForms.Check(point.Body) == reference.BodyCheck)
            return point.Body;
        var row = reader.Statement(VariantSql).Bind(1, key.Survey).Bind(2, key.Stock).Bind(3, reference.Key).Bind(4, reference.BodyCheck);
        if (row.Step())
        {
            var body = reader.Body(row, 0, 1);
            row.Reset();
            return body;
        }
        return (schema is null ? null : BodyForms.Project(point.Body, schema))
            ?? throw SqliteFailure.Damaged(reader.Connection, $"it lacks a form of datapoint {reference.Key} of object {key.Stock} of {key.Survey}");
    }

    private (long Stock, long? ProgramId, AvroRecord Candidate)? AlertAt(string survey, long alertId)
    {
        var row = reader.Statement(AlertSql).Bind(1, survey).Bind(2, alertId);
        if (row.Step())
        {
            var found = (row.Int64(0), row.Int64OrNull(1), reader.Body(row, 2, 3));
            row.Reset();
            return found;
        }
        if (AlertLists.PlaceOf(reader.Connection, reader.Statement, survey, alertId) is not { } place)
            return null;
        var (block, at) = BlockRows.Of(reader, survey, alertId, place);
        return (block.Alerts.Stock(at), block.Alerts.ProgramId(at), block.Candidate(at));
    }

    private LightCurve LightCurveOf(IReadOnlyList<DatapointReference> references, Func<long, Datapoint?> pointOf, Alert alert, DataRights rights)
        => new(references.Select(r => pointOf(r.Key) ?? throw Lacks(alert.Survey, alert.AlertId)).Where(p => IsVisible(p, rights)));

    private ArchiveException Lacks(string survey, long alertId) => SqliteFailure.Damaged(reader.Connection, $"alert {alertId} of {survey} lacks a datapoint");

    private static bool IsVisible(Datapoint point, DataRights rights) => rights == DataRights.Partnership || point.ProgramId == 1;

    private SqliteStatement Datapoints(ObjectKey key) => reader.Statement(DatapointsSql).Bind(1, key.Survey).Bind(2, key.Stock);

    private Datapoint Read(SqliteStatement row) => new()
    {
        Kind = (DatapointKind)row.Int64(1),
        Id = row.Int64(2),
        Candid = row.Int64OrNull(3),
        Jd = row.Double(4),
        Band = reader.Texts.Of(row.Bytes(5)),
        Mag = row.DoubleOrNull(6),
        MagErr = row.DoubleOrNull(7),
        LimitingMag = row.DoubleOrNull(8),
        IsPositive = row.Int64OrNull(9) is { } positive ? positive != 0 : null,
        Coord = row.IsNull(10) ? null : reader.Coord(row.Double(10), row.Double(11)),
        ProgramId = (int?)row.Int64OrNull(12),
        Body = reader.Body(row, 14, 15),
    };
}
