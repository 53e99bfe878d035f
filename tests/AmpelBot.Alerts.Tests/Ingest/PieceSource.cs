using AmpelBot.Alerts.Ingest;

namespace AmpelBot.Alerts.Tests.Ingest;

/// <summary>A source of packets that are there already, or of pieces.</summary>
internal sealed class PieceSource(Func<CancellationToken, IEnumerable<PacketPiece>> pieces) : IPacketSource
{
    private readonly List<object> acknowledged = [];

    internal PieceSource(IEnumerable<AlertFilePacket> packets) : this(_ => packets.Select(p => PacketPiece.Of(p)))
    {
    }

    internal IReadOnlyList<object> Acknowledged => acknowledged;

    internal bool IsFinished { get; private set; }

    /// <summary>Called with each acknowledgement, while nothing is written.</summary>
    internal Action OnAcknowledge { get; init; } = () => { };

    public TimeSpan? Patience { get; init; }

    public SourceStatus Status { get; init; } = new(null, null, null);

    public async Task ReadAsync(PieceQueue queue, CancellationToken stop)
    {
        foreach (var piece in pieces(stop))
            await queue.AddAsync(piece, stop);
    }

    public void Acknowledge(IReadOnlyList<object> marks)
    {
        acknowledged.AddRange(marks);
        OnAcknowledge();
    }

    public string? Finish()
    {
        IsFinished = true;
        return null;
    }
}
