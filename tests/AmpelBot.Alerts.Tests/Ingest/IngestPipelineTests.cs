using System.Diagnostics.Metrics;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Ingest;

public sealed class IngestPipelineTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly MemoryArchive archive = new();

    private Task<IngestReport> RunAsync(IPacketSource source, IngestOptions? options = null, CancellationToken cancellation = default)
        => IngestPipeline.RunAsync(source, archive, options ?? new IngestOptions { Workers = 4 }, null, TimeProvider.System, cancellation).WaitAsync(Long);

    private static AlertFilePacket Packet(long id) => new("a.avro", id, HandMade.Alert(id, 2_458_451.75), null);

    [Fact]
    public async Task Packets_are_kept_in_the_order_of_the_source_however_long_each_takes_to_decode()
    {
        // The earlier pieces end later.
        var gates = Enumerable.Range(0, 4).Select(_ => new ManualResetEventSlim()).ToArray();
        var pieces = Enumerable.Range(0, 4).Select(i => new PacketPiece((_, _) =>
        {
            if (i < 3)
                gates[i + 1].Wait(Long);
            gates[i].Set();
            return Enumerable.Range(i * 100, 100).Select(n => Packet(n));
        }, 0));
        await RunAsync(new PieceSource(_ => pieces));
        Assert.Equal(Enumerable.Range(0, 400).Select(i => (long)i), archive.Rows.Select(r => r.AlertId));
    }

    [Fact]
    public async Task A_source_is_told_of_its_pieces_in_order_and_only_when_they_are_kept()
    {
        var acknowledgedTooEarly = false;
        PieceSource? source = null;
        source = new PieceSource(_ => Enumerable.Range(0, 25).Select(i => new PacketPiece((_, _) => [Packet(i)], 0) { Mark = i }));
        archive.BeforeBatch = (batch, _) =>
        {
            acknowledgedTooEarly |= source.Acknowledged.Count > 10 * batch;
            return Task.CompletedTask;
        };
        await RunAsync(source, new IngestOptions { BatchPackets = 10 });
        Assert.False(acknowledgedTooEarly);
        Assert.Equal(Enumerable.Range(0, 25).Cast<object>(), source.Acknowledged);
        Assert.True(source.IsFinished);
        Assert.Equal([10, 10, 5], archive.Batches);
    }

    [Fact]
    public async Task A_batch_that_is_refused_is_not_acknowledged()
    {
        archive.BeforeBatch = (batch, _) => batch == 0 ? Task.CompletedTask : throw new ArchiveException("no");
        var source = new PieceSource(_ => Enumerable.Range(0, 25).Select(i => new PacketPiece((_, _) => [Packet(i)], 0) { Mark = i }));
        await Assert.ThrowsAsync<ArchiveException>(() => RunAsync(source, new IngestOptions { BatchPackets = 10 }));
        Assert.Equal(Enumerable.Range(0, 10).Cast<object>(), source.Acknowledged);
    }

    [Fact]
    public async Task A_source_waits_while_the_archive_is_slow()
    {
        var found = 0;
        var started = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        archive.BeforeBatch = async (batch, _) =>
        {
            if (batch > 0)
                return;
            started.SetResult();
            await goOn.Task;
        };
        IEnumerable<PacketPiece> Pieces()
        {
            for (var i = 0; i < 2000; i++)
            {
                Interlocked.Increment(ref found);
                var id = i;
                yield return new PacketPiece((_, _) => [Packet(id)], 0);
            }
        }
        var running = RunAsync(new PieceSource(_ => Pieces()), new IngestOptions { Workers = 2, BatchPackets = 10 });
        await started.Task.WaitAsync(Long);
        // One batch is written, one is full, and 32 pieces wait; it may take a moment until the source has filled the queue, and it never goes on.
        var before = -1;
        for (var i = 0; i < 200 && before != Volatile.Read(ref found); i++)
        {
            before = Volatile.Read(ref found);
            await Task.Delay(20);
        }
        Assert.InRange(Volatile.Read(ref found), 20, 10 + 10 + 32 + 2);
        goOn.SetResult();
        await running;
        Assert.Equal(2000, archive.Rows.Count);
    }

    [Fact]
    public async Task Pieces_wait_while_those_before_hold_too_many_bytes()
    {
        var inMemory = 0L;
        var most = 0L;
        IEnumerable<PacketPiece> Pieces()
        {
            for (var i = 0; i < 40; i++)
            {
                var id = i;
                most = Math.Max(most, Interlocked.Add(ref inMemory, 20 << 20));
                yield return new PacketPiece((_, _) =>
                {
                    Interlocked.Add(ref inMemory, -20 << 20);
                    return [Packet(id)];
                }, 20 << 20);
            }
        }
        await RunAsync(new PieceSource(_ => Pieces()));
        Assert.Equal(40, archive.Rows.Count);
        // The piece that waits for room is beyond the bound.
        Assert.InRange(most, 20 << 20, PieceQueue.MaxWeight + (20 << 20));
    }

    [Fact]
    public async Task Batches_are_bounded_in_bytes()
    {
        var cutout = new Cutout("Science", "a", new byte[100_000]);
        var packets = Enumerable.Range(0, 50).Select(i => new AlertFilePacket("a.avro", i, HandMade.Alert(i, 2_458_451.75, cutouts: [cutout]), null));
        await RunAsync(new PieceSource(packets), new IngestOptions { BatchBytes = 1_000_000 });
        Assert.Equal(50, archive.Rows.Count);
        Assert.All(archive.Batches, size => Assert.InRange(size, 1, 10));
    }

    [Fact]
    public async Task What_a_worker_fails_with_ends_the_ingest_behind_the_packets_before_it()
    {
        var pieces = Enumerable.Range(0, 100).Select(i => new PacketPiece((_, _) => i == 60 ? throw new InvalidOperationException("broken") : [Packet(i)], 0));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new PieceSource(_ => pieces), new IngestOptions { BatchPackets = 10 }));
        Assert.Equal("broken", failure.Message);
        Assert.Equal(60, archive.Rows.Count);
    }

    [Fact]
    public async Task Told_to_stop_after_a_time_it_keeps_what_was_read_and_ends_well()
    {
        using var cancelled = new CancellationTokenSource();
        IEnumerable<PacketPiece> Endless(CancellationToken stop)
        {
            for (var i = 0; ; i++)
            {
                stop.ThrowIfCancellationRequested();
                var id = i;
                yield return new PacketPiece((_, _) => [Packet(id)], 0);
            }
        }
        var report = await RunAsync(new PieceSource(Endless), new IngestOptions { For = TimeSpan.FromMilliseconds(50), BatchPackets = 7 });
        Assert.Equal(report.Packets, archive.Rows.Count);
        Assert.Equal(report.Packets, report.Added);
    }

    [Fact]
    public async Task A_live_source_has_its_few_packets_written_though_the_batch_is_not_full()
    {
        var goOn = new TaskCompletionSource();
        archive.BeforeBatch = (_, _) =>
        {
            goOn.TrySetResult();
            return Task.CompletedTask;
        };
        IEnumerable<PacketPiece> Trickle()
        {
            yield return PacketPiece.Of(Packet(1));
            // Only when the first is kept comes the next.
            Assert.True(goOn.Task.Wait(Long));
            yield return PacketPiece.Of(Packet(2));
        }
        await RunAsync(new PieceSource(_ => Trickle()) { Patience = TimeSpan.FromMilliseconds(10) });
        Assert.Equal([1, 1], archive.Batches);
    }

    [Fact]
    public async Task A_live_source_hears_at_once_that_its_batch_was_refused()
    {
        archive.BeforeBatch = (_, _) => throw new ArchiveException("gone");
        var ended = new TaskCompletionSource();
        IEnumerable<PacketPiece> Silent(CancellationToken stop)
        {
            yield return PacketPiece.Of(Packet(1));
            stop.WaitHandle.WaitOne(Long);
            ended.SetResult();
        }
        await Assert.ThrowsAsync<ArchiveException>(() => RunAsync(new PieceSource(Silent) { Patience = TimeSpan.FromMilliseconds(10) }));
        Assert.True(ended.Task.IsCompleted);
    }

    [Fact]
    public async Task Dead_letters_in_a_report_are_bounded_and_hold_no_bytes()
    {
        var letters = Enumerable.Range(0, IngestReport.MostListed + 10)
            .Select(i => AlertFilePacket.Dead("a.avro", i, "broken", RefusalKind.Damaged, i == 0 ? [1, 2] : null));
        var report = await RunAsync(new PieceSource(letters));
        Assert.Equal((IngestReport.MostListed, IngestReport.MostListed + 10), (report.DeadLetters.Count, report.DeadLetterCount));
        Assert.Null(report.DeadLetters[0].Bytes);
        Assert.Equal([1, 2], archive.Letters[0].Letter.Bytes!);
    }

    [Fact]
    public async Task Metrics_tell_what_was_read_kept_and_refused()
    {
        var sums = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == IngestMetrics.MeterName)
                l.EnableMeasurementEvents(instrument);
        };
        // Other tests ingest at the same time: only what carries this test's survey or comes from this test's context is told apart.
        var mine = new AsyncLocal<bool> { Value = true };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (!mine.Value)
                return;
            var key = string.Join(' ', [instrument.Name, instrument.Unit, .. tags.ToArray().Select(t => $"{t.Key}={t.Value}")]);
            lock (sums)
                sums[key] = sums.GetValueOrDefault(key) + value;
        }
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Add(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Add(i, i.Name.EndsWith(".duration", StringComparison.Ordinal) ? 1 : v, tags));
        listener.Start();

        var pieces = new[]
        {
            PacketPiece.Of(Packet(1), Packet(2)) with { SourceBytes = 700 },
            PacketPiece.Of(Packet(2), AlertFilePacket.Dead("a.avro", 9, "it ends early", RefusalKind.Damaged)) with { SourceBytes = 300 },
            PacketPiece.Of(new AlertFilePacket("a.avro", 10, HandMade.Alert(5, double.NaN), null)),
        };
        await RunAsync(new PieceSource(_ => pieces));
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["ampelbot.ingest.packets {packet} ampelbot.survey=ZTF"] = 4,
                ["ampelbot.ingest.packets {packet} ampelbot.survey=unknown"] = 1,
                ["ampelbot.ingest.alerts.added {alert}"] = 2,
                ["ampelbot.ingest.alerts.already_there {alert}"] = 1,
                ["ampelbot.ingest.dead_letters {packet} ampelbot.survey=unknown ampelbot.reason=damaged"] = 1,
                ["ampelbot.ingest.dead_letters {packet} ampelbot.survey=ZTF ampelbot.reason=impossible"] = 1,
                ["ampelbot.ingest.io By"] = 1000,
                ["ampelbot.ingest.batch.duration s"] = 1,
                ["ampelbot.ingest.queue.length {piece}"] = 0,
            }.OrderBy(p => p.Key, StringComparer.Ordinal),
            sums.OrderBy(p => p.Key, StringComparer.Ordinal));
    }
}
