using Confluent.Kafka;

namespace AmpelBot.Alerts.Ingest.Kafka;

/// <summary>How brokers know us. Comes from the environment only, and goes into no message.</summary>
internal sealed class KafkaSecurity
{
    private readonly string? user;
    private readonly string? password;
    private readonly SaslMechanism mechanism;
    private readonly bool isEncrypted;
    private readonly string? authorities;

    /// <summary>Reads the settings by their names.</summary>
    /// <exception cref="PacketSourceException">A setting is not understood, or one is missing.</exception>
    internal KafkaSecurity(Func<string, string?> setting)
    {
        user = NullIfEmpty(setting("AMPELBOT_KAFKA_USER"));
        password = NullIfEmpty(setting("AMPELBOT_KAFKA_PASSWORD"));
        authorities = NullIfEmpty(setting("AMPELBOT_KAFKA_CA"));
        if (user is null != password is null)
            throw new PacketSourceException("One of AMPELBOT_KAFKA_USER and AMPELBOT_KAFKA_PASSWORD is set and the other is not. Set both, or none for a broker that asks for nobody's name.");
        mechanism = NullIfEmpty(setting("AMPELBOT_KAFKA_MECHANISM")) switch
        {
            null or "SCRAM-SHA-512" => SaslMechanism.ScramSha512,
            "SCRAM-SHA-256" => SaslMechanism.ScramSha256,
            "PLAIN" => SaslMechanism.Plain,
            _ => throw new PacketSourceException("AMPELBOT_KAFKA_MECHANISM is none of PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 (the default)."),
        };
        isEncrypted = NullIfEmpty(setting("AMPELBOT_KAFKA_TLS")) switch
        {
            null => user is not null || authorities is not null,
            "1" => true,
            "0" => false,
            _ => throw new PacketSourceException("AMPELBOT_KAFKA_TLS is neither 1 nor 0."),
        };
    }

    internal static KafkaSecurity FromEnvironment() => new(Environment.GetEnvironmentVariable);

    internal void AddTo(ClientConfig config)
    {
        config.SecurityProtocol = (user, isEncrypted) switch
        {
            (null, false) => SecurityProtocol.Plaintext,
            (null, true) => SecurityProtocol.Ssl,
            (_, false) => SecurityProtocol.SaslPlaintext,
            (_, true) => SecurityProtocol.SaslSsl,
        };
        if (authorities is not null)
            config.SslCaLocation = authorities;
        if (user is null)
            return;
        config.SaslMechanism = mechanism;
        config.SaslUsername = user;
        config.SaslPassword = password;
    }

    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
