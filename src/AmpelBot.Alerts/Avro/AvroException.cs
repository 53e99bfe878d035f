namespace AmpelBot.Alerts.Avro;

/// <summary>Bytes or a schema that are not Avro as the specification (1.11) has it, or that pass one of our bounds.</summary>
public sealed class AvroException : Exception
{
    /// <summary>A refusal with its sentence and the place.</summary>
    /// <param name="message">What is wrong, one sentence.</param>
    /// <param name="offset">Byte offset at which it was found, counted from the start of what was read.</param>
    /// <param name="inner">The cause, where another part of the program found it.</param>
    public AvroException(string message, long offset, Exception? inner = null) : base(message, inner) => Offset = offset;

    /// <summary>Byte offset at which it was found, counted from the start of what was read.</summary>
    public long Offset { get; }
}
