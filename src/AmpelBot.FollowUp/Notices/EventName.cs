using System.Globalization;
using System.Text.RegularExpressions;

namespace AmpelBot.FollowUp.Notices;

/// <summary>The standard name of an event.</summary>
/// <remarks>
/// Canonical spellings, without spaces, fit for folder names: superevents S190814bv, MS181101ab (mock), TS190101a (test) with small
/// letters; GW170817 and GW200105_162426; IceCube tracks IC191001A; IceCube cascades IceCube-Cascade-241230a, which count their letters
/// apart from the tracks of the same day; bursts GRB180116A, GRB030329 (no letter before 2010) and, named by the fraction of the day as
/// Fermi's triggers are, GRB180116026; EP240219a, XRF080109, FRB20180916B, FRB121102, HAWC190927A, ANTARES150901A.
/// </remarks>
/// <param name="Name">Canonical spelling: S190814bv, GW170817, MS181101ab, IC191001A, GRB180116A.</param>
/// <param name="Messenger">
/// What the name tells of the messenger: gravitational wave for S, MS, TS, GW; neutrino for IceCube and ANTARES; gamma-ray burst for
/// GRB and GBM triggers; unknown for X-ray (EP, XRF), radio (FRB) and TeV (HAWC) events.
/// </param>
public sealed partial record EventName(string Name, Messenger Messenger)
{
    /// <summary>Characters that a text may have to be read as a name.</summary>
    public const int MaxLength = 64;

    /// <summary>The day (UTC) that the name tells; null when it tells none.</summary>
    public DateOnly? DayUtc =>
        DigitsPattern().Match(Name) is { Success: true } digits ? DayOf(digits.Value, Name.StartsWith("GRB", StringComparison.Ordinal)) : null;

    /// <summary>
    /// Reads a name in any usual spelling (S190814bv, s190814BV, IC191001A, IceCube-191001A, IceCube Cascade 241230a, GRB 180116A,
    /// GRB180116.026, GBM trigger bn180116026), the date in it checked; null when the text is no event name.
    /// </summary>
    public static EventName? TryParse(string text) => Read(text)?.Value;

    /// <summary>
    /// Reads a name as <see cref="TryParse"/> does and tells what is wrong with one that is nearly a name: a day that no calendar
    /// has, letters left out. Null when the text does not look like an event name at all.
    /// </summary>
    public static ParseResult<EventName>? Read(string text)
    {
        if (text.Length > MaxLength)
            return null;
        var plain = PlainText.Plain(text).Trim();
        if (plain.Any(c => c > '~') || NamePattern().Match(plain) is not { Success: true } match)
            return null;
        var kind = match.Groups["kind"].Value.ToUpperInvariant();
        var date = match.Groups["date"].Value;
        var rest = match.Groups["rest"].Value;
        return kind switch
        {
            "S" or "MS" or "TS" => Lettered(kind, date, rest.ToLowerInvariant(), Messenger.GravitationalWave, 4, "S190814bv"),
            "GW" when rest.Length == 7 && rest[0] == '_' && IsTimeOfDay(rest[1..]) => Dated(kind + date + rest, date, Messenger.GravitationalWave),
            "GW" => Optional(kind, date, rest.ToLowerInvariant(), Messenger.GravitationalWave, 4),
            "IC" or "ICECUBE" when match.Groups["cascade"].Success =>
                Lettered("IceCube-Cascade-", date, rest.ToLowerInvariant(), Messenger.Neutrino, 1, "IceCube-Cascade-241230a"),
            "IC" or "ICECUBE" => Lettered("IC", date, rest.ToUpperInvariant(), Messenger.Neutrino, 1, "IC191001A"),
            "ANTARES" => Lettered(kind, date, rest.ToUpperInvariant(), Messenger.Neutrino, 1, "ANTARES150901A"),
            "BN" => Digits(rest) == 3 ? Dated("GRB" + date + rest, date, Messenger.GammaRayBurst) : null,
            "GRB" => Burst(date, rest.ToUpperInvariant()),
            "EP" => Lettered(kind, date, rest.ToLowerInvariant(), Messenger.Unknown, 2, "EP240219a"),
            "XRF" => Optional(kind, date, rest.ToUpperInvariant(), Messenger.Unknown, 1),
            "HAWC" => Lettered(kind, date, rest.ToUpperInvariant(), Messenger.Unknown, 1, "HAWC190927A"),
            "FRB" when rest.Length >= 2 && Digits(rest[..2]) == 2 =>
                Lettered(kind, date + rest[..2], rest[2..].ToUpperInvariant(), Messenger.Unknown, 3, "FRB20180916B"),
            "FRB" => Optional(kind, date, rest.ToUpperInvariant(), Messenger.Unknown, 3),
            _ => null,
        };
    }

