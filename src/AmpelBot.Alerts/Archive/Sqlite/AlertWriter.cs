using System.Buffers.Binary;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Writes batches of alerts into the two files of an archive. For one thread at a time.</summary>
internal sealed class AlertWriter : IDisposable
{
    private readonly SqliteConnection alerts;
    private readonly SqliteConnection cutouts;
    private readonly AvroSchemas.Writer schemas;
    private readonly List<SqliteCommand> commands = [];
    private readonly SqliteCommand insertCutout, findAlert, findNamed, insertObject, insertPacket, insertAlert, findDatapoint, insertDatapoint,
        fillDatapoint, insertDeadLetter, readTotals, writeTotals;

    /// <summary>A writer that owns its connections.</summary>
    internal AlertWriter(SqliteConnection alerts, SqliteConnection cutouts)
    {
        (this.alerts, this.cutouts) = (alerts, cutouts);
        schemas = new AvroSchemas.Writer(alerts);
        insertCutout = Prepare(cutouts, "INSERT OR IGNORE INTO cutout (survey, alert_id, kind, file_name, data) VALUES ($1, $2, $3, $4, $5)", 5);
        findAlert = Prepare(alerts, "SELECT 1 FROM alert WHERE survey = $1 AND alert_id = $2", 2);
        findNamed = Prepare(alerts, "SELECT id FROM object WHERE name = $1 AND survey = $2", 2);
        insertObject = Prepare(alerts, "INSERT INTO object (survey, name, nameless_alert) VALUES ($1, $2, $3) RETURNING id", 3);
        insertPacket = Prepare(alerts, """
            INSERT INTO packet (candid, ra, dec, schema, candidate, first_jd, last_jd, lightcurve)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
            """, 8);
        insertAlert = Prepare(alerts, """
            INSERT INTO alert (night, hpx29, alert_id, survey, jd, object, packet) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, 7);
        findDatapoint = Prepare(alerts, """
            SELECT s.fields FROM datapoint d JOIN schema s ON s.id = d.schema WHERE d.object = $1 AND d.jd = $2 AND d.key = $3
            """, 3);
        insertDatapoint = Prepare(alerts, """
            INSERT INTO datapoint (object, jd, key, kind, id, band, mag, mag_err, limiting_mag, positive, ra, dec, schema, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """, 14);
        fillDatapoint = Prepare(alerts, "UPDATE datapoint SET schema = $4, body = $5 WHERE object = $1 AND jd = $2 AND key = $3", 5);
        insertDeadLetter = Prepare(alerts, "INSERT OR IGNORE INTO dead_letter (file, offset, reason) VALUES ($1, $2, $3)", 3);
        readTotals = Prepare(alerts, "SELECT alerts, objects, datapoints, state_hash, first_jd, last_jd FROM totals", 0);
        writeTotals = Prepare(alerts, """
            UPDATE totals SET alerts = $1, objects = $2, datapoints = $3, state_hash = $4, first_jd = $5, last_jd = $6
            """, 6);
    }

    /// <summary>Writes a batch: its cutouts in one transaction, then everything else in another.</summary>
    /// <returns>How many alerts were new.</returns>
    internal int Write(IReadOnlyList<Alert> batch, IReadOnlyList<DeadLetter> deadLetters)
    {
        Transact(cutouts, () =>
        {
            foreach (var alert in batch)
                foreach (var cutout in alert.Cutouts)
                    insertCutout.With(alert.Survey, alert.AlertId, cutout.Kind, cutout.FileName, cutout.Data).ExecuteNonQuery();
            return 0;
        });
        return Transact(alerts, () =>
        {
            var totals = ReadTotals();
            var before = totals.Alerts;
            foreach (var alert in batch)
                Write(alert, totals);
            foreach (var letter in deadLetters)
                insertDeadLetter.With(letter.File, letter.Offset, letter.Reason).ExecuteNonQuery();
            writeTotals.With(totals.Alerts, totals.Objects, totals.Datapoints, totals.StateHash, totals.FirstJd, totals.LastJd).ExecuteNonQuery();
            return (int)(totals.Alerts - before);
        });
    }

    private sealed class Totals
    {
        internal long Alerts, Objects, Datapoints, StateHash;
        internal double? FirstJd, LastJd;
    }

    private Totals ReadTotals()
    {
        using var row = readTotals.ExecuteReader();
        row.Read();
        return new Totals
        {
            Alerts = row.GetInt64(0),
            Objects = row.GetInt64(1),
            Datapoints = row.GetInt64(2),
            StateHash = row.GetInt64(3),
            FirstJd = row.IsDBNull(4) ? null : row.GetDouble(4),
            LastJd = row.IsDBNull(5) ? null : row.GetDouble(5),
        };
    }

    private void Write(Alert alert, Totals totals)
    {
        if (findAlert.With(alert.Survey, alert.AlertId).ExecuteScalar() is not null)
            return;
        var objectId = ObjectOf(alert, totals);
        var points = alert.LightCurve.Datapoints;
        var keys = new byte[8 * points.Count];
        double? first = null, last = null;
        for (var i = 0; i < points.Count; i++)
        {
            var key = DatapointKey.Of(points[i]);
            BinaryPrimitives.WriteInt64LittleEndian(keys.AsSpan(8 * i), key);
            Write(points[i], objectId, key, totals);
            first = points[i].Jd < first ? points[i].Jd : first ?? points[i].Jd;
            last = points[i].Jd > last ? points[i].Jd : last ?? points[i].Jd;
        }
        var (schema, candidate) = Encode(alert.Candidate.Record);
        var packet = insertPacket.With(
            alert.Candid, alert.Coord.RaDeg, alert.Coord.DecDeg, schema, candidate, first, last, keys).ExecuteScalar();
        insertAlert.With(Night.OfJd(alert.Jd), alert.Hpx29, alert.AlertId, alert.Survey, alert.Jd, objectId, packet).ExecuteNonQuery();

        totals.Alerts++;
        totals.StateHash = unchecked(totals.StateHash + DatapointKey.OfAlert(alert.Survey, alert.AlertId));
        totals.FirstJd = alert.Jd < totals.FirstJd ? alert.Jd : totals.FirstJd ?? alert.Jd;
        totals.LastJd = alert.Jd > totals.LastJd ? alert.Jd : totals.LastJd ?? alert.Jd;
    }

    private long ObjectOf(Alert alert, Totals totals)
    {
        if (alert.ObjectId is { } name)
        {
            if (findNamed.With(name, alert.Survey).ExecuteScalar() is long known)
                return known;
            totals.Objects++;
        }
        return (long)insertObject.With(alert.Survey, alert.ObjectId, alert.ObjectId is null ? alert.AlertId : null).ExecuteScalar()!;
    }

    private void Write(Datapoint point, long objectId, long key, Totals totals)
    {
        if (findDatapoint.With(objectId, point.Jd, key).ExecuteScalar() is long fields)
        {
            // The packet of a detection tells more of it than the histories of later packets.
            if (point.Body.Schema.Fields.Count > fields)
            {
                var (fuller, bytes) = Encode(point.Body);
                fillDatapoint.With(objectId, point.Jd, key, fuller, bytes).ExecuteNonQuery();
            }
            return;
        }
        var (schema, body) = Encode(point.Body);
        insertDatapoint.With(
            objectId, point.Jd, key, (int)point.Kind, point.Id, point.Band, point.Mag, point.MagErr, point.LimitingMag,
            point.IsPositive is { } positive ? (positive ? 1 : 0) : null, point.Coord?.RaDeg, point.Coord?.DecDeg, schema, body).ExecuteNonQuery();
        totals.Datapoints++;
    }

    private (long Schema, byte[] Bytes) Encode(AvroRecord record) => (schemas.IdOf(record.Schema), AvroBinary.Encode(record.Schema, record));

    private T Transact<T>(SqliteConnection connection, Func<T> work)
    {
        connection.Run("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            connection.Run("COMMIT");
            return result;
        }
        catch
        {
            schemas.Forget();
            // SQLite has rolled back by itself when the disk was full or failed.
            if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
                connection.Run("ROLLBACK");
            throw;
        }
    }

    private SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.Prepare(sql, parameters);
        commands.Add(command);
        return command;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in commands)
            command.Dispose();
        alerts.Dispose();
        cutouts.Dispose();
    }
}
