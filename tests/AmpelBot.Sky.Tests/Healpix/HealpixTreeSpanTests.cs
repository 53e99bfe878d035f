using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.Tests.Healpix;

public class HealpixTreeSpanTests
{
    public static TheoryData<int> Orders => [.. Enumerable.Range(0, HealpixNested.MaxOrder + 1)];

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_span_forms_agree_with_one_cell_after_another(int order)
    {
        var last = HealpixNested.CellCount(order) - 1;
        long[] ipix = [0, last, last / 2, last / 3, last / 7, -1, last + 1, long.MaxValue];
        var good = ipix.Length - 3;
        var uniq = new long[ipix.Length];
        HealpixNested.ToUniq(order, ipix, uniq);
        Assert.Equal([.. ipix.Take(good).Select(i => new HealpixIndex(order, i).Uniq), -1, -1, -1], uniq);

        var cells = new HealpixIndex[ipix.Length];
        HealpixNested.FromUniq(uniq, cells);
        Assert.Equal([.. ipix.Take(good).Select(i => new HealpixIndex(order, i)), .. Enumerable.Repeat(new HealpixIndex(-1, -1), 3)], cells);

        var ranges = new HpxRange[ipix.Length];
        HealpixNested.Ranges(order, ipix, ranges);
        Assert.Equal([.. ipix.Take(good).Select(i => new HealpixIndex(order, i).Range), default, default, default], ranges);

        var ancestors = new long[ipix.Length];
        for (var above = 0; above <= order; above++)
        {
            HealpixNested.Ancestors(order, ipix, above, ancestors);
            Assert.Equal([.. ipix.Take(good).Select(i => new HealpixIndex(order, i).Ancestor(above).Ipix), -1, -1, -1], ancestors);
        }
        if (order == HealpixNested.MaxOrder)
            return;
        var children = new long[4 * ipix.Length];
        HealpixNested.Children(order, ipix, children);
        Assert.Equal(ipix.Take(good).SelectMany(i => Enumerable.Range(0, 4).Select(c => new HealpixIndex(order, i).Child(c).Ipix)), children.Take(4 * good));
        Assert.All(children.Skip(4 * good), c => Assert.Equal(-1, c));
    }

    [Fact]
    public void What_cannot_be_asked_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Children(29, [0], new long[4]));
        Assert.Throws<ArgumentException>(() => HealpixNested.Children(3, [0], new long[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Ancestors(3, [0], 4, new long[1]));
        Assert.Throws<ArgumentException>(() => HealpixNested.ToUniq(3, [0], new long[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Ranges(30, [0], new HpxRange[1]));
    }
}
