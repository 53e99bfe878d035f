using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;

namespace AmpelBot.Alerts.Ingest;

/// <summary>Decodes the packets of an Avro container, whatever survey they are of.</summary>
internal static class ContainerPackets
{
    /// <summary>The packets in order; what is damaged becomes a dead letter, and reading goes on behind it.</summary>
    /// <param name="name">The file or message.</param>
    /// <param name="stream">The container.</param>
    /// <param name="bytes">The container again, which goes with dead letters unless it is too long; null where it is not in memory.</param>
    /// <param name="shift">What the offsets of the packets are larger by than in the stream.</param>
    /// <param name="cancellation">Stops between packets.</param>
    internal static IEnumerable<AlertFilePacket> Read(string name, Stream stream, byte[]? bytes, long shift, CancellationToken cancellation)
    {
        var kept = bytes?.Length <= DeadLetter.MaxBytes ? bytes : null;
        var damages = new Queue<AvroException>();
        var isEmpty = true;
        using var items = AvroContainer.Read(stream, damages.Enqueue, cancellation).GetEnumerator();
        while (true)
        {
            var isRead = PacketContent.Try(items.MoveNext, out var hasItem, out var failure);
            for (; damages.TryDequeue(out var damage); isEmpty = false)
                yield return AlertFilePacket.Dead(name, damage.Offset + shift, damage.Message, RefusalKind.Damaged, kept);
            if (!isRead || !hasItem)
            {
                if (!isRead)
                    yield return AlertFilePacket.Dead(name, 0, $"the rest of the file cannot be read: {failure}", RefusalKind.Unreadable);
                else if (isEmpty)
                    yield return AlertFilePacket.Dead(name, 0, "the Avro container holds no packet", RefusalKind.Damaged, kept);
                yield break;
            }
            isEmpty = false;
            yield return Parse(name, items.Current, kept, shift);
        }
    }

    private static AlertFilePacket Parse(string name, AvroItem item, byte[]? kept, long shift)
    {
        var offset = item.Offset + shift;
        try
        {
            var alert = SurveyPackets.Parse(item.Record);
            return item.Doubt is not { } doubt
                ? new AlertFilePacket(name, offset, alert, null)
                : new AlertFilePacket(name, offset, alert, new DeadLetter(name, doubt.Offset + shift, doubt.Message, kept)) { Kind = RefusalKind.Damaged };
        }
        catch (Exception e) when (e is SurveyPacketException or AvroException)
        {
            return AlertFilePacket.Dead(name, offset, e.Message, RefusalKind.NotAnAlert, kept);
        }
    }
}
