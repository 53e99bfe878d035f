namespace AmpelBot.FollowUp;

/// <summary>Says when the next report of progress is due: at most one in each interval.</summary>
/// <param name="interval">Time between two reports.</param>
internal sealed class Pace(TimeSpan interval)
{
    private TimeSpan last;

    /// <summary>Whether a report is due at this time since the start.</summary>
    public bool IsDue(TimeSpan elapsed)
    {
        if (elapsed - last < interval)
            return false;
        last = elapsed;
        return true;
    }
}
