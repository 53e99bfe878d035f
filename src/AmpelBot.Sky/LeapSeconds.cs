namespace AmpelBot.Sky;

/// <summary>The leap seconds: how far TAI is ahead of UTC.</summary>
/// <remarks>
/// From IERS Bulletin C. Since 1972-01-01 the difference is a whole number of seconds; before that UTC had seconds of changing length,
/// which this table does not know, and what asks for them is refused. The table is as announced up to <see cref="KnownUntilUtc"/>; later
/// instants take the last difference, which is right for as long as no further leap second is announced.
/// </remarks>
public static class LeapSeconds
{
    // The date from which each difference holds; the first is 10 s, and each adds one.
    private static readonly DateTimeOffset[] Steps =
    [
        On(1972, 1), On(1972, 7), On(1973, 1), On(1974, 1), On(1975, 1), On(1976, 1), On(1977, 1), On(1978, 1), On(1979, 1), On(1980, 1),
        On(1981, 7), On(1982, 7), On(1983, 7), On(1985, 7), On(1988, 1), On(1990, 1), On(1991, 1), On(1992, 7), On(1993, 7), On(1994, 7),
        On(1996, 1), On(1997, 7), On(1999, 1), On(2006, 1), On(2009, 1), On(2012, 7), On(2015, 7), On(2017, 1),
    ];

    private const int First = 10;

    /// <summary>First instant of the table, 1972-01-01 UTC.</summary>
    public static DateTimeOffset BeginUtc => Steps[0];

    /// <summary>Up to when the table is known to be complete: 2027-06-28, by the IERS list of leap seconds of July 2026.</summary>
    public static DateTimeOffset KnownUntilUtc { get; } = new(2027, 6, 28, 0, 0, 0, TimeSpan.Zero);

    /// <summary>TAI minus UTC at an instant, in whole seconds: 10 from 1972-01-01 to 37 from 2017-01-01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static int TaiMinusUtcSeconds(DateTimeOffset utc)
    {
        var step = Steps.Length - 1;
        while (step >= 0 && utc < Steps[step])
            step--;
        return step >= 0
            ? First + step
            : throw new ArgumentOutOfRangeException(nameof(utc), utc,
                "atomic time can be told from UTC from 1972 on: before that there were no leap seconds");
    }

    /// <summary>Whether this UTC date ended in a leap second, 23:59:60 (the last: 2016-12-31).</summary>
    public static bool EndsDay(DateOnly utcDate)
    {
        // The first step began the table and is no leap second.
        foreach (var step in Steps.AsSpan(1))
            if (DateOnly.FromDateTime(step.UtcDateTime).DayNumber - 1 == utcDate.DayNumber)
                return true;
        return false;
    }

    /// <summary>The UTC instant of a TAI reading; within a leap second the instant one second later.</summary>
    internal static DateTimeOffset? FromTai(DateTimeOffset tai, out bool isLeapSecond)
    {
        isLeapSecond = false;
        for (var step = Steps.Length - 1; step >= 0; step--)
        {
            var utc = tai.UtcTicks - (First + step) * TimeSpan.TicksPerSecond;
            if (utc < Steps[step].Ticks)
                continue;
            isLeapSecond = step + 1 < Steps.Length && utc >= Steps[step + 1].Ticks;
            return new DateTimeOffset(utc, TimeSpan.Zero);
        }
        return null;
    }

    private static DateTimeOffset On(int year, int month) => new(year, month, 1, 0, 0, 0, TimeSpan.Zero);
}
