using System.Globalization;

namespace AmpelBot.Sky;

/// <summary>Coordinates as hours or degrees, minutes and seconds.</summary>
public static class Sexagesimal
{
    private const int MostDecimals = 9;
    private const int LongestText = 64;

    /// <summary>A right ascension as 12:34:56.78, rounded half up, 24 hours wrapped to 00:00:00; 60 is never shown.</summary>
    /// <param name="raDeg">Right ascension in degrees, any finite number of turns.</param>
    /// <param name="decimals">Digits of the second's fraction, 0 to 9.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is not finite, or the digits are not 0 to 9.</exception>
    public static string FormatRa(double raDeg, int decimals)
    {
        var unit = UnitsPerSecond(decimals);
        var units = (long)Math.Floor(Turns.ToFullCircle(raDeg, nameof(raDeg)) * 240 * unit + 0.5) % (86400 * unit);
        return Write(units, unit, decimals);
    }

    /// <summary>A declination or latitude as -01:02:03.4 or +01:02:03.4, rounded half away from 0; 60 is never shown.</summary>
    /// <param name="decDeg">Degrees, -90 to 90.</param>
    /// <param name="decimals">Digits of the second's fraction, 0 to 9.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is not -90 to 90, or the digits are not 0 to 9.</exception>
    public static string FormatDec(double decDeg, int decimals)
    {
        var unit = UnitsPerSecond(decimals);
        var units = (long)Math.Floor(Math.Abs(Turns.CheckLatitude(decDeg, nameof(decDeg))) * 3600 * unit + 0.5);
        return (decDeg < 0 ? "-" : "+") + Write(units, unit, decimals);
    }

    /// <summary>
    /// A direction as 12:34:56.78 -01:02:03.4: the declination's seconds have one digit less, as their second is 15 times smaller.
    /// </summary>
    /// <param name="coord">The direction.</param>
    /// <param name="raDecimals">Digits of the fraction of the right ascension's second, 0 to 9.</param>
    /// <exception cref="ArgumentOutOfRangeException">The digits are not 0 to 9.</exception>
    public static string Format(SkyCoord coord, int raDecimals) =>
        FormatRa(coord.RaDeg, raDecimals) + " " + FormatDec(coord.DecDeg, Math.Max(0, raDecimals - 1));

    /// <summary>Reads a right ascension in hours: 12:34:56.78, 12 34 56.78 or 12h34m56.78s; seconds may be left out.</summary>
    /// <param name="text">The text, at most 64 characters.</param>
    /// <param name="raDeg">Degrees, 0 (included) to 360 (excluded); 24:00:00 is 0.</param>
    /// <returns>False when the text is none of these, or beyond 24 hours.</returns>
    public static bool TryParseRa(ReadOnlySpan<char> text, out double raDeg)
    {
        raDeg = 0;
        var rest = text.Trim();
        if (rest.Length > LongestText || rest.IsEmpty || !char.IsAsciiDigit(rest[0]) || !Read(rest, "h", out var hours) || hours > 24)
            return false;
        raDeg = Turns.ToFullCircle(hours * 15);
        return true;
    }

    /// <summary>
    /// Reads a declination in degrees: -01:02:03.4, -01 02 03.4, -01d02m03.4s or -01°02'03.4"; seconds and a plus sign may be left out.
    /// </summary>
    /// <param name="text">The text, at most 64 characters.</param>
    /// <param name="decDeg">Degrees, -90 to 90.</param>
    /// <returns>False when the text is none of these, or past a pole.</returns>
    public static bool TryParseDec(ReadOnlySpan<char> text, out double decDeg)
    {
        decDeg = 0;
        var rest = text.Trim();
        if (rest.Length > LongestText || rest.IsEmpty)
            return false;
        var south = rest[0] is '-' or '\u2212';
        if (south || rest[0] == '+')
            rest = rest[1..];
        if (!Read(rest, "d\u00B0", out var degrees) || degrees > 90)
            return false;
        decDeg = south ? -degrees : degrees;
        return true;
    }

    // Three fields: digits, digits below 60, digits below 60 with a fraction; one kind of separator throughout.
    private static bool Read(ReadOnlySpan<char> text, string firstMarks, out double value)
    {
        value = 0;
        if (!Whole(ref text, 3, out var whole) || text.IsEmpty)
            return false;
        var mark = text[0];
        var named = firstMarks.Contains(mark, StringComparison.Ordinal);
        if (!named && mark is not (':' or ' '))
            return false;
        text = text[1..].TrimStart(' ');
        if (!Whole(ref text, 2, out var minutes) || minutes >= 60)
            return false;
        var seconds = 0.0;
        if (named)
        {
            if (text.IsEmpty || text[0] is not ('m' or '\'' or '\u2032'))
                return false;
            text = text[1..].TrimStart(' ');
        }
        else if (!text.IsEmpty)
        {
            if (text[0] != mark)
                return false;
            text = text[1..].TrimStart(' ');
            if (text.IsEmpty)
                return false;
        }
        if (!text.IsEmpty)
        {
            if (named)
            {
                if (text[^1] is not ('s' or '"' or '\u2033'))
                    return false;
                text = text[..^1];
            }
            var point = text.IndexOf('.');
            if (text.IsEmpty || !char.IsAsciiDigit(text[0]) || (point < 0 ? text.Length : point) > 2
                || !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) || seconds >= 60)
                return false;
        }
        value = (whole * 3600 + minutes * 60 + seconds) / 3600;
        return true;
    }

    private static bool Whole(ref ReadOnlySpan<char> text, int mostDigits, out int value)
    {
        value = 0;
        var count = 0;
        for (; count < text.Length && count < mostDigits && char.IsAsciiDigit(text[count]); count++)
            value = 10 * value + text[count] - '0';
        text = text[count..];
        return count > 0;
    }

    private static long UnitsPerSecond(int decimals) => decimals is >= 0 and <= MostDecimals
        ? (long)Math.Pow(10, decimals)
        : throw new ArgumentOutOfRangeException(nameof(decimals), decimals, "seconds have 0 to 9 digits behind the point");

    private static string Write(long units, long unitsPerSecond, int decimals)
    {
        var (seconds, fraction) = Math.DivRem(units, unitsPerSecond);
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return decimals == 0 ? text : text + "." + fraction.ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
    }
}
