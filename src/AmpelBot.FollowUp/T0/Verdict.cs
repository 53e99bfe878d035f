namespace AmpelBot.FollowUp.T0;

/// <summary>One cut of a T0 filter on one alert.</summary>
/// <param name="Name">The cut's name, AMPEL's where it has one (elong, archive_tspan).</param>
/// <param name="Value">The alert's value: double, long, string, bool, or null when the alert has none. Never rounded.</param>
/// <param name="Limit">What the value must be, for people: "&lt;= 1.4".</param>
/// <param name="Passed">Whether the alert passes.</param>
public readonly record struct Cut(string Name, object? Value, string Limit, bool Passed);

/// <summary>What a channel's filters said of one alert: kept, or rejected by the first cut that failed.</summary>
/// <param name="Accepted">Whether every cut passed.</param>
/// <param name="Unit">The filter that rejected; null when accepted.</param>
/// <param name="Rejection">The cut that failed first; null when accepted.</param>
public readonly record struct Verdict(bool Accepted, string? Unit, Cut? Rejection)
{
    /// <summary>Every cut passed.</summary>
    public static Verdict Accept => new(true, null, null);

    /// <summary>Rejected by a filter's cut.</summary>
    public static Verdict Reject(string unit, Cut cut) => new(false, unit, cut);
}
