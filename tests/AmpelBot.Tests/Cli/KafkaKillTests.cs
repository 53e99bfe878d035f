using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Sky;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Cli;

/// <summary>Ingests from Kafka that are killed by SIGKILL. AMPELBOT_LOAD=1 kills thirty times; otherwise twice, for after each the group waits for who is gone.</summary>
public sealed partial class KafkaKillTests : IDisposable
{
    private const string Topic = "ztf_20181129_programid1";
    private const string Group = "killed";
    private const int Partitions = 3;
    private const int BrokenPerPartition = 2;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AMPELBOT_LOAD") == "1";
    private static readonly int Kills = IsLong ? 30 : 2;
    private static readonly int PerPartition = IsLong ? 9000 : 1500;

    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;
    private readonly int[] produced = new int[Partitions];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public async Task Killed_while_it_reads_from_kafka_an_ingest_loses_nothing_that_was_committed_and_doubles_nothing()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using var brokers = new MockBrokers();
        brokers.MakeTopic(Topic, Partitions);
        string[] ingest = ["ingest", $"kafka://{brokers.Bootstrap}/{Topic}?group={Group}", "--archive", "archive"];
        var random = new Random(20181129);
        var partly = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            // More messages for each, so that every one is killed with some to come.
            for (var partition = 0; partition < Partitions; partition++)
                Produce(brokers, partition, PerPartition * (kill + 1) / Kills);
            var before = await StoredAsync();
            await KillAsync(ingest, before, random);
            var there = await StoredAsync();
            Assert.True(there.Count >= before.Count);
            foreach (var (partition, committed) in brokers.Committed(Group, Topic, Partitions))
                for (var offset = 0; offset < committed; offset++)
                    Assert.True(IsBroken(offset) || there.Contains(Candid(partition, offset)), $"message {offset} of partition {partition} was committed and is not kept, after {kill + 1} kills");
            partly += there.Count > before.Count && there.Count < produced.Sum() - BrokenPerPartition * Partitions ? 1 : 0;
        }
        Assert.True(partly > 0, "no ingest was killed in the middle of its work");

        var run = await ProgramRun.Of(folder, [.. ingest, "--until-end", "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        var expected = from partition in Enumerable.Range(0, Partitions) from offset in Enumerable.Range(0, PerPartition) where !IsBroken(offset) select Candid(partition, offset);
        Assert.Equal(expected.Order(), (await StoredAsync()).Order());
        Assert.All(brokers.Committed(Group, Topic, Partitions).Values, committed => Assert.Equal(PerPartition, committed));
        await using var archive = await Archives.OpenExistingAsync(Path.Combine(folder, "archive"), isReadOnly: true, default);
        var info = await archive.InfoAsync(default);
        Assert.Equal((Partitions * (PerPartition - BrokenPerPartition), Partitions * BrokenPerPartition), (info.Alerts, info.DeadLetters));
        Assert.All(await archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Detail));
    }

    /// <summary>Begins an ingest and kills it when it has told of some more that are kept, or a moment later.</summary>
    private async Task KillAsync(string[] ingest, IReadOnlySet<long> before, Random random)
    {
        var wanted = random.Next(1, Math.Max(2, (produced.Sum() - before.Count) / 2));
        var isReached = new TaskCompletionSource();
        using var process = ProgramRun.Start(folder, [.. ingest, "--progress", "0.01s"]);
        var told = 0L;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not { } text || Kept().Match(text) is not { Success: true } match)
                return;
            told = long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
            if (told >= wanted)
                isReached.TrySetResult();
        };
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        var first = await Task.WhenAny(isReached.Task, ended, Task.Delay(TimeSpan.FromSeconds(120)));
        Assert.True(first == isReached.Task, $"the ingest told that {told} packets are kept, and not {wanted}");
        await Task.Delay(random.Next(100));
        process.Kill();
        await ended;
        var there = await StoredAsync();
        // Some of them were kept before and came again.
        Assert.True(there.Count + BrokenPerPartition * Partitions >= told, $"{told} packets were told to be kept and {there.Count} are there");
    }

    private void Produce(MockBrokers brokers, int partition, int until)
    {
        brokers.Produce(Topic, partition, [.. Enumerable.Range(produced[partition], until - produced[partition]).Select(offset => Message(partition, offset))]);
        produced[partition] = until;
    }

    private async Task<IReadOnlySet<long>> StoredAsync()
    {
        if (!Directory.Exists(Path.Combine(folder, "archive")))
            return new HashSet<long>();
        await using var archive = await Archives.OpenExistingAsync(Path.Combine(folder, "archive"), isReadOnly: true, default);
        var query = new AlertQuery
        {
            Moc = Moc.FullSky,
            Window = new TimeWindow(TimeScales.JdToUtc(2458400), TimeScales.JdToUtc(2458500)),
            Rights = DataRights.Partnership,
            NeedsLightCurve = _ => false,
        };
        var there = new List<long>();
        await foreach (var alert in archive.ScanAsync(query, default))
            there.Add(alert.AlertId);
        Assert.Equal(there.Count, there.Distinct().Count());
        return there.ToHashSet();
    }

    private static bool IsBroken(int offset) => offset is 70 or 900;

    private static long Candid(int partition, int offset) => 1_000_000L * (partition + 1) + offset;

    private static byte[] Message(int partition, int offset)
    {
        var candidate = new AvroRecord((AvroRecordSchema)Schema.Fields[2].Schema, [2458451.75 + offset * 1e-5, offset % 3600 * 0.1, partition * 10.0, 1, 18.5, 1]);
        using var stream = new MemoryStream();
        AvroContainer.Write(stream, Schema, [new AvroRecord(Schema, ["ZTF18abyouwp", Candid(partition, offset), candidate])], AvroCodec.Null);
        return IsBroken(offset) ? stream.ToArray()[..^20] : stream.ToArray();
    }

    private static readonly AvroRecordSchema Schema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"alert","fields":[{"name":"objectId","type":"string"},{"name":"candid","type":"long"},
          {"name":"candidate","type":{"type":"record","name":"candidate","fields":[
            {"name":"jd","type":"double"},{"name":"ra","type":"double"},{"name":"dec","type":"double"},{"name":"fid","type":"int"},
            {"name":"magpsf","type":"double"},{"name":"programid","type":"int"}]}}]}
        """);

    [GeneratedRegex(@"([0-9,]+) kept", RegexOptions.CultureInvariant)]
    private static partial Regex Kept();
}
