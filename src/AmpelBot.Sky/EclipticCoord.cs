namespace AmpelBot.Sky;

/// <summary>A direction in ecliptic coordinates: mean ecliptic and equinox of J2000, seen from the solar system's barycentre.</summary>
/// <remarks>
/// The system of astropy's BarycentricMeanEcliptic at equinox J2000 (for a direction without a distance the heliocentric one is the
/// same): the IAU 2006 ecliptic with the frame bias of ICRS, by the Fukushima-Williams angles at J2000 of Hilton et al. 2006, Celest. Mech.
/// 94, 351, equations 40 to 42. Agrees with astropy to better than 1e-9 degrees. No aberration and no parallax.
/// </remarks>
public readonly record struct EclipticCoord
{
    private static readonly Rotation FromIcrsAxes = Ephemeris.EarthAxes.EclipticOfDate(0);

    private static readonly Rotation ToIcrsAxes = FromIcrsAxes.Inverse;

    /// <summary>A direction from degrees.</summary>
    /// <param name="lonDeg">Ecliptic longitude in degrees, any finite number of turns.</param>
    /// <param name="latDeg">Ecliptic latitude in degrees, -90 to 90.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is not finite, or the latitude is past a pole.</exception>
    public EclipticCoord(double lonDeg, double latDeg)
    {
        LonDeg = Turns.ToFullCircle(lonDeg, nameof(lonDeg));
        LatDeg = Turns.CheckLatitude(latDeg, nameof(latDeg));
    }

    /// <summary>Ecliptic longitude in degrees, 0 (included) to 360 (excluded).</summary>
    public double LonDeg { get; }

    /// <summary>Ecliptic latitude in degrees, -90 to 90.</summary>
    public double LatDeg { get; }

    /// <summary>The ecliptic coordinates of an ICRS direction.</summary>
    public static EclipticCoord FromIcrs(SkyCoord coord)
    {
        var (lon, lat) = FromIcrsAxes.Apply(coord.ToVector()).ToDegrees();
        return new EclipticCoord(lon, lat);
    }

    /// <summary>The direction in ICRS.</summary>
    public SkyCoord ToIcrs() => ToIcrsAxes.Apply(SkyVector.FromDegrees(LonDeg, LatDeg)).ToCoord();
}
