using AmpelBot.Chat.Slack;
using AmpelBot.Testing.Slack;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Chat.Slack;

public sealed class SocketModeTests : IAsyncLifetime
{
    private readonly CancellationTokenSource stop = new();
    private FakeSlack slack = null!;
    private SlackWebApi api = null!;
    private Task running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        slack = await FakeSlack.StartAsync(new FakeSlackOptions { TierFactor = 1000, AckTimeout = TimeSpan.FromSeconds(2), RedeliveryDelay = TimeSpan.FromMilliseconds(5), MostDeliveries = 50 });
        api = new SlackWebApi(FakeSlack.Tokens, slack.Settings, TimeProvider.System, NullLogger.Instance);
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        if (!running.IsFaulted)
            await running;
        api.Dispose();
        await slack.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task Every_kind_of_envelope_arrives()
    {
        var inbox = new RecordingInbox(e => Task.FromResult(e is SlackSlashCommand ? SlackAck.WithText("working on it") : SlackAck.Accepted));
        await StartAsync(inbox, 2);
        var (top, _) = await slack.People.SayAsync("U0ALICE", "C0GW", "<@U0AMPELBOT> scan S190814bv");
        await slack.People.SayAsync("U0ALICE", "D0ALICE", "help");
        await slack.People.SayAsync("U0BOB", "C0GW", "stop", top.Ts);
        await slack.People.SayAsync("U0BOB", "C0GW", "look", null, slack.People.File("bayestar.fits", [1, 2, 3]));
        await slack.People.SayAsync("U0BOB", "C0GW", "nice weather");
        Assert.Equal("working on it", await slack.People.CommandAsync("U0ALICE", "C0GW", "/ampel", "status"));
        Assert.True(await slack.People.ShortcutAsync("U0ALICE", top, "scan_event"));
        Assert.Equal(
            ["SlackMention", "SlackDirectMessage", "SlackThreadReply", "SlackFileShared", "SlackSlashCommand", "SlackMessageShortcut"],
            inbox.Envelopes.Select(e => e.GetType().Name));
        Assert.Equal(["scan S190814bv", "help", "stop", "look", "status", "scan S190814bv"], inbox.Envelopes.Select(e => e.Text));
        Assert.Equal(new SlackFile(slack.Workspace.Files[0].Id, "bayestar.fits", 3, $"{slack.Address}files-pri/T0AMPEL-{slack.Workspace.Files[0].Id}/bayestar.fits"), ((SlackFileShared)inbox.Envelopes[3]).Files[0]);
    }

