using System.Numerics;
using System.Runtime.InteropServices;
using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Cells ascending by position, each with a value and perhaps three distance parameters, as they are gathered while a map is read.</summary>
internal sealed class CellList
{
    /// <summary>More cells than this are refused: as many as nside 2048 has pixels.</summary>
    public const int MaxCells = 50_331_648;

    /// <summary>Columns of a map with distances: the value, mu, sigma and norm.</summary>
    public const int DistanceColumns = 4;

    private readonly double[][] columns;
    private long[] starts;
    private byte[] orders;

    /// <summary>An empty list.</summary>
    public CellList(bool withDistances = false)
        : this(new long[1024], new byte[1024], [.. Enumerable.Range(0, withDistances ? DistanceColumns : 1).Select(_ => new double[1024])]) => Count = 0;

    /// <summary>A list of cells that are known to ascend and not to overlap; it keeps the arrays.</summary>
    /// <param name="starts">First order-29 index of each.</param>
    /// <param name="orders">Order of each.</param>
    /// <param name="columns">The values; with distances also mu, sigma and norm.</param>
    public CellList(long[] starts, byte[] orders, double[][] columns)
    {
        (this.starts, this.orders, this.columns) = (starts, orders, columns);
        Count = starts.Length;
    }

    public int Count { get; private set; }

    public ReadOnlySpan<long> Starts => starts.AsSpan(0, Count);

    public ReadOnlySpan<byte> Orders => orders.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => columns[0].AsSpan(0, Count);

    /// <summary>Order of the pixels of a flat map, whose equal neighbours are one cell here; null for a multi-order map.</summary>
    public int? PixelOrder { get; init; }

    /// <summary>The arrays of the cells, without what was spare.</summary>
    public (long[] Starts, byte[] Orders, double[] Values) Take()
    {
        Array.Resize(ref starts, Count);
        Array.Resize(ref orders, Count);
        Array.Resize(ref columns[0], Count);
        return (starts, orders, columns[0]);
    }

    /// <summary>The distances, without what was spare; null when the list has none.</summary>
    public DistanceLayer? TakeDistances()
    {
        if (columns.Length < DistanceColumns)
            return null;
        for (var column = 1; column < DistanceColumns; column++)
            Array.Resize(ref columns[column], Count);
        return new DistanceLayer(columns[1], columns[2], columns[3]);
    }

    /// <summary>Appends one cell without distances, which must lie after all others.</summary>
    public void Append(int order, long ipix, double value) => Append(order, ipix, [value]);

    /// <summary>Appends pixels of a flat map that have the same numbers; four equal siblings become their parent, over and over.</summary>
    /// <param name="first">Nested index of the first pixel; it lies after all others.</param>
    /// <param name="count">Number of consecutive pixels.</param>
    /// <param name="values">One number per column.</param>
    public void AppendRun(long first, long count, ReadOnlySpan<double> values)
    {
        var pixelOrder = PixelOrder ?? throw new InvalidOperationException("only a flat map has pixels");
        while (count > 0)
        {
            var up = Math.Min(BitOperations.Log2((ulong)count) / 2, pixelOrder);
            if (first != 0)
                up = Math.Min(up, BitOperations.TrailingZeroCount(first) / 2);
            Append(pixelOrder - up, first >> (2 * up), values);
            MergeUpwards();
            first += 1L << (2 * up);
            count -= 1L << (2 * up);
        }
    }

    /// <summary>Appends consecutive pixels of a flat map; see <see cref="AppendRun"/>.</summary>
    /// <param name="first">Nested index of the first pixel.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="pixels">For each column at least as many numbers.</param>
    public void AppendPixels(long first, int count, double[][] pixels)
    {
        Span<double> values = stackalloc double[DistanceColumns];
        values = values[..columns.Length];
        for (var i = 0; i < count;)
        {
            var run = count - i;
            for (var column = 0; column < columns.Length; column++)
            {
                var rest = pixels[column].AsSpan(i, run);
                values[column] = rest[0];
                if (MemoryMarshal.Cast<double, long>(rest).IndexOfAnyExcept(BitConverter.DoubleToInt64Bits(rest[0])) is > 0 and var other)
                    run = other;
            }
            AppendRun(first + i, run, values);
            i += run;
        }
    }

    private void Append(int order, long ipix, ReadOnlySpan<double> values)
    {
        if (Count == starts.Length)
            Grow();
        starts[Count] = ipix << (2 * (HealpixNested.MaxOrder - order));
        orders[Count] = (byte)order;
        for (var column = 0; column < columns.Length; column++)
            columns[column][Count] = values[column];
        Count++;
    }

    private void MergeUpwards()
    {
        while (Count >= 4)
        {
            var last = Count - 1;
            var order = orders[last];
            var shift = 2 * (HealpixNested.MaxOrder - order);
            if (order == 0 || ((starts[last] >> shift) & 3) != 3)
                return;
            for (var i = 1; i < 4; i++)
                if (orders[last - i] != order || starts[last - i] != starts[last] - ((long)i << shift))
                    return;
            foreach (var column in columns)
                if (column[last - 1] != column[last] || column[last - 2] != column[last] || column[last - 3] != column[last])
                    return;
            Count -= 3;
            orders[Count - 1]--;
        }
    }

    private void Grow()
    {
        if (Count >= MaxCells)
            throw new FitsException($"the map has more than {MaxCells} cells that differ");
        var size = (int)Math.Min(2L * Count, MaxCells);
        Array.Resize(ref starts, size);
        Array.Resize(ref orders, size);
        for (var column = 0; column < columns.Length; column++)
            Array.Resize(ref columns[column], size);
    }
}
