using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Sky;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Makes alerts and datapoints of rows, and looks up what the rows refer to, many at a time.</summary>
/// <remarks>For one connection, whose transaction makes everything come from one state of the archive.</remarks>
internal sealed class AlertReader(PostgresDatabase database, NpgsqlConnection connection, DataRights rights)
{
    /// <summary>What <see cref="Read"/> reads of an alert.</summary>
    internal const string Columns =
        "a.hpx29, a.alert_id, a.jd, a.stock, a.ra, a.dec, a.night, a.schema, a.program, a.naming, a.numbered, a.packed, a.survey, a.body";

    /// <summary>Alerts whose light curves are looked up in one statement; 100 datapoints each are some 20 MB.</summary>
    private const int LightCurvesAtOnce = 500;

    private const string DatapointColumns =
        "d.key, d.kind, d.id, d.candid, d.jd, d.band, d.mag, d.mag_err, d.limiting_mag, d.positive, d.ra, d.dec, d.program, d.known_jd, d.schema, d.body, d.stock, d.survey, d.body_check";

    private static readonly LightCurve NoLightCurve = new([]);
    private string survey = "";

    /// <summary>An alert as its row holds it, or its block.</summary>
    internal sealed record Row
    {
        internal required long Hpx29, AlertId, Stock;
        internal required double Jd, RaDeg, DecDeg;
        internal required int Night, Schema;
        internal required int? ProgramId;
        internal required bool IsNumbered, IsPacked;
        internal required Naming Naming;
        internal required string Survey;
        internal required byte[] Body;

        internal ObjectKey Object => new(Survey, Stock);
    }

    /// <summary>A datapoint as its row holds it.</summary>
    internal sealed record DatapointRead(ObjectKey Object, long Key, double KnownJd, int BodyCheck, Datapoint Datapoint);

    /// <summary>The alert of the present row.</summary>
    internal Row Read(NpgsqlDataReader row)
    {
        // One text for all alerts of a survey.
        var name = row.GetString(12);
        if (name != survey)
            survey = name;
        return new Row
        {
            Hpx29 = row.GetInt64(0),
            AlertId = row.GetInt64(1),
            Jd = row.GetDouble(2),
            Stock = row.GetInt64(3),
            RaDeg = row.GetDouble(4),
            DecDeg = row.GetDouble(5),
            Night = row.GetInt32(6),
            Schema = row.GetInt32(7),
            ProgramId = row.IntAt(8),
            Naming = (Naming)row.GetInt16(9),
            IsNumbered = row.GetBoolean(10),
            IsPacked = row.GetBoolean(11),
            Survey = survey,
            Body = row.GetFieldValue<byte[]>(13),
        };
    }

    /// <summary>The alerts of rows, in their order.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="needsLightCurve">Whether an alert is given with its light curve; null for all.</param>
    /// <param name="cancellation">Stops reading.</param>
    internal async Task<Alert[]> AlertsAsync(IReadOnlyList<Row> rows, Func<Alert, bool>? needsLightCurve, CancellationToken cancellation)
    {
        await database.Schemas.LoadAsync(database, connection, rows.Select(r => r.Schema), cancellation).ConfigureAwait(false);
        var names = await NamesAsync([.. rows.Where(r => r.Naming == Naming.InTable).Select(r => r.Object).Distinct()], cancellation).ConfigureAwait(false);
        var alerts = new Alert[rows.Count];
        var wanted = new List<int>();
        for (var i = 0; i < alerts.Length; i++)
        {
            var row = rows[i];
            var alert = AlertOf(row, row.Naming switch
            {
                Naming.None => null,
                Naming.InStock => StockId.NameOf(row.Survey, row.Stock),
                _ => names.GetValueOrDefault(row.Object) ?? throw database.Damaged($"it lacks the name of the object {row.Stock} of {row.Survey}"),
            });
            if (needsLightCurve?.Invoke(alert) ?? true)
            {
                if (row.IsPacked)
                    wanted.Add(i);
                else
                    alert = alert with { LightCurve = NoLightCurve };
            }
            alerts[i] = alert;
        }
        foreach (var some in wanted.Chunk(LightCurvesAtOnce))
        {
            var curves = await LightCurvesAsync([.. some.Select(i => rows[i])], cancellation).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
                alerts[some[i]] = alerts[some[i]] with { LightCurve = curves[i] };
        }
        return alerts;
    }

    /// <summary>The names of objects that have one.</summary>
    internal async Task<Dictionary<ObjectKey, string>> NamesAsync(ObjectKey[] objects, CancellationToken cancellation)
    {
        if (objects.Length == 0)
            return [];
        var found = await connection.Command(
                "select o.survey, o.stock, o.name from unnest($1, $2) k(stock, survey) join object o on o.stock = k.stock and o.survey = k.survey",
                Stocks(objects), Surveys(objects))
            .RowsAsync(row => (Key: new ObjectKey(row.GetString(0), row.GetInt64(1)), Name: row.GetString(2)), cancellation).ConfigureAwait(false);
        return found.ToDictionary(f => f.Key, f => f.Name);
    }

    /// <summary>Whether the reader may see a datapoint.</summary>
    internal bool MaySee(Datapoint datapoint) => rights == DataRights.Partnership || datapoint.ProgramId == 1;

