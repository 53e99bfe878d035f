using System.Numerics;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>A probability sky map: nested cells of mixed order that do not overlap, each with a probability density.</summary>
/// <remarks>
/// <para>Probabilities are divided by the file's own sum, so they add to 1. Immutable; safe to share between threads.</para>
/// <para>There is one order of cells, which credible regions and levels share: falling density, and among equal densities ascending
/// position (the first nested index at order 29). The cells meant are those of the file: a multi-order map's rows, a flat map's pixels.
/// Equal neighbours of a flat map are kept as one cell, yet each of its pixels has its own place in the order, and a region takes only
/// as many of them as it needs.</para>
/// </remarks>
public sealed class SkyMap
{
    // A sum that lies this little below a level has reached it: the values and their sums are rounded to about 1e-16 each.
    private const double LevelTolerance = 1e-14;
    private const int TileOrder = 4;
    private const int TileCount = 12 << (2 * TileOrder);

    private readonly long[] starts;
    private readonly byte[] orders;
    private readonly double[] values;

    // Made when first asked for, which reading a map does not.
    private readonly Lazy<CellRank> rank;

    // For each tile of the sky, and one more, the number of cells that begin before it: a point is then looked for among a few cells.
    private readonly Lazy<int[]> startsBelow;

    private readonly int? pixelOrder;
    private readonly double valueSum;
    private readonly double densityPerValue;

    /// <summary>A map from its cells.</summary>
    /// <param name="cells">Ascending, disjoint, values finite and not negative. A flat map's values are per pixel or densities; a
    /// multi-order map's are densities per steradian.</param>
    /// <param name="valuesAreDensities">Whether the values are densities per steradian.</param>
    /// <param name="header">The header, whose ProbSum is filled in here.</param>
    /// <param name="distances">The distance columns, one row per cell, when the map has them.</param>
    /// <exception cref="Fits.FitsException">The values add to nothing, or to infinity.</exception>
    internal SkyMap(CellList cells, bool valuesAreDensities, SkyMapHeader header, DistanceLayer? distances = null)
    {
        if (distances is not null && distances.Mu.Length != cells.Count)
            throw new ArgumentException($"{distances.Mu.Length} distances for {cells.Count} cells", nameof(distances));
        pixelOrder = cells.PixelOrder;
        (starts, orders, values) = cells.Take();
        var unit = HealpixNested.CellAreaSr(UnitOrder);
        valueSum = CellRank.Sum(values, orders, UnitOrder);
        rank = new Lazy<CellRank>(() => CellRank.Of(values, orders, UnitOrder));
        startsBelow = new Lazy<int[]>(CountStarts);
        Header = header with { ProbSum = valuesAreDensities ? valueSum * unit : valueSum };
        Distances = distances;
        densityPerValue = 1 / (valueSum * unit);
        if (!double.IsFinite(densityPerValue))
            throw new Fits.FitsException("the probabilities are too small to be divided by their sum");
    }

    /// <summary>A map from cells that a program made.</summary>
    /// <param name="cells">Ascending by position, disjoint.</param>
    /// <param name="probDensityPerSr">One density per cell in sr-1, finite and not negative; divided by the sum of their probabilities.</param>
    /// <param name="distances">One row per cell, when distances are known.</param>
    /// <exception cref="ArgumentException">
    /// The numbers of cells, densities and distances differ, a cell does not exist or does not lie after the one before it, a density is
    /// negative or not finite, or none is above 0.
    /// </exception>
    public static SkyMap FromCells(ReadOnlySpan<HealpixIndex> cells, ReadOnlySpan<double> probDensityPerSr, DistanceLayer? distances = null)
    {
        if (cells.Length != probDensityPerSr.Length)
            throw new ArgumentException($"{probDensityPerSr.Length} densities for {cells.Length} cells", nameof(probDensityPerSr));
        var list = new CellList();
        var (end, deepest) = (0L, 0);
        for (var i = 0; i < cells.Length; i++)
        {
            var (order, ipix) = cells[i];
            if (order is < 0 or > HealpixNested.MaxOrder || ipix < 0 || ipix >= HealpixNested.CellCount(order))
                throw new ArgumentException($"there is no cell {ipix} at order {order}", nameof(cells));
            if (cells[i].Range.Start < end)
                throw new ArgumentException($"the cell {ipix} at order {order} does not lie after the one before it", nameof(cells));
            if (!(probDensityPerSr[i] >= 0 && double.IsFinite(probDensityPerSr[i])))
                throw new ArgumentException($"a probability density is finite and not negative: {probDensityPerSr[i]}", nameof(probDensityPerSr));
            (end, deepest) = (cells[i].Range.End, Math.Max(deepest, order));
            list.Append(order, ipix, probDensityPerSr[i]);
        }
        return Made(list, deepest, distances);
    }

