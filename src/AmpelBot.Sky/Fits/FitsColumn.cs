using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AmpelBot.Sky.Fits;

/// <summary>One column of a binary table. FITS standard 4.0, sections 7.3.1 and 7.3.2</summary>
/// <param name="Number">Number in the table, from 1.</param>
/// <param name="Name">TTYPE; empty when the card is missing.</param>
/// <param name="Type">Letter of TFORM.</param>
/// <param name="Repeat">Elements in one row.</param>
/// <param name="Offset">Place of the first byte in a row.</param>
/// <param name="Length">Bytes in one row.</param>
/// <param name="Scale">TSCAL.</param>
/// <param name="Zero">TZERO.</param>
/// <param name="Null">TNULL, the whole number that stands for no value.</param>
/// <param name="Unit">TUNIT, when given.</param>
internal sealed record FitsColumn(
    int Number, string Name, char Type, int Repeat, int Offset, int Length, double Scale, double Zero, long? Null, string? Unit)
{
    /// <summary>Whether the elements are floating point numbers as they stand.</summary>
    public bool IsFloat => Type is 'D' or 'E';

    /// <summary>Whether the elements are whole numbers as they stand.</summary>
    public bool IsInteger => Type is 'K' or 'J' or 'I' or 'B';

    /// <summary>Whether a whole number stands for a fraction (TSCAL other than 1). FITS standard 4.0, equation 7</summary>
    public bool IsScaledInteger => IsInteger && Scale != 1;

    /// <summary>Bytes of one element.</summary>
    public int ElementLength => Type switch { 'D' or 'K' => 8, 'E' or 'J' => 4, 'I' => 2, _ => 1 };

    /// <summary>Whether a name is this column's, whatever its case.</summary>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads TFORM: the letter, the repeat count and the bytes per row.</summary>
    /// <exception cref="FitsException">TFORM is missing or not one of the standard's.</exception>
    public static (char Type, int Repeat, int Length) ParseFormat(FitsHeader header, int number)
    {
        var text = header.Text($"TFORM{number}")?.Trim()
            ?? throw new FitsException($"HDU {header.Hdu}: the card TFORM{number} is missing");
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var repeat = 1;
        if (digits < 0 || (digits > 0 && !int.TryParse(text.AsSpan(0, digits), out repeat)))
            throw Wrong();
        var type = char.ToUpperInvariant(text[digits]);
        var bits = type switch
        {
            'X' => 1,
            'L' or 'B' or 'A' => 8,
            'I' => 16,
            'J' or 'E' => 32,
            'K' or 'D' or 'C' or 'P' => 64,
            'M' or 'Q' => 128,
            _ => throw Wrong(),
        };
        var length = ((long)repeat * bits + 7) / 8;
        return length <= int.MaxValue ? (type, repeat, (int)length) : throw Wrong();

        FitsException Wrong() =>
            new($"HDU {header.Hdu}, card TFORM{number}: \"{FitsHeader.Shorten(text)}\" is not the format of a column");
    }

    /// <summary>Numbers that stand a fixed number of bytes apart: TSCAL and TZERO applied, TNULL as NaN.</summary>
    /// <param name="bytes">Bytes of the table.</param>
    /// <param name="at">Place of the first number.</param>
    /// <param name="stride">Bytes from one number to the next.</param>
    /// <param name="values">Takes the numbers.</param>
    public void Decode(ReadOnlySpan<byte> bytes, int at, int stride, Span<double> values)
    {
        if (values.IsEmpty)
            return;
        switch (Type)
        {
            case 'D' when stride == sizeof(double):
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(bytes.Slice(at, 8 * values.Length)), MemoryMarshal.Cast<double, long>(values));
                break;
            case 'D':
                for (var i = 0; i < values.Length; i++, at += stride)
                    values[i] = BinaryPrimitives.ReadDoubleBigEndian(bytes[at..]);
                break;
            case 'E':
                for (var i = 0; i < values.Length; i++, at += stride)
                    values[i] = BinaryPrimitives.ReadSingleBigEndian(bytes[at..]);
                break;
            default:
                for (var i = 0; i < values.Length; i++, at += stride)
                    values[i] = Whole(bytes[at..]) is var whole && whole == Null ? double.NaN : whole;
                break;
        }
        if (Scale != 1 || Zero != 0)
            foreach (ref var value in values)
                value = value * Scale + Zero;
    }

    /// <summary>Whole numbers that stand a fixed number of bytes apart; TNULL comes as <see cref="long.MinValue"/>.</summary>
    /// <remarks>TZERO = 2^(bits - 1) turns signed into unsigned numbers; other scales are refused by <see cref="RequireWholeNumbers"/>.</remarks>
    /// <param name="bytes">Bytes of the table.</param>
    /// <param name="at">Place of the first number.</param>
    /// <param name="stride">Bytes from one number to the next.</param>
    /// <param name="values">Takes the numbers.</param>
    public void Decode(ReadOnlySpan<byte> bytes, int at, int stride, Span<long> values)
    {
        var zero = Zero switch { 0 => 0L, 9223372036854775808.0 => long.MinValue, _ => (long)Zero };
        for (var i = 0; i < values.Length; i++, at += stride)
            values[i] = Whole(bytes[at..]) is var whole && whole == Null ? long.MinValue : unchecked(zero + whole);
    }

    /// <summary>The column's whole numbers in whole rows, one after another; see the other form.</summary>
    public void Decode(ReadOnlySpan<byte> rows, int rowLength, Span<long> values)
    {
        if (Repeat == 1)
            Decode(rows, Offset, rowLength, values);
        else if (Repeat > 0)
            for (var at = Offset; at < rows.Length; at += rowLength, values = values[Repeat..])
                Decode(rows, at, ElementLength, values[..Repeat]);
    }

    /// <summary>Refuses what holds no whole numbers, or has a scale that they cannot have here.</summary>
    /// <exception cref="FitsException">With the column and its TFORM, TSCAL or TZERO.</exception>
    public void RequireWholeNumbers(int hdu)
    {
        RequireFixedLength(hdu);
        if (!IsInteger)
            throw new FitsException($"HDU {hdu}, column {Name}: it holds no whole numbers (TFORM{Number} is {Type})");
        var other = Type switch { 'K' => 9223372036854775808.0, 'J' => 2147483648.0, 'I' => 32768.0, _ => -128.0 };
        if (Scale != 1 || (Zero != 0 && Zero != other))
            throw new FitsException($"HDU {hdu}, column {Name}: whole numbers with TSCAL or TZERO other than those of unsigned numbers are not read");
    }

    /// <summary>Refuses what holds no real numbers.</summary>
    /// <exception cref="FitsException">With the column and its TFORM.</exception>
    public void RequireNumbers(int hdu, string meaning)
    {
        RequireFixedLength(hdu);
        if (!IsFloat && !IsScaledInteger)
            throw new FitsException($"HDU {hdu}, column {Name}: {meaning} is a floating point number (TFORM D or E, or whole numbers with TSCAL), but TFORM{Number} is {Repeat}{Type}");
    }

    private void RequireFixedLength(int hdu)
    {
        if (Type is 'P' or 'Q')
            throw new FitsException($"HDU {hdu}, column {Name}: its rows differ in length (TFORM{Number} is {Repeat}{Type}), and only columns of fixed length are read");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Whole(ReadOnlySpan<byte> bytes) => Type switch
    {
        'K' => BinaryPrimitives.ReadInt64BigEndian(bytes),
        'J' => BinaryPrimitives.ReadInt32BigEndian(bytes),
        'I' => BinaryPrimitives.ReadInt16BigEndian(bytes),
        _ => bytes[0],
    };
}
