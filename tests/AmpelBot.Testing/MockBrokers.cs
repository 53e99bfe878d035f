using System.Runtime.InteropServices;
using AmpelBot.Alerts.Ingest;
using Confluent.Kafka;
using Xunit;

namespace AmpelBot.Testing;

/// <summary>librdkafka's own mock cluster: brokers on loopback ports that speak Kafka's protocol and remember groups and offsets.</summary>
public sealed class MockBrokers : IDisposable
{
    private const string Library = "librdkafka.so.1";
    private const int Producer = 0;
    private readonly nint owner;
    private readonly nint cluster;
    private readonly int count;

    public MockBrokers(int count = 1)
    {
        AlertIngest.RequireKafka();
        this.count = count;
        var error = new byte[512];
        owner = New(Producer, ConfNew(), error, error.Length);
        Assert.NotEqual(0, owner);
        cluster = ClusterNew(owner, count);
        Assert.NotEqual(0, cluster);
        Bootstrap = Marshal.PtrToStringUTF8(Bootstraps(cluster))!;
    }

    /// <summary>Whether there is a librdkafka with mock brokers.</summary>
    public static bool Present => NativeLibrary.TryLoad(Library, out var handle) && NativeLibrary.TryGetExport(handle, "rd_kafka_mock_cluster_new", out _);

    public const string Why = "librdkafka (package librdkafka1) is not here";

    public string Bootstrap { get; }

    public void MakeTopic(string name, int partitions) => Assert.Equal(0, TopicCreate(cluster, name, partitions, count));

    /// <summary>What the brokers answer to whoever asks for a topic: a code of Kafka's protocol.</summary>
    public void RefuseTopic(string name, ErrorCode code) => TopicSetError(cluster, name, (int)code);

    /// <summary>All brokers away, or back again on their ports.</summary>
    public void SetDown(bool isDown)
    {
        for (var id = 1; id <= count; id++)
            Assert.Equal(0, isDown ? BrokerSetDown(cluster, id) : BrokerSetUp(cluster, id));
    }

    /// <summary>Sends messages to a partition and waits until the brokers have them.</summary>
    public void Produce(string topic, int partition, params byte[]?[] messages)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = Bootstrap, LingerMs = 0 }).Build();
        foreach (var message in messages)
            producer.Produce(new TopicPartition(topic, partition), new Message<Null, byte[]> { Value = message! });
        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(30)));
    }

    /// <summary>The offsets that a group has committed, by partition; -1001 where it has none.</summary>
    public Dictionary<int, long> Committed(string group, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = group }).Build();
        return consumer.Committed(Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p)), TimeSpan.FromSeconds(30))
            .ToDictionary(c => c.Partition.Value, c => c.Offset.Value);
    }

    public void Dispose()
    {
        ClusterDestroy(cluster);
        Destroy(owner);
    }

    [DllImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static extern nint ConfNew();

    [DllImport(Library, EntryPoint = "rd_kafka_new")]
    private static extern nint New(int type, nint conf, byte[] error, nint size);

    [DllImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static extern void Destroy(nint handle);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static extern nint ClusterNew(nint handle, int brokers);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static extern void ClusterDestroy(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static extern nint Bootstraps(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_create")]
    private static extern int TopicCreate(nint cluster, string topic, int partitions, int replication);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_set_error")]
    private static extern void TopicSetError(nint cluster, string topic, int code);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static extern int BrokerSetDown(nint cluster, int broker);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static extern int BrokerSetUp(nint cluster, int broker);
}
