using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.Tests.Covers;

public class SkyCoverTests
{
    [Fact]
    public void Covers_agree_with_healpy()
    {
        int rows = 0;
        long ours = 0, theirs = 0;
        foreach (var row in ReferenceTable.Rows("covers.csv"))
        {
            var order = (int)row[1].Integer();
            var numbers = row[2].Split(' ').Select(n => n.Number()).ToArray();
            var coords = numbers.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new SkyCoord(pair[0], pair[1])).ToArray();
            Moc Cover(CoverMode mode) => row[0] == "cone"
                ? SkyCover.Cone(coords[0], numbers[2], order, mode)
                : SkyCover.Polygon(coords, order, mode);
            var (count, checksum) = (0L, (Int128)0);
            foreach (var range in Cover(CoverMode.CentersInside).Ranges)
            {
                var (from, to) = (range.Start >> (2 * (29 - order)), range.End >> (2 * (29 - order)));
                count += to - from;
                checksum += ((Int128)from + to - 1) * (to - from) / 2;
            }
            Assert.True(count == row[3].Integer() && (long)(checksum % 1000003) == row[4].Integer(), $"{string.Join(',', row)}: {count}");
            var overlapping = Cover(CoverMode.Overlapping);
            var inclusive = (long)Math.Round(overlapping.SkyFraction * HealpixNested.CellCount(order));
            Assert.True(Cover(CoverMode.CentersInside).Difference(overlapping).IsEmpty);
            Assert.True(inclusive <= row[5].Integer(), $"{string.Join(',', row)}: {inclusive}");
            (ours, theirs, rows) = (ours + inclusive, theirs + row[5].Integer(), rows + 1);
        }
        Assert.Equal(279, rows);
        Assert.True(ours < theirs);
    }

    [Fact]
    public void A_cone_of_no_radius_is_the_cell_of_its_centre()
    {
        var place = new SkyCoord(123.4, -56.7);
        foreach (var order in new[] { 0, 4, 12, 29 })
        {
            var cover = SkyCover.Cone(place, 0, order, CoverMode.Overlapping);
            Assert.Equal([new HealpixIndex(order, HealpixNested.Index(order, place))], cover.Cells());
            Assert.True(SkyCover.Cone(place, 0, order, CoverMode.EntirelyInside).IsEmpty);
        }
    }

    [Fact]
    public void A_cone_of_180_degrees_is_the_sky()
    {
        foreach (var mode in Enum.GetValues<CoverMode>())
            Assert.Equal(1, SkyCover.Cone(new SkyCoord(1, 2), 180, 7, mode).SkyFraction);
    }

    [Fact]
    public void Areas_close_in_on_those_of_the_shapes()
    {
        var place = new SkyCoord(0, 88);
        var square = new[] { 45, 135, 225, 315 }.Select(a => Shapes.Away(place, a, 1)).ToArray();
        // The solid angle of a square pyramid whose side planes stand 1/sqrt(2) across at their corners' distance.
        var half = Math.Tan(Math.PI / 180) / Math.Sqrt(2);
        var expected = new (Func<CoverMode, Moc> Cover, double AreaSr)[]
        {
            (mode => SkyCover.Cone(place, 3, 12, mode), 2 * Math.PI * (1 - Math.Cos(3 * Math.PI / 180))),
            (mode => SkyCover.Polygon(square, 13, mode), 4 * Math.Asin(half * half / (1 + half * half))),
            (mode => SkyCover.Box(350, 20, 85, 90, 12, mode), Math.PI / 6 * (1 - Math.Sin(85 * Math.PI / 180))),
            (mode => SkyCover.Box(0, 360, -30, 10, 9, mode), 2 * Math.PI * (Math.Sin(10 * Math.PI / 180) + 0.5)),
        };
        foreach (var (cover, areaSr) in expected)
        {
            var areaSqDeg = areaSr * Math.Pow(180 / Math.PI, 2);
            Assert.Equal(1, cover(CoverMode.CentersInside).AreaSqDeg / areaSqDeg, 1e-3);
            Assert.True(cover(CoverMode.EntirelyInside).AreaSqDeg < areaSqDeg);
            Assert.True(cover(CoverMode.Overlapping).AreaSqDeg > areaSqDeg);
        }
    }

    [Fact]
    public void Pieces_of_a_concave_polygon_leave_no_gap()
    {
        var l = new[] { (0.0, 0.0), (20, 0), (20, 10), (10, 10), (10, 20), (0, 20) }.Select(p => new SkyCoord(p.Item1 + 355, p.Item2 - 10)).ToArray();
        var whole = SkyCover.Polygon(l, 9, CoverMode.EntirelyInside);
        Assert.Single(whole.ConnectedParts());
        Assert.Single(whole.Complement().ConnectedParts());
        Assert.True(whole.Contains(new SkyCoord(0, -5)));
        Assert.False(SkyCover.Polygon(l, 9, CoverMode.Overlapping).Contains(new SkyCoord(10, 5)));
    }

    [Fact]
    public void What_is_no_polygon_is_refused()
    {
        SkyCoord a = new(0, 0), b = new(10, 0), c = new(10, 10), d = new(0, 10);
        Assert.Contains("three vertices", Refused(a, b, b, a).Message);
        Assert.Contains("sides 1 and 3", Refused(a, c, b, d).Message);
        Assert.Contains("hemisphere", Refused(a, new SkyCoord(120, 0), new SkyCoord(240, 0)).Message);
        Assert.Contains("one great circle", Refused(new SkyCoord(0, 0), new SkyCoord(0, 10), new SkyCoord(0, 20)).Message);
        Assert.Contains("at most 1000", Refused([.. Enumerable.Range(0, 1001).Select(i => new SkyCoord(i / 10.0, i % 2))]).Message);
        Assert.Equal(
            SkyCover.Polygon([a, b, c, d], 6, CoverMode.CentersInside).Ranges.ToArray(),
            SkyCover.Polygon([d, d, c, b, a, d], 6, CoverMode.CentersInside).Ranges.ToArray());

        static ArgumentException Refused(params SkyCoord[] vertices) =>
            Assert.Throws<ArgumentException>(() => SkyCover.Polygon(vertices, 6, CoverMode.Overlapping));
    }

    [Fact]
    public void What_is_out_of_bounds_is_refused()
    {
        var place = new SkyCoord(1, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Cone(place, -1, 5, CoverMode.Overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Cone(place, double.NaN, 5, CoverMode.Overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Cone(place, 180, 30, CoverMode.Overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Ellipse(place, 1, 2, 0, 5, CoverMode.Overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Ellipse(place, 91, 2, 0, 5, CoverMode.Overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Ellipse(place, 2, 1, double.NaN, 5, CoverMode.Overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Box(0, 361, 0, 1, 5, CoverMode.Overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Box(0, 1, 1, 0, 5, CoverMode.Overlapping));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkyCover.Polygon([place, new SkyCoord(2, 2), new SkyCoord(2, 3)], -1, CoverMode.Overlapping));
    }

    [Fact]
    public void A_cover_too_fine_for_its_shape_is_refused()
    {
        Assert.Contains("lower order", Assert.Throws<ArgumentException>(() => SkyCover.Cone(new SkyCoord(1, 2), 20, 29, CoverMode.EntirelyInside)).Message);
        Assert.Contains("lower order", Assert.Throws<ArgumentException>(() => SkyCover.Box(1, 20, 2, 30, 29, CoverMode.CentersInside)).Message);
    }
}
