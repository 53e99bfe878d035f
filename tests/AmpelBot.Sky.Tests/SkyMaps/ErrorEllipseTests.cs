using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class ErrorEllipseTests
{
    [Theory]
    [InlineData(314.08, 12.94, 6.56, 2.26, 1.50, 1.47, 0.9)]
    [InlineData(0.3, 5, 1.5, 2.5, 0.7, 0.5, 0.9)]
    [InlineData(359.9, -45, 1, 1, 1, 1, 0.5)]
    [InlineData(120, 89.5, 80, 60, 1, 0.8, 0.9)]
    [InlineData(200, -89.9, 170, 170, 0.3, 0.3, 0.9)]
    [InlineData(80, 20, 0.01, 0.02, 0.01, 0.01, 0.68)]
    [InlineData(180, 60, 4, 4, 0.2, 0.2, 0.95)]
    public void The_region_of_the_containment_is_the_ellipse(double ra, double dec, double raPlus, double raMinus, double decPlus, double decMinus, double containment)
    {
        var center = new SkyCoord(ra, dec);
        var map = new ErrorEllipse(center, raPlus, raMinus, decPlus, decMinus, containment).ToSkyMap();
        var region = map.RegionAt(containment);
        var cosDec = Math.Cos(dec * Math.PI / 180);
        var area = Math.PI / 4 * (raPlus + raMinus) * cosDec * (decPlus + decMinus);
        Assert.Equal(1, region.AreaSqDeg / area, 0.01);
        Assert.Equal(containment, region.Probability, 2e-3);
        Assert.Equal(1, map.Header.ProbSum, 0.01);
        Assert.Equal("RENDERED", map.Header.Ordering);
        Assert.True(map.Peak.SeparationDeg(center) < 0.2 * Math.Max(decPlus, decMinus));
        // The ends of the half axes along declination lie on the border, to a cell.
        foreach (var (sign, half) in new[] { (1, decPlus), (-1, decMinus) })
        {
            Assert.True(map.CredibleLevel(Shifted(center, sign * half * 0.9)) < containment);
            Assert.True(map.CredibleLevel(Shifted(center, sign * half * 1.1)) > containment);
        }
    }

    [Fact]
    public void Half_axes_along_ra_shrink_with_the_cosine_and_cross_ra_0()
    {
        var map = new ErrorEllipse(new SkyCoord(0.5, 60), 2, 4, 0.5, 0.5, 0.9).ToSkyMap();
        Assert.True(map.CredibleLevel(new SkyCoord(2.3, 60)) < 0.9);
        Assert.True(map.CredibleLevel(new SkyCoord(2.7, 60)) > 0.9);
        Assert.True(map.CredibleLevel(new SkyCoord(356.9, 60)) < 0.9);
        Assert.True(map.CredibleLevel(new SkyCoord(356.1, 60)) > 0.9);
    }

    [Fact]
    public void Levels_of_a_round_gaussian_are_those_of_the_closed_form()
    {
        var center = new SkyCoord(10, 89);
        var map = new ErrorEllipse(center, 2 / Math.Cos(89 * Math.PI / 180), 2 / Math.Cos(89 * Math.PI / 180), 2, 2, 0.9).ToSkyMap();
        var sigma = 2 / Math.Sqrt(-2 * Math.Log(0.1));
        for (var ra = 0; ra < 360; ra += 15)
            foreach (var dec in new[] { 89.9, 89, 88.5, 88, 87, 86 })
            {
                var coord = new SkyCoord(ra, dec);
                var r = coord.SeparationDeg(center) / sigma;
                Assert.Equal(1 - Math.Exp(-r * r / 2), map.CredibleLevel(coord), 0.03);
            }
        foreach (var level in new[] { 0.1, 0.5, 0.99 })
            Assert.Equal(1, map.RegionAt(level).AreaSqDeg / (2 * Math.PI * sigma * sigma * -Math.Log(1 - level)), 0.01);
    }

    [Theory]
    [InlineData(0, 1, 1, 1, 0.9)]
    [InlineData(1, -1, 1, 1, 0.9)]
    [InlineData(1, 1, double.NaN, 1, 0.9)]
    [InlineData(1, 1, 1, 91, 0.9)]
    [InlineData(1, 1, 1, 1e-7, 0.9)]
    [InlineData(1, 1, 1, 0.001, 0.9)]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(1, 1, 1, 1, 0)]
    [InlineData(1, 1, 1, 1, double.NaN)]
    public void What_is_no_ellipse_is_refused(double raPlus, double raMinus, double decPlus, double decMinus, double containment) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ErrorEllipse(new SkyCoord(10, 10), raPlus, raMinus, decPlus, decMinus, containment).ToSkyMap());

    // A step along the meridian, over the pole when need be.
    private static SkyCoord Shifted(SkyCoord from, double northDeg)
    {
        var dec = from.DecDeg + northDeg;
        return dec > 90 ? new SkyCoord(from.RaDeg + 180, 180 - dec) : dec < -90 ? new SkyCoord(from.RaDeg + 180, -180 - dec) : new SkyCoord(from.RaDeg, dec);
    }
}
