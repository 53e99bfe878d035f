using System.Buffers.Binary;
using System.Text;

namespace AmpelBot.Alerts.Avro;

/// <summary>Reads values from bytes, never past their end, never more values than allowed, never deeper than allowed.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="position">Where the value begins.</param>
/// <param name="maxValues">Most values.</param>
/// <param name="leftOut">Asked for the value of each record, bytes or fixed schema, in order; what it gives is not in the bytes.</param>
internal ref struct AvroDecoder(ReadOnlySpan<byte> bytes, int position, int maxValues, Func<AvroSchema, object?>? leftOut = null)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int valuesLeft = maxValues;

    internal int Position { get; private set; } = position;

    private readonly int Left => bytes.Length - Position;

    internal object? Value(AvroSchema schema, int depthLeft)
    {
        if (depthLeft == 0)
            throw Bad($"values are nested deeper than {AvroBinary.MaxDepth} levels");
        if (--valuesLeft < 0)
            throw Bad($"one item holds more than {AvroBinary.MaxValues} values");
        if (leftOut is not null && AvroEncoder.MayBeLeftOut(schema) && leftOut(schema) is { } given)
            return given;
        switch (schema)
        {
            case AvroRecordSchema record:
                if (record.Flat is { } layout && depthLeft >= AvroFlatLayout.Depth && valuesLeft >= layout.ValueCount - 1
                    && layout.Locate(bytes[Position..], out var length) is { } offsets)
                {
                    valuesLeft -= layout.ValueCount - 1;
                    return new AvroRecord(record, Take(length).ToArray(), offsets);
                }
                var values = new object?[record.Fields.Count];
                for (var i = 0; i < values.Length; i++)
                    values[i] = Value(record.Fields[i].Schema, depthLeft - 1);
                return new AvroRecord(record, values);
            case AvroUnionSchema union:
                var branch = Long();
                if (branch < 0 || branch >= union.Branches.Count)
                    throw Bad($"branch {branch} of a union of {union.Branches.Count}");
                return Value(union.Branches[(int)branch], depthLeft - 1);
            case AvroArraySchema array:
                return Items(array.Items, depthLeft - 1);
            case AvroMapSchema map:
                return Entries(map.Values, depthLeft - 1);
            case AvroEnumSchema symbols:
                var symbol = Long();
                if (symbol < 0 || symbol >= symbols.Symbols.Count)
                    throw Bad($"symbol {symbol} of the {symbols.Symbols.Count} of {symbols.Name}");
                return symbols.Symbols[(int)symbol];
            case AvroFixedSchema sized:
                return Take(sized.Size).ToArray();
        }
        switch (schema.Type)
        {
            case AvroType.Null:
                return null;
            case AvroType.Boolean:
                return Take(1)[0] switch { 0 => false, 1 => true, var other => throw Bad($"a boolean is 0 or 1, not {other}") };
            case AvroType.Int:
                var number = Long();
                return number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Bad($"{number} is no 32-bit integer");
            case AvroType.Long:
                return Long();
            case AvroType.Float:
                return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
            case AvroType.Double:
                return BinaryPrimitives.ReadDoubleLittleEndian(Take(8));
            case AvroType.Bytes:
                return Take(Length()).ToArray();
            default:
                return Text();
        }
    }

    /// <summary>A variable-length zig-zag integer of at most 64 bits.</summary>
    internal long Long()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(1)[0];
            if (shift == 63 && next > 1)
                throw Bad("an integer has more than 64 bits");
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    /// <summary>Four bytes, little-endian.</summary>
    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private object?[] Items(AvroSchema schema, int depthLeft)
    {
        var items = new List<object?>();
        for (var count = BlockCount(); count > 0; count = BlockCount())
            for (; count > 0; count--)
                items.Add(Value(schema, depthLeft));
        return [.. items];
    }

    private Dictionary<string, object?> Entries(AvroSchema schema, int depthLeft)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var count = BlockCount(); count > 0; count = BlockCount())
            for (; count > 0; count--)
            {
                var key = Text();
                entries[key] = Value(schema, depthLeft);
            }
        return entries;
    }

    /// <summary>Number of items in the block of an array or map; a negative one is followed by the block's size.</summary>
    private long BlockCount()
    {
        var count = Long();
        if (count < 0)
        {
            var size = Long();
            if (size < 0 || size > Left)
                throw Bad($"a block of {size} bytes where {Left} are left");
            count = count == long.MinValue ? long.MaxValue : -count;
        }
        // Items may take no bytes at all, so what is left bounds nothing; the number of values does.
        return count <= valuesLeft ? count : throw Bad($"a block of {count} items, more than an item may hold");
    }

    private string Text()
    {
        var start = Position;
        try
        {
            return Utf8.GetString(Take(Length()));
        }
        catch (DecoderFallbackException e)
        {
            Position = start;
            throw new AvroException("a text is not UTF-8", start, e);
        }
    }

    private int Length()
    {
        var length = Long();
        return length >= 0 && length <= Left ? (int)length : throw Bad($"a text or bytes of length {length} where {Left} bytes are left");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left)
            throw Bad($"the bytes end where {count} more are needed and {Left} are left");
        var taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    private readonly AvroException Bad(string what) => new(what, Position);
}
