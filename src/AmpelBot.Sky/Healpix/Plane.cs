using System.Runtime.CompilerServices;

namespace AmpelBot.Sky.Healpix;

/// <summary>The projection of [CR07] between the sphere and the twelve base cells, one direction at a time.</summary>
/// <remarks>
/// A direction is taken apart into the quarter of the sky (0 to 3, each 90 degrees of longitude), how far along the quarter it lies (0 to 1), and
/// its distance from the equator in the belt, 3/4 z, or from the pole in a cap, sqrt(3 (1 - |z|)), both in sides of a base cell.
/// [CR07] equations 1 to 9.
/// </remarks>
internal static class Plane
{
    /// <summary>asin(2/3), the border between the equatorial belt and the polar caps. [Gorski05] section 5</summary>
    public const double BeltDecDeg = 41.810314895778598;
    public const double BeltZ = 2.0 / 3.0;

    /// <summary>The same in radians north and south, for a latitude that is pi / 2 - theta without the tail of pi / 2.</summary>
    public const double BeltNorthRad = 0.7297276562269662;
    public const double BeltSouthRad = 0.7297276562269663;
    public const double Sqrt6 = 2.4494897427831781;
    public const double QuartersPerRad = 2 / Math.PI;

    /// <summary>What pi / 2 and pi / 180 have beyond a double.</summary>
    public const double HalfPiTail = 6.123233995736766e-17;
    public const double RadPerDegTail = 2.9486522708701687e-19;

    public static long IndexOfDegrees(int order, double raDeg, double decDeg)
    {
        var quarter = (int)(raDeg / 90.0);
        var along = (raDeg - 90.0 * quarter) / 90.0;
        return Math.Abs(decDeg) <= BeltDecDeg
            ? BeltIndex(order, quarter, along, 0.75 * SinDeg(decDeg), isNorthern: true)
            : CapIndex(order, quarter, along, Sqrt6 * SinDeg(0.5 * (90.0 - Math.Abs(decDeg))), decDeg > 0);
    }

    public static long IndexOfAngles(int order, double theta, double phi)
    {
        var (quarter, along) = Quarter(phi * QuartersPerRad);
        var latitude = Math.PI / 2 - theta;
        if (latitude is <= BeltNorthRad and >= -BeltSouthRad)
            return BeltIndex(order, quarter, along, 0.75 * SmallAngle.Sin(latitude, HalfPiTail), isNorthern: false);
        return latitude > 0
            ? CapIndex(order, quarter, along, Sqrt6 * SmallAngle.Sin(0.5 * theta, 0), true)
            : CapIndex(order, quarter, along, Sqrt6 * SmallAngle.Sin(0.5 * (Math.PI - theta), HalfPiTail), false);
    }

    public static long IndexOfZPhi(int order, double z, double phi)
    {
        var (quarter, along) = Quarter(phi * QuartersPerRad);
        return Math.Abs(z) <= BeltZ
            ? BeltIndex(order, quarter, along, 0.75 * z, isNorthern: false)
            : CapIndex(order, quarter, along, Math.Sqrt(3 * (1 - Math.Abs(z))), z > 0);
    }

    public static long IndexOfVector(int order, double x, double y, double z)
    {
        var longest = Math.Max(Math.Max(Math.Abs(x), Math.Abs(y)), Math.Abs(z));
        if (longest is < 1e-100 or > 1e100)
        {
            // By a power of two, so that no square overflows or vanishes.
            var exponent = -Math.ILogB(longest);
            (x, y, z) = (Math.ScaleB(x, exponent), Math.ScaleB(y, exponent), Math.ScaleB(z, exponent));
        }
        var (quarter, along) = Quarter(x == 0 && y == 0 ? 0 : Math.Atan2(y, x) * QuartersPerRad);
        var across = x * x + y * y;
        var length = Math.Sqrt(across + z * z);
        return Math.Abs(z) <= BeltZ * length
            ? BeltIndex(order, quarter, along, 0.75 * (z / length), isNorthern: false)
            : CapIndex(order, quarter, along, Math.Sqrt(3 * across / (length * (length + Math.Abs(z)))), z > 0);
    }

    /// <summary>A longitude in quarters, any number of turns, as the quarter and the part of it.</summary>
    private static (int Quarter, double Along) Quarter(double quarters)
    {
        quarters -= 4 * Math.Floor(quarters * 0.25);
        if (!(quarters < 4))
            quarters = 0;
        var quarter = (int)quarters;
        return (quarter, quarters - quarter);
    }

    /// <summary>Sine of an angle in degrees, up to that of asin(2/3).</summary>
    public static double SinDeg(double angleDeg)
    {
        var angle = angleDeg * SkyCoord.RadPerDeg;
        return SmallAngle.Sin(angle, Math.FusedMultiplyAdd(angleDeg, RadPerDegTail, Math.FusedMultiplyAdd(angleDeg, SkyCoord.RadPerDeg, -angle)));
    }

