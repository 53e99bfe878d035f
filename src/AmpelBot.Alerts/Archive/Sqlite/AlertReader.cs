using System.Buffers.Binary;
using AmpelBot.Sky;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Reads alerts from one consistent state of an archive: what is written later is not seen. For one thread at a time.</summary>
internal sealed class AlertReader : IDisposable
{
    private const string Columns = """
        a.alert_id, a.survey, a.jd, a.hpx29, a.object, o.name, p.candid, p.ra, p.dec, p.schema, p.candidate, p.first_jd, p.last_jd, p.lightcurve
        """;

    /// <summary>Alerts in a range ($2, $3) of one night ($1) between two Julian dates ($4, $5, both included).</summary>
    internal const string ScanSql = $"""
        SELECT {Columns}
        FROM alert a CROSS JOIN packet p ON p.id = a.packet CROSS JOIN object o ON o.id = a.object
        WHERE a.night = $1 AND a.hpx29 >= $2 AND a.hpx29 < $3 AND a.jd >= $4 AND a.jd <= $5
        ORDER BY a.hpx29, a.alert_id, a.survey
        """;

    /// <summary>Indices of the alerts in a range ($2, $3) of one night ($1).</summary>
    internal const string CountSql = "SELECT hpx29 FROM alert WHERE night = $1 AND hpx29 >= $2 AND hpx29 < $3";

    /// <summary>Alerts of the objects with a name ($1).</summary>
    internal const string ObjectSql = $"""
        SELECT {Columns}
        FROM object o CROSS JOIN alert a ON a.object = o.id CROSS JOIN packet p ON p.id = a.packet
        WHERE o.name = $1
        ORDER BY a.jd, a.alert_id
        """;

    /// <summary>Datapoints of an object ($1) between two Julian dates ($2, $3, both included).</summary>
    internal const string LightCurveSql = """
        SELECT key, kind, id, jd, band, mag, mag_err, limiting_mag, positive, ra, dec, schema, body
        FROM datapoint
        WHERE object = $1 AND jd >= $2 AND jd <= $3
        """;

    /// <summary>First night from one ($1) on.</summary>
    internal const string NightSql = "SELECT min(night) FROM alert WHERE night >= $1";

    // Wider than the rounding of a Julian date in a double, 40 microseconds; the instants themselves are compared afterwards.
    private const double MarginDays = 1e-6;

    private readonly SqliteConnection connection;
    private readonly AvroSchemas schemas;
    private readonly SqliteCommand lightCurve;

    /// <summary>A reader that owns its connection.</summary>
    internal AlertReader(SqliteConnection connection, AvroSchemas schemas)
    {
        (this.connection, this.schemas) = (connection, schemas);
        lightCurve = connection.Prepare(LightCurveSql, 3);
        connection.Run("BEGIN");
    }

