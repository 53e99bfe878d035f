using System.Runtime.Intrinsics;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Asks one sky map about many points: how deep each lies on the sky, along the line of sight and in the volume.</summary>
/// <remarks>
/// <para>On the sky the order is that of <see cref="SkyMap"/>: cells by falling density. In the volume it is falling density per Mpc3,
/// rho Norm N(r; Mu, Sigma), rho the density per steradian ([Singer16]); see <see cref="DistanceLayer"/>. The voxels of other programs
/// are a grid over the same function, and their numbers tend to these as the grid becomes fine: nothing is cut off at a largest distance.
/// Cells whose distance is not known have no place in the volume, so its levels end at the probability of the others.</para>
/// <para>Levels along the distance and in the volume, and volumes, are read from curves: on maps of BAYESTAR and LALInference a level is right to
/// about 1e-5 and a volume to 3e-4 of its size, and whatever the map a level to 1e-3. Immutable; safe to share between threads.</para>
/// </remarks>
public sealed class Crossmatch
{
    private const int Lanes = 4;
    private const double RadPerDeg = Math.PI / 180;
    private const double SqDegPerSr = 1 / (RadPerDeg * RadPerDeg);
    private const double SkyAreaSqDeg = 4 * Math.PI * SqDegPerSr;

    private readonly SkyMap map;
    private readonly long[] areaBefore;
    private readonly Lazy<int[]> modes;
    private readonly Lazy<DistanceCells?> distances;

    /// <summary>A map to ask.</summary>
    /// <param name="map">The map.</param>
    public Crossmatch(SkyMap map)
    {
        this.map = map;
        areaBefore = new long[map.CellCount];
        var area = 0L;
        var orders = map.Orders;
        foreach (var cell in map.Ranked)
        {
            areaBefore[cell] = area;
            area += Length(orders[cell]);
        }
        modes = new(() => CellAdjacency.ModesByCell(map));
        distances = new(() => new DistanceCells(map) is { Any: true } cells ? cells : null);
    }

    /// <summary>Whether the connected parts of each searched area are counted; takes about 10 ms for a map of 20,000 cells, once.</summary>
    public bool CountsModes { get; init; }

    /// <summary>The distance whatever the direction; null when the map has no distances.</summary>
    public DistanceMarginal? Marginal => distances.Value is { } cells ? new DistanceMarginal(cells) : null;

    /// <summary>Points on the sky.</summary>
    /// <param name="coords">The points.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>One result per point, in their order.</returns>
    public CrossmatchResult[] Points(ReadOnlySpan<SkyCoord> coords, CancellationToken cancellation) => Points(coords, [], cancellation);

    /// <summary>Points with distances.</summary>
    /// <param name="coords">The points.</param>
    /// <param name="distancesMpc">One distance per point in Mpc, above 0 and finite; NaN where it is not known; or none at all.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>One result per point, in their order.</returns>
    /// <exception cref="ArgumentException">The numbers of points and distances differ, or a distance is infinite or not above 0.</exception>
    public CrossmatchResult[] Points(ReadOnlySpan<SkyCoord> coords, ReadOnlySpan<double> distancesMpc, CancellationToken cancellation)
    {
        if (!distancesMpc.IsEmpty && distancesMpc.Length != coords.Length)
            throw new ArgumentException($"{distancesMpc.Length} distances for {coords.Length} points", nameof(distancesMpc));
        var isFar = false;
        for (var i = 0; i < distancesMpc.Length; i++)
            if (distancesMpc[i] is > 0 and < double.PositiveInfinity)
                isFar = true;
            else if (!double.IsNaN(distancesMpc[i]))
                throw new ArgumentException($"the distance of point {i} is {distancesMpc[i]} Mpc; one is above 0 and finite, or NaN when not known", nameof(distancesMpc));
        var modesByCell = CountsModes ? modes.Value : null;
        var ranks = map.Rank;
        var starts = map.Starts;
        var volumes = isFar && distances.Value is { } known ? new SearchedVolumes(known, map, coords, distancesMpc, cancellation) : null;
        // The span forms are several times as fast as one direction after another.
        var (raDeg, decDeg, indices) = (new double[coords.Length], new double[coords.Length], new long[coords.Length]);
        for (var i = 0; i < coords.Length; i++)
            (raDeg[i], decDeg[i]) = (coords[i].RaDeg, coords[i].DecDeg);
        HealpixNested.Index(HealpixNested.MaxOrder, raDeg, decDeg, indices);
        var offsets = OffsetsDeg(raDeg, decDeg);
        var results = new CrossmatchResult[coords.Length];
        for (var i = 0; i < results.Length; i++)
        {
            if ((i & 0xfff) == 0)
                cancellation.ThrowIfCancellationRequested();
            var hpx29 = indices[i];
            var cell = map.Find(hpx29);
            var density = cell < 0 ? 0 : map.CellDensity(cell);
            var own = cell < 0 ? 0 : map.OwnOrder(cell);
            var before = density == 0 ? 0 : ((hpx29 - starts[cell]) >> Shift(own)) + 1;
            var ansatz = cell >= 0 && map.Distances is { } layer ? DistanceCells.Ansatz(layer, cell) : default;
            var distance = isFar ? distancesMpc[i] : double.NaN;
            results[i] = new CrossmatchResult
            {
                Coord = coords[i],
                DistanceMpc = Known(distance),
                SearchedProb = density == 0 ? 1 : Math.Min(1, ranks.Before[cell] + before * map.OwnProbability(cell)),
                SearchedAreaSqDeg = density == 0 ? SkyAreaSqDeg : SqDeg(areaBefore[cell] + before * Length(own)),
                OffsetDeg = offsets[i],
                ProbDensityPerSr = density,
                SearchedModes = modesByCell is null ? null : density == 0 ? 1 : modesByCell[cell],
                LineOfSight = ansatz.IsKnown ? ansatz : null,
                SearchedProbDist = volumes?.Nearer(i),
                SearchedProbVol = volumes?.Probability(i),
                SearchedVolMpc3 = volumes?.VolumeMpc3(i),
                ProbDensityPerMpc3 = ansatz.IsKnown && !double.IsNaN(distance) ? density * ansatz.PerMpc3(distance) : null,
            };
        }
        return results;
    }

