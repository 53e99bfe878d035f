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

    [Fact]
    public void What_may_be_fetched_and_from_where_is_set()
    {
        Assert.Equal(FetchSettings.Usual, HostSettings.Parse("jobs: { workers: 4 }", "bot.yaml").Fetch);
        var fetch = HostSettings.Parse("fetch:\n  hosts: [ligo.org]\n  gracedb: https://gracedb-playground.ligo.org/\n", "bot.yaml").Fetch;
        Assert.Equal(["ligo.org"], fetch.Policy.Hosts);
        Assert.Equal("https://gracedb-playground.ligo.org/", fetch.Addresses.GraceDb.ToString());
        Assert.True(HostSettings.Parse("fetch: { hosts: [none] }", "bot.yaml").Fetch.Policy.IsOffline);
    }

    [Theory]
    [InlineData("slak:\n  workspaces: [T1]\n", "bot.yaml, line 1: unknown key slak in the settings; did you mean slack?.")]
    [InlineData("slack:\n  cards: 3\n", "bot.yaml, line 2: the key workspaces is missing in slack.")]
    [InlineData("slack:\n  workspaces: [U123]\n", "bot.yaml, line 2: workspaces in slack holds something that is not an id of Slack (T… or E…).")]
    [InlineData("slack:\n  workspaces: [T123]\n  roles:\n    vett: [U1]\n", "bot.yaml, line 4: unknown key vett in the roles of slack; did you mean vet?.")]
    [InlineData("slack:\n  workspaces: [T123]\n  bot_token: xoxb-secret\n", "bot.yaml, line 3: unknown key bot_token in slack; the keys are")]
    [InlineData("jobs:\n  workers: 0\n", "bot.yaml, line 2: workers in jobs is 0; it must lie between 1 and 16.")]
    [InlineData("http:\n  listen: https://x/y\n", "bot.yaml, line 2: listen in http is not an address as in http://127.0.0.1:8080.")]
    [InlineData("fetch:\n  gracedb: http://gracedb.ligo.org/\n", "bot.yaml, line 2: gracedb in fetch is not an https address that ends in a slash, as in https://gracedb.ligo.org/.")]
    [InlineData("fetch:\n  hosts: [\"a b\"]\n", "bot.yaml, line 2: hosts in fetch cannot be read: \"a b\" is no name of a host, as in gracedb.ligo.org; * stands for any, none alone for nothing at all.")]
    [InlineData("fetch:\n  gracdb: https://x/\n", "bot.yaml, line 2: unknown key gracdb in fetch; did you mean gracedb?.")]
    [InlineData("jobs: [\n", "bot.yaml, line 2: ")]
    public void What_is_wrong_is_said_with_file_line_and_key(string yaml, string sentence)
    {
        var message = Assert.Throws<ChannelException>(() => HostSettings.Parse(yaml, "bot.yaml")).Message;
        Assert.StartsWith(sentence, message, StringComparison.Ordinal);
        Assert.DoesNotContain("xoxb", message, StringComparison.Ordinal);
    }
}
