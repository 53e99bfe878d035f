using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Ingest;

/// <summary>A packet as the archive takes it: a row or a dead letter.</summary>
/// <param name="File">The outermost file.</param>
/// <param name="Row">What the archive keeps; null for a dead letter.</param>
/// <param name="DeadLetter">Why it keeps no alert; null where it does.</param>
/// <param name="Kind">What kind of reason.</param>
/// <param name="Survey">The survey, or "unknown".</param>
/// <param name="Weight">About how many bytes it takes in memory.</param>
internal sealed record IngestPacket(string File, AlertRow? Row, DeadLetter? DeadLetter, RefusalKind Kind, string Survey, long Weight)
{
    private const int WeightOfAPacket = 1024;
    private const int WeightOfAValue = 32;
    private const string UnknownSurvey = "unknown";

    internal static IngestPacket Of(AlertFilePacket packet)
    {
        // Members of a tar file belong to it.
        var file = packet.File.Split("::", 2)[0];
        var (letter, kind) = packet.DeadLetter is { } dead ? (dead, packet.Kind is RefusalKind.None ? RefusalKind.Damaged : packet.Kind) : (Refusal(packet), RefusalKind.Impossible);
        if (letter is not null)
            return new IngestPacket(file, null, letter, kind, packet.Alert?.Survey ?? UnknownSurvey, WeightOfAPacket + (letter.Bytes?.Length ?? 0));
        try
        {
            var row = AlertRow.Of(packet.Alert!);
            return new IngestPacket(file, row, null, RefusalKind.None, row.Survey, WeightOf(row));
        }
        catch (AvroException e)
        {
            var refused = new DeadLetter(packet.File, packet.Offset, e.Message);
            return new IngestPacket(file, null, refused, RefusalKind.Damaged, packet.Alert!.Survey, WeightOfAPacket);
        }
    }

    private static long WeightOf(AlertRow row) =>
        WeightOfAPacket + (row.Skeleton?.Bytes.Length ?? 0) + row.Cutouts.Sum(c => (long)c.Data.Length) + WeightOf(row.Candidate)
        + row.Datapoints.Sum(d => WeightOf(d.Datapoint.Body));

    private static long WeightOf(object? value) => WeightOfAValue + value switch
    {
        string text => 2L * text.Length,
        byte[] bytes => bytes.Length,
        AvroRecord { IsEncoded: true } record => record.Bytes.Length,
        AvroRecord record => record.Values.Sum(WeightOf),
        object?[] items => items.Sum(WeightOf),
        Dictionary<string, object?> entries => entries.Sum(e => 2L * e.Key.Length + WeightOf(e.Value)),
        _ => 0,
    };

    /// <summary>Why the archive cannot hold an alert; null when it can.</summary>
    private static DeadLetter? Refusal(AlertFilePacket packet)
    {
        if (packet.Alert is not { } alert)
            return new DeadLetter(packet.File, packet.Offset, "there is no alert in the packet");
        if (!Night.IsDate(alert.Jd))
            return new DeadLetter(packet.File, packet.Offset, FormattableString.Invariant($"the alert's jd {alert.Jd} is no Julian date of the years 1 to 9999"));
        foreach (var point in alert.LightCurve.Datapoints)
            if (!double.IsFinite(point.Jd))
                return new DeadLetter(packet.File, packet.Offset, FormattableString.Invariant($"a datapoint's jd {point.Jd} is no Julian date"));
        return null;
    }
}

/// <summary>Why a packet became no alert.</summary>
internal enum RefusalKind
{
    /// <summary>It became one.</summary>
    None,

    /// <summary>The file or message cannot be read, or is no container.</summary>
    Unreadable,

    /// <summary>The container is damaged.</summary>
    Damaged,

    /// <summary>The record is no alert of a survey that is known.</summary>
    NotAnAlert,

    /// <summary>The alert has no possible date.</summary>
    Impossible,
}
