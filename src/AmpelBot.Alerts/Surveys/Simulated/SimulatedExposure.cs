using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>One exposure of the camera.</summary>
/// <param name="Order">Its place among the night's exposures, from 0.</param>
/// <param name="Jd">Start, Julian date in UTC.</param>
/// <param name="Field">Where it points.</param>
/// <param name="Fid">ZTF's filter number: 1 g, 2 r, 3 i.</param>
/// <param name="Seconds">Exposure time.</param>
/// <param name="ProgramId">1 public, 2 partnership.</param>
/// <param name="IsFollowUp">Whether it follows up an event.</param>
/// <param name="LimitingMag">5-sigma limit in the middle of the camera.</param>
/// <param name="SeeingArcsec">Full width at half maximum of stars.</param>
internal sealed record SimulatedExposure(
    int Order, double Jd, SimulatedField Field, int Fid, double Seconds, int ProgramId, bool IsFollowUp, double LimitingMag, double SeeingArcsec)
{
    /// <summary>Magnitude of one count in every image.</summary>
    internal const double ZeroPoint = 26.3;

    private const double QuadrantSigmaMag = 0.06;
    private const double NightZeroJd = 2457754.5;

    /// <summary>ZTF's night number: days since 2017-01-01.</summary>
    internal int NightNumber => (int)Math.Floor(Jd - NightZeroJd);

    /// <summary>Band as people write it.</summary>
    internal string Band => Bands.NameOf(Fid);

    /// <summary>ZTF's processing id of a quadrant's image: night and time in hundred-thousandths of a day, readout channel, 15.</summary>
    internal long PidOf(int quadrant) => ((long)Math.Floor((Jd - NightZeroJd) * 1e5) * 100 + quadrant) * 100 + 15;

    /// <summary>5-sigma limit of a quadrant: the CCDs differ a little, and each image a little more.</summary>
    internal double LimitOf(int quadrant) => LimitingMag
        + QuadrantSigmaMag * (SimulatedRandom.GaussianOf(1, quadrant) + 0.5 * SimulatedRandom.GaussianOf(2, PidOf(quadrant)));

    /// <summary>5-sigma limit of a quadrant in counts.</summary>
    internal double LimitCounts(int quadrant) => CountsOf(LimitOf(quadrant));

    /// <summary>Counts of a magnitude.</summary>
    internal static double CountsOf(double mag) => Math.Pow(10, 0.4 * (ZeroPoint - mag));

    /// <summary>Magnitude of counts above 0.</summary>
    internal static double MagOf(double counts) => ZeroPoint - 2.5 * Math.Log10(counts);

    /// <summary>The start in UTC.</summary>
    internal DateTimeOffset StartUtc => TimeScales.JdToUtc(Jd);
}

/// <summary>The bands of the survey.</summary>
internal static class Bands
{
    /// <summary>Number of bands.</summary>
    internal const int Count = 3;

    // Pivot wavelengths of ZTF's filters (SVO filter profile service).
    private static readonly double[] Wavelengths = [4758.8, 6389.7, 7927.5];

    /// <summary>Name of a filter number.</summary>
    internal static string NameOf(int fid) => fid switch { 1 => "g", 2 => "r", _ => "i" };

    /// <summary>Pivot wavelength of a filter number in angstrom.</summary>
    internal static double AngstromOf(int fid) => Wavelengths[fid - 1];
}
