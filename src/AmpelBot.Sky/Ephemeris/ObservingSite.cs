namespace AmpelBot.Sky.Ephemeris;

/// <summary>A place on the Earth from which one observes.</summary>
public sealed record ObservingSite
{
    // WGS 84.
    private const double EquatorKm = 6378.137;
    private const double Flattening = 1 / 298.257223563;
    private const double AberrationRad = 20.49552 / 3600 * SkyCoord.RadPerDeg;

    /// <summary>A site from its geodetic coordinates.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="lonDeg">Longitude in degrees, east positive, any finite number of turns.</param>
    /// <param name="latDeg">Geodetic latitude (WGS 84) in degrees, -90 to 90.</param>
    /// <param name="heightM">Height in metres.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is not finite or past a pole, or the height is not within 20 km of the
    /// ground.</exception>
    public ObservingSite(string name, double lonDeg, double latDeg, double heightM)
    {
        Name = name;
        LonDeg = double.IsFinite(lonDeg)
            ? Turns.ToHalfCircle(lonDeg)
            : throw new ArgumentOutOfRangeException(nameof(lonDeg), lonDeg, "a longitude must be finite");
        LatDeg = Turns.CheckLatitude(latDeg, nameof(latDeg));
        HeightM = Math.Abs(heightM) <= 20_000
            ? heightM
            : throw new ArgumentOutOfRangeException(nameof(heightM), heightM, "a site lies between -20,000 and 20,000 m");
    }

    /// <summary>
    /// Palomar Observatory, home of ZTF: longitude -116.863, latitude 33.356, height 1706 m (IRAF's and astropy's values).
    /// </summary>
    public static ObservingSite Palomar { get; } = new("Palomar", -116.863, 33.356, 1706);

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Longitude in degrees, east positive, -180 (included) to 180 (excluded).</summary>
    public double LonDeg { get; }

    /// <summary>Geodetic latitude (WGS 84) in degrees, -90 to 90.</summary>
    public double LatDeg { get; }

    /// <summary>Height in metres.</summary>
    public double HeightM { get; }

    /// <summary>Altitude and azimuth of an ICRS direction (a star), without refraction.</summary>
    /// <remarks>
    /// Precession, nutation and annual aberration are applied. The error is that of taking UTC for UT1: below 0.004 degrees while leap
    /// seconds are kept; the rest is below 0.001 degrees until 2100.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before 1972.</exception>
    public HorizontalCoord Horizontal(SkyCoord coord, DateTimeOffset utc)
    {
        var t = EarthAxes.Centuries(utc);
        // The Earth moves at right angles to the Sun, its orbit taken to be a circle. Meeus chapter 23
        var sun = SkyCoord.RadPerDeg * Sun.Geometric(t).LonDeg;
        var velocity = EarthAxes.EclipticOfDate(t).Inverse.Apply(new SkyVector(Math.Sin(sun), -Math.Cos(sun), 0)) * AberrationRad;
        return HorizontalOfApparent(coord.ToVector() + velocity, utc, t);
    }

    /// <summary>Altitude and azimuth of an apparent direction on ICRS axes, of any length.</summary>
    internal HorizontalCoord HorizontalOfApparent(SkyVector apparent, DateTimeOffset utc, double t)
    {
        var local = EarthAxes.TrueEquator(t)
            .Then(Rotation.AboutZ(EarthAxes.SiderealTime(utc, t) + LonDeg * SkyCoord.RadPerDeg))
            .Then(Rotation.AboutY((90 - LatDeg) * SkyCoord.RadPerDeg))
            .Apply(apparent);
        // Now x points south, y east and z to the zenith.
        var (azimuth, altitude) = new SkyVector(-local.X, local.Y, local.Z).ToDegrees();
        return new HorizontalCoord(altitude, azimuth);
    }

    /// <summary>The site seen from the Earth's centre, in kilometres on ICRS axes.</summary>
    internal SkyVector PlaceKm(DateTimeOffset utc, double t)
    {
        var (sinLat, cosLat) = Math.SinCos(LatDeg * SkyCoord.RadPerDeg);
        const double Squeeze = (1 - Flattening) * (1 - Flattening);
        var curvature = EquatorKm / Math.Sqrt(cosLat * cosLat + Squeeze * sinLat * sinLat);
        var height = HeightM / 1000;
        var (sinTime, cosTime) = Math.SinCos(EarthAxes.SiderealTime(utc, t) + LonDeg * SkyCoord.RadPerDeg);
        var fromAxis = (curvature + height) * cosLat;
        var place = new SkyVector(fromAxis * cosTime, fromAxis * sinTime, (Squeeze * curvature + height) * sinLat);
        return EarthAxes.TrueEquator(t).Inverse.Apply(place);
    }
}
