namespace AmpelBot.Sky.Ephemeris;

/// <summary>Where the Earth's axes point: precession, nutation and sidereal time.</summary>
/// <remarks>t is always Julian centuries of Terrestrial Time since J2000.</remarks>
internal static class EarthAxes
{
    private const double ArcsecRad = SkyCoord.RadPerDeg / 3600;
    private static readonly DateTimeOffset J2000 = new(2000, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Julian centuries of TT since J2000 at a UTC instant from 1972 on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double Centuries(DateTimeOffset utc) => (TimeScales.UtcToTt(utc) - J2000).TotalDays / 36525;

    /// <summary>
    /// From ICRS axes to the mean ecliptic and equinox of date: R3(-psi) R1(phi) R3(gamma), the Fukushima-Williams angles of IAU 2006
    /// precession with frame bias. Hilton et al. 2006, Celest. Mech. 94, 351; IERS Conventions (2010) equation 5.40
    /// </summary>
    public static Rotation EclipticOfDate(double t) => EclipticOfDate(t, 0);

    /// <summary>From ICRS axes to the true equator and equinox of date.</summary>
    public static Rotation TrueEquator(double t)
    {
        var (inLongitude, inObliquity) = Nutation(t);
        return EclipticOfDate(t, inLongitude).Then(Rotation.AboutX(-(Obliquity(t) + inObliquity)));
    }

    /// <summary>
    /// Greenwich apparent sidereal time in radians: the Earth rotation angle of UT1 taken to be UTC (an error below 0.9 s, 0.004 degrees,
    /// for as long as leap seconds keep UTC beside UT1), IAU 2006 precession and the nutation. IERS Conventions (2010) equations 5.15, 5.32
    /// </summary>
    public static double SiderealTime(DateTimeOffset utc, double t)
    {
        var days = (utc - J2000).TotalDays;
        var rotation = 0.7790572732640 + days % 1 + 0.00273781191135448 * days;
        var precession = 0.014506 + t * (4612.156534 + t * (1.3915817 + t * (-0.00000044 + t * -0.000029956)));
        return 2 * Math.PI * (rotation % 1) + precession * ArcsecRad + Nutation(t).Longitude * Math.Cos(Obliquity(t));
    }

    private static Rotation EclipticOfDate(double t, double nutationInLongitude)
    {
        var gamma = -0.052928 + t * (10.556378 + t * (0.4932044 + t * (-0.00031238 + t * -0.000002788)));
        var phi = 84381.412819 + t * (-46.811016 + t * (0.0511268 + t * (0.00053289 + t * -0.00000044)));
        var psi = -0.041775 + t * (5038.481484 + t * (1.5584175 + t * (-0.00018522 + t * -0.000026452)));
        return Rotation.AboutZ(gamma * ArcsecRad)
            .Then(Rotation.AboutX(phi * ArcsecRad))
            .Then(Rotation.AboutZ(-(psi * ArcsecRad + nutationInLongitude)));
    }

    // Mean obliquity in radians, IAU 2006.
    private static double Obliquity(double t) =>
        (84381.406 + t * (-46.836769 + t * (-0.0001831 + t * (0.0020034 + t * -0.000000576)))) * ArcsecRad;

    // Radians, to 0.5" and 0.1". Meeus, Astronomical Algorithms (2nd edition, 1998), chapter 22, the shortened form
    private static (double Longitude, double Obliquity) Nutation(double t)
    {
        var node = (125.04452 - 1934.136261 * t) * SkyCoord.RadPerDeg;
        var sun = 2 * (280.4665 + 36000.7698 * t) * SkyCoord.RadPerDeg;
        var moon = 2 * (218.3165 + 481267.8813 * t) * SkyCoord.RadPerDeg;
        var longitude = -17.20 * Math.Sin(node) - 1.32 * Math.Sin(sun) - 0.23 * Math.Sin(moon) + 0.21 * Math.Sin(2 * node);
        var obliquity = 9.20 * Math.Cos(node) + 0.57 * Math.Cos(sun) + 0.10 * Math.Cos(moon) - 0.09 * Math.Cos(2 * node);
        return (longitude * ArcsecRad, obliquity * ArcsecRad);
    }
}
