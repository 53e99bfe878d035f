namespace AmpelBot.Sky.SkyMaps;

/// <summary>A position with asymmetric errors along right ascension and declination, as IceCube circulars give it.</summary>
/// <remarks>The half axes along right ascension are the errors times the cosine of the centre's declination.</remarks>
/// <param name="Center">Best position.</param>
/// <param name="RaPlusDeg">Error towards larger RA in degrees of RA (not multiplied by cos Dec), above 0.</param>
/// <param name="RaMinusDeg">Error towards smaller RA in degrees of RA, above 0.</param>
/// <param name="DecPlusDeg">Error towards the north in degrees, above 0.</param>
/// <param name="DecMinusDeg">Error towards the south in degrees, above 0.</param>
/// <param name="Containment">Probability inside the ellipse of these half axes, above 0 and below 1; IceCube gives 0.9.</param>
public sealed record ErrorEllipse(
    SkyCoord Center, double RaPlusDeg, double RaMinusDeg, double DecPlusDeg, double DecMinusDeg, double Containment)
{
    /// <summary>A half axis is at least this long, 0.036 arcsec.</summary>
    public const double MinHalfAxisDeg = 1e-5;

    /// <summary>A half axis is at most this long.</summary>
    public const double MaxHalfAxisDeg = 90;

    /// <summary>The longest half axis is at most this many times the shortest.</summary>
    public const double MaxAxisRatio = 100;

    // Sides of cells against the smallest sigma: fine where the probability is, coarser in the wings.
    private const double FineShare = 1.0 / 12;
    private const double CoarseShare = 1.0 / 3;
    private const double FineWithinSigma = 3.5;

    // Beyond this many sigma lies 1e-9 of the probability: zero here.
    private const double LastSigma = 6.5;

    /// <summary>The ellipse as a multi-order map: four quarters of Gaussians that meet along the axes, right over RA 0/360 and the poles.</summary>
    /// <remarks>
    /// Offsets east and north from the centre are those of the zenithal equidistant projection. In each quarter the density is
    /// N exp(-((east/s_ra)^2 + (north/s_dec)^2) / 2) with the sigma of that side, half axis / sqrt(-2 ln(1 - containment)), and one N for all
    /// four; so the curve of equal density through the ends of the half axes holds the containment.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An error is not above 0, a half axis is out of bounds, or the containment is.</exception>
    public SkyMap ToSkyMap()
    {
        if (!(Containment > 0 && Containment < 1))
            throw new ArgumentOutOfRangeException(nameof(Containment), Containment, "the containment of an error ellipse lies above 0 and below 1");
        var cosDec = Math.Cos(Center.DecDeg * SkyCoord.RadPerDeg);
        var perSigma = Math.Sqrt(-2 * Math.Log(1 - Containment));
        var east = Sigma(RaPlusDeg, cosDec, perSigma, nameof(RaPlusDeg));
        var west = Sigma(RaMinusDeg, cosDec, perSigma, nameof(RaMinusDeg));
        var north = Sigma(DecPlusDeg, 1, perSigma, nameof(DecPlusDeg));
        var south = Sigma(DecMinusDeg, 1, perSigma, nameof(DecMinusDeg));
        var least = Math.Min(Math.Min(east, west), Math.Min(north, south));
        var most = Math.Max(Math.Max(east, west), Math.Max(north, south));
        if (most > MaxAxisRatio * least)
            throw new ArgumentOutOfRangeException(nameof(RaPlusDeg), most / least,
                $"the half axes of an error ellipse (those along RA times cos Dec) differ by at most a factor {MaxAxisRatio}");
        var density = 2 / (Math.PI * (east + west) * (north + south));
        return RenderedCells.Map((center, side, mayCut) =>
        {
            var (x, y, distance) = Offset(center);
            var sigmas = double.Hypot(x / (x > 0 ? east : west), y / (y > 0 ? north : south));
            // In the plane a cell far from the centre is stretched by distance / sin(distance) at most.
            var stretch = distance < 2.5 ? Math.Max(1, distance / Math.Sin(distance)) : 10;
            var nearest = sigmas - stretch * RenderedCells.CornerDistance * side / least;
            if (nearest > LastSigma)
                return 0;
            return !mayCut || side < least * (nearest < FineWithinSigma ? FineShare : CoarseShare) ? density * Math.Exp(-0.5 * sigmas * sigmas) : null;
        });
    }

    // Offsets east and north of the centre in radians, and the distance. Zenithal equidistant projection.
    private (double East, double North, double Distance) Offset(SkyCoord coord)
    {
        var ra = (coord.RaDeg - Center.RaDeg) * SkyCoord.RadPerDeg;
        var (sinDec, cosDec) = Math.SinCos(coord.DecDeg * SkyCoord.RadPerDeg);
        var (sinCenter, cosCenter) = Math.SinCos(Center.DecDeg * SkyCoord.RadPerDeg);
        var sinHalfRa = Math.Sin(ra / 2);
        var east = cosDec * Math.Sin(ra);
        var north = Math.Sin((coord.DecDeg - Center.DecDeg) * SkyCoord.RadPerDeg) + 2 * cosDec * sinCenter * sinHalfRa * sinHalfRa;
        var across = double.Hypot(east, north);
        var distance = Math.Atan2(across, sinDec * sinCenter + cosDec * cosCenter * Math.Cos(ra));
        // At the antipode every direction is as good as another.
        return across > 0 ? (east * (distance / across), north * (distance / across), distance) : (distance, 0, distance);
    }

    private static double Sigma(double errorDeg, double cosDec, double perSigma, string name)
    {
        if (!(errorDeg > 0))
            throw new ArgumentOutOfRangeException(name, errorDeg, "an error of a position is above 0 degrees");
        var halfAxisDeg = errorDeg * cosDec;
        if (!(halfAxisDeg is >= MinHalfAxisDeg and <= MaxHalfAxisDeg))
            throw new ArgumentOutOfRangeException(name, errorDeg,
                $"a half axis of an error ellipse (along RA times cos Dec) lies between {MinHalfAxisDeg} and {MaxHalfAxisDeg} degrees");
        return halfAxisDeg / perSigma * SkyCoord.RadPerDeg;
    }
}
