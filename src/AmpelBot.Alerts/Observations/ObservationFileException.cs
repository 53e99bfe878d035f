namespace AmpelBot.Alerts.Observations;

/// <summary>A file is no log of observations and no grid of fields. The message is a sentence for the person: file, line, what is wrong.</summary>
public sealed class ObservationFileException : Exception
{
    /// <summary>A refusal with its sentence.</summary>
    public ObservationFileException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
