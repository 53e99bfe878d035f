using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.Alerts.Archive;
using AmpelBot.Sky;

namespace AmpelBot.Chat.Commands;

/// <summary>
/// Reads the values of options. Each method gives null and the value, or a sentence that says what is wrong with the text and shows a
/// right one.
/// </summary>
internal static partial class OptionValue
{
    /// <summary>Longest window in days.</summary>
    public const double MaxDays = 10_000;

    private const int FirstYear = 1950;
    private const int LastYear = 2100;

    /// <summary>
    /// A level: with % a percentage; without, up to 1 a fraction and from 2 to 100 a percentage; between 1 and 2 it could be a slip of
    /// either and is refused.
    /// </summary>
    /// <param name="name">What the value is of, as typed.</param>
    /// <param name="text">The value.</param>
    /// <param name="level">Above 0 to 1.</param>
    public static string? Level(string name, string text, out double level)
    {
        level = 0;
        var match = LevelPattern().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return $"{name}={Shown(text)} is not a share of the probability: write a fraction ({name}=0.9) or a percentage ({name}=90%)"
                + (text.Contains(',', StringComparison.Ordinal) ? ", with a point before the decimals." : ".");
        var isPercent = match.Groups["percent"].Success;
        if (number <= 0)
            return $"{name}={Shown(text)} is out of range: a share of the probability lies above 0, for example {name}=0.9.";
        if (number > 100)
            return $"{name}={Shown(text)} is more than the whole probability: write at most {name}=1 or {name}=100%.";
        if (!isPercent && number is > 1 and < 2)
            return $"{name}={Shown(text)} is neither a fraction (it is above 1) nor a likely percentage: write {name}=0.9 or {name}=90%, "
                + $"and {name}={Shown(text)}% if you mean it.";
        level = (double)(isPercent || number > 1 ? number / 100m : number);
        return null;
    }

    /// <summary>A length of time: days when no unit is given (3, 3d, 3 days), or hours (36h).</summary>
    public static string? Days(string name, string text, out double days)
    {
        days = 0;
        var match = DaysPattern().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return $"{name}={Shown(text)} is not a length of time: write a number of days or hours, for example {name}=3 or {name}=36h.";
        var length = (double)(match.Groups["hours"].Success ? number / 24m : number);
        if (length <= 0)
            return $"{name}={Shown(text)} leaves no time to scan: write a length above 0, for example {name}=3.";
        if (length > MaxDays)
            return $"{name}={Shown(text)} is longer than {MaxDays.ToString("N0", CultureInfo.InvariantCulture)} days, the most I scan: for example {name}=3.";
        days = length;
        return null;
    }

    /// <summary>A revision, 0 or more.</summary>
    public static string? Revision(string name, string text, out int revision)
    {
        if (text.Length is > 0 and <= 4 && text.All(char.IsAsciiDigit))
        {
            revision = int.Parse(text, CultureInfo.InvariantCulture);
            return null;
        }
        revision = 0;
        return $"{name}={Shown(text)} is not a revision: write a whole number from 0 to 9999, for example {name}=2, or leave it out for the most recent.";
    }

    /// <summary>A channel's name: letters, digits, - and _; small letters come out.</summary>
    public static string? Channel(string name, string text, out string channel)
    {
        channel = text.ToLowerInvariant();
        return text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null
            : $"{name}={Shown(text)} is not a channel's name (letters, digits, - and _ only): for example {name}=gw.";
    }

    /// <summary>Whose data: public, or all (partnership).</summary>
    public static string? Program(string name, string text, out DataRights rights)
    {
        var isPublic = text.Equals("public", StringComparison.OrdinalIgnoreCase);
        rights = isPublic ? DataRights.Public : DataRights.Partnership;
        return isPublic || text.ToLowerInvariant() is "all" or "partnership"
            ? null
            : $"{name}={Shown(text)} is not a program: write {name}=public for what the survey has published, or {name}=all.";
    }