    // A direction on the side between two cells, one north-east and one south-west of it, or one north-west and one south-east, belongs to the
    // north-eastern one; and to the north-western one where isNorthern, else to the south-eastern one.
    private static long BeltIndex(int order, int quarter, double along, double height, bool isNorthern)
    {
        // Along the two diagonals of the plane, in base cells: each quarter of the belt touches four of them.
        double nside = 1L << order;
        var last = (1L << order) - 1;
        var northEast = along + 0.5 + height;
        var southEast = along + 0.5 - height;
        var a = northEast >= 1.0;
        var b = isNorthern ? southEast > 1.0 : southEast >= 1.0;
        var face = a == b ? 4 + ((quarter + (a ? 1 : 0)) & 3) : a ? quarter : 8 + quarter;
        var x = Math.Clamp((long)(nside * (a ? northEast - 1.0 : northEast)), 0, last);
        var y = Math.Clamp(isNorthern ? (long)(nside * ((b ? 2.0 : 1.0) - southEast)) : last - (long)(nside * (b ? southEast - 1.0 : southEast)), 0, last);
        return Join(order, face, x, y);
    }

    private static long CapIndex(int order, int quarter, double along, double fromPole, bool isNorth)
    {
        var last = (1L << order) - 1;
        double nside = 1L << order;
        var east = Math.Min((long)(nside * (along * fromPole)), last);
        var west = Math.Min((long)(nside * ((1.0 - along) * fromPole)), last);
        return isNorth ? Join(order, quarter, last - west, last - east) : Join(order, 8 + quarter, east, west);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Join(int order, long face, long x, long y) => (face << (2 * order)) | ZOrder.Interleave((uint)x, (uint)y);

    /// <summary>Base cell and coordinates in it of an index that is known to be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Face, long X, long Y) Split(int order, long ipix)
    {
        var (x, y) = ZOrder.Separate(ipix & ((1L << (2 * order)) - 1));
        return ((int)(ipix >> (2 * order)), x, y);
    }

    /// <summary>Middle of a base cell along longitude, in units of 45 degrees.</summary>
    public static int MiddleOf(int face) => 2 * (face & 3) + (face is >= 4 and < 8 ? 0 : 1);

    /// <summary>The ring through a cell's centre, counted from the north pole, 1 to 4 nside - 1.</summary>
    public static long RingOf(int order, int face, long x, long y) => ((long)((face >> 2) + 2) << order) - x - y - 1;

    /// <summary>Right ascension and declination of a point of a base cell; x and y may lie anywhere in it, not only in the middle of a cell.</summary>
    /// <param name="nside">Cells along a side of the base cell.</param>
    /// <param name="middle">Middle of the base cell in units of 45 degrees.</param>
    /// <param name="ring">How far from the north pole, in rings.</param>
    /// <param name="eastward">x - y.</param>
    public static (double RaDeg, double DecDeg) Degrees(double nside, int middle, double ring, double eastward)
    {
        var fromPole = Math.Min(Math.Min(ring, 4 * nside - ring), nside);
        var ra = 45.0 * middle + (fromPole > 0 ? 45.0 * eastward / fromPole : 0);
        var angle = SmallAngle.Asin(Sine(nside, ring, fromPole));
        var dec = fromPole < nside ? 90.0 - 2.0 * angle * SkyCoord.DegPerRad : angle * SkyCoord.DegPerRad;
        return (ra < 0 ? ra + 360.0 : ra, fromPole < nside && ring > nside ? -dec : dec);
    }

    /// <summary>The same as colatitude and longitude in radians.</summary>
    public static (double Theta, double Phi) Angles(double nside, int middle, double ring, double eastward)
    {
        var fromPole = Math.Min(Math.Min(ring, 4 * nside - ring), nside);
        return (Theta(nside, ring), Longitude(middle, eastward, fromPole));
    }

    /// <summary>The same as the sine of the latitude, the sine of the colatitude, and the longitude in radians.</summary>
    public static (double Z, double Across, double Phi) ZPhi(double nside, int middle, double ring, double eastward)
    {
        var fromPole = Math.Min(Math.Min(ring, 4 * nside - ring), nside);
        var phi = Longitude(middle, eastward, fromPole);
        if (fromPole >= nside)
        {
            var z = Sine(nside, ring, fromPole);
            return (z, Math.Sqrt((1 - z) * (1 + z)), phi);
        }
        var square = fromPole * fromPole / (3 * nside * nside);
        return (ring > nside ? square - 1 : 1 - square, Math.Sqrt(square * (2 - square)), phi);
    }

    /// <summary>Colatitude of a ring in radians; the ring's number may lie between two.</summary>
    public static double Theta(double nside, double ring)
    {
        var fromPole = Math.Min(Math.Min(ring, 4 * nside - ring), nside);
        var angle = SmallAngle.Asin(Sine(nside, ring, fromPole));
        return fromPole >= nside ? Math.PI / 2 - angle : ring > nside ? Math.PI - 2 * angle : 2 * angle;
    }

    // The sine of the latitude in the belt, of half the angle from the pole in a cap. [Gorski05] equations 4 to 9
    private static double Sine(double nside, double ring, double fromPole) =>
        fromPole < nside ? fromPole / (Sqrt6 * nside) : (2 * nside - ring) * 2.0 / (3.0 * nside);

    private static double Longitude(int middle, double eastward, double fromPole)
    {
        var phi = Math.PI / 4 * middle + (fromPole > 0 ? Math.PI / 4 * eastward / fromPole : 0);
        return phi < 0 ? phi + 2 * Math.PI : phi;
    }
}
