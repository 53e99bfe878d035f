using AmpelBot.Alerts;
using AmpelBot.Alerts.Avro;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using Xunit;

namespace AmpelBot.Testing;

/// <summary>Alerts made by hand, small but with every part, the packet among them.</summary>
public static class HandMade
{
    public const double MjdZeroJd = 2_400_000.5;

    public static readonly AvroRecordSchema CandidateSchema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type": "record", "name": "made.candidate", "fields": [
          {"name": "jd", "type": "double"}, {"name": "rb", "type": ["null", "float"]},
          {"name": "nbad", "type": ["null", "int"]}, {"name": "pid", "type": "long"}, {"name": "field_name", "type": "string"}]}
        """);

    public static readonly AvroRecordSchema HistorySchema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type": "record", "name": "made.prv_candidate", "fields": [{"name": "jd", "type": "double"}, {"name": "rb", "type": ["float", "null"]}]}
        """);

    /// <summary>Another form of a history's record: what each of the two has, the other lacks.</summary>
    public static readonly AvroRecordSchema OtherHistorySchema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type": "record", "name": "made.other_prv_candidate", "fields": [{"name": "jd", "type": "double"}, {"name": "exposure", "type": "int"}]}
        """);

    public static readonly AvroRecordSchema CutoutSchema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type": "record", "name": "made.cutout", "fields": [{"name": "fileName", "type": "string"}, {"name": "stampData", "type": "bytes"}]}
        """);

    public static AvroRecord CandidateRecord(double jd, float? rb = 0.75f, string text = "naïve \"α\"")
        => new(CandidateSchema, [jd, rb, null, 9_007_199_254_740_993L, text]);

    public static AvroRecord HistoryRecord(double jd, float? rb = 0.5f) => new(HistorySchema, [jd, rb]);

    public static AvroRecord OtherHistoryRecord(double jd, int exposure = 30) => new(OtherHistorySchema, [jd, exposure]);

    public static Datapoint Detection(long id, double jd, AvroRecord body, double? mag = 18.25, int? program = 1) => new()
    {
        Kind = DatapointKind.Detection,
        Id = id,
        Candid = id,
        ProgramId = program,
        Jd = jd,
        Band = "g",
        Mag = mag,
        MagErr = 0.1,
        LimitingMag = 20.5,
        IsPositive = true,
        Coord = new SkyCoord(359.999999, -0.1),
        Body = body,
    };

    public static Datapoint UpperLimit(long id, double jd, int? program = 1) => new()
    {
        Kind = DatapointKind.UpperLimit,
        Id = id,
        ProgramId = program,
        Jd = jd,
        Band = "r",
        LimitingMag = 20.1,
        Body = HistoryRecord(jd, null),
    };

    /// <summary>An alert with its own detection, a history, and the packet that they come in.</summary>
    public static Alert Alert(
        long id, double jd, double raDeg = 10, double decDeg = -20, string? objectId = "ZTF18aaa", string survey = "ZTF",
        IEnumerable<Datapoint>? history = null, IReadOnlyList<Cutout>? cutouts = null, AvroRecord? candidate = null, bool hasCandid = true,
        int? program = 1)
    {
        var record = candidate ?? CandidateRecord(jd);
        Datapoint[] past = [.. history ?? []];
        return Bare(id, jd, raDeg, decDeg, objectId, survey, record, hasCandid, program) with
        {
            LightCurve = new LightCurve([.. past, Detection(id, jd, record, program: program)]),
            Cutouts = cutouts ?? [],
            Packet = Packet(objectId, hasCandid ? id : null, record, past, cutouts ?? []),
        };
    }

    /// <summary>An alert without packet and datapoints.</summary>
    public static Alert Bare(
        long id, double jd, double raDeg = 10, double decDeg = -20, string? objectId = "ZTF18aaa", string survey = "ZTF",
        AvroRecord? candidate = null, bool hasCandid = true, int? program = 1)
    {
        var coord = new SkyCoord(raDeg, decDeg);
        return new Alert
        {
            Survey = survey,
            ObjectId = objectId,
            Candid = hasCandid ? id : null,
            AlertId = id,
            Jd = jd,
            Coord = coord,
            Hpx29 = HealpixNested.Index(29, coord),
            Candidate = new CandidateBlock(candidate ?? CandidateRecord(jd)),
            LightCurve = new LightCurve([]),
            ProgramId = program,
        };
    }

    /// <summary>Alerts all over the sky in some nights, from a seed; ids from 1 on, about three to an object.</summary>
    public static List<Alert> Many(int count, int nights, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(1, count).Select(i => Alert(
            i, MjdZeroJd + 58_450 + random.Next(nights) + random.NextDouble(),
            random.NextDouble() * 360, Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI, "ZTF18m" + random.Next(count / 3)))];
    }

    /// <summary>Random cells of one order, each in the region with the same chance.</summary>
    public static Moc RandomMoc(Random random, int order, double share)
    {
        var cells = new List<HpxRange>();
        for (long ipix = 0; ipix < HealpixNested.CellCount(order); ipix++)
            if (random.NextDouble() < share)
                cells.Add(new HealpixIndex(order, ipix).Range);
        return Moc.FromRanges(cells, order);
    }

    public static readonly TimeWindow AllTime = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>Equal in every value; what differs in the bodies of the datapoints is told apart by the caller.</summary>
    public static void AssertSame(Alert expected, Alert actual)
    {
        Assert.Equal(expected.Survey, actual.Survey);
        Assert.Equal(expected.ObjectId, actual.ObjectId);
        Assert.Equal(expected.Candid, actual.Candid);
        Assert.Equal(expected.AlertId, actual.AlertId);
        Assert.Equal(expected.Jd, actual.Jd);
        Assert.Equal(expected.Coord, actual.Coord);
        Assert.Equal(expected.Hpx29, actual.Hpx29);
        Assert.Equal(expected.ProgramId, actual.ProgramId);
        Assert.Equal(expected.Object, actual.Object);
        AssertSame(expected.Candidate.Record, actual.Candidate.Record);
        AssertSame(expected.LightCurve, actual.LightCurve);
    }

    /// <summary>Equal in every value but the bodies; datapoints of the same time in any order, one that the packet has twice once.</summary>
    public static void AssertSame(LightCurve expected, LightCurve actual)
    {
        Assert.Equal(actual.Datapoints.OrderBy(p => p.Jd), actual.Datapoints);
        Assert.Equal(Sorted(expected), Sorted(actual));
    }

    public static void AssertSame(AvroRecord expected, AvroRecord actual)
    {
        Assert.Equal(expected.Schema.Json, actual.Schema.Json);
        Assert.Equal(Convert.ToHexString(AvroBinary.Encode(expected.Schema, expected)), Convert.ToHexString(AvroBinary.Encode(actual.Schema, actual)));
    }

    /// <summary>Everything of a datapoint but its body.</summary>
    public static object Values(Datapoint p)
        => (p.Kind, p.Id, p.Candid, p.ProgramId, p.Jd, p.Band, (Number(p.Mag), Number(p.MagErr), Number(p.LimitingMag), p.IsPositive, p.Coord));

    private static IEnumerable<object> Sorted(LightCurve curve)
        => curve.Datapoints.OrderBy(p => p.Jd).ThenBy(p => p.Kind).ThenBy(p => p.Id).ThenBy(p => p.Mag).Select(Values).Distinct();

    // An archive holds no NaN: it is a magnitude that nobody knows.
    private static double? Number(double? value) => value is double.NaN ? null : value;

    private static AvroRecord Packet(string? objectId, long? candid, AvroRecord candidate, Datapoint[] past, IReadOnlyList<Cutout> cutouts)
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse($$"""
            {"type": "record", "name": "made.alert", "fields": [
              {"name": "publisher", "type": "string"},
              {"name": "objectId", "type": ["null", "string"]},
              {"name": "candid", "type": ["null", "long"]},
              {"name": "candidate", "type": {{candidate.Schema.Json}} },
              {"name": "prv_candidates", "type": ["null", {"type": "array", "items": [{{string.Join(", ",
                past.Select(p => p.Body.Schema).Append(HistorySchema).Select(s => s.Name == candidate.Schema.Name ? $"\"{s.Name}\"" : s.Json).Distinct())}}] }]},
              {"name": "cutouts", "type": {"type": "array", "items": {{CutoutSchema.Json}} } } ] }
            """);
        return new AvroRecord(schema, [
            "made by hand", objectId, candid, candidate, past.Length == 0 ? null : past.Select(p => (object?)p.Body).ToArray(),
            cutouts.Select(c => (object?)new AvroRecord(CutoutSchema, [c.FileName, c.Data])).ToArray()]);
    }
}
