using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;

namespace AmpelBot.Alerts.Tests.Ingest;

public sealed class StreamSourceTests
{
    private readonly MemoryArchive archive = new();

    private Task<IngestReport> RunAsync(Stream stream, IngestOptions? options = null, CancellationToken cancellation = default) =>
        AlertIngest.RunAsync("standard input", stream, archive, options ?? new IngestOptions(), null, TimeProvider.System, cancellation)
            .WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);

    public static TheoryData<string, byte[]> Streams => new()
    {
        { "container", Packets.Container(1, 2, 3) },
        { "gz", Packets.Gzip(Packets.Container(1, 2, 3)) },
        { "tar", Packets.Tar(("1.avro", Packets.Container(1)), ("notes.txt", "text"u8.ToArray()), ("23.avro", Packets.Container(2, 3))) },
        { "tar.gz", Packets.Gzip(Packets.Tar(("1.avro", Packets.Container(1)), ("23.avro.gz", Packets.Gzip(Packets.Container(2, 3))))) },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_is_told_by_its_content(string what, byte[] bytes)
    {
        var report = await RunAsync(new Trickle(bytes));
        Assert.Equal([1L, 2, 3], archive.Rows.Select(r => r.AlertId));
        Assert.Equal((bytes.Length, 0), (report.Bytes, report.DeadLetterCount));
        Assert.Equal(what == "tar" ? ["standard input::notes.txt"] : [], report.Skipped);
    }

    [Fact]
    public async Task A_tar_gz_that_ends_early_is_told()
    {
        var whole = Packets.Gzip(Packets.Tar(("1.avro", Packets.Container(1)), ("2.avro", Packets.Container(2))));
        for (var length = 1; length < whole.Length; length += 3)
        {
            var report = await RunAsync(new MemoryStream(whole[..length]));
            Assert.True(report.DeadLetterCount + report.SkippedCount > 0 || report.Packets == 2, $"cut at {length} was not told");
        }
    }

    [Fact]
    public async Task A_large_container_goes_through_in_pieces()
    {
        var cutout = Packets.Noise(40_000, 1);
        await RunAsync(new Trickle(Packets.Container(AvroCodec.Snappy, Enumerable.Range(1, 60).Select(i => Packets.Packet(i, cutout: cutout)))));
        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), archive.Rows.Select(r => r.AlertId));
    }

    [Fact]
    public async Task A_stream_that_says_nothing_can_be_left()
    {
        using var source = new CancellationTokenSource();
        var silent = new Silent();
        var running = RunAsync(silent, cancellation: source.Token);
        await silent.IsRead.WaitAsync(TimeSpan.FromSeconds(60));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        silent.Release();
    }

    /// <summary>Bytes that come a few at a time.</summary>
    private sealed class Trickle(byte[] bytes) : ForwardStream
    {
        private int at;

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(buffer.Length, bytes.Length - at), 1 + at % 4093);
            bytes.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        }
    }

    private sealed class Silent : ForwardStream
    {
        private readonly TaskCompletionSource isRead = new();
        private readonly ManualResetEventSlim released = new();

        internal Task IsRead => isRead.Task;

        internal void Release() => released.Set();

        public override int Read(Span<byte> buffer)
        {
            isRead.TrySetResult();
            released.Wait();
            return 0;
        }
    }
}
