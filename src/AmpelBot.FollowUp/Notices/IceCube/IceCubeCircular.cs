using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Notices.Circulars;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices.IceCube;

/// <summary>Circulars of IceCube: refined directions in all the spellings of their errors, retractions, neutrinos with gravitational waves.</summary>
internal static partial class IceCubeCircular
{
    public static bool Wrote(Circular circular) =>
        circular.Flat[..Math.Min(circular.Flat.Length, 300)].Contains("The IceCube Collaboration", StringComparison.OrdinalIgnoreCase)
        || circular.Subject.Contains("IceCube observation of a high-energy neutrino", StringComparison.OrdinalIgnoreCase)
        || AstrotrackPattern().IsMatch(circular.Subject);

    public static CircularContent Read(Circular circular)
    {
        var remarks = new List<string>();
        var name = Prose.NameIn(circular.Subject);
        if (name is { Messenger: not Messenger.Neutrino })
            return OfOthers(circular, remarks);
        var (ra, raErrors, raContainment) = Line(circular.Body, RaPattern(), remarks);
        var (dec, decErrors, decContainment) = Line(circular.Body, DecPattern(), remarks);
        var containment = raContainment == decContainment ? raContainment : null;
        if (raContainment != decContainment)
            remarks.Add("The circular gives the errors of RA and Dec with different containments; none is kept.");
        PositionError? error = raErrors is { } r && decErrors is { } d ? new PositionError.Sides(r.Plus, r.Minus, d.Plus, d.Minus) : null;
        var alert = AlertPattern().Match(circular.Flat) is { Success: true } link ? link : AstrotrackPattern().Match(circular.Subject);
        var numbered = alert.Success ? EventIds.OfIceCube(alert.Groups["r"].Value, alert.Groups["e"].Value) : null;
        return new CircularContent
        {
            Sender = IceCubeVoEvent.Sender,
            Kind = Kind(circular),
            EventId = name is null ? numbered : null,
            Aliases = [numbered],
            EventTimeUtc = TimeUtc(circular, name, remarks),
            Position = ra is { } raDeg && dec is { } decDeg ? SentPositions.Of(raDeg, decDeg, error, containment, null, null, remarks) : null,
            SkyMapAddress = MapPattern().Match(circular.Flat) is { Success: true } map ? map.Value : null,
            FarPerYear = Prose.Number(FarPattern().Match(circular.Flat), "f"),
            Search = StreamPattern().Match(circular.Flat) is { Success: true } stream ? stream.Groups["s"].Value : null,
            Remarks = remarks,
        };
    }

    private static NoticeKind Kind(Circular circular) =>
        CircularReader.Kind(circular.Subject) is var said and not NoticeKind.Report ? said
        : BackgroundPattern().IsMatch(circular.Flat) ? NoticeKind.Retraction
        : circular.Subject.Contains("observation of a high-energy neutrino", StringComparison.OrdinalIgnoreCase) || RaPattern().IsMatch(circular.Body) ? NoticeKind.Update
        : NoticeKind.Report;

    /// <summary>What IceCube saw with somebody else's event: nothing about what that event is.</summary>
    private static CircularContent OfOthers(Circular circular, List<string> remarks) => new()
    {
        Sender = IceCubeVoEvent.Sender,
        Kind = NoticeKind.Report,
        CoincidentNeutrinos = [.. NeutrinoPattern().Matches(circular.Body).Take(100).Select(m => new CoincidentNeutrino(
            Prose.Number(m, "dt"),
            SentPositions.Of(Prose.Number(m, "ra")!.Value, Prose.Number(m, "dec")!.Value, SentPositions.Circle(Prose.Number(m, "err")!.Value, remarks),
                circular.Flat.Contains("90% CL containment", StringComparison.Ordinal) || circular.Flat.Contains("90% containment", StringComparison.Ordinal) ? 0.9 : null, null, null, remarks),
            Prose.Number(m, "pg"), Prose.Number(m, "pb")))],
        Remarks = remarks,
    };

    /// <summary>A coordinate, its errors and containment: (+2.00, -1.85 deg 90% …), (+0.41 / -0.63 …), (+ 1.73 - 1.68 …), [-2.1,+2.3] (deg 90% …), (+/- 0.5 …).</summary>
    private static (double? Value, (double Plus, double Minus)? Errors, double? Containment) Line(string body, Regex pattern, List<string> remarks)
    {
        var match = pattern.Match(body);
        if (!match.Success)
            return (null, null, null);
        var rest = match.Groups["rest"].Value;
        double? containment = ContainmentPattern().Match(rest) is { Success: true } percent && Prose.Number(percent, "p") is { } p ? (double)((decimal)p / 100m) : null;
        var open = rest.IndexOfAny(['(', '[']);
        var close = open < 0 ? -1 : rest.IndexOfAny([')', ']'], open);
        if (open < 0 || close < 0)
            return (Prose.Number(match, "v"), null, containment);
        var inside = rest[open..close];
        if (SymmetricPattern().Match(inside) is { Success: true } both && Prose.Number(both, "e") is { } same)
            return (Prose.Number(match, "v"), (same, same), containment);
        // The sign tells which error it is, not its place: some circulars give the minus first.
        var signed = SignedPattern().Matches(inside).ToArray();
        if (signed is [var one, var two] && one.Groups["s"].Value != two.Groups["s"].Value)
        {
            var (plus, minus) = one.Groups["s"].Value == "+" ? (one, two) : (two, one);
            return (Prose.Number(match, "v"), (Prose.Number(plus, "e")!.Value, Prose.Number(minus, "e")!.Value), containment);
        }
        remarks.Add($"The errors \"{inside.Trim()}\" are not one plus and one minus; they are left out.");
        return (Prose.Number(match, "v"), null, containment);
    }

