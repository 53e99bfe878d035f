using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Archive;

/// <summary>The ranges that a scan reads for a region: the region's own, or fewer and wider ones that cover it.</summary>
internal sealed class ScanRanges
{
    /// <summary>More ranges than this are joined across the narrowest gaps, which bounds the seeks within a night.</summary>
    internal const int Most = 2000;

    private readonly Moc moc;

    /// <summary>Ranges that cover a region.</summary>
    /// <param name="moc">The region.</param>
    /// <param name="most">Most ranges.</param>
    /// <param name="gap">Gaps of so many indices or fewer are read through, where that costs less than a seek to their end.</param>
    internal ScanRanges(Moc moc, int most = Most, long gap = 0)
    {
        this.moc = moc;
        var own = moc.Ranges;
        Ranges = gap > 0 ? Join(own, gap) : own.ToArray();
        if (Ranges.Length > most)
            Ranges = JoinNarrowest(Ranges, most);
        Exact = Ranges.Length == own.Length;
    }

    /// <summary>Ranges to read, ascending and disjoint.</summary>
    internal HpxRange[] Ranges { get; }

    /// <summary>Whether they hold nothing but the region.</summary>
    internal bool Exact { get; }

    /// <summary>Whether an index that was read from one of the ranges lies inside the region.</summary>
    internal bool Contains(long hpx29) => Exact || moc.Contains(hpx29);

    /// <summary>Widest gap that holds about so many alerts, in a night with a number of them.</summary>
    /// <param name="alerts">Alerts of the night; they are taken to lie in a third of the sky.</param>
    /// <param name="worth">How many alerts are read in the time of a seek.</param>
    internal static long GapOf(long alerts, double worth)
        => (long)Math.Min(worth / 3 / Math.Max(alerts, 1) * HealpixNested.CellCount(HealpixNested.MaxOrder), HealpixNested.CellCount(HealpixNested.MaxOrder));

    private static HpxRange[] Join(ReadOnlySpan<HpxRange> ranges, long gap)
    {
        var joined = new List<HpxRange>(ranges.Length);
        foreach (var range in ranges)
            if (joined.Count > 0 && range.Start - joined[^1].End <= gap)
                joined[^1] = new HpxRange(joined[^1].Start, range.End);
            else
                joined.Add(range);
        return [.. joined];
    }

    private static HpxRange[] JoinNarrowest(HpxRange[] ranges, int most)
    {
        // gaps[i] lies after ranges[i]; the widest most-1 stay.
        var order = new int[ranges.Length - 1];
        var width = new long[ranges.Length - 1];
        for (var i = 0; i < order.Length; i++)
            (order[i], width[i]) = (i, ranges[i].End - ranges[i + 1].Start);
        Array.Sort(width, order);
        var kept = order[..(most - 1)];
        Array.Sort(kept);

        var joined = new HpxRange[most];
        var first = 0;
        for (var i = 0; i < most; i++)
        {
            var last = i < kept.Length ? kept[i] : ranges.Length - 1;
            joined[i] = new HpxRange(ranges[first].Start, ranges[last].End);
            first = last + 1;
        }
        return joined;
    }
}
