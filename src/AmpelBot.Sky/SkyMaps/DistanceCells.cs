using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>The cells of a map whose distance is known, laid out for sums over all lines of sight.</summary>
/// <remarks>
/// <para>The density per volume along a line of sight is rho Norm N(r; Mu, Sigma) [Mpc-3], rho the density per steradian. So where it is
/// at or above a threshold t is one interval of r, Mu - h Sigma to Mu + h Sigma with h = sqrt(2 ln(A / t)), A the value at r = Mu, cut off
/// at r = 0; its volume and its probability are closed forms. Summed over the cells they are the limit of a grid of voxels, ordered by
/// density, for voxels that become small.</para>
/// <para>With z = Mu / Sigma, u = h^2 / 2, e = exp(-u), erfc(sqrt(u)) = e g(sqrt(u)): the probability between r = 0 and Mu + h Sigma is the
/// whole minus w Q(h), Q(h) = (1 + z^2) erfc / 2 + (h + 2 z) phi(h), and between Mu - h Sigma and Mu + h Sigma it is
/// w ((1 + z^2) (1 - erfc) - 2 h phi(h)), with w = rho dA Norm Sigma^2.</para>
/// </remarks>
internal sealed class DistanceCells
{
    private const double InverseSqrt2Pi = 0.39894228040143268;
    private const double Sqrt2 = 1.4142135623730951;
    private const int Lane = 8;

    // A cell whose highest density is this many e-folds above the threshold is inside but for 1e-15 of its probability.
    private const double WholeDepth = 45;

    private const double Negligible = 1e-10;

    // By falling highest density; a multiple of the vector's length, filled up with cells without weight.
    private readonly double[] highest;
    private readonly double[] peak;
    private readonly double[] z;
    private readonly double[] inverseSigma;
    private readonly double[] weight;
    private readonly double[] total;
    private readonly double[] belowZero;
    private readonly double[] volume;

    // Probability of the cells before each vector.
    private readonly double[] totalBefore;
    private readonly int count;

    // All cells but the last ones, which hold 1e-10 of the probability together; whole vectors.
    private readonly int heavy;

    /// <summary>The cells of a map; none when it has no distances.</summary>
    public DistanceCells(SkyMap map)
    {
        var layer = map.Distances;
        var known = new List<int>();
        for (var cell = 0; layer is not null && cell < map.CellCount; cell++)
            if (map.CellDensity(cell) > 0 && Ansatz(layer, cell).IsKnown)
                known.Add(cell);
        count = known.Count;
        var order = new int[count];
        var keys = new double[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = known[i];
            keys[i] = -Highest(map.CellDensity(known[i]), Ansatz(layer!, known[i]));
        }
        Array.Sort(keys, order);
        var length = (count + Lane - 1) / Lane * Lane;
        (highest, peak, z, inverseSigma) = (new double[length], new double[length], new double[length], new double[length]);
        (weight, total, belowZero, volume) = (new double[length], new double[length], new double[length], new double[length]);
        Array.Fill(highest, double.NegativeInfinity);
        var moments = new (double Mean, double Std)[count];
        var (mass, first) = (new ExactSum(), new ExactSum());
        for (var i = 0; i < count; i++)
        {
            var ansatz = Ansatz(layer!, order[i]);
            var areaSr = HealpixNested.CellAreaSr(map.Orders[order[i]]);
            var density = map.CellDensity(order[i]);
            highest[i] = -keys[i];
            peak[i] = LogPeak(density, ansatz);
            z[i] = ansatz.MuMpc / ansatz.SigmaMpc;
            inverseSigma[i] = 1 / ansatz.SigmaMpc;
            weight[i] = density * areaSr * ansatz.NormPerMpc2 * ansatz.SigmaMpc * ansatz.SigmaMpc;
            total[i] = density * areaSr * ansatz.Total;
            belowZero[i] = z[i] > 0 ? weight[i] * DistanceAnsatz.Integral(-z[i]) : 0;
            volume[i] = areaSr / 3 * ansatz.SigmaMpc * ansatz.SigmaMpc * ansatz.SigmaMpc;
            moments[i] = ansatz.Moments();
            mass.Add(total[i]);
            first.Add(total[i] * moments[i].Mean);
        }
        Probability = mass.Value;
        totalBefore = new double[length / Lane + 1];
        for (var i = 0; i < length / Lane; i++)
            totalBefore[i + 1] = totalBefore[i] + Vector512.Sum(Lanes(total, Lane * i, Lane)[0]);
        var light = 0.0;
        for (heavy = length; heavy > 0 && light + total[heavy - 1] < Negligible * Probability; heavy--)
            light += total[heavy - 1];
        heavy = (heavy + Lane - 1) / Lane * Lane;
        MeanMpc = first.Value / mass.Value;
        var spread = new ExactSum();
        for (var i = 0; i < count; i++)
        {
            var (mean, std) = moments[i];
            spread.Add(total[i] * (std * std + (mean - MeanMpc) * (mean - MeanMpc)));
        }
        StdMpc = Math.Sqrt(spread.Value / mass.Value);
    }

    /// <summary>Whether any cell has a distance.</summary>
    public bool Any => count > 0;

    /// <summary>Probability of the cells that have a distance; 1 minus it has no place along the line of sight.</summary>
    public double Probability { get; }

    /// <summary>Mean of the marginal distance in Mpc; NaN without distances.</summary>
    public double MeanMpc { get; }

    /// <summary>Standard deviation of the marginal distance in Mpc; NaN without distances.</summary>
    public double StdMpc { get; }

    /// <summary>Natural logarithm of the highest density per Mpc3 in the map.</summary>
    public double LogHighest => highest[0];

