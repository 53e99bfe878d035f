namespace AmpelBot.Alerts.Ingest;

/// <summary>How an ingest goes about its work.</summary>
public sealed record IngestOptions
{
    /// <summary>Threads that decode.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>A batch of so many packets is written.</summary>
    public int BatchPackets { get; init; } = 500;

    /// <summary>A batch of so many bytes is written though it has fewer packets.</summary>
    public long BatchBytes { get; init; } = 64 << 20;

    /// <summary>How often progress is told.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After this time no more is read, what was read is kept, and the ingest ends as if the source had; null for no end.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>The schemas of packets that carry only the number of theirs.</summary>
    public RegistrySchemas Schemas { get; init; } = RegistrySchemas.None;

    /// <summary>Whether a dead letter goes into the archive; called in the order of the source. Null for all.</summary>
    internal Func<DeadLetter, bool>? KeepsLetter { get; init; }
}
