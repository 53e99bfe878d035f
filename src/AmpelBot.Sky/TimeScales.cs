using System.Globalization;

namespace AmpelBot.Sky;

/// <summary>UTC and the atomic time scales TAI, TT and GPS, as clock readings and as Julian dates.</summary>
/// <remarks>
/// <para>A <see cref="DateTimeOffset"/> is a UTC instant; where a member says "reading" it is what a clock of another scale shows. Dates
/// are in UTC unless the name says otherwise. Atomic scales are told from 1972 on; see <see cref="LeapSeconds"/>.</para>
/// <para>A DateTimeOffset cannot hold 23:59:60. An instant within a leap second is given as the one a second later: 23:59:60.5 on
/// 2016-12-31 becomes 2017-01-01T00:00:00.5. So the first second of that day stands for two, and the way back gives the later. What must
/// tell them apart asks <see cref="TaiToUtc(DateTimeOffset, out bool)"/>.</para>
/// <para>A day is 86,400 s: a leap second has no Julian date in UTC of its own. (ERFA stretches the 27 days that end in one, so there
/// its Julian dates in UTC differ from these by up to one second.) A double holds a Julian date of our time to 20 microseconds and a
/// modified one to 0.3; the conversions add no more than half a tick of 100 ns to that.</para>
/// </remarks>
public static class TimeScales
{
    private const double MjdZeroJd = 2400000.5;
    private const long TtMinusTaiTicks = 321_840_000;
    private const long GpsMinusTaiTicks = -190_000_000;
    private const decimal MostGpsSeconds = 1e12m;
    private const string GpsRange = "GPS seconds can be told in UTC from 1972 to the year 9999";

