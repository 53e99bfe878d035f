using System.Numerics;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>A region of the sky: sorted, disjoint, half-open ranges of nested indices at order 29. [MOC2]</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class Moc
{
    /// <summary>The most cells of a border.</summary>
    public const long MostBorderCells = 10_000_000;

    private static readonly long SkyLength = HealpixNested.CellCount(HealpixNested.MaxOrder);

    private readonly HpxRange[] ranges;
    private readonly long length;

    private Moc(HpxRange[] ranges, int maxOrder)
    {
        this.ranges = ranges;
        MaxOrder = maxOrder;
        foreach (var range in ranges)
            length += range.Length;
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

    /// <summary>A region from cells in any order, overlapping ones merged.</summary>
    /// <param name="cells">Cells.</param>
    /// <param name="maxOrder">The order (0 to 29) that the region is resolved to, at least that of every cell.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">A cell does not exist or is of a deeper order.</exception>
    public static Moc FromCells(IEnumerable<HealpixIndex> cells, int maxOrder = 29) => FromRanges(cells.Select(cell =>
        (uint)cell.Order <= HealpixNested.MaxOrder && cell.Ipix >= 0 && cell.Ipix < HealpixNested.CellCount(cell.Order)
            ? cell.Range
            : throw new ArgumentException($"there is no cell {cell.Ipix} at order {cell.Order}", nameof(cells))), maxOrder);

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
    public ReadOnlySpan<HpxRange> Ranges => ranges;

    /// <summary>The order that the region is resolved to, 0 to 29.</summary>
    public int MaxOrder { get; }

    /// <summary>The order of the largest cell inside, 0 to 29; null where nothing is inside.</summary>
    public int? MinOrder
    {
        get
        {
            int? least = null;
            foreach (var cell in Coarsest())
                if (least is null || cell.Order < least)
                    least = cell.Order;
            return least;
        }
    }

    /// <summary>Whether nothing is inside.</summary>
    public bool IsEmpty => ranges.Length == 0;

    /// <summary>The region as the fewest cells, in the order of the sky's indices.</summary>
    public HealpixIndex[] Cells() => [.. Coarsest()];

    /// <summary>The same cells as UNIQ numbers, ascending: by order, then by index. [MOC2] section 4.3.1</summary>
    public long[] Uniqs()
    {
        long[] uniqs = [.. Coarsest().Select(cell => cell.Uniq)];
        Array.Sort(uniqs);
        return uniqs;
    }

    /// <summary>Share of the sky inside, 0 to 1.</summary>
    public double SkyFraction => (double)length / SkyLength;

    /// <summary>Area in square degrees, 0 to 41,252.96.</summary>
    public double AreaSqDeg => length * HealpixNested.CellAreaSqDeg(HealpixNested.MaxOrder);

    /// <summary>Whether the order-29 index lies inside.</summary>
    public bool Contains(long hpx29)
    {
        var at = FirstEndingAfter(hpx29);
        return at < ranges.Length && ranges[at].Start <= hpx29;
    }

    /// <summary>Whether the whole range lies inside.</summary>
    internal bool Holds(HpxRange range)
    {
        var at = FirstEndingAfter(range.Start);
        return at < ranges.Length && ranges[at].Start <= range.Start && range.End <= ranges[at].End;
    }

    /// <summary>Whether nothing of the range lies inside.</summary>
    internal bool IsClearOf(HpxRange range)
    {
        var at = FirstEndingAfter(range.Start);
        return at == ranges.Length || ranges[at].Start >= range.End;
    }

    /// <summary>Whether the direction lies inside.</summary>
    public bool Contains(SkyCoord coord) => Contains(HealpixNested.Index(HealpixNested.MaxOrder, coord));

    /// <summary>Whether each of many order-29 indices lies inside; sorted ones are no condition, and no index is refused.</summary>
    /// <param name="hpx29">Indices.</param>
    /// <param name="inside">Takes the answers; as long as the indices at least.</param>
    /// <exception cref="ArgumentException">There is no room for the answers.</exception>
    public void Contains(ReadOnlySpan<long> hpx29, Span<bool> inside)
    {
        if (inside.Length < hpx29.Length)
            throw new ArgumentException($"{hpx29.Length} indices have {hpx29.Length} answers, but there is room for {inside.Length}", nameof(inside));
        if (hpx29.Length < MocLookup.Worthwhile || ranges.Length == 0)
            for (var i = 0; i < hpx29.Length; i++)
                inside[i] = Contains(hpx29[i]);
        else
            MocLookup.Contains(ranges, hpx29, inside);
    }

    /// <summary>What lies in this region or the other. [MOC2] section 3</summary>
    public Moc Union(Moc other)
    {
        var all = new HpxRange[ranges.Length + other.ranges.Length];
        int i = 0, j = 0;
        for (var k = 0; k < all.Length; k++)
            all[k] = j == other.ranges.Length || (i < ranges.Length && ranges[i].Start <= other.ranges[j].Start)
                ? ranges[i++]
                : other.ranges[j++];
        return FromSorted(all, Math.Max(MaxOrder, other.MaxOrder));
    }

    /// <summary>What lies in both regions.</summary>
    public Moc Intersection(Moc other)
    {
        var common = new List<HpxRange>();
        for (int i = 0, j = 0; i < ranges.Length && j < other.ranges.Length;)
        {
            var start = Math.Max(ranges[i].Start, other.ranges[j].Start);
            var end = Math.Min(ranges[i].End, other.ranges[j].End);
            if (start < end)
                common.Add(new HpxRange(start, end));
            if (ranges[i].End < other.ranges[j].End)
                i++;
            else
                j++;
        }
        return new Moc([.. common], Math.Max(MaxOrder, other.MaxOrder));
    }

    /// <summary>What lies in this region and not in the other.</summary>
    public Moc Difference(Moc other) => Intersection(other.Complement());

    /// <summary>What lies in exactly one of the two regions.</summary>
    public Moc SymmetricDifference(Moc other) => Union(other).Difference(Intersection(other));

    /// <summary>Area that lies in both regions, in square degrees.</summary>
    public double OverlapAreaSqDeg(Moc other)
    {
        var common = 0L;
        for (int i = 0, j = 0; i < ranges.Length && j < other.ranges.Length;)
        {
            common += Math.Max(0, Math.Min(ranges[i].End, other.ranges[j].End) - Math.Max(ranges[i].Start, other.ranges[j].Start));
            if (ranges[i].End < other.ranges[j].End)
                i++;
            else
                j++;
        }
        return common * HealpixNested.CellAreaSqDeg(HealpixNested.MaxOrder);
    }

    /// <summary>The cells of an order that the region reaches into: the region itself where its order is no deeper.</summary>
    /// <param name="order">Order, 0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public Moc Degrade(int order)
    {
        var cellMask = SkyLength / HealpixNested.CellCount(order) - 1;
        if (order >= MaxOrder)
            return this;
        var coarse = new HpxRange[ranges.Length];
        for (var i = 0; i < coarse.Length; i++)
            coarse[i] = new HpxRange(ranges[i].Start & ~cellMask, (ranges[i].End + cellMask) & ~cellMask);
        return FromSorted(coarse, order);
    }

    /// <summary>The region's border: its cells of <see cref="MaxOrder"/> that share a side with a cell outside.</summary>
    /// <remarks>A coarser border is that of the degraded region. A region without an outside has no border.</remarks>
    /// <exception cref="InvalidOperationException">The border has more than <see cref="MostBorderCells"/> cells: degrade the region first.</exception>
    public Moc Border() => MocBorder.Of(this);

    /// <summary>The region's connected parts, the largest first, those of equal area by their first index.</summary>
    /// <remarks>Two cells are connected where they share a side or a piece of one; meeting at a corner does not connect.</remarks>
    public IReadOnlyList<Moc> ConnectedParts() => MocParts.Of(this);

    /// <summary>The rest of the sky.</summary>
    public Moc Complement()
    {
        var rest = new List<HpxRange>(ranges.Length + 1);
        var from = 0L;
        foreach (var range in ranges)
        {
            if (range.Start > from)
                rest.Add(new HpxRange(from, range.Start));
            from = range.End;
        }
        if (from < SkyLength)
            rest.Add(new HpxRange(from, SkyLength));
        return new Moc([.. rest], MaxOrder);
    }

    private int FirstEndingAfter(long hpx29)
    {
        int low = 0, high = ranges.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ranges[middle].End <= hpx29)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    // From the start of each range the largest cell that begins there and does not reach over the end.
    private IEnumerable<HealpixIndex> Coarsest()
    {
        foreach (var range in ranges)
            for (var start = range.Start; start < range.End;)
            {
                var aligned = start == 0 ? 2 * HealpixNested.MaxOrder : BitOperations.TrailingZeroCount(start);
                var shift = Math.Min(Math.Min(aligned, BitOperations.Log2((ulong)(range.End - start))) & ~1, 2 * HealpixNested.MaxOrder);
                yield return new HealpixIndex(HealpixNested.MaxOrder - shift / 2, start >> shift);
                start += 1L << shift;
            }
    }
}
