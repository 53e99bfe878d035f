using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The ranges that a scan reads for a region: the region's own, or fewer and wider ones that cover it.</summary>
internal sealed class ScanRanges
{
    /// <summary>More ranges than this are joined across the narrowest gaps, which bounds the seeks within a night.</summary>
    internal const int Most = 2000;

    private readonly Moc moc;

    /// <summary>Ranges that cover a region.</summary>
    internal ScanRanges(Moc moc, int most = Most)
    {
        this.moc = moc;
        Ranges = moc.Ranges.ToArray();
        Exact = Ranges.Length <= most;
        if (!Exact)
            Ranges = Join(Ranges, most);
    }

    /// <summary>Ranges to read, ascending and disjoint.</summary>
    internal HpxRange[] Ranges { get; }

    /// <summary>Whether they hold nothing but the region.</summary>
    internal bool Exact { get; }

    /// <summary>Whether an index that was read from one of the ranges lies inside the region.</summary>
    internal bool Contains(long hpx29) => Exact || moc.Contains(hpx29);

    private static HpxRange[] Join(HpxRange[] ranges, int most)
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
