using System.Buffers.Binary;
using System.Text;

namespace AmpelBot.Sky.Fits;

/// <summary>One column to be written to a binary table: its name, unit and numbers. FITS standard 4.0, section 7.3</summary>
/// <remarks>A column of n elements in a row holds n times as many numbers as there are rows. The arrays are read when the table is written.</remarks>
public sealed class FitsColumnData
{
    private readonly Action<int, Span<byte>> writeRow;

    private FitsColumnData(string name, string? unit, char type, int elements, int count, int repeat, int elementLength, Action<int, Span<byte>> writeRow)
    {
        if (repeat < 1 || count % repeat != 0)
            throw new ArgumentException($"the column {name} holds {count} values, which are no whole rows of {repeat}", nameof(repeat));
        if (name.Length == 0)
            throw new ArgumentException("a column has a name", nameof(name));
        (Name, Unit, Format, RowCount, Length) = (name, unit, $"{elements}{type}", count / repeat, repeat * elementLength);
        this.writeRow = writeRow;
    }

    /// <summary>TTYPE.</summary>
    public string Name { get; }

    /// <summary>TUNIT, when the numbers have a unit.</summary>
    public string? Unit { get; }

    /// <summary>TFORM: number of elements in a row and the letter of their type.</summary>
    public string Format { get; }

    /// <summary>Rows that the values make.</summary>
    public int RowCount { get; }

    /// <summary>Bytes in one row.</summary>
    internal int Length { get; }

    /// <summary>Double precision numbers (TFORM D); NaN is the standard's "no value".</summary>
    public static FitsColumnData Of(string name, double[] values, string? unit = null, int repeat = 1) =>
        Numbers(name, values, unit, 'D', repeat, 8, (bytes, value) => BinaryPrimitives.WriteDoubleBigEndian(bytes, value));

    /// <summary>Single precision numbers (TFORM E).</summary>
    public static FitsColumnData Of(string name, float[] values, string? unit = null, int repeat = 1) =>
        Numbers(name, values, unit, 'E', repeat, 4, (bytes, value) => BinaryPrimitives.WriteSingleBigEndian(bytes, value));

    /// <summary>Whole numbers of 64 bits (TFORM K).</summary>
    public static FitsColumnData Of(string name, long[] values, string? unit = null, int repeat = 1) =>
        Numbers(name, values, unit, 'K', repeat, 8, (bytes, value) => BinaryPrimitives.WriteInt64BigEndian(bytes, value));

    /// <summary>Whole numbers of 32 bits (TFORM J).</summary>
    public static FitsColumnData Of(string name, int[] values, string? unit = null, int repeat = 1) =>
        Numbers(name, values, unit, 'J', repeat, 4, (bytes, value) => BinaryPrimitives.WriteInt32BigEndian(bytes, value));

    /// <summary>Whole numbers of 16 bits (TFORM I).</summary>
    public static FitsColumnData Of(string name, short[] values, string? unit = null, int repeat = 1) =>
        Numbers(name, values, unit, 'I', repeat, 2, (bytes, value) => BinaryPrimitives.WriteInt16BigEndian(bytes, value));

    /// <summary>Whole numbers from 0 to 255 (TFORM B).</summary>
    public static FitsColumnData Of(string name, byte[] values, string? unit = null, int repeat = 1) =>
        Numbers(name, values, unit, 'B', repeat, 1, (bytes, value) => bytes[0] = value);

    /// <summary>Yes or no (TFORM L).</summary>
    public static FitsColumnData Of(string name, bool[] values, int repeat = 1) =>
        Numbers(name, values, null, 'L', repeat, 1, (bytes, value) => bytes[0] = (byte)(value ? 'T' : 'F'));

    /// <summary>Texts of printable ASCII, one to a row (TFORM A, as wide as the longest); trailing blanks are lost to readers.</summary>
    /// <exception cref="ArgumentException">A text holds something else.</exception>
    public static FitsColumnData Of(string name, string[] values)
    {
        if (values.FirstOrDefault(v => v.Any(c => c is < ' ' or > '~')) is { } odd)
            throw new ArgumentException($"the FITS column {name} holds printable ASCII alone: \"{odd}\"", nameof(values));
        var width = Math.Max(1, values.Length == 0 ? 1 : values.Max(v => v.Length));
        return new FitsColumnData(name, null, 'A', width, values.Length, 1, width, (row, bytes) =>
        {
            bytes.Clear();
            Encoding.ASCII.GetBytes(values[row], bytes);
        });
    }

    /// <summary>Writes one row's elements.</summary>
    internal void WriteRow(int row, Span<byte> bytes) => writeRow(row, bytes);

    private static FitsColumnData Numbers<T>(string name, T[] values, string? unit, char type, int repeat, int size, Element<T> write) =>
        new(name, unit, type, repeat, values.Length, repeat, size, (row, bytes) =>
        {
            for (var i = 0; i < repeat; i++)
                write(bytes[(i * size)..], values[(row * repeat) + i]);
        });

    private delegate void Element<T>(Span<byte> bytes, T value);
}
