using System.Globalization;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Tests.Notices;

/// <summary>A sent notice as a row of the reviewed tables: one text a column, "-" for what was not sent.</summary>
internal static class NoticeRow
{
    public static readonly string[] Columns =
    [
        "format", "sender", "messenger", "kind", "purpose", "ids", "others", "event_utc", "sent_utc", "sequence", "position", "sky_map", "classification", "properties", "far",
        "significant", "search", "group", "pipelines", "instruments", "sureness", "coincidence", "remarks",
    ];

    public static string[] Of(SentNotice n) =>
    [
        n.Format.ToString(),
        n.Sender + (n.Instrument is null ? "" : " " + n.Instrument),
        n.Messenger.ToString(),
        n.Kind.ToString(),
        n.Purpose.ToString(),
        List(n.Identifiers),
        List(n.OtherEventIds.Concat(n.FollowsUp.Select(f => "with " + f))),
        Time(n.EventTimeUtc),
        Time(n.SentUtc),
        n.Sequence?.ToString(CultureInfo.InvariantCulture) ?? "-",
        Position(n.Position),
        Map(n.SkyMap),
        Pairs(n.Classification),
        Pairs(n.Properties),
        n.FarPerYear is { } y ? Number(y) + "/yr" : n.FarHz is { } f ? Number(f) : "-",
        n.Significant?.ToString() ?? "-",
        n.Search ?? "-",
        n.Group ?? "-",
        List(n.Pipelines),
        List(n.Instruments),
        List(new[] { Named("p", n.Signalness), Named("TeV", n.EnergyTeV), Named("s", n.DurationSeconds), Named("Hz", n.CentralFrequencyHz), Named("deg2", n.Area90SqDeg),
            Named("Mpc", n.DistanceMpc), Named("dMpc", n.DistanceErrorMpc) }.OfType<string>()),
        n.ExternalCoincidence is { } c
            ? $"{c.EventId} {c.Observatory} {c.Search} {Number(c.TimeDifferenceSeconds!.Value)} {Number(c.TimeCoincidenceFarHz!.Value)} {Number(c.TimeSkyPositionCoincidenceFarHz!.Value)} {Map(c.CombinedSkyMap)}" : "-",
        n.Remarks.Count.ToString(CultureInfo.InvariantCulture),
    ];

    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) ?? "-";

    public static string Position(SentPosition? p)
    {
        if (p is null)
            return "-";
        var error = p.Error switch
        {
            PositionError.Circle c => "r" + Number(c.RadiusDeg),
            PositionError.Ellipse e => $"e{Number(e.SemiMajorDeg)},{Number(e.SemiMinorDeg)},{Number(e.PositionAngleDeg)}",
            PositionError.Sides s => $"+{Number(s.RaPlusDeg)}-{Number(s.RaMinusDeg)}+{Number(s.DecPlusDeg)}-{Number(s.DecMinusDeg)}",
            PositionError.Box b => "box" + string.Join(",", b.Corners.Select(k => $"{Number(k.RaDeg)} {Number(k.DecDeg)}")),
            _ => "none",
        };
        return $"{Number(p.RaDeg)} {Number(p.DecDeg)} {error}"
            + (p.Containment is { } sent ? " p" + Number(sent) : p.ContainmentByConvention is { } usual ? " (p" + Number(usual) + ")" : "")
            + (p.SystematicIncluded is { } systematic ? systematic ? " sys" : " stat" : "");
    }

    private static string Map(SentSkyMap? map) => map is null ? "-" : (map.Fits is { } fits ? $"{fits.Length} bytes" : "") + map.Address;

    private static string Pairs(IReadOnlyDictionary<string, double> values) => List(values.Select(v => $"{v.Key}={Number(v.Value)}"));

    private static string List(IEnumerable<string> values) => string.Join(";", values) is { Length: > 0 } text ? text : "-";

    private static string? Named(string unit, double? value) => value is { } v ? $"{unit}={Number(v)}" : null;

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
