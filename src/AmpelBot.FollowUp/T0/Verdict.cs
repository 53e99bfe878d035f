namespace AmpelBot.FollowUp.T0;

/// <summary>One cut of a T0 filter on one alert.</summary>
/// <param name="Name">The cut's name, AMPEL's where it has one (elong, archive_tspan).</param>
/// <param name="Value">The alert's value: double, long, string, bool, or null when the alert has none. Never rounded.</param>
/// <param name="Limit">What the value must be, for people: "&lt;= 1.4".</param>
/// <param name="Passed">Whether the alert passes.</param>
/// <param name="Bounds">The limit as numbers, where it is a matter of numbers; null otherwise.</param>
public readonly record struct Cut(string Name, object? Value, string Limit, bool Passed, CutBounds? Bounds = null)
{
    /// <summary>Whether the alert passed by so small a margin that somebody should look: a little more noise would have lost it.</summary>
    public bool IsClose => Passed && Bounds is { } bounds && Value switch
    {
        double number => bounds.IsClose(number),
        long number => bounds.IsClose(number),
        _ => false,
    };
}

/// <summary>The least and the most that a cut lets pass, in the value's unit.</summary>
/// <param name="Least">The least; null for no limit.</param>
/// <param name="Most">The most; null for no limit.</param>
/// <param name="SmallMargin">How near to a limit is close; null: a tenth of the limit's size.</param>
public readonly record struct CutBounds(double? Least, double? Most, double? SmallMargin = null)
{
    private const double CloseShare = 0.1;

    /// <summary>Bounds of a count: only the limit itself is close.</summary>
    public static CutBounds OfCount(long? least, long? most) => new(least, most, 0);

    /// <summary>Whether a value lies inside and no farther from a limit than the small margin.</summary>
    public bool IsClose(double value)
    {
        var small = SmallMargin;
        return Near(value - Least, Least) || Near(Most - value, Most);

        bool Near(double? margin, double? limit) => margin >= 0 && margin <= (small ?? Math.Abs(limit!.Value) * CloseShare);
    }
}

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
