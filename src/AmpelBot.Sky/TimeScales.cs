namespace AmpelBot.Sky;

/// <summary>Julian dates at the program's borders. All are UTC unless the name says otherwise.</summary>
/// <remarks>
/// A day is 86,400 s: a leap second has no Julian date of its own. A double holds a Julian date of our time to 40 microseconds and a
/// modified one to 0.6 microseconds; the conversions add no more than half a tick of 100 ns to that.
/// </remarks>
public static class TimeScales
{
    private const double MjdZeroJd = 2400000.5;
    private const double TtMinusTaiSeconds = 32.184;

    private static readonly DateTimeOffset MjdZero = new(1858, 11, 17, 0, 0, 0, TimeSpan.Zero);
    private static readonly long FirstMjd = -(MjdZero.Ticks / TimeSpan.TicksPerDay);
    private static readonly long LastMjd = (DateTimeOffset.MaxValue.Ticks - MjdZero.Ticks) / TimeSpan.TicksPerDay;

    // TAI minus UTC in seconds from each date on. IERS Bulletin C; no leap second has been announced since 2017.
    private static readonly (DateTimeOffset FromUtc, int TaiMinusUtc)[] LeapSeconds =
    [
        Since(1972, 1, 10), Since(1972, 7, 11), Since(1973, 1, 12), Since(1974, 1, 13), Since(1975, 1, 14), Since(1976, 1, 15),
        Since(1977, 1, 16), Since(1978, 1, 17), Since(1979, 1, 18), Since(1980, 1, 19), Since(1981, 7, 20), Since(1982, 7, 21),
        Since(1983, 7, 22), Since(1985, 7, 23), Since(1988, 1, 24), Since(1990, 1, 25), Since(1991, 1, 26), Since(1992, 7, 27),
        Since(1993, 7, 28), Since(1994, 7, 29), Since(1996, 1, 30), Since(1997, 7, 31), Since(1999, 1, 32), Since(2006, 1, 33),
        Since(2009, 1, 34), Since(2012, 7, 35), Since(2015, 7, 36), Since(2017, 1, 37),
    ];

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
    public static DateTimeOffset TtToUtc(DateTimeOffset tt)
    {
        var tai = tt.ToUniversalTime().AddTicks((long)(-TtMinusTaiSeconds * TimeSpan.TicksPerSecond));
        for (var i = LeapSeconds.Length - 1; i >= 0; i--)
        {
            var utc = tai.AddSeconds(-LeapSeconds[i].TaiMinusUtc);
            if (utc >= LeapSeconds[i].FromUtc)
                return utc;
        }
        throw new ArgumentOutOfRangeException(nameof(tt), tt, "Terrestrial Time can be told in UTC from 1972 on");
    }

    private static (DateTimeOffset FromUtc, int TaiMinusUtc) Since(int year, int month, int taiMinusUtc) =>
        (new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero), taiMinusUtc);

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
