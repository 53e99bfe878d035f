namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>Finds the cells of a box of meridians and parallels.</summary>
/// <remarks>
/// In the plane of a base cell, u to the north-east and v to the north-west, a parallel is a straight line, and so is a meridian within the
/// equatorial belt and within a polar cap ([Gorski05] section 5): cells, which are squares there, are told from the box without rounding the corners off.
/// </remarks>
internal sealed class RaDecBox
{
    private const double Sqrt6 = 2.4494897427831781;

    private readonly int last;
    private readonly CoverMode mode;
    private readonly RangeList found;
    private readonly TestCount tests;

    // Heights above the equator in rows of base cells, -2 to 2, and right ascension from the base cell's middle in units of 45 degrees.
    private readonly double lowest, highest;
    private double west, east;
    private int face, row;

    public RaDecBox(double minDecDeg, double maxDecDeg, int order, CoverMode mode, RangeList found, TestCount tests)
    {
        (lowest, highest) = (Height(minDecDeg), Height(maxDecDeg));
        (last, this.mode, this.found, this.tests) = (order, mode, found, tests);
    }

    /// <summary>Searches one base cell for the part of the box between two meridians, in degrees from the base cell's middle.</summary>
    public void Face(int face, double westDeg, double eastDeg)
    {
        this.face = face;
        row = face >> 2;
        (west, east) = (westDeg / 45, eastDeg / 45);
        Cell(0, 0, 0);
    }

    private void Cell(int order, long x, long y)
    {
        tests.Add(1);
        if (order == last && mode == CoverMode.CentersInside)
        {
            if (Corners(order, x, y, [(0.5, 0.5)]) == 0b1111)
                Take(order, x, y);
            return;
        }
        ReadOnlySpan<(double U, double V)> corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
        var bits = Corners(order, x, y, corners);
        if (bits == 0b1111)
            Take(order, x, y);
        else if (bits >= 0 && order < last)
        {
            Cell(order + 1, 2 * x, 2 * y);
            Cell(order + 1, 2 * x + 1, 2 * y);
            Cell(order + 1, 2 * x, 2 * y + 1);
            Cell(order + 1, 2 * x + 1, 2 * y + 1);
        }
        else if (bits >= 0 && mode == CoverMode.Overlapping && Overlaps(order, x, y))
            Take(order, x, y);
    }

    // -1 where all points lie beyond one border of the box, else a bit for each border that none of them lies beyond.
    private int Corners(int order, long x, long y, ReadOnlySpan<(double U, double V)> points)
    {
        var nside = (double)(1L << order);
        Span<int> beyond = stackalloc int[4];
        foreach (var (u, v) in points)
        {
            var height = x + y - row * nside + (u + v);
            var fromPole = Math.Min(2 * nside - Math.Abs(height), nside);
            var across = x - y + (u - v);
            beyond[0] += height < lowest * nside ? 1 : 0;
            beyond[1] += height > highest * nside ? 1 : 0;
            beyond[2] += across < west * fromPole ? 1 : 0;
            beyond[3] += across > east * fromPole ? 1 : 0;
        }
        var bits = 0;
        for (var side = 0; side < 4; side++)
            if (beyond[side] == points.Length)
                return -1;
            else if (beyond[side] == 0)
                bits |= 1 << side;
        return bits;
    }

    // Whether something is left of the cell once the box's borders have clipped it; a cell across the belt's border is clipped in two halves.
    private bool Overlaps(int order, long x, long y)
    {
        double nside = 1L << order;
        var height = x + y + 1 - row * nside;
        var toBelt = Math.Abs(height) - nside;
        if (toBelt != 0)
            return Clipped(order, x, y, inCap: toBelt > 0, halved: false);
        return Clipped(order, x, y, inCap: true, halved: true) || Clipped(order, x, y, inCap: false, halved: true);
    }

    private bool Clipped(int order, long x, long y, bool inCap, bool halved)
    {
        double nside = 1L << order;
        var height = x + y - row * nside;
        var across = (double)(x - y);
        double north = height < 0 ? -1 : 1;
        Span<(double U, double V)> polygon = stackalloc (double, double)[12], next = stackalloc (double, double)[12];
        (polygon[0], polygon[1], polygon[2], polygon[3]) = ((0, 0), (1, 0), (1, 1), (0, 1));
        var count = 4;
        // Each border is a + b u + c v >= 0 with u and v from the cell's southern corner.
        Clip(height - lowest * nside, 1, 1, ref polygon, ref next, ref count);
        Clip(highest * nside - height, -1, -1, ref polygon, ref next, ref count);
        // Rings from the pole are 2 nside - |height| in a cap, nside in the belt.
        var (fromPole, slope) = inCap ? (2 * nside - north * height, -north) : (nside, 0.0);
        Clip(across - west * fromPole, 1 - west * slope, -1 - west * slope, ref polygon, ref next, ref count);
        Clip(east * fromPole - across, east * slope - 1, east * slope + 1, ref polygon, ref next, ref count);
        if (halved)
        {
            var side = inCap ? north : -north;
            Clip(side * (height - north * nside), side, side, ref polygon, ref next, ref count);
        }
        return count > 0;
    }

    private static void Clip(double a, double b, double c, ref Span<(double U, double V)> polygon, ref Span<(double U, double V)> next, ref int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var (p, q) = (polygon[i], polygon[i + 1 < count ? i + 1 : 0]);
            var (here, there) = (a + b * p.U + c * p.V, a + b * q.U + c * q.V);
            if (here >= 0)
                next[kept++] = p;
            if (here < 0 != there < 0)
            {
                var t = here / (here - there);
                next[kept++] = (p.U + t * (q.U - p.U), p.V + t * (q.V - p.V));
            }
        }
        count = kept;
        var last = polygon;
        polygon = next;
        next = last;
    }

    private void Take(int order, long x, long y)
    {
        var shift = 2 * (HealpixNested.MaxOrder - order);
        var ipix = ((long)face << (2 * order)) | ZOrder.Interleave((uint)x, (uint)y);
        found.Append(ipix << shift, (ipix + 1) << shift);
    }

    // [Gorski05] equations 4 and 8, the ring number counted from the equator in units of nside.
    private static double Height(double decDeg)
    {
        var z = Math.Sin(Math.Abs(decDeg) * SkyCoord.RadPerDeg);
        var height = z <= 2.0 / 3 ? 1.5 * z : 2 - Sqrt6 * Math.Sin((90 - Math.Abs(decDeg)) * (0.5 * SkyCoord.RadPerDeg));
        return decDeg < 0 ? -height : height;
    }
}
