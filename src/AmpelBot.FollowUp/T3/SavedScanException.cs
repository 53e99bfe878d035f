namespace AmpelBot.FollowUp.T3;

/// <summary>A scan cannot be opened again. The message is a sentence for the person: what, where, and what to do.</summary>
public sealed class SavedScanException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Whether there is no such scan, so that another name helps.</summary>
    public bool IsMissing { get; init; }
}
