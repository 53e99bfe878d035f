using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Scan;

/// <summary>What analysis (T2) found out about a candidate; empty until some has run.</summary>
public sealed record CandidateAnalysis
{
    /// <summary>Nothing yet.</summary>
    public static CandidateAnalysis None { get; } = new();

    /// <summary>Catalog sources near the candidate, the nearest first.</summary>
    public IReadOnlyList<NearbySource> Sources { get; init; } = [];

    /// <summary>Host galaxies that come into question, the likeliest first.</summary>
    public IReadOnlyList<AnalysisLine> Hosts { get; init; } = [];

    /// <summary>Models that were laid on the light curve.</summary>
    public IReadOnlyList<AnalysisLine> Models { get; init; } = [];

    /// <summary>The terms of the score by which candidates are ranked.</summary>
    public IReadOnlyList<AnalysisLine> ScoreTerms { get; init; } = [];

    /// <summary>Whether there is a word, beside the positions, to show.</summary>
    public bool AnyLine => Hosts.Count + Models.Count + ScoreTerms.Count > 0;
}

/// <summary>A catalog's source near a candidate.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Catalog">The catalog.</param>
/// <param name="Coord">Its position.</param>
/// <param name="IsHost">Whether it is taken for the host galaxy.</param>
public sealed record NearbySource(string Name, string Catalog, SkyCoord Coord, bool IsHost);

/// <summary>One result, as people read it.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Value">Its value with error and unit.</param>
public sealed record AnalysisLine(string Name, string Value);
