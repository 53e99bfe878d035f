namespace AmpelBot.Listeners;

/// <summary>How long to wait after failures in a row: doubled each time up to a longest, of which a random share between a half and all is taken.</summary>
/// <param name="First">After the first failure.</param>
/// <param name="Longest">The most.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The wait after so many failures in a row, from 1 on.</summary>
    public TimeSpan After(int failures) =>
        TimeSpan.FromTicks((long)(Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Min(failures - 1, 30))) * (0.5 + 0.5 * Random.Shared.NextDouble())));
}
