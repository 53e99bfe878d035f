using System.Collections.Concurrent;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Ingest.Kafka;
using AmpelBot.Alerts.Tests.Archive;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Ingest.Kafka;

public sealed class KafkaSourceTests : IDisposable
{
    private const string Topic = "ztf_20181129_programid1";
    private const string Group = "ampelbot-tests";
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(90);
    private static readonly KafkaSecurity Open = new(_ => null);

    // A group waits so long for members that are gone.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["session.timeout.ms"] = "6000",
        ["heartbeat.interval.ms"] = "200",
        ["fetch.wait.max.ms"] = "50",
        ["auto.commit.interval.ms"] = "100",
        ["topic.metadata.refresh.interval.ms"] = "500",
        ["statistics.interval.ms"] = "100",
        ["reconnect.backoff.max.ms"] = "300",
    };

    private readonly MockBrokers? brokers = MockBrokers.Present ? new MockBrokers() : null;
    private readonly MemoryArchive archive = new();

    public void Dispose() => brokers?.Dispose();

    private KafkaAddress Address(string topics = Topic, bool untilEnd = true, string group = Group)
    {
        Assert.True(KafkaAddress.TryParse($"kafka://{brokers!.Bootstrap}/{topics}?group={group}", out var address, out var problem), problem);
        return address! with { UntilEnd = untilEnd };
    }

    private async Task<IngestReport> RunAsync(
        KafkaAddress address, IngestOptions? options = null, IProgress<IngestProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var source = new KafkaSource(address, Open, RegistrySchemas.None, Settings);
        return await IngestPipeline.RunAsync(source, archive, options ?? new IngestOptions(), progress, TimeProvider.System, cancellation).WaitAsync(Long, CancellationToken.None);
    }

    private IEnumerable<long> Ids => archive.Rows.Select(r => r.AlertId);

    [SkippableFact]
    public async Task Every_message_of_every_partition_is_kept_and_committed()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 3);
        for (var partition = 0; partition < 3; partition++)
            brokers.Produce(Topic, partition, [.. Enumerable.Range(0, 20 + partition).Select(i => Packets.Container(100 * partition + i))]);
        var report = await RunAsync(Address());
        Assert.Equal((63, 63, 3, 0), (report.Packets, report.Added, report.Files, report.DeadLetterCount));
        Assert.Null(report.Remark);
        // The order within each partition is that of the messages.
        for (var partition = 0; partition < 3; partition++)
            Assert.Equal(Enumerable.Range(0, 20 + partition).Select(i => 100L * partition + i), Ids.Where(id => id / 100 == partition));
        Assert.Equal([20L, 21, 22], brokers.Committed(Group, Topic, 3).OrderBy(p => p.Key).Select(p => p.Value));
    }

    [SkippableFact]
    public async Task Stopped_and_started_again_it_goes_on_where_it_was()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 1);
        brokers.Produce(Topic, 0, [.. Enumerable.Range(0, 10).Select(i => Packets.Container(i))]);
        Assert.Equal(10, (await RunAsync(Address())).Packets);
        brokers.Produce(Topic, 0, [.. Enumerable.Range(10, 5).Select(i => Packets.Container(i))]);
        Assert.Equal((5, 5), await RunAsync(Address()) is var again ? (again.Packets, again.Added) : default);
        Assert.Equal((0, 0), await RunAsync(Address()) is var empty ? (empty.Packets, empty.DeadLetterCount) : default);
        // Another group has read nothing yet.
        Assert.Equal((15, 15), await RunAsync(Address(group: "another")) is var other ? (other.Packets, other.AlreadyThere) : default);
    }

    [SkippableFact]
    public async Task What_was_kept_and_not_committed_comes_again_and_is_kept_once()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 1);
        brokers.Produce(Topic, 0, [.. Enumerable.Range(0, 30).Select(i => Packets.Container(i))]);
        // The process dies behind the second batch, before its offsets are committed: for the source, no acknowledgement ever comes.
        using (var source = new KafkaSource(Address(), Open, RegistrySchemas.None, Settings))
        {
            var deaf = new Deaf(source, after: 10);
            await IngestPipeline.RunAsync(deaf, archive, new IngestOptions { BatchPackets = 10 }, null, TimeProvider.System, default).WaitAsync(Long);
        }
        Assert.Equal(30, archive.Rows.Count);
        Assert.Equal(10, brokers.Committed(Group, Topic, 1)[0]);
        var again = await RunAsync(Address());
        Assert.Equal((20, 0, 20), (again.Packets, again.Added, again.AlreadyThere));
        Assert.Equal(30, brokers.Committed(Group, Topic, 1)[0]);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), Ids);
    }

    [SkippableFact]
    public async Task What_the_archive_refuses_is_not_committed()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 1);
        brokers.Produce(Topic, 0, [.. Enumerable.Range(0, 30).Select(i => Packets.Container(i))]);
        archive.BeforeBatch = (batch, _) => batch == 0 ? Task.CompletedTask : throw new ArchiveException("the disk is full");
        await Assert.ThrowsAsync<ArchiveException>(() => RunAsync(Address(), new IngestOptions { BatchPackets = 10 }));
        Assert.InRange(brokers.Committed(Group, Topic, 1)[0], -1001, 10);
        archive.BeforeBatch = null;
        await RunAsync(Address());
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), Ids);
        Assert.Equal(30, brokers.Committed(Group, Topic, 1)[0]);
    }

    [SkippableFact]
    public async Task A_message_that_cannot_be_read_is_a_dead_letter_with_its_place_and_bytes_and_the_next_are_read()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 2);
        var cut = Packets.Container(2)[..^20];
        var impossible = Packets.Container([Packets.Impossible(3), Packets.Packet(4)]);
        byte[] confluent = [0, 0, 0, 0, 7, 1, 2, 3];
        brokers.Produce(Topic, 1, Packets.Container(1), cut, impossible, confluent, [], null, new byte[DeadLetter.MaxBytes / 2], Packets.Container(5));
        var report = await RunAsync(Address());
        Assert.Equal([1L, 4, 5], Ids);
        Assert.Equal(6, report.DeadLetterCount);
        Assert.All(archive.Letters, l => Assert.Equal($"kafka:{Topic}/1", l.Letter.File));
        Assert.Equal([1L, 2, 3, 4, 5, 6], archive.Letters.Select(l => l.Letter.Offset));
        Assert.Equal([cut, impossible, confluent, []], archive.Letters.Take(4).Select(l => l.Letter.Bytes));
        Assert.Contains("Kafka", archive.Letters[2].Letter.Reason);
        Assert.Equal(8, brokers.Committed(Group, Topic, 2)[1]);
    }

    [SkippableFact]
    public async Task Messages_with_the_number_of_a_schema_are_alerts_where_it_is_known_and_the_others_wait_for_it()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("7.avsc"), Packets.Schema.Json);
        byte[] Bare(byte number, long candid) => [0, 0, 0, 0, number, .. AvroBinary.Encode(Packets.Schema, Packets.Packet(candid))];
        brokers!.MakeTopic(Topic, 1);
        brokers.Produce(Topic, 0, Bare(7, 1), Bare(8, 2), Packets.Container(3));
        using (var source = new KafkaSource(Address(), Open, RegistrySchemas.Read(folder.Path), Settings))
        {
            var report = await IngestPipeline.RunAsync(source, archive, new IngestOptions(), null, TimeProvider.System, default).WaitAsync(Long);
            Assert.Equal((3, 2, 1), (report.Packets, report.Added, report.DeadLetterCount));
        }
        Assert.Equal([1L, 3], Ids);
        var letter = Assert.Single(archive.Letters).Letter;
        Assert.Equal(($"kafka:{Topic}/0", 1L), (letter.File, letter.Offset));
        Assert.Contains("8.avsc", letter.Reason);
        Assert.Equal(3, brokers.Committed(Group, Topic, 1)[0]);

        File.Move(folder.File("7.avsc"), folder.File("8.avsc"));
        await DeadLetterReplay.RunAsync(archive, new IngestOptions { Schemas = RegistrySchemas.Read(folder.Path) }, null, TimeProvider.System, default);
        Assert.Equal([1L, 3, 2], Ids);
        Assert.Empty(archive.Letters);
    }

    [SkippableFact]
    public async Task Topics_are_found_by_a_pattern_also_when_they_come_later()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic("ztf_20181129_programid1", 1);
        brokers.MakeTopic("ztf_20181129_programid2", 1);
        brokers.Produce("ztf_20181129_programid1", 0, Packets.Container(1));
        brokers.Produce("ztf_20181129_programid2", 0, Packets.Container(2));
        using var stop = new CancellationTokenSource();
        archive.BeforeBatch = (batch, _) =>
        {
            if (batch == 0)
            {
                brokers.MakeTopic("ztf_20181130_programid1", 1);
                brokers.Produce("ztf_20181130_programid1", 0, Packets.Container(3));
            }
            return Task.CompletedTask;
        };
        var running = RunAsync(Address("ztf_*_programid1", untilEnd: false), cancellation: stop.Token);
        await UntilAsync(() => archive.Rows.Count == 2);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([1L, 3], Ids);
    }

    [SkippableFact]
    public async Task While_the_brokers_are_away_it_says_so_and_goes_on_when_they_are_back()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 1);
        brokers.Produce(Topic, 0, Packets.Container(1));
        using var stop = new CancellationTokenSource();
        var told = new ConcurrentQueue<IngestProgress>();
        var running = RunAsync(
            Address(untilEnd: false), new IngestOptions { ProgressInterval = TimeSpan.FromMilliseconds(50) }, new Told(told.Enqueue), stop.Token);
        await UntilAsync(() => archive.Rows.Count == 1);
        brokers.SetDown(true);
        await UntilAsync(() => told.Any(p => p.Waiting?.Contains("cannot be reached", StringComparison.Ordinal) == true));
        brokers.SetDown(false);
        brokers.Produce(Topic, 0, Packets.Container(2));
        await UntilAsync(() => archive.Rows.Count == 2);
        await UntilAsync(() => told.Last().Waiting is null);
        await UntilAsync(() => told.Last().Lag == 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(2, (await RunAsync(Address(group: "another"))).AlreadyThere);
    }

    [SkippableFact]
    public async Task Two_members_of_a_group_share_the_partitions_and_each_message_is_kept_once()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 4);
        using var stop = new CancellationTokenSource();
        var first = RunAsync(Address(untilEnd: false), new IngestOptions { BatchPackets = 5 }, cancellation: stop.Token);
        for (var partition = 0; partition < 4; partition++)
            brokers.Produce(Topic, partition, [.. Enumerable.Range(0, 10).Select(i => Packets.Container(100 * partition + i))]);
        await UntilAsync(() => archive.Rows.Count > 0);
        var second = RunAsync(Address(untilEnd: false), new IngestOptions { BatchPackets = 5 }, cancellation: stop.Token);
        for (var partition = 0; partition < 4; partition++)
            brokers.Produce(Topic, partition, [.. Enumerable.Range(10, 10).Select(i => Packets.Container(100 * partition + i))]);
        await UntilAsync(() => archive.Rows.Count == 80);
        await UntilAsync(() => brokers.Committed(Group, Topic, 4).Values.All(o => o == 20));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(80, Ids.Distinct().Count());
    }

    [SkippableFact]
    public async Task A_queue_that_is_full_makes_the_partitions_rest_and_loses_nothing()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 2);
        for (var partition = 0; partition < 2; partition++)
            brokers.Produce(Topic, partition, [.. Enumerable.Range(0, 150).Select(i => Packets.Container(1000 * partition + i))]);
        // The archive takes longer for its first batch than the source waits before it lets the partitions rest.
        archive.BeforeBatch = (batch, token) => batch == 0 ? Task.Delay(2500, token) : Task.CompletedTask;
        var report = await RunAsync(Address(), new IngestOptions { Workers = 1, BatchPackets = 10 });
        Assert.Equal((300, 300), (report.Packets, report.Added));
        for (var partition = 0; partition < 2; partition++)
            Assert.Equal(Enumerable.Range(0, 150).Select(i => 1000L * partition + i), Ids.Where(id => id / 1000 == partition));
        Assert.All(brokers.Committed(Group, Topic, 2).Values, o => Assert.Equal(150, o));
    }

    [SkippableFact]
    public async Task A_topic_that_is_not_there_is_told_to_who_wants_all_of_it()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 1);
        var refused = await Assert.ThrowsAsync<PacketSourceException>(() => RunAsync(Address("ztf_2018")));
        Assert.Contains("no such topic", refused.Message);
        await Assert.ThrowsAsync<PacketSourceException>(() => RunAsync(Address("lsst*")));
    }

    [SkippableFact]
    public async Task A_time_bounds_a_run()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.MakeTopic(Topic, 1);
        brokers.Produce(Topic, 0, Packets.Container(1));
        var span = TimeSpan.FromDays(3);
        var time = new Alarm(span);
        archive.BeforeBatch = (_, _) =>
        {
            time.Ring();
            return Task.CompletedTask;
        };
        using (var source = new KafkaSource(Address(untilEnd: false), Open, RegistrySchemas.None, Settings))
        {
            var report = await IngestPipeline.RunAsync(source, archive, new IngestOptions { For = span }, null, time, default).WaitAsync(Long);
            Assert.Equal((1, 1), (report.Packets, report.Added));
        }
        Assert.Equal(1, brokers.Committed(Group, Topic, 1)[0]);
    }

    [Fact]
    public void A_library_that_is_missing_is_told_with_its_package()
    {
        var missing = Assert.Throws<PacketSourceException>(() => KafkaLibrary.Load("librdkafka-that-is-not-here.so.9"));
        Assert.Contains("librdkafka1", missing.Message);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var end = DateTime.UtcNow + Long;
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < end, "it did not come to pass");
            await Task.Delay(20);
        }
    }

    private sealed class Told(Action<IngestProgress> tell) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => tell(value);
    }

    /// <summary>A clock on which one span passes when it is told to.</summary>
    private sealed class Alarm(TimeSpan span) : TimeProvider
    {
        private Action? ring;

        internal void Ring() => ring?.Invoke();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == span)
                ring = () => callback(state);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>A source that hears of so many messages and then of none.</summary>
    private sealed class Deaf(KafkaSource source, int after) : IPacketSource
    {
        private int left = after;

        public TimeSpan? Patience => source.Patience;

        public SourceStatus Status => source.Status;

        public Task ReadAsync(PieceQueue queue, CancellationToken stop) => source.ReadAsync(queue, stop);

        public void Acknowledge(IReadOnlyList<object> marks)
        {
            source.Acknowledge([.. marks.Take(left)]);
            left = Math.Max(0, left - marks.Count);
        }

        public string? Finish() => source.Finish();
    }
}