    /// <summary>A map that did not come from a file, from densities per steradian.</summary>
    internal static SkyMap Made(CellList cells, int maxOrder, DistanceLayer? distances = null)
    {
        var header = new SkyMapHeader
        {
            Ordering = "RENDERED",
            MaxOrder = maxOrder,
            FileCells = cells.Count,
            ProbSum = 0,
            ProbColumn = "PROBDENSITY",
            Creator = "AmpelBot",
        };
        try
        {
            return new SkyMap(cells, valuesAreDensities: true, header, distances);
        }
        catch (Fits.FitsException e)
        {
            throw new ArgumentException($"these cells are no sky map: {e.Message}", nameof(cells), e);
        }
    }

    private SkyMap(SkyMap other, SkyMapHeader header)
    {
        (starts, orders, values, rank, startsBelow) = (other.starts, other.orders, other.values, other.rank, other.startsBelow);
        (pixelOrder, valueSum, densityPerValue) = (other.pixelOrder, other.valueSum, other.densityPerValue);
        (Header, Distances) = (header, other.Distances);
    }

    /// <summary>What the file says of itself.</summary>
    public SkyMapHeader Header { get; }

    /// <summary>The distance columns, one row per cell kept; null when they were not asked for or the map has none.</summary>
    public DistanceLayer? Distances { get; }

    /// <summary>The same map with sentences in its header.</summary>
    internal SkyMap WithNotes(IReadOnlyList<string> notes) => new(this, Header with { Notes = notes });

    /// <summary>Number of cells kept (equal neighbours of a flat map are one cell).</summary>
    public int CellCount => starts.Length;

    /// <summary>Centre of the cell, at the map's own resolution, with the highest density (the first of them in position).</summary>
    public SkyCoord Peak
    {
        get
        {
            var peak = Ranked[0];
            var order = OwnOrder(peak);
            return HealpixNested.Center(order, starts[peak] >> Shift(order));
        }
    }

    /// <summary>Probability density per steradian at a direction; 0 where the map has no cell.</summary>
    public double ProbDensityPerSr(SkyCoord coord)
    {
        var cell = Find(HealpixNested.Index(HealpixNested.MaxOrder, coord));
        return cell < 0 ? 0 : values[cell] * densityPerValue;
    }

    /// <summary>What the map says at a direction, all of it with one look-up: what a picture asks a hundred thousand times.</summary>
    public SkyMapPoint At(SkyCoord coord)
    {
        var hpx29 = HealpixNested.Index(HealpixNested.MaxOrder, coord);
        var cell = Find(hpx29);
        if (cell < 0)
            return new SkyMapPoint(0, 1, 0);
        var own = OwnOrder(cell);
        return values[cell] == 0
            ? new SkyMapPoint(0, 1, orders[cell])
            : new SkyMapPoint(
                values[cell] * densityPerValue,
                Math.Min(1, rank.Value.Before[cell] + ((hpx29 - starts[cell]) >> Shift(own)) * OwnProbability(cell)),
                orders[cell]);
    }

    /// <summary>
    /// Credible level of a direction, 0 to 1: the probability of all cells at least as dense as its own in the order of
    /// <see cref="RegionAt"/>, its own cell included. 1 where the map has no cell.
    /// </summary>
    public double CredibleLevel(SkyCoord coord) => CredibleLevel(HealpixNested.Index(HealpixNested.MaxOrder, coord));

    /// <summary>Credible level of an order-29 index; see <see cref="CredibleLevel(SkyCoord)"/>.</summary>
    public double CredibleLevel(long hpx29)
    {
        var cell = Find(hpx29);
        if (cell < 0 || values[cell] == 0)
            return 1;
        var own = ((hpx29 - starts[cell]) >> Shift(OwnOrder(cell))) + 1;
        return Math.Min(1, rank.Value.Before[cell] + own * OwnProbability(cell));
    }

    /// <summary>
    /// The credible region of a level: cells by falling density, up to and including the one with which the sum of their
    /// probabilities reaches the level.
    /// </summary>
    /// <remarks>
    /// A sum within 1e-14 of the level has reached it. Level 1 takes every cell with a density above 0.
    /// </remarks>
    /// <param name="level">Credible level, above 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not above 0 and at most 1.</exception>
    public CredibleRegion RegionAt(double level)
    {
        if (!(level > 0 && level <= 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "a credible level lies above 0 and is at most 1");
        var ranked = rank.Value.Ranked;
        var (whole, part, probability) = level < 1 ? Cross(level) : (ranked.Length, 0, 1.0);
        var inside = new ulong[(starts.Length + 63) / 64];
        foreach (var cell in ranked.AsSpan(0, whole))
            inside[cell >> 6] |= 1UL << cell;
        var crossing = part > 0 ? ranked[whole] : -1;
        if (part > 0)
            inside[crossing >> 6] |= 1UL << crossing;
        var ranges = new List<HpxRange>();
        for (var word = 0; word < inside.Length; word++)
            for (var bits = inside[word]; bits != 0; bits &= bits - 1)
            {
                var cell = (word << 6) + BitOperations.TrailingZeroCount(bits);
                var end = cell == crossing ? starts[cell] + (part << Shift(OwnOrder(cell))) : End(cell);
                if (ranges.Count > 0 && ranges[^1].End == starts[cell])
                    ranges[^1] = new HpxRange(ranges[^1].Start, end);
                else
                    ranges.Add(new HpxRange(starts[cell], end));
            }
        var moc = Moc.FromSorted(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ranges), Header.MaxOrder);
        return new CredibleRegion(level, probability, moc.AreaSqDeg, moc);
    }

