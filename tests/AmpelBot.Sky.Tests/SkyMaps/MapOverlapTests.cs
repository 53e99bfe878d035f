using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class MapOverlapTests
{
    // Far apart the wings meet, whose cells are sigma / 4; the last is a point against a broad map, whose cells of sigma / 16 are seen.
    [Theory]
    [InlineData(0, 3, 5, 2e-3)]
    [InlineData(4, 3, 5, 2e-3)]
    [InlineData(12, 3, 5, 1.5e-2)]
    [InlineData(50, 30, 40, 2e-3)]
    [InlineData(1, 0.01, 2, 4e-2)]
    public void Two_gaussians_have_the_closed_form(double apartDeg, double first, double second, double tolerance)
    {
        // exp(a cos) exp(b cos') over the sphere is 4 pi sinh(c) / c with c = |a n + b n'|; for large a and b I = 2 a b / c exp(c - a - b).
        var (a, b) = (Kappa(first), Kappa(second));
        var away = a * b * Height(apartDeg);
        var c = Math.Sqrt((a + b) * (a + b) - 2 * away);
        var expected = 2 * a * b / c * Math.Exp(-2 * away / (c + a + b));
        var one = GaussianMap.Render(new SkyCoord(359, 40), first, 0.9);
        var other = GaussianMap.Render(new SkyCoord(359, 40 - apartDeg), second, 0.9);
        Assert.Equal(1, MapOverlap.Odds(one, other) / expected, tolerance);
        Assert.Equal(MapOverlap.Odds(one, other), MapOverlap.Odds(other, one), 1e-9 * expected);

        static double Kappa(double radiusDeg) => -Math.Log(0.1) / Height(radiusDeg);
        static double Height(double deg) => 2 * Math.Pow(Math.Sin(deg * Math.PI / 360), 2);
    }

    [Fact]
    public void A_uniform_map_says_nothing_and_maps_apart_exclude_each_other()
    {
        var uniform = SkyMap.FromCells([.. Enumerable.Range(0, 12).Select(i => new HealpixIndex(0, i))], [.. Enumerable.Repeat(1.0, 12)]);
        var cone = ConeMap.Render(new SkyCoord(10, -80), 3, 1);
        Assert.Equal(1, MapOverlap.Odds(uniform, cone), 1e-12);
        Assert.Equal(1, MapOverlap.Odds(cone, uniform), 1e-12);
        Assert.Equal(0, MapOverlap.Odds(cone, ConeMap.Render(new SkyCoord(10, -70), 3, 1)));
        // A map of one cell: 4 pi / its area, whatever the depth of the other's cells inside.
        var cell = SkyMap.FromCells([new HealpixIndex(3, 100)], [7]);
        Assert.Equal(768, MapOverlap.Odds(cell, cell), 1e-9);
        Assert.Equal(12, MapOverlap.Odds(cell, SkyMap.FromCells([new HealpixIndex(0, 1)], [1])), 1e-9);
    }

    [Fact]
    public void Cells_of_different_orders_cut_each_other()
    {
        var random = new Random(8);
        var (first, second) = (Draw(), Draw());
        var sum = 0.0;
        for (var i = 0; i < HealpixNested.CellCount(3); i++)
        {
            var center = HealpixNested.Center(3, i);
            sum += first.ProbDensityPerSr(center) * second.ProbDensityPerSr(center) * HealpixNested.CellAreaSr(3);
        }
        Assert.Equal(4 * Math.PI * sum, MapOverlap.Odds(first, second), 1e-12);

        SkyMap Draw()
        {
            var cells = new List<HealpixIndex>();
            for (var face = 0; face < 12; face++)
                Split(0, face);
            return SkyMap.FromCells(cells.ToArray(), [.. cells.Select(_ => random.NextDouble())]);

            void Split(int order, long ipix)
            {
                if (order == 3 || random.Next(3) == 0)
                {
                    // Some sky is left out.
                    if (random.Next(5) > 0)
                        cells.Add(new HealpixIndex(order, ipix));
                }
                else
                    for (var child = 0; child < 4; child++)
                        Split(order + 1, 4 * ipix + child);
            }
        }
    }
}
