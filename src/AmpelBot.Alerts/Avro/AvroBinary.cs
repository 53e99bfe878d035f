namespace AmpelBot.Alerts.Avro;

/// <summary>Avro's binary encoding of one value (specification 1.11, "Binary Encoding").</summary>
public static class AvroBinary
{
    /// <summary>Most values in one item, the parts of records, arrays and maps counted; it bounds the memory an item can take.</summary>
    public const int MaxValues = 2_000_000;

    /// <summary>Deepest nesting of values.</summary>
    public const int MaxDepth = 64;

    /// <summary>The value in the bytes; for the types of values see <see cref="AvroRecord"/>.</summary>
    /// <exception cref="AvroException">The bytes are not one value of the schema, no more and no less.</exception>
    public static object? Decode(AvroSchema schema, ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        var value = Decode(schema, bytes, ref position);
        return position == bytes.Length
            ? value : throw new AvroException($"{bytes.Length - position} bytes are left over after the value", position);
    }

    /// <summary>The value that begins at a position, which moves to its end, or to where reading failed.</summary>
    /// <exception cref="AvroException">There is no value of the schema; the offset counts from the start of the bytes.</exception>
    internal static object? Decode(AvroSchema schema, ReadOnlySpan<byte> bytes, ref int position)
    {
        var decoder = new AvroDecoder(bytes, position, MaxValues);
        try
        {
            return decoder.Value(schema, MaxDepth);
        }
        finally
        {
            position = decoder.Position;
        }
    }

    /// <summary>
    /// The bytes of a value. A union is written as its first branch that holds the value; arrays and maps as one block. So what
    /// <see cref="Decode(AvroSchema, ReadOnlySpan{byte})"/> gave is written byte for byte as it was read from a writer that does the same.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not of the schema.</exception>
    public static byte[] Encode(AvroSchema schema, object? value)
    {
        using var stream = new MemoryStream();
        AvroEncoder.Write(stream, schema, value);
        return stream.ToArray();
    }
}
