using System.Globalization;
using AmpelBot.FollowUp.Plots;
using AmpelBot.Sky;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class MollweideTests
{
    private static readonly Gen<(double Lon, double Lat)> Directions =
        from lon in Gen.Choose(-180_000_000, 180_000_000)
        from z in Gen.Choose(-1_000_000_000, 1_000_000_000)
        select (lon / 1e6, Math.Asin(z / 1e9) * 180 / Math.PI);

    [Theory]
    [InlineData("mollweide_astropy.csv", 56)]
    [InlineData("mollweide_poles.csv", 8)]
    public void Plane_coordinates_agree_with_other_programs(string table, int count)
    {
        var rows = Table(table).ToArray();
        Assert.Equal(count, rows.Length);
        foreach (var row in rows)
        {
            var (x, y) = Mollweide.Forward(row[0], row[1]);
            Assert.True(Math.Abs(x - row[2]) < 1e-9 && Math.Abs(y - row[3]) < 1e-9, $"lon {row[0]} lat {row[1]}: {x:R} {y:R}, {table} {row[2]:R} {row[3]:R}");
        }
    }

    [Theory]
    [InlineData("mollweide_astropy.csv")]
    [InlineData("mollweide_poles.csv")]
    public void Directions_agree_with_other_programs(string table)
    {
        foreach (var row in Table(table).Where(row => Math.Abs(row[0]) < 180))
        {
            var native = Mollweide.Inverse(row[2], row[3]);
            Assert.NotNull(native);
            Assert.True(SeparationDeg((row[0], row[1]), native.Value) < 1e-9, $"lon {row[0]} lat {row[1]}: {native}");
        }
    }

    [Fact]
    public void Inverse_undoes_forward()
        => Prop.ForAll(Directions.ToArbitrary(), direction =>
        {
            var (x, y) = Mollweide.Forward(direction.Lon, direction.Lat);
            // On the rim itself a rounding can fall outside.
            return Mollweide.Inverse(x * (1 - 1e-14), y) is { } native && SeparationDeg(direction, native) < 1e-9;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(190814, 7));

    [Fact]
    public void Equal_areas_on_the_sky_are_equal_in_the_plane()
    {
        for (var lat = -85; lat <= 85; lat += 10)
        {
            var (width, low) = Mollweide.Forward(1, lat - 0.05);
            var high = Mollweide.Forward(1, lat + 0.05);
            var plane = (width + high.X) / 2 * (high.Y - low);
            var sky = 180 / Math.PI * (Math.Sin((lat + 0.05) * Math.PI / 180) - Math.Sin((lat - 0.05) * Math.PI / 180));
            Assert.Equal(1, plane / sky, 5e-5);
        }
    }

    [Theory]
    [InlineData(162.06, 0)]
    [InlineData(0, 81.03)]
    [InlineData(-130, 60)]
    [InlineData(1e300, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    public void Points_outside_the_ellipse_are_no_direction(double x, double y) => Assert.Null(Mollweide.Inverse(x, y));

    [Fact]
    public void The_map_shows_right_ascension_to_the_left_and_twelve_hours_in_the_middle()
    {
        var map = new AllSkyProjection(100, 50, 800);
        Assert.Equal(new PlotPoint(500, 250), map.ToPlot(new SkyCoord(180, 0)));
        Assert.True(map.ToPlot(new SkyCoord(190, 0))!.Value.X < 500);
        Assert.True(map.ToPlot(new SkyCoord(180, 10))!.Value.Y < 250);
        Assert.Equal(100, map.ToPlot(new SkyCoord(359.999999, 0))!.Value.X, 1e-3);
        Assert.Equal(900, map.ToPlot(new SkyCoord(0, 0))!.Value.X, 1e-9);
    }

    private static IEnumerable<double[]> Table(string name)
        => File.ReadLines(TestFiles.Path("Plots/" + name)).Where(line => line[0] != '#').Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray());

    private static double SeparationDeg((double Lon, double Lat) a, (double Lon, double Lat) b)
    {
        double lat1 = a.Lat * Math.PI / 180, lat2 = b.Lat * Math.PI / 180;
        double halfLat = Math.Sin((lat2 - lat1) / 2), halfLon = Math.Sin((b.Lon - a.Lon) * Math.PI / 360);
        return 2 * Math.Asin(Math.Sqrt(halfLat * halfLat + Math.Cos(lat1) * Math.Cos(lat2) * halfLon * halfLon)) * 180 / Math.PI;
    }
}
