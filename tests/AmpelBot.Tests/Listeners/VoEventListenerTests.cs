using System.Text;
using AmpelBot.Listeners;
using AmpelBot.Testing;
using AmpelBot.Testing.Brokers;
using AmpelBot.Tests.Hosting;

namespace AmpelBot.Tests.Listeners;

public sealed class VoEventListenerTests : IAsyncLifetime
{
    private const string Us = "ivo://test.institute/ampelbot";
    private readonly VoEventBrokerPeer broker = new();
    private readonly CapturedLog log = new();
    private ListenRig rig = null!;

    public async Task InitializeAsync() => rig = await ListenRig.OpenAsync();

    public async Task DisposeAsync()
    {
        await broker.DisposeAsync();
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task A_voevent_is_acknowledged_by_its_ivorn_once_it_is_kept()
    {
        var listener = Listener();
        Assert.Contains("has not been reached", Assert.Single(listener.Trouble()));
        await using var work = new AtWork(listener);
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SendAsync(ListenRig.VoEvent(1));
        Assert.Equal(new VoEventAnswer("ack", ListenRig.Ivorn(1), Us), await AnswerAsync());
        var content = (await rig.Store.FindAsync(1, default))!;
        Assert.Equal(ListenRig.VoEvent(1), content.Bytes.ToArray());
        Assert.Equal(("voevent", $"127.0.0.1:{broker.Port}", ListenRig.Ivorn(1)), (content.Notice.Source, content.Notice.Stream, content.Notice.Key));
        Assert.Empty(listener.Trouble());
    }

    [Fact]
    public async Task Iamalive_and_authenticate_are_answered_and_not_kept()
    {
        await using var work = new AtWork(Listener());
        await broker.SubscribedAsync(ListenRig.Long);
        foreach (var role in new[] { "iamalive", "authenticate", "iamalive" })
        {
            await broker.SendAliveAsync(role);
            Assert.Equal(new VoEventAnswer(role, "ivo://broker.test/peer", Us), await AnswerAsync());
        }
        await broker.SendAliveAsync("nak");
        await broker.SendAsync(ListenRig.VoEvent(1));
        Assert.Equal("ack", (await AnswerAsync()).Role);
        Assert.Equal(1, (await rig.Store.CountAsync(default)).Waiting);
    }

    [SkippableFact]
    public async Task Real_notices_come_through_unchanged_duplicates_and_reordered_once_each()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var sent = Directory.GetFiles(RealData.Path("notices/lvk_voevent"), "*.xml").Order(StringComparer.Ordinal).Take(12).Select(File.ReadAllBytes).ToArray();
        await using var work = new AtWork(Listener());
        await broker.SubscribedAsync(ListenRig.Long);
        var random = new Random(190425);
        var order = sent.Concat(sent).Concat(sent[..3]).ToArray();
        random.Shuffle(order);
        foreach (var notice in order)
            await broker.SendAsync(notice);
        for (var i = 0; i < order.Length; i++)
            Assert.Equal("ack", (await AnswerAsync()).Role);
        var kept = new List<string>();
        foreach (var notice in await rig.Store.WaitingAsync(100, default))
            kept.Add(Convert.ToBase64String((await rig.Store.FindAsync(notice.Id, default))!.Bytes.Span));
        Assert.Equal(sent.Select(Convert.ToBase64String).Distinct().Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_could_not_be_kept_is_not_acknowledged_until_it_is()
    {
        var inbox = new FailingInbox(rig.Store) { Failures = 3 };
        var listener = Listener(inbox);
        await using var work = new AtWork(listener);
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SendAsync(ListenRig.VoEvent(1));
        Assert.Equal("ack", (await AnswerAsync()).Role);
        Assert.Equal(4, inbox.Asked.Count);
        Assert.Equal(1, (await rig.Store.CountAsync(default)).Waiting);
        Assert.Contains(log.Lines, l => l.Contains("No space is left", StringComparison.Ordinal));
        inbox.Failures = int.MaxValue;
        await broker.SendAsync(ListenRig.VoEvent(2));
        await ListenRig.UntilAsync(() => Task.FromResult(listener.Trouble().Any(t => t.Contains("No space is left", StringComparison.Ordinal))), "no trouble was told");
        Assert.False(broker.HasAnswer);
        inbox.Failures = 0;
        Assert.Equal(ListenRig.Ivorn(2), (await AnswerAsync()).Origin);
        Assert.Empty(listener.Trouble());
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><VOEvent ivorn=\"ivo://x/y\">&a;</VOEvent>")]
    [InlineData("<VOEvent ivorn=\"ivo://x/y\"")]
    [InlineData("this is no XML")]
    [InlineData("\0\u0001\u0002")]
    public async Task What_cannot_be_read_is_kept_neither_acknowledged_nor_refused_and_the_next_is_heard(string message)
    {
        await using var work = new AtWork(Listener());
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SendAsync(Encoding.UTF8.GetBytes(message));
        await broker.SendAsync(ListenRig.VoEvent(1));
        Assert.Equal(new VoEventAnswer("ack", ListenRig.Ivorn(1), Us), await AnswerAsync());
        Assert.Equal(Encoding.UTF8.GetBytes(message), (await rig.Store.FindAsync(1, default))!.Bytes.ToArray());
        Assert.Equal(1, broker.Subscriptions);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    [InlineData((16 << 20) + 1)]
    [InlineData(0x3c3f786d)]
    public async Task After_a_length_that_nobody_would_send_the_connection_is_made_anew(int length)
    {
        await using var work = new AtWork(Listener());
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SendAnnouncedAsync(length, ListenRig.VoEvent(1));
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SendAsync(ListenRig.VoEvent(2));
        Assert.Equal(ListenRig.Ivorn(2), (await AnswerAsync()).Origin);
        Assert.Contains(log.Lines, l => l.Contains("was announced", StringComparison.Ordinal));
        Assert.Equal(1, (await rig.Store.CountAsync(default)).Waiting);
    }

    [Fact]
    public async Task A_broker_that_says_nothing_or_stops_within_a_message_is_left_and_called_again()
    {
        var settings = Settings() with { AliveTimeout = TimeSpan.FromMilliseconds(300), MessageTimeout = TimeSpan.FromMilliseconds(300) };
        await using var work = new AtWork(Listener(settings: settings));
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SubscribedAsync(ListenRig.Long);
        Assert.Contains(log.Lines, l => l.Contains("Nothing came for 0.3 s", StringComparison.Ordinal));
        await broker.SendAnnouncedAsync(1000, ListenRig.VoEvent(1).AsMemory(0, 50));
        await ListenRig.UntilAsync(() => Task.FromResult(log.Lines.Any(l => l.Contains("came to no end", StringComparison.Ordinal))), "an unfinished message was waited for");
        Assert.Equal(0, (await rig.Store.CountAsync(default)).Waiting);
    }

    [Fact]
    public async Task A_broker_that_goes_away_is_trouble_until_it_is_back_and_what_it_sends_again_is_kept_once()
    {
        var listener = Listener();
        await using var work = new AtWork(listener);
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SendAsync(ListenRig.VoEvent(1));
        await AnswerAsync();
        await broker.GoAwayAsync();
        await ListenRig.UntilAsync(() => Task.FromResult(listener.Trouble().Any(t => t.Contains("is away and is tried again", StringComparison.Ordinal))), "no trouble was told");
        broker.ComeBack();
        await broker.SubscribedAsync(ListenRig.Long);
        await broker.SendAsync(ListenRig.VoEvent(1));
        await broker.SendAsync(ListenRig.VoEvent(2));
        Assert.Equal(ListenRig.Ivorn(1), (await AnswerAsync()).Origin);
        Assert.Equal(ListenRig.Ivorn(2), (await AnswerAsync()).Origin);
        Assert.Equal([(1L, 2L), (2L, 1L)], (await rig.Store.WaitingAsync(10, default)).Select(n => (n.Id, n.Times)));
        Assert.Empty(listener.Trouble());
    }

    [Fact]
    public async Task A_thousand_notices_in_a_minute_are_all_kept_and_acknowledged()
    {
        await using var work = new AtWork(Listener());
        await broker.SubscribedAsync(ListenRig.Long);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++)
                await broker.SendAsync(ListenRig.VoEvent(i));
        });
        var acknowledged = new HashSet<string>();
        for (var i = 0; i < 1000; i++)
            acknowledged.Add((await AnswerAsync()).Origin);
        await sending;
        Assert.Equal(1000, acknowledged.Count);
        Assert.Equal(1000, (await rig.Store.CountAsync(default)).Waiting);
    }

    [Fact]
    public void Waits_after_failures_double_up_to_the_longest_and_never_vanish()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        for (var failures = 1; failures < 100; failures++)
        {
            var most = Math.Min(60, Math.Pow(2, failures - 1));
            Assert.InRange(backoff.After(failures).TotalSeconds, most / 2 - 1e-6, most + 1e-6);
        }
    }

    [Theory]
    [InlineData("voevent.example.org:8099", "voevent.example.org:8099")]
    [InlineData("voevent.example.org", "voevent.example.org:8099")]
    [InlineData("[::1]:9000", "[::1]:9000")]
    [InlineData("user@host:1", null)]
    [InlineData("host:99999", null)]
    [InlineData("host/path", null)]
    [InlineData("", null)]
    public void Brokers_are_named_by_host_and_port(string text, string? broker) => Assert.Equal(broker, VoEventBroker.TryParse(text)?.ToString());

    private Task<VoEventAnswer> AnswerAsync() => broker.AnswerAsync(ListenRig.Long);

    private VoEventSettings Settings() => new() { Brokers = [new VoEventBroker("127.0.0.1", broker.Port)], Ivorn = Us, Backoff = ListenRig.Quick };

    private VoEventListener Listener(INoticeInbox? inbox = null, VoEventSettings? settings = null) =>
        new(new VoEventBroker("127.0.0.1", broker.Port), settings ?? Settings(), inbox ?? rig.Store, TimeProvider.System, log.CreateLogger("listen"));
}
