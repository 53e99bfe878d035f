namespace AmpelBot.Alerts.Ingest;

/// <summary>What an ingest has read and written so far. <see cref="Store"/> may run beside the rest.</summary>
internal sealed class IngestTally(IPacketSource source, TimeSpan interval, IProgress<IngestProgress>? progress, TimeProvider time)
{
    private readonly long started = time.GetTimestamp();
    private readonly List<DeadLetter> letters = [];
    private readonly List<string> skipped = [];
    private long files, packets, letterCount, skippedCount, told, added, alreadyThere, durable, bytes;
    private string? lastFile;

    internal void Take(IngestPacket packet)
    {
        packets++;
        if (packet.File != lastFile)
            files++;
        lastFile = packet.File;
        IngestMetrics.PacketRead(packet);
        if (packet.DeadLetter is { } letter)
        {
            letterCount++;
            if (letters.Count < IngestReport.MostListed)
                letters.Add(letter with { Bytes = null });
        }
        TellIfDue(time.GetElapsedTime(started));
    }

    internal void Skip(IngestChunk chunk)
    {
        skippedCount += chunk.SkippedCount;
        skipped.AddRange(chunk.Skipped.Take(IngestReport.MostListed - skipped.Count));
    }

    /// <summary>A batch is durable.</summary>
    internal void Store(IngestBatch batch, int inserted, TimeSpan duration)
    {
        Interlocked.Add(ref added, inserted);
        Interlocked.Add(ref alreadyThere, batch.Rows.Count - inserted);
        Interlocked.Add(ref durable, batch.Packets);
        Interlocked.Add(ref bytes, batch.SourceBytes);
        IngestMetrics.PieceRead(batch.SourceBytes);
        IngestMetrics.BatchWritten(inserted, batch.Rows.Count - inserted, duration);
    }

    /// <summary>Tells progress if it is time, though no packet came.</summary>
    internal void Tell() => TellIfDue(time.GetElapsedTime(started));

    internal IngestReport Report(string? remark) => new(source.Status.Parts ?? files, packets, added, alreadyThere, letters, skipped, time.GetElapsedTime(started).TotalSeconds)
    {
        DeadLetterCount = letterCount,
        SkippedCount = skippedCount,
        Bytes = bytes,
        Remark = remark,
    };

    private void TellIfDue(TimeSpan elapsed)
    {
        if (progress is null || elapsed.Ticks / interval.Ticks <= told)
            return;
        told = elapsed.Ticks / interval.Ticks;
        var status = source.Status;
        var done = Interlocked.Read(ref bytes);
        progress.Report(new IngestProgress(status.Parts ?? files, packets, packets / elapsed.TotalSeconds)
        {
            Durable = Interlocked.Read(ref durable),
            Bytes = done,
            BytesInAll = status.BytesInAll,
            Lag = status.Lag,
            Waiting = status.Waiting,
            TimeLeft = TimeLeft(status, done, elapsed),
        });
    }

    private TimeSpan? TimeLeft(SourceStatus status, long done, TimeSpan elapsed) => status switch
    {
        { BytesInAll: { } inAll } when done > 0 => elapsed * (Math.Max(inAll - done, 0) / (double)done),
        { Lag: { } lag } when packets > 0 => elapsed * (lag / (double)packets),
        _ => null,
    };
}
