namespace AmpelBot.Alerts.Ingest;

/// <summary>How far an ingest has come.</summary>
/// <param name="Files">Files read.</param>
/// <param name="Packets">Packets read, the dead letters among them.</param>
/// <param name="PacketsPerSecond">Rate since the start.</param>
public sealed record IngestProgress(long Files, long Packets, double PacketsPerSecond)
{
    /// <summary>Packets of which the archive has made sure: they survive whatever happens from now on.</summary>
    public long Durable { get; init; }

    /// <summary>Bytes of the files that have been read and dealt with; of messages, their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of all files together; null where nobody knows (standard input, Kafka).</summary>
    public long? BytesInAll { get; init; }

    /// <summary>Messages that the broker holds and that are not read yet; null where there is no broker, or it has not said.</summary>
    public long? Lag { get; init; }

    /// <summary>What the ingest waits for, a sentence; null when it goes on.</summary>
    public string? Waiting { get; init; }

    /// <summary>How long it will take at the rate so far; null where that cannot be said.</summary>
    public TimeSpan? TimeLeft { get; init; }
}

/// <summary>What an ingest did.</summary>
/// <param name="Files">Files read.</param>
/// <param name="Packets">Packets found.</param>
/// <param name="Added">Alerts that are new in the archive.</param>
/// <param name="AlreadyThere">Alerts that the archive had.</param>
/// <param name="DeadLetters">Packets that could not be read, each with file, offset and reason, without their bytes; at most <see cref="MostListed"/>.</param>
/// <param name="Skipped">Files that are no alert packets (schemas, JSON, pictures), by path; at most <see cref="MostListed"/>.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record IngestReport(
    long Files, long Packets, long Added, long AlreadyThere, IReadOnlyList<DeadLetter> DeadLetters, IReadOnlyList<string> Skipped, double Seconds)
{
    /// <summary>More dead letters or files passed over than this are counted and not listed.</summary>
    public const int MostListed = 10_000;

    /// <summary>Number of packets that could not be read.</summary>
    public long DeadLetterCount { get; init; } = DeadLetters.Count;

    /// <summary>Number of files that are no alert packets.</summary>
    public long SkippedCount { get; init; } = Skipped.Count;

    /// <summary>Bytes of the files or messages.</summary>
    public long Bytes { get; init; }

    /// <summary>What the source could not be told at the end, a sentence; null when it knows of everything that is kept.</summary>
    public string? Remark { get; init; }
}

/// <summary>A packet that could not be read.</summary>
/// <param name="File">The file, and the member within it after "::" for a tar file; "kafka:TOPIC/PARTITION" for a message.</param>
/// <param name="Offset">Byte offset in the file or member at which reading failed; of a message, its offset in the partition.</param>
/// <param name="Reason">What is wrong, one sentence.</param>
/// <param name="Bytes">The packet's container as it came, so that it can be read again; null when it is too long or is in the file.</param>
public sealed record DeadLetter(string File, long Offset, string Reason, byte[]? Bytes = null)
{
    /// <summary>Most bytes that a dead letter keeps.</summary>
    public const int MaxBytes = 1 << 20;
}