    /// <summary>The alerts inside a region and a window, in the order of night, hpx29 and alert.</summary>
    internal IEnumerable<Alert> Scan(Moc moc, TimeWindow window, CancellationToken cancellation)
    {
        var ranges = new ScanRanges(moc);
        var (from, to) = (TimeScales.UtcToJd(window.From) - MarginDays, TimeScales.UtcToJd(window.To) + MarginDays);
        using var command = connection.Prepare(ScanSql, 5);
        foreach (var night in Nights(Night.OfJd(from), Night.OfJd(to)))
            foreach (var range in ranges.Ranges)
            {
                cancellation.ThrowIfCancellationRequested();
                using var row = command.With(night, range.Start, range.End, from, to).ExecuteReader();
                while (row.Read())
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (ranges.Contains(row.GetInt64(3)) && window.Contains(TimeScales.JdToUtc(row.GetDouble(2))))
                        yield return Read(row);
                }
            }
    }

    /// <summary>Number of alerts inside a region.</summary>
    internal long Count(Moc moc, CancellationToken cancellation)
    {
        var ranges = new ScanRanges(moc);
        using var command = connection.Prepare(CountSql, 3);
        long count = 0;
        foreach (var night in Nights(long.MinValue, long.MaxValue))
            foreach (var range in ranges.Ranges)
            {
                cancellation.ThrowIfCancellationRequested();
                using var row = command.With(night, range.Start, range.End).ExecuteReader();
                while (row.Read())
                    if (ranges.Contains(row.GetInt64(0)))
                        count++;
            }
        return count;
    }

    /// <summary>The alerts of the objects with a name, ascending in time.</summary>
    internal List<Alert> AlertsOf(string name, CancellationToken cancellation)
    {
        using var command = connection.Prepare(ObjectSql, 1).With(name);
        using var row = command.ExecuteReader();
        var alerts = new List<Alert>();
        while (row.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            alerts.Add(Read(row));
        }
        return alerts;
    }

    /// <summary>Counts and state, but for the cutouts, which are in the other file.</summary>
    internal ArchiveInfo Info(long cutouts)
    {
        var nights = Nights(long.MinValue, long.MaxValue).Count();
        var deadLetters = connection.Scalar("SELECT count(*) FROM dead_letter") ?? 0;
        using var command = connection.Prepare("SELECT alerts, objects, datapoints, state_hash, first_jd, last_jd FROM totals", 0);
        using var row = command.ExecuteReader();
        row.Read();
        return new ArchiveInfo(
            ArchiveTables.Version, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), cutouts, deadLetters, nights,
            Double(row, 4), Double(row, 5), row.GetInt64(3).ToString("x16"));
    }

    // One seek for each night, whatever the number of alerts.
    private IEnumerable<long> Nights(long first, long last)
    {
        using var command = connection.Prepare(NightSql, 1);
        for (var night = first; command.With(night).ExecuteScalar() is long found && found <= last; night = found + 1)
            yield return found;
    }

    private Alert Read(SqliteDataReader row)
    {
        var alertId = row.GetInt64(0);
        return new Alert
        {
            AlertId = alertId,
            Survey = row.GetString(1),
            Jd = row.GetDouble(2),
            Hpx29 = row.GetInt64(3),
            ObjectId = row.IsDBNull(5) ? null : row.GetString(5),
            Candid = row.IsDBNull(6) ? null : row.GetInt64(6),
            Coord = new SkyCoord(row.GetDouble(7), row.GetDouble(8)),
            Candidate = new CandidateBlock(schemas.Decode(connection, row.GetInt64(9), row.GetFieldValue<byte[]>(10))),
            LightCurve = ReadLightCurve(row.GetInt64(4), Double(row, 11), Double(row, 12), row.GetFieldValue<byte[]>(13), alertId),
        };
    }

    private LightCurve ReadLightCurve(long objectId, double? firstJd, double? lastJd, byte[] keys, long alertId)
    {
        var place = new Dictionary<long, Datapoint?>(keys.Length / 8);
        for (var i = 0; i < keys.Length; i += 8)
            place[BinaryPrimitives.ReadInt64LittleEndian(keys.AsSpan(i))] = null;
        using (var row = lightCurve.With(objectId, firstJd, lastJd).ExecuteReader())
            while (row.Read())
                if (row.GetInt64(0) is var key && place.ContainsKey(key))
                    place[key] = ReadDatapoint(row);
        var points = new Datapoint[keys.Length / 8];
        for (var i = 0; i < points.Length; i++)
            points[i] = place[BinaryPrimitives.ReadInt64LittleEndian(keys.AsSpan(8 * i))]
                ?? throw new ArchiveException(
                    $"The archive {connection.DataSource} is damaged: alert {alertId} lacks a datapoint. "
                    + "Bring back a copy, or ingest the packets into a new folder.");
        return new LightCurve(points);
    }

    private Datapoint ReadDatapoint(SqliteDataReader row) => new()
    {
        Kind = (DatapointKind)row.GetInt32(1),
        Id = row.GetInt64(2),
        Jd = row.GetDouble(3),
        Band = row.GetString(4),
        Mag = Double(row, 5),
        MagErr = Double(row, 6),
        LimitingMag = Double(row, 7),
        IsPositive = row.IsDBNull(8) ? null : row.GetInt64(8) != 0,
        Coord = row.IsDBNull(9) ? null : new SkyCoord(row.GetDouble(9), row.GetDouble(10)),
        Body = schemas.Decode(connection, row.GetInt64(11), row.GetFieldValue<byte[]>(12)),
    };

    private static double? Double(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    /// <inheritdoc/>
    public void Dispose()
    {
        lightCurve.Dispose();
        connection.Dispose();
    }
}
