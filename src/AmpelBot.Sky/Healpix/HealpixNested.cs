using System.Runtime.CompilerServices;

namespace AmpelBot.Sky.Healpix;

/// <summary>The nested HEALPix scheme at orders 0 to 29, written from [Gorski05], [CR07] and [RH15].</summary>
/// <remarks>
/// <para>Keys used here and in the rest of the room:
/// [Gorski05] Gorski et al. 2005, ApJ 622, 759 (the pixelisation);
/// [CR07] Calabretta and Roukema 2007, MNRAS 381, 865 (the projection);
/// [RH15] Reinecke and Hivon 2015, A&amp;A 580, A132 (ranges at the deepest order);
/// [MOC2] IVOA Multi-Order Coverage maps 2.0 (coverage files, NUNIQ).</para>
/// <para>The projection of [CR07] takes the sphere to a plane where the twelve base cells are equal diamonds. Within a base cell x runs to
/// the north-east and y to the north-west, 0 to nside - 1 each; the nested index is the base cell followed by the interleaved bits of
/// x and y. A direction exactly on a border of the equatorial belt belongs to the cell on its northern side.</para>
/// </remarks>
public static class HealpixNested
{
    /// <summary>The deepest order, at which the archive keeps its index.</summary>
    public const int MaxOrder = 29;

    // asin(2/3), the border between the equatorial belt and the polar caps. [Gorski05] section 5
    private const double BeltDecDeg = 41.810314895778598;
    private const double Sqrt6 = 2.4494897427831781;
    private const double SqDegPerSr = SkyCoord.DegPerRad * SkyCoord.DegPerRad;

    /// <summary>Number of cells on the sky at an order, 12 * 4^order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static long CellCount(int order)
    {
        Check(order);
        return 12L << (2 * order);
    }

    /// <summary>Area of one cell in square degrees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static double CellAreaSqDeg(int order) => CellAreaSr(order) * SqDegPerSr;

    /// <summary>Area of one cell in steradian, pi / (3 * 4^order).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static double CellAreaSr(int order)
    {
        Check(order);
        return Math.PI / 3 / (1L << (2 * order));
    }

    /// <summary>Nested index of the cell that holds a direction.</summary>
    /// <remarks>[CR07] equations 1 to 9. Near a pole sqrt(3 (1 - |sin dec|)) is taken as sqrt(6) sin(colatitude / 2), which loses no digit.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static long Index(int order, SkyCoord coord)
    {
        Check(order);
        var nside = 1L << order;
        var quarter = (int)(coord.RaDeg / 90.0);
        var along = (coord.RaDeg - 90.0 * quarter) / 90.0;
        var dec = coord.DecDeg;
        long x, y;
        int face;
        if (Math.Abs(dec) <= BeltDecDeg)
        {
            var height = 0.75 * Math.Sin(dec * SkyCoord.RadPerDeg);
            // Along the two diagonals of the plane, in base cells: each quarter of the belt touches four of them.
            var northEast = along + 0.5 + height;
            var southEast = along + 0.5 - height;
            var a = northEast >= 1.0;
            var b = southEast > 1.0;
            face = a == b ? 4 + ((quarter + (a ? 1 : 0)) & 3) : a ? quarter : 8 + quarter;
            x = Math.Clamp((long)(nside * (a ? northEast - 1.0 : northEast)), 0, nside - 1);
            y = Math.Clamp((long)(nside * ((b ? 2.0 : 1.0) - southEast)), 0, nside - 1);
        }
        else
        {
            var fromPole = Sqrt6 * Math.Sin((90.0 - Math.Abs(dec)) * (0.5 * SkyCoord.RadPerDeg));
            var east = Math.Min((long)(nside * (along * fromPole)), nside - 1);
            var west = Math.Min((long)(nside * ((1.0 - along) * fromPole)), nside - 1);
            (face, x, y) = dec > 0 ? (quarter, nside - 1 - west, nside - 1 - east) : (8 + quarter, east, west);
        }
        return ((long)face << (2 * order)) | ZOrder.Interleave((uint)x, (uint)y);
    }

