using System.Text;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Avro;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Tests.T0;

/// <summary>Alerts made by hand: one that passes every cut, with the fields that a test changes.</summary>
internal static class ZtfAlert
{
    public const double Jd = 2458710.75;
    public const long Candid = 955247500115015000;

    /// <summary>Stands for a field that the packet lacks.</summary>
    public static readonly object Absent = new();

    private static readonly (string Field, object? Value)[] Passing =
    [
        ("candid", Candid), ("jd", Jd), ("ra", 11.25), ("dec", -22.5), ("isdiffpos", "t"), ("magpsf", 19.5f), ("rb", 0.9f), ("drb", 0.95f),
        ("fwhm", 2.5f), ("elong", 1.1f), ("magdiff", 0.1f), ("nbad", 0), ("ndethist", 3), ("jdstarthist", Jd - 0.5), ("jdendhist", Jd),
        ("ssdistnr", -999f), ("distpsnr1", 5f), ("sgscore1", 0.1f), ("distpsnr2", 10f), ("sgscore2", 0.2f), ("distpsnr3", 15f),
        ("sgscore3", 0.9f),
    ];

    /// <summary>The passing alert with other fields, and with earlier datapoints.</summary>
    public static Alert With(IEnumerable<Datapoint> earlier, params (string Field, object? Value)[] changes)
    {
        var fields = Passing.Where(p => changes.All(c => c.Field != p.Field)).Concat(changes).Where(f => f.Value != Absent).ToList();
        var record = Record(fields);
        var coord = new SkyCoord((double)fields.First(f => f.Field == "ra").Value!, (double)fields.First(f => f.Field == "dec").Value!);
        return new Alert
        {
            Survey = "ZTF",
            ObjectId = "ZTF19aaaaaaa",
            Candid = Candid,
            AlertId = Candid,
            Jd = Jd,
            Coord = coord,
            Hpx29 = 0,
            Candidate = new CandidateBlock(record),
            LightCurve = new LightCurve([.. earlier, Point(record, Candid, Jd, positive: true)]),
        };
    }

    /// <summary>The alert as a scan gives it that was not asked for its light curve.</summary>
    public static Alert WithoutLightCurve(Alert alert) => new()
    {
        Survey = alert.Survey,
        ObjectId = alert.ObjectId,
        Candid = alert.Candid,
        AlertId = alert.AlertId,
        Jd = alert.Jd,
        Coord = alert.Coord,
        Hpx29 = alert.Hpx29,
        Candidate = alert.Candidate,
        ProgramId = alert.ProgramId,
    };

    public static Alert With(params (string Field, object? Value)[] changes) => With([Detection(Jd - 0.25)], changes);

    public static Datapoint Detection(double jd, bool? positive = true)
        => Point(Record([("candid", Candid - (long)((Jd - jd) * 1e6)), ("jd", jd)]), (long)(jd * 1e6), jd, positive);

    public static Datapoint UpperLimit(double jd) => new()
    {
        Kind = DatapointKind.UpperLimit,
        Id = (long)(jd * 1e6),
        Jd = jd,
        Band = "r",
        LimitingMag = 20.5,
        Body = Record([("candid", null), ("jd", jd)]),
    };

    private static Datapoint Point(AvroRecord body, long id, double jd, bool? positive) => new()
    {
        Kind = DatapointKind.Detection,
        Id = id,
        Candid = id,
        Jd = jd,
        Band = "r",
        Mag = 19.5,
        IsPositive = positive,
        Body = body,
    };

    private static AvroRecord Record(IReadOnlyList<(string Field, object? Value)> fields)
    {
        var schema = new StringBuilder("""{"type":"record","name":"candidate","fields":[""");
        schema.AppendJoin(',', fields.Select(f => $$"""{"name":"{{f.Field}}","type":{{TypeOf(f.Value)}}}"""));
        return new AvroRecord((AvroRecordSchema)AvroSchema.Parse(schema.Append("]}").ToString()), [.. fields.Select(f => f.Value)]);
    }

    private static string TypeOf(object? value) => value switch
    {
        float => "\"float\"",
        double => "\"double\"",
        int => "\"int\"",
        long => "\"long\"",
        string => "\"string\"",
        bool => "\"boolean\"",
        _ => """["null","float"]""",
    };
}
