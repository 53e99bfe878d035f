using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>The cells of a region, as large as they can be, and which of them hang together by edges.</summary>
/// <remarks>A cell that the seam at longitude 180 halves counts as two: its eastern half (0) and its western half (1).</remarks>
internal sealed class ContourCells
{
    private readonly Moc moc;
    private readonly long[] starts;
    private readonly byte[] orders;
    private readonly int[] parents;

    public ContourCells(Moc moc)
    {
        this.moc = moc;
        var starts = new List<long>();
        var orders = new List<byte>();
        foreach (var range in moc.Ranges)
            for (var start = range.Start; start < range.End;)
            {
                var order = HealpixNested.MaxOrder;
                while (order > 0 && start % Length(order - 1) == 0 && start + Length(order - 1) <= range.End)
                    order--;
                starts.Add(start);
                orders.Add((byte)order);
                start += Length(order);
            }
        (this.starts, this.orders) = ([.. starts], [.. orders]);
        parents = new int[2 * starts.Count];
        for (var i = 0; i < parents.Length; i++)
            parents[i] = i;
    }

    /// <summary>Number of cells.</summary>
    public int Count => starts.Length;

    /// <summary>Base cell, lower corner and edge of a cell in order-29 cells.</summary>
    public (int Face, long X, long Y, long Size) this[int cell]
    {
        get
        {
            const long InFace = (1L << (2 * HealpixNested.MaxOrder)) - 1;
            var (x, y) = ZOrder.Separate(starts[cell] & InFace);
            return ((int)(starts[cell] >> (2 * HealpixNested.MaxOrder)), x, y, 1L << (HealpixNested.MaxOrder - orders[cell]));
        }
    }

    /// <summary>
    /// Whether the region holds nothing, a part or all of a block of a size that is a power of 2, and which cell holds it.
    /// </summary>
    public (bool Any, bool All, int Cell) Cover(int face, long x, long y, long size)
    {
        var start = ((long)face << (2 * HealpixNested.MaxOrder)) | ZOrder.Interleave((uint)x, (uint)y);
        var end = start + size * size;
        var ranges = moc.Ranges;
        int low = 0, high = ranges.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ranges[middle].End <= start)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == ranges.Length || ranges[low].Start >= end)
            return (false, false, -1);
        if (ranges[low].Start > start || ranges[low].End < end)
            return (true, false, -1);
        var cell = Array.BinarySearch(starts, start);
        return (true, true, cell >= 0 ? cell : ~cell - 1);
    }

    /// <summary>Notes that two halves share an edge.</summary>
    public void Join(int half, int otherHalf) => parents[PartOf(half)] = PartOf(otherHalf);

    /// <summary>The number of the connected part that a half belongs to.</summary>
    public int PartOf(int half)
    {
        while (parents[half] != half)
            half = parents[half] = parents[parents[half]];
        return half;
    }

    private static long Length(int order) => 1L << (2 * (HealpixNested.MaxOrder - order));
}
