using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>What a simulated survey is to be. The same plan gives the same bytes.</summary>
public sealed record SimulatedPlan
{
    /// <summary>Most nights of one survey.</summary>
    public const int MostNights = 3660;

    /// <summary>Nights before the first whose exposures the packets of the first nights already know.</summary>
    public const int NightsOfHistory = 30;

    /// <summary>First date of which surveys can be made.</summary>
    public static DateOnly FirstDate { get; } = new(2018, 6, 1);

    /// <summary>Last date of which surveys can be made.</summary>
    public static DateOnly LastDate { get; } = new(2049, 12, 31);

    /// <summary>Everything random hangs on this number.</summary>
    public required long Seed { get; init; }

    /// <summary>The UTC date of the first night (at Palomar a night lies within one UTC date).</summary>
    public required DateOnly FirstNight { get; init; }

    /// <summary>Number of nights, 1 to <see cref="MostNights"/>.</summary>
    public required int Nights { get; init; }

    /// <summary>The fields of the survey.</summary>
    public FieldGrid Grid { get; init; } = FieldGrid.Own;

    /// <summary>Only fields that touch this circle are observed; null for all that Palomar can see.</summary>
    public SimulatedRegion? Region { get; init; }

    /// <summary>Share of the objects and bogus detections that exist, above 0 to 1: a smaller survey of the same sky.</summary>
    public double Share { get; init; } = 1;

    /// <summary>What is put into the sky by hand.</summary>
    public IReadOnlyList<SimulatedInjection> Injections { get; init; } = [];

    /// <summary>An event that the survey follows up; null for none.</summary>
    public SimulatedFollowUp? FollowUp { get; init; }

    /// <summary>Start of the survey, 0 h UTC of the first night's date.</summary>
    public DateTimeOffset StartUtc => new(FirstNight.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>End of the survey, 0 h UTC of the date after the last night's.</summary>
    public DateTimeOffset EndUtc => StartUtc.AddDays(Nights);

    /// <summary>What is wrong with the plan, as a sentence for the person who made it; null when nothing is.</summary>
    public string? Flaw()
    {
        if (Nights is < 1 or > MostNights)
            return FormattableString.Invariant($"A survey has 1 to {MostNights} nights, not {Nights}.");
        if (FirstNight < FirstDate || FirstNight.DayNumber + Nights - 1 > LastDate.DayNumber)
            return FormattableString.Invariant($"Surveys can be simulated from {FirstDate:yyyy-MM-dd} to {LastDate:yyyy-MM-dd}; {Nights} nights from {FirstNight:yyyy-MM-dd} are not within that.");
        if (!(Share is > 0 and <= 1))
            return FormattableString.Invariant($"The share of the sky's objects lies above 0 and up to 1; {Share} does not.");
        if (Region is { RadiusDeg: not (> 0 and <= 180) } region)
            return FormattableString.Invariant($"The radius of the region lies above 0 and up to 180 degrees; {region.RadiusDeg} does not.");
        foreach (var injection in Injections)
            if (injection.TimeUtc < StartUtc.AddDays(-NightsOfHistory) || injection.TimeUtc >= EndUtc)
                return FormattableString.Invariant($"The {injection.Type} would begin at {injection.TimeUtc:yyyy-MM-ddTHH:mm:ss} UTC, but the survey knows the time from {StartUtc.AddDays(-NightsOfHistory):yyyy-MM-dd} (30 days before its first night) to {EndUtc:yyyy-MM-dd}. Move it, or the survey with --start and --nights.");
        return null;
    }
}

/// <summary>A circle on the sky.</summary>
/// <param name="Center">Its centre.</param>
/// <param name="RadiusDeg">Its radius in degrees.</param>
public sealed record SimulatedRegion(SkyCoord Center, double RadiusDeg);

/// <summary>Deep exposures of the fields around an event, each night in r, g and r.</summary>
/// <param name="Region">What is observed.</param>
/// <param name="FromUtc">The event.</param>
/// <param name="Days">How long after it.</param>
public sealed record SimulatedFollowUp(SimulatedRegion Region, DateTimeOffset FromUtc, double Days);
