using System.Diagnostics.Metrics;

namespace AmpelBot.Listeners;

/// <summary>What is counted of notices and of those who listen for them; names and units as OpenTelemetry's conventions have them.</summary>
public static class NoticeMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AmpelBot.Notices";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> HeardNotices = Meter.CreateCounter<long>("ampelbot.notices.received", "{notice}", "Notices that were heard and kept, by source, new or duplicate.");

    private static readonly Counter<long> Settled = Meter.CreateCounter<long>("ampelbot.notices.settled", "{notice}", "Notices that were settled, by what became of them.");

    private static readonly Counter<long> RefusedRequests = Meter.CreateCounter<long>("ampelbot.notices.requests_refused", "{request}", "Requests at POST /notices that were refused, by reason.");

    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>("ampelbot.listeners.reconnects", "{connection}", "Connections of listeners that ended and are opened again.");

    private static readonly Gauge<double> Heartbeat = Meter.CreateGauge<double>("ampelbot.listeners.heartbeat.age", "s", "Time since a listener's broker last showed that it is alive.");

    internal static void Heard(string source, bool isNew) =>
        HeardNotices.Add(1, new("ampelbot.source", source), new("ampelbot.outcome", isNew ? "new" : "duplicate"));

    internal static void Settle(string status) => Settled.Add(1, new KeyValuePair<string, object?>("ampelbot.status", status));

    internal static void Refuse(string reason) => RefusedRequests.Add(1, new KeyValuePair<string, object?>("ampelbot.reason", reason));

    internal static void Reconnect(string listener) => Reconnects.Add(1, new KeyValuePair<string, object?>("ampelbot.listener", listener));

    internal static void HeartbeatAge(string listener, TimeSpan age) => Heartbeat.Record(age.TotalSeconds, new KeyValuePair<string, object?>("ampelbot.listener", listener));
}
