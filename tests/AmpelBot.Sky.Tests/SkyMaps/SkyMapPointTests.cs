using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

public sealed class SkyMapPointTests
{
    private static readonly SkyMap Map = new ErrorEllipse(new SkyCoord(359.9, 40), 6, 5, 2, 3, 0.9).ToSkyMap();

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_region_of_a_level_holds_the_directions_whose_level_before_is_below_it(double level)
    {
        var moc = Map.RegionAt(level).Moc;
        foreach (var coord in Directions())
            Assert.Equal(moc.Contains(coord), Map.At(coord).LevelBefore < level);
    }

    [Fact]
    public void A_point_has_the_density_of_its_direction()
    {
        foreach (var coord in Directions())
            Assert.Equal(Map.ProbDensityPerSr(coord), Map.At(coord).ProbDensityPerSr);
    }

    [Fact]
    public void Where_the_map_has_no_cell_nothing_is_probable()
        => Assert.Equal(new SkyMapPoint(0, 1, 0), SkyMap.FromCells([new HealpixIndex(3, 5)], [1.0]).At(new SkyCoord(200, -80)));

    [Fact]
    public void The_densest_cell_comes_first() => Assert.Equal(0, Map.At(Map.Peak).LevelBefore);

    private static IEnumerable<SkyCoord> Directions()
    {
        var random = new Random(425);
        for (var i = 0; i < 4000; i++)
            yield return new SkyCoord((360 + 359.9 + 24 * (random.NextDouble() - 0.5)) % 360, 40 + 16 * (random.NextDouble() - 0.5));
    }
}
