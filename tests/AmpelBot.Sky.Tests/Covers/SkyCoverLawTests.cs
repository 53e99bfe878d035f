using AmpelBot.Sky.Healpix;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Sky.Tests.Covers;

public class SkyCoverLawTests
{
    private const double BorderDeg = 1e-10;

    private static readonly Config Laws = Config.QuickThrowOnFailure.WithReplay(20190814, 3).WithMaxTest(40);

    private static readonly SkyCoord[] Samples = [.. Enumerable.Range(0, (int)HealpixNested.CellCount(6)).Select(i => HealpixNested.Center(6, i))];

    // Poles, RA 0, borders and corners of base cells, and everywhere.
    private static readonly Gen<SkyCoord> Places = Gen.OneOf(
        from ra in Real(0, 360) from z in Real(-1, 1) select new SkyCoord(ra, Math.Asin(z) * 180 / Math.PI),
        from ra in Gen.Elements(0.0, 45, 90, 225, 359.999999) from dec in Gen.Elements(-90, -89.99, -41.8103148957786, 0, 41.8103148957786, 60, 90) select new SkyCoord(ra, dec));

    [Fact]
    public void Cones_are_covered() => Prop.ForAll(
        (from center in Places from radius in Gen.OneOf(Real(0, 180), Real(0, 10), Gen.Elements(0, 1e-9, 89.9, 90, 90.1, 179.9, 180)) select (center, radius)).ToArbitrary(),
        cone => Check(Shapes.Cone(cone.center, cone.radius))).Check(Laws);

    [Fact]
    public void Ellipses_are_covered() => Prop.ForAll(
        (from center in Places
         from major in Gen.OneOf(Real(0, 89), Real(0.1, 20))
         from share in Gen.OneOf(Real(0, 1), Gen.Elements(0.01, 0.999, 1))
         from angle in Real(-180, 360)
         select (center, major, minor: major * share, angle)).ToArbitrary(),
        ellipse => Check(Shapes.Ellipse(ellipse.center, ellipse.major, ellipse.minor, ellipse.angle))).Check(Laws);

    [Fact]
    public void Boxes_are_covered() => Prop.ForAll(
        (from west in Gen.OneOf(Real(0, 360), Gen.Elements(0.0, 90, 45, 350))
         from width in Gen.OneOf(Real(0, 360), Gen.Elements(0.01, 20, 90, 180, 270, 300, 359.9, 360))
         from one in Gen.OneOf(Real(-90, 90), Gen.Elements(-90, 90, 41.8103148957786))
         from other in Gen.OneOf(Real(-90, 90), Gen.Elements(-90, 90, -41.8103148957786))
         select (west, width, one, other)).ToArbitrary(),
        box => Check(Shapes.Box(box.west, box.width == 360 || box.west + box.width < 360 ? box.west + box.width : box.west + box.width - 360,
            Math.Min(box.one, box.other), Math.Max(box.one, box.other)))).Check(Laws.WithMaxTest(80));

    // Vertices by rising angle about a place, at distances of their own: a star, convex or not.
    [Fact]
    public void Polygons_are_covered() => Prop.ForAll(
        (from center in Places
         from count in Gen.Choose(3, 12)
         from size in Gen.OneOf(Real(0.5, 80), Real(0.5, 10))
         from least in Gen.Elements(0.2, 0.6, 1)
         from distances in Gen.ArrayOf(Real(least, 1), count)
         from start in Real(0, 360)
         from backwards in Gen.Elements(true, false)
         select (center, start, backwards, distances: distances.Select(d => d * size).ToArray())).ToArbitrary(),
        star =>
        {
            var vertices = star.distances.Select((d, i) => Shapes.Away(star.center, star.start + 360.0 * i / star.distances.Length, d)).ToArray();
            if (star.backwards)
                Array.Reverse(vertices);
            Check(Shapes.Polygon(vertices, star.center));
        }).Check(Laws);