    /// <summary>A radius in degrees, above 0 and at most 90.</summary>
    public static string? Radius(string name, string text, out double radiusDeg)
    {
        var number = RadiusPattern().Match(text);
        radiusDeg = 0;
        if (number.Success && double.TryParse(number.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 90)
        {
            radiusDeg = value;
            return null;
        }
        return $"{name}={Shown(text)} is not a radius: write degrees above 0 and at most 90, for example {name}=0.5.";
    }

    /// <summary>
    /// A time in UTC: a date (midnight), a date and time, either with year, month, day; <c>now</c>; a Julian date that says so
    /// (jd2458710.38, mjd58709.88, jd=…) or that cannot be anything else (a number from 2,400,001 to 2,500,000).
    /// </summary>
    public static string? Time(string name, string text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = now.ToUniversalTime();
        if (text.Equals("now", StringComparison.OrdinalIgnoreCase))
            return null;
        if (DatePattern().Match(text) is { Success: true } date)
            return CalendarTime(name, text, date, out time);
        if (JulianPattern().Match(text) is { Success: true } julian
            && double.TryParse(julian.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            var kind = julian.Groups["kind"].Value.ToLowerInvariant();
            if (kind == "" && number is < 2_400_001 or > 2_500_000)
                return $"{name}={Shown(text)} may be many things: write a date ({name}=2019-08-14T21:10:39), or {name}=mjd58709.88 or {name}=jd2458710.38 for a Julian date.";
            if (kind == "mjd" ? number is >= 33_282 and <= 88_434 : number is >= 2_433_282.5 and <= 2_488_434.5)
            {
                time = kind == "mjd" ? TimeScales.MjdToUtc(number) : TimeScales.JdToUtc(number);
                return null;
            }
            return $"{name}={Shown(text)} lies outside the years {FirstYear} to {LastYear}: for example {name}=mjd58709.88 or {name}=jd2458710.38.";
        }
        return $"{name}={Shown(text)} is not a time: write year-month-day, with a time in UTC if you like, for example {name}=2019-08-14 or {name}=2019-08-14T21:10:39.";
    }

    /// <summary>Whether a text that <see cref="Time"/> reads is a date without a time.</summary>
    public static bool IsDate(string text) => DatePattern().Match(text) is { Success: true } date && !date.Groups["hour"].Success;

    /// <summary>Whether a word can go on with the time before it: 21:10, 21:10:39.5, 21:10Z.</summary>
    public static bool IsTimeOfDay(string word) => TimeOfDayPattern().IsMatch(word);

    private static string? CalendarTime(string name, string text, Match date, out DateTimeOffset time)
    {
        time = default;
        int Part(string group) => date.Groups[group].Success ? int.Parse(date.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var (year, month, day) = (Part("year"), Part("month"), Part("day"));
        if (month is < 1 or > 12 || year is < 1 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return $"{name}={Shown(text)} names a day that no calendar has: write year-month-day, for example {name}=2019-08-14.";
        if (year is < FirstYear or > LastYear)
            return $"{name}={Shown(text)} lies outside the years {FirstYear} to {LastYear}: for example {name}=2019-08-14.";
        var (hour, minute, second) = (Part("hour"), Part("minute"), Part("second"));
        var (offsetHours, offsetMinutes) = (Part("offsetHours"), Part("offsetMinutes"));
        if (hour > 23 || minute > 59 || second > 59 || offsetHours > 14 || offsetMinutes > 59)
            return $"{name}={Shown(text)} names a time that no clock shows: write hours, minutes and seconds, for example {name}=2019-08-14T21:10:39.";
        var ticks = long.Parse(date.Groups["fraction"].Value.PadRight(7, '0')[..7], CultureInfo.InvariantCulture);
        var offset = new TimeSpan(offsetHours, offsetMinutes, 0);
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddTicks(ticks);
        time = new DateTimeOffset(date.Groups["sign"].Value == "-" ? local + offset : local - offset, TimeSpan.Zero);
        return null;
    }

    /// <summary>A value in a sentence: as typed, cut short, without the marks of <see cref="Word.Quote"/>.</summary>
    private static string Shown(string text) => Word.Quote(text)[1..^1];

    [GeneratedRegex("^(?<number>-?(?:[0-9]{1,12}(?:\\.[0-9]{0,12})?|\\.[0-9]{1,12}))\\s*(?<percent>%|percent)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LevelPattern();

    [GeneratedRegex("^(?<number>-?(?:[0-9]{1,12}(?:\\.[0-9]{0,12})?|\\.[0-9]{1,12}))\\s*(?:d|days?|(?<hours>h|hrs?|hours?))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DaysPattern();

    [GeneratedRegex("^(?<number>[0-9]{1,3}(?:\\.[0-9]{0,12})?|\\.[0-9]{1,12})\\s*(?:deg|degrees?|\u00B0)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RadiusPattern();

    [GeneratedRegex(
        "^(?<year>[0-9]{4})(?<dash>[-/])(?<month>[0-9]{1,2})\\k<dash>(?<day>[0-9]{1,2})" +
        "(?:(?:T|\\s+)(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:\\.(?<fraction>[0-9]{1,9}))?)?)?" +
        "\\s*(?:Z|UTC?|(?<sign>[+-])(?<offsetHours>[0-9]{2}):(?<offsetMinutes>[0-9]{2}))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();

    [GeneratedRegex("^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?(?:Z|UTC?|[+-][0-9]{2}:[0-9]{2})?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDayPattern();

    [GeneratedRegex("^(?<kind>m?jd)?\\s*[=:]?\\s*(?<number>[0-9]{1,8}(?:\\.[0-9]{0,12})?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex JulianPattern();
}
