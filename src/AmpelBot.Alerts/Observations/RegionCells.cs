using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Observations;

/// <summary>The cells of one order that a region touches, each with a place in it and the share of it that lies inside.</summary>
/// <remarks>
/// The place is drawn from the part of the cell that lies inside the region, by a hash of the cell's index: the same each time, and no row of
/// places that an edge of the camera could run along, as it does along rows of centres.
/// </remarks>
internal sealed class RegionCells
{
    private const int FinestOrder = 13;
    private const int MostCells = 2_000_000;

    private readonly long[] indices;
    private readonly long[] weights;
    private readonly double[] x, y, z;

    /// <summary>The cells of the finest order, 13 at most, at which the region has no more than two million of them.</summary>
    public RegionCells(Moc region)
    {
        (Region, Order) = (region, FinestOrder);
        long count;
        while ((count = CountOf(region, Order)) > MostCells && Order > 0)
            Order--;
        (indices, weights) = (new long[count], new long[count]);
        var places = new long[count];
        var last = -1;
        foreach (var range in region.Ranges)
            for (var cell = range.Start >> Shift; cell <= (range.End - 1) >> Shift; cell++)
            {
                if (last < 0 || indices[last] != cell)
                    indices[++last] = cell;
                var start = Math.Max(range.Start, cell << Shift);
                var length = Math.Min(range.End, (cell + 1) << Shift) - start;
                weights[last] += length;
                // Among all that the cell has inside so far, the place falls into this piece as often as the piece is large.
                var drawn = Hash(start) % weights[last];
                if (drawn < length)
                    places[last] = start + drawn;
            }
        (x, y, z) = (new double[count], new double[count], new double[count]);
        HealpixNested.CenterVector(HealpixNested.MaxOrder, places, x, y, z);
    }

    /// <summary>The region.</summary>
    public Moc Region { get; }

    /// <summary>Order of the cells.</summary>
    public int Order { get; }

    /// <summary>Number of cells, in ascending order of their index.</summary>
    public int Count => indices.Length;

    /// <summary>Area of a cell that lies inside the region, in cells of order 29.</summary>
    public long WeightOf(int cell) => weights[cell];

    /// <summary>The cell's place as a unit vector.</summary>
    public (double X, double Y, double Z) PlaceOf(int cell) => (x[cell], y[cell], z[cell]);

    /// <summary>The cells that a range of order 29 touches: first, and the one after the last.</summary>
    public (int From, int To) Between(HpxRange range) => (FirstFrom(range.Start >> Shift), FirstFrom(((range.End - 1) >> Shift) + 1));

    /// <summary>What some of the cells have of the region.</summary>
    public Moc Part(Func<int, bool> isIn)
    {
        var ranges = new List<HpxRange>();
        for (var cell = 0; cell < Count; cell++)
        {
            if (!isIn(cell))
                continue;
            var range = new HpxRange(indices[cell] << Shift, (indices[cell] + 1) << Shift);
            if (ranges.Count > 0 && ranges[^1].End == range.Start)
                ranges[^1] = new HpxRange(ranges[^1].Start, range.End);
            else
                ranges.Add(range);
        }
        return Moc.FromRanges(ranges, Order).Intersection(Region);
    }

    private int Shift => 2 * (HealpixNested.MaxOrder - Order);

    // SplitMix64's finish (Steele, Lea and Flood 2014), without the sign.
    private static long Hash(long value)
    {
        var mixed = (ulong)value + 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (long)((mixed ^ (mixed >> 31)) >> 1);
    }

    private int FirstFrom(long index)
    {
        var found = Array.BinarySearch(indices, index);
        return found >= 0 ? found : ~found;
    }

    private static long CountOf(Moc region, int order)
    {
        var shift = 2 * (HealpixNested.MaxOrder - order);
        var (count, last) = (0L, -1L);
        foreach (var range in region.Ranges)
        {
            var (from, to) = (Math.Max(range.Start >> shift, last + 1), (range.End - 1) >> shift);
            (count, last) = (count + to - from + 1, to);
        }
        return count;
    }
}
