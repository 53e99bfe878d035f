using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest.Kafka;
using AmpelBot.Listeners;
using AmpelBot.Testing;
using AmpelBot.Testing.Brokers;
using AmpelBot.Tests.Hosting;
using Confluent.Kafka;
using Microsoft.AspNetCore.Http;

namespace AmpelBot.Tests.Listeners;

public sealed class GcnKafkaListenerTests : IAsyncLifetime
{
    private const string Alerts = "igwn.gwalert";
    private const string VoEvents = "gcn.classic.voevent.SWIFT_BAT_GRB_POS_ACK";
    private const string Heartbeat = "gcn.heartbeat";
    private const string Group = "ampelbot-tests";

    // A group waits so long for members that are gone.
    private static readonly Dictionary<string, string> Library = new()
    {
        ["session.timeout.ms"] = "6000",
        ["heartbeat.interval.ms"] = "200",
        ["fetch.wait.max.ms"] = "50",
        ["auto.commit.interval.ms"] = "100",
        ["topic.metadata.refresh.interval.ms"] = "500",
        ["reconnect.backoff.ms"] = "50",
        ["reconnect.backoff.max.ms"] = "300",
    };

    private readonly MockBrokers? brokers = MockBrokers.Present ? new MockBrokers() : null;
    private readonly CapturedLog log = new();
    private ListenRig rig = null!;

    public async Task InitializeAsync()
    {
        rig = await ListenRig.OpenAsync();
        brokers?.MakeTopic(Alerts, 2);
        brokers?.MakeTopic(VoEvents, 1);
        brokers?.MakeTopic(Heartbeat, 1);
    }

    public async Task DisposeAsync()
    {
        brokers?.Dispose();
        await rig.DisposeAsync();
    }

