using System.Numerics;
using System.Runtime.InteropServices;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Cells with a value each, ascending by position, as they are gathered while a map is read.</summary>
internal sealed class CellList
{
    /// <summary>More cells than this are refused: as many as nside 2048 has pixels.</summary>
    public const int MaxCells = 50_331_648;

    private const int MaxBlockOrder = 6;

    private long[] _starts = new long[1024];
    private byte[] _orders = new byte[1024];
    private double[] _values = new double[1024];

    public int Count { get; private set; }

    public ReadOnlySpan<long> Starts => _starts.AsSpan(0, Count);

    public ReadOnlySpan<byte> Orders => _orders.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Order of the pixels of a flat map, whose equal neighbours are one cell here; null for a multi-order map.</summary>
    public int? PixelOrder { get; init; }

    /// <summary>The three arrays, without what was spare.</summary>
    public (long[] Starts, byte[] Orders, double[] Values) Take()
    {
        Array.Resize(ref _starts, Count);
        Array.Resize(ref _orders, Count);
        Array.Resize(ref _values, Count);
        return (_starts, _orders, _values);
    }

    /// <summary>Appends one cell, which must lie after all others.</summary>
    public void Append(int order, long ipix, double value)
    {
        if (Count == _starts.Length)
            Grow();
        _starts[Count] = ipix << (2 * (HealpixNested.MaxOrder - order));
        _orders[Count] = (byte)order;
        _values[Count++] = value;
    }

    /// <summary>Appends pixels of a flat map; four equal siblings become their parent, over and over.</summary>
    /// <param name="first">Nested index of the first pixel.</param>
    /// <param name="values">The values of consecutive pixels.</param>
    public void AppendPixels(long first, ReadOnlySpan<double> values)
    {
        var pixelOrder = PixelOrder ?? throw new InvalidOperationException("only a flat map has pixels");
        while (!values.IsEmpty)
        {
            var up = Math.Min(BitOperations.Log2((uint)values.Length) / 2, Math.Min(pixelOrder, MaxBlockOrder));
            if (first != 0)
                up = Math.Min(up, BitOperations.TrailingZeroCount(first) / 2);
            var length = 1 << (2 * up);
            AppendBlock(pixelOrder - up, first >> (2 * up), values[..length]);
            first += length;
            values = values[length..];
        }
    }

    private void AppendBlock(int order, long ipix, ReadOnlySpan<double> values)
    {
        if (values.Length == 1 || MemoryMarshal.Cast<double, long>(values).IndexOfAnyExcept(BitConverter.DoubleToInt64Bits(values[0])) < 0)
        {
            Append(order, ipix, values[0]);
            MergeUpwards();
            return;
        }
        var quarter = values.Length / 4;
        for (var child = 0; child < 4; child++)
            AppendBlock(order + 1, 4 * ipix + child, values.Slice(child * quarter, quarter));
    }

    private void MergeUpwards()
    {
        while (Count >= 4)
        {
            var order = _orders[Count - 1];
            var shift = 2 * (HealpixNested.MaxOrder - order);
            if (order == 0 || ((_starts[Count - 1] >> shift) & 3) != 3)
                return;
            var value = _values[Count - 1];
            for (var i = 2; i <= 4; i++)
                if (_orders[Count - i] != order || _values[Count - i] != value || _starts[Count - i] != _starts[Count - 1] - ((i - 1L) << shift))
                    return;
            Count -= 3;
            _orders[Count - 1]--;
        }
    }

    private void Grow()
    {
        if (Count >= MaxCells)
            throw new Fits.FitsException($"the map has more than {MaxCells} cells that differ");
        var size = (int)Math.Min(2L * Count, MaxCells);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _orders, size);
        Array.Resize(ref _values, size);
    }
}
