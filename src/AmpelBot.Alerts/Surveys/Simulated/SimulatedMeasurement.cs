using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>What the pipeline measures of a source in an exposure; the same whenever it is asked.</summary>
/// <param name="Source">The source.</param>
/// <param name="Exposure">The exposure.</param>
/// <param name="Quadrant">The quadrant that sees it.</param>
/// <param name="Counts">Measured change against the reference image, counts.</param>
/// <param name="SigmaCounts">Its error.</param>
internal readonly record struct SimulatedMeasurement(SimulatedSource Source, SimulatedExposure Exposure, int Quadrant, double Counts, double SigmaCounts)
{
    private const double AlertSigmas = 5;
    private const double RawSigmas = 3;
    private const double ElectronsPerCount = 6.2;
    private const double SubtractionShare = 0.01;
    private const double SaturatedMag = 12;

    /// <summary>Signal over noise, above 0.</summary>
    internal double Snr => Math.Abs(Counts) / SigmaCounts;

    /// <summary>Whether the survey sends an alert.</summary>
    internal bool IsAlert => Snr >= AlertSigmas;

    /// <summary>Whether the survey's history counts it.</summary>
    internal bool IsRaw => Snr >= RawSigmas;

    /// <summary>Whether the source is brighter than in the reference image.</summary>
    internal bool IsPositive => Counts > 0;

    /// <summary>Magnitude of the change.</summary>
    internal double Mag => SimulatedExposure.MagOf(Math.Abs(Counts));

    /// <summary>Error of the magnitude.</summary>
    internal double MagErr => 1.0857 / Snr;

    /// <summary>The seed of whatever else is random about this one measurement.</summary>
    internal ulong Seed => SimulatedRandom.SeedOf(Source.Seed, Exposure.PidOf(Quadrant));

    /// <summary>Measures a source; null while there is nothing to measure.</summary>
    internal static SimulatedMeasurement? Of(SimulatedSource source, SimulatedExposure exposure, int quadrant)
    {
        var change = source.Counts(exposure.Jd, exposure.Fid);
        if (change == 0)
            return null;
        var steady = source.SteadyCounts(exposure.Fid);
        if (steady + change > SimulatedExposure.CountsOf(SaturatedMag))
            return null;
        var sky = exposure.LimitCounts(quadrant) / AlertSigmas;
        var photons = (Math.Abs(change) + steady) / ElectronsPerCount * (30 / exposure.Seconds);
        var sigma = Math.Sqrt(sky * sky + photons + Math.Pow(SubtractionShare * steady, 2));
        return new(source, exposure, quadrant, change + sigma * SimulatedRandom.GaussianOf(source.Seed, exposure.PidOf(quadrant)), sigma);
    }

    /// <summary>Where the pipeline puts it: off by 0.06 arcsec at least, more when faint.</summary>
    internal SkyCoord Place()
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(Seed, 1));
        var sigmaArcsec = Math.Max(0.06, Exposure.SeeingArcsec / 2.3548 / Snr);
        return Source.Coord.Offset(random.Uniform(0, 360), Math.Abs(random.Gaussian(0, sigmaArcsec)) / 3600);
    }
}
