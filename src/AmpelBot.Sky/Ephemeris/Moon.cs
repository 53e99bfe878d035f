namespace AmpelBot.Sky.Ephemeris;

/// <summary>Where the Moon is and how much of it is lit, to 0.01 degrees between 1972 and 2100.</summary>
/// <remarks>
/// Meeus, Astronomical Algorithms (2nd edition, 1998), chapters 47 and 48: the largest terms of ELP-2000/82, good to 10" in longitude and
/// 4" in latitude.
/// </remarks>
public static class Moon
{
    private const double KmPerAu = 149597870.7;

    /// <summary>Apparent direction from the Earth's centre, on ICRS axes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static SkyCoord Direction(DateTimeOffset utc) => Place(EarthAxes.Centuries(utc)).ToCoord();

    /// <summary>Distance between the centres of Earth and Moon in kilometres.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double DistanceKm(DateTimeOffset utc) => Place(EarthAxes.Centuries(utc)).Length;

    /// <summary>Apparent direction from a site, on ICRS axes: up to 1 degree from that of the Earth's centre.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static SkyCoord Direction(ObservingSite site, DateTimeOffset utc)
    {
        var t = EarthAxes.Centuries(utc);
        return FromSite(site, utc, t).ToCoord();
    }

    /// <summary>Altitude and azimuth of the Moon's centre seen from a site, the parallax included, without refraction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static HorizontalCoord Horizontal(ObservingSite site, DateTimeOffset utc)
    {
        var t = EarthAxes.Centuries(utc);
        return site.HorizontalOfApparent(FromSite(site, utc, t), utc, t);
    }

    /// <summary>Illuminated fraction of the disc seen from the Earth's centre, 0 (new) to 1 (full). Meeus equations 48.1 and 48.3</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public static double IlluminatedFraction(DateTimeOffset utc)
    {
        var t = EarthAxes.Centuries(utc);
        var moon = Place(t);
        var moonToSun = Sun.Apparent(t) * (Sun.Geometric(t).DistanceAu * KmPerAu) - moon;
        var cosPhase = -moon.Dot(moonToSun) / (moon.Length * moonToSun.Length);
        return (1 + cosPhase) / 2;
    }

    private static SkyVector FromSite(ObservingSite site, DateTimeOffset utc, double t) => Place(t) - site.PlaceKm(utc, t);

    // From the Earth's centre in kilometres on ICRS axes.
    private static SkyVector Place(double t)
    {
        var (lon, lat, distance) = MoonSeries.Sum(t);
        return EarthAxes.EclipticOfDate(t).Inverse.Apply(SkyVector.FromDegrees(lon, lat)) * distance;
    }
}
