using System.Globalization;
using System.Text.RegularExpressions;

namespace AmpelBot.Chat.Commands;

/// <summary>A right ascension or declination as typed.</summary>
/// <param name="Degrees">The value in degrees.</param>
/// <param name="PlusDeg">Error upwards in degrees, above 0; null when no errors were given.</param>
/// <param name="MinusDeg">Error downwards in degrees, above 0; null when no errors were given.</param>
/// <param name="Containment">Probability inside the errors as written behind them (90% PSF containment); null when not written.</param>
internal sealed partial record CoordinateValue(double Degrees, double? PlusDeg, double? MinusDeg, double? Containment)
{
    private const string Number = "(?:[0-9]{1,3}(?:\\.[0-9]{0,12})?|\\.[0-9]{1,12})";

    /// <summary>
    /// Reads a coordinate with its errors in any of the ways that circulars write it: 314.08+6.56-2.26, 314.08 (+6.56, -2.26 deg),
    /// 314.08 +6.56/-2.26, 357.98 [-2.1,+2.3], 12.94+-0.5, 12.94±0.5, behind it J2000 and "90% PSF containment".
    /// </summary>
    /// <param name="name">ra or dec, as typed.</param>
    /// <param name="text">The text in plain characters.</param>
    /// <param name="isRightAscension">Whether 0 to 360 is the range, or -90 to 90.</param>
    /// <param name="value">The coordinate.</param>
    /// <returns>Null, or a sentence that says what is wrong and shows a right one.</returns>
    public static string? Read(string name, string text, bool isRightAscension, out CoordinateValue value)
    {
        value = new CoordinateValue(0, null, null, null);
        var example = isRightAscension ? $"{name}=314.08+6.56-2.26" : $"{name}=12.94+1.50-1.47";
        var shown = $"{name}={Word.Quote(text)[1..^1]}";
        double? containment = null;
        if (ContainmentPattern().Match(text) is { Success: true } inside)
        {
            if (OptionValue.Level("containment", inside.Groups["level"].Value + "%", out var level) is { } wrong)
                return wrong;
            containment = level;
            text = text.Remove(inside.Index, inside.Length);
        }
        var compact = FillerPattern().Replace(text, "").Replace("+/-", "\u00B1", StringComparison.Ordinal).Replace("+-", "\u00B1", StringComparison.Ordinal);
        if (ApartPattern().IsMatch(text) || CoordinatePattern().Match(compact) is not { Success: true } match)
            return compact.Contains(':', StringComparison.Ordinal) || compact.Contains('h', StringComparison.OrdinalIgnoreCase)
                ? $"{shown} looks like hours or arc minutes; I read decimal degrees only, with errors in degrees: {example}."
                : $"{shown} is not a coordinate with errors in decimal degrees: write it like {example} or {name}=12.94+-0.5.";
        double Part(string group) => double.Parse(match.Groups[group].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        var degrees = Part("value");
        if (isRightAscension ? degrees is < 0 or > 360 : degrees is < -90 or > 90)
            return $"{shown} is out of range: {(isRightAscension ? "right ascension lies between 0 and 360" : "declination lies between -90 and 90")} degrees, for example {example}.";
        if (!match.Groups["plus"].Success && !match.Groups["both"].Success)
        {
            value = new CoordinateValue(degrees, null, null, containment);
            return null;
        }
        var (plus, minus) = match.Groups["both"].Success ? (Part("both"), Part("both")) : (Part("plus"), Part("minus"));
        var most = isRightAscension ? 180 : 90;
        if (plus <= 0 || minus <= 0 || plus > most || minus > most)
            return $"{shown} has an error that is 0 or too large: errors lie above 0 and at most {most} degrees, for example {example}.";
        value = new CoordinateValue(degrees, plus, minus, containment);
        return null;
    }

    /// <summary>Whether a word goes on with the coordinate before it: an error, a bracket, a unit, a frame.</summary>
    /// <param name="word">The word, plain.</param>
    /// <param name="before">What the coordinate has so far.</param>
    public static bool Continues(string word, string before)
    {
        var bare = word.Trim('(', ')', '[', ']', ',', ';', '.');
        return UnitPattern().IsMatch(bare)
            || word.Length > 0 && NumbersPattern().IsMatch(word) && (!char.IsAsciiDigit(word[0]) || before.Length > 0 && "+-/,([\u00B1".Contains(before[^1], StringComparison.Ordinal));
    }

    [GeneratedRegex("(?<level>[0-9]{1,3}(?:\\.[0-9]{1,6})?)\\s*%\\s*(?:psf\\s*)?(?:containment)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ContainmentPattern();

    [GeneratedRegex("[\\s()\\[\\]]|degrees?|deg|\u00B0|j2000|icrs|[,;.]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FillerPattern();

    [GeneratedRegex("^(?:degrees?|deg|\u00B0|j2000|icrs|psf|containment|[0-9]{1,3}(?:\\.[0-9]{1,6})?%)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UnitPattern();

    [GeneratedRegex("^[0-9.+\\-\u00B1/,()\\[\\]\u00B0]+(?:deg)?[),;\\]]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NumbersPattern();

    [GeneratedRegex("[0-9.]\\s+[0-9.]", RegexOptions.CultureInvariant)]
    private static partial Regex ApartPattern();

    [GeneratedRegex(
        "^(?<value>[+-]?" + Number + ")(?:\u00B1(?<both>" + Number + ")|" +
        ",?\\+(?<plus>" + Number + ")[,/]?-(?<minus>" + Number + ")|,?-(?<minus>" + Number + ")[,/]?\\+(?<plus>" + Number + "))?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex CoordinatePattern();
}