    private static readonly DateTimeOffset MjdZero = new(1858, 11, 17, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset GpsZeroTai = new(1980, 1, 6, 0, 0, 19, TimeSpan.Zero);
    private static readonly long FirstMjd = -(MjdZero.Ticks / TimeSpan.TicksPerDay);
    private static readonly long LastMjd = (DateTimeOffset.MaxValue.Ticks - MjdZero.Ticks) / TimeSpan.TicksPerDay;

    /// <summary>UTC instant of a Julian date in UTC, to the 100 ns tick nearest to the double.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite or outside the years 1 to 9999.</exception>
    public static DateTimeOffset JdToUtc(double jd)
    {
        // The difference is exact: both lie on the grid of the larger, and the result is smaller.
        if (!TryFromMjd(jd - MjdZeroJd, out var utc))
            throw new ArgumentOutOfRangeException(nameof(jd), jd, "a Julian date must lie in the years 1 to 9999");
        return utc;
    }

    /// <summary>Julian date in UTC of an instant.</summary>
    public static double UtcToJd(DateTimeOffset utc)
    {
        var (day, fraction) = Split(utc);
        return day + MjdZeroJd + fraction;
    }

    /// <summary>UTC instant of a modified Julian date in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite or outside the years 1 to 9999.</exception>
    public static DateTimeOffset MjdToUtc(double mjd)
    {
        if (!TryFromMjd(mjd, out var utc))
            throw new ArgumentOutOfRangeException(nameof(mjd), mjd, "a modified Julian date must lie in the years 1 to 9999");
        return utc;
    }

    /// <summary>Modified Julian date in UTC of an instant.</summary>
    public static double UtcToMjd(DateTimeOffset utc)
    {
        var (day, fraction) = Split(utc);
        return day + fraction;
    }

    /// <summary>UTC instant of a reading of a Terrestrial Time clock (TT = TAI + 32.184 s), through the leap seconds.</summary>
    /// <param name="tt">The clock's reading, written as if it were UTC.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reading lies before 1972, when UTC had no leap seconds yet.</exception>
    public static DateTimeOffset TtToUtc(DateTimeOffset tt) =>
        FromTai(tt.UtcTicks - TtMinusTaiTicks, out _) ?? throw TooEarly(nameof(tt), tt, "Terrestrial Time");

    /// <summary>Reading of a Terrestrial Time clock at a UTC instant, written as if it were UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972, or the reading after the year 9999.</exception>
    public static DateTimeOffset UtcToTt(DateTimeOffset utc) => Reading(utc, TtMinusTaiTicks);

    /// <summary>UTC instant of a reading of a TAI clock.</summary>
    /// <param name="tai">The clock's reading, written as if it were UTC.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reading lies before 1972-01-01T00:00:10.</exception>
    public static DateTimeOffset TaiToUtc(DateTimeOffset tai) => TaiToUtc(tai, out _);

    /// <summary>UTC instant of a reading of a TAI clock, and whether it lies within a leap second.</summary>
    /// <param name="tai">The clock's reading, written as if it were UTC.</param>
    /// <param name="isLeapSecond">True when UTC's clock shows 23:59:60 and a fraction; the result then names the second after it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reading lies before 1972-01-01T00:00:10.</exception>
    public static DateTimeOffset TaiToUtc(DateTimeOffset tai, out bool isLeapSecond) =>
        FromTai(tai.UtcTicks, out isLeapSecond) ?? throw TooEarly(nameof(tai), tai, "TAI");

    /// <summary>Reading of a TAI clock at a UTC instant, written as if it were UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972, or the reading after the year 9999.</exception>
    public static DateTimeOffset UtcToTai(DateTimeOffset utc) => Reading(utc, 0);

    /// <summary>UTC instant of a count of GPS seconds since 1980-01-06T00:00:00 UTC (GPS = TAI - 19 s), to the nearest 100 ns.</summary>
    /// <param name="gpsSeconds">Seconds; before 1980 negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count lies before 1972 or after the year 9999.</exception>
    public static DateTimeOffset GpsToUtc(decimal gpsSeconds)
    {
        if (Math.Abs(gpsSeconds) < MostGpsSeconds)
        {
            var ticks = (long)Math.Round(gpsSeconds * TimeSpan.TicksPerSecond, MidpointRounding.ToEven);
            if (FromTai(GpsZeroTai.Ticks + ticks, out _) is { } utc)
                return utc;
        }
        throw new ArgumentOutOfRangeException(nameof(gpsSeconds), gpsSeconds, GpsRange);
    }

    /// <summary>UTC instant of a count of GPS seconds; see <see cref="GpsToUtc(decimal)"/>.</summary>
    /// <remarks>
    /// A double of our time holds GPS seconds to 0.12 microseconds. The shortest decimal number that names the double is taken, which is
    /// the number that was written: 1187008882.443 gives 12:41:04.443 exactly.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The count is not finite, or lies before 1972 or after the year 9999.</exception>
    public static DateTimeOffset GpsToUtc(double gpsSeconds) => Math.Abs(gpsSeconds) < (double)MostGpsSeconds
        ? GpsToUtc(decimal.Parse(gpsSeconds.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture))
        : throw new ArgumentOutOfRangeException(nameof(gpsSeconds), gpsSeconds, GpsRange);

    /// <summary>GPS seconds since 1980-01-06T00:00:00 UTC at a UTC instant, exact to the tick of 100 ns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972, or its TAI reading after the year 9999.</exception>
    public static decimal UtcToGps(DateTimeOffset utc) => (UtcToTai(utc).Ticks - GpsZeroTai.Ticks) / (decimal)TimeSpan.TicksPerSecond;

    /// <summary>UTC instant of a Julian date in TAI.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite, before 1972 or outside the calendar.</exception>
    public static DateTimeOffset JdTaiToUtc(double jdTai) => TaiToUtc(JdToUtc(jdTai));

    /// <summary>UTC instant of a modified Julian date in TAI.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite, before 1972 or outside the calendar.</exception>
    public static DateTimeOffset MjdTaiToUtc(double mjdTai) => TaiToUtc(MjdToUtc(mjdTai));

    /// <summary>UTC instant of a Julian date in Terrestrial Time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite, before 1972 or outside the calendar.</exception>
    public static DateTimeOffset JdTtToUtc(double jdTt) => TtToUtc(JdToUtc(jdTt));

    /// <summary>UTC instant of a modified Julian date in Terrestrial Time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite, before 1972 or outside the calendar.</exception>
    public static DateTimeOffset MjdTtToUtc(double mjdTt) => TtToUtc(MjdToUtc(mjdTt));

    /// <summary>UTC instant of a Julian date in GPS time (TAI - 19 s).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite, before 1972 or outside the calendar.</exception>
    public static DateTimeOffset JdGpsToUtc(double jdGps) => GpsReadingToUtc(JdToUtc(jdGps));

    /// <summary>UTC instant of a modified Julian date in GPS time (TAI - 19 s).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite, before 1972 or outside the calendar.</exception>
    public static DateTimeOffset MjdGpsToUtc(double mjdGps) => GpsReadingToUtc(MjdToUtc(mjdGps));

    /// <summary>Julian date in TAI of a UTC instant from 1972 on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double UtcToJdTai(DateTimeOffset utc) => UtcToJd(Reading(utc, 0));

    /// <summary>Modified Julian date in TAI of a UTC instant from 1972 on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double UtcToMjdTai(DateTimeOffset utc) => UtcToMjd(Reading(utc, 0));

    /// <summary>Julian date in Terrestrial Time of a UTC instant from 1972 on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double UtcToJdTt(DateTimeOffset utc) => UtcToJd(Reading(utc, TtMinusTaiTicks));

    /// <summary>Modified Julian date in Terrestrial Time of a UTC instant from 1972 on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double UtcToMjdTt(DateTimeOffset utc) => UtcToMjd(Reading(utc, TtMinusTaiTicks));

    /// <summary>Julian date in GPS time (TAI - 19 s) of a UTC instant from 1972 on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double UtcToJdGps(DateTimeOffset utc) => UtcToJd(Reading(utc, GpsMinusTaiTicks));

    /// <summary>Modified Julian date in GPS time (TAI - 19 s) of a UTC instant from 1972 on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double UtcToMjdGps(DateTimeOffset utc) => UtcToMjd(Reading(utc, GpsMinusTaiTicks));

    private static DateTimeOffset GpsReadingToUtc(DateTimeOffset gps) =>
        FromTai(gps.UtcTicks - GpsMinusTaiTicks, out _) ?? throw TooEarly(nameof(gps), gps, "GPS time");

    private static DateTimeOffset? FromTai(long taiTicks, out bool isLeapSecond)
    {
        isLeapSecond = false;
        return taiTicks < 0 || taiTicks > DateTimeOffset.MaxValue.Ticks
            ? null
            : LeapSeconds.FromTai(new(taiTicks, TimeSpan.Zero), out isLeapSecond);
    }

    // Reading of a clock that is ahead of TAI by so many ticks.
    private static DateTimeOffset Reading(DateTimeOffset utc, long aheadOfTai)
    {
        var ticks = utc.UtcTicks + LeapSeconds.TaiMinusUtcSeconds(utc) * TimeSpan.TicksPerSecond + aheadOfTai;
        return ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new ArgumentOutOfRangeException(nameof(utc), utc, "the clock's reading lies after the year 9999");
    }

    private static ArgumentOutOfRangeException TooEarly(string name, DateTimeOffset reading, string clock) =>
        new(name, reading, $"{clock} can be told in UTC from 1972 on");

    private static bool TryFromMjd(double mjd, out DateTimeOffset utc)
    {
        utc = default;
        if (!double.IsFinite(mjd) || mjd < FirstMjd || mjd >= LastMjd + 1)
            return false;
        var day = Math.Floor(mjd);
        var ticks = MjdZero.Ticks + (long)day * TimeSpan.TicksPerDay + (long)Math.Round((mjd - day) * TimeSpan.TicksPerDay);
        utc = new DateTimeOffset(Math.Min(ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
        return true;
    }

    private static (double Day, double Fraction) Split(DateTimeOffset utc)
    {
        var (day, rest) = Math.DivRem(utc.UtcTicks - MjdZero.Ticks, TimeSpan.TicksPerDay);
        return (day, rest / (double)TimeSpan.TicksPerDay);
    }
}
