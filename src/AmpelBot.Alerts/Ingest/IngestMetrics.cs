using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AmpelBot.Alerts.Ingest;

/// <summary>What ingests tell of themselves under System.Diagnostics.Metrics; names and units as OpenTelemetry's conventions have them.</summary>
/// <remarks>Instruments of the process: they count over all its ingests.</remarks>
public static class IngestMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AmpelBot.Ingest";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Packets = Meter.CreateCounter<long>(
        "ampelbot.ingest.packets", "{packet}", "Packets read, the dead letters among them.");

    private static readonly Counter<long> Added = Meter.CreateCounter<long>(
        "ampelbot.ingest.alerts.added", "{alert}", "Alerts that are new in the archive.");

    private static readonly Counter<long> AlreadyThere = Meter.CreateCounter<long>(
        "ampelbot.ingest.alerts.already_there", "{alert}", "Alerts that the archive had.");

    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>(
        "ampelbot.ingest.dead_letters", "{packet}", "Packets that could not be read, by kind of reason.");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "ampelbot.ingest.io", "By", "Bytes of files and messages that were read.");

    private static readonly Histogram<double> BatchDuration = Meter.CreateHistogram<double>(
        "ampelbot.ingest.batch.duration", "s", "Time that the archive took for a batch.");

    private static readonly UpDownCounter<long> QueueLength = Meter.CreateUpDownCounter<long>(
        "ampelbot.ingest.queue.length", "{piece}", "Pieces of sources that were found and are not in a batch yet.");

    internal static void PieceQueued() => QueueLength.Add(1);

    internal static void PieceTaken() => QueueLength.Add(-1);

    internal static void PieceRead(long sourceBytes) => Bytes.Add(sourceBytes);

    internal static void PacketRead(IngestPacket packet)
    {
        if (packet.Row is { } row)
            Packets.Add(1, new KeyValuePair<string, object?>("ampelbot.survey", row.Survey));
        else
        {
            var survey = new KeyValuePair<string, object?>("ampelbot.survey", packet.Survey);
            Packets.Add(1, survey);
            DeadLetters.Add(1, survey, new KeyValuePair<string, object?>("ampelbot.reason", WordOf(packet.Kind)));
        }
    }

    internal static void BatchWritten(long added, long alreadyThere, TimeSpan duration)
    {
        Added.Add(added);
        AlreadyThere.Add(alreadyThere);
        BatchDuration.Record(duration.TotalSeconds);
    }

    internal static string WordOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Unreadable => "unreadable",
        RefusalKind.Damaged => "damaged",
        RefusalKind.NotAnAlert => "not_an_alert",
        RefusalKind.Impossible => "impossible",
        _ => throw new UnreachableException(),
    };
}
