using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AmpelBot.Sky.Healpix;

// The forms for spans: four at a time where the machine can, the rest one by one.
public static partial class HealpixNested
{
    private const int Lanes = 4;

    /// <summary>Nested indices of the cells that hold directions; -1 where a right ascension is not finite or a declination is not within the poles.</summary>
    /// <param name="order">HEALPix order.</param>
    /// <param name="raDeg">Right ascensions in degrees, any finite number of turns.</param>
    /// <param name="decDeg">Declinations in degrees, -90 to 90.</param>
    /// <param name="ipix">Takes the indices.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Index(int order, ReadOnlySpan<double> raDeg, ReadOnlySpan<double> decDeg, Span<long> ipix)
    {
        CheckOrder(order);
        SameLength(raDeg.Length, decDeg.Length, ipix.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= ipix.Length - Lanes; i += Lanes)
                Store(PlaneOfFour.IndexOfDegrees(order, Four(raDeg, i), Four(decDeg, i)), ipix, i);
        for (; i < ipix.Length; i++)
            ipix[i] = SkyCoord.IsValid(raDeg[i], decDeg[i]) ? Index(order, new SkyCoord(raDeg[i], decDeg[i])) : -1;
    }

    /// <summary>Nested indices of the cells at colatitudes and longitudes; -1 where a colatitude is not within 0 to pi or a longitude is not finite.</summary>
    /// <param name="order">HEALPix order.</param>
    /// <param name="theta">Colatitudes in radians.</param>
    /// <param name="phi">Longitudes in radians.</param>
    /// <param name="ipix">Takes the indices.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void IndexOfAngles(int order, ReadOnlySpan<double> theta, ReadOnlySpan<double> phi, Span<long> ipix)
    {
        CheckOrder(order);
        SameLength(theta.Length, phi.Length, ipix.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= ipix.Length - Lanes; i += Lanes)
                Store(PlaneOfFour.IndexOfAngles(order, Four(theta, i), Four(phi, i)), ipix, i);
        for (; i < ipix.Length; i++)
            ipix[i] = theta[i] >= 0 && theta[i] <= Math.PI && double.IsFinite(phi[i]) ? Plane.IndexOfAngles(order, theta[i], phi[i]) : -1;
    }

    /// <summary>Nested indices of the cells at heights and longitudes; -1 where z is not within -1 to 1 or a longitude is not finite.</summary>
    /// <param name="order">HEALPix order.</param>
    /// <param name="z">Sines of the latitude.</param>
    /// <param name="phi">Longitudes in radians.</param>
    /// <param name="ipix">Takes the indices.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void IndexOfZPhi(int order, ReadOnlySpan<double> z, ReadOnlySpan<double> phi, Span<long> ipix)
    {
        CheckOrder(order);
        SameLength(z.Length, phi.Length, ipix.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= ipix.Length - Lanes; i += Lanes)
                Store(PlaneOfFour.IndexOfZPhi(order, Four(z, i), Four(phi, i)), ipix, i);
        for (; i < ipix.Length; i++)
            ipix[i] = z[i] >= -1 && z[i] <= 1 && double.IsFinite(phi[i]) ? Plane.IndexOfZPhi(order, z[i], phi[i]) : -1;
    }

    /// <summary>Nested indices of the cells towards which vectors point; -1 where a vector is zero or not finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void IndexOfVector(int order, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<long> ipix)
    {
        CheckOrder(order);
        SameLength(x.Length, y.Length, ipix.Length);
        SameLength(x.Length, z.Length, ipix.Length);
        for (var i = 0; i < ipix.Length; i++)
            ipix[i] = IsDirection(x[i], y[i], z[i]) ? Plane.IndexOfVector(order, x[i], y[i], z[i]) : -1;
    }

