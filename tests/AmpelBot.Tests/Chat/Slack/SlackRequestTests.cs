using AmpelBot.Chat.Slack;

namespace AmpelBot.Tests.Chat.Slack;

public class SlackRequestTests
{
    private static readonly SlackFile Map = new("F1", "bayestar.fits.gz", 1000, null);
    private static readonly SlackFile Photo = new("F2", "cat.png", 1000, null);

    [Fact]
    public void Messages_to_the_bot_are_for_the_bot()
    {
        Assert.Equal(new SlackRequest.Ask("scan S190814bv", null), SlackRequests.Of(Message<SlackMention>("scan S190814bv"), false));
        Assert.Equal(new SlackRequest.Ask("what is this", null), SlackRequests.Of(Message<SlackDirectMessage>("what is this"), false));
        Assert.Equal(new SlackRequest.Ask("level=0.9", Map), SlackRequests.Of(Message<SlackMention>("level=0.9", Photo, Map), false));
    }

    [Theory]
    [InlineData("rescan 95%", true)]
    [InlineData("Stop", true)]
    [InlineData("why: ZTF19abc", true)]
    [InlineData("I think we should stop here", false)]
    [InlineData("S190814bv looks great", false)]
    [InlineData("", false)]
    public void In_a_thread_only_commands_are(string text, bool isForTheBot)
    {
        Assert.Equal(isForTheBot ? new SlackRequest.Ask(text, null) : new SlackRequest.None(), SlackRequests.Of(Message<SlackThreadReply>(text), true));
        Assert.Equal(new SlackRequest.None(), SlackRequests.Of(Message<SlackThreadReply>(text), false));
    }

    [Fact]
    public void A_dropped_sky_map_is_a_request_and_a_dropped_picture_is_none()
    {
        Assert.Equal(new SlackRequest.Ask("", Map), SlackRequests.Of(Message<SlackFileShared>("", Map), false));
        Assert.Equal(new SlackRequest.Ask("", Map), SlackRequests.Of(Message<SlackFileShared>("the new map is out", Map), false));
        Assert.Equal(new SlackRequest.Ask("scan it level=0.9", Map), SlackRequests.Of(Message<SlackFileShared>("scan it level=0.9", Map), false));
        Assert.Equal(new SlackRequest.None(), SlackRequests.Of(Message<SlackFileShared>("", Photo), false));
    }

    [Theory]
    [InlineData("TITLE: GCN CIRCULAR\nSUBJECT: LIGO/Virgo S190814bv: Identification of a GW compact binary merger", "scan S190814bv")]
    [InlineData("have you seen IceCube-191001A, yesterday?", "scan IC191001A")]
    [InlineData("bright GRB 180116A!", "scan GRB180116A")]
    public void A_shortcut_scans_the_first_event_that_the_message_names(string text, string request) =>
        Assert.Equal(request, Assert.IsType<SlackRequest.Ask>(SlackRequests.Of(Shortcut(text), false)).Text, ignoreWhiteSpaceDifferences: true);

    [Fact]
    public void A_slash_command_without_words_asks_for_help() =>
        Assert.Equal(new SlackRequest.Ask("help", null), SlackRequests.Of(new SlackSlashCommand { EventId = "e", TeamId = "T", UserTeamId = "T", ConversationId = "C", UserId = "U", Command = "/ampel", TriggerId = "t" }, false));

    private static SlackMessageShortcut Shortcut(string text) =>
        new() { EventId = "e", TeamId = "T", UserTeamId = "T", ConversationId = "C", UserId = "U", CallbackId = SlackRequests.ScanShortcut, TriggerId = "t", Text = text };

    private static SlackMessage Message<T>(string text, params SlackFile[] files) where T : SlackMessage => typeof(T).Name switch
    {
        nameof(SlackMention) => new SlackMention { EventId = "e", TeamId = "T", UserTeamId = "T", ConversationId = "C", UserId = "U", Text = text, Files = files },
        nameof(SlackDirectMessage) => new SlackDirectMessage { EventId = "e", TeamId = "T", UserTeamId = "T", ConversationId = "D", UserId = "U", Text = text, Files = files },
        nameof(SlackThreadReply) => new SlackThreadReply { EventId = "e", TeamId = "T", UserTeamId = "T", ConversationId = "C", UserId = "U", Text = text, Files = files },
        _ => new SlackFileShared { EventId = "e", TeamId = "T", UserTeamId = "T", ConversationId = "C", UserId = "U", Text = text, Files = files },
    };
}
