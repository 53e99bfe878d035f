using Confluent.Kafka;

namespace AmpelBot.Alerts.Ingest.Kafka;

/// <summary>
/// Packets from Kafka, each message one Avro container or one packet with the number of its schema. An offset is stored with the consumer when the messages before it are durable, and
/// librdkafka commits nothing but stored offsets, beside the reading, so that a broker that is away stops neither. While the queue is full
/// the source goes on talking to the consumer, so that the group keeps it as a member.
/// </summary>
internal sealed class KafkaSource : IPacketSource, IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private readonly KafkaAddress address;
    private readonly RegistrySchemas schemas;
    private readonly IConsumer<Ignore, byte[]> consumer;
    private readonly KafkaProgress progress = new();
    private readonly Queue<ConsumeResult<Ignore, byte[]>> held = [];
    private PacketSourceException? refusal;
    private string? failedHandshake;
    private bool areAllDown;

    /// <summary>A consumer that is not connected yet.</summary>
    /// <param name="address">Brokers, topics and group.</param>
    /// <param name="security">How the brokers know us.</param>
    /// <param name="schemas">Those of packets that carry only the number of theirs.</param>
    /// <param name="settings">Further settings of librdkafka, for tests.</param>
    /// <exception cref="PacketSourceException">The library is missing, or does not take the settings.</exception>
    internal KafkaSource(KafkaAddress address, KafkaSecurity security, RegistrySchemas schemas, IReadOnlyDictionary<string, string>? settings = null)
    {
        KafkaLibrary.Load();
        (this.address, this.schemas) = (address, schemas);
        var config = new ConsumerConfig
        {
            BootstrapServers = address.Brokers,
            GroupId = address.Group,
            ClientId = "ampelbot",
            // Commits what is stored, and only we store.
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 1_000,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = address.FromEnd ? AutoOffsetReset.Latest : AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
            // After a crash the group waits so long for the member that is gone.
            SessionTimeoutMs = 10_000,
            // The queue behind is bounded too; this is what librdkafka reads ahead.
            QueuedMaxMessagesKbytes = 32 << 10,
            // Surveys make a topic each night.
            TopicMetadataRefreshIntervalMs = 60_000,
            StatisticsIntervalMs = 2_000,
        };
        security.AddTo(config);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            config.Set(name, value);
        try
        {
            consumer = new ConsumerBuilder<Ignore, byte[]>(config)
                .SetErrorHandler((_, error) => Take(error))
                .SetLogHandler((_, _) => { })
                .SetStatisticsHandler((_, json) => progress.TakeStatistics(json))
                .SetPartitionsAssignedHandler((c, partitions) => progress.Assign(partitions, CommittedOf(c, partitions)))
                .SetOffsetsCommittedHandler((_, committed) => progress.Commit(committed.Offsets.Where(o => !o.Error.IsError).Select(o => o.TopicPartitionOffset)))
                .SetPartitionsRevokedHandler((_, partitions) => progress.Lose(partitions.Select(p => p.TopicPartition)))
                .SetPartitionsLostHandler((_, partitions) => progress.Lose(partitions.Select(p => p.TopicPartition)))
                .Build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new PacketSourceException($"librdkafka does not take the settings for Kafka: {e.Message}", e);
        }
    }

    public TimeSpan? Patience => TimeSpan.FromSeconds(1);

    public SourceStatus Status => progress.Status;

    public async Task ReadAsync(PieceQueue queue, CancellationToken stop)
    {
        if (address.UntilEnd)
            RequireTopic(stop);
        consumer.Subscribe(address.Subscription);
        while (!stop.IsCancellationRequested)
        {
            if (!held.TryDequeue(out var message))
                message = Consume();
            if (message is null || message.IsPartitionEOF)
            {
                if (message is not null)
                    progress.End(message.TopicPartition);
                if (address.UntilEnd && progress.IsAtEnd)
                    return;
                continue;
            }
            progress.Take(message.TopicPartition, message.Offset.Value);
            await AddAsync(queue, PieceOf(message), stop).ConfigureAwait(false);
        }
    }

    public void Acknowledge(IReadOnlyList<object> marks)
    {
        // Of each partition the last mark stands for all before it.
        foreach (var next in marks.Cast<TopicPartitionOffset>().GroupBy(m => m.TopicPartition).Select(m => m.Last()))
            if (progress.Acknowledge(next))
                try
                {
                    consumer.StoreOffset(next);
                }
                catch (KafkaException)
                {
                    // The partition went to another member this moment, which reads its messages again.
                }
    }

    public string? Finish()
    {
        if (progress.Uncommitted() is { Count: > 0 } offsets)
            try
            {
                var committing = Task.Run(() => consumer.Commit(offsets));
                if (committing.Wait(Farewell))
                    progress.Commit(offsets);
            }
            catch (AggregateException e) when (e.InnerException is KafkaException)
            {
                // The remark says so.
            }
        return progress.Remark;
    }

    public void Dispose()
    {
        var closing = Task.Run(() =>
        {
            try
            {
                consumer.Close();
            }
            catch (KafkaException)
            {
                // The group does without a farewell.
            }
            consumer.Dispose();
        });
        // Brokers that are away do not keep us here.
        closing.Wait(Farewell);
    }

    /// <summary>Waits for room in the queue. While there is none, the partitions rest.</summary>
    private async Task AddAsync(PieceQueue queue, PacketPiece piece, CancellationToken stop)
    {
        var adding = queue.AddAsync(piece, stop).AsTask();
        using (var soon = CancellationTokenSource.CreateLinkedTokenSource(stop))
        {
            await Task.WhenAny(adding, Task.Delay(PauseAfter, soon.Token)).ConfigureAwait(false);
            await soon.CancelAsync().ConfigureAwait(false);
        }
        var isPaused = false;
        while (!adding.IsCompleted)
        {
            isPaused = true;
            consumer.Pause(consumer.Assignment);
            if (Consume() is { } message)
                held.Enqueue(message);
        }
        if (isPaused)
            consumer.Resume(consumer.Assignment);
        await adding.ConfigureAwait(false);
    }

    private ConsumeResult<Ignore, byte[]>? Consume()
    {
        try
        {
            var message = consumer.Consume(Poll);
            if (refusal is not null)
                throw refusal;
            return message;
        }
        catch (ConsumeException e)
        {
            Take(e.Error);
            return refusal is null ? null : throw refusal;
        }
    }

    /// <summary>What the brokers or the library complain of: either it will pass, or a person must do something.</summary>
    private void Take(Error error)
    {
        switch (error.Code)
        {
            case ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed:
                refusal ??= new PacketSourceException($"The broker of {address} does not let us in ({error.Code}). Check AMPELBOT_KAFKA_USER, AMPELBOT_KAFKA_PASSWORD and AMPELBOT_KAFKA_MECHANISM.");
                break;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed:
                refusal ??= new PacketSourceException($"The broker of {address} refuses the topic or the group ({error.Code}). Ask its keeper which topics and which group names are yours.");
                break;
            case ErrorCode.Local_Ssl:
                failedHandshake = error.Reason;
                progress.Wait($"the broker cannot be reached ({error.Reason}); trying again", untilConnected: true);
                RefuseHandshake();
                break;
            // It comes with the error of the last broker, which says why.
            case ErrorCode.Local_AllBrokersDown:
                areAllDown = true;
                RefuseHandshake();
                break;
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition:
                progress.Wait($"the brokers have no such topic yet ({error.Reason})");
                break;
            default:
                if (error.IsFatal)
                    refusal ??= new PacketSourceException($"Reading from {address} cannot go on: {error.Reason} ({error.Code}). Start the ingest again; it goes on where it stopped.");
                else if (error.IsLocalError)
                    progress.Wait($"the broker cannot be reached ({error.Reason}); trying again", untilConnected: true);
                break;
        }
    }

    /// <summary>One broker of many may have a bad certificate and the others serve; and who was let in before will be again.</summary>
    private void RefuseHandshake()
    {
        if (failedHandshake is { } reason && areAllDown && !progress.WasAssigned)
            refusal ??= new PacketSourceException(
                $"The TLS handshake with the broker of {address} failed: {reason.TrimEnd('.')}. Check AMPELBOT_KAFKA_CA (the file with the authority that signed the broker's certificate) and AMPELBOT_KAFKA_TLS.");
    }

    /// <summary>An ingest that ends with the topics cannot wait for a topic that is not there.</summary>
    private void RequireTopic(CancellationToken stop)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        while (!stop.IsCancellationRequested)
            try
            {
                var metadata = admin.GetMetadata(FirstAnswer);
                if (!metadata.Topics.Any(t => address.Names(t.Topic)))
                    throw new PacketSourceException($"The brokers of {address} have no such topic. They have {metadata.Topics.Count} others; check the name.");
                return;
            }
            catch (KafkaException e)
            {
                Take(e.Error);
                // Here the library tells why: the errors of connections come only with messages.
                Consume();
                if (refusal is not null)
                    throw refusal;
            }
    }

    /// <summary>The offsets from which the group goes on; empty when the brokers do not say.</summary>
    private static List<TopicPartitionOffset> CommittedOf(IConsumer<Ignore, byte[]> consumer, List<TopicPartition> partitions)
    {
        try
        {
            return partitions.Count == 0 ? [] : consumer.Committed(partitions, Answer);
        }
        catch (KafkaException)
        {
            return [];
        }
    }

    private PacketPiece PieceOf(ConsumeResult<Ignore, byte[]> message)
    {
        var name = $"kafka:{message.Topic}/{message.Partition.Value}";
        var value = message.Message.Value ?? [];
        var offset = message.Offset.Value;
        return new PacketPiece((_, token) => Read(name, offset, value, token), value.Length)
        {
            SourceBytes = value.Length,
            Mark = new TopicPartitionOffset(message.TopicPartition, offset + 1),
        };
    }

    private IEnumerable<AlertFilePacket> Read(string name, long offset, byte[] value, CancellationToken cancellation)
        => PacketContent.ReadMessage(name, value, schemas, cancellation)
            .Select(p => p with { Offset = offset, DeadLetter = p.DeadLetter is { } letter ? letter with { Offset = offset } : null });
}
