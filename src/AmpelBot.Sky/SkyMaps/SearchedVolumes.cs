using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Levels of points along the distance and in the volume, all points at once.</summary>
internal sealed class SearchedVolumes
{
    // Errors of parabolas at the quarters of a panel; the answers are read from parabolas half as long.
    private const double LevelTolerance = 1e-5;
    private const double VolumeShare = 1e-4;

    // No level is further from the truth than the difference between two evaluations beside it.
    private const double LevelStep = 1e-3;

    private readonly double[] nearer;
    private readonly double[] probability;
    private readonly double[] volume;

    public SearchedVolumes(DistanceCells cells, SkyMap map, ReadOnlySpan<SkyCoord> coords, ReadOnlySpan<double> distancesMpc, CancellationToken cancellation)
    {
        (nearer, probability, volume) = (new double[coords.Length], new double[coords.Length], new double[coords.Length]);
        var depths = new double[coords.Length];
        for (var i = 0; i < coords.Length; i++)
            depths[i] = Depth(cells, map, coords[i], distancesMpc[i]);
        var radial = new MonotoneCurve
        {
            Evaluate = r => (cells.Within(r), 0),
            Panel = cells.MeanMpc,
            FirstTolerance = LevelTolerance,
            FirstStep = LevelStep,
            SecondShare = 1,
        };
        Read(radial, distancesMpc, nearer, null, cancellation);
        var spatial = new MonotoneCurve
        {
            Evaluate = depth => cells.Above(cells.LogHighest - depth),
            Panel = 1,
            FirstTolerance = LevelTolerance,
            FirstStep = LevelStep,
            SecondShare = VolumeShare,
        };
        Read(spatial, depths, probability, volume, cancellation);
    }

    public double? Nearer(int point) => Known(nearer[point]);

    public double? Probability(int point) => Known(probability[point]);

    public double? VolumeMpc3(int point) => Known(volume[point]);

    // How far the density at the point lies below the highest, in e-folds; NaN where no distance is known, infinite where the density is 0.
    private static double Depth(DistanceCells cells, SkyMap map, SkyCoord coord, double distanceMpc)
    {
        var cell = map.Find(HealpixNested.Index(HealpixNested.MaxOrder, coord));
        if (cell < 0 || double.IsNaN(distanceMpc))
            return double.NaN;
        var ansatz = DistanceCells.Ansatz(map.Distances!, cell);
        if (!ansatz.IsKnown)
            return double.NaN;
        return Math.Max(0, cells.LogHighest - DistanceCells.LogDensity(map.CellDensity(cell), ansatz, distanceMpc));
    }

    private static void Read(MonotoneCurve curve, ReadOnlySpan<double> places, Span<double> first, double[]? second, CancellationToken cancellation)
    {
        var sorted = new double[places.Length];
        var points = new int[places.Length];
        var count = 0;
        for (var i = 0; i < places.Length; i++)
            if (double.IsFinite(places[i]))
                (sorted[count], points[count++]) = (places[i], i);
            else
            {
                first[i] = double.IsNaN(places[i]) ? double.NaN : 1;
                if (second is not null)
                    second[i] = double.NaN;
            }
        Array.Sort(sorted, points, 0, count);
        var (a, b) = (new double[count], new double[count]);
        curve.Read(sorted.AsSpan(0, count), a, b, cancellation);
        for (var i = 0; i < count; i++)
        {
            first[points[i]] = Math.Min(1, a[i]);
            if (second is not null)
                second[points[i]] = b[i];
        }
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
