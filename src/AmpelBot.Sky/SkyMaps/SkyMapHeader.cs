namespace AmpelBot.Sky.SkyMaps;

/// <summary>What a sky map file says of itself. Null where the file says nothing.</summary>
public sealed record SkyMapHeader
{
    /// <summary>ORDERING of the file: NESTED, RING or NUNIQ. RENDERED when the map was made from an error ellipse.</summary>
    public required string Ordering { get; init; }

    /// <summary>nside of a flat map; null for a multi-order one.</summary>
    public int? Nside { get; init; }

    /// <summary>Deepest order in the map, 0 to 29.</summary>
    public required int MaxOrder { get; init; }

    /// <summary>Rows of a multi-order file, or pixels of a flat one.</summary>
    public required long FileCells { get; init; }

    /// <summary>Sum of the file's probabilities before they were divided by it.</summary>
    public required double ProbSum { get; init; }

    /// <summary>Name of the column that held the probability.</summary>
    public required string ProbColumn { get; init; }

    /// <summary>OBJECT card.</summary>
    public string? Object { get; init; }

    /// <summary>CREATOR card.</summary>
    public string? Creator { get; init; }

    /// <summary>Time of the event, UTC (DATE-OBS, MJD-OBS, EVENTMJD or TRIGTIME).</summary>
    public DateTimeOffset? EventTimeUtc { get; init; }

    /// <summary>Posterior mean distance in Mpc (DISTMEAN).</summary>
    public double? DistMeanMpc { get; init; }

    /// <summary>Posterior standard deviation of the distance in Mpc (DISTSTD).</summary>
    public double? DistStdMpc { get; init; }

    /// <summary>What was odd in the file and how it was treated, a sentence each; empty when nothing was.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