    // Places beside the sides of cells of every order, and cones and triangles that reach just over them.
    [Fact]
    public void A_cell_that_a_shape_only_just_reaches_is_taken() => Prop.ForAll(
        (from order in Gen.Choose(0, 25)
         from nearPole in Gen.Elements(true, false)
         from draw in Draw.Integer(0, long.MaxValue / 2)
         from side in Gen.Choose(0, 3)
         from along in Draw.Integer(0, 15)
         from angle in Real(0, 360)
         from size in Real(0, 6)
         select (order, nearPole, draw, side, along, angle, size)).ToArbitrary(), edge =>
    {
        var count = HealpixNested.CellCount(edge.order);
        var cell = edge.nearPole
            ? HealpixNested.FromRing(edge.order, edge.draw % Math.Min(count, 400))
            : edge.draw % count;
        // Cells four orders deeper along a side: x or y is 0 or 15.
        var (x, y) = edge.side switch { 0 => (0L, edge.along), 1 => (15L, edge.along), 2 => (edge.along, 0L), _ => (edge.along, 15L) };
        var inner = 0L;
        for (var bit = 0; bit < 4; bit++)
            inner |= ((x >> bit & 1) << (2 * bit)) | ((y >> bit & 1) << (2 * bit + 1));
        var place = HealpixNested.Center(edge.order + 4, (cell << 8) + inner);
        var radius = edge.size * Math.Min(58.6 / (1L << edge.order), 15);
        var cone = SkyCover.Cone(Shapes.Away(place, edge.angle, radius), radius * (1 + 1e-9) + 1e-12, edge.order, CoverMode.Overlapping);
        Assert.True(cone.Contains(new HealpixIndex(edge.order, cell).Range.Start), $"cone {edge}");
        var far = Math.Max(radius, 1e-6);
        var triangle = SkyCover.Polygon([place, Shapes.Away(place, edge.angle, far), Shapes.Away(place, edge.angle + 60, far)], edge.order, CoverMode.Overlapping);
        Assert.True(triangle.Contains(new HealpixIndex(edge.order, cell).Range.Start), $"triangle {edge}");
    }).Check(Laws.WithMaxTest(1000));

    [Fact]
    public void Cells_that_stay_clear_of_a_cone_are_not_taken() => Prop.ForAll(
        (from center in Places from radius in Gen.OneOf(Real(0, 180), Real(0, 10)) from order in Gen.Choose(2, 5) select (center, radius, order)).ToArbitrary(),
        cone =>
        {
            var nside = 1 << cone.order;
            foreach (var cell in CellsAt(SkyCover.Cone(cone.center, cone.radius, cone.order, CoverMode.Overlapping)
                .Difference(SkyCover.Cone(cone.center, cone.radius, cone.order, CoverMode.CentersInside)), cone.order))
            {
                var away = Enumerable.Range(0, 1024).Min(i => HealpixNested.Center(cone.order + 5, 1024 * cell + i).SeparationDeg(cone.center)) - cone.radius;
                var dec = Math.Abs(HealpixNested.Center(cone.order, cell).DecDeg);
                var ring = Math.Max(1, Math.Min(nside, Math.Round(nside * Math.Sqrt(6) * Math.Sin((90 - dec) * Math.PI / 360))));
                var cellRadius = 1.07 / nside * 180 / Math.PI;
                Assert.True(away < cellRadius * (Math.Min(0.15, 0.65 / ring) / (ring <= 32 ? 16 : 1) + 1.0 / 32), $"{cone} {cell} {away}");
            }
        }).Check(Laws);

    private static void Check(Shape shape)
    {
        foreach (var order in new[] { 0, 1, 3 })
        {
            const int deepest = 6;
            var samples = 1L << (2 * (deepest - order));
            var centers = shape.Cover(order, CoverMode.CentersInside);
            var overlapping = shape.Cover(order, CoverMode.Overlapping);
            var entirely = shape.Cover(order, CoverMode.EntirelyInside);
            Assert.Equal([order, order, order], new[] { centers.MaxOrder, overlapping.MaxOrder, entirely.MaxOrder });
            for (long cell = 0; cell < HealpixNested.CellCount(order); cell++)
            {
                var first = new HealpixIndex(order, cell).Range.Start;
                var margin = shape.MarginDeg(HealpixNested.Center(order, cell));
                if (Math.Abs(margin) > BorderDeg)
                    Assert.True(centers.Contains(first) == margin < 0, $"{shape.Name} centre of {order}/{cell} {margin}");
                double least = margin, most = margin;
                // Base cells have thousands of samples: every seventh will do.
                for (var i = cell % 7; i < samples; i += order < 2 ? 7 : 1)
                {
                    var sample = shape.MarginDeg(Samples[cell * samples + i]);
                    (least, most) = (Math.Min(least, sample), Math.Max(most, sample));
                }
                Assert.True(least > -BorderDeg || overlapping.Contains(first), $"{shape.Name} overlaps {order}/{cell} by {least}");
                Assert.True(most < BorderDeg || !entirely.Contains(first), $"{shape.Name} does not hold {order}/{cell} by {most}");
            }
            Assert.True(entirely.Difference(overlapping).IsEmpty, shape.Name);
        }
    }

    private static IEnumerable<long> CellsAt(Moc moc, int order) =>
        moc.Ranges.ToArray().SelectMany(r => Range(r.Start >> (2 * (29 - order)), r.End >> (2 * (29 - order))));

    private static IEnumerable<long> Range(long from, long to)
    {
        for (; from < to; from++)
            yield return from;
    }

    private static Gen<double> Real(double least, double most) =>
        from n in Draw.Integer(0, 1L << 52) select least + (most - least) * ((double)n / (1L << 52));
}
