namespace AmpelBot.Alerts.Ingest;

/// <summary>Reads the packets of a piece, in order.</summary>
/// <param name="skipped">Told the path of each file that is no alert packet.</param>
/// <param name="cancellation">Stops between packets.</param>
internal delegate IEnumerable<AlertFilePacket> PieceReader(Action<string> skipped, CancellationToken cancellation);

/// <summary>The part of a source that one thread decodes: a small file, a member of a tar file, some blocks of a large container, a message.</summary>
/// <param name="Read">Reads the packets; may be called once, on any thread.</param>
/// <param name="Weight">Bytes in memory that the piece holds until it has been dealt with.</param>
internal sealed record PacketPiece(PieceReader Read, int Weight)
{
    /// <summary>Bytes of the source that have been dealt with when the piece has, the bytes of no other piece among them.</summary>
    internal long SourceBytes { get; init; }

    /// <summary>What the source is told when all packets of the piece are durable; null when it need not know.</summary>
    internal object? Mark { get; init; }

    /// <summary>A piece whose packets are there already.</summary>
    internal static PacketPiece Of(params AlertFilePacket[] packets) => new((_, _) => packets, packets.Sum(p => p.DeadLetter?.Bytes?.Length ?? 0));

    /// <summary>A piece with no packet: a file that is none.</summary>
    internal static PacketPiece Skipped(string path) => new((skipped, _) => Skip(path, skipped), 0);

    /// <summary>A piece with no packet and nothing to tell: the end of a file.</summary>
    internal static PacketPiece EndOf(long sourceBytes) => Of() with { SourceBytes = sourceBytes };

    private static AlertFilePacket[] Skip(string path, Action<string> skipped)
    {
        skipped(path);
        return [];
    }
}

/// <summary>Where an ingest's packets come from.</summary>
internal interface IPacketSource
{
    /// <summary>Puts the pieces into the queue, in order, and returns behind the last one or, with no error, when it is told to stop.</summary>
    Task ReadAsync(PieceQueue queue, CancellationToken stop);

    /// <summary>Told the marks of pieces whose packets the archive has made sure of, in order; called by one thread at a time.</summary>
    void Acknowledge(IReadOnlyList<object> marks);

    /// <summary>Called once, when nothing more will be acknowledged.</summary>
    /// <returns>What could not be brought to an end, a sentence; null when all is well.</returns>
    string? Finish();

    /// <summary>After how long a batch is written though it is not full; null to wait until it is.</summary>
    TimeSpan? Patience { get; }

    /// <summary>How the source stands; may be called from any thread.</summary>
    SourceStatus Status { get; }
}

/// <summary>How a source stands.</summary>
/// <param name="BytesInAll">Bytes of all files together; null when unknown.</param>
/// <param name="Lag">Messages not read yet; null when unknown.</param>
/// <param name="Waiting">What it waits for; null when it does not.</param>
internal sealed record SourceStatus(long? BytesInAll, long? Lag, string? Waiting)
{
    /// <summary>Number of parts that stand for files (partitions); null where files are counted.</summary>
    internal int? Parts { get; init; }
}
