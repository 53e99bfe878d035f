using System.Threading.Channels;

namespace AmpelBot.Alerts.Ingest;

/// <summary>The pieces between the source that finds them, the workers that decode them and the batches that take their packets in order.</summary>
/// <remarks>
/// It bounds what an ingest holds in memory: so many pieces, of together <see cref="MaxWeight"/> bytes or one piece, each with at most three
/// chunks of decoded packets, a chunk of <see cref="IngestChunk.Target"/> bytes or one packet.
/// </remarks>
internal sealed class PieceQueue
{
    /// <summary>Most bytes that the pieces in the queue hold, unless one alone holds more.</summary>
    internal const long MaxWeight = 64 << 20;

    private const int PiecesPerWorker = 16;

    private readonly Channel<PieceInWork> inOrder;
    private readonly Channel<PieceInWork> toDecode = Channel.CreateUnbounded<PieceInWork>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly Lock gate = new();
    private TaskCompletionSource? room;
    private long weight;

    internal PieceQueue(int workers) => inOrder = Channel.CreateBounded<PieceInWork>(
        new BoundedChannelOptions(PiecesPerWorker * workers) { SingleReader = true, SingleWriter = true });

    /// <summary>The pieces in the order of the source.</summary>
    internal ChannelReader<PieceInWork> InOrder => inOrder.Reader;

    /// <summary>The pieces for the workers.</summary>
    internal ChannelReader<PieceInWork> ToDecode => toDecode.Reader;

    /// <summary>Puts a piece into the queue as soon as there is room.</summary>
    internal async ValueTask AddAsync(PacketPiece piece, CancellationToken cancellation)
    {
        while (RoomFor(piece) is { } wait)
            await wait.WaitAsync(cancellation).ConfigureAwait(false);
        var inWork = new PieceInWork(piece);
        await inOrder.Writer.WriteAsync(inWork, cancellation).ConfigureAwait(false);
        IngestMetrics.PieceQueued();
        toDecode.Writer.TryWrite(inWork);
    }

    /// <summary>No piece follows; with an exception when the source failed.</summary>
    internal void Complete(Exception? failure)
    {
        inOrder.Writer.TryComplete(failure);
        toDecode.Writer.TryComplete();
    }

    /// <summary>A piece has been dealt with.</summary>
    internal void Release(PacketPiece piece)
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            weight -= piece.Weight;
            (waiting, room) = (room, null);
        }
        waiting?.TrySetResult();
    }

    /// <summary>Takes the room that a piece needs; what to wait for when there is none.</summary>
    private Task? RoomFor(PacketPiece piece)
    {
        lock (gate)
        {
            if (weight == 0 || weight + piece.Weight <= MaxWeight)
            {
                weight += piece.Weight;
                return null;
            }
            room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return room.Task;
        }
    }
}

/// <summary>A piece that is being decoded.</summary>
internal sealed class PieceInWork(PacketPiece piece)
{
    // One chunk waits here, one in the worker's hand, and one is being filled.
    private readonly Channel<IngestChunk> chunks = Channel.CreateBounded<IngestChunk>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });

    internal PacketPiece Piece { get; } = piece;

    /// <summary>What has been decoded, in order.</summary>
    internal ChannelReader<IngestChunk> Chunks => chunks.Reader;

    /// <summary>Decodes the piece. Never throws: how it ended goes through the channel.</summary>
    internal async Task DecodeAsync(CancellationToken cancellation)
    {
        try
        {
            var chunk = new IngestChunk();
            foreach (var packet in Piece.Read(path => chunk.Skip(path), cancellation))
            {
                chunk.Add(IngestPacket.Of(packet));
                if (!chunk.IsFull)
                    continue;
                await chunks.Writer.WriteAsync(chunk, cancellation).ConfigureAwait(false);
                chunk = new IngestChunk();
            }
            await chunks.Writer.WriteAsync(chunk, cancellation).ConfigureAwait(false);
            chunks.Writer.Complete();
        }
        catch (Exception e)
        {
            chunks.Writer.Complete(e);
        }
    }
}

/// <summary>Decoded packets of one piece.</summary>
internal sealed class IngestChunk
{
    /// <summary>A chunk of so many bytes goes on to the batches.</summary>
    internal const int Target = 1 << 20;
    private const int MostPackets = 64;

    internal List<IngestPacket> Packets { get; } = [];

    internal List<string> Skipped { get; } = [];

    /// <summary>Number of files passed over, those that are not listed among them.</summary>
    internal long SkippedCount { get; private set; }

    internal long Weight { get; private set; }

    internal bool IsFull => Weight >= Target || Packets.Count >= MostPackets;

    internal void Skip(string path)
    {
        SkippedCount++;
        if (Skipped.Count < IngestReport.MostListed)
            Skipped.Add(path);
    }

    internal void Add(IngestPacket packet)
    {
        Packets.Add(packet);
        Weight += packet.Weight;
    }
}
