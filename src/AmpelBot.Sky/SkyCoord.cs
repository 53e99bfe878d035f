namespace AmpelBot.Sky;

/// <summary>A direction on the sky: ICRS right ascension and declination.</summary>
/// <remarks>
/// The constructor refuses what is not finite and a declination outside -90 to 90; right ascension is brought into [0, 360).
/// The default value is RA 0, Dec 0. Equality is exact.
/// </remarks>
public readonly record struct SkyCoord
{
    internal const double RadPerDeg = Math.PI / 180.0;
    internal const double DegPerRad = 180.0 / Math.PI;

    private const double GalacticPoleX = -0.8676661375596576;
    private const double GalacticPoleY = -0.19807633727300059;
    private const double GalacticPoleZ = 0.45598381368730156;

    /// <summary>A direction from degrees.</summary>
    /// <param name="raDeg">Right ascension in degrees, any finite number of turns.</param>
    /// <param name="decDeg">Declination in degrees, -90 to 90.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is not finite, or the declination is past a pole.</exception>
    public SkyCoord(double raDeg, double decDeg)
    {
        if (!double.IsFinite(raDeg))
            throw new ArgumentOutOfRangeException(nameof(raDeg), raDeg, "a right ascension must be finite");
        if (!(decDeg >= -90 && decDeg <= 90))
            throw new ArgumentOutOfRangeException(nameof(decDeg), decDeg, "a declination lies between -90 and 90 degrees");
        RaDeg = Turns.ToFullCircle(raDeg);
        DecDeg = decDeg;
    }

    /// <summary>Right ascension in degrees, 0 (included) to 360 (excluded).</summary>
    public double RaDeg { get; }

    /// <summary>Declination in degrees, -90 to 90.</summary>
    public double DecDeg { get; }

    /// <summary>Galactic latitude b in degrees, -90 to 90.</summary>
    /// <remarks>
    /// The angle from the galactic plane whose pole is the one of FK5 J2000 (192.8594812065348, 27.12825118085622) taken to ICRS, as
    /// astropy does; agrees with astropy to better than 1e-7 degrees everywhere, the galactic poles included.
    /// </remarks>
    public double GalacticLatitudeDeg
    {
        get
        {
            var (x, y, z) = ToVector();
            var along = x * GalacticPoleX + y * GalacticPoleY + z * GalacticPoleZ;
            var crossX = y * GalacticPoleZ - z * GalacticPoleY;
            var crossY = z * GalacticPoleX - x * GalacticPoleZ;
            var crossZ = x * GalacticPoleY - y * GalacticPoleX;
            return Math.Atan2(along, Math.Sqrt(crossX * crossX + crossY * crossY + crossZ * crossZ)) * DegPerRad;
        }
    }

    /// <summary>Angle between two directions in degrees, 0 to 180.</summary>
    /// <remarks>
    /// Vincenty's form of the great circle, atan2 of the cross and the dot product: full precision for neighbours, right angles and
    /// antipodes alike.
    /// </remarks>
    public double SeparationDeg(SkyCoord other)
    {
        var (east, north, along) = Towards(other);
        return Math.Atan2(Math.Sqrt(east * east + north * north), along) * DegPerRad;
    }

    /// <summary>
    /// Position angle of another direction seen from this one, in degrees from north (0) through east (90), 0 (included) to 360 (excluded).
    /// </summary>
    /// <remarks>
    /// atan2 of the offsets east and north, without cancellation between neighbours. At a pole north is the meridian of its own right
    /// ascension. 0 for the same direction and, up to rounding, without meaning for antipodes.
    /// </remarks>
    public double PositionAngleDeg(SkyCoord other)
    {
        var (east, north, _) = Towards(other);
        return Turns.ToFullCircle(Math.Atan2(east, north) * DegPerRad);
    }

    /// <summary>The direction at a position angle and a separation from this one, along a great circle.</summary>
    /// <param name="positionAngleDeg">Degrees from north through east, any finite number of turns.</param>
    /// <param name="separationDeg">Degrees, any finite number; negative goes backwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">An angle is not finite.</exception>
    public SkyCoord Offset(double positionAngleDeg, double separationDeg)
    {
        if (!double.IsFinite(positionAngleDeg))
            throw new ArgumentOutOfRangeException(nameof(positionAngleDeg), positionAngleDeg, "a position angle must be finite");
        if (!double.IsFinite(separationDeg))
            throw new ArgumentOutOfRangeException(nameof(separationDeg), separationDeg, "a separation must be finite");
        var (sinPa, cosPa) = Math.SinCos(positionAngleDeg * RadPerDeg);
        var (sinSep, cosSep) = Math.SinCos(Math.IEEERemainder(separationDeg, 360) * RadPerDeg);
        var (sinDec, cosDec) = Math.SinCos(DecDeg * RadPerDeg);
        // In axes whose first points to this meridian on the equator.
        var turned = new SkyVector(cosDec * cosSep - sinDec * sinSep * cosPa, sinSep * sinPa, sinDec * cosSep + cosDec * sinSep * cosPa);
        var (lon, lat) = turned.ToDegrees();
        return new SkyCoord(RaDeg + lon, lat);
    }

    /// <summary>The unit vector: x to RA 0 on the equator, y to RA 90, z to the north pole.</summary>
    internal SkyVector ToVector() => SkyVector.FromDegrees(RaDeg, DecDeg);

    // Offsets on the unit sphere in the axes of this direction.
    private (double East, double North, double Along) Towards(SkyCoord other)
    {
        var (sinRa, cosRa) = Math.SinCos((other.RaDeg - RaDeg) * RadPerDeg);
        var (sinHalfRa, _) = Math.SinCos((other.RaDeg - RaDeg) * 0.5 * RadPerDeg);
        var (sinDec, cosDec) = Math.SinCos(DecDeg * RadPerDeg);
        var (otherSin, otherCos) = Math.SinCos(other.DecDeg * RadPerDeg);
        // sin(d2) cos(d1) - cos(d2) sin(d1) cos(ra) without the cancellation between neighbours.
        var north = Math.Sin((other.DecDeg - DecDeg) * RadPerDeg) + 2 * otherCos * sinDec * sinHalfRa * sinHalfRa;
        return (otherCos * sinRa, north, sinDec * otherSin + cosDec * otherCos * cosRa);
    }

    /// <summary>Whether two bare numbers are a direction at all: both finite and the declination within the poles.</summary>
    public static bool IsValid(double raDeg, double decDeg) => double.IsFinite(raDeg) && decDeg >= -90 && decDeg <= 90;
}
