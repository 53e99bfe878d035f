using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Ingest;

public sealed class AlertIngestTests
{
    private static readonly IngestOptions Options = new();
    private readonly MemoryArchive archive = new();

    private Task<IngestReport> RunAsync(
        IEnumerable<AlertFilePacket> packets, IProgress<IngestProgress>? progress = null, TimeProvider? time = null,
        CancellationToken cancellation = default)
        => IngestPipeline.RunAsync(new PieceSource(WithSkip(packets)), archive, Options, progress, time ?? TimeProvider.System, cancellation);

    private static Func<CancellationToken, IEnumerable<PacketPiece>> WithSkip(IEnumerable<AlertFilePacket> packets)
        => _ => packets.Select(p => PacketPiece.Of(p)).Append(PacketPiece.Skipped("notes.json"));

    private static IEnumerable<AlertFilePacket> Packets(IEnumerable<Alert> alerts)
        => alerts.Select(a => new AlertFilePacket($"{a.AlertId / 10}.avro", a.AlertId, a, null));

    [Fact]
    public async Task Every_packet_is_counted_once()
    {
        var alerts = HandMade.Many(1234, 3, seed: 1);
        var letter = new DeadLetter("a.tar.gz::bad.avro", 3, "it ends early");
        var packets = Packets(alerts).Concat(Packets(alerts.Take(6))).Append(new AlertFilePacket(letter.File, 3, null, letter))
            .Append(new AlertFilePacket("a.tar.gz::other.avro", 0, HandMade.Alert(99_999, 2_458_451.75), null)).ToList();
        var report = await RunAsync(packets);
        Assert.Equal((1242, 1235, 6), (report.Packets, report.Added, report.AlreadyThere));
        // 0.avro to 123.avro, 0.avro again, a.tar.gz.
        Assert.Equal(126, report.Files);
        Assert.Equal([letter], report.DeadLetters);
        Assert.Equal(["notes.json"], report.Skipped);
        Assert.Equal((1235, 1), (archive.Rows.Count, archive.Letters.Count));

        var again = await RunAsync(packets);
        Assert.Equal((0, 1241), (again.Added, again.AlreadyThere));
        Assert.Equal((1235, 1), (archive.Rows.Count, archive.Letters.Count));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(1e9)]
    public async Task An_alert_without_a_date_is_a_dead_letter(double jd)
    {
        var report = await RunAsync([
            new AlertFilePacket("a.avro", 7, HandMade.Alert(1, 2_458_451.75) with { Jd = jd }, null),
            new AlertFilePacket("b.avro", 0, HandMade.Alert(2, 2_458_451.75), null)]);
        Assert.Equal(1, report.Added);
        var letter = Assert.Single(report.DeadLetters);
        Assert.Equal(("a.avro", 7), (letter.File, letter.Offset));
        Assert.Contains("jd", letter.Reason);
    }

    [Fact]
    public async Task An_alert_with_a_datapoint_without_a_date_is_a_dead_letter()
    {
        var alert = HandMade.Alert(1, 2_458_451.75, history: [HandMade.UpperLimit(1, double.NaN)]);
        Assert.Single((await RunAsync([new AlertFilePacket("a.avro", 7, alert, null)])).DeadLetters);
    }

    [Fact]
    public async Task What_stops_the_reading_stops_the_ingest_and_keeps_whole_batches()
    {
        static IEnumerable<AlertFilePacket> Failing()
        {
            foreach (var packet in Packets(HandMade.Many(1100, 3, seed: 1)))
                yield return packet;
            throw new FileNotFoundException("there is no such path");
        }
        await Assert.ThrowsAsync<FileNotFoundException>(() => RunAsync(Failing()));
        Assert.Equal(1000, archive.Rows.Count);
    }

    [Fact]
    public async Task Cancelled_it_ends_with_whole_batches_and_a_second_run_completes_it()
    {
        using var source = new CancellationTokenSource();
        var alerts = HandMade.Many(1600, 3, seed: 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync(Packets(alerts).Select((p, i) => i == 1200 ? Cancelling(p, source) : p), cancellation: source.Token));
        var there = archive.Rows.Count;
        Assert.Equal(0, there % 500);
        Assert.InRange(there, 500, 1000);
        Assert.Equal(1600 - there, (await RunAsync(Packets(alerts))).Added);
    }

    private static AlertFilePacket Cancelling(AlertFilePacket packet, CancellationTokenSource source)
    {
        source.Cancel();
        return packet;
    }

    [Fact]
    public async Task What_the_archive_refuses_ends_the_ingest_and_a_second_run_completes_it()
    {
        archive.BeforeBatch = (batch, _) => batch < 2 ? Task.CompletedTask : throw new ArchiveException("the disk is full: make room and ingest again");
        var alerts = HandMade.Many(3000, 3, seed: 1);
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => RunAsync(Packets(alerts)));
        Assert.Equal("the disk is full: make room and ingest again", refused.Message);
        Assert.Equal(1000, archive.Rows.Count);
        archive.BeforeBatch = null;
        Assert.Equal(2000, (await RunAsync(Packets(alerts))).Added);
        Assert.Equal(3000, archive.Rows.Count);
    }

    [Fact]
    public async Task Progress_comes_once_a_second()
    {
        var told = new List<IngestProgress>();
        var report = await RunAsync(Packets(HandMade.Many(350, 3, seed: 1)), new Told(told.Add), new Clock());
        Assert.Equal([100L, 200L, 300L], told.Select(p => p.Packets));
        Assert.All(told, p => Assert.Equal(100, p.PacketsPerSecond, 1e-6));
        // The clock is asked twice for the batch, too.
        Assert.Equal(3.53, report.Seconds, 1e-9);
    }

    private sealed class Told(Action<IngestProgress> tell) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => tell(value);
    }

    /// <summary>A clock that goes on by 10 ms each time it is asked, once for each packet.</summary>
    private sealed class Clock : TimeProvider
    {
        private long milliseconds = -10;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => milliseconds += 10;
    }
}