    /// <summary>Centres of cells in degrees; NaN where there is no such cell.</summary>
    /// <param name="order">HEALPix order.</param>
    /// <param name="ipix">Nested indices.</param>
    /// <param name="raDeg">Takes the right ascensions in degrees, 0 (included) to 360 (excluded).</param>
    /// <param name="decDeg">Takes the declinations in degrees.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Center(int order, ReadOnlySpan<long> ipix, Span<double> raDeg, Span<double> decDeg)
    {
        CheckOrder(order);
        SameLength(ipix.Length, raDeg.Length, decDeg.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= ipix.Length - Lanes; i += Lanes)
            {
                var (ra, dec) = PlaneOfFour.Degrees(order, Four(ipix, i));
                Store(ra, raDeg, i);
                Store(dec, decDeg, i);
            }
        for (; i < ipix.Length; i++)
            if (IsCell(order, ipix[i]))
            {
                var center = Center(order, ipix[i]);
                (raDeg[i], decDeg[i]) = (center.RaDeg, center.DecDeg);
            }
            else
                (raDeg[i], decDeg[i]) = (double.NaN, double.NaN);
    }

    /// <summary>Centres of cells as colatitudes and longitudes in radians; NaN where there is no such cell.</summary>
    /// <param name="order">HEALPix order.</param>
    /// <param name="ipix">Nested indices.</param>
    /// <param name="theta">Takes the colatitudes.</param>
    /// <param name="phi">Takes the longitudes, 0 to 2 pi.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void CenterAngles(int order, ReadOnlySpan<long> ipix, Span<double> theta, Span<double> phi)
    {
        CheckOrder(order);
        SameLength(ipix.Length, theta.Length, phi.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= ipix.Length - Lanes; i += Lanes)
            {
                var (first, second) = PlaneOfFour.Angles(order, Four(ipix, i));
                Store(first, theta, i);
                Store(second, phi, i);
            }
        for (; i < ipix.Length; i++)
            (theta[i], phi[i]) = IsCell(order, ipix[i]) ? CenterAngles(order, ipix[i]) : (double.NaN, double.NaN);
    }

    /// <summary>Centres of cells as sines of the latitude and longitudes in radians; NaN where there is no such cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void CenterZPhi(int order, ReadOnlySpan<long> ipix, Span<double> z, Span<double> phi)
    {
        CheckOrder(order);
        SameLength(ipix.Length, z.Length, phi.Length);
        for (var i = 0; i < ipix.Length; i++)
            (z[i], phi[i]) = IsCell(order, ipix[i]) ? CenterZPhi(order, ipix[i]) : (double.NaN, double.NaN);
    }

    /// <summary>Centres of cells as unit vectors; NaN where there is no such cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void CenterVector(int order, ReadOnlySpan<long> ipix, Span<double> x, Span<double> y, Span<double> z)
    {
        CheckOrder(order);
        SameLength(ipix.Length, x.Length, y.Length);
        SameLength(ipix.Length, x.Length, z.Length);
        for (var i = 0; i < ipix.Length; i++)
            (x[i], y[i], z[i]) = IsCell(order, ipix[i]) ? CenterVector(order, ipix[i]) : (double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Nested indices of the cells with RING indices; -1 where there is no such cell. The spans may be the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void FromRing(int order, ReadOnlySpan<long> ring, Span<long> ipix)
    {
        CheckOrder(order);
        SameLength(ring.Length, ipix.Length, ipix.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= ipix.Length - Lanes; i += Lanes)
                Store(PlaneOfFour.FromRing(order, Four(ring, i)), ipix, i);
        for (; i < ipix.Length; i++)
            ipix[i] = IsCell(order, ring[i]) ? RingScheme.ToNested(order, ring[i]) : -1;
    }

    /// <summary>RING indices of cells; -1 where there is no such cell. The spans may be the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void ToRing(int order, ReadOnlySpan<long> ipix, Span<long> ring)
    {
        CheckOrder(order);
        SameLength(ipix.Length, ring.Length, ring.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= ipix.Length - Lanes; i += Lanes)
                Store(PlaneOfFour.ToRing(order, Four(ipix, i)), ring, i);
        for (; i < ipix.Length; i++)
            ring[i] = IsCell(order, ipix[i]) ? RingScheme.FromNested(order, ipix[i]) : -1;
    }

    internal static bool IsCell(int order, long ipix) => (ulong)ipix < 12UL << (2 * order);

    internal static void SameLength(int first, int second, int third)
    {
        if (first != second || first != third)
            throw new ArgumentException($"the spans must have the same length, not {first}, {second} and {third}");
    }

    private static Vector256<T> Four<T>(ReadOnlySpan<T> span, int i) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)i);

    private static void Store<T>(Vector256<T> four, Span<T> span, int i) => four.StoreUnsafe(ref MemoryMarshal.GetReference(span), (nuint)i);
}
