using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests;

public class MocTests
{
    private const int Order = 2;

    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20191101, 7).WithMaxTest(300);

    // A region as the set of its 192 cells.
    private static readonly Arbitrary<(bool[] A, bool[] B)> Sets =
        (from share in Gen.Choose(0, 10)
         from a in Gen.ArrayOf(Gen.Choose(0, 9), 192)
         from b in Gen.ArrayOf(Gen.Choose(0, 9), 192)
         select (a.Select(v => v < share).ToArray(), b.Select(v => v < share).ToArray())).ToArbitrary();

    [Fact]
    public void The_algebra_is_that_of_sets_of_cells() => Prop.ForAll(Sets, sets =>
    {
        var (a, b) = (Build(sets.A), Build(sets.B));
        Same(sets.A, a);
        Same([.. sets.A.Zip(sets.B, (x, y) => x || y)], a.Union(b));
        Same([.. sets.A.Zip(sets.B, (x, y) => x && y)], a.Intersection(b));
        Same([.. sets.A.Select(x => !x)], a.Complement());
        Assert.Equal(1, a.SkyFraction + a.Complement().SkyFraction, 1e-15);
    }).Check(Laws);

    [Fact]
    public void A_moc_written_is_read_back() => Prop.ForAll(Sets, sets =>
    {
        var moc = Build(sets.A);
        using var stream = new MemoryStream();
        MocFits.Write(stream, moc);
        stream.Position = 0;
        var read = MocFits.Read(stream, default);
        Assert.True(moc.Ranges.SequenceEqual(read.Ranges));
        Assert.Equal(moc.MaxOrder, read.MaxOrder);
    }).Check(Laws.WithMaxTest(50));

    [Fact]
    public void Nothing_and_everything()
    {
        Assert.Equal(0, Moc.Empty.AreaSqDeg);
        Assert.Equal(41252.961249419, Moc.FullSky.AreaSqDeg, 1e-6);
        Assert.False(Moc.Empty.Contains(0));
        Assert.True(Moc.FullSky.Contains(new SkyCoord(0, -90)));
        Assert.True(Moc.FullSky.Contains(HealpixNested.CellCount(29) - 1));
        Assert.Equal(1, Moc.Empty.Complement().SkyFraction);
        Assert.Empty(Moc.FullSky.Complement().Ranges.ToArray());
    }

    [Fact]
    public void Ranges_are_merged_and_checked()
    {
        var moc = Moc.FromRanges([new HpxRange(8, 12), new HpxRange(0, 4), new HpxRange(4, 6), new HpxRange(9, 10), new HpxRange(20, 20)]);
        Assert.Equal([new HpxRange(0, 6), new HpxRange(8, 12)], moc.Ranges.ToArray());
        Assert.Throws<ArgumentException>(() => Moc.FromRanges([new HpxRange(-1, 4)]));
        Assert.Throws<ArgumentException>(() => Moc.FromRanges([new HpxRange(4, 3)]));
        Assert.Throws<ArgumentException>(() => Moc.FromRanges([new HpxRange(0, HealpixNested.CellCount(29) + 1)]));
        Assert.Throws<ArgumentException>(() => Moc.FromRanges([new HpxRange(0, 6)], 28));
        Assert.Throws<ArgumentOutOfRangeException>(() => Moc.FromRanges([], 30));
    }

    [SkippableTheory]
    [InlineData("moc/MOC_0.9_bayestar.multiorder.fits", 6377.792, 8)]
    [InlineData("moc/lasair_90.moc", 30.975, 11)]
    [InlineData("moc/lasair_sample_area.fits", 10.106, 11)]
    public void Real_mocs_have_their_area(string file, double areaSqDeg, int order)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var stream = File.OpenRead(RealData.Path(file));
        var moc = MocFits.Read(stream, default);
        Assert.Equal(areaSqDeg, moc.AreaSqDeg, 1e-3);
        Assert.Equal(order, moc.MaxOrder);
    }

    [SkippableFact]
    public void The_published_90_percent_moc_is_the_region_without_its_crossing_cell()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var stream = File.OpenRead(RealData.Path("moc/lasair_90.moc"));
        var published = MocFits.Read(stream, default);
        var region = SkyMapReader.Read(RealData.Path("skymaps/lasair_map.multiorder.fits"), default).RegionAt(0.9).Moc;
        Assert.True(region.Intersection(published).Ranges.SequenceEqual(published.Ranges));
        Assert.Single(region.Intersection(published.Complement()).Ranges.ToArray());
    }

    [SkippableTheory]
    [InlineData("bad_fits/lasair_orion.fits", null)]
    [InlineData("bad_fits/lasair_orion29.fits", "bad MOCORDER")]
    [InlineData("bad_fits/gbpusd.png", "PNG")]
    [InlineData("skymaps/cWB.fits.gz", "no whole numbers")]
    [InlineData("skymaps/lasair_map.multiorder.fits", "one column")]
    public void A_moc_whose_orders_contradict_is_refused(string file, string? reason)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var stream = File.OpenRead(RealData.Path(file));
        if (reason is null)
            Assert.Equal(9, MocFits.Read(stream, default).MaxOrder);
        else
            Assert.Contains(reason, Assert.Throws<FitsException>(() => MocFits.Read(stream, default)).Message);
    }

    private static Moc Build(bool[] cells) =>
        Moc.FromRanges(Enumerable.Range(0, cells.Length).Where(i => cells[i]).Reverse().Select(i => new HealpixIndex(Order, i).Range), Order);

    private static void Same(bool[] cells, Moc moc)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var range = new HealpixIndex(Order, i).Range;
            Assert.Equal(cells[i], moc.Contains(range.Start));
            Assert.Equal(cells[i], moc.Contains(range.End - 1));
        }
        Assert.Equal(cells.Count(c => c) / 192.0, moc.SkyFraction, 1e-15);
        foreach (var i in Enumerable.Range(1, Math.Max(0, moc.Ranges.Length - 1)))
            Assert.True(moc.Ranges[i - 1].End < moc.Ranges[i].Start);
    }
}
