using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Sky.Tests.Fits;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class SkyMapTests
{
    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20190425, 5).WithMaxTest(150);

    // Few different values, so that neighbours are often equal and merge.
    private static readonly Arbitrary<double[]> Pixels =
        (from order in Gen.Choose(0, 3)
         from block in Gen.Choose(0, 2)
         from values in Gen.ArrayOf(Gen.Elements(0.0, 0.0, 1.0, 1.0, 2.5, 0.3), (int)HealpixNested.CellCount(order) >> Math.Min(2 * block, 2 * order))
         where values.Any(v => v > 0)
         let repeat = 1 << Math.Min(2 * block, 2 * order)
         select values.SelectMany(v => Enumerable.Repeat(v, repeat)).ToArray()).ToArbitrary();

    [Fact]
    public void Regions_and_levels_are_those_of_the_pixel_list() => Prop.ForAll(Pixels, pixels =>
    {
        var map = Read(FitsBytes.Flat(pixels));
        var order = map.Header.MaxOrder;
        var ranked = Enumerable.Range(0, pixels.Length).Where(i => pixels[i] > 0).OrderByDescending(i => pixels[i]).ThenBy(i => i).ToArray();
        var total = pixels.Sum();
        var sum = 0.0;
        for (var r = 0; r < ranked.Length; r++)
        {
            sum += pixels[ranked[r]];
            var range = new HealpixIndex(order, ranked[r]).Range;
            Assert.Equal(sum / total, map.CredibleLevel(range.Start), 1e-12);
            Assert.Equal(sum / total, map.CredibleLevel(range.End - 1), 1e-12);
        }
        foreach (var level in new[] { 0.01, 0.1, 0.5, 0.68, 0.9, 0.999, 1 })
        {
            var region = map.RegionAt(level);
            var taken = 0;
            for (var cumulative = 0.0; taken < ranked.Length && cumulative < level * total - 1e-12; taken++)
                cumulative += pixels[ranked[taken]];
            Assert.Equal(taken * HealpixNested.CellAreaSqDeg(order), region.AreaSqDeg, 1e-6);
            var inside = ranked.Take(taken).ToHashSet();
            for (var i = 0; i < pixels.Length; i++)
                Assert.Equal(inside.Contains(i), region.Moc.Contains(new HealpixIndex(order, i).Range.Start));
            Assert.Equal(region.Probability, map.ProbabilityIn(region.Moc), 1e-12);
        }
    }).Check(Laws);

    [Fact]
    public void A_ring_map_is_the_nested_one() => Prop.ForAll(Pixels, pixels =>
    {
        var nested = Read(FitsBytes.Flat(pixels));
        var order = nested.Header.MaxOrder;
        var ring = Read(FitsBytes.Flat([.. pixels.Select((_, i) => pixels[HealpixNested.FromRing(order, i)])], "RING"));
        Assert.Equal("RING", ring.Header.Ordering);
        Assert.Equal(nested.CellCount, ring.CellCount);
        Assert.Equal(nested.Peak, ring.Peak);
        Assert.True(nested.RegionAt(0.7).Moc.Ranges.SequenceEqual(ring.RegionAt(0.7).Moc.Ranges));
    }).Check(Laws);

    [Fact]
    public void The_50_percent_region_lies_inside_the_90() => Prop.ForAll(Pixels, pixels =>
    {
        var map = Read(FitsBytes.Flat(pixels));
        var (half, most) = (map.RegionAt(0.5), map.RegionAt(0.9));
        Assert.True(half.Moc.Intersection(most.Moc).Ranges.SequenceEqual(half.Moc.Ranges));
        Assert.True(half.Probability <= most.Probability && half.Probability >= 0.5 - 1e-13 && most.Probability >= 0.9 - 1e-13);
    }).Check(Laws);

    [Fact]
    public void Level_1_takes_all_that_has_probability_and_a_level_reached_exactly_takes_no_more()
    {
        var map = Read(FitsBytes.Flat([0.5, 0.3, 0.1, 0.1, 0, 0, 0, 0, 0, 0, 0, 0]));
        var cell = HealpixNested.CellAreaSqDeg(0);
        Assert.Equal(2, map.RegionAt(0.8).AreaSqDeg / cell, 1e-9);
        Assert.Equal(1, map.RegionAt(0.5).AreaSqDeg / cell, 1e-9);
        Assert.Equal(2, map.RegionAt(0.5000001).AreaSqDeg / cell, 1e-9);
        Assert.Equal(4, map.RegionAt(1).AreaSqDeg / cell, 1e-9);
        Assert.Equal(1, map.CredibleLevel(new SkyCoord(0, -89)));
        Assert.Equal(0.5, map.CredibleLevel(new SkyCoord(45, 45)));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.RegionAt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.RegionAt(1.7));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.RegionAt(double.NaN));
    }

    [Fact]
    public void A_uniform_map_is_one_cell_per_face_and_half_of_it_is_half_the_sky()
    {
        var map = Read(FitsBytes.Flat([.. Enumerable.Repeat(1.0 / 3072, 3072)]));
        Assert.Equal(12, map.CellCount);
        Assert.Equal(0.5, map.RegionAt(0.5).Moc.SkyFraction);
        Assert.Equal(1 / (4 * Math.PI), map.ProbDensityPerSr(new SkyCoord(77, 7)), 1e-15);
        Assert.Equal(1.0 / 3072, map.CredibleLevel(0L), 1e-15);
        Assert.Equal(HealpixNested.Center(4, 0), map.Peak);
    }

    [Fact]
    public void A_multi_order_map_may_be_unsorted_and_leave_sky_out()
    {
        // A cell of order 1 with density 2, one of order 0 with density 1.
        var map = Read(FitsBytes.MultiOrder([(16 + 5, 2), (4 + 3, 1)]));
        var (small, large) = (HealpixNested.CellAreaSr(1), HealpixNested.CellAreaSr(0));
        Assert.Equal(2 * small / (2 * small + large), map.CredibleLevel(new HealpixIndex(1, 5).Range.Start), 1e-15);
        Assert.Equal(1, map.CredibleLevel(new HealpixIndex(0, 3).Range.Start));
        Assert.Equal(1, map.CredibleLevel(new HealpixIndex(0, 9).Range.Start));
        Assert.Equal(0, map.ProbDensityPerSr(HealpixNested.Center(0, 9)));
        Assert.Equal(2 * small + large, map.Header.ProbSum, 1e-15);
        Assert.Equal(HealpixNested.Center(1, 5), map.Peak);
        Assert.Equal(1, map.Header.MaxOrder);
        Assert.Contains(map.Header.Notes, n => n.Contains("10.42 % of the sky"));
        Assert.Contains(map.Header.Notes, n => n.Contains("not to 1"));
    }

    [Fact]
    public void Unsigned_uniq_and_a_probability_per_cell_are_read()
    {
        var map = Read(FitsBytes.MultiOrder([(4 + long.MinValue, 0.25), (16 + 4 + long.MinValue, 0.75)], "prob", "TZERO1  =  9223372036854775808"));
        Assert.Equal(1, map.Header.ProbSum, 1e-15);
        Assert.Equal(0.75, map.CredibleLevel(new HealpixIndex(1, 4).Range.Start), 1e-15);
    }

    [Fact]
    public void The_mocpy_ladder_has_its_probability()
    {
        var map = Read(FitsBytes.MultiOrder([.. Enumerable.Range(0, 20).Select(i => (4L + i, i / 10.0)).Take(12)]));
        var moc = Moc.FromRanges([new HealpixIndex(0, 4).Range], 0);
        Assert.Equal(0.41887902047863906, map.ProbabilityIn(moc) * map.Header.ProbSum, 1e-12);
    }

    private static SkyMap Read(byte[] bytes) => SkyMapReader.Read(new MemoryStream(bytes), "test.fits", default);
}
