using AmpelBot.Chat.Slack;
using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.Testing.Slack;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmpelBot.Tests.Chat.Slack;

public sealed class SlackWebApiTests : IAsyncLifetime
{
    private FakeSlack slack = null!;
    private SlackWebApi api = null!;

    public async Task InitializeAsync()
    {
        slack = await FakeSlack.StartAsync(new FakeSlackOptions { MessageInterval = TimeSpan.FromMilliseconds(20) });
        api = Api(slack.Settings);
    }

    public async Task DisposeAsync()
    {
        api.Dispose();
        await slack.DisposeAsync();
    }

    [Fact]
    public async Task The_bot_learns_who_it_is() => Assert.Equal(FakeSlack.Bot, await api.TestAuthAsync(CancellationToken.None));

    [Fact]
    public async Task A_message_is_posted_edited_and_taken_away()
    {
        var posted = await api.PostMessageAsync(new SlackPost("C0GW", "Hi <@U0ALICE>"), CancellationToken.None);
        await api.PostMessageAsync(new SlackPost("C0GW", "reply") { ThreadTs = posted.Ts }, CancellationToken.None);
        await api.UpdateMessageAsync(posted, "Hi again", [new HeaderBlock("Hello"), new SectionBlock(new MrkdwnObject("*there*"))], CancellationToken.None);
        await api.AddReactionAsync(posted, "eyes", CancellationToken.None);
        await api.AddReactionAsync(posted, "eyes", CancellationToken.None);
        await api.PostEphemeralAsync(new SlackPost("C0GW", "psst") { ThreadTs = posted.Ts }, "U0BOB", CancellationToken.None);
        Assert.Equal("ampelbot: # Hello\n  *there*\n  :eyes:  (edited 1 times)\n    ampelbot: reply\n    (only bob) ampelbot: psst\n", slack.Workspace.Transcript("C0GW"));
        await api.DeleteMessageAsync(posted, CancellationToken.None);
        Assert.Equal("", slack.Workspace.Transcript("C0GW"));
    }

    [Theory]
    [InlineData(FakeFault.Status500)]
    [InlineData(FakeFault.Status503)]
    [InlineData(FakeFault.Html)]
    [InlineData(FakeFault.Cut)]
    [InlineData(FakeFault.InternalError)]
    [InlineData(FakeFault.AnswerLost)]
    [InlineData(FakeFault.DoneThen500)]
    public async Task Whatever_happens_to_the_answer_a_message_is_there_once(FakeFault fault)
    {
        slack.Faults.Next("chat.postMessage", fault, fault);
        slack.Faults.Next("conversations.history", fault);
        var posted = await api.PostMessageAsync(new SlackPost("C0GW", "one"), CancellationToken.None);
        Assert.Equal(posted.Ts, Assert.Single(slack.Workspace.OfBot).Ts);

        slack.Faults.Next("chat.postMessage", fault, fault, fault);
        var reply = await api.PostMessageAsync(new SlackPost("C0GW", "two") { ThreadTs = posted.Ts }, CancellationToken.None);
        Assert.Equal([posted.Ts, reply.Ts], slack.Workspace.OfBot.Select(m => m.Ts));
    }

    [Fact]
    public async Task A_message_that_arrives_after_it_was_looked_up_does_not_stay_twice()
    {
        slack.Faults.Delay = TimeSpan.FromMilliseconds(150);
        slack.Faults.Next("chat.postMessage", FakeFault.CutThenDoneLate, FakeFault.Late);
        slack.Faults.Delay = TimeSpan.FromMilliseconds(150);
        var posted = await api.PostMessageAsync(new SlackPost("C0GW", "late"), CancellationToken.None);
        Assert.Equal(posted.Ts, Assert.Single(slack.Workspace.OfBot).Ts);
        Assert.Equal(1, slack.CallsOf("chat.delete"));
    }

