namespace AmpelBot.Sky.Ephemeris;

/// <summary>When it is dark at a site.</summary>
public static class Twilight
{
    /// <summary>Altitude of the Sun's centre, in degrees, at which nautical twilight ends.</summary>
    public const double NauticalDeg = -12;

    /// <summary>Altitude of the Sun's centre, in degrees, at which astronomical twilight ends.</summary>
    public const double AstronomicalDeg = -18;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    /// <summary>The stretch of one night in which the Sun is below an altitude.</summary>
    /// <remarks>
    /// Looked for between the local mean noons of the evening's date and of the next; the ends are found by bisection to a millisecond of
    /// the Sun's computed altitude (without refraction), whose error of 0.01 degrees is 3 s at Palomar and more towards the poles. Where
    /// the Sun stays below the altitude the window runs from noon to noon.
    /// </remarks>
    /// <param name="site">The site.</param>
    /// <param name="evening">The local date (of mean solar time) on which the night begins.</param>
    /// <param name="sunAltitudeDeg">Altitude of the Sun's centre in degrees, such as <see cref="AstronomicalDeg"/>.</param>
    /// <returns>The window, or null when the Sun does not get below the altitude.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The altitude is not -90 to 90, or the date not within 1972 to 9998.</exception>
    public static TimeWindow? Night(ObservingSite site, DateOnly evening, double sunAltitudeDeg)
    {
        Turns.CheckLatitude(sunAltitudeDeg, nameof(sunAltitudeDeg));
        if (evening.Year is < 1972 or > 9998)
            throw new ArgumentOutOfRangeException(nameof(evening), evening, "nights are known for the years 1972 to 9998");
        var noon = new DateTimeOffset(evening.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero).AddHours(-site.LonDeg / 15);
        var nextNoon = noon.AddDays(1);
        double Above(DateTimeOffset utc) => Sun.Horizontal(site, utc).AltitudeDeg - sunAltitudeDeg;

        var lowest = noon;
        for (var time = noon; time <= nextNoon; time += Step)
            if (Above(time) < Above(lowest))
                lowest = time;
        lowest = Lowest(Above, Later(noon, lowest - Step), lowest + Step < nextNoon ? lowest + Step : nextNoon);
        if (!(Above(lowest) < 0))
            return null;
        var from = Above(noon) < 0 ? noon : Crossing(Above, noon, lowest);
        var to = Above(nextNoon) < 0 ? nextNoon : Crossing(Above, nextNoon, lowest);
        return new TimeWindow(from, to);
    }

    /// <summary>The night that an instant belongs to: the one whose noons, in local mean time, lie around it.</summary>
    /// <inheritdoc cref="Night(ObservingSite, DateOnly, double)"/>
    public static TimeWindow? NightAround(ObservingSite site, DateTimeOffset utc, double sunAltitudeDeg) =>
        Night(site, EveningOf(site, utc), sunAltitudeDeg);

    /// <summary>The local date (of mean solar time) on which the night around an instant began: it changes at local mean noon.</summary>
    public static DateOnly EveningOf(ObservingSite site, DateTimeOffset utc) =>
        DateOnly.FromDateTime(utc.UtcDateTime.AddHours(site.LonDeg / 15 - 12));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    // The altitude has one minimum between the two, found by dividing into thirds.
    private static DateTimeOffset Lowest(Func<DateTimeOffset, double> above, DateTimeOffset from, DateTimeOffset to)
    {
        while (to - from > TimeSpan.FromSeconds(1))
        {
            var third = (to - from) / 3;
            if (above(from + third) < above(to - third))
                to -= third;
            else
                from += third;
        }
        return from + (to - from) / 2;
    }

    // Between an instant above and one below, in either order.
    private static DateTimeOffset Crossing(Func<DateTimeOffset, double> above, DateTimeOffset high, DateTimeOffset low)
    {
        while ((low - high).Duration() > TimeSpan.FromMilliseconds(1))
        {
            var middle = high + (low - high) / 2;
            if (above(middle) < 0)
                low = middle;
            else
                high = middle;
        }
        return low;
    }
}
