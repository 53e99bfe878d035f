using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Notices.Circulars;
using AmpelBot.FollowUp.Notices.Fermi;
using AmpelBot.FollowUp.Notices.IceCube;
using AmpelBot.FollowUp.Notices.Lvk;
using AmpelBot.FollowUp.Notices.Swift;

namespace AmpelBot.FollowUp.Notices.Gcn;

/// <summary>GCN Classic's notices in text (TITLE: GCN/AMON NOTICE): lines of KEY: value, each with its unit behind it.</summary>
internal static partial class GcnTextNotice
{
    private const double ArcminPerDeg = 60;
    private const double ArcsecPerDeg = 3600;

    // What stands in the title and the type, whose notice it is, and what its radius holds where the line does not say.
    private static readonly (string Word, string Sender, Messenger Messenger, double? Containment)[] Senders =
    [
        ("LVC", IgwnAlert.Sender, Messenger.GravitationalWave, null),
        ("ICECUBE", IceCubeVoEvent.Sender, Messenger.Neutrino, null),
        ("AMON", "AMON", Messenger.Neutrino, null),
        ("FERMI", FermiVoEvent.Sender, Messenger.GammaRayBurst, 0.68),
        ("SWIFT", SwiftVoEvent.Sender, Messenger.GammaRayBurst, 0.9),
        ("INTEGRAL", "INTEGRAL", Messenger.GammaRayBurst, 0.9),
    ];

    public static bool Knows(string text) => TitlePattern().IsMatch(text) && text.Contains("\nNOTICE_TYPE:", StringComparison.Ordinal);

    public static SentNotice Parse(string text)
    {
        var remarks = new List<string>();
        var lines = Lines(text);
        var type = lines.GetValueOrDefault("NOTICE_TYPE", "");
        var title = lines.GetValueOrDefault("TITLE", "");
        var known = Senders.FirstOrDefault(s => type.Contains(s.Word, StringComparison.OrdinalIgnoreCase));
        if (known.Sender is null)
            known = Senders.FirstOrDefault(s => title.Contains(s.Word, StringComparison.OrdinalIgnoreCase));
        var sender = known.Sender ?? "GCN";
        var timeUtc = Time(lines, "DISCOVERY_DATE", "DISCOVERY_TIME") ?? Time(lines, "GRB_DATE", "GRB_TIME") ?? Time(lines, "EVENT_DATE", "EVENT_TIME") ?? Time(lines, "TRANS_DATE", "TRANS_TIME")
            ?? Time(lines, "TRIGGER_DATE", "TRIGGER_TIME");
        // "1118357, Seg_Num: 0" and "S190425z; 1": the number or name comes first.
        var trigger = lines.GetValueOrDefault("TRIGGER_NUM")?.Split([',', ';', ' '], 2)[0];
        var name = trigger is null ? null : EventName.TryParse(trigger);
        var key = EventIds.OfIceCube(lines.GetValueOrDefault("RUN_NUM"), lines.GetValueOrDefault("EVENT_NUM")) ?? EventIds.Of(sender, trigger) ?? EventIds.OfTime(sender, timeUtc);
        var revision = int.TryParse(lines.GetValueOrDefault("REVISION"), NumberStyles.None, CultureInfo.InvariantCulture, out var r) ? r : (int?)null;
        var perYear = Quantity(lines, "FAR", "yr^-1");
        var isLvk = sender == IgwnAlert.Sender;
        return new SentNotice
        {
            Format = NoticeFormat.GcnText,
            Sender = sender,
            Messenger = known.Sender is null ? Messenger.Unknown : known.Messenger,
            Kind = Kind(type, revision, isLvk, sender == IceCubeVoEvent.Sender),
            Purpose = TestPattern().IsMatch(type) || TestPattern().IsMatch(title) ? NoticePurpose.Test : isLvk ? IgwnAlert.PurposeOf(key ?? "", null) : NoticePurpose.Observation,
            EventId = key,
            EventName = name,
            Sequence = revision,
            SentUtc = Sent(lines),
            EventTimeUtc = timeUtc,
            Position = Position(lines, known.Containment, remarks),
            FarPerYear = perYear,
            FarHz = perYear / SentNotice.SecondsPerYear ?? Quantity(lines, "FAR", "Hz"),
            Search = sender == IceCubeVoEvent.Sender ? type : null,
            Signalness = Quantity(lines, "SIGNALNESS", "dn"),
            EnergyTeV = Quantity(lines, "ENERGY", "TeV"),
            SkyMap = (lines.GetValueOrDefault("SKYMAP_FITS_URL") ?? lines.GetValueOrDefault("HEALPIX_URL")) is { Length: > 0 } address ? new SentSkyMap(null, address) : null,
            Further = [.. lines.Where(l => !l.Key.StartsWith("SUN_", StringComparison.Ordinal) && !l.Key.StartsWith("MOON_", StringComparison.Ordinal)).Select(l => new SentValue(l.Key, l.Value, null))],
            Remarks = remarks,
        };
    }

