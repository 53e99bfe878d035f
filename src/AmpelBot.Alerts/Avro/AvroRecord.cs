namespace AmpelBot.Alerts.Avro;

/// <summary>An Avro record: its schema and one value for each field, in the schema's order.</summary>
/// <remarks>
/// Values are null, bool, int, long, float, double, string, byte[], <see cref="AvroRecord"/>, object?[] (array) or
/// Dictionary of string (map). Enum symbols are strings, fixed values byte[]. A record made from bytes is decoded when a value is first asked for.
/// </remarks>
public sealed class AvroRecord
{
    private readonly ReadOnlyMemory<byte> bytes;
    private ushort[]? offsets;
    private object?[]? values;

    /// <summary>A record with its values.</summary>
    /// <exception cref="ArgumentException">The values are not one for each field.</exception>
    public AvroRecord(AvroRecordSchema schema, object?[] values)
    {
        if (values.Length != schema.Fields.Count)
            throw new ArgumentException($"{schema.Name} has {schema.Fields.Count} fields, not {values.Length}", nameof(values));
        (Schema, this.values) = (schema, values);
    }

    /// <summary>A record from its Avro binary encoding, which is not looked at yet and may not change.</summary>
    public AvroRecord(AvroRecordSchema schema, ReadOnlyMemory<byte> bytes) => (Schema, this.bytes) = (schema, bytes);

    /// <summary>A record from its Avro binary encoding, in which its layout has found the fields.</summary>
    internal AvroRecord(AvroRecordSchema schema, ReadOnlyMemory<byte> bytes, ushort[] offsets) : this(schema, bytes) => this.offsets = offsets;

    /// <summary>The writer's schema; it can be stored and parsed alone.</summary>
    public AvroRecordSchema Schema { get; }

    /// <summary>The values in the schema's order.</summary>
    /// <exception cref="AvroException">The record was made from bytes that are none of the schema.</exception>
    public IReadOnlyList<object?> Values => Decoded;

    /// <summary>The Avro binary encoding: the bytes it was made from, or those of its values.</summary>
    public ReadOnlyMemory<byte> Bytes => IsFromBytes ? bytes : AvroBinary.Encode(Schema, this);

    /// <summary>Whether the bytes are known to be what the encoder would write.</summary>
    internal bool IsEncoded => Offsets is not null;

    /// <summary>The value of a field; null when the field is null or absent.</summary>
    /// <exception cref="AvroException">The record was made from bytes that are none of the schema.</exception>
    public object? this[string field] => Schema.IndexOf(field) is var i and >= 0
        ? values is null && Offsets is { } at ? Schema.Flat!.Value(bytes.Span, at, i) : Decoded[i] : null;

    /// <summary>Whether the schema has the field.</summary>
    public bool Has(string field) => Schema.IndexOf(field) >= 0;

    /// <summary>The number in a field.</summary>
    /// <returns>Int or Long with <paramref name="whole"/>, Float or Double with <paramref name="real"/>; Null when the field is absent or no number.</returns>
    internal AvroType Number(string field, out long whole, out double real)
    {
        (whole, real) = (0, 0);
        var i = Schema.IndexOf(field);
        if (i >= 0 && values is null && Offsets is { } at)
            return Schema.Flat!.Number(bytes.Span, at, i, out whole, out real);
        switch (i >= 0 ? Decoded[i] : null)
        {
            case int number:
                whole = number;
                return AvroType.Int;
            case long number:
                whole = number;
                return AvroType.Long;
            case float number:
                real = number;
                return AvroType.Float;
            case double number:
                real = number;
                return AvroType.Double;
            default:
                return AvroType.Null;
        }
    }

    /// <summary>The type of the value in a field and its encoding, the number of a union's branch not included; of a record that <see cref="IsEncoded"/>.</summary>
    internal AvroType Raw(int field, out ReadOnlySpan<byte> value) => Schema.Flat!.Raw(bytes.Span, Offsets!, field, out value);

    private bool IsFromBytes => bytes.Length > 0 || values is null;

    private ushort[]? Offsets
        => offsets ??= IsFromBytes && Schema.Flat?.Locate(bytes.Span, out var length) is { } at && length == bytes.Length ? at : null;

    private object?[] Decoded
    {
        get
        {
            if (values is not null)
                return values;
            if (Offsets is not { } at)
                return values = ((AvroRecord)AvroBinary.Decode(Schema, bytes.Span)!).values!;
            var all = new object?[at.Length];
            for (var i = 0; i < all.Length; i++)
                all[i] = Schema.Flat!.Value(bytes.Span, at, i);
            return values = all;
        }
    }
}
