using AmpelBot.Alerts.Archive;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive;

public sealed class ScanRangesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    public void Joined_ranges_cover_the_region_with_the_narrowest_gaps_gone(int most)
    {
        var moc = HandMade.RandomMoc(new Random(most), 4, 0.4);
        var joined = new ScanRanges(moc, most);
        Assert.Equal(most, joined.Ranges.Length);
        Assert.False(joined.Exact);
        foreach (var range in moc.Ranges)
            Assert.Single(joined.Ranges, r => r.Start <= range.Start && range.End <= r.End);
        // Every end that is left is one of the region's own, and no gap that is left is narrower than one that is gone.
        var gaps = Gaps(moc.Ranges.ToArray());
        var left = Gaps(joined.Ranges);
        Assert.Equal(gaps.OrderDescending().Take(most - 1), left.OrderDescending());
        AssertContainsLike(moc, joined);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Gaps_of_a_width_and_narrower_are_read_through(int cells)
    {
        var moc = HandMade.RandomMoc(new Random(cells), 4, 0.4);
        var gap = cells * new HealpixIndex(4, 0).Range.Length;
        var joined = new ScanRanges(moc, gap: gap);
        Assert.Equal(Gaps(moc.Ranges.ToArray()).Where(g => g > gap), Gaps(joined.Ranges));
        Assert.InRange(joined.Ranges.Length, 2, moc.Ranges.Length - 1);
        Assert.False(joined.Exact);
        AssertContainsLike(moc, joined);
    }

    [Fact]
    public void A_region_of_few_ranges_is_read_as_it_is()
    {
        var moc = HandMade.RandomMoc(new Random(1), 3, 0.4);
        var ranges = new ScanRanges(moc);
        Assert.True(ranges.Exact);
        Assert.Equal(moc.Ranges.ToArray(), ranges.Ranges);
        Assert.Empty(new ScanRanges(Moc.Empty, gap: 1000).Ranges);
        Assert.True(new ScanRanges(Moc.FullSky, gap: long.MaxValue / 2).Exact);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(long.MaxValue)]
    public void The_gap_worth_reading_narrows_with_the_number_of_alerts(long alerts)
    {
        var gap = ScanRanges.GapOf(alerts, 8);
        Assert.InRange(gap, 0, HealpixNested.CellCount(29));
        Assert.True(gap >= ScanRanges.GapOf(Math.Max(alerts, 1) * 2.0 > long.MaxValue ? long.MaxValue : Math.Max(alerts, 1) * 2, 8));
        // A million alerts in a third of the sky: eight of them lie in 0.11 square degrees.
        if (alerts == 1_000_000)
            Assert.Equal(0.11, gap * HealpixNested.CellAreaSqDeg(29), 0.005);
    }

    private static void AssertContainsLike(Moc moc, ScanRanges joined)
    {
        foreach (var range in joined.Ranges)
            for (var hpx29 = range.Start; hpx29 < range.End; hpx29 += new HealpixIndex(4, 0).Range.Length)
                Assert.Equal(moc.Contains(hpx29), joined.Contains(hpx29));
    }

    private static IEnumerable<long> Gaps(HpxRange[] ranges) => ranges.Zip(ranges.Skip(1), (a, b) => b.Start - a.End);
}
