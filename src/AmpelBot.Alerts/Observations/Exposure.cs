namespace AmpelBot.Alerts.Observations;

/// <summary>One image of the observation log: a quadrant of an exposure, or the whole of it where the log does not tell quadrants apart.</summary>
public sealed record Exposure
{
    /// <summary>Survey's short name.</summary>
    public required string Survey { get; init; }

    /// <summary>Start of the exposure, Julian date in UTC.</summary>
    public required double Jd { get; init; }

    /// <summary>The survey's number of the field.</summary>
    public required int Field { get; init; }

    /// <summary>Right ascension of the field's centre, in degrees, 0 to 360 (ICRS): what the exposure saw needs no grid afterwards.</summary>
    public required double RaDeg { get; init; }

    /// <summary>Declination of the field's centre, in degrees, -90 to 90 (ICRS).</summary>
    public required double DecDeg { get; init; }

    /// <summary>Quadrant of the camera (ZTF's rcid, 0 to 63); null for all of them.</summary>
    public required int? Quadrant { get; init; }

    /// <summary>Band as people write it (ZTF: g, r, i).</summary>
    public required string Band { get; init; }

    /// <summary>Limiting magnitude (5 sigma, AB); null where the log has none.</summary>
    public required double? LimitingMag { get; init; }

    /// <summary>Exposure time in seconds; null where the log has none.</summary>
    public double? ExposureSeconds { get; init; }

    /// <summary>The survey's program; null where the log does not say.</summary>
    public int? ProgramId { get; init; }
}
