using System.Net;
using System.Text;
using AmpelBot.Chat.Slack;
using AmpelBot.Testing.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Tests.Chat.Slack;

public sealed class SlackHttpDoorTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private readonly RecordingLogger log = new();
    private Func<SlackEnvelope, Task<SlackAck>> answer = _ => Task.FromResult(SlackAck.Accepted);
    private RecordingInbox inbox = null!;
    private FakeSlack slack = null!;
    private WebApplication server = null!;

    public async Task InitializeAsync()
    {
        slack = await FakeSlack.StartAsync();
        inbox = new RecordingInbox(e => answer(e));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        new SlackHttpDoor(FakeSlack.SigningSecret, new SlackEnvelopeReader(FakeSlack.Bot), new OnceInbox(inbox, 1000), TimeProvider.System, log).Map(server);
        await server.StartAsync();
        slack.People.Door = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        await slack.DisposeAsync();
    }

    [Fact]
    public async Task Every_kind_of_envelope_arrives()
    {
        answer = e => Task.FromResult(e is SlackSlashCommand ? SlackAck.WithText("working on it") : SlackAck.Accepted);
        var (top, isAcknowledged) = await slack.People.SayAsync("U0ALICE", "C0GW", "<@U0AMPELBOT> scan \u201CS190814bv\u201D");
        Assert.True(isAcknowledged);
        await slack.People.SayAsync("U0BOB", "C0GW", "rescan 95%", top.Ts);
        Assert.Equal("working on it", await slack.People.CommandAsync("U0ALICE", "C0GW", "/ampel", "scan S190814bv &amp; more"));
        Assert.True(await slack.People.ShortcutAsync("U0ALICE", top, "scan_event"));
        Assert.Equal(["SlackMention", "SlackThreadReply", "SlackSlashCommand", "SlackMessageShortcut"], inbox.Envelopes.Select(e => e.GetType().Name));
        Assert.Equal(["scan \"S190814bv\"", "rescan 95%", "scan S190814bv & more", "scan \"S190814bv\""], inbox.Envelopes.Select(e => e.Text));
    }

    [Fact]
    public async Task The_address_is_verified()
    {
        var (status, body) = await SendAsync("slack/events", "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P\"}");
        Assert.Equal((HttpStatusCode.OK, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"), (status, body));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("slack/commands", "ssl_check=1&token=x")).Status);
    }

    [Fact]
    public async Task Strangers_are_refused_and_told_nothing()
    {
        var payload = slack.People.EventsOf((await slack.People.SayAsync("U0ALICE", "D0ALICE", "first")).Message).First().ToJsonString().Replace("first", "forged", StringComparison.Ordinal);
        foreach (var path in new[] { "slack/events", "slack/commands", "slack/interactivity" })
        {
            slack.People.SigningSecret = "another secret of another app";
            Assert.Equal((HttpStatusCode.Unauthorized, ""), await SendAsync(path, payload));
            slack.People.SigningSecret = FakeSlack.SigningSecret;
            Assert.Equal((HttpStatusCode.Unauthorized, ""), await SendAsync(path, payload, DateTimeOffset.UtcNow.AddMinutes(-6)));
            using var unsigned = await http.PostAsync(new Uri(slack.People.Door!, path), new StringContent(payload));
            Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        }
        Assert.Equal("first", Assert.Single(inbox.Envelopes).Text);
        Assert.Equal(9, log.Lines.Count(l => l.Contains("was refused", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Lines, l => l.Contains("forged", StringComparison.Ordinal) || l.Contains(FakeSlack.SigningSecret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replayed_request_does_nothing_twice()
    {
        var body = Encoding.UTF8.GetBytes(slack.People.Callback(new System.Text.Json.Nodes.JsonObject
        {
            ["type"] = "message",
            ["channel"] = "D0ALICE",
            ["channel_type"] = "im",
            ["user"] = "U0ALICE",
            ["text"] = "scan",
            ["ts"] = "1700000000.000100",
        }).ToJsonString());
        var at = DateTimeOffset.UtcNow;
        for (var i = 0; i < 3; i++)
        {
            using var request = slack.People.Signed("slack/events", body, "application/json", at);
            using var response = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        Assert.Single(inbox.Envelopes);
    }

    [Fact]
    public async Task What_is_not_taken_over_is_sent_again_by_Slack()
    {
        var refusals = 2;
        answer = _ => Interlocked.Decrement(ref refusals) switch
        {
            1 => Task.FromResult(SlackAck.NotAccepted),
            0 => throw new IOException("the disk is full"),
            _ => Task.FromResult(SlackAck.Accepted),
        };
        Assert.True((await slack.People.SayAsync("U0ALICE", "D0ALICE", "scan")).IsAcknowledged);
        Assert.Equal(3, inbox.Envelopes.Count);
    }

    [Theory]
    [InlineData("slack/events", "", HttpStatusCode.BadRequest)]
    [InlineData("slack/events", "{", HttpStatusCode.BadRequest)]
    [InlineData("slack/events", "[]", HttpStatusCode.OK)]
    [InlineData("slack/events", "{\"type\":\"event_callback\",\"team_id\":\"T1\",\"event\":{\"type\":\"reaction_added\"}}", HttpStatusCode.OK)]
    [InlineData("slack/commands", "%zz&&=&command", HttpStatusCode.OK)]
    [InlineData("slack/interactivity", "payload=%7B", HttpStatusCode.BadRequest)]
    [InlineData("slack/interactivity", "x=1", HttpStatusCode.BadRequest)]
    [InlineData("slack/interactivity", "payload=%7B%22type%22%3A%22block_actions%22%7D", HttpStatusCode.OK)]
    public async Task Signed_nonsense_does_no_harm(string path, string body, HttpStatusCode status)
    {
        Assert.Equal(status, (await SendAsync(path, body)).Status);
        Assert.Empty(inbox.Envelopes);
    }

    [Fact]
    public async Task A_body_beyond_a_megabyte_is_not_read()
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync("slack/events", new string(' ', SlackHttpDoor.MostBytes + 1))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("slack/events", new string(' ', SlackHttpDoor.MostBytes))).Status);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string path, string body, DateTimeOffset? at = null)
    {
        using var request = slack.People.Signed(path, Encoding.UTF8.GetBytes(body), "application/json", at ?? DateTimeOffset.UtcNow);
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed class RecordingLogger : ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> Lines => [.. lines];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));
    }
}
