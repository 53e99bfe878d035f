using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Archive;

/// <summary>What an archive keeps of one alert, ready to be stored: an engine writes its values and computes none.</summary>
/// <remarks>Made by <see cref="Of"/> on any thread, so that the thread that writes has nothing but writing to do.</remarks>
public sealed record AlertRow
{
    /// <summary>Survey's short name.</summary>
    public required string Survey { get; init; }

    /// <summary>What tells this alert from all others of the survey: candid, or a hash of the content.</summary>
    public required long AlertId { get; init; }

    /// <summary>Whether the alert id is the survey's own number (candid).</summary>
    public required bool IsNumbered { get; init; }

    /// <summary>AMPEL's stock id; negative for an alert without an object's name.</summary>
    public required long Stock { get; init; }

    /// <summary>The survey's name of the object; null where the packet has none.</summary>
    public required string? ObjectName { get; init; }

    /// <summary>Time of the detection, Julian date in UTC.</summary>
    public required double Jd { get; init; }

    /// <summary>Right ascension, degrees, ICRS.</summary>
    public required double RaDeg { get; init; }

    /// <summary>Declination, degrees, ICRS.</summary>
    public required double DecDeg { get; init; }

    /// <summary>Nested HEALPix index of the position at order 29.</summary>
    public required long Hpx29 { get; init; }

    /// <summary>The survey's program; null where the packet does not say.</summary>
    public required int? ProgramId { get; init; }

    /// <summary>The survey's features of the detection: schema and Avro bytes.</summary>
    public required AvroRecord Candidate { get; init; }

    /// <summary>The packet's datapoints: each once, or once for each form of body that it has there.</summary>
    public IReadOnlyList<DatapointRow> Datapoints { get; init; } = [];

    /// <summary>
    /// The packet without its datapoints, candidate and cutouts, which it refers to; null when there was neither a packet nor a light curve. Of an alert with a
    /// light curve and no packet it is the references alone.
    /// </summary>
    public PacketSkeleton? Skeleton { get; init; }

    /// <summary>The cutouts.</summary>
    public IReadOnlyList<Cutout> Cutouts { get; init; } = [];

    /// <summary>The UTC date of the detection, as a whole modified Julian date.</summary>
    public int Night => Archive.Night.OfJd(Jd);

    /// <summary>Alerts by night, hpx29, alert id and survey, so that they go into neighbouring pages.</summary>
    internal static AlertRow[] InOrder(AlertRow[] batch)
    {
        AlertRow[] rows = [.. batch];
        var hpx29s = Array.ConvertAll(rows, r => r.Hpx29);
        Array.Sort(hpx29s, rows);
        for (int start = 0, end; start < rows.Length; start = end)
        {
            for (end = start + 1; end < rows.Length && hpx29s[end] == hpx29s[start];)
                end++;
            if (end - start > 1)
                Array.Sort(rows, start, end - start, Comparer<AlertRow>.Create((a, b) => a.AlertId != b.AlertId ? a.AlertId.CompareTo(b.AlertId) : string.CompareOrdinal(a.Survey, b.Survey)));
        }
        return Array.TrueForAll(rows, r => r.Night == rows[0].Night) ? rows : [.. rows.OrderBy(r => r.Night)];
    }

    /// <summary>What an archive keeps of an alert.</summary>
    /// <param name="alert">With its light curve, and with its packet where every field is to be recoverable.</param>
    public static AlertRow Of(Alert alert)
    {
        IReadOnlyList<Datapoint> points = alert.HasLightCurve ? alert.LightCurve.Datapoints : [];
        var rows = new DatapointRow[points.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new DatapointRow(DatapointKey.Of(points[i]), points[i], BodyForms.Check(points[i].Body));
        var forms = new HashSet<(long, int)>(rows.Length);
        return new AlertRow
        {
            Survey = alert.Survey,
            AlertId = alert.AlertId,
            IsNumbered = alert.Candid is not null,
            Stock = alert.Object.Stock,
            ObjectName = alert.ObjectId,
            Jd = alert.Jd,
            RaDeg = alert.Coord.RaDeg,
            DecDeg = alert.Coord.DecDeg,
            Hpx29 = alert.Hpx29,
            ProgramId = alert.ProgramId,
            Candidate = alert.Candidate.Record,
            Datapoints = Array.TrueForAll(rows, r => forms.Add((r.Key, r.BodyCheck)))
                ? rows : [.. rows.DistinctBy(r => (r.Key, r.BodyCheck))],
            Skeleton = (alert.Packet, rows) switch
            {
                ({ } packet, _) => PacketSkeleton.Of(packet, alert.Candidate.Record, rows, alert.Cutouts),
                (null, { Length: > 0 }) => PacketSkeleton.OfLightCurve(alert.Candidate.Record.Schema, rows),
                _ => null,
            },
            Cutouts = alert.Cutouts,
        };
    }
}

/// <summary>What an archive keeps of one datapoint.</summary>
/// <param name="Key">Hash of all values but the body (<see cref="DatapointKey.Of"/>).</param>
/// <param name="Datapoint">The values and the body.</param>
/// <param name="BodyCheck">Hash of the body's schema and bytes: what tells the forms apart in which packets repeat a datapoint.</param>
public sealed record DatapointRow(long Key, Datapoint Datapoint, int BodyCheck);