    /// <summary>All datapoints of objects, those too that the reader may not see.</summary>
    internal async Task<List<DatapointRead>> DatapointsAsync(IReadOnlyCollection<ObjectKey> objects, CancellationToken cancellation)
    {
        var found = await connection.Command(
                $"""
                select {DatapointColumns} from unnest($1, $2) k(stock, survey)
                cross join lateral (select * from datapoint d where d.stock = k.stock and d.survey = k.survey offset 0) d
                """,
                Stocks(objects), Surveys(objects))
            .RowsAsync(row => (Read: ReadDatapoint(row), Schema: row.GetInt32(14), Body: row.GetFieldValue<byte[]>(15)), cancellation).ConfigureAwait(false);
        await database.Schemas.LoadAsync(database, connection, found.Select(f => f.Schema), cancellation).ConfigureAwait(false);
        return found.ConvertAll(f => f.Read with { Datapoint = f.Read.Datapoint with { Body = new AvroRecord(database.Schemas[f.Schema], f.Body) } });
    }

    /// <summary>The skeletons of alerts that have one.</summary>
    /// <remarks>The nights tell a fleet which servers to ask; of a range it finds out in a prepared statement, of a list it does not.</remarks>
    internal async Task<Dictionary<(long AlertId, string Survey), PacketSkeleton>> SkeletonsAsync(IReadOnlyList<Row> rows, CancellationToken cancellation)
    {
        var found = await connection.Command(
                "select alert_id, survey, schema, skeleton from packet where alert_id = any($1) and night between $2 and $3",
                Ids(rows), (rows.Min(r => r.Night), NpgsqlDbType.Integer), (rows.Max(r => r.Night), NpgsqlDbType.Integer))
            .RowsAsync(row => (Key: (row.GetInt64(0), row.GetString(1)), Schema: row.GetInt32(2), Bytes: row.GetFieldValue<byte[]>(3)), cancellation)
            .ConfigureAwait(false);
        await database.Schemas.LoadAsync(database, connection, found.Select(f => f.Schema), cancellation).ConfigureAwait(false);
        return found.ToDictionary(f => f.Key, f => new PacketSkeleton(database.Schemas[f.Schema], f.Bytes));
    }

    private async Task<LightCurve[]> LightCurvesAsync(Row[] rows, CancellationToken cancellation)
    {
        var skeletons = await SkeletonsAsync(rows, cancellation).ConfigureAwait(false);
        var points = await DatapointsAsync([.. rows.Select(r => r.Object).Distinct()], cancellation).ConfigureAwait(false);
        var byKey = new Dictionary<(ObjectKey, long), Datapoint>(points.Count);
        foreach (var point in points)
            byKey[(point.Object, point.Key)] = point.Datapoint;
        return [.. rows.Select(row =>
        {
            if (!skeletons.TryGetValue((row.AlertId, row.Survey), out var skeleton))
                throw database.Damaged($"it lacks the packet of alert {row.AlertId}");
            var members = new List<Datapoint>();
            foreach (var key in skeleton.References.Select(r => r.Key).Distinct())
            {
                if (!byKey.TryGetValue((row.Object, key), out var point))
                    throw database.Damaged($"alert {row.AlertId} lacks a datapoint");
                if (MaySee(point))
                    members.Add(point);
            }
            return new LightCurve(members);
        })];
    }

    private Alert AlertOf(Row row, string? name) => new()
    {
        Survey = row.Survey,
        ObjectId = name,
        Candid = row.IsNumbered ? row.AlertId : null,
        AlertId = row.AlertId,
        Jd = row.Jd,
        Coord = new SkyCoord(row.RaDeg, row.DecDeg),
        Hpx29 = row.Hpx29,
        Candidate = new CandidateBlock(new AvroRecord(database.Schemas[row.Schema], row.Body)),
        ProgramId = row.ProgramId,
    };

    private static DatapointRead ReadDatapoint(NpgsqlDataReader row) => new(
        new ObjectKey(row.GetString(17), row.GetInt64(16)), row.GetInt64(0), row.GetDouble(13), row.GetInt32(18), new Datapoint
        {
            Kind = (DatapointKind)row.GetInt16(1),
            Id = row.GetInt64(2),
            Candid = row.LongAt(3),
            Jd = row.GetDouble(4),
            Band = row.GetString(5),
            Mag = row.DoubleAt(6),
            MagErr = row.DoubleAt(7),
            LimitingMag = row.DoubleAt(8),
            IsPositive = row.IsDBNull(9) ? null : row.GetBoolean(9),
            Coord = row.IsDBNull(10) ? null : new SkyCoord(row.GetDouble(10), row.GetDouble(11)),
            ProgramId = row.IntAt(12),
            Body = null!,
        });

    /// <summary>The numbers of alerts, for a statement that every server of a fleet runs as it is.</summary>
    internal static (object?, NpgsqlDbType) Ids(IEnumerable<Row> rows) => (rows.Select(r => r.AlertId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    private static (object?, NpgsqlDbType) Stocks(IEnumerable<ObjectKey> objects) => (objects.Select(o => o.Stock).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    private static (object?, NpgsqlDbType) Surveys(IEnumerable<ObjectKey> objects) => (objects.Select(o => o.Survey).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
}
