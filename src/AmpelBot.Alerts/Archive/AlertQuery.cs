using AmpelBot.Sky;

namespace AmpelBot.Alerts.Archive;

/// <summary>Which alerts a scan gives.</summary>
public sealed record AlertQuery
{
    /// <summary>The region.</summary>
    public required Moc Moc { get; init; }

    /// <summary>The time of the detections.</summary>
    public required TimeWindow Window { get; init; }

    /// <summary>Whose data the reader may see.</summary>
    public required DataRights Rights { get; init; }

    /// <summary>
    /// Whether an alert, which has everything but its light curve, is given with it. It may be called on any thread. Null gives each alert its light curve.
    /// </summary>
    public Func<Alert, bool>? NeedsLightCurve { get; init; }
}
