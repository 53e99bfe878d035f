using System.Text.Json;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace AmpelBot.Sky.Tests.Contours;

public class ContoursTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;

    // Patches of cells of mixed order, with much and little of the sky inside.
    private static readonly Arbitrary<Moc> Regions =
        (from order in Gen.Choose(0, 4)
         from count in Gen.Choose(1, 60)
         from cells in Gen.ArrayOf(from deeper in Gen.Choose(0, 2) from share in Draw.Integer(0, 1_000_000) select (Order: order + deeper, share), count)
         from inverted in Gen.Choose(0, 1)
         select Build(cells.Select(c => (c.Order, c.share * (HealpixNested.CellCount(c.Order) - 1) / 1_000_000)), inverted == 1)).ToArbitrary();

    [Fact]
    public void Polygons_hold_the_area_and_the_points_of_any_region() => Prop.ForAll(Regions, moc => CheckSphere(moc, 40)).Check(Laws(60));

    [Fact]
    public void Geojson_polygons_hold_the_area_and_the_points_of_any_region() => Prop.ForAll(Regions, moc => CheckPlane(moc, 40)).Check(Laws(60));

    [Fact]
    public void Every_single_cell_of_the_first_orders_is_one_polygon()
    {
        for (var order = 0; order <= 3; order++)
            for (var ipix = 0L; ipix < HealpixNested.CellCount(order); ipix++)
            {
                var moc = Build([(order, ipix)], false);
                var polygon = Assert.Single(Sky.SkyMaps.Contours.Of(moc, Tolerance));
                Assert.Empty(polygon.Holes);
                Assert.Equal(moc.AreaSqDeg, polygon.AreaSqDeg, Tolerance * SphericalPolygon.PerimeterDeg(polygon.Outer));
                CheckPlane(moc, 0);
                Assert.True(SphericalPolygon.Contains([polygon], HealpixNested.Center(order, ipix)));
            }
    }

    [Fact]
    public void The_corners_of_a_cell_are_those_of_the_projection()
    {
        // [CR07]: base cell 0 from (45, 0 deg) over (90, asin 2/3) to the pole and (0, asin 2/3); healpy 1.16.1 boundaries(1, 0, nest=True) agrees.
        var polygon = Assert.Single(Sky.SkyMaps.Contours.Of(Build([(0, 0)], false), 10));
        Assert.Equal(4, polygon.Outer.Count);
        Assert.Equal((45.0, 0.0), (polygon.Outer[0].RaDeg, polygon.Outer[0].DecDeg));
        Assert.Equal(90, polygon.Outer[1].RaDeg);
        Assert.Equal(41.810314895778598, polygon.Outer[1].DecDeg, 1e-12);
        Assert.Equal(90, polygon.Outer[2].DecDeg);
        Assert.Equal(0, polygon.Outer[3].RaDeg);
        Assert.Equal(41.810314895778598, polygon.Outer[3].DecDeg, 1e-12);
    }

    [Fact]
    public void Corners_agree_with_healpy()
    {
        var rows = 0;
        foreach (var row in ReferenceTable.Rows("corners.csv"))
        {
            var outer = Assert.Single(Sky.SkyMaps.Contours.Of(Build([((int)row[0].Integer(), row[1].Integer())], false), 10)).Outer;
            // healpy goes N, W, S, E; here it is S, E, N, W with points between on large cells.
            for (var corner = 0; corner < 4; corner++)
            {
                var expected = new SkyCoord(row[2 + 2 * corner].Number(), row[3 + 2 * corner].Number());
                Assert.True(outer.Min(c => c.SeparationDeg(expected)) < 1e-9, $"{row[0]}, {row[1]}");
            }
            rows++;
        }
        Assert.Equal(150, rows);
    }

    [Fact]
    public void The_whole_sky_has_no_border_and_nothing_has_no_polygon()
    {
        Assert.Empty(Sky.SkyMaps.Contours.Of(Moc.Empty, 1));
        Assert.Empty(Feature(Moc.Empty, 1));
        var sky = Assert.Single(Sky.SkyMaps.Contours.Of(Moc.FullSky, 1));
        Assert.Empty(sky.Outer);
        Assert.Empty(sky.Holes);
        Assert.Equal(41252.96124941927, sky.AreaSqDeg, 1e-8);
        var map = Assert.Single(Feature(Moc.FullSky, 1));
        Assert.Single(map.Rings);
        Assert.Equal(41252.96124941927, map.AreaSqDeg, 1e-5);
        map.CheckForm();
    }

    [Fact]
    public void A_ring_of_cells_has_a_hole_and_cells_that_touch_at_a_corner_are_two_polygons()
    {
        // The 16 cells of order 2 in base cell 4 without the middle four, which are the far ones of its quarters.
        var ring = Build(Enumerable.Range(64, 16).Where(i => i is not (67 or 70 or 73 or 76)).Select(i => (2, (long)i)), false);
        var polygon = Assert.Single(Sky.SkyMaps.Contours.Of(ring, Tolerance));
        Assert.Single(polygon.Holes);
        Assert.Equal(2, Assert.Single(Feature(ring, Tolerance)).Rings.Count);
        // 67 and 76 lie on a diagonal.
        var diagonal = Build([(2, 67), (2, 76)], false);
        Assert.Equal(2, Sky.SkyMaps.Contours.Of(diagonal, Tolerance).Count);
        Assert.Equal(2, Feature(diagonal, Tolerance).Count);
        // A ring that is pinched: its hole touches the outer ring at a corner.
        var pinched = Build(Enumerable.Range(64, 16).Where(i => i is not (67 or 70 or 73 or 76 or 64)).Select(i => (2, (long)i)), false);
        Assert.Single(Assert.Single(Sky.SkyMaps.Contours.Of(pinched, Tolerance)).Holes);
        CheckPlane(pinched, 100);
    }

    [Fact]
    public void Polar_caps_are_cut_on_the_map_and_whole_on_the_sphere()
    {
        foreach (var faces in new[] { new long[] { 0, 1, 2, 3 }, [8, 9, 10, 11], [0, 2], [1, 2], [0, 3], [9, 10, 2], [5, 6, 7], [6] })
        {
            var moc = Build(faces.Select(f => (0, f)), false);
            CheckSphere(moc, 200);
            CheckPlane(moc, 200);
        }
        var cap = Build([(0, 0), (0, 1), (0, 2), (0, 3)], false);
        Assert.Empty(Assert.Single(Sky.SkyMaps.Contours.Of(cap, Tolerance)).Holes);
        Assert.Single(Assert.Single(Feature(cap, Tolerance)).Rings);
        Assert.Equal(2, Feature(Build([(0, 6)], false), Tolerance).Count);
    }

    [Fact]
    public void The_deepest_order_is_drawn_too()
    {
        foreach (var ipix in new[] { 0L, HealpixNested.CellCount(29) - 1, 1234567890123456789, (3L << 58) - 1, 6L << 58 })
        {
            var polygon = Assert.Single(Sky.SkyMaps.Contours.Of(Build([(29, ipix)], false), 1e-6));
            Assert.Equal(4, polygon.Outer.Count);
            Assert.InRange(polygon.Outer.Max(c => c.SeparationDeg(HealpixNested.Center(29, ipix))), 5e-8, 2.4e-7);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(11)]
    public void A_tolerance_out_of_range_is_refused(double tolerance)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sky.SkyMaps.Contours.Of(Moc.FullSky, tolerance));
        Assert.Throws<ArgumentOutOfRangeException>(() => GeoJson.WriteRegion(Stream.Null, Moc.FullSky, tolerance));
    }

    [SkippableTheory]
    [InlineData("S190425z_LALInference.fits", 0.5)]
    [InlineData("S190425z_LALInference.fits", 0.9)]
    [InlineData("S190426c_bayestar1.fits.gz", 0.5)]
    [InlineData("S190426c_bayestar1.fits.gz", 0.9)]
    [InlineData("S190814bv_LALInference.v1.multiorder.fits", 0.9)]
    [InlineData("GW170817.fits.gz", 0.9)]
    public void Contours_of_real_maps_hold_their_regions(string file, double level)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var map = SkyMapReader.Read(RealData.Path("skymaps/" + file), CancellationToken.None);
        var region = map.RegionAt(level);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var polygons = Sky.SkyMaps.Contours.Of(map, level, 1e-3);
        output.WriteLine($"{polygons.Count} polygons, {polygons.Sum(p => p.Holes.Count)} holes, {polygons.Sum(p => SphericalPolygon.Rings(p).Sum(r => r.Count))} points, {clock.ElapsedMilliseconds} ms");
        Assert.Equal(1, polygons.Sum(p => p.AreaSqDeg) / region.AreaSqDeg, 1e-4);
        CheckSphere(region.Moc, 300);
        CheckPlane(region.Moc, 300);

        using var stream = new MemoryStream();
        GeoJson.WriteContours(stream, map, [level, level / 2], 1e-3);
        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("FeatureCollection", json.RootElement.GetProperty("type").GetString());
        var features = json.RootElement.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(level, features[0].GetProperty("properties").GetProperty("level").GetDouble());
        Assert.Equal(region.Probability, features[0].GetProperty("properties").GetProperty("probability").GetDouble());
        Assert.Equal(region.AreaSqDeg, features[0].GetProperty("properties").GetProperty("areaSqDeg").GetDouble());
        Assert.Equal(1, PlanePolygon.OfFeature(features[0]).Sum(p => p.AreaSqDeg) / region.AreaSqDeg, 1e-4);
        Assert.True(PlanePolygon.OfFeature(features[1]).Sum(p => p.AreaSqDeg) < region.AreaSqDeg);
    }

    private static void CheckSphere(Moc moc, int points)
    {
        var polygons = Sky.SkyMaps.Contours.Of(moc, Tolerance);
        var border = polygons.Sum(p => SphericalPolygon.Rings(p).Sum(SphericalPolygon.PerimeterDeg));
        Assert.Equal(moc.AreaSqDeg, polygons.Sum(p => p.AreaSqDeg), Tolerance * border + 1e-8);
        Assert.All(polygons.SelectMany(SphericalPolygon.Rings), ring => Assert.Equal(ring.Count, ring.Distinct().Count()));
        foreach (var coord in Points(moc, points))
            Assert.Equal(moc.Contains(coord), SphericalPolygon.Contains(polygons, coord));
    }

    private static void CheckPlane(Moc moc, int points)
    {
        var polygons = Feature(moc, Tolerance);
        polygons.ForEach(polygon => polygon.CheckForm());
        Assert.Equal(1, polygons.Sum(p => p.AreaSqDeg) / moc.AreaSqDeg, 2e-4);
        foreach (var coord in Points(moc, points))
            Assert.Equal(moc.Contains(coord) ? 1 : 0, polygons.Count(p => p.Contains(coord.RaDeg < 180 ? coord.RaDeg : coord.RaDeg - 360, coord.DecDeg)));
    }

    // Points all over the sky and beside the region's cells, but none within the tolerance of its border.
    private static IEnumerable<SkyCoord> Points(Moc moc, int count)
    {
        var random = new Random(count + moc.Ranges.Length);
        for (var i = 0; i < count;)
        {
            SkyCoord coord;
            if (i % 2 == 0 || moc.Ranges.Length == 0)
                coord = new SkyCoord(360 * random.NextDouble(), Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI);
            else
            {
                var range = moc.Ranges[random.Next(moc.Ranges.Length)];
                coord = HealpixNested.Center(29, range.Start + (long)((range.Length - 1) * random.NextDouble())).Offset(360 * random.NextDouble(), 3 * random.NextDouble());
            }
            i++;
            if (Enumerable.Range(0, 8).All(k => moc.Contains(coord.Offset(45 * k, 2 * Tolerance)) == moc.Contains(coord)))
                yield return coord;
        }
    }

    private static List<PlanePolygon> Feature(Moc moc, double tolerance)
    {
        using var stream = new MemoryStream();
        GeoJson.WriteRegion(stream, moc, tolerance);
        using var json = JsonDocument.Parse(stream.ToArray());
        return PlanePolygon.OfFeature(json.RootElement);
    }

    private static Moc Build(IEnumerable<(int Order, long Ipix)> cells, bool inverted)
    {
        var moc = Moc.FromRanges(cells.Select(c => new HealpixIndex(c.Order, c.Ipix).Range));
        return inverted ? moc.Complement() : moc;
    }

    private static Config Laws(int count) => Config.QuickThrowOnFailure.WithReplay(20190426, 9).WithMaxTest(count);
}
