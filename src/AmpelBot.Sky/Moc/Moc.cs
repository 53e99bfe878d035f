using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>A region of the sky: sorted, disjoint, half-open ranges of nested indices at order 29. [MOC2]</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class Moc
{
    private static readonly long SkyLength = HealpixNested.CellCount(HealpixNested.MaxOrder);

    private readonly HpxRange[] _ranges;
    private readonly long _length;

    private Moc(HpxRange[] ranges, int maxOrder)
    {
        _ranges = ranges;
        MaxOrder = maxOrder;
        foreach (var range in ranges)
            _length += range.Length;
    }

    /// <summary>The region that holds nothing.</summary>
    public static Moc Empty { get; } = new([], 0);

    /// <summary>The whole sky.</summary>
    public static Moc FullSky { get; } = new([new HpxRange(0, SkyLength)], 0);

    /// <summary>A region from ranges in any order, overlapping or touching ones merged.</summary>
    /// <param name="ranges">Ranges at order 29.</param>
    /// <param name="maxOrder">The order (0 to 29) that the region is resolved to; every range must fall on its cell borders.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">A range ends before it starts, leaves the sky, or cuts a cell of the order.</exception>
    public static Moc FromRanges(IEnumerable<HpxRange> ranges, int maxOrder = 29)
    {
        var cellMask = HealpixNested.CellCount(HealpixNested.MaxOrder) / HealpixNested.CellCount(maxOrder) - 1;
        var sorted = ranges.ToArray();
        foreach (var range in sorted)
            if (range.Start < 0 || range.End < range.Start || range.End > SkyLength)
                throw new ArgumentException($"the range {range.Start} to {range.End} is not one of the sky at order 29", nameof(ranges));
            else if (((range.Start | range.End) & cellMask) != 0)
                throw new ArgumentException($"the range {range.Start} to {range.End} cuts a cell of order {maxOrder}", nameof(ranges));
        Array.Sort(sorted, (a, b) => a.Start.CompareTo(b.Start));
        return FromSorted(sorted, maxOrder);
    }

    /// <summary>A region from ranges that are known to be good and ascending by their start.</summary>
    internal static Moc FromSorted(ReadOnlySpan<HpxRange> sorted, int maxOrder)
    {
        var merged = new HpxRange[sorted.Length];
        var count = 0;
        foreach (var range in sorted)
            if (range.Length == 0)
                continue;
            else if (count > 0 && range.Start <= merged[count - 1].End)
                merged[count - 1] = new HpxRange(merged[count - 1].Start, Math.Max(merged[count - 1].End, range.End));
            else
                merged[count++] = range;
        Array.Resize(ref merged, count);
        return new Moc(merged, maxOrder);
    }

    /// <summary>The ranges, ascending and disjoint.</summary>
    public ReadOnlySpan<HpxRange> Ranges => _ranges;

    /// <summary>The order that the region is resolved to, 0 to 29.</summary>
    public int MaxOrder { get; }

    /// <summary>Share of the sky inside, 0 to 1.</summary>
    public double SkyFraction => (double)_length / SkyLength;

    /// <summary>Area in square degrees, 0 to 41,252.96.</summary>
    public double AreaSqDeg => _length * HealpixNested.CellAreaSqDeg(HealpixNested.MaxOrder);

    /// <summary>Whether the order-29 index lies inside.</summary>
    public bool Contains(long hpx29)
    {
        int low = 0, high = _ranges.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_ranges[middle].End <= hpx29)
                low = middle + 1;
            else
                high = middle;
        }
        return low < _ranges.Length && _ranges[low].Start <= hpx29;
    }

    /// <summary>Whether the direction lies inside.</summary>
    public bool Contains(SkyCoord coord) => Contains(HealpixNested.Index(HealpixNested.MaxOrder, coord));

    /// <summary>What lies in this region or the other. [MOC2] section 3</summary>
    public Moc Union(Moc other)
    {
        var all = new HpxRange[_ranges.Length + other._ranges.Length];
        int i = 0, j = 0;
        for (var k = 0; k < all.Length; k++)
            all[k] = j == other._ranges.Length || (i < _ranges.Length && _ranges[i].Start <= other._ranges[j].Start)
                ? _ranges[i++]
                : other._ranges[j++];
        return FromSorted(all, Math.Max(MaxOrder, other.MaxOrder));
    }

    /// <summary>What lies in both regions.</summary>
    public Moc Intersection(Moc other)
    {
        var common = new List<HpxRange>();
        for (int i = 0, j = 0; i < _ranges.Length && j < other._ranges.Length;)
        {
            var start = Math.Max(_ranges[i].Start, other._ranges[j].Start);
            var end = Math.Min(_ranges[i].End, other._ranges[j].End);
            if (start < end)
                common.Add(new HpxRange(start, end));
            if (_ranges[i].End < other._ranges[j].End)
                i++;
            else
                j++;
        }
        return new Moc([.. common], Math.Max(MaxOrder, other.MaxOrder));
    }

    /// <summary>The rest of the sky.</summary>
    public Moc Complement()
    {
        var rest = new List<HpxRange>(_ranges.Length + 1);
        var from = 0L;
        foreach (var range in _ranges)
        {
            if (range.Start > from)
                rest.Add(new HpxRange(from, range.Start));
            from = range.End;
        }
        if (from < SkyLength)
            rest.Add(new HpxRange(from, SkyLength));
        return new Moc([.. rest], MaxOrder);
    }
}