    /// <summary>The ansatz of a cell.</summary>
    public static DistanceAnsatz Ansatz(DistanceLayer layer, int cell) => new(layer.Mu[cell], layer.Sigma[cell], layer.Norm[cell]);

    /// <summary>Natural logarithm of the density per Mpc3 at a distance; negative infinity where there is none.</summary>
    public static double LogDensity(double densityPerSr, DistanceAnsatz ansatz, double distanceMpc)
    {
        var y = (distanceMpc - ansatz.MuMpc) / ansatz.SigmaMpc;
        return LogPeak(densityPerSr, ansatz) - 0.5 * y * y;
    }

    /// <summary>Probability and volume in Mpc3 where the density per Mpc3 is at or above exp(threshold).</summary>
    public (double Probability, double VolumeMpc3) Above(double logThreshold)
    {
        var whole = Dense(logThreshold + WholeDepth) / Lane * Lane;
        var length = (Dense(logThreshold) + Lane - 1) / Lane * Lane;
        var (sum, space) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var threshold = Vector512.Create(logThreshold);
        var zero = Vector512<double>.Zero;
        var peaks = Lanes(peak, 0, length);
        var zs = Lanes(z, 0, length);
        var volumes = Lanes(volume, 0, length);
        for (var i = 0; i < whole / Lane; i++)
            space += volumes[i] * Shell(zs[i], Vector512.Sqrt(Vector512.Create(2.0) * (peaks[i] - threshold)));
        var highs = Lanes(highest, 0, length);
        var weights = Lanes(weight, 0, length);
        var totals = Lanes(total, 0, length);
        for (var i = whole / Lane; i < peaks.Length; i++)
        {
            var u = Vector512.Max(peaks[i] - threshold, zero);
            var root = Vector512.Sqrt(u);
            var h = root * Vector512.Create(Sqrt2);
            var e = Vector512.Exp(-u);
            var erfc = e * Erfc.Scaled(root);
            var phi = e * Vector512.Create(InverseSqrt2Pi);
            var square = Vector512.FusedMultiplyAdd(zs[i], zs[i], Vector512<double>.One);
            var twoSided = weights[i] * (square * (Vector512<double>.One - erfc) - (h + h) * phi);
            var oneSided = totals[i] - weights[i] * (square * erfc * Vector512.Create(0.5) + (h + zs[i] + zs[i]) * phi);
            var inside = Vector512.GreaterThanOrEqual(highs[i], threshold);
            sum += Vector512.ConditionalSelect(inside, Vector512.ConditionalSelect(Vector512.GreaterThan(h, zs[i]), oneSided, twoSided), zero);
            space += Vector512.ConditionalSelect(inside, volumes[i] * Shell(zs[i], h), zero);
        }
        return (totalBefore[whole / Lane] + Vector512.Sum(sum), Vector512.Sum(space));
    }

    /// <summary>Marginal probability of a distance below one; cells that hold 1e-10 of the probability together are left out.</summary>
    /// <param name="distanceMpc">Distance in Mpc, at or above 0 and finite.</param>
    public double Within(double distanceMpc)
    {
        var sum = Vector512<double>.Zero;
        var distance = Vector512.Create(distanceMpc);
        var zs = Lanes(z, 0, heavy);
        var inverseSigmas = Lanes(inverseSigma, 0, heavy);
        var weights = Lanes(weight, 0, heavy);
        var totals = Lanes(total, 0, heavy);
        var belows = Lanes(belowZero, 0, heavy);
        for (var i = 0; i < zs.Length; i++)
        {
            var y = Vector512.FusedMultiplyAdd(distance, inverseSigmas[i], -zs[i]);
            var e = Vector512.Exp(y * y * Vector512.Create(-0.5));
            var square = Vector512.FusedMultiplyAdd(zs[i], zs[i], Vector512<double>.One);
            var tail = square * e * Erfc.Scaled(Vector512.Abs(y) * Vector512.Create(1 / Sqrt2)) * Vector512.Create(0.5);
            var edge = (y + zs[i] + zs[i]) * e * Vector512.Create(InverseSqrt2Pi);
            var above = totals[i] - weights[i] * (tail + edge);
            var below = weights[i] * (tail - edge) - belows[i];
            sum += Vector512.ConditionalSelect(Vector512.GreaterThan(y, Vector512<double>.Zero), above, below);
        }
        return Math.Max(0, Vector512.Sum(sum));
    }

    /// <summary>Marginal density in Mpc-1.</summary>
    public double DensityPerMpc(double distanceMpc)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            var scaled = distanceMpc * inverseSigma[i];
            sum += weight[i] * scaled * scaled * inverseSigma[i] * Erfc.NormalDensity(scaled - z[i]);
        }
        return sum;
    }

    // (z + h)^3 - (z - h)^3, the second cut off at 0.
    private static Vector512<double> Shell(Vector512<double> z, Vector512<double> h)
    {
        var up = z + h;
        var low = Vector512.Max(z - h, Vector512<double>.Zero);
        return (up - low) * (up * up + up * low + low * low);
    }

    private static double LogPeak(double densityPerSr, DistanceAnsatz ansatz) =>
        Math.Log(densityPerSr) + Math.Log(ansatz.NormPerMpc2) - Math.Log(ansatz.SigmaMpc) + Math.Log(InverseSqrt2Pi);

    private static double Highest(double densityPerSr, DistanceAnsatz ansatz) => LogDensity(densityPerSr, ansatz, Math.Max(0, ansatz.MuMpc));

    private static ReadOnlySpan<Vector512<double>> Lanes(double[] values, int start, int length) => MemoryMarshal.Cast<double, Vector512<double>>(values.AsSpan(start, length));

    // How many cells reach the threshold somewhere.
    private int Dense(double logThreshold)
    {
        int low = 0, high = count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (highest[middle] >= logThreshold)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