    /// <summary>The map's distance along a line of sight, in Mpc and Mpc-2; null where it knows none.</summary>
    public DistanceAnsatz? LineOfSight(SkyCoord coord)
        => Distances is { } layer && Find(HealpixNested.Index(HealpixNested.MaxOrder, coord)) is >= 0 and var cell
            && DistanceCells.Ansatz(layer, cell) is { IsKnown: true } ansatz ? ansatz : null;

    /// <summary>Probability inside a region, 0 to 1: of a cell that the region cuts, the share of its area that lies inside.</summary>
    public double ProbabilityIn(Moc moc)
    {
        var sum = new ExactSum();
        var cell = 0;
        foreach (var range in moc.Ranges)
        {
            while (cell < starts.Length && End(cell) <= range.Start)
                cell++;
            for (var i = cell; i < starts.Length && starts[i] < range.End; i++)
            {
                var share = Math.Min(End(i), range.End) - Math.Max(starts[i], range.Start);
                sum.Add(values[i] * ((double)share / (1L << Shift(UnitOrder))));
            }
        }
        return Math.Min(1, sum.Value / valueSum);
    }

    /// <summary>First order-29 index of each cell, ascending.</summary>
    internal ReadOnlySpan<long> Starts => starts;

    /// <summary>Order of each cell.</summary>
    internal ReadOnlySpan<byte> Orders => orders;

    /// <summary>Cells with probability in their order of falling density.</summary>
    internal ReadOnlySpan<int> Ranked => rank.Value.Ranked;

    /// <summary>Probability density of a cell in sr-1.</summary>
    internal double CellDensity(int cell) => values[cell] * densityPerValue;

    /// <summary>The order of the cells.</summary>
    internal CellRank Rank => rank.Value;

    /// <summary>Order of the file's own cells inside a cell kept here.</summary>
    internal int OwnOrder(int cell) => pixelOrder ?? orders[cell];

    /// <summary>Probability of one of the file's own cells inside a cell kept here.</summary>
    internal double OwnProbability(int cell) => values[cell] * (1L << (2 * (UnitOrder - OwnOrder(cell)))) / valueSum;

    /// <summary>Which cell holds an order-29 index; -1 where the map has none.</summary>
    internal int Find(long hpx29)
    {
        var tile = hpx29 >> Shift(TileOrder);
        if ((ulong)tile >= TileCount)
            return -1;
        // The number of starts at or below it, without branches to mispredict, among the few within its tile.
        var below = startsBelow.Value;
        var (count, left) = (below[tile], below[tile + 1] - below[tile]);
        while (left > 0)
        {
            var half = (left + 1) >> 1;
            count += starts[count + half - 1] <= hpx29 ? half : 0;
            left -= half;
        }
        var cell = count - 1;
        return cell >= 0 && hpx29 < End(cell) ? cell : -1;
    }

    private int[] CountStarts()
    {
        var below = new int[TileCount + 1];
        var cell = 0;
        for (var tile = 0; tile <= TileCount; tile++)
        {
            while (cell < starts.Length && starts[cell] < (long)tile << Shift(TileOrder))
                cell++;
            below[tile] = cell;
        }
        return below;
    }

    // Values times the number of cells of this order add to the sum: a flat map's pixels; order 29 for a multi-order map.
    private int UnitOrder => pixelOrder ?? HealpixNested.MaxOrder;

    private long End(int cell) => starts[cell] + (1L << Shift(orders[cell]));

    private static int Shift(int order) => 2 * (HealpixNested.MaxOrder - order);

    // How many cells of the order a level takes whole, and how many of the file's own cells of the next one.
    private (int Whole, long Part, double Probability) Cross(double level)
    {
        var (ranked, before) = (rank.Value.Ranked, rank.Value.Before);
        int low = 0, high = ranked.Length - 1;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (before[ranked[middle + 1]] >= level - LevelTolerance)
                high = middle;
            else
                low = middle + 1;
        }
        var crossing = ranked[low];
        var own = OwnProbability(crossing);
        var most = 1L << (2 * (OwnOrder(crossing) - orders[crossing]));
        var part = (long)Math.Clamp(Math.Ceiling((level - LevelTolerance - before[crossing]) / own), 1, most);
        return (low, part, Math.Min(1, before[crossing] + part * own));
    }
}
