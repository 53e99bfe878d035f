using System.Buffers.Binary;
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
/// <param name="Unit">TUNIT, when given.</param>
internal sealed record FitsColumn(
    int Number, string Name, char Type, int Repeat, int Offset, int Length, double Scale, double Zero, string? Unit)
{
    /// <summary>Whether the elements are floating point numbers.</summary>
    public bool IsFloat => Type is 'D' or 'E';

    /// <summary>Whether the elements are whole numbers.</summary>
    public bool IsInteger => Type is 'K' or 'J' or 'I' or 'B';

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

    /// <summary>The column's floating point numbers in the given rows, one after another.</summary>
    /// <param name="rows">Whole rows.</param>
    /// <param name="rowLength">Bytes in one row.</param>
    /// <param name="values">Takes row count times Repeat numbers.</param>
    public void Decode(ReadOnlySpan<byte> rows, int rowLength, Span<double> values)
    {
        var size = Type == 'D' ? 8 : 4;
        if (size == 8 && rowLength == Length)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(rows), MemoryMarshal.Cast<double, long>(values));
        else
        {
            var next = 0;
            for (var at = Offset; at < rows.Length; at += rowLength)
            {
                var row = rows.Slice(at, Length);
                if (size == 8)
                    for (var i = 0; i < row.Length; i += 8)
                        values[next++] = BinaryPrimitives.ReadDoubleBigEndian(row[i..]);
                else
                    for (var i = 0; i < row.Length; i += 4)
                        values[next++] = BinaryPrimitives.ReadSingleBigEndian(row[i..]);
            }
        }
        if (Scale != 1 || Zero != 0)
            foreach (ref var value in values)
                value = value * Scale + Zero;
    }

    /// <summary>The column's whole numbers in the given rows, one after another.</summary>
    /// <remarks>TZERO = 2^(bits - 1) turns signed into unsigned numbers; other scales are refused when the table is opened.</remarks>
    public void Decode(ReadOnlySpan<byte> rows, int rowLength, Span<long> values)
    {
        var size = Length / Repeat;
        var zero = Zero switch { 0 => 0L, 9223372036854775808.0 => long.MinValue, _ => (long)Zero };
        var next = 0;
        for (var at = Offset; at < rows.Length; at += rowLength)
        {
            var row = rows.Slice(at, Length);
            for (var i = 0; i < row.Length; i += size)
                values[next++] = unchecked(zero + (Type switch
                {
                    'K' => BinaryPrimitives.ReadInt64BigEndian(row[i..]),
                    'J' => BinaryPrimitives.ReadInt32BigEndian(row[i..]),
                    'I' => BinaryPrimitives.ReadInt16BigEndian(row[i..]),
                    _ => row[i],
                }));
        }
    }

    /// <summary>Refuses a scale that whole numbers cannot have here.</summary>
    public void RequireWholeNumbers(int hdu)
    {
        if (!IsInteger)
            throw new FitsException($"HDU {hdu}, column {Name}: it holds no whole numbers (TFORM{Number} is {Type})");
        var unsigned = Type switch { 'K' => 9223372036854775808.0, 'J' => 2147483648.0, 'I' => 32768.0, _ => 0.0 };
        if (Scale != 1 || (Zero != 0 && Zero != unsigned))
            throw new FitsException($"HDU {hdu}, column {Name}: whole numbers with TSCAL or TZERO other than those of unsigned numbers are not read");
    }
}
