using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Vetting;

namespace AmpelBot.FollowUp.Scan;

/// <summary>One object followed through a scan: the answer to <c>why NAME in EVENT</c>.</summary>
public sealed record ObjectTrace
{
    /// <summary>Name of the object.</summary>
    public required string ObjectName { get; init; }

    /// <summary>What would be scanned: the event, the map, the level and the window that were settled on.</summary>
    public required ScanPlan Plan { get; init; }

    /// <summary>The object's alerts in the archive, ascending in time; empty when the archive has none.</summary>
    public required IReadOnlyList<AlertTrace> Alerts { get; init; }

    /// <summary>What people said of the object.</summary>
    public Votes Votes { get; init; } = Votes.None;

    /// <summary>Whether the archive has the object.</summary>
    public bool InArchive => Alerts.Count > 0;
}

/// <summary>One alert followed through a scan.</summary>
public sealed record AlertTrace
{
    /// <summary>The archive's number of the alert (ZTF: candid).</summary>
    public required long AlertId { get; init; }

    /// <summary>Time of the detection, UTC.</summary>
    public required DateTimeOffset TimeUtc { get; init; }

    /// <summary>Credible level at the alert's position, 0 to 1.</summary>
    public required double CredibleLevel { get; init; }

    /// <summary>Whether the position lies inside the credible region that is scanned.</summary>
    public required bool InsideRegion { get; init; }

    /// <summary>Whether the time lies inside the window that is scanned.</summary>
    public required bool InWindow { get; init; }

    /// <summary>The cuts of all filters in the order in which they judge, also those after the first that failed.</summary>
    public required IReadOnlyList<TracedCut> Cuts { get; init; }

    /// <summary>Whether a scan lets the alert pass.</summary>
    public bool Accepted => InsideRegion && InWindow && Cuts.All(c => c.Cut.Passed);
}

/// <summary>A cut and the filter that it belongs to.</summary>
/// <param name="Unit">The filter.</param>
/// <param name="Cut">The cut with the alert's value.</param>
public readonly record struct TracedCut(string Unit, Cut Cut);
