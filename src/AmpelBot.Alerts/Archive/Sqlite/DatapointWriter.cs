using AmpelBot.Alerts.Avro;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Writes the packets of alerts and their datapoints, each datapoint once.</summary>
internal sealed class DatapointWriter(ArchiveWriter writer, SqliteConnection connection)
{
    private const string Find = "SELECT known_jd, program, schema, body FROM datapoint WHERE survey = ?1 AND stock = ?2 AND jd = ?3 AND key = ?4";

    private const string Insert = """
        INSERT INTO datapoint (survey, stock, jd, key, kind, id, candid, band, mag, mag_err, limiting_mag, positive, ra, dec, program, known_jd, schema, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        """;

    private const string Update = """
        UPDATE datapoint SET known_jd = min(known_jd, ?5), program = coalesce(program, ?6), schema = coalesce(?7, schema), body = coalesce(?8, body)
        WHERE survey = ?1 AND stock = ?2 AND jd = ?3 AND key = ?4
        """;

    private const string InsertVariant = """
        INSERT INTO datapoint_body (survey, stock, key, body_check, schema, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING
        """;

    // Forms of datapoints that the archive is known to hold, so that a repetition asks nothing; about 100 MB.
    private const int MostKnown = 1_000_000;

    private AvroSchemas schemas = new();

    /// <summary>Forms that are in the archive, and the time since which the datapoint is known at the latest.</summary>
    private readonly Dictionary<Form, double> known = [];

    private readonly record struct Form(long Key, long Stock, int BodyCheck, bool HasProgram, string Survey);

    /// <summary>Writes the packet of an alert and its datapoints.</summary>
    /// <returns>How many datapoints are new.</returns>
    internal int Add(AlertRow alert)
    {
        if (known.Count >= MostKnown)
            known.Clear();
        var added = 0;
        foreach (var row in alert.Datapoints)
        {
            var form = new Form(row.Key, alert.Stock, row.BodyCheck, row.Datapoint.ProgramId is not null, alert.Survey);
            if (known.TryGetValue(form, out var since) && since <= alert.Jd)
                continue;
            added += Add(alert, row);
            known[form] = alert.Jd;
        }
        if (alert.Skeleton is { } skeleton)
            writer.Statement("INSERT INTO packet (survey, alert_id, schema, skeleton) VALUES (?1, ?2, ?3, ?4)")
                .Bind(1, alert.Survey).Bind(2, alert.AlertId).Bind(3, writer.Schemas.IdOf(skeleton.Schema)).Bind(4, skeleton.Bytes.Span).Run();
        return added;
    }

    /// <summary>Forgets what is known, which a transaction that was rolled back may have written.</summary>
    internal void Forget()
    {
        known.Clear();
        schemas = new AvroSchemas();
    }

    private int Add(AlertRow alert, DatapointRow row)
    {
        var point = row.Datapoint;
        var found = Place(writer.Statement(Find), alert, row);
        if (!found.Step())
        {
            Place(writer.Statement(Insert), alert, row).Bind(5, (long)point.Kind).Bind(6, point.Id).Bind(7, point.Candid).Bind(8, point.Band)
                .Bind(9, point.Mag).Bind(10, point.MagErr).Bind(11, point.LimitingMag).Bind(12, point.IsPositive is { } positive ? (long?)(positive ? 1 : 0) : null)
                .Bind(13, point.Coord?.RaDeg).Bind(14, point.Coord?.DecDeg).Bind(15, (long?)point.ProgramId).Bind(16, alert.Jd)
                .Bind(17, writer.Schemas.IdOf(point.Body.Schema)).Bind(18, point.Body.Bytes.Span).Run();
            return 1;
        }
        var isEarlier = alert.Jd < found.Double(0);
        var isTold = found.IsNull(1) && point.ProgramId is not null;
        var schema = writer.Schemas.IdOf(point.Body.Schema);
        var added = point.Body.Bytes.Span;
        var choice = BodyChoice.Keep;
        if (found.Int64(2) != schema || !found.Bytes(3).SequenceEqual(added))
            choice = Choose(new AvroRecord(schemas.Get(connection, found.Int64(2)), found.Bytes(3).ToArray()), point.Body);
        found.Reset();

        if (choice == BodyChoice.Variant)
            writer.Statement(InsertVariant).Bind(1, alert.Survey).Bind(2, alert.Stock).Bind(3, row.Key).Bind(4, (long)row.BodyCheck).Bind(5, schema).Bind(6, added).Run();
        if (isEarlier || isTold || choice == BodyChoice.Replace)
        {
            var update = Place(writer.Statement(Update), alert, row).Bind(5, alert.Jd).Bind(6, (long?)point.ProgramId);
            if (choice == BodyChoice.Replace)
                update.Bind(7, schema).Bind(8, added).Run();
            else
                update.Bind(7, (long?)null).Bind(8, (long?)null).Run();
        }
        return 0;
    }

    private BodyChoice Choose(AvroRecord stored, AvroRecord added)
    {
        try
        {
            return BodyForms.Choose(stored, added);
        }
        catch (AvroException e)
        {
            throw SqliteFailure.Damaged(connection, $"the body of a datapoint does not follow its Avro schema ({e.Message})", e);
        }
    }

    private static SqliteStatement Place(SqliteStatement statement, AlertRow alert, DatapointRow row)
        => statement.Bind(1, alert.Survey).Bind(2, alert.Stock).Bind(3, row.Datapoint.Jd).Bind(4, row.Key);
}