    /// <summary>Centre of a cell.</summary>
    /// <remarks>[Gorski05] equations 4 to 9; near a pole the colatitude comes from its half angle, 2 asin(ring / (sqrt(6) nside)).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static SkyCoord Center(int order, long ipix)
    {
        var (face, x, y, nside) = Place(order, ipix);
        var ring = RingNumber(face, x, y, nside);
        var fromPole = Math.Min(Math.Min(ring, 4 * nside - ring), nside);
        var ra = 45.0 * MiddleOf(face) + 45.0 * (x - y) / fromPole;
        double dec;
        if (fromPole < nside)
        {
            dec = 90.0 - 2.0 * Math.Asin(fromPole / (Sqrt6 * nside)) * SkyCoord.DegPerRad;
            if (ring > nside)
                dec = -dec;
        }
        else
            dec = Math.Asin((2 * nside - ring) * 2.0 / (3.0 * nside)) * SkyCoord.DegPerRad;
        return new SkyCoord(ra, dec);
    }

    /// <summary>Nested index of the cell with a RING index.</summary>
    /// <remarks>[Gorski05] equations 2 to 9, in integers; in the belt's rings without the half step the first cell lies at RA 0.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static long FromRing(int order, long ring)
    {
        if (ring < 0 || ring >= CellCount(order))
            throw new ArgumentOutOfRangeException(nameof(ring), ring, $"a RING index at order {order} lies between 0 and {CellCount(order) - 1}");
        var nside = 1L << order;
        var cap = 2 * nside * (nside - 1);
        var last = CellCount(order) - 1;
        long face, x, y;
        if (ring < cap)
        {
            var i = CapRing(ring);
            var (quarter, s) = Math.DivRem(ring - 2 * i * (i - 1), i);
            (face, x, y) = (quarter, nside - i + s, nside - 1 - s);
        }
        else if (last - ring < cap)
        {
            var i = CapRing(last - ring);
            var (quarter, s) = Math.DivRem(4 * i - 1 - (last - ring - 2 * i * (i - 1)), i);
            (face, x, y) = (8 + quarter, s, i - 1 - s);
        }
        else
        {
            var (row, j) = Math.DivRem(ring - cap, 4 * nside);
            var height = nside - row;
            var across = 2 * j + ((row + 1) & 1);
            var (a, ax) = Math.DivRem(across + height + nside, 2 * nside);
            var (b, by) = Math.DivRem(across - height + nside, 2 * nside);
            face = a == b ? 4 + (a & 3) : a > b ? b : 8 + a;
            (x, y) = (ax >> 1, nside - 1 - (by >> 1));
        }
        return (face << (2 * order)) | ZOrder.Interleave((uint)x, (uint)y);
    }

    /// <summary>RING index of a cell.</summary>
    /// <remarks>[Gorski05] equations 2 to 9, in integers.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static long ToRing(int order, long ipix)
    {
        var (face, x, y, nside) = Place(order, ipix);
        var ring = RingNumber(face, x, y, nside);
        if (ring < nside)
            return 2 * ring * (ring - 1) + (face & 3) * ring + ((x - y + ring - 1) >> 1);
        var cap = 2 * nside * (nside - 1);
        if (ring > 3 * nside)
        {
            var i = 4 * nside - ring;
            return CellCount(order) - 2 * i * (i + 1) + (face & 3) * i + ((x - y + i - 1) >> 1);
        }
        var across = MiddleOf(face) * nside + x - y;
        var j = (across - ((ring - nside + 1) & 1)) >> 1;
        return cap + (ring - nside) * 4 * nside + (j < 0 ? j + 4 * nside : j);
    }

    // Middle of a base cell along right ascension, in units of 45 degrees.
    private static long MiddleOf(int face) => face is >= 4 and < 8 ? 2 * (face & 3) : 2 * (face & 3) + 1;

    // Rings are counted from the north pole, 1 to 4 nside - 1.
    private static long RingNumber(int face, long x, long y, long nside) => ((face >> 2) + 2) * nside - x - y - 1;

    private static long CapRing(long index)
    {
        var i = (long)((1 + Math.Sqrt(1 + 2.0 * index)) / 2);
        while (2 * i * (i - 1) > index)
            i--;
        while (2 * i * (i + 1) <= index)
            i++;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Face, long X, long Y, long Nside) Place(int order, long ipix)
    {
        if (ipix < 0 || ipix >= CellCount(order))
            throw NoSuchCell(order, ipix);
        var inFace = (1L << (2 * order)) - 1;
        var (x, y) = ZOrder.Separate(ipix & inFace);
        return ((int)(ipix >> (2 * order)), x, y, 1L << order);
    }

    private static ArgumentOutOfRangeException NoSuchCell(int order, long ipix) =>
        new(nameof(ipix), ipix, $"a nested index at order {order} lies between 0 and {CellCount(order) - 1}");

    private static void Check(int order)
    {
        if ((uint)order > MaxOrder)
            throw new ArgumentOutOfRangeException(nameof(order), order, "a HEALPix order lies between 0 and 29");
    }
}
