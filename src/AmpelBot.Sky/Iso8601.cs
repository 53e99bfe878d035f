using System.Globalization;

namespace AmpelBot.Sky;

/// <summary>Instants as ISO 8601 text.</summary>
public static class Iso8601
{
    private const int TickDigits = 7;
    private const int LongestText = 64;

    /// <summary>The instant in UTC as 2017-08-17T12:41:04.443Z, rounded half up.</summary>
    /// <remarks>
    /// Rounding carries into minutes, hours and days: 60 is never shown. What would round into the year 10000 is cut instead.
    /// </remarks>
    /// <param name="utc">The instant.</param>
    /// <param name="decimals">Digits of the second's fraction, 0 to 7 (100 ns).</param>
    /// <exception cref="ArgumentOutOfRangeException">The digits are not 0 to 7.</exception>
    public static string Format(DateTimeOffset utc, int decimals)
    {
        var unit = Unit(decimals);
        var ticks = utc.UtcTicks - utc.UtcTicks % unit;
        if (utc.UtcTicks - ticks >= unit - unit / 2 && ticks <= DateTimeOffset.MaxValue.Ticks - unit)
            ticks += unit;
        return Write(new DateTime(ticks), new DateTime(ticks).Second, decimals);
    }

    /// <summary>The UTC text of a reading of a TAI clock, rounded half up; a leap second is written as 23:59:60.</summary>
    /// <param name="tai">The TAI clock's reading, written as if it were UTC.</param>
    /// <param name="decimals">Digits of the second's fraction, 0 to 7 (100 ns).</param>
    /// <exception cref="ArgumentOutOfRangeException">The digits are not 0 to 7, or the reading lies before 1972.</exception>
    public static string FormatTai(DateTimeOffset tai, int decimals)
    {
        var unit = Unit(decimals);
        var rounded = tai.UtcTicks - tai.UtcTicks % unit;
        if (tai.UtcTicks - rounded >= unit - unit / 2 && rounded <= DateTimeOffset.MaxValue.Ticks - unit)
            rounded += unit;
        var utc = TimeScales.TaiToUtc(new DateTimeOffset(rounded, TimeSpan.Zero), out var isLeapSecond).UtcDateTime;
        return isLeapSecond ? Write(utc.AddSeconds(-1), 60, decimals) : Write(utc, utc.Second, decimals);
    }

