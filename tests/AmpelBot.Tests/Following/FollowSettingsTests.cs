using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Channels;
using AmpelBot.Hosting;
using AmpelBot.Jobs;

namespace AmpelBot.Tests.Following;

/// <summary>The block follow of the settings.</summary>
public sealed class FollowSettingsTests
{
    [Fact]
    public void It_says_where_each_channel_speaks()
    {
        var follow = Parse("follow:\n  workspace: T1\n  channels:\n    - { channel: gw, conversation: C1 }\n  operators: C2\n  program: all\n  map_wait_minutes: 5\n").Follow!;
        Assert.Equal(new ConversationPlace("slack", "T1", "C1"), follow.Channels["gw"]);
        Assert.Equal(new ConversationPlace("slack", "T1", "C2"), follow.Operators);
        Assert.Equal((DataRights.Partnership, TimeSpan.FromMinutes(5), null), (follow.Rights, follow.MapWait, follow.Tests));
        Assert.Null(Parse("").Follow);
    }

    [Theory]
    [InlineData("follow:\n  workspace: T1\n", "the key channels is missing in follow")]
    [InlineData("follow:\n  workspace: T1\n  channels:\n    - { channel: gw, conversation: gw-followup }\n", "is not an id of Slack")]
    [InlineData("follow:\n  workspace: T1\n  channels:\n    - { channel: gw, conversation: C1 }\n    - { channel: gw, conversation: C1 }\n", "is listed twice")]
    [InlineData("follow:\n  workspace: T1\n  chanels: []\n", "unknown key chanels")]
    [InlineData("follow:\n  workspace: T1\n  channels:\n    - { channel: gw, conversation: C1 }\n  program: secret\n", "must be public or all")]
    public void What_is_wrong_is_said_with_its_line(string text, string complaint) =>
        Assert.Matches($"line [0-9]+: .*{System.Text.RegularExpressions.Regex.Escape(complaint)}", Assert.Throws<ChannelException>(() => Parse(text)).Message);

    private static HostSettings Parse(string follow) => HostSettings.Parse("slack:\n  workspaces: [T1]\n" + follow, "test.yaml");
}
