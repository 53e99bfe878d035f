namespace AmpelBot.Sky;

/// <summary>A half-open stretch of UTC time: from its start (included) to its end (excluded).</summary>
/// <remarks>The default value is an empty window in the year 1.</remarks>
public readonly record struct TimeWindow
{
    /// <summary>A window from its two ends.</summary>
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public TimeWindow(DateTimeOffset from, DateTimeOffset to)
    {
        if (to < from)
            throw new ArgumentException($"a time window must end after it begins: {from:u} to {to:u}", nameof(to));
        From = from.ToUniversalTime();
        To = to.ToUniversalTime();
    }

    /// <summary>First instant inside, UTC.</summary>
    public DateTimeOffset From { get; }

    /// <summary>First instant after the window, UTC.</summary>
    public DateTimeOffset To { get; }

    /// <summary>Length in days of 86,400 s.</summary>
    public double Days => (To - From).TotalDays;

    /// <summary>Whether the instant lies inside.</summary>
    public bool Contains(DateTimeOffset time) => time >= From && time < To;
}
