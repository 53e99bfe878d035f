using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AmpelBot.Sky.Fits;

/// <summary>A small image, the primary array of a FITS file. FITS standard 4.0, sections 3.3, 4.4.2.5 and 5</summary>
public sealed class FitsImage
{
    /// <summary>Pixels of a side, at most.</summary>
    public const int MaxSide = 1024;

    private const int MaxRest = 1 << 20;

    private readonly float[] values;

    private FitsImage(int width, int height, float[] values) => (Width, Height, this.values) = (width, height, values);

    /// <summary>Pixels of a row (NAXIS1), 1 to 1024.</summary>
    public int Width { get; }

    /// <summary>Rows (NAXIS2), 1 to 1024.</summary>
    public int Height { get; }

    /// <summary>The values in physical units (BZERO + BSCALE x value), row by row as the file has them; NaN where a pixel has none (NaN, BLANK).</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>Reads the image of a file, plain or gzip.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FitsException">The file is damaged, has no two-dimensional primary array, or one beyond the bounds.</exception>
    public static FitsImage Read(ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        using var stream = MemoryMarshal.TryGetArray(file, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(file.ToArray(), writable: false);
        using var reader = new FitsReader(stream);
        var header = reader.NextHeader(cancellation) ?? throw new FitsException("the file has no HDU");
        if (header.Required("NAXIS", 0, 999) is not 2 and var axes)
            throw new FitsException($"HDU 0, card NAXIS: the primary array has {axes} axes, not the two of an image");
        var width = (int)header.Required("NAXIS1", 1, MaxSide);
        var height = (int)header.Required("NAXIS2", 1, MaxSide);
        var bits = (int)header.Required("BITPIX", -64, 64);
        var (scale, zero) = (header.Number("BSCALE") ?? 1, header.Number("BZERO") ?? 0);
        var blank = bits > 0 ? header.Integer("BLANK") : null;
        var size = Math.Abs(bits) / 8;
        if (header.DataLength != (long)width * height * size)
            throw new FitsException("HDU 0, cards PCOUNT and GCOUNT: the data are not those of an image");
        var bytes = new byte[width * height * size];
        if (reader.ReadData(bytes, cancellation) < bytes.Length)
            throw new FitsException("HDU 0: the file ends before its image does");
        reader.Finish(MaxRest, cancellation);
        var values = new float[width * height];
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes.AsSpan(i * size, size);
            var value = bits < 0 ? Real(at) : Whole(at) is var whole && whole == blank ? double.NaN : whole;
            values[i] = (float)(zero + scale * value);
        }
        return new FitsImage(width, height, values);
    }

    private static double Real(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 4 ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadDoubleBigEndian(bytes);

    private static long Whole(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadInt16BigEndian(bytes),
        4 => BinaryPrimitives.ReadInt32BigEndian(bytes),
        _ => BinaryPrimitives.ReadInt64BigEndian(bytes),
    };
}
