namespace AmpelBot.Sky.Healpix;

/// <summary>Where the rings of the RING scheme begin, and its indices against nested ones. [Gorski05] equations 2 to 9, in integers</summary>
internal static class RingScheme
{
    /// <summary>First index, number of cells, and whether the first centre lies half a step east of longitude 0.</summary>
    public static (long Start, long Length, bool IsHalfStep) Ring(int order, long ring)
    {
        var nside = 1L << order;
        if (ring < nside)
            return (2 * ring * (ring - 1), 4 * ring, true);
        var mirrored = 4 * nside - ring;
        return mirrored < nside
            ? ((12L << (2 * order)) - 2 * mirrored * (mirrored + 1), 4 * mirrored, true)
            : (2 * nside * (nside - 1) + (ring - nside) * 4 * nside, 4 * nside, ((ring - nside) & 1) == 0);
    }

    public static long FromNested(int order, long ipix)
    {
        var nside = 1L << order;
        var (face, x, y) = Plane.Split(order, ipix);
        var ring = Plane.RingOf(order, face, x, y);
        if (ring < nside)
            return 2 * ring * (ring - 1) + (face & 3) * ring + ((x - y + ring - 1) >> 1);
        if (ring > 3 * nside)
        {
            var i = 4 * nside - ring;
            return (12L << (2 * order)) - 2 * i * (i + 1) + (face & 3) * i + ((x - y + i - 1) >> 1);
        }
        var across = Plane.MiddleOf(face) * nside + x - y;
        var j = (across - ((ring - nside + 1) & 1)) >> 1;
        return 2 * nside * (nside - 1) + ((ring - nside) << (order + 2)) + (j & (4 * nside - 1));
    }

    public static long ToNested(int order, long ring)
    {
        var nside = 1L << order;
        var cap = 2 * nside * (nside - 1);
        var last = (12L << (2 * order)) - 1;
        if (ring < cap)
        {
            var i = CapRing(ring);
            var (quarter, s) = Quarter(ring - 2 * i * (i - 1), i);
            return Plane.Join(order, quarter, nside - i + s, nside - 1 - s);
        }
        if (last - ring < cap)
        {
            var i = CapRing(last - ring);
            var (quarter, s) = Quarter(4 * i - 1 - (last - ring - 2 * i * (i - 1)), i);
            return Plane.Join(order, 8 + quarter, s, i - 1 - s);
        }
        var row = (ring - cap) >> (order + 2);
        var height = nside - row;
        var across = 2 * ((ring - cap) & (4 * nside - 1)) + ((row + 1) & 1) + nside;
        var (a, b) = ((across + height) >> (order + 1), (across - height) >> (order + 1));
        var face = a == b ? 4 + (a & 3) : a > b ? b : 8 + a;
        var (ax, by) = ((across + height) & (2 * nside - 1), (across - height) & (2 * nside - 1));
        return Plane.Join(order, face, ax >> 1, nside - 1 - (by >> 1));
    }

    // The ring of a cap that holds the index, counted from its pole.
    private static long CapRing(long index)
    {
        var i = (long)((1 + Math.Sqrt(1 + 2.0 * index)) / 2);
        if (2 * i * (i - 1) > index)
            i--;
        if (2 * i * (i + 1) <= index)
            i++;
        return i;
    }

    private static (long Quarter, long Along) Quarter(long inRing, long length)
    {
        var quarter = (inRing >= length ? 1 : 0) + (inRing >= 2 * length ? 1 : 0) + (inRing >= 3 * length ? 1 : 0);
        return (quarter, inRing - quarter * length);
    }
}
