using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;

namespace AmpelBot.Alerts.Ingest;

/// <summary>Decodes a packet that carries only the number of its schema (<see cref="ConfluentMessage"/>).</summary>
internal static class BarePacket
{
    /// <summary>Most bytes in a file that is one.</summary>
    internal const int MaxLength = 16 << 20;

    /// <summary>The packet: an alert, or the dead letter that tells why it is none.</summary>
    internal static AlertFilePacket Read(string name, byte[] bytes, RegistrySchemas schemas)
    {
        var kept = bytes.Length <= DeadLetter.MaxBytes ? bytes : null;
        AvroRecord record;
        try
        {
            record = ConfluentMessage.Decode(bytes, schemas.Of);
        }
        catch (SurveyPacketException e)
        {
            return AlertFilePacket.Dead(name, 0, e.Message, RefusalKind.Unreadable, kept);
        }
        catch (AvroException e)
        {
            return AlertFilePacket.Dead(name, 0, e.Message, RefusalKind.Damaged, kept);
        }
        try
        {
            return new AlertFilePacket(name, 0, SurveyPackets.Parse(record), null);
        }
        catch (Exception e) when (e is SurveyPacketException or AvroException)
        {
            return AlertFilePacket.Dead(name, 0, e.Message, RefusalKind.NotAnAlert, kept);
        }
    }
}