    private static ParseResult<EventName>? Burst(string date, string rest) => rest switch
    {
        _ when Digits(rest) == 3 => Dated("GRB" + date + rest, date, Messenger.GammaRayBurst),
        { Length: 4 } when rest[0] == '.' && Digits(rest[1..]) == 3 => Dated("GRB" + date + rest[1..], date, Messenger.GammaRayBurst),
        { Length: 3 } when rest[0] == '.' && Digits(rest[1..]) == 2 => Dated("GRB" + date + rest, date, Messenger.GammaRayBurst),
        "" when DayOf(date, true) is { Year: < 2010 } => Dated("GRB" + date, date, Messenger.GammaRayBurst),
        _ => Lettered("GRB", date, rest, Messenger.GammaRayBurst, 1, "GRB180116A"),
    };

    /// <summary>A name that ends in one letter at least.</summary>
    private static ParseResult<EventName>? Lettered(string prefix, string date, string rest, Messenger messenger, int most, string example)
    {
        if (rest.Length == 0)
            return ParseResult<EventName>.Failure(
                $"\"{prefix}{date}\" is an event name without its last letter or letters, which tell the events of one day apart: for example {example}.", 0);
        return Letters(rest) is { } letters && letters <= most ? Dated(prefix + date + rest, date, messenger) : null;
    }

    private static ParseResult<EventName>? Optional(string prefix, string date, string rest, Messenger messenger, int most) =>
        Letters(rest) is { } letters && letters <= most ? Dated(prefix + date + rest, date, messenger) : null;

    private static ParseResult<EventName> Dated(string name, string date, Messenger messenger)
    {
        if (DayOf(date, messenger == Messenger.GammaRayBurst) is not null)
            return ParseResult<EventName>.Of(new EventName(name, messenger));
        return ParseResult<EventName>.Failure(
            $"\"{name}\" looks like an event name, but {date} is no day of the calendar (year, month, day): for example S190814bv is of 2019-08-14.", 0);
    }

    /// <summary>The day of YYMMDD or YYYYMMDD; only bursts are older than 2000 (the first, GRB670702, is of 1967).</summary>
    private static DateOnly? DayOf(string digits, bool isBurst)
    {
        var century = digits.Length == 8 ? "" : isBurst && string.CompareOrdinal(digits, "67") >= 0 ? "19" : "20";
        return DateOnly.TryParseExact(century + digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    private static bool IsTimeOfDay(string digits) =>
        TimeOnly.TryParseExact(digits, "HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>The number of characters when all are digits, otherwise null.</summary>
    private static int? Digits(string text) => text.All(char.IsAsciiDigit) ? text.Length : null;

    private static int? Letters(string text) => text.All(char.IsAsciiLetter) ? text.Length : null;

    [GeneratedRegex(
        "^(?:(?:LIGO|VIRGO|KAGRA)(?:[/-](?:LIGO|VIRGO|KAGRA)){0,2}[ ._-]{0,3}(?=[SMTG]))?" +
        "(?<kind>S|MS|TS|GW|ICECUBE|IC|GRB|BN|EP|FRB|XRF|HAWC|ANTARES)[ ._-]{0,3}" +
        "(?<cascade>(?<=^IC(?:ECUBE)?[ ._-]{0,3})CASCADE[ ._-]{0,3})?" +
        "(?<date>[0-9]{6})(?<rest>[._]?[0-9]{0,6}[A-Z]{0,4})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex("[0-9]{8}(?![0-9])|[0-9]{6}")]
    private static partial Regex DigitsPattern();
}
