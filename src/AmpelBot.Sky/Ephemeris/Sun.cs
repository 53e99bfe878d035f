namespace AmpelBot.Sky.Ephemeris;

/// <summary>Where the Sun is, to 0.006 degrees between 1972 and 2100.</summary>
/// <remarks>
/// Meeus, Astronomical Algorithms (2nd edition, 1998), chapter 25, "low accuracy", and the pulls of Venus, Jupiter and the Moon from his
/// Astronomical Formulae for Calculators (4th edition, 1988), chapter 18.
/// </remarks>
public static class Sun
{
    // Constant of aberration in degrees.
    private const double AberrationDeg = 0.0056932;

    /// <summary>Apparent direction from the Earth's centre, on ICRS axes, the Sun's aberration included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static SkyCoord Direction(DateTimeOffset utc) => Apparent(EarthAxes.Centuries(utc)).ToCoord();

    /// <summary>
    /// Altitude and azimuth of the Sun's centre for a site, without refraction and without the parallax of 0.002 degrees.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static HorizontalCoord Horizontal(ObservingSite site, DateTimeOffset utc)
    {
        var t = EarthAxes.Centuries(utc);
        return site.HorizontalOfApparent(Apparent(t), utc, t);
    }

    /// <summary>Apparent unit vector on ICRS axes.</summary>
    internal static SkyVector Apparent(double t)
    {
        var (lon, distanceAu) = Geometric(t);
        return EarthAxes.EclipticOfDate(t).Inverse.Apply(SkyVector.FromDegrees(lon - AberrationDeg / distanceAu, 0));
    }

    /// <summary>
    /// Geometric longitude in degrees on the mean ecliptic and equinox of date, and the distance in astronomical units. Meeus equations
    /// 25.2 to 25.5, with the pulls
    /// </summary>
    internal static (double LonDeg, double DistanceAu) Geometric(double t)
    {
        var mean = 280.46646 + t * (36000.76983 + t * 0.0003032);
        var anomaly = (357.52911 + t * (35999.05029 - t * 0.0001537)) * SkyCoord.RadPerDeg;
        var eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);
        var center = (1.914602 - t * (0.004817 + t * 0.000014)) * Math.Sin(anomaly)
            + (0.019993 - t * 0.000101) * Math.Sin(2 * anomaly)
            + 0.000289 * Math.Sin(3 * anomaly);
        var trueAnomaly = anomaly + center * SkyCoord.RadPerDeg;
        var distance = 1.000001018 * (1 - eccentricity * eccentricity) / (1 + eccentricity * Math.Cos(trueAnomaly));
        return (Turns.ToFullCircle(mean + center + PullsDeg(t + 1)), distance);
    }

    // Perturbations in longitude; the argument counts centuries from 1900.
    private static double PullsDeg(double t)
    {
        static double Turned(double deg) => deg * SkyCoord.RadPerDeg;
        return 0.00134 * Math.Cos(Turned(153.23 + 22518.7541 * t))
            + 0.00154 * Math.Cos(Turned(216.57 + 45037.5082 * t))
            + 0.00200 * Math.Cos(Turned(312.69 + 32964.3577 * t))
            + 0.00179 * Math.Sin(Turned(350.74 + 445267.1142 * t))
            + 0.00178 * Math.Sin(Turned(231.19 + 20.20 * t));
    }
}
