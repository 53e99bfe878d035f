using AmpelBot.Sky.Healpix;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests.Healpix;

/// <summary>Neighbours, borders, interpolation and sizes of cells, and the forms of a direction.</summary>
public class HealpixCellTests
{
    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20200105, 9).WithMaxTest(2000);

    private static readonly Arbitrary<HealpixIndex> Cells =
        (from order in Gen.Choose(0, 29)
         from face in Gen.Choose(0, 11)
         let size = 1L << (2 * order)
         from inFace in Gen.OneOf(Draw.Integer(0, size - 1), Gen.Elements(0, size - 1, size / 3, size - 1 - size / 3))
         select new HealpixIndex(order, face * size + inFace)).ToArbitrary();

    private static readonly Arbitrary<(int Order, SkyCoord Coord)> Places =
        (from order in Gen.Choose(0, 29)
         from z in Draw.Integer(-1_000_000_000_000, 1_000_000_000_000)
         from ra in Draw.Integer(0, 3_600_000_000_000)
         select (order, new SkyCoord(ra / 1e10, Math.Asin(z / 1e12) * 180 / Math.PI))).ToArbitrary();

    [Fact]
    public void A_neighbour_of_a_cell_has_it_as_a_neighbour() =>
        Prop.ForAll(Cells, c => Neighbours(c).Where(n => n >= 0).All(n => Neighbours(c with { Ipix = n }).Contains(c.Ipix))).Check(Laws);

    [Fact]
    public void Neighbours_are_the_cells_that_share_a_corner()
    {
        for (var order = 0; order <= 3; order++)
        {
            var count = (int)HealpixNested.CellCount(order);
            var corners = Enumerable.Range(0, count).Select(i => Corners(new HealpixIndex(order, i))).ToArray();
            for (var i = 0; i < count; i++)
            {
                var neighbours = Neighbours(new HealpixIndex(order, i));
                var touching = Enumerable.Range(0, count).Where(k => k != i && corners[k].Any(a => corners[i].Any(b => a.SeparationDeg(b) < 1e-9)));
                Assert.Equal(touching.Select(k => (long)k), neighbours.Where(n => n >= 0).Distinct().Order());
                Assert.Equal(order == 0 ? 2 : neighbours.Contains(-1) ? 1 : 0, neighbours.Count(n => n < 0));
            }
            if (order > 0)
                Assert.Equal(24, Enumerable.Range(0, count).Count(i => Neighbours(new HealpixIndex(order, i)).Contains(-1)));
        }
    }

    [Fact]
    public void A_cell_shares_its_sides_with_its_neighbours() =>
        Prop.ForAll(Cells, c =>
        {
            var own = Corners(c);
            var neighbours = Neighbours(c);
            // South-west, north-west, north-east and south-east have two corners of the cell; W, N, E and S have one.
            return Enumerable.Range(0, 8).All(k => neighbours[k] < 0
                || Corners(c with { Ipix = neighbours[k] }).Count(a => own.Any(b => a.SeparationDeg(b) < 1e-3 * HealpixNested.ResolutionDeg(c.Order))) is var shared
                && (k % 2 == 0 ? shared >= 2 : shared >= 1));
        }).Check(Laws);

    [Fact]
    public void Corners_lie_north_west_south_and_east_of_the_centre() =>
        Prop.ForAll(Cells, c =>
        {
            var corners = Corners(c);
            var center = HealpixNested.Center(c.Order, c.Ipix);
            bool IsEast(SkyCoord a) => Math.Sin((a.RaDeg - center.RaDeg) * Math.PI / 180) > 0;
            return corners[0].DecDeg > center.DecDeg && corners[2].DecDeg < center.DecDeg && !IsEast(corners[1]) && IsEast(corners[3]);
        }).Check(Laws);

    [Fact]
    public void A_border_drawn_in_a_little_lies_in_its_cell() =>
        Prop.ForAll(Cells, c =>
        {
            var points = new SkyCoord[20];
            HealpixNested.Boundary(c.Order, c.Ipix, 5, points);
            var (cx, cy, cz) = HealpixNested.CenterVector(c.Order, c.Ipix);
            return points.All(p =>
            {
                var (x, y, z) = Vector(p);
                const double In = 1e-2;
                return HealpixNested.IndexOfVector(c.Order, x + In * (cx - x), y + In * (cy - y), z + In * (cz - z)) == c.Ipix || c.Order < 2;
            });
        }).Check(Laws);

    [Fact]
    public void Corners_are_the_border_in_one_step() =>
        Prop.ForAll(Cells, c =>
        {
            var points = new SkyCoord[12];
            HealpixNested.Boundary(c.Order, c.Ipix, 3, points);
            return Corners(c).SequenceEqual([points[0], points[3], points[6], points[9]]);
        }).Check(Laws);

    [Fact]
    public void A_cell_holds_its_children_and_they_make_it_up() =>
        Prop.ForAll(Cells, c => c.Order == 29 || Enumerable.Range(0, 4).Select(c.Child).ToArray() is var children
            && children.All(k => k.Parent == c && k.Ancestor(c.Order) == c && k.Ancestor(0).Order == 0
                && HealpixNested.Index(c.Order, HealpixNested.Center(k.Order, k.Ipix)) == c.Ipix)
            && children[0].Range.Start == c.Range.Start && children[3].Range.End == c.Range.End
            && Enumerable.Range(0, 3).All(k => children[k].Range.End == children[k + 1].Range.Start)).Check(Laws);

    [Fact]
    public void What_has_no_parent_or_child_says_so()
    {
        Assert.Throws<InvalidOperationException>(() => new HealpixIndex(0, 3).Parent);
        Assert.Throws<InvalidOperationException>(() => new HealpixIndex(29, 3).Child(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HealpixIndex(3, 3).Child(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HealpixIndex(3, 3).Ancestor(4));
        Assert.Equal(new HealpixIndex(3, 3), new HealpixIndex(3, 3).Ancestor(3));
    }

    [Fact]
    public void Weights_sum_to_one_and_the_cells_are_near() =>
        Prop.ForAll(Places, p =>
        {
            var (cells, weights) = Interpolation(p.Order, p.Coord);
            return Math.Abs(weights.Sum() - 1) < 1e-14 && weights.All(w => w is >= 0 and <= 1) && cells.Distinct().Count() == 4
                && cells.Zip(weights).All(c => c.Second < 1e-9 || HealpixNested.Center(p.Order, c.First).SeparationDeg(p.Coord) < 3 * HealpixNested.ResolutionDeg(p.Order));
        }).Check(Laws);

    [Fact]
    public void Interpolation_gives_back_a_linear_function() =>
        Prop.ForAll(Places, p =>
        {
            if (p.Order is < 4 or > 20)
                return true;
            var (cells, weights) = Interpolation(p.Order, p.Coord);
            var (x, y, z) = Vector(p.Coord);
            var value = cells.Zip(weights).Sum(c => c.Second * Linear(HealpixNested.CenterVector(p.Order, c.First)));
            // What is left is of second order in the size of a cell; near a pole the four cells lie on a circle around it.
            var side = HealpixNested.ResolutionDeg(p.Order) * Math.PI / 180;
            return Math.Abs(value - Linear((x, y, z))) < 2 * side * side + 1e-14;
        }).Check(Laws);

    [Fact]
    public void At_a_centre_the_cell_alone_counts() =>
        Prop.ForAll(Cells, c =>
        {
            if (c.Order > 20)
                return true;
            var (cells, weights) = Interpolation(c.Order, HealpixNested.Center(c.Order, c.Ipix));
            return cells.Zip(weights).Where(p => p.First == c.Ipix).Sum(p => p.Second) > 1 - 1e-6;
        }).Check(Laws);

    [Fact]
    public void At_the_poles_the_first_and_last_four_cells_count_alike()
    {
        for (var order = 0; order <= 29; order++)
            foreach (var dec in new[] { 90.0, -90.0 })
            {
                var (cells, weights) = (new long[4], new double[4]);
                HealpixRing.Interpolation(order, new SkyCoord(12, dec), cells, weights);
                var first = dec > 0 ? 0 : HealpixNested.CellCount(order) - 4;
                Assert.Equal([first, first + 1, first + 2, first + 3], cells.Order());
                Assert.All(weights, w => Assert.Equal(0.25, w, 1e-15));
            }
    }

    [Fact]
    public void No_cell_reaches_further_than_the_largest_radius()
    {
        for (var order = 0; order <= 6; order++)
        {
            var most = 0.0;
            for (var ipix = 0; ipix < HealpixNested.CellCount(order); ipix++)
            {
                var center = HealpixNested.Center(order, ipix);
                most = Math.Max(most, Corners(new HealpixIndex(order, ipix)).Max(c => c.SeparationDeg(center)));
            }
            Assert.Equal(most, HealpixNested.MaxCellRadiusDeg(order), 1e-12);
        }
    }

    [Fact]
    public void All_forms_of_a_direction_name_one_cell() =>
        Prop.ForAll(Places, p =>
        {
            var (x, y, z) = Vector(p.Coord);
            var expected = HealpixNested.Index(p.Order, p.Coord);
            long[] found =
            [
                HealpixNested.IndexOfAngles(p.Order, (90 - p.Coord.DecDeg) * Math.PI / 180, p.Coord.RaDeg * Math.PI / 180),
                HealpixNested.IndexOfZPhi(p.Order, z, p.Coord.RaDeg * Math.PI / 180),
                HealpixNested.IndexOfVector(p.Order, x, y, z),
                HealpixNested.IndexOfVector(p.Order, 1e-200 * x, 1e-200 * y, 1e-200 * z),
                HealpixNested.IndexOfVector(p.Order, 1e300 * x, 1e300 * y, 1e300 * z),
            ];
            // Rounding may take a direction over a border, never further than its own few digits.
            return found.All(f => f == expected || p.Order > 18 && HealpixNested.Center(p.Order, f).SeparationDeg(p.Coord) < HealpixNested.MaxCellRadiusDeg(p.Order) + 1e-13);
        }).Check(Laws);

    [Fact]
    public void Every_form_of_a_centre_leads_back_to_its_cell() =>
        Prop.ForAll(Cells, c =>
        {
            var (theta, phi) = HealpixNested.CenterAngles(c.Order, c.Ipix);
            var (x, y, z) = HealpixNested.CenterVector(c.Order, c.Ipix);
            var (height, longitude) = HealpixNested.CenterZPhi(c.Order, c.Ipix);
            return HealpixNested.IndexOfAngles(c.Order, theta, phi) == c.Ipix
                && HealpixNested.IndexOfVector(c.Order, x, y, z) == c.Ipix
                // z alone cannot hold the last orders near a pole.
                && (c.Order > 24 || HealpixNested.IndexOfZPhi(c.Order, height, longitude) == c.Ipix)
                && HealpixRing.IndexOfAngles(c.Order, theta, phi) == HealpixNested.ToRing(c.Order, c.Ipix)
                && Math.Abs(x * x + y * y + z * z - 1) < 1e-15;
        }).Check(Laws);

    [Fact]
    public void What_is_no_direction_or_cell_is_refused()
    {
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfAngles(3, bad, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfAngles(3, 1, bad));
            Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfZPhi(3, bad, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfZPhi(3, 0, bad));
            Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfVector(3, 1, bad, 0));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfAngles(3, -1e-300, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfAngles(3, Math.BitIncrement(Math.PI), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfZPhi(3, Math.BitIncrement(1), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.IndexOfVector(3, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.CenterVector(0, 12));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixRing.Center(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Neighbours(0, 12, new long[8]));
        Assert.Throws<ArgumentException>(() => HealpixNested.Neighbours(0, 11, new long[7]));
        Assert.Throws<ArgumentException>(() => HealpixNested.Boundary(0, 11, 2, new SkyCoord[7]));
        Assert.Throws<ArgumentException>(() => HealpixNested.Boundary(0, 11, int.MaxValue, new SkyCoord[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Boundary(0, 11, 0, new SkyCoord[7]));
        Assert.Throws<ArgumentException>(() => HealpixNested.Interpolation(0, default, new long[4], new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.Interpolation(30, default, new long[4], new double[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.MaxCellRadiusDeg(30));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealpixNested.ResolutionDeg(-1));
    }

    private static double Linear((double X, double Y, double Z) v) => 0.3 * v.X - 0.5 * v.Y + 0.7 * v.Z;

    private static (double X, double Y, double Z) Vector(SkyCoord coord)
    {
        var (sinRa, cosRa) = Math.SinCos(coord.RaDeg * Math.PI / 180);
        var (sinDec, cosDec) = Math.SinCos(coord.DecDeg * Math.PI / 180);
        return (cosDec * cosRa, cosDec * sinRa, sinDec);
    }

    private static long[] Neighbours(HealpixIndex cell)
    {
        var neighbours = new long[8];
        HealpixNested.Neighbours(cell.Order, cell.Ipix, neighbours);
        return neighbours;
    }

    private static SkyCoord[] Corners(HealpixIndex cell)
    {
        var corners = new SkyCoord[4];
        HealpixNested.Corners(cell.Order, cell.Ipix, corners);
        return corners;
    }

    private static (long[] Cells, double[] Weights) Interpolation(int order, SkyCoord coord)
    {
        var (cells, weights) = (new long[4], new double[4]);
        HealpixNested.Interpolation(order, coord, cells, weights);
        return (cells, weights);
    }
}
