namespace AmpelBot.Alerts;

/// <summary>Datapoints of one object, ascending in time. Immutable.</summary>
public sealed class LightCurve
{
    /// <summary>A light curve from datapoints in any order.</summary>
    public LightCurve(IEnumerable<Datapoint> datapoints)
    {
        Datapoints = [.. datapoints.OrderBy(d => d.Jd)];
        Detections = [.. Datapoints.Where(d => d.Kind == DatapointKind.Detection)];
    }

    /// <summary>All datapoints, ascending in time.</summary>
    public IReadOnlyList<Datapoint> Datapoints { get; }

    /// <summary>The detections, ascending in time.</summary>
    public IReadOnlyList<Datapoint> Detections { get; }
}
