using AmpelBot.FollowUp.Channels;
using AmpelBot.Hosting;

namespace AmpelBot.Tests.Hosting;

public class HostSettingsTests
{
    [Fact]
    public void Left_out_keys_have_their_usual_values()
    {
        var settings = HostSettings.Parse("slack:\n  workspaces: [T123]\n", "bot.yaml");
        Assert.Equal(2, settings.Workers);
        var slack = settings.Slack!;
        Assert.True(slack.Allows("T123", "C1"));
        Assert.False(slack.Allows("T124", "C1"));
        Assert.True(slack.Has(SlackRole.Scan, "U1") && slack.Has(SlackRole.Vet, "U1"));
        Assert.False(slack.Has(SlackRole.Configure, "U1") || slack.Has(SlackRole.Partnership, "U1"));
    }

    [Fact]
    public void People_and_conversations_are_named()
    {
        var slack = HostSettings.Parse("""
            slack:
              workspaces: [T123]
              conversations: [C1]
              roles:
                scan: [U1]
                partnership: ["*"]
            jobs: { workers: 4 }
            """, "bot.yaml").Slack!;
        Assert.False(slack.Allows("T123", "C2"));
        Assert.False(slack.Has(SlackRole.Scan, "U2"));
        Assert.True(slack.Has(SlackRole.Partnership, "U2") && slack.Has(SlackRole.Vet, "U2"));
    }

    [Fact]
    public async Task The_example_of_the_documents_can_be_read()
    {
        var settings = await HostSettings.ReadAsync(Path.Combine(AmpelBot.Testing.Repository.Folder, "docs", "ampelbot.yaml"), CancellationToken.None);
        Assert.Equal(new HostSettings().MostWaiting, settings.MostWaiting);
        Assert.True(settings.Slack!.Has(SlackRole.Configure, "U0123456789") && !settings.Slack.Has(SlackRole.Configure, "U1"));
    }

    [Theory]
    [InlineData("slak:\n  workspaces: [T1]\n", "bot.yaml, line 1: unknown key slak in the settings; did you mean slack?.")]
    [InlineData("slack:\n  cards: 3\n", "bot.yaml, line 2: the key workspaces is missing in slack.")]
    [InlineData("slack:\n  workspaces: [U123]\n", "bot.yaml, line 2: workspaces in slack holds something that is not an id of Slack (T… or E…).")]
    [InlineData("slack:\n  workspaces: [T123]\n  roles:\n    vett: [U1]\n", "bot.yaml, line 4: unknown key vett in the roles of slack; did you mean vet?.")]
    [InlineData("slack:\n  workspaces: [T123]\n  bot_token: xoxb-secret\n", "bot.yaml, line 3: unknown key bot_token in slack; the keys are")]
    [InlineData("jobs:\n  workers: 0\n", "bot.yaml, line 2: workers in jobs is 0; it must lie between 1 and 16.")]
    [InlineData("http:\n  listen: https://x/y\n", "bot.yaml, line 2: listen in http is not an address as in http://127.0.0.1:8080.")]
    [InlineData("jobs: [\n", "bot.yaml, line 2: ")]
    public void What_is_wrong_is_said_with_file_line_and_key(string yaml, string sentence)
    {
        var message = Assert.Throws<ChannelException>(() => HostSettings.Parse(yaml, "bot.yaml")).Message;
        Assert.StartsWith(sentence, message, StringComparison.Ordinal);
        Assert.DoesNotContain("xoxb", message, StringComparison.Ordinal);
    }
}