    [Fact]
    public async Task A_click_and_a_modal_come_back_with_what_they_carry()
    {
        var inbox = new RecordingInbox(e => Task.FromResult(e is SlackViewSubmission { Values: var v } && v["reason"].Length == 0 ? SlackAck.WithErrors(new Dictionary<string, string> { ["why"] = "Say why." }) : SlackAck.Accepted));
        await StartAsync(inbox, 1);
        var posted = await api.PostMessageAsync(new SlackPost("C0GW", "card")
        {
            Blocks = [new AmpelBot.Chat.Slack.Blocks.ActionsBlock([new AmpelBot.Chat.Slack.Blocks.ButtonElement("reject", "Reject", "ZTF19abc"), new AmpelBot.Chat.Slack.Blocks.OverflowElement("more", [new("Draft", "draft"), new("Watch", "watch")])], "card-1")],
        }, CancellationToken.None);
        var message = slack.Workspace.Message("C0GW", posted.Ts)!;
        await slack.People.ClickAsync("U0BOB", message, "reject");
        await slack.People.ClickAsync("U0BOB", message, "more", "watch");
        var click = Assert.IsType<SlackBlockAction>(inbox.Envelopes[0]);
        Assert.Equal(("reject", "card-1", "ZTF19abc", posted.Ts, "C0GW", "U0BOB"), (click.ActionId, click.BlockId, click.Value, click.Ts, click.ConversationId, click.UserId));
        Assert.Equal("watch", ((SlackBlockAction)inbox.Envelopes[1]).Value);

        var view = await api.OpenViewAsync(click.TriggerId, new("reject", "Reject", [new AmpelBot.Chat.Slack.Blocks.InputBlock("why", "Why", new AmpelBot.Chat.Slack.Blocks.PlainTextInputElement("reason"))], "Reject", "ZTF19abc"), CancellationToken.None);
        var refused = await slack.People.SubmitAsync("U0BOB", view, new Dictionary<string, string>());
        Assert.Equal("Say why.", (string?)refused!["errors"]!["why"]);
        Assert.Empty((await slack.People.SubmitAsync("U0BOB", view, new Dictionary<string, string> { ["reason"] = "asteroid" }))!);
        var submission = Assert.IsType<SlackViewSubmission>(inbox.Envelopes[^1]);
        Assert.Equal(("reject", "ZTF19abc", "asteroid"), (submission.CallbackId, submission.PrivateMetadata, submission.Values["reason"]));
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_the_socket_is_cut_at_every_message()
    {
        var inbox = new RecordingInbox();
        await StartAsync(inbox, 2);
        for (var i = 0; i < 20; i++)
        {
            slack.Faults.CutSocketAfterEnvelopes = 1;
            Assert.True((await slack.People.SayAsync("U0ALICE", "D0ALICE", $"message {i}")).IsAcknowledged);
        }
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"message {i}"), inbox.Envelopes.Select(e => e.Text));
        Assert.True(slack.Sockets.Opened > 10);
    }

    [Fact]
    public async Task Doubled_and_reordered_envelopes_come_in_once_each()
    {
        var inbox = new RecordingInbox();
        await StartAsync(inbox, 3);
        slack.Faults.DuplicateEnvelopes = 20;
        slack.Faults.ReorderEnvelopes = 5;
        var said = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => slack.People.SayAsync("U0ALICE", "C0GW", $"<@U0AMPELBOT> {i}")));
        Assert.All(said, s => Assert.True(s.IsAcknowledged));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}").Order(), inbox.Envelopes.Select(e => e.Text).Order());
        Assert.True(slack.Sockets.Deliveries >= 100);
    }

    [Fact]
    public async Task An_envelope_that_is_not_taken_over_is_not_acknowledged_and_comes_again()
    {
        var refusals = 2;
        var inbox = new RecordingInbox(e => Interlocked.Decrement(ref refusals) switch
        {
            1 => Task.FromResult(SlackAck.NotAccepted),
            0 => throw new IOException("the disk is full"),
            _ => Task.FromResult(SlackAck.Accepted),
        });
        await StartAsync(inbox, 1);
        Assert.True((await slack.People.SayAsync("U0ALICE", "D0ALICE", "scan")).IsAcknowledged);
        Assert.Equal(3, inbox.Envelopes.Count);
        Assert.Single(inbox.Envelopes.Select(e => e.EventId).Distinct());
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("refresh_requested")]
    public async Task A_connection_that_is_renewed_is_replaced_before_it_goes(string reason)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inbox = new RecordingInbox(async _ =>
        {
            taken.TrySetResult();
            await go.Task;
            return SlackAck.Accepted;
        });
        await StartAsync(inbox, 1);
        var saying = slack.People.SayAsync("U0ALICE", "D0ALICE", "scan");
        await taken.Task;
        await slack.Sockets.DisconnectAsync(reason);
        await slack.Sockets.UntilOpenAsync(1);
        go.SetResult();
        Assert.True((await saying).IsAcknowledged);
        Assert.Equal(1, slack.Sockets.Deliveries);
        Assert.Equal(2, slack.Sockets.Opened);
    }

    [Fact]
    public async Task Two_hundred_commands_at_once_are_acknowledged_each_once()
    {
        var inbox = new RecordingInbox();
        await StartAsync(inbox, 2);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => slack.People.CommandAsync("U0ALICE", "C0GW", "/ampel", $"scan {i}")));
        Assert.All(answers, a => Assert.Equal("", a));
        Assert.Equal(200, inbox.Envelopes.Select(e => e.Text).Distinct().Count());
        Assert.Equal(200, inbox.Envelopes.Count);
    }

    [Fact]
    public async Task Turned_off_it_stops_with_a_sentence()
    {
        await StartAsync(new RecordingInbox(), 2);
        await slack.Sockets.DisconnectAsync("link_disabled");
        var e = await Assert.ThrowsAsync<SlackApiException>(() => running.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("Turn Socket Mode on", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_stops_it_and_trouble_does_not()
    {
        slack.Faults.Next("apps.connections.open", FakeFault.Status500, FakeFault.Html, FakeFault.Cut, FakeFault.RateLimited);
        await StartAsync(new RecordingInbox(), 1);
        using var other = new SlackWebApi(new SlackTokens("xoxb-x", "xapp-wrong", null), slack.Settings, TimeProvider.System, NullLogger.Instance);
        var refused = new SocketMode(other, new SlackEnvelopeReader(FakeSlack.Bot), new OnceInbox(new RecordingInbox(), 10), Settings(1), TimeProvider.System, NullLogger.Instance);
        Assert.Equal("invalid_auth", (await Assert.ThrowsAsync<SlackApiException>(() => refused.RunAsync(CancellationToken.None))).Error);
    }

    [Fact]
    public async Task Nonsense_on_the_wire_is_passed_over()
    {
        var inbox = new RecordingInbox();
        await StartAsync(inbox, 1);
        foreach (var text in new[] { "{", "[]", "7", "\"hello\"", "{\"type\":7}", "{\"type\":\"hello\"}", "{\"envelope_id\":\"x\"}", "{\"type\":\"events_api\",\"envelope_id\":\"x\"}",
            "{\"type\":\"events_api\",\"envelope_id\":\"x\",\"payload\":[1]}", "{\"type\":\"novelty\",\"envelope_id\":\"x\",\"payload\":{}}", new string('[', 5000), "{\"type\":\"events_api\",\"envelope_id\":\"\\ud800\",\"payload\":{\"type\":\"\\ud800\"}}" })
            await slack.Sockets.SendRawAsync(text);
        Assert.True((await slack.People.SayAsync("U0ALICE", "D0ALICE", "still here")).IsAcknowledged);
        Assert.Equal("still here", Assert.Single(inbox.Envelopes).Text);
        Assert.Equal(1, slack.Sockets.Opened);
    }

    private async Task StartAsync(ISlackInbox inbox, int connections)
    {
        var mode = new SocketMode(api, new SlackEnvelopeReader(FakeSlack.Bot), new OnceInbox(inbox, 1000), Settings(connections), TimeProvider.System, NullLogger.Instance);
        running = mode.RunAsync(stop.Token);
        await slack.Sockets.UntilOpenAsync(connections);
    }

    private static SocketModeSettings Settings(int connections) =>
        new() { Connections = connections, AllowPlain = true, Backoff = TimeSpan.FromMilliseconds(5), LongestBackoff = TimeSpan.FromMilliseconds(50), Drain = TimeSpan.FromSeconds(5) };
}
