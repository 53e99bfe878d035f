using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Notices;

/// <summary>What the event is and how it is localised.</summary>
public sealed record Notice
{
    /// <summary>Name of the event: canonical, or made from the file or position when there is none.</summary>
    public required string EventName { get; init; }

    /// <summary>What carried the news.</summary>
    public required Messenger Messenger { get; init; }

    /// <summary>Revision of the localisation; null where there are none.</summary>
    public required int? Revision { get; init; }

    /// <summary>Highest revision known, for the sentence about the choice; null where there are none.</summary>
    public required int? LatestRevision { get; init; }

    /// <summary>Time of the event, UTC; null when nobody said.</summary>
    public required DateTimeOffset? EventTimeUtc { get; init; }

    /// <summary>The localisation.</summary>
    public required SkyMap SkyMap { get; init; }

    /// <summary>Where the localisation is from: file name, URL, or the position as given.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the sky map's file, 64 hexadecimal digits; null when it was made from a position.</summary>
    public required string? SkyMapSha256 { get; init; }

    /// <summary>The position that the map was made from; null when the map came as a file.</summary>
    public ErrorEllipse? Ellipse { get; init; }

    /// <summary>Sentences about where the localisation is from, and whether there is a newer one.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