    [Fact]
    public async Task A_message_is_found_again_by_its_key_after_a_restart()
    {
        var first = await api.PostMessageAsync(new SlackPost("C0GW", "greeting") { Key = "job 7 greeting" }, CancellationToken.None);
        var reply = await api.PostMessageAsync(new SlackPost("C0GW", "method") { Key = "job 7 method", ThreadTs = first.Ts }, CancellationToken.None);
        using var restarted = Api(slack.Settings);
        Assert.Equal(first, await restarted.FindPostAsync("C0GW", null, "job 7 greeting", CancellationToken.None));
        Assert.Equal(reply, await restarted.FindPostAsync("C0GW", first.Ts, "job 7 method", CancellationToken.None));
        Assert.Null(await restarted.FindPostAsync("C0GW", first.Ts, "job 7 outcome", CancellationToken.None));
    }

    [Fact]
    public async Task Without_a_look_up_a_doubtful_message_is_not_posted_again()
    {
        slack.Options.Scopes.Remove("channels:history");
        slack.Faults.Next("chat.postMessage", FakeFault.AnswerLost);
        var e = await Assert.ThrowsAsync<SlackApiException>(() => api.PostMessageAsync(new SlackPost("C0GW", "once"), CancellationToken.None));
        Assert.Equal(SlackApiException.OutcomeUnknown, e.Error);
        Assert.Contains("missing_scope", e.Message, StringComparison.Ordinal);
        Assert.Single(slack.Workspace.OfBot);
    }

    [Fact]
    public async Task A_doubtful_ephemeral_message_is_not_posted_again()
    {
        slack.Faults.Next("chat.postEphemeral", FakeFault.AnswerLost);
        var e = await Assert.ThrowsAsync<SlackApiException>(() => api.PostEphemeralAsync(new SlackPost("C0GW", "once"), "U0BOB", CancellationToken.None));
        Assert.Equal(SlackApiException.OutcomeUnknown, e.Error);
        Assert.Equal(1, slack.CallsOf("chat.postEphemeral"));
    }

