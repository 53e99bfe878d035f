using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Packets in ZTF's schema of version 4.02, as Avro container files of one packet.</summary>
internal static class SimulatedSchema
{
    private const int SyncLength = 16;

    private static readonly byte[] Sync = SHA256.HashData(Encoding.UTF8.GetBytes(ZtfSchemaFields.Json))[..SyncLength];
    private static readonly byte[] Head = ContainerHead();

    internal static AvroRecordSchema Alert { get; } = (AvroRecordSchema)AvroSchema.Parse(ZtfSchemaFields.Json);

    internal static AvroRecordSchema Candidate { get; } = (AvroRecordSchema)Alert.Fields[Alert.IndexOf("candidate")].Schema;

    internal static AvroRecordSchema Point { get; } = (AvroRecordSchema)((AvroArraySchema)Present("prv_candidates")).Items;

    internal static AvroRecordSchema Forced { get; } = (AvroRecordSchema)((AvroArraySchema)Present("fp_hists")).Items;

    internal static AvroRecordSchema Cutout { get; } = (AvroRecordSchema)Present("cutoutScience");

    /// <summary>A container file with one packet. Its header carries the schema with the survey's own descriptions.</summary>
    internal static byte[] Container(AvroRecord packet)
    {
        using var block = new MemoryStream(1 << 15);
        AvroEncoder.Write(block, Alert, packet);
        using var file = new MemoryStream(Head.Length + (int)block.Length + 64);
        file.Write(Head);
        AvroEncoder.WriteLong(file, 1);
        AvroEncoder.WriteBytes(file, block.GetBuffer().AsSpan(0, (int)block.Length));
        file.Write(Sync);
        return file.ToArray();
    }

    /// <summary>About how many bytes of a container are of a field of its packet and those behind it, at the end; the names of cutouts count a little short.</summary>
    internal static int LengthFrom(AvroRecord packet, string field) =>
        packet.Values.Skip(Alert.IndexOf(field)).Sum(v => v is AvroRecord { Values: [string, byte[] data] } ? data.Length : 0) + SyncLength;

    private static AvroSchema Present(string field) => ((AvroUnionSchema)Alert.Fields[Alert.IndexOf(field)].Schema).Branches[1];

    private static byte[] ContainerHead()
    {
        using var head = new MemoryStream();
        head.Write(AvroContainer.Magic);
        AvroEncoder.WriteLong(head, 2);
        AvroEncoder.WriteBytes(head, "avro.codec"u8);
        AvroEncoder.WriteBytes(head, "null"u8);
        AvroEncoder.WriteBytes(head, "avro.schema"u8);
        AvroEncoder.WriteBytes(head, Encoding.UTF8.GetBytes(ZtfSchemaFields.Json));
        AvroEncoder.WriteLong(head, 0);
        head.Write(Sync);
        return head.ToArray();
    }
}

/// <summary>The values of a record while it is filled in, by the names of its fields; what is not given stays null.</summary>
internal sealed class RecordValues(AvroRecordSchema schema)
{
    private readonly object?[] values = new object?[schema.Fields.Count];

    /// <summary>Sets a number in the type that the schema asks for; a field that the schema has not is passed over.</summary>
    internal double this[string field]
    {
        set
        {
            if (schema.IndexOf(field) is var i and >= 0)
                values[i] = TypeOf(schema.Fields[i].Schema) switch
                {
                    AvroType.Float => (object)(float)value,
                    AvroType.Int => (int)value,
                    AvroType.Long => (long)value,
                    _ => value,
                };
        }
    }

    /// <summary>Sets any other value.</summary>
    internal void Set(string field, object? value)
    {
        if (schema.IndexOf(field) is var i and >= 0)
            values[i] = value;
    }

    internal AvroRecord Record() => new(schema, values);

    private static AvroType TypeOf(AvroSchema schema) => schema is AvroUnionSchema union ? union.Branches[1].Type : schema.Type;
}
