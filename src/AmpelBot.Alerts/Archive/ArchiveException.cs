namespace AmpelBot.Alerts.Archive;

/// <summary>The archive cannot be used. The message is a sentence for the person: what happened, where, what to do.</summary>
public sealed class ArchiveException : Exception
{
    /// <summary>A refusal with its sentence.</summary>
    public ArchiveException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>Whether there is no archive at all, so that an ingest or another folder helps.</summary>
    public bool IsMissing { get; init; }
}
