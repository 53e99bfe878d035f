using System.Globalization;
using AmpelBot.Alerts.Ingest.Kafka;

namespace AmpelBot.Listeners;

/// <summary>GCN's Kafka (gcn.nasa.gov/docs/client).</summary>
public sealed record GcnSettings
{
    /// <summary>The topic on which GCN shows every second that it is alive.</summary>
    public const string UsualHeartbeatTopic = "gcn.heartbeat";

    /// <summary>GCN's brokers.</summary>
    public static IReadOnlyList<string> UsualBrokers { get; } = ["kafka.gcn.nasa.gov:9092"];

    /// <summary>GCN's token endpoint.</summary>
    public static Uri UsualTokenEndpoint { get; } = new("https://auth.gcn.nasa.gov/oauth2/token");

    /// <summary>Brokers, topics and group, and where a new group begins.</summary>
    public required KafkaAddress Address { get; init; }

    /// <summary>The topic that is watched and not kept; null when none is.</summary>
    public string? HeartbeatTopic { get; init; }

    /// <summary>After so long without a heartbeat something is wrong.</summary>
    public TimeSpan HeartbeatLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Where access tokens come from: https, or http on this machine.</summary>
    public Uri TokenEndpoint { get; init; } = UsualTokenEndpoint;

    /// <summary>Whether the brokers want client credentials.</summary>
    public bool NeedsCredentials { get; init; } = true;

    /// <summary>Whether brokers that want credentials are spoken to in TLS. Only a broker on this machine, as in tests, is not.</summary>
    public bool IsEncrypted { get; init; } = true;

    /// <summary>How long to wait after failures.</summary>
    public Backoff Backoff { get; init; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    /// <summary>Further settings of librdkafka, for tests.</summary>
    public IReadOnlyDictionary<string, string> Library { get; init; } = new Dictionary<string, string>();

    /// <summary>Stands for an address that was wrong.</summary>
    internal static KafkaAddress Nowhere { get; } = KafkaAddress.TryParse("kafka://localhost:9/none?group=none", out var address, out _) ? address! : throw new InvalidOperationException("the stand-in is no address");
}

/// <summary>Brokers of the VOEvent Transport Protocol.</summary>
public sealed record VoEventSettings
{
    /// <summary>Most brokers.</summary>
    public const int MostBrokers = 8;

    /// <summary>The brokers. One notice that comes from several is kept once.</summary>
    public required IReadOnlyList<VoEventBroker> Brokers { get; init; }

    /// <summary>Who we are, in answers: an ivorn.</summary>
    public string Ivorn { get; init; } = "ivo://ampelbot/listener";

    /// <summary>A broker from which nothing came for so long, not even iamalive, is taken for dead.</summary>
    public TimeSpan AliveTimeout { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>How long connecting, a message that has begun, and an answer may take.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait after failures.</summary>
    public Backoff Backoff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
}

/// <summary>Where a broker of VOEvents is.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port, 1 to 65535.</param>
public sealed record VoEventBroker(string Host, int Port)
{
    /// <summary>Reads host:port, [address]:port, or host with the port 8099 that the network uses.</summary>
    /// <returns>Null when it is none of these.</returns>
    public static VoEventBroker? TryParse(string text) =>
        Uri.TryCreate($"vtp://{text}", UriKind.Absolute, out var address) && address is { UserInfo: "", PathAndQuery: "" or "/", Fragment: "", Host.Length: > 0 and <= 253 } && address.Port is -1 or > 0
            ? new VoEventBroker(address.DnsSafeHost, address.Port < 0 ? 8099 : address.Port) : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}

/// <summary>The drop folder.</summary>
public sealed record FolderSettings
{
    /// <summary>The folder, an absolute path; it is made when it is not there.</summary>
    public required string Path { get; init; }

    /// <summary>How long between two looks; a file is taken at the second look at which it has not changed.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait when a notice could not be kept.</summary>
    public Backoff Backoff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
}
