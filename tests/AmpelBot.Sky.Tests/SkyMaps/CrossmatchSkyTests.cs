using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class CrossmatchSkyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Searched_probability_area_and_offset_are_those_of_the_sorted_list(int seed)
    {
        var (cells, density) = RandomMap(seed, 3);
        var map = SkyMap.FromCells(cells, density);
        var crossmatch = new Crossmatch(map);
        var total = cells.Select((c, i) => density[i] * HealpixNested.CellAreaSr(c.Order)).Sum();
        var ranked = Enumerable.Range(0, cells.Length).OrderByDescending(i => density[i]).ThenBy(i => i).ToArray();
        var results = crossmatch.Points([.. cells.Select(c => HealpixNested.Center(c.Order, c.Ipix))], default);
        var peak = HealpixNested.Center(cells[ranked[0]].Order, cells[ranked[0]].Ipix);
        var (probability, area) = (0.0, 0.0);
        foreach (var i in ranked)
        {
            var result = results[i];
            Assert.Equal(density[i] / total, result.ProbDensityPerSr, 1e-12);
            Assert.Equal(peak.SeparationDeg(result.Coord), result.OffsetDeg, 1e-12);
            Assert.Null(result.SearchedModes);
            Assert.Null(result.LineOfSightMeanMpc);
            if (density[i] == 0)
            {
                Assert.Equal(1, result.SearchedProb);
                Assert.Equal(41252.96124941927, result.SearchedAreaSqDeg, 1e-8);
                continue;
            }
            probability += density[i] / total * HealpixNested.CellAreaSr(cells[i].Order);
            area += HealpixNested.CellAreaSqDeg(cells[i].Order);
            Assert.Equal(probability, result.SearchedProb, 1e-12);
            Assert.Equal(area, result.SearchedAreaSqDeg, 1e-8);
            Assert.Equal(map.CredibleLevel(result.Coord), result.SearchedProb, 1e-15);
            Assert.Equal(area, crossmatch.ContourAreaSqDeg(Math.Min(1, probability)), 1e-7);
            Assert.Equal(probability, crossmatch.ProbabilityWithinArea(area), 1e-12);
        }
    }

    [Fact]
    public void A_pixel_of_a_flat_map_has_its_own_place_among_its_equals()
    {
        // Four faces of equal density kept as four cells, with 16 pixels each.
        var pixels = Enumerable.Range(0, 192).Select(i => i < 64 ? 1.0 : 0).ToArray();
        var map = SkyMapReader.Read(new MemoryStream(Fits.FitsBytes.Flat(pixels)), "flat", default);
        Assert.Equal(12, map.CellCount);
        var results = new Crossmatch(map).Points([.. Enumerable.Range(0, 64).Select(i => HealpixNested.Center(2, i))], default);
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal((i + 1) / 64.0, results[i].SearchedProb, 1e-12);
            Assert.Equal((i + 1) * HealpixNested.CellAreaSqDeg(2), results[i].SearchedAreaSqDeg, 1e-8);
        }
    }

    // interp_greedy_credible_levels([0, 0.5, 1, 1.5, 2], [1, 2, 3, 4, 5], [0.2, 0.4, 0.6, 0.8, 1.0]) = [0, 0.1, 0.2, 0.3, 0.4], of ligo.skymap's own tests.
    [Fact]
    public void Areas_and_levels_are_linear_between_cells_and_inverse_to_each_other()
    {
        var crossmatch = new Crossmatch(SkyMap.FromCells([.. Enumerable.Range(0, 5).Select(i => new HealpixIndex(0, i))], [1, 1, 1, 1, 1]));
        var cell = HealpixNested.CellAreaSqDeg(0);
        foreach (var (area, level) in new[] { (0.0, 0.0), (0.5, 0.1), (1, 0.2), (1.5, 0.3), (2, 0.4), (5, 1) })
        {
            Assert.Equal(level, crossmatch.ProbabilityWithinArea(area * cell), 1e-12);
            Assert.Equal(area * cell, crossmatch.ContourAreaSqDeg(level), 1e-8);
        }
        Assert.Equal(1, crossmatch.ProbabilityWithinArea(41252.96));
        Assert.Throws<ArgumentOutOfRangeException>(() => crossmatch.ContourAreaSqDeg(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => crossmatch.ContourAreaSqDeg(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => crossmatch.ProbabilityWithinArea(-1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Modes_are_the_parts_that_a_flood_finds(int seed)
    {
        const int order = 3;
        var (cells, density) = RandomMap(seed, order);
        var results = new Crossmatch(SkyMap.FromCells(cells, density)) { CountsModes = true }
            .Points([.. cells.Select(c => HealpixNested.Center(c.Order, c.Ipix))], default);
        var neighbours = ReferenceTable.Rows("neighbours.csv").Where(r => r[0] == "3").Select(r => r.Skip(2).Select(int.Parse).Where(n => n >= 0).ToArray()).ToArray();
        Assert.Equal(HealpixNested.CellCount(order), neighbours.Length);
        var ranked = Enumerable.Range(0, cells.Length).OrderByDescending(i => density[i]).ThenBy(i => i).ToArray();
        var inside = new bool[neighbours.Length];
        foreach (var i in ranked.Where(i => density[i] > 0))
        {
            var shift = 2 * (order - cells[i].Order);
            for (var pixel = cells[i].Ipix << shift; pixel < (cells[i].Ipix + 1) << shift; pixel++)
                inside[pixel] = true;
            Assert.Equal(Parts(inside, neighbours), results[i].SearchedModes);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Neighbours_of_single_cells_join_across_all_borders(int order)
    {
        // Two cells alone: one part when healpy calls them neighbours, else two.
        var rows = ReferenceTable.Rows("neighbours.csv").Where(r => r[0] == order.ToString()).ToArray();
        foreach (var row in rows)
        {
            var (cell, others) = (int.Parse(row[1]), row.Skip(2).Select(int.Parse).ToHashSet());
            for (var other = 0; other < cell; other++)
            {
                var map = SkyMap.FromCells([new HealpixIndex(order, other), new HealpixIndex(order, cell)], [2, 1]);
                var modes = new Crossmatch(map) { CountsModes = true }.Points([HealpixNested.Center(order, cell)], default)[0].SearchedModes;
                Assert.Equal(others.Contains(other) ? 1 : 2, modes);
            }
        }
    }

    [Fact]
    public void Cells_that_are_no_map_are_refused()
    {
        HealpixIndex[] two = [new(1, 5), new(0, 3)];
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells(two, [1]));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells([two[1], two[0]], [1, 1]));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells([new(0, 1), new(1, 7)], [1, 1]));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells([new(0, 12)], [1]));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells([new(30, 1)], [1]));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells(two, [1, -1]));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells(two, [1, double.NaN]));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells(two, [0, 0]));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells([], []));
        Assert.Throws<ArgumentException>(() => SkyMap.FromCells(two, [1, 1], new DistanceLayer([1], [1], [1])));
        Assert.Equal(2, SkyMap.FromCells(two, [1, 1]).CellCount);
    }

    private static int Parts(bool[] inside, int[][] neighbours)
    {
        var (seen, parts, stack) = (new bool[inside.Length], 0, new Stack<int>());
        for (var first = 0; first < inside.Length; first++)
        {
            if (!inside[first] || seen[first])
                continue;
            parts++;
            seen[first] = true;
            stack.Push(first);
            while (stack.TryPop(out var pixel))
                foreach (var next in neighbours[pixel])
                    if (inside[next] && !seen[next])
                    {
                        seen[next] = true;
                        stack.Push(next);
                    }
        }
        return parts;
    }

    private static (HealpixIndex[] Cells, double[] Density) RandomMap(int seed, int deepest)
    {
        var random = new Random(seed);
        var cells = new List<HealpixIndex>();
        for (var face = 0; face < 12; face++)
            Split(0, face);
        return ([.. cells], [.. cells.Select(_ => random.Next(6) == 0 ? 0 : Math.Round(10 * random.NextDouble(), 1))]);

        void Split(int order, long ipix)
        {
            if (order == deepest || random.Next(3) == 0)
                cells.Add(new HealpixIndex(order, ipix));
            else
                for (var child = 0; child < 4; child++)
                    Split(order + 1, 4 * ipix + child);
        }
    }
}