    [SkippableFact]
    public async Task Notices_of_all_topics_are_kept_and_their_offsets_committed_and_heartbeats_are_not_kept()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.Produce(Alerts, 0, ListenRig.VoEvent(1), ListenRig.VoEvent(2));
        brokers.Produce(Alerts, 1, ListenRig.VoEvent(3), null, ListenRig.VoEvent(1));
        brokers.Produce(VoEvents, 0, ListenRig.VoEvent(4));
        using var listener = Listener();
        await using (new AtWork(listener))
        {
            await rig.UntilStoredAsync(4);
            brokers.Produce(Heartbeat, 0, "{}"u8.ToArray());
            await UntilCommittedAsync(Alerts, 2, 5);
        }
        var notices = await rig.Store.WaitingAsync(10, default);
        Assert.Equal(4, notices.Count);
        Assert.Equal(5, notices.Sum(n => n.Times));
        Assert.All(notices, n => Assert.Equal("gcn", n.Source));
        Assert.Contains(notices, n => n.Stream == VoEvents && n.Key == "0:0");
        Assert.Empty(listener.Trouble());
    }

    [SkippableFact]
    public async Task What_was_not_kept_is_not_committed_and_comes_again_after_a_restart_and_is_kept_once()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.Produce(Alerts, 0, ListenRig.VoEvent(1), ListenRig.VoEvent(2), ListenRig.VoEvent(3));
        var inbox = new StopsAt(rig.Store, 2);
        using (var listener = Listener(inbox))
        await using (new AtWork(listener))
        {
            await rig.UntilStoredAsync(1);
            await ListenRig.UntilAsync(() => Task.FromResult(listener.Trouble().Any(t => t.Contains("could not be kept", StringComparison.Ordinal))), "no trouble was told");
        }
        Assert.Equal(1, brokers.Committed(Group, Alerts, 2)[0]);
        using (var listener = Listener())
        await using (new AtWork(listener))
        {
            await rig.UntilStoredAsync(3);
            await UntilCommittedAsync(Alerts, 2, 3);
        }
        Assert.Equal([1L, 1, 1], (await rig.Store.WaitingAsync(10, default)).Select(n => n.Times));
    }

    [SkippableFact]
    public async Task A_new_group_begins_at_the_end_and_what_comes_while_it_is_away_is_not_passed_over()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.Produce(Alerts, 0, ListenRig.VoEvent(1));
        using (var listener = Listener(from: "end"))
        await using (new AtWork(listener))
            await ListenRig.UntilAsync(() => Task.FromResult(brokers.Committed(Group, VoEvents, 1)[0] == 0 && brokers.Committed(Group, Alerts, 2)[0] == 1), "the ends were not committed");
        brokers.Produce(Alerts, 0, ListenRig.VoEvent(2));
        brokers.Produce(VoEvents, 0, ListenRig.VoEvent(3));
        using (var listener = Listener(from: "end"))
        await using (new AtWork(listener))
            await rig.UntilStoredAsync(2);
        Assert.Equal([$"{Alerts} 0:1", $"{VoEvents} 0:0"], (await rig.Store.WaitingAsync(10, default)).Select(n => $"{n.Stream} {n.Key}").OrderDescending(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task A_broker_that_was_away_loses_nothing()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.Produce(Alerts, 0, ListenRig.VoEvent(1));
        using var listener = Listener();
        await using var work = new AtWork(listener);
        await rig.UntilStoredAsync(1);
        brokers.SetDown(true);
        await ListenRig.UntilAsync(() => Task.FromResult(listener.Trouble().Any(t => t.Contains("cannot be reached and is tried again", StringComparison.Ordinal))), "no trouble was told");
        brokers.SetDown(false);
        brokers.Produce(Alerts, 1, [.. Enumerable.Range(2, 30).Select(ListenRig.VoEvent)]);
        await rig.UntilStoredAsync(31);
        await ListenRig.UntilAsync(() => Task.FromResult(listener.Trouble().Count == 0), "the trouble did not end");
        // Those whose offsets were not committed when the group was joined again are delivered again, and kept once.
        Assert.Equal(31, (await rig.Store.WaitingAsync(100, default)).Select(n => n.Sha256).Distinct().Count());
        Assert.Equal(31, (await rig.Store.CountAsync(default)).Waiting);
    }

    [SkippableFact]
    public async Task Two_members_of_a_group_share_the_partitions_and_when_one_leaves_nothing_is_lost()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.Produce(Alerts, 0, [.. Enumerable.Range(0, 50).Select(ListenRig.VoEvent)]);
        using var one = Listener();
        using var other = Listener();
        await using var staying = new AtWork(one);
        await using (new AtWork(other))
        {
            brokers.Produce(Alerts, 1, [.. Enumerable.Range(50, 50).Select(ListenRig.VoEvent)]);
            await rig.UntilStoredAsync(60);
        }
        brokers.Produce(Alerts, 0, [.. Enumerable.Range(100, 20).Select(ListenRig.VoEvent)]);
        await rig.UntilStoredAsync(120);
        Assert.Equal(120, (await rig.Store.CountAsync(default)).Waiting);
    }

    [SkippableFact]
    public async Task No_heartbeat_for_too_long_is_trouble_and_a_line_in_the_log_until_it_is_back()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using var listener = Listener(heartbeat: TimeSpan.FromSeconds(1));
        await using var work = new AtWork(listener);
        await ListenRig.UntilAsync(() => Task.FromResult(listener.Trouble().Any(t => t.StartsWith("No heartbeat of GCN", StringComparison.Ordinal)) && log.Lines.Any(l => l.Contains("No heartbeat", StringComparison.Ordinal))), "silence was not told");
        await ListenRig.UntilAsync(() =>
        {
            brokers!.Produce(Heartbeat, 0, "{}"u8.ToArray());
            return Task.FromResult(log.Lines.Any(l => l.Contains("is back", StringComparison.Ordinal)));
        }, "the heartbeat did not come back");
        Assert.Equal(0, (await rig.Store.CountAsync(default)).Waiting);
    }

    [SkippableTheory]
    [InlineData(ErrorCode.UnknownTopicOrPart, "has no topic gcn.other now")]
    [InlineData(ErrorCode.TopicAuthorizationFailed, "does not let these credentials read gcn.other")]
    public async Task A_topic_that_cannot_be_read_is_told_and_the_others_are_read(ErrorCode code, string sentence)
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        brokers!.RefuseTopic("gcn.other", code);
        brokers.Produce(Alerts, 0, ListenRig.VoEvent(1));
        using var listener = Listener(topics: $"{Alerts},gcn.other");
        await using var work = new AtWork(listener);
        await rig.UntilStoredAsync(1);
        await ListenRig.UntilAsync(() => Task.FromResult(listener.Trouble().Any(t => t.Contains(sentence, StringComparison.Ordinal))), $"the topic was not told: {string.Join(' ', listener.Trouble())} {string.Join('\n', log.Lines)}");
    }

    [SkippableFact]
    public async Task Client_credentials_are_exchanged_for_a_token_and_neither_is_ever_logged()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        await using var endpoint = await TokenEndpoint.StartAsync();
        // librdkafka's mock brokers take no SASL: that the token is asked for and given to the library is as far as this goes.
        using var listener = Listener(endpoint: endpoint.Address);
        await using (new AtWork(listener))
            await ListenRig.UntilAsync(() => Task.FromResult(!endpoint.Given.IsEmpty), "no token was asked for");
        Assert.DoesNotContain(log.Lines, l => l.Contains("sesame", StringComparison.Ordinal) || l.Contains("secret-token", StringComparison.Ordinal));
        Assert.DoesNotContain(listener.Trouble(), t => t.Contains("sesame", StringComparison.Ordinal) || t.Contains("secret-token", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Credentials_that_are_refused_are_a_sentence_that_names_the_variables()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        await using var endpoint = await TokenEndpoint.StartAsync();
        endpoint.Instead = context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        using var listener = Listener(endpoint: endpoint.Address);
        await using var work = new AtWork(listener);
        await ListenRig.UntilAsync(() => Task.FromResult(listener.Trouble().Any(t => t.Contains("refuses the client credentials (401): check AMPELBOT_GCN_CLIENT_ID", StringComparison.Ordinal))), "the refusal was not told");
    }

    [Fact]
    public async Task A_token_endpoint_that_answers_anything_else_is_told_without_what_it_said()
    {
        await using var endpoint = await TokenEndpoint.StartAsync();
        using var http = GcnTokens.NewClient();
        var tokens = new GcnTokens(http, endpoint.Address, new GcnCredentials(TokenEndpoint.ClientId, TokenEndpoint.ClientSecret), TimeProvider.System);
        var token = await tokens.FetchAsync(default);
        Assert.InRange((token.ExpiresUtc - TimeProvider.System.GetUtcNow()).TotalSeconds, 3000, 3601);
        Assert.DoesNotContain("secret-token", token.ToString());
        foreach (var answer in new[] { "", "sesame", "[]", "{}", "{\"access_token\":\"sesame\"}", "{\"access_token\":7,\"expires_in\":3600}", "{\"access_token\":\"se same\",\"expires_in\":3600}", new string('[', 5000), new string(' ', 1 << 20) })
        {
            endpoint.Instead = context => context.Response.WriteAsync(answer);
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => tokens.FetchAsync(default));
            Assert.DoesNotContain("sesame", refused.ToString());
        }
        endpoint.Instead = context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/");
            return Task.CompletedTask;
        };
        Assert.Contains("gave no token (302)", (await Assert.ThrowsAsync<HttpRequestException>(() => tokens.FetchAsync(default))).Message);
        await endpoint.DisposeAsync();
        Assert.Contains("cannot be asked for a token", (await Assert.ThrowsAsync<HttpRequestException>(() => tokens.FetchAsync(default))).Message);
    }

    private GcnKafkaListener Listener(INoticeInbox? inbox = null, string from = "start", TimeSpan? heartbeat = null, string? topics = null, Uri? endpoint = null)
    {
        Assert.True(KafkaAddress.TryParse($"kafka://{brokers!.Bootstrap}/{topics ?? $"{Alerts},gcn.classic.voevent.*"},{Heartbeat}?group={Group}&from={from}", out var address, out var problem), problem);
        return new GcnKafkaListener(new GcnSettings
        {
            Address = address!,
            HeartbeatTopic = Heartbeat,
            HeartbeatLimit = heartbeat ?? TimeSpan.FromMinutes(10),
            TokenEndpoint = endpoint ?? GcnSettings.UsualTokenEndpoint,
            IsEncrypted = false,
            Backoff = ListenRig.Quick,
            Library = Library,
        }, endpoint is null ? null : new GcnCredentials(TokenEndpoint.ClientId, TokenEndpoint.ClientSecret), inbox ?? rig.Store, TimeProvider.System, log.CreateLogger("listen"));
    }

    private Task UntilCommittedAsync(string topic, int partitions, long sum) => ListenRig.UntilAsync(
        () => Task.FromResult(brokers!.Committed(Group, topic, partitions).Values.Where(o => o > 0).Sum() == sum), $"{sum} offsets were not committed");

    /// <summary>Keeps all before a notice of a number, and none from there on.</summary>
    private sealed class StopsAt(INoticeInbox inbox, int number) : INoticeInbox
    {
        public Task<NoticeReceipt> AcceptAsync(ReceivedNotice notice, CancellationToken cancellation) =>
            notice.Bytes.Span.SequenceEqual(ListenRig.VoEvent(number)) ? throw new ArchiveException("No space is left.") : inbox.AcceptAsync(notice, cancellation);
    }
}
