using AmpelBot.Sky.Healpix;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests.Healpix;

public class HealpixNestedTests
{
    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20170817, 3).WithMaxTest(3000);

    private static readonly Arbitrary<HealpixIndex> Cells =
        (from order in Gen.Choose(0, 29)
         from ipix in Draw.Integer(0, HealpixNested.CellCount(order) - 1)
         select new HealpixIndex(order, ipix)).ToArbitrary();

    private static readonly Arbitrary<SkyCoord> Coords =
        (from z in Gen.Choose(-1_000_000, 1_000_000)
         from ra in Draw.Integer(0, 3_600_000_000_000)
         select new SkyCoord(ra / 1e10, Math.Asin(z / 1e6) * 180 / Math.PI)).ToArbitrary();

    [Fact]
    public void A_centre_lies_in_its_own_cell_at_every_order() =>
        Prop.ForAll(Cells, c => HealpixNested.Index(c.Order, HealpixNested.Center(c.Order, c.Ipix)) == c.Ipix).Check(Laws);

    [Fact]
    public void Ring_and_nested_indices_are_one_to_one() =>
        Prop.ForAll(Cells, c => HealpixNested.FromRing(c.Order, HealpixNested.ToRing(c.Order, c.Ipix)) == c.Ipix
            && HealpixNested.ToRing(c.Order, HealpixNested.FromRing(c.Order, c.Ipix)) == c.Ipix).Check(Laws);

    [Fact]
    public void A_cell_lies_in_its_parent() =>
        Prop.ForAll(Coords, c => Enumerable.Range(1, 29).All(k => HealpixNested.Index(k, c) >> 2 == HealpixNested.Index(k - 1, c))).Check(Laws);

    [Fact]
    public void Uniq_and_range_name_the_same_cell() =>
        Prop.ForAll(Cells, c => HealpixIndex.FromUniq(c.Uniq) == c
            && c.Range.Length == 1L << (2 * (29 - c.Order))
            && c.Range.Contains(HealpixNested.Index(29, HealpixNested.Center(c.Order, c.Ipix)))).Check(Laws);

    [Fact]
    public void All_cells_of_the_first_orders_are_hit_once_by_their_centres_and_by_ring_order()
    {
        for (var order = 0; order <= 5; order++)
        {
            var count = (int)HealpixNested.CellCount(order);
            var last = double.PositiveInfinity;
            var seen = new HashSet<long>();
            for (var ring = 0; ring < count; ring++)
            {
                var ipix = HealpixNested.FromRing(order, ring);
                Assert.True(seen.Add(ipix));
                var dec = HealpixNested.Center(order, ipix).DecDeg;
                Assert.True(dec <= last + 1e-12);
                last = dec;
            }
        }
    }

    [Fact]
    public void Indices_agree_with_healpy_and_astropy_healpix_at_all_orders()
    {
        var rows = 0;
        foreach (var row in ReferenceTable.Rows("index.csv"))
        {
            var coord = new SkyCoord(row[1].Number(), row[2].Number());
            Assert.True(row[3].Integer() == HealpixNested.Index((int)row[0].Integer(), coord), string.Join(',', row));
            rows++;
        }
        Assert.True(rows > 5000);
    }

    [Fact]
    public void Centres_and_ring_indices_agree_with_healpy_at_all_orders()
    {
        var rows = 0;
        foreach (var row in ReferenceTable.Rows("cells.csv"))
        {
            var order = (int)row[0].Integer();
            var ipix = row[1].Integer();
            var center = HealpixNested.Center(order, ipix);
            Assert.Equal(row[2].Integer(), HealpixNested.ToRing(order, ipix));
            Assert.Equal(ipix, HealpixNested.FromRing(order, row[2].Integer()));
            Assert.True(center.SeparationDeg(new SkyCoord(row[3].Number(), row[4].Number())) < 1e-10, string.Join(',', row));
            rows++;
        }
        Assert.True(rows > 2000);
    }

    [Fact]
    public void The_poles_and_ra_0_and_360_have_their_cells()
    {
        for (var order = 0; order <= 29; order++)
        {
            var last = (1L << (2 * order)) - 1;
            Assert.Equal(last, HealpixNested.Index(order, new SkyCoord(0, 90)));
            Assert.Equal((8L << (2 * order)), HealpixNested.Index(order, new SkyCoord(0, -90)));
            Assert.Equal(HealpixNested.Index(order, new SkyCoord(0, 12.5)), HealpixNested.Index(order, new SkyCoord(360, 12.5)));
            Assert.Equal(HealpixNested.Index(order, new SkyCoord(0, 12.5)), HealpixNested.Index(order, new SkyCoord(-1e-300, 12.5)));
        }
    }

    [Fact]
    public void Areas_add_to_the_sky()
    {
        for (var order = 0; order <= 29; order++)
        {
            Assert.Equal(4 * Math.PI, HealpixNested.CellAreaSr(order) * HealpixNested.CellCount(order), 1e-12);
            Assert.Equal(41252.961249419, HealpixNested.CellAreaSqDeg(order) * HealpixNested.CellCount(order), 1e-8);
        }
    }

    [Fact]
    public void What_is_no_cell_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.CellCount(30));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Index(-1, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Center(0, 12));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.FromRing(3, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixIndex.FromUniq(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixIndex.FromUniq(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixIndex.FromUniq(HealpixIndex.MaxUniq + 1));
        Assert.Equal(new HealpixIndex(29, HealpixNested.CellCount(29) - 1), HealpixIndex.FromUniq(HealpixIndex.MaxUniq));
        Assert.Equal(new HealpixIndex(0, 0), HealpixIndex.FromUniq(4));
    }
}
