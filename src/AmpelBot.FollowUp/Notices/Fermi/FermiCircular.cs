using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Notices.Circulars;

namespace AmpelBot.FollowUp.Notices.Fermi;

/// <summary>Circulars of Fermi's GBM and LAT teams about their own triggers: final positions of GBM, positions of LAT, "is not a GRB".</summary>
internal static partial class FermiCircular
{
    private static readonly DateTimeOffset MissionZeroUtc = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool Wrote(Circular circular) => TeamPattern().IsMatch(circular.Flat[..Math.Min(circular.Flat.Length, 1000)]);

    public static CircularContent Read(Circular circular)
    {
        var remarks = new List<string>();
        var isLat = LatPattern().IsMatch(circular.Flat[..Math.Min(circular.Flat.Length, 1000)]) && !circular.Subject.Contains("GBM", StringComparison.Ordinal);
        var kind = CircularReader.Kind(circular.Subject);
        var isOwn = Prose.NameIn(circular.Subject) is not { } name || name.Messenger == Messenger.GammaRayBurst;
        if (!isOwn)
            return new CircularContent { Sender = FermiVoEvent.Sender, Instrument = isLat ? "LAT" : "GBM", Kind = kind };
        var (number, bn) = Triggers(circular);
        var final = circular.Subject.Contains("Final", StringComparison.OrdinalIgnoreCase) && circular.Subject.Contains("Localization", StringComparison.OrdinalIgnoreCase);
        var place = final ? FinalPattern().Match(circular.Flat) : isLat ? LatPlacePattern().Match(circular.Flat) : Match.Empty;
        SentPosition? position = null;
        if (place.Success)
            position = SentPositions.Of(Prose.Number(place, "ra")!.Value, Prose.Number(place, "dec")!.Value,
                Prose.Number(place, "e") is { } radius ? SentPositions.Circle(radius, remarks) : null,
                isLat ? Prose.Number(place, "p") / 100 : null, isLat ? null : 0.68, false, remarks);
        return new CircularContent
        {
            Sender = FermiVoEvent.Sender,
            Instrument = isLat ? "LAT" : "GBM",
            Kind = kind != NoticeKind.Report ? kind : final || position is not null ? NoticeKind.Update : NoticeKind.Report,
            EventId = Prose.NameIn(circular.Subject) is null ? number : null,
            Aliases = [number, bn?.Name],
            EventTimeUtc = TimePattern().Match(circular.Flat) is { Success: true } time ? Prose.Instant(Prose.Date(time.Groups["d"].Value), time.Groups["t"].Value) : null,
            Position = position,
            SkyMapAddress = MapPattern().Match(circular.Flat) is { Success: true } map ? map.Value : null,
            Remarks = remarks,
        };
    }

    /// <summary>The trigger's number (seconds of the mission) and its name by the day, which come in either order and have nine digits both.</summary>
    private static (string? Number, EventName? Name) Triggers(Circular circular)
    {
        foreach (var text in new[] { circular.Subject, circular.Flat })
            foreach (Match match in TriggerPattern().Matches(text))
                foreach (var (met, bn) in new[] { (match.Groups["a"].Value, match.Groups["b"].Value), (match.Groups["b"].Value, match.Groups["a"].Value) })
                    if (EventName.TryParse("bn" + bn) is { DayUtc: { } day } name
                        && DateOnly.FromDateTime(MissionZeroUtc.AddSeconds(long.Parse(met, CultureInfo.InvariantCulture)).UtcDateTime) == day)
                        return ($"{FermiVoEvent.Sender} {met}", name);
        return (null, null);
    }

    [GeneratedRegex(@"Fermi[ -]GBM team reports|behalf of the Fermi[ -](?:Gamma-ray Burst Monitor|GBM)|Fermi GBM Team:|behalf of the Fermi-LAT|Fermi-LAT (?:Collaboration|team):?", RegexOptions.IgnoreCase)]
    private static partial Regex TeamPattern();

    [GeneratedRegex(@"behalf of the Fermi-LAT|Fermi-LAT (?:Collaboration|team)", RegexOptions.IgnoreCase)]
    private static partial Regex LatPattern();

    [GeneratedRegex(@"(?<a>[0-9]{9})(?:\.[0-9]{1,9})? ?/ ?(?:bn|GRB ?)?(?<b>[0-9]{9})(?![0-9])")]
    private static partial Regex TriggerPattern();

    [GeneratedRegex(@"\bAt (?<t>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)(?: UTC?)? on (?<d>[0-9]{1,2} [A-Z][a-z]{2,8}\.? [0-9]{4})", RegexOptions.IgnoreCase)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"\bis RA = (?<ra>[0-9]+(?:\.[0-9]+)?), Dec = (?<dec>[+-]?[0-9]+(?:\.[0-9]+)?) \(.{0,120}?statistical uncertainty of (?<e>[0-9]+(?:\.[0-9]+)?) deg")]
    private static partial Regex FinalPattern();

    [GeneratedRegex(@"best LAT on-ground location is found to be:? RA, Dec = (?<ra>[0-9]+(?:\.[0-9]+)?), (?<dec>[+-]?[0-9]+(?:\.[0-9]+)?)(?: \(degrees, J2000\)| \(J2000\)| deg)?,? with an error radius of (?<e>[0-9]+(?:\.[0-9]+)?) deg \((?<p>[0-9]{2})% containment")]
    private static partial Regex LatPlacePattern();

    [GeneratedRegex(@"https?://[\w./-]{1,200}/glg_healpix_[\w-]{1,60}\.fits?")]
    private static partial Regex MapPattern();
}
