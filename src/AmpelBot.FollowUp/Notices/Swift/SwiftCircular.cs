using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Notices.Circulars;

namespace AmpelBot.FollowUp.Notices.Swift;

/// <summary>Circulars of the Swift team about its own triggers: detections by BAT, enhanced positions of XRT, triggers that are not bursts.</summary>
internal static partial class SwiftCircular
{
    private const double ArcminPerDeg = 60;
    private const double ArcsecPerDeg = 3600;

    public static bool Wrote(Circular circular) => TeamPattern().IsMatch(circular.Flat[..Math.Min(circular.Flat.Length, 1200)]);

    public static CircularContent Read(Circular circular)
    {
        var remarks = new List<string>();
        var kind = CircularReader.Kind(circular.Subject);
        var name = Prose.NameIn(circular.Subject);
        if (name is { Messenger: Messenger.GravitationalWave or Messenger.Neutrino })
            return new CircularContent { Sender = SwiftVoEvent.Sender, Kind = kind };
        if (kind == NoticeKind.Retraction && name is null)
            return Retraction(circular);
        var bat = circular.Subject.Contains("detection of a burst", StringComparison.OrdinalIgnoreCase) ? BatPattern().Match(circular.Flat) : Match.Empty;
        var xrt = circular.Subject.Contains("Enhanced Swift-XRT position", StringComparison.OrdinalIgnoreCase) ? XrtPattern().Match(circular.Flat) : Match.Empty;
        var trigger = DetectionPattern().Match(circular.Flat);
        return new CircularContent
        {
            Sender = SwiftVoEvent.Sender,
            Instrument = bat.Success ? "BAT" : xrt.Success ? "XRT" : null,
            Kind = kind != NoticeKind.Report ? kind : bat.Success ? NoticeKind.Initial : xrt.Success ? NoticeKind.Update : NoticeKind.Report,
            Aliases = [trigger.Success && bat.Success ? $"{SwiftVoEvent.Sender} {trigger.Groups["n"].Value}" : null],
            // The circular gives the time of day alone; the day is the one in the burst's name.
            EventTimeUtc = bat.Success && trigger.Success ? Prose.Instant(name?.DayUtc, trigger.Groups["t"].Value) : null,
            Position = Place(bat, remarks) ?? Place(xrt, remarks),
            Remarks = remarks,
        };
    }

    private static SentPosition? Place(Match match, List<string> remarks) => !match.Success ? null : SentPositions.Of(
        Prose.Number(match, "ra")!.Value, Prose.Number(match, "dec")!.Value,
        SentPositions.Circle(Prose.Number(match, "e")!.Value / (match.Groups["u"].Value == "arcmin" ? ArcminPerDeg : ArcsecPerDeg), remarks),
        (double?)((decimal?)Prose.Number(match, "p") / 100m), null, match.Groups["sys"].Success ? true : null, remarks);

    /// <summary>The triggers that the subject names; of a range, those that the text names one by one.</summary>
    private static CircularContent Retraction(Circular circular)
    {
        var numbers = NumberPattern().Matches(circular.Subject).Select(m => m.Value).ToList();
        if (RangePattern().Match(circular.Subject) is { Success: true } range)
        {
            var (first, last) = (int.Parse(range.Groups["a"].Value, CultureInfo.InvariantCulture), int.Parse(range.Groups["b"].Value, CultureInfo.InvariantCulture));
            numbers = [.. NumberPattern().Matches(circular.Flat).Select(m => m.Value).Where(n => int.Parse(n, CultureInfo.InvariantCulture) is var number && number >= first && number <= last)];
        }
        var ids = numbers.Distinct().Select(n => $"{SwiftVoEvent.Sender} {n}").ToArray();
        return new CircularContent
        {
            Sender = SwiftVoEvent.Sender,
            Instrument = "BAT",
            Kind = NoticeKind.Retraction,
            EventId = ids.FirstOrDefault(),
            OtherEventIds = [.. ids.Skip(1)],
            EventTimeUtc = ids.Length == 1 && TimePattern().Match(circular.Flat) is { Success: true } time
                ? Prose.Instant(Prose.Date(time.Groups["d"].Success ? time.Groups["d"].Value : time.Groups["d2"].Value), time.Groups["t"].Success ? time.Groups["t"].Value : time.Groups["t2"].Value) : null,
        };
    }

    [GeneratedRegex(@"behalf of the (?:Neil Gehrels )?Swift(?:-| |/)?(?:Observatory|XRT|BAT|UVOT)?(?: |-)?team|Neil Gehrels Swift Observatory Team", RegexOptions.IgnoreCase)]
    private static partial Regex TeamPattern();

    [GeneratedRegex(@"\bAt (?<t>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?) UT, the Swift Burst Alert Telescope \(BAT\) triggered and located [^()]{1,60}\(trigger(?: number)?[= ]+(?<n>[0-9]{6,8})\)")]
    private static partial Regex DetectionPattern();

    [GeneratedRegex(@"BAT on-board calculated location is RA, Dec (?<ra>[0-9]+(?:\.[0-9]+)?), (?<dec>[+-]?[0-9]+(?:\.[0-9]+)?) which is .{0,120}?with an uncertainty of (?<e>[0-9]+(?:\.[0-9]+)?) (?<u>arcmin)[^(]{0,20}\(radius, (?<p>[0-9]{2})% containment(?<sys>, including systematic uncertainty)?\)")]
    private static partial Regex BatPattern();

    [GeneratedRegex(@"RA, Dec = (?<ra>[0-9]+(?:\.[0-9]+)?), (?<dec>[+-]?[0-9]+(?:\.[0-9]+)?) which is .{0,160}?with an uncertainty of (?<e>[0-9]+(?:\.[0-9]+)?) (?<u>arcsec)[^(]{0,20}\(radius, (?<p>[0-9]{2})% confidence\)")]
    private static partial Regex XrtPattern();

    [GeneratedRegex(@"(?<![0-9.])[0-9]{6,8}(?![0-9.])")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"(?<![0-9.])(?<a>[0-9]{6,8})-(?<b>[0-9]{6,8})(?![0-9.])")]
    private static partial Regex RangePattern();

    [GeneratedRegex(@"(?<d2>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?<t2>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?) UT|(?<t>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?) UT on (?<d>[0-9]{4}-[0-9]{2}-[0-9]{2})")]
    private static partial Regex TimePattern();
}