    /// <summary>Area of a credible region in square degrees, linear within the cell where the level is crossed.</summary>
    /// <remarks>Unlike <see cref="SkyMap.RegionAt"/>, which takes the crossing cell whole. At level 1 all cells with a density above 0.</remarks>
    /// <param name="level">Credible level, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not 0 to 1.</exception>
    public double ContourAreaSqDeg(double level)
    {
        if (!(level >= 0 && level <= 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "a credible level lies between 0 and 1");
        var cell = map.Ranked[LastAtOrBelow(c => map.Rank.Before[c], level)];
        return SqDeg(areaBefore[cell]) + Math.Min(SqDeg(Length(map.Orders[cell])), (level - map.Rank.Before[cell]) / map.CellDensity(cell) * SqDegPerSr);
    }

    /// <summary>Probability of the densest part of the sky with an area; the inverse of <see cref="ContourAreaSqDeg"/>.</summary>
    /// <param name="areaSqDeg">Area in square degrees, at or above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The area is negative or not a number.</exception>
    public double ProbabilityWithinArea(double areaSqDeg)
    {
        if (!(areaSqDeg >= 0))
            throw new ArgumentOutOfRangeException(nameof(areaSqDeg), areaSqDeg, "an area is not negative");
        var cell = map.Ranked[LastAtOrBelow(c => SqDeg(areaBefore[c]), areaSqDeg)];
        return Math.Min(1, map.Rank.Before[cell] + Math.Min(SqDeg(Length(map.Orders[cell])), areaSqDeg - SqDeg(areaBefore[cell])) / SqDegPerSr * map.CellDensity(cell));
    }

    /// <summary>Volume in Mpc3 of the credible region of a level in the volume; null without distances, or when the level is not reached.</summary>
    /// <param name="level">Credible level, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not above 0 and below 1.</exception>
    public double? ContourVolumeMpc3(double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "a credible level of a volume lies above 0 and below 1");
        if (distances.Value is not { } cells)
            return null;
        return Root.Of(depth => cells.Above(cells.LogHighest - depth).Probability, level, 1) is { } depth
            ? cells.Above(cells.LogHighest - depth).VolumeMpc3
            : null;
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static int Shift(int order) => 2 * (HealpixNested.MaxOrder - order);

    private static long Length(int order) => 1L << Shift(order);

    private static double SqDeg(long length) => length * HealpixNested.CellAreaSqDeg(HealpixNested.MaxOrder);

    private int LastAtOrBelow(Func<int, double> key, double value)
    {
        int low = 0, high = map.Ranked.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (key(map.Ranked[middle]) <= value)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    // A direction as a unit vector, for angles to many others.

    /// <summary>Angles in degrees between the densest cell and each point.</summary>
    private double[] OffsetsDeg(ReadOnlySpan<double> raDeg, ReadOnlySpan<double> decDeg)
    {
        var offsets = new double[raDeg.Length];
        var peak = map.Peak;
        var (sinRa, cosRa) = Math.SinCos(peak.RaDeg * RadPerDeg);
        var (sinDec, cosDec) = Math.SinCos(peak.DecDeg * RadPerDeg);
        var (x, y, z) = (Vector256.Create(cosDec * cosRa), Vector256.Create(cosDec * sinRa), Vector256.Create(sinDec));
        Span<double> four = stackalloc double[3 * Lanes];
        for (var i = 0; i < offsets.Length; i += Lanes)
        {
            var count = Math.Min(Lanes, offsets.Length - i);
            raDeg.Slice(i, count).CopyTo(four);
            decDeg.Slice(i, count).CopyTo(four[Lanes..]);
            var (sinRas, cosRas) = Vector256.SinCos(Vector256.Create<double>(four) * RadPerDeg);
            var (sinDecs, cosDecs) = Vector256.SinCos(Vector256.Create<double>(four[Lanes..]) * RadPerDeg);
            var (xs, ys, zs) = (cosDecs * cosRas, cosDecs * sinRas, sinDecs);
            // The half chord to the point or, beyond 90 deg, to the place opposite it: precise at any angle.
            var isNear = Vector256.GreaterThanOrEqual(x * xs + y * ys + z * zs, Vector256<double>.Zero);
            var sign = Vector256.ConditionalSelect(isNear, Vector256<double>.One, -Vector256<double>.One);
            var (a, b, c) = (x - sign * xs, y - sign * ys, z - sign * zs);
            (0.5 * Vector256.Sqrt(a * a + b * b + c * c)).CopyTo(four);
            for (var lane = 0; lane < count; lane++)
            {
                var angle = 2 * Math.Asin(four[lane]) / RadPerDeg;
                offsets[i + lane] = sign[lane] > 0 ? angle : 180 - angle;
            }
        }
        return offsets;
    }
}
