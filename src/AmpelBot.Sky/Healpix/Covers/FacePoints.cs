using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>Four directions as unit vectors, turned about the polar axis so that the middle of their base cell lies at right ascension 0.</summary>
internal readonly struct FacePoints
{
    public readonly Vector256<double> X, Y, Z;

    public FacePoints(Vector256<double> x, Vector256<double> y, Vector256<double> z) => (X, Y, Z) = (x, y, z);

    /// <summary>Right ascension of a base cell's middle in degrees.</summary>
    public static double MiddleDeg(int face) => face is >= 4 and < 8 ? 90.0 * (face & 3) : 90.0 * (face & 3) + 45.0;

    /// <summary>The directions at four places of a base cell: u to the north-east and v to the north-west, 0 to nside each.</summary>
    /// <remarks>[Gorski05] equations 4 to 9 for real u and v: the ring number is (row + 2) nside - u - v, in halves and quarters as it comes.</remarks>
    /// <param name="row">0 for the northern, 1 for the equatorial, 2 for the southern base cells.</param>
    /// <param name="nside">Cells along a side.</param>
    /// <param name="u">Places to the north-east.</param>
    /// <param name="v">Places to the north-west.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FacePoints At(int row, double nside, Vector256<double> u, Vector256<double> v)
    {
        var n = Vector256.Create(nside);
        var one = Vector256<double>.One;
        // Rings north of the equator are positive.
        var height = u + v + Vector256.Create(-row * nside);
        var fromEquator = Vector256.Abs(height);
        var fromPole = Vector256.Min(2.0 * n - fromEquator, n);
        var t = fromPole / n;
        var cap = t * t * (1.0 / 3.0);
        var belt = one - fromEquator * (2.0 / (3.0 * nside));
        var w = Vector256.ConditionalSelect(Vector256.LessThan(fromPole, n), cap, belt);
        var sinTheta = Vector256.Sqrt(w * (Vector256.Create(2.0) - w));
        var phi = (u - v) * (Math.PI / 4) / Vector256.Max(fromPole, Vector256.Create(1e-300));
        var (sin, cos) = SinCos(phi);
        return new FacePoints(sinTheta * cos, sinTheta * sin, Vector256.CopySign(one - w, height));
    }

    /// <summary>The four places moved away from their middle by a share of their distance from it; no longer unit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FacePoints Stretched(double share)
    {
        var by = Vector256.Create(share);
        return new FacePoints(
            Vector256.MultiplyAddEstimate(X - Vector256.Create(0.25 * Vector256.Sum(X)), by, X),
            Vector256.MultiplyAddEstimate(Y - Vector256.Create(0.25 * Vector256.Sum(Y)), by, Y),
            Vector256.MultiplyAddEstimate(Z - Vector256.Create(0.25 * Vector256.Sum(Z)), by, Z));
    }

    /// <summary>Each lane takes what the next one holds, the last what the first does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Next(Vector256<double> lanes) => Vector256.Shuffle(lanes, Vector256.Create(1L, 2, 3, 0));

    // Taylor's series; the first term left out is below 5e-17 up to 45 degrees, which right ascension within a base cell never leaves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Sin, Vector256<double> Cos) SinCos(Vector256<double> angle)
    {
        var a = angle * angle;
        var s = Vector256.Create(-1.0 / 1307674368000.0);
        s = Vector256.MultiplyAddEstimate(s, a, Vector256.Create(1.0 / 6227020800.0));
        s = Vector256.MultiplyAddEstimate(s, a, Vector256.Create(-1.0 / 39916800.0));
        s = Vector256.MultiplyAddEstimate(s, a, Vector256.Create(1.0 / 362880.0));
        s = Vector256.MultiplyAddEstimate(s, a, Vector256.Create(-1.0 / 5040.0));
        s = Vector256.MultiplyAddEstimate(s, a, Vector256.Create(1.0 / 120.0));
        s = Vector256.MultiplyAddEstimate(s, a, Vector256.Create(-1.0 / 6.0));
        s = Vector256.MultiplyAddEstimate(s * a, angle, angle);
        var c = Vector256.Create(1.0 / 20922789888000.0);
        c = Vector256.MultiplyAddEstimate(c, a, Vector256.Create(-1.0 / 87178291200.0));
        c = Vector256.MultiplyAddEstimate(c, a, Vector256.Create(1.0 / 479001600.0));
        c = Vector256.MultiplyAddEstimate(c, a, Vector256.Create(-1.0 / 3628800.0));
        c = Vector256.MultiplyAddEstimate(c, a, Vector256.Create(1.0 / 40320.0));
        c = Vector256.MultiplyAddEstimate(c, a, Vector256.Create(-1.0 / 720.0));
        c = Vector256.MultiplyAddEstimate(c, a, Vector256.Create(1.0 / 24.0));
        c = Vector256.MultiplyAddEstimate(c, a, Vector256.Create(-0.5));
        c = Vector256.MultiplyAddEstimate(c, a, Vector256<double>.One);
        return (s, c);
    }
}
