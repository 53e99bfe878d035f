using AmpelBot.Alerts.Archive;

namespace AmpelBot.Alerts.Ingest;

/// <summary>
/// Source, workers, batches and archive, one behind the other: the source finds pieces, workers decode several at a time, their packets go
/// into batches in the order of the source, and the source is told when they are durable. While a batch is written the next is collected.
/// </summary>
/// <remarks>In memory at most: the queue's bound, one batch that is written and one that is collected.</remarks>
internal sealed class IngestPipeline
{
    private readonly IPacketSource source;
    private readonly IArchive archive;
    private readonly IngestOptions options;
    private readonly TimeProvider time;
    private readonly IngestTally tally;
    private readonly PieceQueue queue;
    private IngestBatch batch = new();
    private Task writing = Task.CompletedTask;

    private IngestPipeline(IPacketSource source, IArchive archive, IngestOptions options, IProgress<IngestProgress>? progress, TimeProvider time)
    {
        (this.source, this.archive, this.options, this.time) = (source, archive, options, time);
        tally = new IngestTally(source, options.ProgressInterval, progress, time);
        queue = new PieceQueue(options.Workers);
    }

    private bool IsFull => batch.Packets >= options.BatchPackets || batch.Weight >= options.BatchBytes;

    /// <summary>Ingests everything that a source gives.</summary>
    internal static async Task<IngestReport> RunAsync(
        IPacketSource source, IArchive archive, IngestOptions options, IProgress<IngestProgress>? progress, TimeProvider time,
        CancellationToken cancellation)
    {
        var pipeline = new IngestPipeline(source, archive, options, progress, time);
        await pipeline.RunAsync(cancellation).ConfigureAwait(false);
        return pipeline.tally.Report(source.Finish());
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var end = options.For is { } span ? new CancellationTokenSource(span, time) : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(abort.Token, end.Token);
        var reading = Task.Run(() => ReadAsync(end.Token, stop.Token), CancellationToken.None);
        var decoding = Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => DecodeAsync(abort.Token), CancellationToken.None)).ToArray();
        try
        {
            await CollectAsync(abort.Token).ConfigureAwait(false);
            await WriteAsync(abort.Token).ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }
        finally
        {
            await abort.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([reading, .. decoding]).ConfigureAwait(false);
            // What it failed with has been thrown, or is thrown in its place.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (queue.InOrder.TryRead(out _))
                IngestMetrics.PieceTaken();
        }
    }

    /// <summary>Never throws: how it ended goes through the queue.</summary>
    private async Task ReadAsync(CancellationToken end, CancellationToken stop)
    {
        try
        {
            await source.ReadAsync(queue, stop).ConfigureAwait(false);
            queue.Complete(null);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            queue.Complete(null);
        }
        catch (Exception e)
        {
            queue.Complete(e);
        }
    }

    private async Task DecodeAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var piece in queue.ToDecode.ReadAllAsync(cancellation).ConfigureAwait(false))
                await piece.DecodeAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private async Task CollectAsync(CancellationToken cancellation)
    {
        while (await WaitAsync(queue.InOrder.WaitToReadAsync(cancellation), cancellation).ConfigureAwait(false))
            while (queue.InOrder.TryRead(out var piece))
            {
                IngestMetrics.PieceTaken();
                while (await WaitAsync(piece.Chunks.WaitToReadAsync(cancellation), cancellation).ConfigureAwait(false))
                    while (piece.Chunks.TryRead(out var chunk))
                        await TakeAsync(chunk, cancellation).ConfigureAwait(false);
                queue.Release(piece.Piece);
                batch.EndOf(piece.Piece);
                if (IsFull)
                    await WriteAsync(cancellation).ConfigureAwait(false);
            }
    }

    private async Task TakeAsync(IngestChunk chunk, CancellationToken cancellation)
    {
        tally.Skip(chunk);
        foreach (var packet in chunk.Packets)
        {
            cancellation.ThrowIfCancellationRequested();
            // Not as soon as it is full: the piece may end with its last packet, and then the source hears of it with this batch.
            if (IsFull)
                await WriteAsync(cancellation).ConfigureAwait(false);
            if (packet.DeadLetter is not { } letter || options.KeepsLetter?.Invoke(letter) is null or true)
                batch.Add(packet);
            tally.Take(packet);
        }
    }

    /// <summary>
    /// Waits for the next piece or chunk. Meanwhile a batch that waits longer than the source's patience is written, progress is told, and a
    /// batch that could not be written ends the ingest.
    /// </summary>
    private async ValueTask<bool> WaitAsync(ValueTask<bool> next, CancellationToken cancellation)
    {
        if (next.IsCompleted || source.Patience is not { } patience)
            return await next.ConfigureAwait(false);
        var waited = next.AsTask();
        while (true)
        {
            using var tick = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var ticking = Task.Delay(patience, time, tick.Token);
            var isWriting = !writing.IsCompleted;
            var first = await (isWriting ? Task.WhenAny(waited, writing, ticking) : Task.WhenAny(waited, ticking)).ConfigureAwait(false);
            await tick.CancelAsync().ConfigureAwait(false);
            if (first == waited)
                return await waited.ConfigureAwait(false);
            if (first == writing && isWriting)
                await writing.ConfigureAwait(false);
            else
            {
                await WriteAsync(cancellation).ConfigureAwait(false);
                tally.Tell();
            }
        }
    }

    /// <summary>Hands the batch over to be written, as soon as the one before is.</summary>
    private async Task WriteAsync(CancellationToken cancellation)
    {
        if (batch.IsEmpty)
            return;
        await writing.ConfigureAwait(false);
        var full = batch;
        batch = new IngestBatch();
        writing = Task.Run(() => StoreAsync(full, cancellation), CancellationToken.None);
    }

    private async Task StoreAsync(IngestBatch full, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var added = full.Packets > 0 ? await archive.AddAsync(full.Rows, full.DeadLetters, cancellation).ConfigureAwait(false) : 0;
        tally.Store(full, added, time.GetElapsedTime(started));
        if (full.Marks.Count > 0)
            source.Acknowledge(full.Marks);
    }
}

/// <summary>What goes into the archive in one transaction.</summary>
internal sealed class IngestBatch
{
    internal List<AlertRow> Rows { get; } = [];

    internal List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>The marks of the pieces that end in this batch.</summary>
    internal List<object> Marks { get; } = [];

    /// <summary>Bytes of the sources whose pieces end in this batch.</summary>
    internal long SourceBytes { get; private set; }

    internal int Packets => Rows.Count + DeadLetters.Count;

    internal bool IsEmpty => Packets == 0 && Marks.Count == 0 && SourceBytes == 0;

    internal long Weight { get; private set; }

    internal void Add(IngestPacket packet)
    {
        if (packet.Row is { } row)
            Rows.Add(row);
        else
            DeadLetters.Add(packet.DeadLetter!);
        Weight += packet.Weight;
    }

    internal void EndOf(PacketPiece piece)
    {
        SourceBytes += piece.SourceBytes;
        if (piece.Mark is not null)
            Marks.Add(piece.Mark);
    }
}