    /// <summary>The time of the block of numbers and that of the prose; where they differ, the one of the day that the name tells.</summary>
    private static DateTimeOffset? TimeUtc(Circular circular, EventName? name, List<string> remarks)
    {
        var date = DatePattern().Match(circular.Body);
        var time = TimePattern().Match(circular.Body);
        var block = date.Success && time.Success ? Prose.Instant(Prose.Date(date.Groups["d"].Value), time.Groups["t"].Value) : null;
        var sentence = SentencePattern().Match(circular.Flat);
        var prose = sentence.Success ? Prose.Instant(Prose.Date(sentence.Groups["d"].Value), sentence.Groups["t"].Value) : null;
        if (block is null || prose is null)
            return block ?? prose;
        if (DateOnly.FromDateTime(block.Value.UtcDateTime) == DateOnly.FromDateTime(prose.Value.UtcDateTime))
            return block;
        var isProse = name?.DayUtc == DateOnly.FromDateTime(prose.Value.UtcDateTime);
        var isBlock = name?.DayUtc == DateOnly.FromDateTime(block.Value.UtcDateTime);
        var taken = isProse ? prose : isBlock ? block : null;
        remarks.Add($"The circular contradicts itself about the time of the event: {Iso8601.Format(prose.Value, 2)} in its text, {Iso8601.Format(block.Value, 2)} in its list. "
            + (taken is null ? "Neither is taken, as the name tells no more." : $"The one of the day in the name {name!.Name} is taken."));
        return taken;
    }

    [GeneratedRegex(@"^[ \t]*RA(?:\(J2000\)|\[J2000\])?[ \t]*[:=][ \t]*(?<v>[0-9]{1,3}(?:\.[0-9]+)?)(?<rest>[^\n]*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex RaPattern();

    [GeneratedRegex(@"^[ \t]*Dec(?:\(J2000\)|\[J2000\])?[ \t]*[:=][ \t]*(?<v>[+-]?[0-9]{1,2}(?:\.[0-9]+)?)(?<rest>[^\n]*)", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DecPattern();

    [GeneratedRegex(@"(?<p>[0-9]{1,2}(?:\.[0-9]+)?)[ ]?%")]
    private static partial Regex ContainmentPattern();

    [GeneratedRegex(@"(?:\+/-|\+-|±)[ ]*(?<e>[0-9]+(?:\.[0-9]+)?)")]
    private static partial Regex SymmetricPattern();

    [GeneratedRegex(@"(?<s>[+-])[ ]*(?<e>[0-9]+(?:\.[0-9]+)?)")]
    private static partial Regex SignedPattern();

    [GeneratedRegex(@"^[ \t]*Date:[ \t]*(?<d>[0-9]{2,4}[-/][0-9]{2}[-/][0-9]{2})", RegexOptions.Multiline)]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"^[ \t]*Time:[ \t]*(?<t>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)", RegexOptions.Multiline)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"\bOn (?<d>[0-9]{2,4}[-/][0-9]{2}[-/][0-9]{2}),? at (?<t>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?) UT", RegexOptions.IgnoreCase)]
    private static partial Regex SentencePattern();

    [GeneratedRegex(@"false alarm rate of (?<f>[0-9]+(?:\.[0-9]+)?) events? per year", RegexOptions.IgnoreCase)]
    private static partial Regex FarPattern();

    [GeneratedRegex(@"ICECUBE_(?:Astrotrack_)?(?<s>GOLD|BRONZE|CASCADE)", RegexOptions.IgnoreCase)]
    private static partial Regex StreamPattern();

    [GeneratedRegex(@"notices_amon\w*/(?<r>[0-9]{5,7})_(?<e>[0-9]{1,10})\.amon")]
    private static partial Regex AlertPattern();

    [GeneratedRegex(@"\bIceCube (?:Astrotrack|Cascade)[ \w]{0,20} (?<r>[0-9]{5,7})_(?<e>[0-9]{1,10})(?:\.amon)?", RegexOptions.IgnoreCase)]
    private static partial Regex AstrotrackPattern();

    [GeneratedRegex(@"https?://[\w./-]{1,200}\.fits(?:\.gz)?")]
    private static partial Regex MapPattern();

    [GeneratedRegex(@"likely that it was caused by a [\w-]{1,20} ?muon|\bwe (?:hereby )?retract\b|\bthis (?:alert|event) (?:is|has been) retracted\b|consistent with (?:being )?background rather than", RegexOptions.IgnoreCase)]
    private static partial Regex BackgroundPattern();

    [GeneratedRegex(@"^[ \t]*(?<dt>-?[0-9]+(?:\.[0-9]+)?)[ \t]+(?<ra>[0-9]+(?:\.[0-9]+)?)[ \t]+(?<dec>-?[0-9]+(?:\.[0-9]+)?)[ \t]+(?<err>[0-9]+(?:\.[0-9]+)?)[ \t]+(?<pg>not applicable|[0-9.e-]+)[ \t]+(?<pb>not applicable|[0-9.e-]+)[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex NeutrinoPattern();
}
