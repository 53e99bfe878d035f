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

    private readonly long[] _starts;
    private readonly byte[] _orders;
    private readonly double[] _values;

    // By cell: the probability of all cells before it in the order; 1 for cells without probability.
    private readonly double[] _before;

    // Cells with probability in their order.
    private readonly int[] _ranked;

    private readonly int? _pixelOrder;
    private readonly double _valueSum;
    private readonly double _densityPerValue;

    /// <summary>A map from its cells.</summary>
    /// <param name="cells">Ascending, disjoint, values finite and not negative. A flat map's values are per pixel or densities; a
    /// multi-order map's are densities per steradian.</param>
    /// <param name="valuesAreDensities">Whether the values are densities per steradian.</param>
    /// <param name="header">The header, whose ProbSum is filled in here.</param>
    /// <exception cref="Fits.FitsException">The values add to nothing, or to infinity.</exception>
    internal SkyMap(CellList cells, bool valuesAreDensities, SkyMapHeader header)
    {
        _pixelOrder = cells.PixelOrder;
        (_starts, _orders, _values) = cells.Take();
        var unit = HealpixNested.CellAreaSr(UnitOrder);
        (_ranked, _before, _valueSum) = Rank();
        Header = header with { ProbSum = valuesAreDensities ? _valueSum * unit : _valueSum };
        _densityPerValue = 1 / (_valueSum * unit);
        if (!double.IsFinite(_densityPerValue))
            throw new Fits.FitsException("the probabilities are too small to be divided by their sum");
    }

    private SkyMap(SkyMap other, SkyMapHeader header)
    {
        (_starts, _orders, _values, _before, _ranked) = (other._starts, other._orders, other._values, other._before, other._ranked);
        (_pixelOrder, _valueSum, _densityPerValue) = (other._pixelOrder, other._valueSum, other._densityPerValue);
        Header = header;
    }

    /// <summary>What the file says of itself.</summary>
    public SkyMapHeader Header { get; }

    /// <summary>The same map with sentences in its header.</summary>
    internal SkyMap WithNotes(IReadOnlyList<string> notes) => new(this, Header with { Notes = notes });

    /// <summary>Number of cells kept (equal neighbours of a flat map are one cell).</summary>
    public int CellCount => _starts.Length;

    /// <summary>Centre of the cell, at the map's own resolution, with the highest density (the first of them in position).</summary>
    public SkyCoord Peak
    {
        get
        {
            var order = OwnOrder(_ranked[0]);
            return HealpixNested.Center(order, _starts[_ranked[0]] >> Shift(order));
        }
    }

    /// <summary>Probability density per steradian at a direction; 0 where the map has no cell.</summary>
    public double ProbDensityPerSr(SkyCoord coord)
    {
        var cell = Find(HealpixNested.Index(HealpixNested.MaxOrder, coord));
        return cell < 0 ? 0 : _values[cell] * _densityPerValue;
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
        if (cell < 0 || _values[cell] == 0)
            return 1;
        var own = ((hpx29 - _starts[cell]) >> Shift(OwnOrder(cell))) + 1;
        return Math.Min(1, _before[cell] + own * OwnProbability(cell));
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
        var (whole, part, probability) = level < 1 ? Cross(level) : (_ranked.Length, 0, 1.0);
        var inside = new ulong[(_starts.Length + 63) / 64];
        foreach (var cell in _ranked.AsSpan(0, whole))
            inside[cell >> 6] |= 1UL << cell;
        var crossing = part > 0 ? _ranked[whole] : -1;
        if (part > 0)
            inside[crossing >> 6] |= 1UL << crossing;
        var ranges = new List<HpxRange>();
        for (var word = 0; word < inside.Length; word++)
            for (var bits = inside[word]; bits != 0; bits &= bits - 1)
            {
                var cell = (word << 6) + BitOperations.TrailingZeroCount(bits);
                var end = cell == crossing ? _starts[cell] + (part << Shift(OwnOrder(cell))) : End(cell);
                if (ranges.Count > 0 && ranges[^1].End == _starts[cell])
                    ranges[^1] = new HpxRange(ranges[^1].Start, end);
                else
                    ranges.Add(new HpxRange(_starts[cell], end));
            }
        var moc = Moc.FromSorted(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ranges), Header.MaxOrder);
        return new CredibleRegion(level, probability, moc.AreaSqDeg, moc);
    }

    /// <summary>Probability inside a region, 0 to 1: of a cell that the region cuts, the share of its area that lies inside.</summary>
    public double ProbabilityIn(Moc moc)
    {
        var sum = new ExactSum();
        var cell = 0;
        foreach (var range in moc.Ranges)
        {
            while (cell < _starts.Length && End(cell) <= range.Start)
                cell++;
            for (var i = cell; i < _starts.Length && _starts[i] < range.End; i++)
            {
                var share = Math.Min(End(i), range.End) - Math.Max(_starts[i], range.Start);
                sum.Add(_values[i] * ((double)share / (1L << Shift(UnitOrder))));
            }
        }
        return Math.Min(1, sum.Value / _valueSum);
    }

    // Values times the number of cells of this order add to the sum: a flat map's pixels; order 29 for a multi-order map.
    private int UnitOrder => _pixelOrder ?? HealpixNested.MaxOrder;

    // The order of the file's own cells inside a cell kept here.
    private int OwnOrder(int cell) => _pixelOrder ?? _orders[cell];

    private double OwnProbability(int cell) => _values[cell] * (1L << (2 * (UnitOrder - OwnOrder(cell)))) / _valueSum;

    private long End(int cell) => _starts[cell] + (1L << Shift(_orders[cell]));

    private static int Shift(int order) => 2 * (HealpixNested.MaxOrder - order);

    // How many cells of the order a level takes whole, and how many of the file's own cells of the next one.
    private (int Whole, long Part, double Probability) Cross(double level)
    {
        int low = 0, high = _ranked.Length - 1;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_before[_ranked[middle + 1]] >= level - LevelTolerance)
                high = middle;
            else
                low = middle + 1;
        }
        var crossing = _ranked[low];
        var own = OwnProbability(crossing);
        var most = 1L << (2 * (OwnOrder(crossing) - _orders[crossing]));
        var part = (long)Math.Clamp(Math.Ceiling((level - LevelTolerance - _before[crossing]) / own), 1, most);
        return (low, part, Math.Min(1, _before[crossing] + part * own));
    }

    private int Find(long hpx29)
    {
        var cell = Array.BinarySearch(_starts, hpx29);
        if (cell < 0)
            cell = ~cell - 1;
        return cell >= 0 && hpx29 < End(cell) ? cell : -1;
    }

    private (int[] Ranked, double[] Before, double Sum) Rank()
    {
        var count = 0;
        foreach (var value in _values)
            if (value > 0)
                count++;
        var keys = new ulong[count];
        var ranked = new int[count];
        count = 0;
        for (var cell = 0; cell < _values.Length; cell++)
            if (_values[cell] > 0)
            {
                // Bits of a positive double ascend as it does.
                keys[count] = ~BitConverter.DoubleToUInt64Bits(_values[cell]);
                ranked[count++] = cell;
            }
        Array.Sort(keys, ranked);
        for (var first = 0; first < count;)
        {
            var next = first + 1;
            while (next < count && keys[next] == keys[first])
                next++;
            if (next - first > 1)
                Array.Sort(ranked, first, next - first);
            first = next;
        }
        var total = new ExactSum();
        foreach (var cell in ranked)
            total.Add(Weigh(cell));
        var sum = total.Value;
        if (!(sum > 0))
            throw new Fits.FitsException("its probabilities add to zero");
        if (!double.IsFinite(sum))
            throw new Fits.FitsException("its probabilities add to infinity");
        var before = new double[_values.Length];
        Array.Fill(before, 1);
        var running = new ExactSum();
        foreach (var cell in ranked)
        {
            before[cell] = running.Value / sum;
            running.Add(Weigh(cell));
        }
        return (ranked, before, sum);
    }

    private double Weigh(int cell) => _values[cell] * (1L << (2 * (UnitOrder - _orders[cell])));
}
