using AmpelBot.Chat.Slack;

namespace AmpelBot.Tests.Chat.Slack;

public sealed class SlackTokensTests : IDisposable
{
    private const string Bot = "xoxb-1-secret";
    private const string Signing = "0123456789abcdef0123456789abcdef";
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Secrets_come_from_the_environment_or_from_files()
    {
        File.WriteAllText(file, "xapp-1-secret\n");
        var read = Read(("AMPELBOT_SLACK_BOT_TOKEN", Bot), ("AMPELBOT_SLACK_APP_TOKEN_FILE", file), ("AMPELBOT_SLACK_SIGNING_SECRET", Signing));
        Assert.Equal((Bot, "xapp-1-secret", Signing), (read.Value!.BotToken, read.Value.AppToken, read.Value.SigningSecret));
    }

    [Fact]
    public void They_are_never_shown()
    {
        var tokens = new SlackTokens(Bot, "xapp-1-secret", Signing);
        Assert.Equal("Slack secrets (bot token, app-level token, signing secret)", $"{tokens}");
        Assert.Equal("Slack secrets (bot token, no app-level token, no signing secret)", $"{new SlackTokens(Bot, null, null)}");
    }

    [Fact]
    public void What_is_missing_or_wrong_is_said_and_not_shown()
    {
        Assert.Contains("AMPELBOT_SLACK_BOT_TOKEN is not set", Read().Error, StringComparison.Ordinal);
        var wrong = Read(("AMPELBOT_SLACK_BOT_TOKEN", "xapp-swapped"), ("AMPELBOT_SLACK_APP_TOKEN", "xoxb-swapped"), ("AMPELBOT_SLACK_SIGNING_SECRET", "xoxb-signing-swapped"));
        Assert.Contains("AMPELBOT_SLACK_BOT_TOKEN does not begin with xoxb-", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("AMPELBOT_SLACK_APP_TOKEN does not begin with xapp-", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("AMPELBOT_SLACK_SIGNING_SECRET is not a signing secret", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("swapped", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Read(("AMPELBOT_SLACK_BOT_TOKEN_FILE", "/nowhere/at/all")).Error, StringComparison.Ordinal);
        Assert.Contains("one word", Read(("AMPELBOT_SLACK_BOT_TOKEN", "xoxb-a b")).Error, StringComparison.Ordinal);
        Assert.Contains("Both", Read(("AMPELBOT_SLACK_BOT_TOKEN", Bot), ("AMPELBOT_SLACK_BOT_TOKEN_FILE", file)).Error, StringComparison.Ordinal);
        Assert.Contains("is empty", Read(("AMPELBOT_SLACK_BOT_TOKEN_FILE", file)).Error, StringComparison.Ordinal);
    }

    private static FollowUp.ParseResult<SlackTokens> Read(params (string Name, string Value)[] variables) =>
        SlackTokens.Read(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
