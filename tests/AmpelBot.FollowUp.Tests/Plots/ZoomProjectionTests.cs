using System.Globalization;
using AmpelBot.FollowUp.Plots;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class ZoomProjectionTests
{
    public static TheoryData<double, double, double> Fields => new()
    {
        { 12.7, -25, 6 },
        { 0.1, 10, 3 },
        { 359.9, -10, 0.2 },
        { 200, 88, 15 },
        { 45, -90, 20 },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_point_of_the_square_comes_back_from_the_sky(double raDeg, double decDeg, double halfFieldDeg)
    {
        var zoom = new ZoomProjection(1000, 150, 570, new SkyCoord(raDeg, decDeg), halfFieldDeg);
        for (var x = 1000.5; x < 1570; x += 63.1)
            for (var y = 150.5; y < 720; y += 57.3)
            {
                var back = zoom.ToPlot(zoom.ToSky(x, y)!.Value);
                Assert.NotNull(back);
                Assert.Equal(x, back.Value.X, 1e-6);
                Assert.Equal(y, back.Value.Y, 1e-6);
            }
    }

    [Fact]
    public void Plane_coordinates_agree_with_astropy()
    {
        const double HalfFieldDeg = 50, DegPerRad = 180 / Math.PI;
        // As large as makes one unit of the picture one degree of the plane.
        var size = 2 * Math.Tan(HalfFieldDeg / DegPerRad) * DegPerRad;
        var rows = File.ReadLines(TestFiles.Path("Plots/gnomonic_astropy.csv")).Where(line => !line.StartsWith('#')).Skip(1)
            .Select(line => line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.Equal(104, rows.Length);
        foreach (var row in rows)
        {
            var zoom = new ZoomProjection(0, 0, size, new SkyCoord(row[0], row[1]), HalfFieldDeg);
            var at = zoom.ToPlot(new SkyCoord(row[2] % 360, row[3]))!.Value;
            var (x, y) = (zoom.Rect.Center.X - at.X, zoom.Rect.Center.Y - at.Y);
            Assert.True(Math.Abs(x - row[4]) < 1e-9 && Math.Abs(y - row[5]) < 1e-9, $"{string.Join(' ', row)}: {x:R} {y:R}");
            var back = zoom.ToSky(zoom.Rect.Center.X - row[4], zoom.Rect.Center.Y - row[5])!.Value;
            Assert.InRange(back.SeparationDeg(new SkyCoord(row[2] % 360, row[3])), 0, 1e-9);
        }
    }

    [Fact]
    public void A_unit_square_shows_the_solid_angle_that_its_corners_span()
    {
        var zoom = new ZoomProjection(0, 0, 100, new SkyCoord(30, -50), 40);
        var sum = 0.0;
        for (var x = 0; x < 100; x++)
            for (var y = 0; y < 100; y++)
                sum += zoom.AreaSr(x + 0.5, y + 0.5);
        // A square pyramid: 4 asin(sin^2) of its half angle.
        var sin = Math.Sin(40 * Math.PI / 180);
        Assert.Equal(4 * Math.Asin(sin * sin), sum, 1e-4);
    }

    [Fact]
    public void North_is_up_and_east_is_left()
    {
        var zoom = new ZoomProjection(0, 0, 100, new SkyCoord(0, 20), 5);
        Assert.True(zoom.ToPlot(new SkyCoord(1, 20))!.Value.X < 50);
        Assert.True(zoom.ToPlot(new SkyCoord(359, 20))!.Value.X > 50);
        Assert.True(zoom.ToPlot(new SkyCoord(0, 21))!.Value.Y < 50);
    }

    [Fact]
    public void The_middle_of_an_edge_is_half_a_field_away()
    {
        var zoom = new ZoomProjection(0, 0, 100, new SkyCoord(120, 0), 7);
        Assert.Equal(7, zoom.ToSky(50, 0)!.Value.DecDeg, 1e-12);
        Assert.Equal(127, zoom.ToSky(0, 50)!.Value.RaDeg, 1e-12);
    }

    [Fact]
    public void The_other_side_of_the_sky_is_not_shown()
    {
        var zoom = new ZoomProjection(0, 0, 100, new SkyCoord(120, 0), 7);
        Assert.Null(zoom.ToPlot(new SkyCoord(300, 0)));
        Assert.Null(zoom.ToPlot(new SkyCoord(120, 89)));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_field_has_a_few_lines_of_each_coordinate(double raDeg, double decDeg, double halfFieldDeg)
    {
        var (ra, dec) = ZoomAxes.Values(new ZoomProjection(0, 0, 570, new SkyCoord(raDeg, decDeg), halfFieldDeg));
        Assert.InRange(ra.Count, 4, 30);
        Assert.InRange(dec.Count, 2, 30);
        Assert.All(ra, value => Assert.InRange(value, 0, 359.9999));
        Assert.All(dec, value => Assert.InRange(value, -89.9999, 89.9999));
    }
}
