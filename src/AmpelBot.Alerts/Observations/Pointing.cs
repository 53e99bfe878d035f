using AmpelBot.Sky;

namespace AmpelBot.Alerts.Observations;

/// <summary>All exposures of one place of the sky: when each quadrant was read out, and how deep in each band.</summary>
internal sealed class Pointing(SkyCoord center)
{
    private readonly Dictionary<(double Jd, int Band), (ulong Quadrants, double? Seconds)> exposures = [];
    private readonly List<double[]?> deepest = [];

    /// <summary>Centre of the field.</summary>
    public SkyCoord Center => center;

    /// <summary>Start of the first exposure of each quadrant; infinite where there is none.</summary>
    public double[] FirstJd { get; } = Filled(double.PositiveInfinity);

    /// <summary>Start of the last exposure of each quadrant; negative infinite where there is none.</summary>
    public double[] LastJd { get; } = Filled(double.NegativeInfinity);

    /// <summary>Adds an entry of the log; the band is a number.</summary>
    public void Add(Exposure exposure, int band)
    {
        while (deepest.Count <= band)
            deepest.Add(null);
        var depths = deepest[band] ??= Filled(double.NaN);
        var (from, to) = exposure.Quadrant is { } one ? (one, one) : (0, ZtfCamera.Quadrants - 1);
        var quadrants = 0UL;
        for (var quadrant = from; quadrant <= to; quadrant++)
        {
            quadrants |= 1UL << quadrant;
            FirstJd[quadrant] = Math.Min(FirstJd[quadrant], exposure.Jd);
            LastJd[quadrant] = Math.Max(LastJd[quadrant], exposure.Jd);
            depths[quadrant] = Deeper(depths[quadrant], exposure.LimitingMag ?? double.NegativeInfinity);
        }
        var known = exposures.GetValueOrDefault((exposure.Jd, band));
        exposures[(exposure.Jd, band)] = (known.Quadrants | quadrants, exposure.ExposureSeconds ?? known.Seconds);
    }

    /// <summary>Limiting magnitude of the deepest exposure of each quadrant in a band: not a number where there is none, negative infinite where it is not known.</summary>
    public double[]? DeepestIn(int band) => band < deepest.Count ? deepest[band] : null;

    /// <summary>Starts, bands and exposure times (null where the log has none) of the exposures with one of some quadrants (bits).</summary>
    public IEnumerable<(double Jd, int Band, double? Seconds)> ExposuresWith(ulong quadrants)
        => exposures.Where(e => (e.Value.Quadrants & quadrants) != 0).Select(e => (e.Key.Jd, e.Key.Band, e.Value.Seconds));

    /// <summary>The deeper of two limiting magnitudes as <see cref="DeepestIn"/> has them.</summary>
    public static double Deeper(double a, double b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : Math.Max(a, b);

    private static double[] Filled(double value)
    {
        var values = new double[ZtfCamera.Quadrants];
        Array.Fill(values, value);
        return values;
    }
}
