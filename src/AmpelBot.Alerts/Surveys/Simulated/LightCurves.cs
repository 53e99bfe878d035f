namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>
/// Supernova light curves: flux rises as a logistic function, declines linearly on a plateau, then exponentially
/// (Villar et al. 2019, ApJ 884, 83, eq. 1; without a plateau it is that of Bazin et al. 2009, A&amp;A 499, 653).
/// </summary>
/// <param name="PeakMag">Absolute magnitude at the reference time, in g, r and i.</param>
/// <param name="RiseDays">Scale of the rise.</param>
/// <param name="PlateauDays">Length of the plateau; 0 without one.</param>
/// <param name="PlateauSlopePerDay">Share of the flux lost a day on the plateau, in g, r and i.</param>
/// <param name="FallDays">Scale of the decline, in g, r and i.</param>
internal sealed record SupernovaCurve(double[] PeakMag, double RiseDays, double PlateauDays, double[] PlateauSlopePerDay, double[] FallDays)
{
    /// <summary>The explosion comes so many rise scales before the reference time; the flux is 1 % then.</summary>
    private const double RiseScales = 4.6;

    /// <summary>Time after the explosion when nothing is left, days in the supernova's frame.</summary>
    internal double LastDays => RiseScales * RiseDays + PlateauDays + 6 * FallDays.Max();

    /// <summary>Absolute magnitude so many days after the explosion, in the supernova's frame.</summary>
    internal double AbsoluteMag(double days, int fid)
    {
        if (days <= 0)
            return double.PositiveInfinity;
        var t = days - RiseScales * RiseDays;
        var slope = PlateauSlopePerDay[fid - 1];
        var shape = t < PlateauDays ? 1 - slope * Math.Max(t, 0) : (1 - slope * PlateauDays) * Math.Exp((PlateauDays - t) / FallDays[fid - 1]);
        return PeakMag[fid - 1] - 2.5 * Math.Log10(shape / (1 + Math.Exp(-t / RiseDays)));
    }
}

/// <summary>
/// A damped random walk (Kelly et al. 2009, ApJ 698, 895) that can be asked for any time in any order: the value at a node of a grid of times is
/// drawn given the nodes about it, coarse ones first, so that nothing need be remembered.
/// </summary>
/// <param name="seed">Seed of the walk.</param>
/// <param name="tauDays">Time scale.</param>
/// <param name="sigma">Standard deviation about the mean.</param>
internal sealed class DampedWalk(ulong seed, double tauDays, double sigma)
{
    private const int Levels = 18;
    private const double CoarsestDays = 1 << 15;

    /// <summary>Value at a Julian date; between nodes 3 hours apart it runs straight.</summary>
    internal double At(double jd)
    {
        var left = Math.Floor(jd / CoarsestDays);
        var (from, to) = (left * CoarsestDays, (left + 1) * CoarsestDays);
        // The coarsest nodes lie so many time scales apart that they know nothing of each other.
        var (low, high) = (Draw((long)left, 0), Draw((long)left + 1, 0));
        for (var level = 1; level <= Levels; level++)
        {
            var half = (to - from) / 2;
            // A bridge of the process between two nodes: the mean is (x1 + x2) / (2 cosh(h / tau)), the variance sigma^2 tanh(h / tau).
            var middle = (low + high) / (2 * Math.Cosh(half / tauDays))
                + Math.Sqrt(Math.Tanh(half / tauDays)) * Draw((long)((from + half) / CoarsestDays * (1L << level)), level);
            (from, to, low, high) = jd < from + half ? (from, from + half, low, middle) : (from + half, to, middle, high);
        }
        return low + (high - low) * (jd - from) / (to - from);
    }

    private double Draw(long node, int level) => sigma * SimulatedRandom.GaussianOf(SimulatedRandom.SeedOf(seed, level), node);
}

/// <summary>Light curves of stars, as magnitudes about the mean.</summary>
internal static class StellarCurves
{
    /// <summary>
    /// A pulsating star of type RR Lyrae ab: a fast rise in a tenth of the period and a slow decline; amplitudes in r and i are
    /// 0.71 and 0.56 of that in g (Sesar et al. 2010, ApJ 708, 717, table 3).
    /// </summary>
    internal static double RrLyrae(double phase, double gAmplitude, int fid)
    {
        const double Rise = 0.12;
        var amplitude = gAmplitude * (fid switch { 1 => 1, 2 => 0.71, _ => 0.56 });
        var height = phase < Rise ? phase / Rise : 1 - Math.Pow((phase - Rise) / (1 - Rise), 0.6);
        return amplitude * (0.38 - height);
    }

    /// <summary>An eclipsing binary in contact: two minima a period, of different depth.</summary>
    internal static double ContactBinary(double phase, double amplitude, double secondShare)
    {
        var wave = 0.5 + 0.5 * Math.Cos(4 * Math.PI * phase);
        var depth = phase is > 0.25 and < 0.75 ? secondShare : 1;
        return amplitude * (depth * wave * wave - 0.32);
    }

    /// <summary>A dwarf nova: outbursts that rise in a day, stay, and fall in some days, each at a time of its own; magnitudes, negative when bright.</summary>
    internal static double DwarfNova(ulong seed, double jd, double recurrenceDays, double amplitude, double plateauDays)
    {
        var number = (long)Math.Floor(jd / recurrenceDays);
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(seed, number));
        var t = jd - (number + random.Uniform(0, 0.5)) * recurrenceDays;
        var bright = t < 0 ? 0 : t < 1 ? t : t < 1 + plateauDays ? 1 : Math.Max(0, 1 - (t - 1 - plateauDays) / 4);
        return -amplitude * bright;
    }

    /// <summary>Share of its peak that a flare has so many half-widths after it (Davenport et al. 2014, ApJ 797, 122, eq. 1 and 4).</summary>
    internal static double Flare(double halfWidths) => halfWidths switch
    {
        < -1 => 0,
        < 0 => 1 + halfWidths * (1.941 + halfWidths * (-0.175 + halfWidths * (-2.246 + halfWidths * -1.125))),
        _ => 0.6890 * Math.Exp(-1.600 * halfWidths) + 0.3030 * Math.Exp(-0.2783 * halfWidths),
    };
}