    private static NoticeKind Kind(string type, int? revision, bool isLvk, bool isIceCube)
    {
        (string Word, NoticeKind Kind)[] words =
        [
            ("RETRACT", NoticeKind.Retraction), ("EARLY", NoticeKind.EarlyWarning), ("PRELIM", NoticeKind.Preliminary), ("INITIAL", NoticeKind.Initial), ("UPDATE", NoticeKind.Update),
        ];
        foreach (var (word, kind) in words)
            if ((isLvk || kind == NoticeKind.Retraction) && type.Contains(word, StringComparison.OrdinalIgnoreCase))
                return kind;
        return revision > 0 ? NoticeKind.Update : isIceCube ? NoticeKind.Initial : NoticeKind.Unstated;
    }

    /// <summary>The lines by their keys; the first of a key that comes again, and what a value goes on with in the next lines left out.</summary>
    private static Dictionary<string, string> Lines(string text)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in LinePattern().Matches(text).Take(1000))
            if (match.Groups["v"].Value.Trim() is { Length: <= 500 } value)
                all.TryAdd(match.Groups["k"].Value, value);
        return all;
    }

    private static DateTimeOffset? Time(Dictionary<string, string> lines, string dateKey, string timeKey) =>
        lines.TryGetValue(dateKey, out var date) && lines.TryGetValue(timeKey, out var time)
        && DayPattern().Match(date) is { Success: true } day && ClockPattern().Match(time) is { Success: true } clock
            ? Prose.Instant(Prose.Date(day.Value), clock.Groups["t"].Value) : null;

    private static DateTimeOffset? Sent(Dictionary<string, string> lines) =>
        lines.TryGetValue("NOTICE_DATE", out var text)
        && DateTime.TryParseExact(text.Replace(" UT", "", StringComparison.Ordinal), "ddd dd MMM yy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var sent)
            ? new DateTimeOffset(sent, TimeSpan.Zero) : null;

    private static SentPosition? Position(Dictionary<string, string> lines, double? byConvention, List<string> remarks)
    {
        foreach (var prefix in new[] { "SRC", "GRB", "EVENT" })
        {
            if (!lines.TryGetValue(prefix + "_RA", out var raText) || !lines.TryGetValue(prefix + "_DEC", out var decText)
                || DegreesPattern().Match(raText) is not { Success: true } ra || DegreesPattern().Match(decText) is not { Success: true } dec)
                continue;
            PositionError? error = null;
            double? containment = null;
            if (lines.TryGetValue(prefix + "_ERROR", out var errorText) && RadiusPattern().Match(errorText) is { Success: true } radius && Prose.Number(radius, "e") is { } value)
            {
                var unit = radius.Groups["u"].Value;
                error = SentPositions.Circle(unit == "arcmin" ? value / ArcminPerDeg : unit == "arcsec" ? value / ArcsecPerDeg : value, remarks);
                containment = (double?)((decimal?)Prose.Number(PercentPattern().Match(errorText), "p") / 100m);
            }
            return SentPositions.Of(Prose.Number(ra, "v")!.Value, Prose.Number(dec, "v")!.Value, error, containment, byConvention, null, remarks);
        }
        return null;
    }

    private static double? Quantity(Dictionary<string, string> lines, string key, string unit) =>
        lines.TryGetValue(key, out var text) && QuantityPattern().Match(text) is { Success: true } match && match.Groups["u"].Value == unit ? Prose.Number(match, "v") : null;

    [GeneratedRegex(@"^\s*TITLE:\s*GCN/[\w/ -]{1,60}NOTICE")]
    private static partial Regex TitlePattern();

    [GeneratedRegex(@"^(?<k>[A-Z][A-Z0-9_]{1,40}):(?<v>[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex LinePattern();

    [GeneratedRegex("[0-9]{2}/[0-9]{2}/[0-9]{2}")]
    private static partial Regex DayPattern();

    [GeneratedRegex(@"\{(?<t>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)\}")]
    private static partial Regex ClockPattern();

    [GeneratedRegex(@"^(?<v>[+-]?[0-9]+(?:\.[0-9]+)?)d \{[^}]{1,40}\} \(J2000\)")]
    private static partial Regex DegreesPattern();

    [GeneratedRegex(@"^(?<e>[0-9]+(?:\.[0-9]+)?) \[(?<u>arcmin|arcsec|deg) radius")]
    private static partial Regex RadiusPattern();

    [GeneratedRegex(@"(?<p>[0-9]{1,2}(?:\.[0-9]+)?)% containment")]
    private static partial Regex PercentPattern();

    [GeneratedRegex(@"^(?<v>[0-9.]+(?:[eE][+-]?[0-9]+)?) \[(?<u>[^\]]{1,20})\]")]
    private static partial Regex QuantityPattern();

    [GeneratedRegex(@"\btest\b", RegexOptions.IgnoreCase)]
    private static partial Regex TestPattern();
}
