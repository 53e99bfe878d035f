using System.Buffers.Binary;
using System.Text;

namespace AmpelBot.Alerts.Avro;

/// <summary>Writes values as bytes.</summary>
internal static class AvroEncoder
{
    /// <summary>Writes a value.</summary>
    /// <param name="stream">Takes the bytes.</param>
    /// <param name="schema">What the value is of.</param>
    /// <param name="value">The value.</param>
    /// <param name="isLeftOut">Asked for each record and each bytes or fixed value within, in order; of one for which it says so nothing is written.</param>
    internal static void Write(Stream stream, AvroSchema schema, object? value, Func<object, bool>? isLeftOut = null)
    {
        if (isLeftOut is not null && value is not null && MayBeLeftOut(schema) && isLeftOut(value))
            return;
        switch (schema, value)
        {
            case (AvroRecordSchema record, AvroRecord of) when Holds(record, of):
                if (of.IsEncoded)
                {
                    stream.Write(of.Bytes.Span);
                    break;
                }
                for (var i = 0; i < record.Fields.Count; i++)
                    Write(stream, record.Fields[i].Schema, of.Values[i], isLeftOut);
                break;
            case (AvroUnionSchema union, _):
                var branch = 0;
                while (branch < union.Branches.Count && !Holds(union.Branches[branch], value))
                    branch++;
                if (branch == union.Branches.Count)
                    throw Mismatch(schema, value);
                WriteLong(stream, branch);
                Write(stream, union.Branches[branch], value, isLeftOut);
                break;
            case (AvroArraySchema array, object?[] items):
                if (items.Length > 0)
                    WriteLong(stream, items.Length);
                foreach (var item in items)
                    Write(stream, array.Items, item, isLeftOut);
                WriteLong(stream, 0);
                break;
            case (AvroMapSchema map, Dictionary<string, object?> entries):
                if (entries.Count > 0)
                    WriteLong(stream, entries.Count);
                foreach (var (key, entry) in entries)
                {
                    WriteBytes(stream, Encoding.UTF8.GetBytes(key));
                    Write(stream, map.Values, entry, isLeftOut);
                }
                WriteLong(stream, 0);
                break;
            case (AvroEnumSchema symbols, string symbol) when Holds(symbols, symbol):
                WriteLong(stream, symbols.Symbols.TakeWhile(s => s != symbol).Count());
                break;
            case (AvroFixedSchema given, byte[] bytes) when bytes.Length == given.Size:
                stream.Write(bytes);
                break;
            case ({ Type: AvroType.Null }, null):
                break;
            case ({ Type: AvroType.Boolean }, bool truth):
                stream.WriteByte(truth ? (byte)1 : (byte)0);
                break;
            case ({ Type: AvroType.Int }, int number):
                WriteLong(stream, number);
                break;
            case ({ Type: AvroType.Long }, long number):
                WriteLong(stream, number);
                break;
            case ({ Type: AvroType.Float }, float number):
                Span<byte> four = stackalloc byte[4];
                BinaryPrimitives.WriteSingleLittleEndian(four, number);
                stream.Write(four);
                break;
            case ({ Type: AvroType.Double }, double number):
                Span<byte> eight = stackalloc byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(eight, number);
                stream.Write(eight);
                break;
            case ({ Type: AvroType.Bytes }, byte[] bytes):
                WriteBytes(stream, bytes);
                break;
            case ({ Type: AvroType.String }, string text):
                WriteBytes(stream, Encoding.UTF8.GetBytes(text));
                break;
            default:
                throw Mismatch(schema, value);
        }
    }

    internal static void WriteLong(Stream stream, long number)
    {
        var left = (ulong)((number << 1) ^ (number >> 63));
        for (; left >= 0x80; left >>= 7)
            stream.WriteByte((byte)(left | 0x80));
        stream.WriteByte((byte)left);
    }

    internal static void WriteBytes(Stream stream, ReadOnlySpan<byte> bytes)
    {
        WriteLong(stream, bytes.Length);
        stream.Write(bytes);
    }

    /// <summary>Whether a value of the schema can be left out.</summary>
    internal static bool MayBeLeftOut(AvroSchema schema) => schema.Type is AvroType.Record or AvroType.Bytes or AvroType.Fixed;

    /// <summary>Whether a value is of a schema; of arrays and maps the parts are not looked at.</summary>
    internal static bool Holds(AvroSchema schema, object? value) => schema switch
    {
        AvroRecordSchema record => value is AvroRecord of
            && (ReferenceEquals(of.Schema, record) || (of.Schema.Name == record.Name && of.Schema.Json == record.Json)),
        AvroEnumSchema symbols => value is string symbol && symbols.Symbols.Contains(symbol, StringComparer.Ordinal),
        AvroFixedSchema given => value is byte[] bytes && bytes.Length == given.Size,
        _ => schema.Type switch
        {
            AvroType.Null => value is null,
            AvroType.Boolean => value is bool,
            AvroType.Int => value is int,
            AvroType.Long => value is long,
            AvroType.Float => value is float,
            AvroType.Double => value is double,
            AvroType.Bytes => value is byte[],
            AvroType.String => value is string,
            AvroType.Array => value is object?[],
            AvroType.Map => value is Dictionary<string, object?>,
            _ => false,
        },
    };

    private static ArgumentException Mismatch(AvroSchema schema, object? value) =>
        new($"a value of {value?.GetType().Name ?? "null"} is not of the schema's type {schema.Type}", nameof(value));
}
