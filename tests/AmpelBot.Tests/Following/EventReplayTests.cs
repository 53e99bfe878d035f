using AmpelBot.Testing;
using AmpelBot.Testing.Brokers;
using AmpelBot.Testing.Senders;

namespace AmpelBot.Tests.Following;

/// <summary>A whole event through peers that speak the senders' protocols: the thread's transcript is the test.</summary>
public sealed class EventReplayTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private const string Alerts = "igwn.gwalert";
    private const string Circulars = "gcn.circulars";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task Through_Kafka_the_thread_is_that_of_the_notices_themselves()
    {
        Skip.IfNot(MockBrokers.Present, MockBrokers.Why);
        using var brokers = new MockBrokers();
        brokers.MakeTopic(Alerts, 1);
        brokers.MakeTopic(Circulars, 1);
        await using var events = await FollowedEvents.StartAsync(simulated,
            $"listen:\n  gcn: {{ topics: [{Alerts}, {Circulars}], brokers: [\"{brokers.Bootstrap}\"], begin: start, heartbeat_seconds: 0, security: none }}\n");
        var times = 0;
        async Task HearAsync(string topic, params byte[][] notices)
        {
            brokers.Produce(topic, 0, notices);
            await events.UntilHeardAsync(times += notices.Length);
        }
        var preliminary = SentNotices.Igwn("S260612a", "PRELIMINARY", 3, SentNotices.Wide);
        await HearAsync(Alerts, preliminary);
        await HearAsync(Alerts, SentNotices.Igwn("S260612a", "INITIAL", 25, SentNotices.Wide));
        await HearAsync(Alerts, SentNotices.Igwn("S260612a", "UPDATE", 600, SentNotices.Narrow), preliminary);
        await HearAsync(Circulars, SentNotices.Circular(30001, "LIGO/Virgo/KAGRA S260612a: Upper limits from @U0ALICE", "We looked and saw nothing."));
        await HearAsync(Alerts, SentNotices.Igwn("S260612a", "RETRACTION", 900, null));
        EventTranscriptTests.ShouldHaveTold(events, simulated);
    }

    [Fact]
    public async Task Through_a_VOEvent_broker_out_of_order_with_maps_that_come_late_each_revision_is_scanned_once()
    {
        await using var senders = await FakeSenders.StartAsync(TimeProvider.System);
        var wide = senders.Put("S260612a/bayestar.fits,0", SentNotices.Wide);
        var narrow = senders.Put("S260612a/bayestar.fits,1", SentNotices.Narrow);
        // Announced before it is there.
        senders.Next("S260612a/bayestar.fits,0", new FakeTrouble.Status(404), new FakeTrouble.Status(404));
        senders.Next("S260612a/bayestar.fits,1", new FakeTrouble.Status(503), new FakeTrouble.CutOff(10_000));
        await using var broker = new VoEventBrokerPeer();
        await using var events = await FollowedEvents.StartAsync(simulated, $"listen:\n  voevent: {{ brokers: [\"127.0.0.1:{broker.Port}\"] }}\n",
            change: plan => plan with { Fetching = FakeSenders.Policy, Senders = senders.Addresses });
        await broker.SubscribedAsync(Limit);
        var times = 0;
        async Task HearAsync(params byte[][] notices)
        {
            foreach (var notice in notices)
            {
                await broker.SendAsync(notice);
                Assert.Equal("ack", (await broker.AnswerAsync(Limit)).Role);
            }
            await events.UntilHeardAsync(times += notices.Length);
        }
        byte[] preliminary = SentNotices.VoEvent("S260612a", 1, "Preliminary", 3, wide), update = SentNotices.VoEvent("S260612a", 3, "Update", 600, narrow);
        await HearAsync(preliminary);
        var root = events.Root("S260612a")!;
        Assert.Contains(events.Slack.OfBot(root.Ts), m => m.Text.StartsWith("176 alerts of 97 objects", StringComparison.Ordinal));
        // The update overtakes the initial notice, and both come again when the line broke.
        await HearAsync(update, SentNotices.VoEvent("S260612a", 2, "Initial", 25, wide));
        broker.HangUp();
        await broker.SubscribedAsync(Limit);
        await HearAsync(preliminary, update);
        await HearAsync(SentNotices.VoEvent("S260612a", 4, "Retraction", 900, null));

        await using var tables = await events.TablesAsync();
        var heard = (await tables.Events.FindAsync("S260612a", CancellationToken.None))!;
        Assert.Equal(["176 alerts, 1 candidate", "92 alerts, 1 candidate"], (await tables.Events.ScansAsync(heard.Id, CancellationToken.None)).Select(s => s.Outcome));
        var told = events.Slack.OfBot(root.Ts).Select(m => m.Text).ToArray();
        Assert.Equal(2, told.Count(t => t.StartsWith("I'm all finished", StringComparison.Ordinal)));
        Assert.Single(told, t => t.StartsWith("S260612a, sky map 2 (before: 1).", StringComparison.Ordinal));
        Assert.StartsWith("RETRACTED: LVK took S260612a back", told[^1], StringComparison.Ordinal);
        Assert.Equal(3, senders.CountOf("S260612a/bayestar.fits,0"));
        Assert.Equal(3, senders.CountOf("S260612a/bayestar.fits,1"));
    }
}
