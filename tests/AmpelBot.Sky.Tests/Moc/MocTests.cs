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
        Same([.. sets.A.Zip(sets.B, (x, y) => x && !y)], a.Difference(b));
        Same([.. sets.A.Zip(sets.B, (x, y) => x != y)], a.SymmetricDifference(b));
        Same([.. sets.A.Select((_, i) => sets.A[(i & ~3)..((i & ~3) + 4)].Any(x => x))], a.Degrade(1));
        Assert.Equal(a.Intersection(b).AreaSqDeg, a.OverlapAreaSqDeg(b), 1e-9);
        Assert.Equal(1, a.SkyFraction + a.Complement().SkyFraction, 1e-15);
    }).Check(Laws);

    [Fact]
    public void Cells_are_the_fewest_that_make_the_region() => Prop.ForAll(Sets, sets =>
    {
        var moc = Build(sets.A);
        var cells = moc.Cells();
        Assert.Equal(moc.Ranges.ToArray(), Moc.FromCells(cells, Order).Ranges.ToArray());
        Assert.Equal(moc.SkyFraction, cells.Sum(c => c.Range.Length) / (double)HealpixNested.CellCount(29), 1e-15);
        Assert.All(cells.Where(c => c.Order > 0), c => Assert.True(moc.Intersection(Moc.FromCells([new HealpixIndex(c.Order - 1, c.Ipix >> 2)])).SkyFraction < 1 / (12.0 * (1 << (2 * (c.Order - 1)))) - 1e-12));
        Assert.Equal(cells.Select(c => c.Uniq).Order(), moc.Uniqs());
        Assert.Equal(cells.Length == 0 ? null : cells.Min(c => c.Order), moc.MinOrder);
    }).Check(Laws);

    [Fact]
    public void Many_indices_are_looked_up_as_one_is() => Prop.ForAll(
        (from sets in Sets.Generator
         from indices in Gen.ArrayOf(Draw.Integer(-5, HealpixNested.CellCount(29) + 5), 400)
         from sorted in Gen.Elements(true, false)
         select (sets, indices, sorted)).ToArbitrary(), many =>
    {
        var moc = Build(many.sets.A);
        long[] indices = [.. many.indices, .. moc.Ranges.ToArray().SelectMany(r => new[] { r.Start - 1, r.Start, r.End - 1, r.End }), long.MinValue, long.MaxValue];
        if (many.sorted)
            Array.Sort(indices);
        foreach (var count in new[] { indices.Length, 7 })
        {
            var inside = new bool[count];
            moc.Contains(indices.AsSpan(0, count), inside);
            Assert.Equal(indices.Take(count).Select(moc.Contains), inside);
        }
        Assert.Throws<ArgumentException>(() => moc.Contains(indices, new bool[3]));
    }).Check(Laws);

    // Cells that share two corners share a side: told by the corners' places.
    [Fact]
    public void Border_and_connected_parts_are_those_of_cells_that_share_a_side() => Prop.ForAll(Sets, sets =>
    {
        var moc = Build(sets.A);
        var border = Enumerable.Range(0, 192).Select(i => sets.A[i] && Beside[i].Any(j => !sets.A[j])).ToArray();
        Assert.Equal(Build(border).Ranges.ToArray(), moc.Border().Ranges.ToArray());
        var label = Enumerable.Repeat(-1, 192).ToArray();
        var sizes = new List<int>();
        for (var first = 0; first < 192; first++)
            if (sets.A[first] && label[first] < 0)
            {
                var size = 0;
                for (var open = new Stack<int>([first]); open.TryPop(out var cell);)
                    if (sets.A[cell] && label[cell] < 0)
                    {
                        label[cell] = sizes.Count;
                        size++;
                        foreach (var next in Beside[cell])
                            open.Push(next);
                    }
                sizes.Add(size);
            }
        var parts = moc.ConnectedParts();
        Assert.Equal(sizes.OrderDescending(), parts.Select(p => (int)Math.Round(p.SkyFraction * 192)));
        Assert.All(parts, part => Assert.Single(Enumerable.Range(0, 192).Where(i => part.Contains(new HealpixIndex(Order, i).Range.Start)).Select(i => label[i]).Distinct()));
        Assert.Equal(moc.Ranges.ToArray(), parts.Aggregate(Moc.Empty, (all, part) => all.Union(part)).Ranges.ToArray());
    }).Check(Laws);

    [Fact]
    public void A_border_beyond_bounds_is_refused()
    {
        var half = Moc.FromCells([new HealpixIndex(0, 4)]);
        Assert.Contains("degrade", Assert.Throws<InvalidOperationException>(() => half.Border()).Message);
        Assert.Equal((4 * 256 - 4) * HealpixNested.CellAreaSqDeg(8), Moc.FromCells([new HealpixIndex(0, 4)], 8).Border().AreaSqDeg, 1e-9);
        Assert.True(Moc.FullSky.Border().IsEmpty);
    }

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
        using var cells = new MemoryStream();
        MocFits.WriteCells(cells, moc);
        cells.Position = 0;
        Equal(moc, MocFits.Read(cells, default));
        Equal(moc, MocText.Parse(MocText.Format(moc)));
        Equal(moc, MocJson.Parse(System.Text.Encoding.UTF8.GetBytes(MocJson.Format(moc))));
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

    // The rows of lasair_90.moc are 6970, cells of the sky map; numpy merges them into 355.
    [SkippableTheory]
    [InlineData("moc/MOC_0.9_bayestar.multiorder.fits", 474, 1)]
    [InlineData("moc/lasair_90.moc", 355, 6)]
    [InlineData("moc/lasair_sample_area.fits", 492, 6)]
    public void Real_mocs_have_their_cells_and_come_back_from_every_form(string file, int cells, int minOrder)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var stream = File.OpenRead(RealData.Path(file));
        var moc = MocFits.Read(stream, default);
        Assert.Equal(cells, moc.Uniqs().Length);
        Assert.Equal(minOrder, moc.MinOrder);
        using var written = new MemoryStream();
        MocFits.WriteCells(written, moc);
        written.Position = 0;
        Equal(moc, MocFits.Read(written, default));
        Equal(moc, MocText.Parse(MocText.Format(moc)));
        Equal(moc, MocJson.Parse(System.Text.Encoding.UTF8.GetBytes(MocJson.Format(moc))));
    }

    [SkippableFact]
    public void The_90_percent_region_of_mocpys_map_has_two_parts()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var region = SkyMapReader.Read(RealData.Path("skymaps/mocpy_bayestar.multiorder.fits"), default).RegionAt(0.9);
        var parts = region.Moc.ConnectedParts();
        Assert.Equal(2, parts.Count);
        Assert.Equal(11, region.Moc.MaxOrder);
        Assert.Equal(region.AreaSqDeg, parts.Sum(p => p.AreaSqDeg), 1e-9);
        Assert.True(parts[0].AreaSqDeg > parts[1].AreaSqDeg);
    }

    // Cells by falling density up to 0.9; the one that crosses it is split, and of its last parts the crossing one is kept.
    [SkippableFact]
    public void Cells_with_densities_give_cds_mocs_region()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        const int order = 8;
        var left = 0.9;
        var taken = new List<HealpixIndex>();
        foreach (var (cell, value) in File.ReadLines(RealData.Path("moc/gw190425z_skymap.multiorder.csv")).Select(line => line.Split(','))
            .Where(row => long.TryParse(row[0], out _)).Select(row => (Cell: HealpixIndex.FromUniq(row[0].Integer()), Density: row[1].Number()))
            .OrderByDescending(row => row.Density).Select(row => (row.Cell, row.Density * HealpixNested.CellAreaSr(row.Cell.Order))))
        {
            if (value <= left)
            {
                left -= value;
                taken.Add(cell);
                continue;
            }
            Split(cell, value);
            break;
        }
        var expected = File.ReadAllText(RealData.Path("moc/gw190425z_skymap.default.expected.txt"));
        var moc = Moc.FromCells(taken, order);
        Assert.Equal(string.Join(' ', expected.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), MocText.Format(moc));
        Equal(moc, MocText.Parse(expected));

        void Split(HealpixIndex cell, double value)
        {
            for (var child = 0; child < 4 && cell.Order < order; child++)
            {
                var part = new HealpixIndex(cell.Order + 1, 4 * cell.Ipix + child);
                if (value / 4 > left)
                {
                    Split(part, value / 4);
                    return;
                }
                left -= value / 4;
                taken.Add(part);
            }
            if (cell.Order == order)
                taken.Add(cell);
        }
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

    private static readonly int[][] Beside = [.. Enumerable.Range(0, 192).Select(i => Enumerable.Range(0, 192).Where(j => j != i && SharedCorners(i, j) == 2).ToArray())];

    // Corners are where the deepest cells in the corners have their centres, to a hundredth of a degree.
    private static int SharedCorners(int i, int j) => Corners(i).Sum(a => Corners(j).Count(b => a.SeparationDeg(b) < 0.01));

    private static SkyCoord[] Corners(int i)
    {
        var (first, last) = (new HealpixIndex(Order, i).Range.Start, new HealpixIndex(Order, i).Range.End - 1);
        const long odd = 0x5555555555555555;
        var size = last - first;
        return [.. new[] { first, first + (size & odd), last, first + (size & ~odd) }.Select(ipix => HealpixNested.Center(29, ipix))];
    }

    private static void Equal(Moc expected, Moc actual)
    {
        Assert.Equal(expected.Ranges.ToArray(), actual.Ranges.ToArray());
        Assert.Equal(expected.MaxOrder, actual.MaxOrder);
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
