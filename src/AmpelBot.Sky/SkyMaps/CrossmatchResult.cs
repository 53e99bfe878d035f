namespace AmpelBot.Sky.SkyMaps;

/// <summary>How deep one point lies in a sky map.</summary>
/// <remarks>
/// <para>Units of this result: probabilities and levels 0 to 1; areas square degrees; angles degrees; distances Mpc (luminosity distance, as
/// the map gives it); volumes Mpc3, Euclidean in that distance; densities per steradian or per Mpc3.</para>
/// <para>"Searched" is all that comes before the point when the map is searched from its densest part on, the point included: for the sky
/// the cells up to and including the point's own, for the volume all places denser than the point's. A field is null where what it needs
/// is not known: the point's distance, or the map's distance along the point's line of sight.</para>
/// </remarks>
public sealed record CrossmatchResult
{
    /// <summary>The point.</summary>
    public required SkyCoord Coord { get; init; }

    /// <summary>The point's distance in Mpc; null when it was not given.</summary>
    public double? DistanceMpc { get; init; }

    /// <summary>Credible level: probability of the cells at least as dense as the point's, its own included; 1 where the density is 0.</summary>
    public required double SearchedProb { get; init; }

    /// <summary>Area of those cells in square degrees, the point's own included; the whole sky where the density is 0.</summary>
    public required double SearchedAreaSqDeg { get; init; }

    /// <summary>Angle in degrees to the centre of the densest cell.</summary>
    public required double OffsetDeg { get; init; }

    /// <summary>Probability density at the point per steradian.</summary>
    public required double ProbDensityPerSr { get; init; }

    /// <summary>Number of connected parts of the searched area; null unless asked for.</summary>
    public int? SearchedModes { get; init; }

    /// <summary>The map's distance along the point's line of sight, in Mpc and Mpc-2.</summary>
    public DistanceAnsatz? LineOfSight { get; init; }

    /// <summary>Mean of that distance in Mpc.</summary>
    public double? LineOfSightMeanMpc => LineOfSight?.MeanMpc;

    /// <summary>Standard deviation of that distance in Mpc.</summary>
    public double? LineOfSightStdMpc => LineOfSight?.StdMpc;

    /// <summary>Probability that the source is nearer than the point, whatever its direction.</summary>
    public double? SearchedProbDist { get; init; }

    /// <summary>Credible level in the volume: probability of all places denser than the point's; 1 where the density is 0.</summary>
    public double? SearchedProbVol { get; init; }

    /// <summary>Volume of those places in Mpc3; null also where the density is 0.</summary>
    public double? SearchedVolMpc3 { get; init; }

    /// <summary>Probability density at the point per Mpc3.</summary>
    public double? ProbDensityPerMpc3 { get; init; }
}
