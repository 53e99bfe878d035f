using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>The simulated event's sky map, as cells.</summary>
public static class SimulatedSkyMap
{
    private const int CoarsestOrder = 4;
    private const int FinestOrder = 8;
    private const int SampleOrders = 2;
    private const double FloorProb = 2e-4;
    private const double TextureAmplitude = 0.2;

    /// <summary>A cell is split while its density, as a share of the peak, is above the value of its order (4 to 7).</summary>
    private static readonly double[] SplitAbove = [1e-6, 1e-4, 3e-3, 3e-2];

    /// <summary>
    /// A multi-order map of the whole sky: a piece of a ring with about 75 to 140 deg2 at 90 %, that holds the event between its 50 and
    /// 90 % levels. The same event and seed give the same numbers.
    /// </summary>
    /// <param name="simulated">The event.</param>
    /// <param name="seed">Changes the texture along the ring, not its place.</param>
    /// <returns>Cells of orders 4 to 8, some thousands, in nested order, none over another; and for each its probability density per steradian.</returns>
    public static (IReadOnlyList<HealpixIndex> Cells, IReadOnlyList<double> ProbDensityPerSr) Cells(SimulatedEvent simulated, int seed)
    {
        var arc = new SimulatedArc(simulated);
        var random = new SimulatedRandom((ulong)seed);
        var (waves, phase) = (random.Uniform(0.15, 0.35), random.Uniform(0, 2 * Math.PI));
        var cells = new List<HealpixIndex>();
        var densities = new List<double>();
        for (var ipix = 0L; ipix < HealpixNested.CellCount(CoarsestOrder); ipix++)
            Add(CoarsestOrder, ipix);
        var sum = Sum();
        // The floor keeps every cell above zero, as in real maps.
        var floor = FloorProb / (4 * Math.PI);
        for (var i = 0; i < cells.Count; i++)
            densities[i] = densities[i] / sum * (1 - FloorProb) + floor;
        return (cells, densities);

        double Density(int order, long ipix)
        {
            var center = HealpixNested.Center(order, ipix);
            return Math.Exp(-arc.SquaredSigmas(center) / 2) * (1 + TextureAmplitude * Math.Sin(waves * arc.AlongDeg(center) + phase));
        }

        void Add(int order, long ipix)
        {
            if (order < FinestOrder && Samples(order, ipix).Max() > SplitAbove[order - CoarsestOrder])
            {
                for (var child = 0; child < 4; child++)
                    Add(order + 1, 4 * ipix + child);
                return;
            }
            cells.Add(new HealpixIndex(order, ipix));
            densities.Add(Samples(order, ipix).Average());
        }

        IEnumerable<double> Samples(int order, long ipix) =>
            Enumerable.Range(0, 1 << (2 * SampleOrders)).Select(i => Density(order + SampleOrders, (ipix << (2 * SampleOrders)) + i));

        double Sum() => cells.Zip(densities).Sum(c => c.Second * HealpixNested.CellAreaSr(c.First.Order));
    }
}
