using AmpelBot.Sky;

namespace AmpelBot.Alerts.Observations;

/// <summary>How much of a region a survey observed within a window, and how deep.</summary>
/// <remarks>
/// <para>
/// The region is cut into HEALPix cells of one order, two million at most; a cell was observed when a quadrant saw a place drawn from it, gaps
/// between CCDs left out. Area and probability of every number are those of the same cells, so that they never speak of different places; of a
/// cell that the region's edge cuts, what lies inside counts. The error is that of the cells that an edge of a quadrant cuts, drawn
/// independently: of one quadrant's area (0.74 deg2) 0.06 % (standard deviation) at order 13, twice as much an order below; of a camera's
/// (47 deg2) an eighth of that, and less of many.
/// </para>
/// <para>
/// Exposures count where their log says that they are: pointing errors, vignetting, clouds over a part of the camera and quadrants that
/// were lost but not named by the log are not known. No number is rounded.
/// </para>
/// </remarks>
public sealed record ObservationCoverage
{
    /// <summary>Two exposures farther apart than this, in days, tell what moves from what stays: 0.01 d, 14.4 minutes.</summary>
    public const double LeastDaysBetweenVisits = 0.01;

    /// <summary>The galactic plane is where |b| is below this, in degrees.</summary>
    public const double GalacticPlaneDeg = 10;

    /// <summary>The window: exposures that begin in it count.</summary>
    public required TimeWindow Window { get; init; }

    /// <summary>HEALPix order of the cells that were counted.</summary>
    public required int Order { get; init; }

    /// <summary>The region itself.</summary>
    public required ObservedSky Region { get; init; }

    /// <summary>What was observed at least once, in any band.</summary>
    public required ObservedSky Once { get; init; }

    /// <summary>What two exposures more than <see cref="LeastDaysBetweenVisits"/> apart saw, in any bands.</summary>
    public required ObservedSky Twice { get; init; }

    /// <summary>The bands in which the region was observed, by name.</summary>
    public required IReadOnlyList<BandCoverage> Bands { get; init; }

    /// <summary>Exposures that saw some of the region: the quadrants of one exposure are one.</summary>
    public required int Exposures { get; init; }

    /// <summary>Start of the first of them, Julian date in UTC; null when there is none.</summary>
    public required double? FirstJd { get; init; }

    /// <summary>Start of the last of them, Julian date in UTC; null when there is none.</summary>
    public required double? LastJd { get; init; }

    /// <summary>The shortest and the longest exposure time of those exposures, in seconds; null where the log does not tell all of them.</summary>
    public (double Shortest, double Longest)? ExposureSeconds { get; init; }

    /// <summary>Entries of the log that were left out because nobody here knows the camera of their survey.</summary>
    public required long EntriesOfUnknownCameras { get; init; }

    /// <summary>Entries of the log that were left out because the reader may not see their program's alerts.</summary>
    public required long EntriesNotPublic { get; init; }

    /// <summary>The part of the region that was observed at least once.</summary>
    public required Moc OnceMoc { get; init; }

    /// <summary>The part of the region that was observed at least twice.</summary>
    public required Moc TwiceMoc { get; init; }
}

/// <summary>A part of the sky: all of it, its part in the galactic plane, and its part outside.</summary>
/// <param name="Total">All of it.</param>
/// <param name="InPlane">Where |b| is below <see cref="ObservationCoverage.GalacticPlaneDeg"/>.</param>
/// <param name="OutsidePlane">The rest.</param>
public readonly record struct ObservedSky(ObservedPart Total, ObservedPart InPlane, ObservedPart OutsidePlane);

/// <summary>Area and probability of the same cells.</summary>
/// <param name="AreaSqDeg">Area in square degrees.</param>
/// <param name="Probability">The sky map's probability inside, 0 to 1 (1 is the whole map, not the region).</param>
public readonly record struct ObservedPart(double AreaSqDeg, double Probability);

/// <summary>What was observed in one band.</summary>
/// <param name="Band">The band.</param>
/// <param name="Exposures">Exposures in it that saw some of the region.</param>
/// <param name="Once">What they saw.</param>
/// <param name="Depth">How deep; null where no exposure has a limiting magnitude.</param>
public sealed record BandCoverage(string Band, int Exposures, ObservedSky Once, BandDepth? Depth);

/// <summary>Limiting magnitudes over the observed part of a region in one band: at each place that of the deepest exposure there.</summary>
/// <param name="MedianMag">Half of the area is at most this deep (AB, 5 sigma).</param>
/// <param name="BrightestMag">The shallowest place.</param>
/// <param name="FaintestMag">The deepest place.</param>
/// <param name="AreaSqDeg">The area for which a limiting magnitude is known, in square degrees.</param>
public readonly record struct BandDepth(double MedianMag, double BrightestMag, double FaintestMag, double AreaSqDeg);