    /// <summary>Reads an instant; a text without a zone is UTC.</summary>
    /// <remarks>
    /// <para>Forms: 2017-08-17, 2017-08-17T12:41, 2017-08-17T12:41:04.443 and the basic 20170817T124104.443; a space or t for T, a comma
    /// for the point; behind a time nothing, Z, +hh, +hhmm or +hh:mm. Fractions of any length (the text may have 64 characters) are rounded
    /// half up to 100 ns, carrying: 59.99999999 is the next minute. 24:00:00 is the next day's midnight.</para>
    /// <para>A second 60 is read only where UTC had a leap second; it becomes the second after it, see <see cref="TimeScales"/>.</para>
    /// </remarks>
    /// <returns>False when the text is none of these, or names a day or time that does not exist.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset utc)
    {
        utc = default;
        var rest = text.Trim();
        if (rest.Length > LongestText)
            return false;
        if (!Digits(ref rest, 4, out var year))
            return false;
        var extended = Skip(ref rest, '-');
        if (!Digits(ref rest, 2, out var month) || (extended && !Skip(ref rest, '-')) || !Digits(ref rest, 2, out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        var date = new DateOnly(year, month, day);
        long ticks = 0;
        var isLeapSecond = false;
        if (!rest.IsEmpty)
        {
            if (!Skip(ref rest, 'T') && !Skip(ref rest, 't') && !Skip(ref rest, ' '))
                return false;
            if (!ReadTime(ref rest, extended, out ticks, out isLeapSecond) || !ReadZone(ref rest, out var zone) || !rest.IsEmpty)
                return false;
            ticks -= zone;
        }
        ticks += date.DayNumber * TimeSpan.TicksPerDay;
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks)
            return false;
        utc = new DateTimeOffset(ticks, TimeSpan.Zero);
        // A leap second reads as the first second of the next UTC day.
        return !isLeapSecond || (utc.Hour == 0 && utc.Minute == 0 && EndedInLeapSecond(ticks));
    }

    private static bool EndedInLeapSecond(long ticks)
    {
        var day = (int)(ticks / TimeSpan.TicksPerDay) - 1;
        return day >= 0 && LeapSeconds.EndsDay(DateOnly.FromDayNumber(day));
    }

    private static bool ReadTime(ref ReadOnlySpan<char> rest, bool extended, out long ticks, out bool isLeapSecond)
    {
        ticks = 0;
        isLeapSecond = false;
        int second = 0;
        if (!Digits(ref rest, 2, out var hour) || (extended && !Skip(ref rest, ':')) || !Digits(ref rest, 2, out var minute))
            return false;
        long fraction = 0;
        if (extended ? Skip(ref rest, ':') : rest.Length > 0 && char.IsAsciiDigit(rest[0]))
        {
            if (!Digits(ref rest, 2, out second))
                return false;
            if ((Skip(ref rest, '.') || Skip(ref rest, ',')) && !ReadFraction(ref rest, out fraction))
                return false;
        }
        isLeapSecond = second == 60;
        // Rounding up in a leap second would leave it: the instant is then the next second anyway.
        ticks = (hour * 3600L + minute * 60 + second) * TimeSpan.TicksPerSecond + fraction;
        if (isLeapSecond && fraction == TimeSpan.TicksPerSecond)
            ticks -= TimeSpan.TicksPerSecond;
        return minute < 60 && second <= 60 && (!isLeapSecond || minute % 15 == 14)
            && (hour < 24 || (hour == 24 && minute == 0 && second == 0 && fraction == 0));
    }

    // Ticks of 100 ns, up to a whole second.
    private static bool ReadFraction(ref ReadOnlySpan<char> rest, out long fraction)
    {
        fraction = 0;
        var count = 0;
        var roundUp = false;
        for (; count < rest.Length && char.IsAsciiDigit(rest[count]); count++)
            if (count < TickDigits)
                fraction = 10 * fraction + rest[count] - '0';
            else if (count == TickDigits)
                roundUp = rest[count] >= '5';
        rest = rest[count..];
        for (var i = count; i < TickDigits; i++)
            fraction *= 10;
        if (roundUp)
            fraction++;
        return count > 0;
    }

    private static bool ReadZone(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest.IsEmpty || Skip(ref rest, 'Z') || Skip(ref rest, 'z'))
            return true;
        var west = Skip(ref rest, '-');
        if ((!west && !Skip(ref rest, '+')) || !Digits(ref rest, 2, out var hours))
            return false;
        var minutes = 0;
        if (!rest.IsEmpty)
        {
            Skip(ref rest, ':');
            if (!Digits(ref rest, 2, out minutes))
                return false;
        }
        ticks = (hours * 60L + minutes) * TimeSpan.TicksPerMinute * (west ? -1 : 1);
        return hours < 24 && minutes < 60;
    }

    private static bool Skip(ref ReadOnlySpan<char> rest, char mark)
    {
        if (rest.IsEmpty || rest[0] != mark)
            return false;
        rest = rest[1..];
        return true;
    }

    private static bool Digits(ref ReadOnlySpan<char> rest, int count, out int value)
    {
        value = 0;
        if (rest.Length < count)
            return false;
        foreach (var digit in rest[..count])
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            value = 10 * value + digit - '0';
        }
        rest = rest[count..];
        return true;
    }

    private static long Unit(int decimals) => decimals is >= 0 and <= TickDigits
        ? (long)Math.Pow(10, TickDigits - decimals)
        : throw new ArgumentOutOfRangeException(nameof(decimals), decimals, "a second has 0 to 7 digits behind the point");

    private static string Write(DateTime time, int second, int decimals)
    {
        var text = time.ToString("yyyy-MM-ddTHH:mm:", CultureInfo.InvariantCulture) + second.ToString("00", CultureInfo.InvariantCulture);
        return decimals == 0
            ? text + "Z"
            : $"{text}.{(time.Ticks % TimeSpan.TicksPerSecond).ToString("0000000", CultureInfo.InvariantCulture)[..decimals]}Z";
    }
}
