using AmpelBot.FollowUp.Plots;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class RegionExtentTests
{
    [Fact]
    public void Nothing_has_no_extent() => Assert.Null(RegionExtent.Of(Moc.Empty));

    [Fact]
    public void The_whole_sky_reaches_everywhere() => Assert.InRange(RegionExtent.Of(Moc.FullSky)!.Value.RadiusDeg, 90, 180);

    [Theory]
    [InlineData(40, 10, 2)]
    [InlineData(0.1, 0.1, 15)]
    [InlineData(200, 89.5, 6)]
    [InlineData(200, -90, 6)]
    public void The_cap_around_cells_within_a_radius_is_that_cap(double raDeg, double decDeg, double radiusDeg)
    {
        const int Order = 6;
        var middle = new SkyCoord(raDeg, decDeg);
        var cells = new List<HpxRange>();
        for (long ipix = 0; ipix < HealpixNested.CellCount(Order); ipix++)
            if (HealpixNested.Center(Order, ipix).SeparationDeg(middle) <= radiusDeg)
                cells.Add(new HealpixIndex(Order, ipix).Range);
        var extent = RegionExtent.Of(Moc.FromRanges(cells))!.Value;
        Assert.InRange(extent.Center.SeparationDeg(middle), 0, 0.7);
        Assert.InRange(extent.RadiusDeg, radiusDeg - 0.2, radiusDeg + 1.2);
    }

    [Fact]
    public void The_galactic_plane_has_latitude_zero()
    {
        var directions = GalacticPlane.Directions().ToArray();
        Assert.All(directions, direction => Assert.Equal(0, direction.GalacticLatitudeDeg, 1e-4));
        Assert.Contains(directions, direction => direction.SeparationDeg(new SkyCoord(266.405, -28.936)) < 0.3);
    }
}
