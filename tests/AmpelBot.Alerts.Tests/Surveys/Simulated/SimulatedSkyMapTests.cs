using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Tests.Surveys.Simulated;

public class SimulatedSkyMapTests
{
    [Theory]
    [InlineData(197.45, -23.38, 190, -18, 15, 1)]
    [InlineData(1, 40, 355, 38, 10, 2)]
    [InlineData(120, 80, 100, 84, 12, 3)]
    [InlineData(50, -5, 50, -5, 20, 4)]
    public void The_sky_map_is_whole_and_holds_the_kilonova_between_its_50_and_90_percent_levels(
        double ra, double dec, double regionRa, double regionDec, double radiusDeg, int seed)
    {
        var simulated = new SimulatedEvent(
            new SkyCoord(ra, dec), new DateTimeOffset(2026, 3, 14, 6, 12, 0, TimeSpan.Zero), 100, new SkyCoord(regionRa, regionDec), radiusDeg);
        var (cells, densities) = SimulatedSkyMap.Cells(simulated, seed);
        Assert.InRange(cells.Count, 3000, 20_000);
        Assert.All(cells, c => Assert.InRange(c.Order, 4, 8));
        Assert.Equal(HealpixNested.CellCount(8), cells.Sum(c => HealpixNested.CellCount(8 - c.Order) / 12));
        Assert.Equal(1, cells.Zip(densities).Sum(c => c.Second * HealpixNested.CellAreaSr(c.First.Order)), 9);
        var (level, area90) = LevelOf(simulated.Kilonova, cells, densities);
        Assert.InRange(level, 0.5, 0.9);
        Assert.InRange(area90, 50, 200);
    }

    private static (double Level, double Area90SqDeg) LevelOf(SkyCoord coord, IReadOnlyList<HealpixIndex> cells, IReadOnlyList<double> densities)
    {
        var (sum, area, area90, level) = (0.0, 0.0, 0.0, 1.0);
        foreach (var i in Enumerable.Range(0, cells.Count).OrderByDescending(i => densities[i]))
        {
            sum += densities[i] * HealpixNested.CellAreaSr(cells[i].Order);
            area += HealpixNested.CellAreaSqDeg(cells[i].Order);
            if (area90 == 0 && sum > 0.9)
                area90 = area;
            if (HealpixNested.Index(cells[i].Order, coord) == cells[i].Ipix)
                level = sum;
        }
        return (level, area90);
    }
}
