using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class CrossmatchVolumeTests
{
    // B5 of ligo.skymap's own test: the volume of the region p of a 3-D Gaussian is 4/3 pi sqrt(det C) q(p)^3, q the quantile of chi with 3 degrees.
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(300, -200, 100)]
    [InlineData(0, 0, 150)]
    public void Volumes_and_levels_of_a_3D_gaussian_are_the_closed_form(double x, double y, double z)
    {
        double[] mean = [x, y, z];
        var covariance = new[,] { { 2500.0, 500, -300 }, { 500, 1600, 200 }, { -300, 200, 900 } };
        var map = DistanceMaps.Gaussian(mean, covariance, 6);
        var crossmatch = new Crossmatch(map);
        Assert.Equal(1, crossmatch.Marginal!.Probability, 1e-12);
        foreach (var level in new[] { 0.01, 0.1, 0.5, 0.9, 0.99 })
        {
            var quantile = ChiQuantile(level);
            var volume = 4 * Math.PI / 3 * Math.Sqrt(DistanceMaps.Determinant(covariance)) * Math.Pow(quantile, 3);
            Assert.Equal(1, crossmatch.ContourVolumeMpc3(level)!.Value / volume, 1e-3);
        }
        // Cells of 1.8 degrees against a Gaussian that is 5 degrees wide where it is narrowest: the levels' error is that of the cells.
        const int order = 5;
        var inverse = DistanceMaps.Inverse(covariance);
        var (coords, distances, radii) = (new List<SkyCoord>(), new List<double>(), new List<double>());
        var random = new Random(7);
        for (var i = 0; i < 100; i++)
        {
            double[] offset = [70 * Normal(), 60 * Normal(), 40 * Normal()];
            var at = offset.Zip(mean, (a, b) => a + b).ToArray();
            var distance = Math.Sqrt(at.Sum(v => v * v));
            var coord = new SkyCoord(Math.Atan2(at[1], at[0]) * 180 / Math.PI, Math.Asin(at[2] / distance) * 180 / Math.PI);
            // The map knows the direction to a cell: the closed form is asked at the cell's centre.
            coord = HealpixNested.Center(order, HealpixNested.Index(order, coord));
            var n = DistanceMaps.Vector(coord);
            offset = [.. n.Select((v, j) => v * distance - mean[j])];
            coords.Add(coord);
            distances.Add(distance);
            radii.Add(Math.Sqrt(DistanceMaps.Form(inverse, offset, offset)));
        }
        var results = new Crossmatch(DistanceMaps.Gaussian(mean, covariance, order)).Points(coords.ToArray(), distances.ToArray(), default);
        for (var i = 0; i < radii.Count; i++)
        {
            Assert.Equal(ChiBelow(radii[i]), results[i].SearchedProbVol!.Value, 6e-3);
            var peak = 1 / (Math.Pow(2 * Math.PI, 1.5) * Math.Sqrt(DistanceMaps.Determinant(covariance)));
            Assert.Equal(1, results[i].ProbDensityPerMpc3!.Value / (peak * Math.Exp(-0.5 * radii[i] * radii[i])), 2e-2);
            // Near the mean the volume is a few cells.
            if (radii[i] > 1)
                Assert.Equal(1, results[i].SearchedVolMpc3!.Value / (4 * Math.PI / 3 * Math.Sqrt(DistanceMaps.Determinant(covariance)) * Math.Pow(radii[i], 3)), 4e-2);
        }

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Levels_and_volumes_are_those_of_the_voxels_and_nearer_the_finer_they_are(int seed)
    {
        var (cells, density, layer) = RandomMap(seed);
        var map = SkyMap.FromCells(cells, density, layer);
        var scale = 1 / map.Header.ProbSum;
        var normalized = density.Select(d => d * scale).ToArray();
        var crossmatch = new Crossmatch(map);
        var farthest = 6 * crossmatch.Marginal!.MeanMpc;
        var worst = new List<(double Level, double Volume, double Distance, double Contour)>();
        foreach (var steps in new[] { 250, 500, 1000, 2000 })
        {
            var reference = new VoxelReference(cells, normalized, layer, steps, farthest);
            Assert.Equal(reference.Total, crossmatch.Marginal.Probability, 1e-3);
            var random = new Random(seed);
            var points = Enumerable.Range(0, 300).Select(_ => (Cell: random.Next(cells.Length), Distance: farthest * random.NextDouble() * 0.5)).ToArray();
            var results = crossmatch.Points(points.Select(p => HealpixNested.Center(cells[p.Cell].Order, cells[p.Cell].Ipix)).ToArray(),
                points.Select(p => p.Distance).ToArray(), default);
            var (level, volume, distance, contour) = (0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < points.Length; i++)
            {
                distance = Math.Max(distance, Math.Abs(reference.Within(points[i].Distance) - results[i].SearchedProbDist!.Value));
                if (!(layer.Norm[points[i].Cell] > 0))
                {
                    Assert.Null(results[i].SearchedProbVol);
                    continue;
                }
                var (probability, space) = reference.Above(results[i].ProbDensityPerMpc3!.Value);
                level = Math.Max(level, Math.Abs(probability - results[i].SearchedProbVol!.Value));
                if (probability < 0.999)
                    volume = Math.Max(volume, Math.Abs(space - results[i].SearchedVolMpc3!.Value) / reference.ContourVolume(0.9));
            }
            foreach (var p in new[] { 0.2, 0.5, 0.9 })
                contour = Math.Max(contour, Math.Abs(reference.ContourVolume(p) / crossmatch.ContourVolumeMpc3(p)!.Value - 1));
            worst.Add((level, volume, distance, contour));
        }
        // The grid of 1000 steps, and that the difference is the grid's: it falls at least by half with each doubling, twice over.
        Assert.True(worst[2].Level < 1e-3 && worst[2].Distance < 1e-3 && worst[2].Contour < 1e-3, string.Join("; ", worst));
        Assert.True(worst[3].Level < worst[1].Level / 2 && worst[2].Level < worst[0].Level / 2, string.Join("; ", worst));
        Assert.True(worst[3].Volume < worst[0].Volume / 3 && worst[2].Volume < 5e-3, string.Join("; ", worst));
    }

    [Fact]
    public void A_point_has_the_same_numbers_alone_and_among_others()
    {
        var (cells, density, layer) = RandomMap(11);
        var crossmatch = new Crossmatch(SkyMap.FromCells(cells, density, layer));
        var random = new Random(3);
        var coords = Enumerable.Range(0, 500).Select(_ => new SkyCoord(360 * random.NextDouble(), 180 * random.NextDouble() - 90)).ToArray();
        var distances = coords.Select(_ => 400 * random.NextDouble()).ToArray();
        var all = crossmatch.Points(coords, distances, default);
        for (var i = 0; i < coords.Length; i += 50)
            Assert.Equal(all[i], crossmatch.Points(coords.AsSpan(i, 1), distances.AsSpan(i, 1), default)[0]);
    }

    [Fact]
    public void Curves_read_for_many_points_agree_with_the_sums_themselves()
    {
        var (cells, density, layer) = RandomMap(5);
        var map = SkyMap.FromCells(cells, density, layer);
        var crossmatch = new Crossmatch(map);
        foreach (var level in new[] { 0.05, 0.3, 0.5, 0.9, 0.99 })
        {
            // The volume of a level comes from the sums; a point on its surface must have that level and that volume.
            var volume = crossmatch.ContourVolumeMpc3(level)!.Value;
            var cell = Enumerable.Range(0, cells.Length).Where(i => layer.Norm[i] > 0)
                .MaxBy(i => density[i] * layer.Norm[i] / layer.Sigma[i] * Math.Exp(-0.5 * Math.Pow(Math.Min(0, layer.Mu[i] / layer.Sigma[i]), 2)));
            var coord = HealpixNested.Center(cells[cell].Order, cells[cell].Ipix);
            var (near, far) = (Math.Max(1e-6, layer.Mu[cell]), Math.Max(0, layer.Mu[cell]) + 20 * layer.Sigma[cell]);
            for (var i = 0; i < 60; i++)
            {
                var middle = (near + far) / 2;
                if (crossmatch.Points([coord], [middle], default)[0].SearchedProbVol < level)
                    near = middle;
                else
                    far = middle;
            }
            Assert.Equal(1, crossmatch.Points([coord], [near], default)[0].SearchedVolMpc3!.Value / volume, 1e-4);
            var quantile = crossmatch.Marginal!.QuantileMpc(level)!.Value;
            Assert.Equal(level, crossmatch.Points([coord], [quantile], default)[0].SearchedProbDist!.Value, 1e-5);
            Assert.Equal(level, crossmatch.Marginal.ProbabilityWithin(quantile), 1e-9);
        }
    }

    [Fact]
    public void The_marginal_distance_is_the_sum_of_its_lines_of_sight()
    {
        var (cells, density, layer) = RandomMap(9);
        var map = SkyMap.FromCells(cells, density, layer);
        var marginal = new Crossmatch(map).Marginal!;
        var weights = cells.Select((c, i) => density[i] / map.Header.ProbSum * HealpixNested.CellAreaSr(c.Order)).ToArray();
        var lines = cells.Select((_, i) => new DistanceAnsatz(layer.Mu[i], layer.Sigma[i], layer.Norm[i])).ToArray();
        var known = Enumerable.Range(0, cells.Length).Where(i => lines[i].IsKnown).ToArray();
        var total = known.Sum(i => weights[i]);
        var mean = known.Sum(i => weights[i] * lines[i].MeanMpc) / total;
        var square = known.Sum(i => weights[i] * (lines[i].StdMpc * lines[i].StdMpc + Math.Pow(lines[i].MeanMpc - mean, 2))) / total;
        Assert.Equal(total, marginal.Probability, 1e-12);
        Assert.Equal(mean, marginal.MeanMpc, 1e-9);
        Assert.Equal(Math.Sqrt(square), marginal.StdMpc, 1e-9);
        Assert.Equal(known.Sum(i => weights[i] * lines[i].Density(120)), marginal.DensityPerMpc(120), 1e-12);
        Assert.Equal((marginal.ProbabilityWithin(121) - marginal.ProbabilityWithin(119)) / 2, marginal.DensityPerMpc(120), 1e-5);
        Assert.Equal(0, marginal.ProbabilityWithin(0), 1e-12);
        Assert.Equal(total, marginal.ProbabilityWithin(1e9), 1e-9);
        Assert.Equal(marginal.QuantileMpc(0.95) - marginal.QuantileMpc(0.05), marginal.CentralWidthMpc(0.9));
        Assert.Null(marginal.QuantileMpc(1 - 1e-4));
        Assert.Throws<ArgumentOutOfRangeException>(() => marginal.QuantileMpc(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => marginal.ProbabilityWithin(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => marginal.DensityPerMpc(double.NaN));
    }

    [Fact]
    public void What_is_not_known_is_null()
    {
        var cells = new[] { new HealpixIndex(0, 0), new HealpixIndex(0, 1), new HealpixIndex(0, 2) };
        var layer = new DistanceLayer([100, double.PositiveInfinity, 100], [20, 1, 20], [DistanceAnsatz.Normalized(100, 20).NormPerMpc2, 0, DistanceAnsatz.Normalized(100, 20).NormPerMpc2]);
        var map = SkyMap.FromCells(cells, [3, 1, 0], layer);
        var crossmatch = new Crossmatch(map);
        var coords = new[] { Center(0), Center(1), Center(2), Center(5), Center(0) };
        var results = crossmatch.Points(coords, [100, 100, 100, 100, double.NaN], default);
        Assert.Equal(0, results[0].SearchedProbVol!.Value, 1e-9);
        Assert.Equal(0, results[0].SearchedVolMpc3!.Value, 1e-9);
        Assert.Equal(DistanceAnsatz.Normalized(100, 20).MeanMpc, results[0].LineOfSightMeanMpc);
        Assert.Null(results[1].SearchedProbVol);
        Assert.Null(results[1].LineOfSightStdMpc);
        Assert.Null(results[1].ProbDensityPerMpc3);
        Assert.Equal(results[0].SearchedProbDist, results[1].SearchedProbDist);
        Assert.Equal(1, results[2].SearchedProbVol);
        Assert.Null(results[2].SearchedVolMpc3);
        Assert.Equal(0, results[2].ProbDensityPerMpc3);
        Assert.Equal(1, results[3].SearchedProb);
        Assert.Null(results[3].SearchedProbVol);
        Assert.Null(results[4].SearchedProbDist);
        Assert.Null(results[4].DistanceMpc);
        Assert.NotNull(results[4].LineOfSightMeanMpc);
        Assert.Equal(0.75, crossmatch.Marginal!.Probability, 1e-12);
        Assert.Null(crossmatch.ContourVolumeMpc3(0.8));
        var flat = new Crossmatch(SkyMap.FromCells(cells, [3, 1, 0]));
        Assert.Null(flat.Marginal);
        Assert.Null(flat.ContourVolumeMpc3(0.5));
        Assert.Null(flat.Points(coords, [100, 100, 100, 100, 100], default)[0].SearchedProbDist);

        static SkyCoord Center(long ipix) => HealpixNested.Center(0, ipix);
    }

    [Fact]
    public void Bad_distances_are_refused_with_their_place()
    {
        var crossmatch = new Crossmatch(SkyMap.FromCells([new HealpixIndex(0, 0)], [1]));
        SkyCoord[] two = [new(0, 0), new(1, 1)];
        Assert.Contains("point 1 is -5", Assert.Throws<ArgumentException>(() => crossmatch.Points(two, [1, -5], default)).Message);
        Assert.Contains("point 0 is 0", Assert.Throws<ArgumentException>(() => crossmatch.Points(two, [0, 5], default)).Message);
        Assert.Throws<ArgumentException>(() => crossmatch.Points(two, [1, double.PositiveInfinity], default));
        Assert.Throws<ArgumentException>(() => crossmatch.Points(two, [1], default));
        Assert.Throws<OperationCanceledException>(() => crossmatch.Points(two, new CancellationToken(true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => crossmatch.ContourVolumeMpc3(1));
        Assert.Empty(crossmatch.Points([], default));
    }

    // Cells of orders 0 to 2 over the whole sky; distances near and far, in front and behind, some not known.
    private static (HealpixIndex[] Cells, double[] Density, DistanceLayer Layer) RandomMap(int seed)
    {
        var random = new Random(seed);
        var cells = new List<HealpixIndex>();
        for (var face = 0; face < 12; face++)
            Split(0, face);
        var density = cells.Select(_ => Math.Exp(-4 * random.NextDouble())).ToArray();
        var (mu, sigma, norm) = (new double[cells.Count], new double[cells.Count], new double[cells.Count]);
        for (var i = 0; i < cells.Count; i++)
        {
            sigma[i] = 25 + 40 * random.NextDouble();
            mu[i] = sigma[i] * (8 * random.NextDouble() - 3.5);
            norm[i] = DistanceAnsatz.Normalized(mu[i], sigma[i]).NormPerMpc2;
            if (i % 29 == 7)
                (mu[i], sigma[i], norm[i], density[i]) = (double.PositiveInfinity, 1, 0, 1e-2 * density[i]);
        }
        return ([.. cells], density, new DistanceLayer(mu, sigma, norm));

        void Split(int order, long ipix)
        {
            if (order == 2 || (order > 0 && random.Next(2) == 0))
                cells.Add(new HealpixIndex(order, ipix));
            else
                for (var child = 0; child < 4; child++)
                    Split(order + 1, 4 * ipix + child);
        }
    }

    // Chi with 3 degrees of freedom: erf(x / sqrt 2) - sqrt(2 / pi) x exp(-x^2 / 2), the first by its series.
    private static double ChiBelow(double x)
    {
        var (sum, term) = (0.0, x);
        for (var n = 0; n < 400; n++)
        {
            sum += term / (2 * n + 1);
            term *= -x * x / (2 * (n + 1));
        }
        return x > 6 ? 1 : Math.Sqrt(2 / Math.PI) * (sum - x * Math.Exp(-0.5 * x * x));
    }

    private static double ChiQuantile(double level)
    {
        var (low, high) = (0.0, 6.0);
        for (var i = 0; i < 60; i++)
            (low, high) = ChiBelow((low + high) / 2) < level ? ((low + high) / 2, high) : (low, (low + high) / 2);
        return low;
    }
}
