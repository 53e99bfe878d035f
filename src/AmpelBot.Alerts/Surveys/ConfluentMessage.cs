using System.Buffers.Binary;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys;

/// <summary>A message in the wire form of Confluent's schema registry: a zero byte, the number of the schema (big-endian, 4 bytes), one Avro value.</summary>
public static class ConfluentMessage
{
    private const int HeaderLength = 5;

    /// <summary>Whether bytes begin as such a message does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> message) => message.Length > HeaderLength && message[0] == 0;

    /// <summary>The packet in a message.</summary>
    /// <param name="message">The message, of which <see cref="IsOne"/> is true.</param>
    /// <param name="schemaOf">The schema of a number; null for one that is not known.</param>
    /// <exception cref="SurveyPacketException">The schema is not known.</exception>
    /// <exception cref="AvroException">The bytes are not one value of the schema.</exception>
    public static AvroRecord Decode(ReadOnlySpan<byte> message, Func<int, AvroRecordSchema?> schemaOf)
    {
        if (!IsOne(message))
            throw new ArgumentException("the bytes are no message in the wire form of a schema registry", nameof(message));
        var number = BinaryPrimitives.ReadInt32BigEndian(message[1..]);
        var schema = schemaOf(number) ?? throw new SurveyPacketException(
            $"a bare message of Kafka (it begins with 00 and a schema number), and the schema {number} is not known{RubinVersion(number)}: put it as {number}.avsc into the folder of schemas (--schemas or AMPELBOT_SCHEMAS), then: ampelbot ingest --replay");
        return (AvroRecord)AvroBinary.Decode(schema, message[HeaderLength..])!;
    }

    /// <summary>Rubin's numbers are its versions: 900 is 9.0.</summary>
    private static string RubinVersion(int number) => number is >= 300 and < 10_000 ? $" (Rubin's {number / 100}.{number % 100})" : "";
}
