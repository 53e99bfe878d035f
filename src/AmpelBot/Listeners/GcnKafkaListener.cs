using System.Collections.Concurrent;
using System.Text.Json;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Ingest.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Listeners;

/// <summary>
/// Reads topics of GCN's Kafka brokers. An offset is stored when its notice is kept, never before, so that what was not kept comes again. The heartbeat topic is watched and not kept.
/// </summary>
public sealed class GcnKafkaListener : INoticeListener, IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private readonly GcnSettings settings;
    private readonly GcnCredentials? credentials;
    private readonly PatientInbox inbox;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpClient http = GcnTokens.NewClient();
    private readonly ConcurrentDictionary<string, string> topicTroubles = new(StringComparer.Ordinal);
    private readonly HashSet<TopicPartition> known = [];
    private string? trouble;
    private string? tokenTrouble;
    private long heartbeatTicks;
    private bool isSilent;

    /// <summary>A listener that is not connected yet.</summary>
    /// <param name="settings">Brokers and topics.</param>
    /// <param name="credentials">How the brokers know us; null for brokers that ask nobody's name.</param>
    /// <param name="inbox">Keeps notices.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where comings and goings are said.</param>
    /// <exception cref="PacketSourceException">librdkafka is not on this machine.</exception>
    public GcnKafkaListener(GcnSettings settings, GcnCredentials? credentials, INoticeInbox inbox, TimeProvider time, ILogger logger)
    {
        KafkaLibrary.Load();
        (this.settings, this.credentials, this.time, this.logger) = (settings, credentials, time, logger);
        this.inbox = new PatientInbox(inbox, settings.Backoff, time, logger);
        trouble = $"{Name} has not been reached yet.";
        heartbeatTicks = time.GetUtcNow().UtcTicks;
    }

    /// <inheritdoc/>
    public string Name => $"GCN at {settings.Address.Brokers}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Trouble() =>
        [.. new[] { Volatile.Read(ref tokenTrouble), Volatile.Read(ref trouble), inbox.Trouble, Silence() }.OfType<string>(), .. topicTroubles.Values.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var failures = 1; !cancellation.IsCancellationRequested; failures++)
        {
            var began = time.GetUtcNow();
            try
            {
                await ConsumeAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is KafkaException or InvalidOperationException or ArgumentException)
            {
                Lose($"Reading from {Name} ended and begins again: {(e is KafkaException kafka ? kafka.Error.Reason : e.Message)}");
            }
            NoticeMetrics.Reconnect("gcn");
            if (time.GetUtcNow() - began > settings.Backoff.Longest)
                failures = 1;
            await Task.Delay(settings.Backoff.After(failures), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task ConsumeAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var consumer = Build(ending.Token);
        try
        {
            consumer.Subscribe(settings.Address.Subscription);
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var message = await Task.Run(() => Next(consumer), CancellationToken.None);
                WatchHeartbeat();
                if (message is null)
                    continue;
                Volatile.Write(ref trouble, null);
                topicTroubles.TryRemove(message.Topic, out _);
                if (message.IsPartitionEOF)
                    continue;
                if (message.Topic == settings.HeartbeatTopic)
                {
                    Volatile.Write(ref heartbeatTicks, time.GetUtcNow().UtcTicks);
                    continue;
                }
                await KeepAsync(message, cancellation);
                try
                {
                    consumer.StoreOffset(message);
                }
                catch (KafkaException)
                {
                    // The partition went to another member this moment, to whom the notice comes again; it is kept once.
                }
            }
        }
        finally
        {
            await ending.CancelAsync();
            Close(consumer);
        }
    }

    private async Task KeepAsync(ConsumeResult<Ignore, byte[]> message, CancellationToken cancellation)
    {
        // A message without a value is Kafka's way to take one back; there is nothing to read in it.
        if (message.Message.Value is not { Length: > 0 } bytes)
            return;
        var key = FormattableString.Invariant($"{message.Partition.Value}:{message.Offset.Value}");
        var receipt = await inbox.AcceptAsync(new ReceivedNotice("gcn", message.Topic, key, bytes, time.GetUtcNow()), cancellation);
        logger.Heard(receipt.Id, bytes.Length, "gcn", message.Topic, key, receipt.IsNew);
    }

    private ConsumeResult<Ignore, byte[]>? Next(IConsumer<Ignore, byte[]> consumer)
    {
        try
        {
            return consumer.Consume(Poll);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            Take(e.Error);
            return null;
        }
    }

    private IConsumer<Ignore, byte[]> Build(CancellationToken cancellation)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = settings.Address.Brokers,
            GroupId = settings.Address.Group,
            ClientId = "ampelbot",
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 1_000,
            EnableAutoOffsetStore = false,
            // Where a group begins is said when it gets its partitions; this is for offsets that the brokers no longer have.
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
            SessionTimeoutMs = 10_000,
            // A database that is away for long does not cost the membership before this.
            MaxPollIntervalMs = 900_000,
            QueuedMaxMessagesKbytes = 64 << 10,
            TopicMetadataRefreshIntervalMs = 60_000,
            StatisticsIntervalMs = 2_000,
            ReconnectBackoffMs = (int)settings.Backoff.First.TotalMilliseconds,
            ReconnectBackoffMaxMs = (int)settings.Backoff.Longest.TotalMilliseconds,
            SecurityProtocol = credentials is null ? SecurityProtocol.Plaintext : settings.IsEncrypted ? SecurityProtocol.SaslSsl : SecurityProtocol.SaslPlaintext,
        };
        if (credentials is not null)
            config.SaslMechanism = SaslMechanism.OAuthBearer;
        foreach (var (name, value) in settings.Library)
            config.Set(name, value);
        var builder = new ConsumerBuilder<Ignore, byte[]>(config)
            .SetErrorHandler((_, error) => Take(error))
            .SetLogHandler((_, _) => { })
            .SetStatisticsHandler((_, json) => TakeStatistics(json))
            .SetPartitionsAssignedHandler((consumer, partitions) => BeginningsOf(consumer, partitions));
        if (credentials is not null)
        {
            var tokens = new GcnTokens(http, settings.TokenEndpoint, credentials, time);
            builder.SetOAuthBearerTokenRefreshHandler((consumer, config) => { _ = GiveTokenAsync(consumer, tokens, cancellation); });
        }
        return builder.Build();
    }

    private async Task GiveTokenAsync(IConsumer<Ignore, byte[]> consumer, GcnTokens tokens, CancellationToken cancellation)
    {
        try
        {
            GcnToken token;
            try
            {
                token = await tokens.FetchAsync(cancellation);
            }
            catch (HttpRequestException e)
            {
                if (Interlocked.Exchange(ref tokenTrouble, e.Message) != e.Message)
                    logger.Lost(Name, e.Message);
                // The library asks again some seconds later.
                consumer.OAuthBearerSetTokenFailure(e.Message);
                return;
            }
            consumer.OAuthBearerSetToken(token.Value, token.ExpiresUtc.ToUnixTimeMilliseconds(), "ampelbot");
            Volatile.Write(ref tokenTrouble, null);
        }
        catch (Exception e) when (e is KafkaException or ObjectDisposedException or OperationCanceledException or ArgumentException)
        {
            // The consumer ended meanwhile, or does not take the token and asks for another.
        }
    }

    /// <summary>Where to go on in partitions that the group gave us.</summary>
    /// <remarks>Where the group has no offset yet it begins, as the settings say, with what is yet to come, which is committed at once: a notice that comes while the bot is away is not passed over then.</remarks>
    private List<TopicPartitionOffset> BeginningsOf(IConsumer<Ignore, byte[]> consumer, List<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
            return [];
        var isFirst = known.Count == 0;
        var topics = known.Select(p => p.Topic).ToHashSet(StringComparer.Ordinal);
        var committed = consumer.Committed(partitions, Answer);
        var beginnings = new List<TopicPartitionOffset>();
        var toCommit = new List<TopicPartitionOffset>();
        foreach (var place in committed)
        {
            // A topic that appears later is new, and its first message is news.
            if (place.Topic == settings.HeartbeatTopic)
                beginnings.Add(new TopicPartitionOffset(place.TopicPartition, Offset.End));
            else if (place.Offset.Value >= 0)
                beginnings.Add(place);
            else if (!settings.Address.FromEnd || !isFirst && !topics.Contains(place.Topic))
                beginnings.Add(new TopicPartitionOffset(place.TopicPartition, Offset.Beginning));
            else
            {
                var end = new TopicPartitionOffset(place.TopicPartition, consumer.QueryWatermarkOffsets(place.TopicPartition, Answer).High);
                beginnings.Add(end);
                toCommit.Add(end);
            }
        }
        if (toCommit.Count > 0)
            consumer.Commit(toCommit);
        known.UnionWith(partitions);
        foreach (var partition in partitions)
            topicTroubles.TryRemove(partition.Topic, out _);
        Volatile.Write(ref trouble, null);
        logger.Listening(Name);
        return beginnings;
    }

    private void Take(Error error)
    {
        switch (error.Code)
        {
            case ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed:
                Lose($"{Name} does not let us in ({error.Code}): check {GcnCredentials.IdVariable} and {GcnCredentials.SecretVariable}.");
                break;
            case ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed:
                Lose($"{Name} refuses the group \"{settings.Address.Group}\" ({error.Code}): choose another name for listen.gcn.group.");
                break;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition:
                LoseTopic(error);
                break;
            default:
                if (error.IsLocalError || error.IsBrokerError)
                    Lose($"{Name} cannot be reached and is tried again: {error.Reason}");
                break;
        }
    }

    /// <summary>librdkafka's statistics: on quiet topics nothing else says that a broker is there again.</summary>
    private void TakeStatistics(string json)
    {
        using var statistics = JsonDocument.Parse(json);
        if (known.Count > 0 && statistics.RootElement.TryGetProperty("brokers", out var brokers)
            && brokers.EnumerateObject().Any(b => b.Value.TryGetProperty("state", out var state) && state.ValueEquals("UP")))
            Volatile.Write(ref trouble, null);
    }

    private void LoseTopic(Error error)
    {
        var topic = settings.Address.Topics.FirstOrDefault(t => error.Reason.Contains(t, StringComparison.Ordinal)) ?? "a topic";
        var sentence = error.Code == ErrorCode.TopicAuthorizationFailed
            ? $"{Name} does not let these credentials read {topic}."
            : $"{Name} has no topic {topic} now.";
        if (topicTroubles.TryAdd(topic, sentence))
            logger.Lost(Name, sentence);
    }

    private void Lose(string sentence)
    {
        if (Interlocked.Exchange(ref trouble, sentence) != sentence)
            logger.Lost(Name, sentence);
    }

    private TimeSpan Age() => time.GetUtcNow() - new DateTimeOffset(Volatile.Read(ref heartbeatTicks), TimeSpan.Zero);

    private string? Silence() => settings.HeartbeatTopic is not null && Age() > settings.HeartbeatLimit
        ? FormattableString.Invariant($"No heartbeat of {Name} came for {Age().TotalSeconds:0} s; notices may be missing.")
        : null;

    private void WatchHeartbeat()
    {
        if (settings.HeartbeatTopic is null)
            return;
        NoticeMetrics.HeartbeatAge("gcn", Age());
        var sentence = Silence();
        if (sentence is not null && !isSilent)
            logger.NoHeartbeat(sentence);
        else if (sentence is null && isSilent)
            logger.HeartbeatIsBack(Name);
        isSilent = sentence is not null;
    }

    private static void Close(IConsumer<Ignore, byte[]> consumer)
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
}
