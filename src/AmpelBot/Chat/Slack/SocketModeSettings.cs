namespace AmpelBot.Chat.Slack;

/// <summary>How Socket Mode is used.</summary>
public sealed record SocketModeSettings
{
    /// <summary>Connections at once, 1 to 10: more than one, so that an envelope finds another while one is renewed.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>How long Slack may take to greet.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between our pings. A connection that answers none within the same time again is dead.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an envelope may take to be taken over; Slack wants its answer within three seconds.</summary>
    public TimeSpan AcceptTimeout { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a connection that is being renewed goes on beside the new one.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait before the second try to connect; doubled before each further one, up to <see cref="LongestBackoff"/>; the wait is a random share of it.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="Backoff"/>.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a connection without TLS is allowed: for tests on this machine.</summary>
    public bool AllowPlain { get; init; }
}
