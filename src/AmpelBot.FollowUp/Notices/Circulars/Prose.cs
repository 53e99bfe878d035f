using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices.Circulars;

/// <summary>Names, numbers and times in prose.</summary>
internal static partial class Prose
{
    /// <summary>The first standard event name in a text.</summary>
    public static EventName? NameIn(string text) => NamesIn(text).FirstOrDefault();

    /// <summary>The standard event names in a text, in their order.</summary>
    public static IEnumerable<EventName> NamesIn(string text) => NamePattern().Matches(text).Select(m => EventName.TryParse(m.Value)).OfType<EventName>();

    /// <summary>The name of an optical transient (AT2023sva, SN2023pel, ZTF23abaanxz) in a text.</summary>
    public static string? TransientIn(string text) => TransientPattern().Match(text) is { Success: true } match ? match.Value.Replace(" ", "", StringComparison.Ordinal) : null;

    /// <summary>A group's number, exactly as it is written; null when the pattern does not match.</summary>
    public static double? Number(Match match, string group) =>
        match.Success && double.TryParse(match.Groups[group].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A date as 2023-08-23, 2019/01/04, 21/05/10 (year, month, day), 31 Jul 2023 or 02 August 2023.</summary>
    public static DateOnly? Date(string text)
    {
        string[] forms = ["yyyy-MM-dd", "yyyy/MM/dd", "yy/MM/dd", "d MMM yyyy", "d MMMM yyyy", "MMMM d, yyyy", "MMMM d yyyy"];
        return DateOnly.TryParseExact(text.Trim().Replace(".", "", StringComparison.Ordinal), forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>The instant of a date and a time of day as 22:12:40.629.</summary>
    public static DateTimeOffset? Instant(DateOnly? day, string time) =>
        day is { } date && Iso8601.TryParse($"{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}T{time.Trim()}", out var utc) ? utc : null;

    [GeneratedRegex(
        "(?<![A-Za-z0-9])(?:MS|TS|S|GW|IceCube|IC|GRB|EP|XRF|FRB|HAWC|ANTARES)[ ._-]{0,3}(?:Cascade[ ._-]{0,3})?[0-9]{6}(?:_[0-9]{6}|[._][0-9]{2,6}|[0-9]{0,3}[A-Za-z]{0,4})(?![A-Za-z0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex("(?<![A-Za-z0-9])(?:(?:AT|SN) ?20[0-9]{2}[A-Za-z]{1,6}|ZTF[0-9]{2}[a-z]{7})(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex TransientPattern();
}
