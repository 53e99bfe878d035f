using AmpelBot.Alerts.Avro;
using AmpelBot.Sky;

namespace AmpelBot.Alerts;

/// <summary>What a datapoint is.</summary>
public enum DatapointKind
{
    /// <summary>A source was measured.</summary>
    Detection = 0,

    /// <summary>Nothing was found down to the limiting magnitude.</summary>
    UpperLimit = 1,

    /// <summary>Forced photometry at a known position.</summary>
    ForcedPhotometry = 2,
}

/// <summary>One measurement of an object, kept once however many packets repeat it (AMPEL's datapoint).</summary>
public sealed record Datapoint
{
    /// <summary>Detection, upper limit or forced photometry.</summary>
    public required DatapointKind Kind { get; init; }

    /// <summary>The survey's number of a detection (ZTF: candid); otherwise a hash of the content. Unique per object and kind.</summary>
    public required long Id { get; init; }

    /// <summary>The survey's number, where it gave one; upper limits and forced photometry have none.</summary>
    public long? Candid { get; init; }

    /// <summary>The survey's program (ZTF: 1 public, 2 partnership, 3 Caltech); null where the survey does not say.</summary>
    public int? ProgramId { get; init; }

    /// <summary>Mid or start of the exposure as the survey gives it, Julian date in UTC.</summary>
    public required double Jd { get; init; }

    /// <summary>Band as people write it (ZTF: g, r, i).</summary>
    public required string Band { get; init; }

    /// <summary>PSF magnitude (AB); null for an upper limit.</summary>
    public double? Mag { get; init; }

    /// <summary>Error of the magnitude, 1 sigma.</summary>
    public double? MagErr { get; init; }

    /// <summary>Limiting magnitude of the image (5 sigma, AB).</summary>
    public double? LimitingMag { get; init; }

    /// <summary>Whether the source is brighter than in the reference; null where the survey does not say.</summary>
    public bool? IsPositive { get; init; }

    /// <summary>Measured position; null for an upper limit.</summary>
    public SkyCoord? Coord { get; init; }

    /// <summary>Every field of the survey's own record.</summary>
    public required AvroRecord Body { get; init; }
}
