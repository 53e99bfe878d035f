namespace AmpelBot.Sky.SkyMaps;

/// <summary>A round error as a sky map: the Gaussian of the sphere.</summary>
public static class GaussianMap
{
    /// <summary>A radius is at least this long, 0.036 arcsec.</summary>
    public const double MinRadiusDeg = 1e-5;

    // Sides of cells against sigma: fine where the probability is, coarser in the wings.
    private const double FineShare = 1.0 / 16;
    private const double CoarseShare = 1.0 / 4;
    private const double FineWithinSigma = 3.5;

    // Beyond this many sigma lies 1e-11 of the probability: zero here.
    private const double LastSigma = 7;

    /// <summary>Sigma in degrees of a round Gaussian on the plane, radius / sqrt(-2 ln(1 - containment)): r90 / 2.1460, r50 / 1.1774.</summary>
    /// <param name="radiusDeg">Radius in degrees that holds the containment.</param>
    /// <param name="containment">Probability within the radius, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The containment is not above 0 and below 1.</exception>
    public static double SigmaDeg(double radiusDeg, double containment) => containment > 0 && containment < 1
        ? radiusDeg / Math.Sqrt(-2 * double.LogP1(-containment))
        : throw new ArgumentOutOfRangeException(nameof(containment), containment, "a containment lies above 0 and below 1");

    /// <summary>The multi-order map of a round error.</summary>
    /// <remarks>
    /// The distribution of Fisher 1953, Proc. R. Soc. A 217, 295: density proportional to exp(kappa cos(theta)), of which
    /// (1 - exp(-kappa (1 - cos(theta)))) / (1 - exp(-2 kappa)) lies within theta. It holds the containment exactly at any radius; for
    /// small radii it is the Gaussian of the plane with sigma = 1 / sqrt(kappa) of <see cref="SigmaDeg"/>.
    /// </remarks>
    /// <param name="center">Best position.</param>
    /// <param name="radiusDeg">Radius in degrees that holds the containment, from 1e-5 and below 180.</param>
    /// <param name="containment">Probability within the radius, above that of a uniform sky and below 1; 0.9 for r90.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius or the containment is out of bounds.</exception>
    public static SkyMap Render(SkyCoord center, double radiusDeg, double containment)
    {
        if (!(radiusDeg is >= MinRadiusDeg and < 180))
            throw new ArgumentOutOfRangeException(nameof(radiusDeg), radiusDeg, $"an error radius is at least {MinRadiusDeg} and below 180 degrees");
        var height = Height(radiusDeg * SkyCoord.RadPerDeg);
        if (!(containment > height / 2 && containment < 1))
            throw new ArgumentOutOfRangeException(nameof(containment), containment,
                $"the containment lies above {height / 2:g3}, what a uniform sky has within {radiusDeg} degrees, and below 1");
        var kappa = Kappa(height, containment);
        var sigma = 1 / Math.Sqrt(kappa);
        return RenderedCells.Map((cell, side, mayCut) =>
        {
            var distance = center.SeparationDeg(cell) * SkyCoord.RadPerDeg;
            // For a broad Gaussian (sigma above 1) the scale is that of the sphere.
            var scale = Math.Min(sigma, 1);
            var nearest = Math.Max(0, distance - RenderedCells.CornerDistance * side) / scale;
            if (kappa * Height(Math.Min(Math.PI, nearest * scale)) > LastSigma * LastSigma / 2)
                return 0;
            return !mayCut || side < scale * (nearest < FineWithinSigma ? FineShare : CoarseShare) ? Math.Exp(-kappa * Height(distance)) : null;
        });
    }

    // 1 - cos(theta) without cancellation.
    private static double Height(double theta)
    {
        var half = Math.Sin(theta / 2);
        return 2 * half * half;
    }

    // kappa height = -ln(1 - containment (1 - exp(-2 kappa))), repeated from the limit of small radii; below kappa = 1 by halving.
    private static double Kappa(double height, double containment)
    {
        var (low, high) = (0.0, -double.LogP1(-containment) / height);
        for (var i = 0; i < 200 && high - low > 1e-15 * high; i++)
        {
            var middle = (low + high) / 2;
            if (double.ExpM1(-middle * height) / double.ExpM1(-2 * middle) < containment)
                low = middle;
            else
                high = middle;
        }
        return high;
    }
}
