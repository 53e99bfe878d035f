namespace AmpelBot.Sky.Tests;

public class SkyCoordTests
{
    [Fact]
    public void Galactic_latitude_and_separation_agree_with_astropy()
    {
        SkyCoord? before = null;
        var rows = 0;
        foreach (var row in ReferenceTable.Rows("sky.csv"))
        {
            var coord = new SkyCoord(row[0].Number(), row[1].Number());
            Assert.Equal(row[2].Number(), coord.GalacticLatitudeDeg, 1e-7);
            if (before is { } other)
                Assert.Equal(row[3].Number(), coord.SeparationDeg(other), 1e-10);
            before = coord;
            rows++;
        }
        Assert.Equal(71, rows);
    }

    [Fact]
    public void Separation_keeps_its_digits_for_neighbours_and_antipodes()
    {
        Assert.Equal(1e-9, new SkyCoord(10, 89.999999999).SeparationDeg(new SkyCoord(200, 90)), 1e-13);
        Assert.Equal(1e-10, new SkyCoord(10, 45).SeparationDeg(new SkyCoord(10, 45 + 1e-10)), 1e-14);
        Assert.Equal(180, new SkyCoord(10, 45).SeparationDeg(new SkyCoord(190, -45)), 1e-12);
        Assert.Equal(2e-7, new SkyCoord(359.9999999, 0).SeparationDeg(new SkyCoord(1e-7, 0)), 1e-13);
        Assert.Equal(0, new SkyCoord(123.4, -56.7).SeparationDeg(new SkyCoord(123.4, -56.7)));
    }

    [Fact]
    public void Ra_wraps_at_360()
    {
        Assert.Equal(0, new SkyCoord(360, 0).RaDeg);
        Assert.Equal(350, new SkyCoord(-10, 0).RaDeg);
        Assert.Equal(0, new SkyCoord(-1e-20, 0).RaDeg);
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(0, 90.0001)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0)]
    public void What_is_no_direction_is_refused(double ra, double dec)
    {
        Assert.False(SkyCoord.IsValid(ra, dec));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SkyCoord(ra, dec));
    }
}
