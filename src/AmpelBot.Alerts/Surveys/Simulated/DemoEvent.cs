using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>The merger of the demo and of the example sky maps. It is invented: MS is the prefix of mock superevents.</summary>
public static class DemoEvent
{
    /// <summary>The event's name.</summary>
    public const string Name = "MS260612a";

    /// <summary>Seed of the simulated survey and of the sky map.</summary>
    public const int Seed = 260612;

    private const int NightsBefore = 10;
    private const int NightsAfter = 3;

    /// <summary>Where and when the kilonova is, and what the survey covers.</summary>
    public static SimulatedEvent Simulated { get; } = new(
        Kilonova: new SkyCoord(218.25, 31.40),
        TimeUtc: new DateTimeOffset(2026, 6, 12, 5, 21, 37, TimeSpan.Zero),
        DistanceMpc: 95,
        RegionCenter: new SkyCoord(216.0, 33.0),
        RegionRadiusDeg: 9);

    /// <summary>
    /// The survey of the demo: ten nights before the event and three after, in which its region is followed up; with a hundredth of the sky's
    /// objects, so that it takes seconds.
    /// </summary>
    public static SimulatedPlan Plan { get; } = new()
    {
        Seed = Seed,
        FirstNight = DateOnly.FromDateTime(Simulated.TimeUtc.UtcDateTime).AddDays(-NightsBefore),
        Nights = NightsBefore + NightsAfter + 1,
        Region = new SimulatedRegion(Simulated.RegionCenter, Simulated.RegionRadiusDeg),
        Share = 0.01,
        Injections = [new SimulatedInjection("kilonova", Simulated.Kilonova, Simulated.TimeUtc, Simulated.DistanceMpc)],
        FollowUp = new SimulatedFollowUp(new SimulatedRegion(Simulated.RegionCenter, Simulated.RegionRadiusDeg), Simulated.TimeUtc, NightsAfter),
    };
}

/// <summary>The event that a sky map is made of.</summary>
/// <param name="Kilonova">Position of the injected kilonova.</param>
/// <param name="TimeUtc">Time of the merger.</param>
/// <param name="DistanceMpc">Luminosity distance in Mpc.</param>
/// <param name="RegionCenter">Centre of the area that the survey covers.</param>
/// <param name="RegionRadiusDeg">Radius of that area in degrees.</param>
public sealed record SimulatedEvent(SkyCoord Kilonova, DateTimeOffset TimeUtc, double DistanceMpc, SkyCoord RegionCenter, double RegionRadiusDeg);
