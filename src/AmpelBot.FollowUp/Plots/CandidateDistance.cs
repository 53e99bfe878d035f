using System.Globalization;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The distance for which absolute magnitudes of a candidate are shown, and where it is from.</summary>
/// <param name="MeanMpc">Mean luminosity distance in Mpc, above 0.</param>
/// <param name="StdMpc">Its standard deviation in Mpc; null where the map does not say.</param>
/// <param name="Source">Where it is from, in words.</param>
internal sealed record CandidateDistance(double MeanMpc, double? StdMpc, string Source)
{
    /// <summary>The sky map's distance at the candidate's position, otherwise its mean; null when it has neither.</summary>
    public static CandidateDistance? Of(ScanReport report, Candidate candidate)
    {
        var map = report.Plan.Notice.SkyMap;
        if (map.LineOfSight(candidate.Coord) is { } ansatz && IsDistance(ansatz.MeanMpc))
            return new(ansatz.MeanMpc, double.IsFinite(ansatz.StdMpc) ? ansatz.StdMpc : null, "sky map at this position");
        return map.Header.DistMeanMpc is { } mean && IsDistance(mean)
            ? new(mean, map.Header.DistStdMpc is { } std && double.IsFinite(std) ? std : null, "mean of the sky map")
            : null;
    }

    /// <summary>The distance without its error: "267 Mpc".</summary>
    public string Short => TextNumbers.Distance(MeanMpc, null);

    /// <summary>The distance with its error and source: "267 ± 52 Mpc (sky map at this position)".</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{TextNumbers.Distance(MeanMpc, StdMpc).Replace("+-", "±", StringComparison.Ordinal)} ({Source})");

    private static bool IsDistance(double mpc) => mpc > 0 && double.IsFinite(mpc);
}
