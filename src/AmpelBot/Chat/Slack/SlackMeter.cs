using System.Diagnostics.Metrics;

namespace AmpelBot.Chat.Slack;

/// <summary>What is counted at Slack's door, under the meter AmpelBot.Slack.</summary>
public static class SlackMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "AmpelBot.Slack";

    private static readonly Meter Meter = new(Name);

    /// <summary>Envelopes by kind and outcome: accepted, not_accepted, duplicate, passed_over.</summary>
    internal static Counter<long> Envelopes { get; } = Meter.CreateCounter<long>("ampelbot.slack.envelopes", description: "Envelopes by kind and outcome");

    /// <summary>HTTP requests that were refused, by reason.</summary>
    internal static Counter<long> Refused { get; } = Meter.CreateCounter<long>("ampelbot.slack.requests_refused", description: "Requests at the HTTP door that were refused, by reason");

    /// <summary>HTTP requests that Slack marked as repetitions, by its reason.</summary>
    internal static Counter<long> Retried { get; } = Meter.CreateCounter<long>("ampelbot.slack.requests_retried", description: "Requests that Slack sent again, by its reason");

    /// <summary>Ends of Socket Mode connections, by reason.</summary>
    internal static Counter<long> Disconnects { get; } = Meter.CreateCounter<long>("ampelbot.slack.disconnects", description: "Ends of Socket Mode connections, by reason");

    /// <summary>Calls of the Web API by method and outcome: done, refused, rate_limited, unreachable, unknown.</summary>
    internal static Counter<long> Calls { get; } = Meter.CreateCounter<long>("ampelbot.slack.calls", description: "Calls of the Web API, by method and outcome");
}
