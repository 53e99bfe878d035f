namespace AmpelBot.Testing.Slack;

/// <summary>How the fake Slack behaves. Its rules are written from docs.slack.dev, not from the client that it judges.</summary>
public sealed record FakeSlackOptions
{
    /// <summary>The clock of timestamps and rate limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The bot token's scopes.</summary>
    public HashSet<string> Scopes { get; init; } =
    [
        "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:history", "groups:read",
        "im:history", "im:read", "im:write", "mpim:history", "mpim:read", "reactions:write", "users:read",
    ];

    /// <summary>Time between two messages in one conversation; Slack's is a second.</summary>
    public TimeSpan MessageInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>By how many the calls a minute that Slack allows to each method are multiplied.</summary>
    public int TierFactor { get; init; } = 1;

    /// <summary>How long an envelope's acknowledgement is waited for; Slack's is three seconds.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time before an event is delivered again; Slack's are next to nothing, a minute, five minutes.</summary>
    public TimeSpan RedeliveryDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often an event is delivered before it is given up.</summary>
    public int MostDeliveries { get; init; } = 4;

    /// <summary>Calls of files.info that say nothing of a new file's type yet.</summary>
    public int FileInfoCallsBeforeUsable { get; init; } = 1;

    /// <summary>How long a Socket Mode address is good; Slack's is half a minute.</summary>
    public TimeSpan ConnectionTicket { get; init; } = TimeSpan.FromSeconds(30);
}
