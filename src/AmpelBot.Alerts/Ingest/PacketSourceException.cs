namespace AmpelBot.Alerts.Ingest;

/// <summary>Packets cannot be had from where they should come. The message is a sentence for the person: what happened, where, what to do.</summary>
public sealed class PacketSourceException : Exception
{
    /// <summary>A refusal with its sentence.</summary>
    public PacketSourceException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
