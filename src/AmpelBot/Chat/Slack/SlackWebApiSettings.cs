namespace AmpelBot.Chat.Slack;

/// <summary>How Slack's Web API is called.</summary>
public sealed record SlackWebApiSettings
{
    /// <summary>Where it is, with a slash at the end.</summary>
    public Uri Address { get; init; } = new("https://slack.com/api/");

    /// <summary>What may be fetched of dropped files, and where files are uploaded to.</summary>
    public FileUrlPolicy Files { get; init; } = FileUrlPolicy.Slack;

    /// <summary>How long one answer is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one upload or download may take.</summary>
    public TimeSpan FileTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries of one call that get no answer, or none that makes sense. Answers that say to wait (429) are not counted.</summary>
    public int MostTries { get; init; } = 6;

    /// <summary>The longest wait before the second try; doubled before each further one, up to <see cref="LongestBackoff"/>; the wait is a random share of it.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="Backoff"/>.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message whose answer was lost is left to arrive before it is looked up.</summary>
    public TimeSpan BeforeLookUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between two messages in one conversation: Slack allows one a second.</summary>
    public TimeSpan MessageInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait that Slack may ask one call for (Retry-After), all together; beyond it the call fails.</summary>
    public TimeSpan LongestRateLimit { get; init; } = TimeSpan.FromMinutes(10);
}
