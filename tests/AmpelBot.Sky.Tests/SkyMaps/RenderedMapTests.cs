using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class RenderedMapTests
{
    // The constants of the follow-up programs: r50 / 1.1774, r68.27 / 1.51517, r90 / 2.1460, r95 / 2.44775.
    [Theory]
    [InlineData(0.5, 1.17741)]
    [InlineData(0.682689492, 1.51517)]
    [InlineData(0.9, 2.14597)]
    [InlineData(0.95, 2.44775)]
    public void Sigma_is_the_radius_over_the_root_of_minus_2_ln_1_minus_p(double containment, double ratio) =>
        Assert.Equal(ratio, 1 / GaussianMap.SigmaDeg(1, containment), 1e-5);

    [Theory]
    [InlineData(314.08, 12.94, 1, 0.9)]
    [InlineData(0, 90, 0.5, 0.5)]
    [InlineData(359.99, -41.8, 20, 0.9)]
    [InlineData(45, 0, 0.001, 0.68)]
    [InlineData(123, -89.99, 60, 0.5)]
    [InlineData(200, 30, 120, 0.95)]
    [InlineData(77, 7, 2e-5, 0.9)]
    public void A_gaussian_holds_its_containment_within_its_radius(double ra, double dec, double radius, double containment)
    {
        var center = new SkyCoord(ra, dec);
        var map = GaussianMap.Render(center, radius, containment);
        var region = map.RegionAt(containment);
        Assert.Equal(1, region.AreaSqDeg / CapSqDeg(radius), 4e-3);
        // Levels at other radii: 1 - exp(-kappa (1 - cos)), on the plane 1 - (1 - p)^((r / radius)^2).
        foreach (var share in new[] { 0.3, 0.7, 1.3 })
        {
            if (share * radius > 150)
                continue;
            var kappa = Kappa(radius, containment);
            var expected = (1 - Math.Exp(-kappa * Height(share * radius))) / (1 - Math.Exp(-2 * kappa));
            var area = map.RegionAt(expected).AreaSqDeg;
            Assert.Equal(1, area / CapSqDeg(share * radius), 4e-3);
        }
        Assert.True(map.Peak.SeparationDeg(center) < 0.1 * radius);
        Assert.Equal("RENDERED", map.Header.Ordering);
        Assert.True(map.CellCount < 300_000);
    }

    [Theory]
    [InlineData(10, 10, 3, 0.9)]
    [InlineData(0, -90, 25, 1)]
    [InlineData(300, 41.8, 100, 0.8)]
    [InlineData(77, 7, 2e-5, 0.5)]
    public void A_cone_is_uniform_inside_and_holds_its_containment_exactly(double ra, double dec, double radius, double containment)
    {
        var center = new SkyCoord(ra, dec);
        var map = ConeMap.Render(center, radius, containment);
        var inside = map.ProbDensityPerSr(center);
        Assert.Equal(1, containment / inside / (CapSqDeg(radius) * Math.Pow(Math.PI / 180, 2)), 2e-3);
        var region = map.RegionAt(containment * (1 - 1e-9));
        Assert.Equal(containment, region.Probability, 1e-6);
        Assert.Equal(1, region.AreaSqDeg / CapSqDeg(radius), 2e-3);
        foreach (var share in new[] { 0.2, 0.98, 1.02, 1.5 })
        {
            var at = North(center, share * radius);
            var expected = share < 1 ? inside : (1 - containment) / (4 * Math.PI - containment / inside);
            Assert.Equal(expected, map.ProbDensityPerSr(at), 1e-9 * inside);
        }
        Assert.True(map.CellCount < 20_000);
    }

    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(-1, 0.9)]
    [InlineData(double.NaN, 0.9)]
    [InlineData(180, 0.9)]
    [InlineData(1e-6, 0.9)]
    [InlineData(1, 0)]
    [InlineData(1, 1.01)]
    [InlineData(1, double.NaN)]
    [InlineData(120, 0.7)]
    public void What_is_no_radius_or_containment_is_refused(double radius, double containment)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMap.Render(new SkyCoord(1, 1), radius, containment));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConeMap.Render(new SkyCoord(1, 1), radius, containment));
    }

    [Fact]
    public void Sigma_needs_a_containment_between_0_and_1()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMap.SigmaDeg(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMap.Render(new SkyCoord(1, 1), 1, 1));
    }

    private static SkyCoord North(SkyCoord from, double northDeg) =>
        from.DecDeg + northDeg > 90 ? new SkyCoord(from.RaDeg + 180, 180 - from.DecDeg - northDeg) : new SkyCoord(from.RaDeg, from.DecDeg + northDeg);

    private static double Height(double deg) => 2 * Math.Pow(Math.Sin(deg * Math.PI / 360), 2);

    private static double CapSqDeg(double deg) => 2 * Math.PI * Height(deg) * Math.Pow(180 / Math.PI, 2);

    private static double Kappa(double radius, double containment)
    {
        var (low, high) = (1e-9, 1e18);
        for (var i = 0; i < 300; i++)
        {
            var middle = Math.Sqrt(low * high);
            if ((1 - Math.Exp(-middle * Height(radius))) / (1 - Math.Exp(-2 * middle)) < containment)
                low = middle;
            else
                high = middle;
        }
        return low;
    }
}
