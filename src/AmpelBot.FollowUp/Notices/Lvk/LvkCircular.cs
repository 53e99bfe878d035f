using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Notices.Circulars;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices.Lvk;

/// <summary>Circulars of LIGO, Virgo and KAGRA about their own candidates.</summary>
internal static partial class LvkCircular
{
    public static bool Wrote(Circular circular) =>
        circular.Flat[..Math.Min(circular.Flat.Length, 400)].Contains("LIGO Scientific Collaboration", StringComparison.OrdinalIgnoreCase)
        && Prose.NameIn(circular.Subject)?.Messenger == Messenger.GravitationalWave;

    public static CircularContent Read(Circular circular)
    {
        var further = new List<SentValue>();
        if (ClassesPattern().Match(circular.Flat) is { Success: true } classes)
            further.Add(new SentValue("classification", classes.Groups["c"].Value.Trim(), null));
        foreach (Match property in PropertyPattern().Matches(circular.Flat))
            further.Add(new SentValue(property.Groups["n"].Value, property.Groups["v"].Value, null));
        var distance = DistancePattern().Match(circular.Flat);
        var map = PreferredMapPattern().Match(circular.Flat) is { Success: true } preferred ? preferred.Groups["m"].Value : null;
        if (map is not null)
            further.Add(new SentValue("sky map", map, null));
        return new CircularContent
        {
            Sender = IgwnAlert.Sender,
            Kind = Kind(circular),
            EventTimeUtc = TimePattern().Match(circular.Flat) is { Success: true } time && Iso8601.TryParse($"{time.Groups["d"].Value}T{time.Groups["t"].Value}", out var utc) ? utc : null,
            FarHz = Prose.Number(FarPattern().Match(circular.Flat), "f"),
            Area90SqDeg = Area(circular, map),
            DistanceMpc = Prose.Number(distance, "d"),
            DistanceErrorMpc = Prose.Number(distance, "e"),
            Further = further,
        };
    }

    private static NoticeKind Kind(Circular circular)
    {
        var subject = circular.Subject;
        if (CircularReader.Kind(subject) == NoticeKind.Retraction
            || circular.Flat.Contains("no longer considered to be a candidate of interest", StringComparison.OrdinalIgnoreCase)
            || circular.Flat.Contains("not a candidate of interest", StringComparison.OrdinalIgnoreCase))
            return NoticeKind.Retraction;
        return subject.Contains("Identification of", StringComparison.OrdinalIgnoreCase) ? NoticeKind.Initial
            : subject.Contains("Updated", StringComparison.OrdinalIgnoreCase) ? NoticeKind.Update
            : CircularReader.Kind(subject);
    }

    /// <summary>The area of the preferred map; of the only one where none is preferred; null where several stand and none is.</summary>
    private static double? Area(Circular circular, string? map)
    {
        var areas = AreaPattern().Matches(circular.Flat);
        var match = map is null ? null : areas.FirstOrDefault(a => a.Groups["m"].Value == map);
        match ??= areas.Count == 1 ? areas[0] : null;
        return match is null ? null : Prose.Number(match, "a");
    }

    [GeneratedRegex(@"\bat (?<d>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?<t>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?) UTC \(GPS")]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"false alarm rate, as estimated by the online analysis, is (?<f>[0-9.]+(?:e-?[0-9]+)?) Hz")]
    private static partial Regex FarPattern();

    [GeneratedRegex(@"For the (?<m>[\w.,-]{1,80}) sky map, the 90% credible region is (?:well fit by an ellipse with an area of )?(?<a>[0-9]+(?:\.[0-9]+)?) deg2")]
    private static partial Regex AreaPattern();

    [GeneratedRegex(@"preferred sky map at this time is (?<m>[\w.,-]{1,80}?)\.?(?= |$)")]
    private static partial Regex PreferredMapPattern();

    [GeneratedRegex(@"luminosity distance estimate is (?<d>[0-9]+(?:\.[0-9]+)?) \+/- (?<e>[0-9]+(?:\.[0-9]+)?) Mpc")]
    private static partial Regex DistancePattern();

    [GeneratedRegex(@"classification of the GW signal, in order of descending probability, is (?<c>[^.]{1,200}\))\.")]
    private static partial Regex ClassesPattern();

    [GeneratedRegex(@"\((?<n>HasNS|HasRemnant|HasMass[gG]ap|HasSSM)\) is (?<v>[<>]?[0-9.]+%)")]
    private static partial Regex PropertyPattern();
}
