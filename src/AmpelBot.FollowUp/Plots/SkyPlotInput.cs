using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Plots;

/// <summary>What pictures of the sky are drawn from: the report, and what it does not hold.</summary>
/// <param name="Report">The scan.</param>
public sealed record SkyPlotInput(ScanReport Report)
{
    /// <summary>
    /// The event's sky map read with its distance columns (<see cref="SkyMapColumns.WithDistances"/>), which scans do without; null when there
    /// is no such file.
    /// </summary>
    public SkyMap? MapWithDistances { get; init; }

    /// <summary>The previous revision of the event, its map with distances where it has any; null when there is none.</summary>
    public Notice? Previous { get; init; }

    /// <summary>
    /// What the survey observed, place by place (<see cref="SurveyDepth.ReadAsync"/> takes it from the archive); null when the archive has no
    /// exposures in the window.
    /// </summary>
    public SurveyDepth? Observed { get; init; }
}
