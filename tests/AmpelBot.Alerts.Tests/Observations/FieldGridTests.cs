using AmpelBot.Alerts.Observations;
using AmpelBot.Alerts.Tests.Archive;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Observations;

public class FieldGridTests
{
    // Half the outline of the camera, in degrees of the tangent plane.
    private const double HalfWidthDeg = 3.646;
    private const double HalfHeightDeg = 3.730;

    [Fact]
    public void Every_place_of_the_sky_lies_within_a_field_of_the_own_grid()
    {
        const int Order = 5;
        var centers = FieldGrid.Own.Fields.Select(field => FieldGrid.Own.CenterOf(field)!.Value).ToArray();
        for (var ipix = 0L; ipix < HealpixNested.CellCount(Order); ipix++)
        {
            var place = HealpixNested.Center(Order, ipix);
            Assert.Contains(centers, center => IsInOutline(center, place));
        }
        foreach (var place in new SkyCoord[] { new(0, 90), new(123, -90), new(0, 0), new(359.999999, 45) })
            Assert.Contains(centers, center => IsInOutline(center, place));
    }

    [Fact]
    public void The_own_grid_wastes_little()
    {
        var fields = FieldGrid.Own.Fields;
        Assert.Equal(1, fields[0]);
        Assert.Equal(fields.Count, fields[^1]);
        Assert.InRange(fields.Count * 47.0 / 41_253, 1, 1.15);
        Assert.Null(FieldGrid.Own.CenterOf(0));
        Assert.Null(FieldGrid.Own.CenterOf(fields.Count + 1));
        Assert.Equal(new SkyCoord(0, -90 + 90.0 / 26), FieldGrid.Own.CenterOf(1));
    }

    [SkippableTheory]
    [InlineData("ZTF_Fields.csv", 1778)]
    [InlineData("ZTF_Fields.txt", 1778)]
    [InlineData("ztf_fields.txt", 1776)]
    [InlineData("ZTF_Fields_grids1-4.txt", 3544)]
    public void Every_format_of_the_real_grid_is_read(string name, int fields)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var grid = FieldGrid.Read(RealData.Path("ztf_grid_logs/" + name));
        Assert.Equal(fields, grid.Fields.Count);
        Assert.Equal(new SkyCoord(0, -89.05), grid.CenterOf(1));
        Assert.Equal(new SkyCoord(25.7766, -85.93846), grid.CenterOf(1001));
        Assert.Null(grid.CenterOf(0));
    }

    [Theory]
    [InlineData("", "no lines")]
    [InlineData("ID,RA\n1,2\n", "columns ID, RA and Dec")]
    [InlineData("ID,RA,Dec\n", "has no field")]
    [InlineData("ID,RA,Dec\n1,2\n", "line 2: 2 values")]
    [InlineData("ID,RA,Dec\n\n1,2,3\nx,2,3\n", "line 4: \"x\" is no number")]
    [InlineData("ID,RA,Dec\n1.5,2,3\n", "line 2: \"1.5\" is no number")]
    [InlineData("ID,RA,Dec\n1,2,95\n", "line 2: RA \"2\" and Dec \"95\"")]
    [InlineData("ID,RA,Dec\n1,NaN,5\n", "line 2: RA \"NaN\"")]
    [InlineData("% ID RA Dec\n1 2 3\n1 2 4\n", "line 3: the field 1 has two centres")]
    public void What_is_no_grid_is_refused_with_its_line(string text, string reason)
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "grid.txt");
        File.WriteAllText(path, text);
        Assert.Contains(reason, Assert.Throws<ObservationFileException>(() => FieldGrid.Read(path)).Message);
    }

    [Fact]
    public void A_grid_that_is_not_there_is_refused_with_its_name() =>
        Assert.Contains("nowhere.csv", Assert.Throws<FileNotFoundException>(() => FieldGrid.Read("/nowhere.csv")).Message);

    private static bool IsInOutline(SkyCoord center, SkyCoord place)
    {
        if (Math.Abs(center.DecDeg - place.DecDeg) > 6 || center.SeparationDeg(place) > 6)
            return false;
        var (separation, angle) = (center.SeparationDeg(place), center.PositionAngleDeg(place) * Math.PI / 180);
        var away = Math.Tan(separation * Math.PI / 180) * 180 / Math.PI;
        return Math.Abs(away * Math.Sin(angle)) <= HalfWidthDeg && Math.Abs(away * Math.Cos(angle)) <= HalfHeightDeg;
    }
}
