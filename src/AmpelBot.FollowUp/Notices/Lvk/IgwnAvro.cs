using System.Text.Json;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.FollowUp.Notices.Lvk;

/// <summary>IGWN alerts in Avro containers: the same fields as in JSON, maps as bytes.</summary>
internal static class IgwnAvro
{
    public static SentNotice Parse(ReadOnlyMemory<byte> bytes)
    {
        var json = new MemoryStream();
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            var records = AvroContainer.Read(stream, CancellationToken.None).Take(2).ToArray();
            if (records.Length != 1)
                throw new NoticeRefusal(records.Length == 0 ? "The Avro container holds no record." : "The Avro container holds more than one record; a notice is one.");
            if (!records[0].Record.Has("superevent_id"))
                throw new NoticeRefusal($"The Avro container holds a record of {records[0].Record.Schema.Name}, which is no IGWN alert.");
            using var writer = new Utf8JsonWriter(json);
            Write(writer, records[0].Record);
        }
        catch (Exception e) when (e is AvroException or InvalidDataException)
        {
            throw new NoticeRefusal($"The notice is a broken Avro container: {e.Message.TrimEnd('.')}.");
        }
        using var document = JsonDocument.Parse(json.ToArray());
        var fields = new JsonFields(document.RootElement);
        return IgwnAlert.Knows(fields) ? IgwnAlert.Parse(fields, NoticeFormat.IgwnAvro)
            : throw new NoticeRefusal("The Avro record has no superevent_id and alert_type: it is no IGWN alert.");
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case AvroRecord record:
                writer.WriteStartObject();
                for (var i = 0; i < record.Schema.Fields.Count; i++)
                {
                    writer.WritePropertyName(record.Schema.Fields[i].Name);
                    Write(writer, record.Values[i]);
                }
                writer.WriteEndObject();
                break;
            case Dictionary<string, object?> map:
                writer.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }
                writer.WriteEndObject();
                break;
            case object?[] items:
                writer.WriteStartArray();
                foreach (var item in items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, null));
                break;
            case float or double when Convert.ToDouble(value, null) is var number && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case float or double:
                throw new NoticeRefusal("A number in the alert is not finite.");
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
