using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>The merger of the demo and of the example sky maps. It is invented: MS is the prefix of mock superevents.</summary>
public static class DemoEvent
{
    /// <summary>The event's name.</summary>
    public const string Name = "MS260612a";

    /// <summary>Seed of the simulated survey.</summary>
    public const int Seed = 260612;

    /// <summary>Where and when the kilonova is, and what the survey covers.</summary>
    public static SimulatedEvent Simulated { get; } = new(
        Kilonova: new SkyCoord(218.25, 31.40),
        TimeUtc: new DateTimeOffset(2026, 6, 12, 5, 21, 37, TimeSpan.Zero),
        DistanceMpc: 95,
        RegionCenter: new SkyCoord(216.0, 33.0),
        RegionRadiusDeg: 9);
}
