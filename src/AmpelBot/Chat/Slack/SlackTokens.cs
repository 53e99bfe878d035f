using AmpelBot.FollowUp;

namespace AmpelBot.Chat.Slack;

/// <summary>The app's secrets. None of them is ever shown: <see cref="ToString"/> says only which are there.</summary>
public sealed class SlackTokens
{
    /// <summary>Name of the variable with the bot token.</summary>
    public const string BotTokenVariable = "AMPELBOT_SLACK_BOT_TOKEN";

    /// <summary>Name of the variable with the app-level token.</summary>
    public const string AppTokenVariable = "AMPELBOT_SLACK_APP_TOKEN";

    /// <summary>Name of the variable with the signing secret.</summary>
    public const string SigningSecretVariable = "AMPELBOT_SLACK_SIGNING_SECRET";

    /// <summary>Secrets that are at hand.</summary>
    /// <param name="botToken">The bot token (xoxb-…): posts and reads.</param>
    /// <param name="appToken">The app-level token (xapp-…) with connections:write: opens Socket Mode; null without.</param>
    /// <param name="signingSecret">The signing secret: tells Slack's HTTP requests from others'; null without.</param>
    public SlackTokens(string botToken, string? appToken, string? signingSecret)
    {
        BotToken = botToken;
        AppToken = appToken;
        SigningSecret = signingSecret;
    }

    /// <summary>The bot token (xoxb-…).</summary>
    public string BotToken { get; }

    /// <summary>The app-level token (xapp-…); null without Socket Mode.</summary>
    public string? AppToken { get; }

    /// <summary>The signing secret; null without the way over HTTP.</summary>
    public string? SigningSecret { get; }

    /// <summary>Reads the secrets from variables, or from the files that the same names with _FILE name.</summary>
    /// <param name="variable">The value of a variable, null when it is not set: Environment.GetEnvironmentVariable.</param>
    /// <returns>The secrets; or a sentence that says which is missing or wrong, and never shows one.</returns>
    public static ParseResult<SlackTokens> Read(Func<string, string?> variable)
    {
        var errors = new List<string>();
        var bot = SecretVariable.Read(variable, BotTokenVariable, errors);
        var app = SecretVariable.Read(variable, AppTokenVariable, errors);
        var signing = SecretVariable.Read(variable, SigningSecretVariable, errors);
        if (bot is null && errors.Count == 0)
            errors.Add($"{BotTokenVariable} is not set. Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions in the app's settings, or name a file with it in {BotTokenVariable}_FILE.");
        if (bot is not null && !bot.StartsWith("xoxb-", StringComparison.Ordinal))
            errors.Add($"{BotTokenVariable} does not begin with xoxb-. It is the Bot User OAuth Token from OAuth & Permissions in the app's settings.");
        if (app is not null && !app.StartsWith("xapp-", StringComparison.Ordinal))
            errors.Add($"{AppTokenVariable} does not begin with xapp-. It is an App-Level Token with the scope connections:write, from Basic Information in the app's settings.");
        if (signing is not null && (signing.StartsWith("xox", StringComparison.Ordinal) || signing.StartsWith("xapp-", StringComparison.Ordinal) || signing.Length < 16))
            errors.Add($"{SigningSecretVariable} is not a signing secret: those have 32 hexadecimal digits. It is in Basic Information in the app's settings.");
        return errors.Count > 0
            ? ParseResult<SlackTokens>.Failure(string.Join(" ", errors), 0)
            : ParseResult<SlackTokens>.Of(new SlackTokens(bot!, app, signing));
    }

    /// <summary>Which secrets are there; never what they are.</summary>
    public override string ToString() => $"Slack secrets (bot token, {(AppToken is null ? "no app-level token" : "app-level token")}, {(SigningSecret is null ? "no signing secret" : "signing secret")})";
}
