using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace AmpelBot.Alerts.Avro;

/// <summary>
/// Finds the fields of a record in its bytes without decoding them, for records that have none but numbers, texts, symbols and unions of those: the blocks of
/// alert packets, of whose hundred fields a reader wants ten.
/// </summary>
internal sealed class AvroFlatLayout
{
    private const int MaxLength = ushort.MaxValue;
    private readonly Shape[] shapes;

    private AvroFlatLayout(Shape[] shapes)
        => (this.shapes, ValueCount) = (shapes, 1 + shapes.Length + shapes.Count(s => s.Branches is not null));

    /// <summary>Values that decoding such a record counts.</summary>
    internal int ValueCount { get; }

    /// <summary>Levels of nesting that it takes: the record, a union and its branch.</summary>
    internal const int Depth = 3;

    /// <summary>The layout of records with some fields; null when they have parts, or unions in which a value does not tell its branch.</summary>
    internal static AvroFlatLayout? Of(IReadOnlyList<AvroField> fields)
    {
        var shapes = fields.Select(f => ShapeOf(f.Schema)).ToArray();
        return shapes.Length > 0 && Array.TrueForAll(shapes, s => s is not null) ? new AvroFlatLayout(shapes!) : null;
    }

    /// <summary>
    /// The offsets at which the fields begin in the record that begins the bytes, and its length; null when there is no such record, or one that
    /// the encoder would write in other bytes. Whoever gets null has to decode it to know.
    /// </summary>
    internal ushort[]? Locate(ReadOnlySpan<byte> bytes, out int length)
    {
        if (bytes.Length > MaxLength)
            bytes = bytes[..MaxLength];
        var offsets = new ushort[shapes.Length];
        var position = 0;
        for (var i = 0; i < shapes.Length; i++)
        {
            offsets[i] = (ushort)position;
            if (!Skip(shapes[i], bytes, ref position))
            {
                length = 0;
                return null;
            }
        }
        length = position;
        return offsets;
    }

    /// <summary>The value of a field, where <see cref="Locate"/> found it.</summary>
    internal object? Value(ReadOnlySpan<byte> bytes, ushort[] offsets, int field)
    {
        int position = offsets[field];
        var shape = Resolve(field, bytes, ref position);
        switch (shape.Type)
        {
            case AvroType.Null:
                return null;
            case AvroType.Boolean:
                return bytes[position] == 1;
            case AvroType.Int:
                return (int)Long(bytes, ref position);
            case AvroType.Long:
                return Long(bytes, ref position);
            case AvroType.Float:
                return BinaryPrimitives.ReadSingleLittleEndian(bytes[position..]);
            case AvroType.Double:
                return BinaryPrimitives.ReadDoubleLittleEndian(bytes[position..]);
            case AvroType.Enum:
                return shape.Symbols[(int)Long(bytes, ref position)];
            default:
                var length = (int)Long(bytes, ref position);
                return Encoding.UTF8.GetString(bytes.Slice(position, length));
        }
    }

    /// <summary>The number in a field.</summary>
    /// <returns>Int or Long with <paramref name="whole"/>, Float or Double with <paramref name="real"/>; Null when it is no number.</returns>
    internal AvroType Number(ReadOnlySpan<byte> bytes, ushort[] offsets, int field, out long whole, out double real)
    {
        int position = offsets[field];
        (whole, real) = (0, 0);
        var type = Resolve(field, bytes, ref position).Type;
        switch (type)
        {
            case AvroType.Int or AvroType.Long:
                whole = Long(bytes, ref position);
                return type;
            case AvroType.Float:
                real = BinaryPrimitives.ReadSingleLittleEndian(bytes[position..]);
                return type;
            case AvroType.Double:
                real = BinaryPrimitives.ReadDoubleLittleEndian(bytes[position..]);
                return type;
            default:
                return AvroType.Null;
        }
    }

    /// <summary>The type of the value in a field and its encoding, the number of a union's branch not included.</summary>
    internal AvroType Raw(ReadOnlySpan<byte> bytes, ushort[] offsets, int field, out ReadOnlySpan<byte> value)
    {
        int position = offsets[field];
        var type = Resolve(field, bytes, ref position).Type;
        value = bytes[position..(field + 1 < offsets.Length ? offsets[field + 1] : bytes.Length)];
        return type;
    }

    private Shape Resolve(int field, ReadOnlySpan<byte> bytes, ref int position)
        => shapes[field] is { Branches: { } branches } ? branches[Long(bytes, ref position)] : shapes[field];

    private static bool Skip(Shape shape, ReadOnlySpan<byte> bytes, ref int position)
    {
        if (shape.Branches is { } branches)
        {
            if (!TryLong(bytes, ref position, out var branch) || (ulong)branch >= (ulong)branches.Length)
                return false;
            shape = branches[branch];
        }
        long number;
        switch (shape.Type)
        {
            case AvroType.Null:
                return true;
            case AvroType.Boolean:
                return position < bytes.Length && bytes[position++] <= 1;
            case AvroType.Int:
                return TryLong(bytes, ref position, out number) && number is >= int.MinValue and <= int.MaxValue;
            case AvroType.Long:
                return TryLong(bytes, ref position, out _);
            case AvroType.Float:
                return (position += sizeof(float)) <= bytes.Length;
            case AvroType.Double:
                return (position += sizeof(double)) <= bytes.Length;
            case AvroType.Enum:
                return TryLong(bytes, ref position, out number) && (ulong)number < (ulong)shape.Symbols.Count;
            default:
                if (!TryLong(bytes, ref position, out number) || number < 0 || number > bytes.Length - position)
                    return false;
                position += (int)number;
                return Utf8.IsValid(bytes.Slice(position - (int)number, (int)number));
        }
    }

    /// <summary>A variable-length zig-zag integer in as few bytes as it takes.</summary>
    private static bool TryLong(ReadOnlySpan<byte> bytes, ref int position, out long number)
    {
        var value = 0UL;
        for (var shift = 0; position < bytes.Length; shift += 7)
        {
            var next = bytes[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                number = (long)(value >> 1) ^ -(long)(value & 1);
                return (next > 0 || shift == 0) && (shift < 63 || next == 1);
            }
            if (shift == 63)
                break;
        }
        number = 0;
        return false;
    }

    private static long Long(ReadOnlySpan<byte> bytes, ref int position)
        => TryLong(bytes, ref position, out var number) ? number : throw new InvalidOperationException("the fields of the record were not located in these bytes");

    private static Shape? ShapeOf(AvroSchema schema) => schema switch
    {
        AvroUnionSchema union => union.Branches.Select(b => b is AvroUnionSchema ? null : ShapeOf(b)).ToArray() is var branches
            && Array.TrueForAll(branches, b => b is not null) && branches.DistinctBy(HeldAs).Count() == branches.Length
            ? new Shape(AvroType.Union, branches!, []) : null,
        AvroEnumSchema symbols => new Shape(AvroType.Enum, null, symbols.Symbols),
        AvroPrimitiveSchema { Type: not AvroType.Bytes } => new Shape(schema.Type, null, []),
        _ => null,
    };

    private static AvroType HeldAs(Shape? shape) => shape!.Type == AvroType.Enum ? AvroType.String : shape.Type;

    /// <param name="Type">What a field holds.</param>
    /// <param name="Branches">Of a union, otherwise null.</param>
    /// <param name="Symbols">Of an enumeration.</param>
    private sealed record Shape(AvroType Type, Shape[]? Branches, IReadOnlyList<string> Symbols);
}