    [Fact]
    public async Task A_way_that_stays_broken_is_said()
    {
        slack.Faults.Next("users.info", [.. Enumerable.Repeat(FakeFault.Status503, 6)]);
        var e = await Assert.ThrowsAsync<SlackApiException>(() => api.UserInfoAsync("U0ALICE", CancellationToken.None));
        Assert.Equal(SlackApiException.Unreachable, e.Error);
        Assert.Equal(6, slack.CallsOf("users.info"));
        using var nowhere = Api(slack.Settings with { Address = new Uri("http://127.0.0.1:1/api/"), MostTries = 2 });
        Assert.Equal(SlackApiException.Unreachable, (await Assert.ThrowsAsync<SlackApiException>(() => nowhere.PostMessageAsync(new SlackPost("C0GW", "x"), CancellationToken.None))).Error);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_not_waited_for_for_ever()
    {
        slack.Faults.Delay = TimeSpan.FromSeconds(5);
        slack.Faults.Next("auth.test", FakeFault.Late, FakeFault.Late);
        using var hasty = Api(slack.Settings with { Timeout = TimeSpan.FromMilliseconds(100), MostTries = 2 });
        Assert.Equal(SlackApiException.Unreachable, (await Assert.ThrowsAsync<SlackApiException>(() => hasty.TestAuthAsync(CancellationToken.None))).Error);
    }

    [Fact]
    public async Task Slack_is_left_alone_for_as_long_as_it_asks()
    {
        slack.Faults.Next("chat.postMessage", FakeFault.RateLimited);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => api.PostMessageAsync(new SlackPost("C0GW", $"{i}"), CancellationToken.None)));
        Assert.Equal(0, slack.RateLimitsIgnored);
        Assert.Equal(5, slack.Workspace.OfBot.Count);
        slack.Faults.RetryAfterSeconds = 3600;
        slack.Faults.Next("auth.test", FakeFault.RateLimited);
        Assert.Equal("ratelimited", (await Assert.ThrowsAsync<SlackApiException>(() => api.TestAuthAsync(CancellationToken.None))).Error);
    }

    [Fact]
    public async Task Messages_of_one_conversation_are_spaced_and_stay_in_order()
    {
        var posts = Enumerable.Range(0, 12).Select(i => api.PostMessageAsync(new SlackPost("C0GW", $"{i:00}"), CancellationToken.None)).ToArray();
        await Task.WhenAll(posts);
        Assert.DoesNotContain(slack.Calls, c => c.Answer == "ratelimited");
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i:00}"), slack.Workspace.OfBot.Select(m => m.Text));
    }

    [Fact]
    public async Task Refusals_say_what_to_do_and_show_no_secret()
    {
        slack.Options.Scopes.Remove("chat:write");
        var scope = await Assert.ThrowsAsync<SlackApiException>(() => api.PostMessageAsync(new SlackPost("C0GW", "x"), CancellationToken.None));
        Assert.Equal("missing_scope", scope.Error);
        Assert.Contains("needed: chat:write", scope.Message, StringComparison.Ordinal);
        Assert.Contains("install it again", scope.Message, StringComparison.Ordinal);
        using var other = Api(slack.Settings, new SlackTokens("xoxb-other-secret", null, null));
        var auth = await Assert.ThrowsAsync<SlackApiException>(() => other.TestAuthAsync(CancellationToken.None));
        Assert.True(auth.IsShutOut);
        Assert.DoesNotContain("secret", auth.ToString(), StringComparison.Ordinal);
        Assert.Equal("not_authed", (await Assert.ThrowsAsync<SlackApiException>(() => other.OpenConnectionAsync(CancellationToken.None))).Error);
        var nowhere = await Assert.ThrowsAsync<SlackApiException>(() => api.ConversationInfoAsync("C0NOWHERE", CancellationToken.None));
        Assert.True(nowhere.IsConversationClosed);
    }

    [Fact]
    public async Task People_conversations_and_threads_are_read()
    {
        slack.Workspace.AddUser("W0EVE", "eve", teamId: "T0OTHER", isGuest: true);
        Assert.Equal(new SlackUser("W0EVE", "T0OTHER", "eve", IsBot: false, IsGuest: true, IsDeleted: false), await api.UserInfoAsync("W0EVE", CancellationToken.None));
        Assert.Equal(new SlackConversation("C0GW", "gw-followup", IsPrivate: false, IsDirect: false, IsShared: false, IsArchived: false, IsMember: true), await api.ConversationInfoAsync("C0GW", CancellationToken.None));
        var top = await api.PostMessageAsync(new SlackPost("C0GW", "top") { Key = "k" }, CancellationToken.None);
        var thread = Assert.Single(await api.RepliesAsync("C0GW", top.Ts, CancellationToken.None));
        Assert.Equal(new SlackThreadMessage(top.Ts, FakeWorkspace.BotUserId, FakeWorkspace.BotId, "top", "k", thread.FileTitles), thread);
        Assert.Empty(thread.FileTitles);
    }

    [Fact]
    public async Task A_modal_is_opened_once_and_changed()
    {
        var view = new ModalView("note", "A note", [new InputBlock("note", "Note", new PlainTextInputElement("text", isMultiline: true))], "Keep", "ZTF19abc");
        var id = await api.OpenViewAsync(slack.People.Trigger(), view, CancellationToken.None);
        await api.UpdateViewAsync(id, view with { }, CancellationToken.None);
        Assert.Equal("ZTF19abc", (string?)slack.Workspace.Views[id]["private_metadata"]);
        Assert.Equal("exchanged_trigger_id", (await Assert.ThrowsAsync<SlackApiException>(() => api.OpenViewAsync("1.2.3", view, CancellationToken.None))).Error);
    }

    private SlackWebApi Api(SlackWebApiSettings settings, SlackTokens? tokens = null) => new(tokens ?? FakeSlack.Tokens, settings, TimeProvider.System, NullLogger.Instance);
}
