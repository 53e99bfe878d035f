using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AmpelBot.Sky.Healpix;

/// <summary>What <see cref="Plane"/> does, for four directions or cells at a time and to the same bits.</summary>
/// <remarks>A lane that is no direction gives index -1; a lane that is no cell gives NaN, or index -1.</remarks>
internal static class PlaneOfFour
{
    // A whole number from 0 to 2^52 - 1 and the double of the same bits under this exponent are a plain addition apart.
    private const long ExponentBits = 0x4330000000000000;
    private const double Exponent = 4503599627370496.0;

    // Beyond this many degrees a turn is taken off one number at a time.
    private const double ManyTurnsDeg = 1e15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> IndexOfDegrees(int order, Vector256<double> ra, Vector256<double> dec)
    {
        var height = Vector256.Abs(dec);
        var isOk = Vector256.LessThanOrEqual(height, Vector256.Create(90.0));
        if (!Vector256.EqualsAll((Vector256.GreaterThanOrEqual(ra, Vector256<double>.Zero) & Vector256.LessThan(ra, Vector256.Create(360.0))).AsInt64(),
            Vector256<long>.AllBitsSet))
        {
            ra = Turned(ra);
            isOk &= Vector256.Equals(ra, ra);
        }
        var quarter = Vector256.Floor(ra / Vector256.Create(90.0));
        var along = (ra - Vector256.Create(90.0) * quarter) / Vector256.Create(90.0);
        var isBelt = Vector256.LessThanOrEqual(height, Vector256.Create(Plane.BeltDecDeg));
        var degrees = Vector256.ConditionalSelect(isBelt, dec, Vector256.Create(0.5) * (Vector256.Create(90.0) - height));
        var angle = degrees * Vector256.Create(SkyCoord.RadPerDeg);
        var tail = Vector256.FusedMultiplyAdd(degrees, Vector256.Create(Plane.RadPerDegTail),
            Vector256.FusedMultiplyAdd(degrees, Vector256.Create(SkyCoord.RadPerDeg), -angle));
        return Index(order, quarter, along, Across(angle, tail, isBelt), isBelt, Vector256.GreaterThan(dec, Vector256<double>.Zero), isOk, isNorthern: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> IndexOfAngles(int order, Vector256<double> theta, Vector256<double> phi)
    {
        var isOk = Vector256.GreaterThanOrEqual(theta, Vector256<double>.Zero) & Vector256.LessThanOrEqual(theta, Vector256.Create(Math.PI)) & IsFinite(phi);
        var (quarter, along) = Quarter(phi);
        var latitude = Vector256.Create(Math.PI / 2) - theta;
        var isBelt = Vector256.LessThanOrEqual(latitude, Vector256.Create(Plane.BeltNorthRad))
            & Vector256.GreaterThanOrEqual(latitude, Vector256.Create(-Plane.BeltSouthRad));
        var isNorth = Vector256.GreaterThan(latitude, Vector256<double>.Zero);
        var fromPole = Vector256.ConditionalSelect(isNorth, theta, Vector256.Create(Math.PI) - theta);
        var angle = Vector256.ConditionalSelect(isBelt, latitude, Vector256.Create(0.5) * fromPole);
        var tail = Vector256.AndNot(Vector256.Create(Plane.HalfPiTail), Vector256.AndNot(isNorth, isBelt));
        return Index(order, quarter, along, Across(angle, tail, isBelt), isBelt, isNorth, isOk, isNorthern: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> IndexOfZPhi(int order, Vector256<double> z, Vector256<double> phi)
    {
        var height = Vector256.Abs(z);
        var isOk = Vector256.LessThanOrEqual(height, Vector256<double>.One) & IsFinite(phi);
        var (quarter, along) = Quarter(phi);
        var isBelt = Vector256.LessThanOrEqual(height, Vector256.Create(Plane.BeltZ));
        var across = Vector256.ConditionalSelect(isBelt, Vector256.Create(0.75) * z, Vector256.Sqrt(Vector256.Create(3.0) * (Vector256<double>.One - height)));
        return Index(order, quarter, along, across, isBelt, Vector256.GreaterThan(z, Vector256<double>.Zero), isOk, isNorthern: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> RaDeg, Vector256<double> DecDeg) Degrees(int order, Vector256<long> ipix)
    {
        var (isOk, middle, eastward, fromPole, isCap, isSouth, angle) = Centre(order, ipix);
        var ra = Vector256.Create(45.0) * middle + Vector256.Create(45.0) * eastward / fromPole;
        ra = Vector256.ConditionalSelect(Vector256.LessThan(ra, Vector256<double>.Zero), ra + Vector256.Create(360.0), ra);
        var dec = Vector256.ConditionalSelect(isCap, Vector256.Create(90.0) - (angle + angle) * Vector256.Create(SkyCoord.DegPerRad),
            angle * Vector256.Create(SkyCoord.DegPerRad));
        dec = Vector256.ConditionalSelect(isCap & isSouth, -dec, dec);
        return (OrNaN(isOk, ra), OrNaN(isOk, dec));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> Theta, Vector256<double> Phi) Angles(int order, Vector256<long> ipix)
    {
        var (isOk, middle, eastward, fromPole, isCap, isSouth, angle) = Centre(order, ipix);
        var phi = Vector256.Create(Math.PI / 4) * middle + Vector256.Create(Math.PI / 4) * eastward / fromPole;
        phi = Vector256.ConditionalSelect(Vector256.LessThan(phi, Vector256<double>.Zero), phi + Vector256.Create(2 * Math.PI), phi);
        var twice = angle + angle;
        var theta = Vector256.ConditionalSelect(isCap, Vector256.ConditionalSelect(isSouth, Vector256.Create(Math.PI) - twice, twice),
            Vector256.Create(Math.PI / 2) - angle);
        return (OrNaN(isOk, theta), OrNaN(isOk, phi));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> ToRing(int order, Vector256<long> ipix)
    {
        var nside = Vector256.Create(1L << order);
        var isOk = IsCell(order, ipix);
        var (x, y) = ZOrder.Separate(ipix & Vector256.Create((1L << (2 * order)) - 1));
        var face = (ipix.AsUInt64() >> (2 * order)).AsInt64();
        var row = (face.AsUInt64() >> 2).AsInt64();
        var column = face & Vector256.Create(3L);
        var ring = ((row + Vector256.Create(2L)) << order) - x - y - Vector256<long>.One;
        var eastward = x - y;

        var isNorth = Vector256.LessThan(ring, nside);
        var fromPole = Vector256.ConditionalSelect(isNorth, ring, Vector256.Create(4L << order) - ring);
        var isCap = Vector256.LessThan(fromPole, nside);
        var inRing = Product(column, fromPole) + ((eastward + fromPole - Vector256<long>.One).AsUInt64() >> 1).AsInt64();
        var north = Product(fromPole, fromPole - Vector256<long>.One);
        var south = Vector256.Create(6L << (2 * order)) - Product(fromPole, fromPole + Vector256<long>.One);
        var cap = inRing + (Vector256.ConditionalSelect(isNorth, north, south) << 1);

        var middle = ((column + column + Vector256<long>.One - (row & Vector256<long>.One)) << order) + eastward;
        var step = (ring - nside + Vector256<long>.One) & Vector256<long>.One;
        var j = ((middle + Vector256.Create(8L << order) - step).AsUInt64() >> 1).AsInt64() & Vector256.Create((4L << order) - 1);
        var belt = Vector256.Create(((1L << order) - 1) << (order + 1)) + ((ring - nside) << (order + 2)) + j;
        return OrMinusOne(isOk, Vector256.ConditionalSelect(isCap, cap, belt));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> FromRing(int order, Vector256<long> index)
    {
        var one = Vector256<long>.One;
        var nside = Vector256.Create(1L << order);
        var capCells = Vector256.Create(((1L << order) - 1) << (order + 1));
        var isOk = IsCell(order, index);
        var mirrored = Vector256.Create((12L << (2 * order)) - 1) - index;
        var isNorth = Vector256.LessThan(index, capCells);
        var isSouth = Vector256.LessThan(mirrored, capCells);

        var inCap = Vector256.ConditionalSelect(isNorth, index, mirrored);
        var root = Vector256.Sqrt(Vector256<double>.One + Vector256.Create(2.0) * Vector256.ConvertToDouble(inCap));
        var i = Whole(Vector256.Floor((Vector256<double>.One + root) * Vector256.Create(0.5)));
        i += Vector256.GreaterThan(Product(i, i - one) << 1, inCap);
        i -= Vector256.LessThanOrEqual(Product(i, i + one) << 1, inCap);
        var inRing = inCap - (Product(i, i - one) << 1);
        inRing = Vector256.ConditionalSelect(isNorth, inRing, (i << 2) - one - inRing);
        var quarter = -(Vector256.GreaterThanOrEqual(inRing, i) + Vector256.GreaterThanOrEqual(inRing, i + i) + Vector256.GreaterThanOrEqual(inRing, i + i + i));
        var s = inRing - Product(quarter, i);
        var capFace = Vector256.ConditionalSelect(isNorth, quarter, quarter + Vector256.Create(8L));
        var capX = Vector256.ConditionalSelect(isNorth, nside - i + s, s);
        var capY = Vector256.ConditionalSelect(isNorth, nside - one - s, i - one - s);

        var inBelt = index - capCells;
        var row = (inBelt.AsUInt64() >> (order + 2)).AsInt64();
        var height = nside - row;
        var across = ((inBelt & Vector256.Create((4L << order) - 1)) << 1) + ((row + one) & one) + nside;
        var side = Vector256.Create((2L << order) - 1);
        var a = ((across + height).AsUInt64() >> (order + 1)).AsInt64();
        var b = ((across - height).AsUInt64() >> (order + 1)).AsInt64();
        var beltFace = Vector256.ConditionalSelect(Vector256.Equals(a, b), Vector256.Create(4L) + (a & Vector256.Create(3L)),
            Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), b, a + Vector256.Create(8L)));
        var beltX = (((across + height) & side).AsUInt64() >> 1).AsInt64();
        var beltY = nside - one - (((across - height) & side).AsUInt64() >> 1).AsInt64();

        var isCap = isNorth | isSouth;
        var face = Vector256.ConditionalSelect(isCap, capFace, beltFace);
        var x = Vector256.ConditionalSelect(isCap, capX, beltX);
        var y = Vector256.ConditionalSelect(isCap, capY, beltY);
        return OrMinusOne(isOk, (face << (2 * order)) | ZOrder.Interleave(x, y));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Index(int order, Vector256<double> quarter, Vector256<double> along, Vector256<double> across,
        Vector256<double> isBelt, Vector256<double> isNorth, Vector256<double> isOk, bool isNorthern)
    {
        var one = Vector256<double>.One;
        var nside = Vector256.Create((double)(1L << order));
        var last = nside - one;

        var northEast = along + Vector256.Create(0.5) + across;
        var southEast = along + Vector256.Create(0.5) - across;
        var a = Vector256.GreaterThanOrEqual(northEast, one);
        var b = isNorthern ? Vector256.GreaterThan(southEast, one) : Vector256.GreaterThanOrEqual(southEast, one);
        var beltX = Vector256.Floor(nside * (northEast - (a & one)));
        var beltY = isNorthern ? Vector256.Floor(nside * (one + (b & one) - southEast)) : last - Vector256.Floor(nside * (southEast - (b & one)));

        var east = Vector256.MinNative(Vector256.Floor(nside * (along * across)), last);
        var west = Vector256.MinNative(Vector256.Floor(nside * ((one - along) * across)), last);
        var capX = Vector256.ConditionalSelect(isNorth, last - west, east);
        var capY = Vector256.ConditionalSelect(isNorth, last - east, west);

        var x = Vector256.MaxNative(Vector256.MinNative(Vector256.ConditionalSelect(isBelt, beltX, capX), last), Vector256<double>.Zero);
        var y = Vector256.MaxNative(Vector256.MinNative(Vector256.ConditionalSelect(isBelt, beltY, capY), last), Vector256<double>.Zero);

        var q = Whole(quarter);
        var outside = q + Vector256.AndNot(Vector256.Create(8L), Vector256.ConditionalSelect(isBelt, a, isNorth).AsInt64());
        var equatorial = Vector256.Create(4L) + ((q - a.AsInt64()) & Vector256.Create(3L));
        var face = Vector256.ConditionalSelect(Vector256.AndNot(isBelt, a ^ b).AsInt64(), equatorial, outside);
        return OrMinusOne(isOk.AsInt64(), (face << (2 * order)) | ZOrder.Interleave(Whole(x), Whole(y)));
    }

    // Where a cell's centre lies in the plane, and the angle of Plane.Sine.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> IsOk, Vector256<double> Middle, Vector256<double> Eastward, Vector256<double> FromPole, Vector256<double> IsCap,
        Vector256<double> IsSouth, Vector256<double> Angle) Centre(int order, Vector256<long> ipix)
    {
        var nside = Vector256.Create((double)(1L << order));
        var isOk = IsCell(order, ipix);
        ipix &= isOk;
        var (xs, ys) = ZOrder.Separate(ipix & Vector256.Create((1L << (2 * order)) - 1));
        var (x, y) = (Double(xs), Double(ys));
        var face = (ipix.AsUInt64() >> (2 * order)).AsInt64();
        var row = (face.AsUInt64() >> 2).AsInt64();
        var column = face & Vector256.Create(3L);
        var middle = Double(column + column + Vector256<long>.One - (row & Vector256<long>.One));
        var ring = Double(row + Vector256.Create(2L)) * nside - x - y - Vector256<double>.One;
        var fromPole = Vector256.MinNative(Vector256.MinNative(ring, Vector256.Create(4.0) * nside - ring), nside);
        var isCap = Vector256.LessThan(fromPole, nside);
        var sine = Vector256.ConditionalSelect(isCap, fromPole, (nside + nside - ring) * Vector256.Create(2.0))
            / Vector256.ConditionalSelect(isCap, Vector256.Create(Plane.Sqrt6) * nside, Vector256.Create(3.0) * nside);
        return (isOk.AsDouble(), middle, x - y, fromPole, isCap, Vector256.GreaterThan(ring, nside), SmallAngle.Asin(sine));
    }

    private static Vector256<double> Across(Vector256<double> angle, Vector256<double> tail, Vector256<double> isBelt) =>
        Vector256.ConditionalSelect(isBelt, Vector256.Create(0.75), Vector256.Create(Plane.Sqrt6)) * SmallAngle.Sin(angle, tail);

    private static (Vector256<double> Quarter, Vector256<double> Along) Quarter(Vector256<double> phi)
    {
        var quarters = phi * Vector256.Create(Plane.QuartersPerRad);
        quarters -= Vector256.Create(4.0) * Vector256.Floor(quarters * Vector256.Create(0.25));
        quarters &= Vector256.LessThan(quarters, Vector256.Create(4.0));
        var quarter = Vector256.Floor(quarters);
        return (quarter, quarters - quarter);
    }

    // Right ascension brought into [0, 360) as SkyCoord does; NaN where it is not finite.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<double> Turned(Vector256<double> ra)
    {
        if (!Vector256.LessThanAll(Vector256.Abs(ra), Vector256.Create(ManyTurnsDeg)))
        {
            for (var lane = 0; lane < Vector256<double>.Count; lane++)
                ra = ra.WithElement(lane, double.IsFinite(ra[lane]) ? new SkyCoord(ra[lane], 0).RaDeg : double.NaN);
            return ra;
        }
        var turn = Vector256.Create(360.0);
        var turned = Vector256.FusedMultiplyAdd(Vector256.Floor(ra / turn), -turn, ra);
        turned = Vector256.ConditionalSelect(Vector256.LessThan(turned, Vector256<double>.Zero), turned + turn, turned);
        return turned & Vector256.LessThan(turned, turn);
    }

    private static Vector256<double> IsFinite(Vector256<double> v) => Vector256.Equals(v - v, Vector256<double>.Zero);

    private static Vector256<long> IsCell(int order, Vector256<long> ipix) =>
        Vector256.GreaterThanOrEqual(ipix, Vector256<long>.Zero) & Vector256.LessThan(ipix, Vector256.Create(12L << (2 * order)));

    private static Vector256<double> OrNaN(Vector256<double> isOk, Vector256<double> value) => Vector256.ConditionalSelect(isOk, value, Vector256.Create(double.NaN));

    private static Vector256<long> OrMinusOne(Vector256<long> isOk, Vector256<long> value) => Vector256.ConditionalSelect(isOk, value, Vector256<long>.AllBitsSet);

    private static Vector256<long> Whole(Vector256<double> v) => (v + Vector256.Create(Exponent)).AsInt64() ^ Vector256.Create(ExponentBits);

    private static Vector256<double> Double(Vector256<long> v) => (v | Vector256.Create(ExponentBits)).AsDouble() - Vector256.Create(Exponent);

    // Of numbers that fit 32 bits.
    private static Vector256<long> Product(Vector256<long> a, Vector256<long> b) => Avx2.IsSupported ? Avx2.Multiply(a.AsInt32(), b.AsInt32()) : a * b;
}
