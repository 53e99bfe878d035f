using AmpelBot.Alerts.Avro;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>Alerts made by hand, small but with every part.</summary>
internal static class HandMade
{
    internal const double MjdZeroJd = 2_400_000.5;

    internal static readonly AvroRecordSchema CandidateSchema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type": "record", "name": "made.candidate", "fields": [
          {"name": "jd", "type": "double"}, {"name": "rb", "type": ["null", "float"]},
          {"name": "nbad", "type": ["null", "int"]}, {"name": "pid", "type": "long"}, {"name": "field_name", "type": "string"}]}
        """);

    internal static readonly AvroRecordSchema HistorySchema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type": "record", "name": "made.prv_candidate", "fields": [{"name": "jd", "type": "double"}, {"name": "rb", "type": ["float", "null"]}]}
        """);

    internal static AvroRecord CandidateRecord(double jd, float? rb = 0.75f, string text = "naïve \"α\"")
        => new(CandidateSchema, [jd, rb, null, 9_007_199_254_740_993L, text]);

    internal static AvroRecord HistoryRecord(double jd, float? rb = 0.5f) => new(HistorySchema, [jd, rb]);

    internal static Datapoint Detection(long id, double jd, AvroRecord body, double mag = 18.25) => new()
    {
        Kind = DatapointKind.Detection,
        Id = id,
        Jd = jd,
        Band = "g",
        Mag = mag,
        MagErr = 0.1,
        LimitingMag = 20.5,
        IsPositive = true,
        Coord = new SkyCoord(359.999999, -0.1),
        Body = body,
    };

    internal static Datapoint UpperLimit(long id, double jd) => new()
    {
        Kind = DatapointKind.UpperLimit,
        Id = id,
        Jd = jd,
        Band = "r",
        LimitingMag = 20.1,
        Body = HistoryRecord(jd, null),
    };

    /// <summary>An alert with its own detection and a history.</summary>
    internal static Alert Alert(
        long id, double jd, double raDeg = 10, double decDeg = -20, string? objectId = "ZTF18aaa", string survey = "ZTF",
        IEnumerable<Datapoint>? history = null, IReadOnlyList<Cutout>? cutouts = null, AvroRecord? candidate = null, bool hasCandid = true)
    {
        var coord = new SkyCoord(raDeg, decDeg);
        var record = candidate ?? CandidateRecord(jd);
        return new Alert
        {
            Survey = survey,
            ObjectId = objectId,
            Candid = hasCandid ? id : null,
            AlertId = id,
            Jd = jd,
            Coord = coord,
            Hpx29 = HealpixNested.Index(29, coord),
            Candidate = new CandidateBlock(record),
            LightCurve = new LightCurve([.. history ?? [], Detection(id, jd, record)]),
            Cutouts = cutouts ?? [],
        };
    }

    /// <summary>Alerts all over the sky in some nights, from a seed.</summary>
    internal static List<Alert> Many(int count, int nights, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(1, count).Select(i => Alert(
            i, MjdZeroJd + 58_450 + random.Next(nights) + random.NextDouble(),
            random.NextDouble() * 360, Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI, "ZTF18m" + random.Next(count / 3)))];
    }

    internal static async Task<List<Alert>> ToListAsync(this IAsyncEnumerable<Alert> alerts)
    {
        var all = new List<Alert>();
        await foreach (var alert in alerts)
            all.Add(alert);
        return all;
    }

    internal static readonly TimeWindow AllTime = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>Equal in every value; what differs in the bodies is told apart by the caller.</summary>
    internal static void AssertSame(Alert expected, Alert actual)
    {
        Assert.Equal(expected.Survey, actual.Survey);
        Assert.Equal(expected.ObjectId, actual.ObjectId);
        Assert.Equal(expected.Candid, actual.Candid);
        Assert.Equal(expected.AlertId, actual.AlertId);
        Assert.Equal(expected.Jd, actual.Jd);
        Assert.Equal(expected.Coord, actual.Coord);
        Assert.Equal(expected.Hpx29, actual.Hpx29);
        AssertSame(expected.Candidate.Record, actual.Candidate.Record);
        Assert.Equal(expected.LightCurve.Datapoints.Select(Values), actual.LightCurve.Datapoints.Select(Values));
    }

    internal static void AssertSame(AvroRecord expected, AvroRecord actual)
    {
        Assert.Equal(expected.Schema.Json, actual.Schema.Json);
        Assert.Equal(expected.Schema.Fields.Select(f => expected[f.Name]), actual.Schema.Fields.Select(f => actual[f.Name]));
        Assert.Equal(AvroBinary.Encode(expected.Schema, expected), AvroBinary.Encode(actual.Schema, actual));
    }

    /// <summary>Everything of a datapoint but its body.</summary>
    internal static object Values(Datapoint p) => (p.Kind, p.Id, p.Jd, p.Band, p.Mag, p.MagErr, p.LimitingMag, p.IsPositive, p.Coord);
}
