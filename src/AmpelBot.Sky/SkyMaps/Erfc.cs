using System.Runtime.Intrinsics;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>The complementary error function times exp(x^2), which neither underflows nor cancels, and the normal distribution from it.</summary>
/// <remarks>
/// The form is that of Shepherd and Laframboise 1981, Math. Comp. 36, 249: (1 + 2x) exp(x^2) erfc(x) as a series in t = (x - k) / (x + k)
/// over all x from 0 to infinity, here with k = 3. The coefficients are those of the Chebyshev expansion computed with 60 digits and
/// written as a power series; the relative error is below 5e-16.
/// </remarks>
internal static class Erfc
{
    private const double Center = 3;
    private const double Sqrt2 = 1.4142135623730951;
    private const double InverseSqrt2Pi = 0.39894228040143268;

    // Powers of t, the highest first.
    private static readonly double[] Series =
    [
        8.393734858690877e-10, 9.862533510345587e-10, -8.217595058711455e-09, -1.3312919661038687e-08, 4.1064013667940355e-08,
        1.0183620603842736e-07, -1.4047654315428462e-07, -6.166011460398726e-07, 3.5576086684080595e-07, 3.472370944977168e-06,
        -7.308281468783614e-07, -2.0100542268525612e-05, 4.949196649968345e-06, 0.0001250993424583729, -0.00010515971958448065,
        -0.0007798322696543306, 0.0018886903449991718, 0.0025293918156939696, -0.02377051491717134, 0.0683080273440099,
        -0.11927366341538638, 0.1296451587027594, -0.0475622943534492, -0.13562110612458117, 1.2530080582697296,
    ];

    /// <summary>exp(x^2) erfc(x).</summary>
    /// <param name="x">At or above 0.</param>
    public static double Scaled(double x)
    {
        var t = (x - Center) / (x + Center);
        var sum = Series[0];
        foreach (var power in Series.AsSpan(1))
            sum = Math.FusedMultiplyAdd(sum, t, power);
        return sum / (1 + 2 * x);
    }

    /// <summary>exp(x^2) erfc(x), lane by lane; the series is summed as four, one for each remainder of the power by 4.</summary>
    /// <param name="x">At or above 0 and below 1e100.</param>
    public static Vector512<double> Scaled(Vector512<double> x)
    {
        var shifted = x + Vector512.Create(Center);
        var falling = Vector512<double>.One + x + x;
        var inverse = Vector512<double>.One / (shifted * falling);
        var t = (x - Vector512.Create(Center)) * (falling * inverse);
        var square = t * t;
        var fourth = square * square;
        var zero = Vector512.Create(Series[0]);
        var (one, two, three) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        for (var i = 1; i + 3 < Series.Length; i += 4)
        {
            three = Vector512.FusedMultiplyAdd(three, fourth, Vector512.Create(Series[i]));
            two = Vector512.FusedMultiplyAdd(two, fourth, Vector512.Create(Series[i + 1]));
            one = Vector512.FusedMultiplyAdd(one, fourth, Vector512.Create(Series[i + 2]));
            zero = Vector512.FusedMultiplyAdd(zero, fourth, Vector512.Create(Series[i + 3]));
        }
        var sum = Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(three, t, two), square, Vector512.FusedMultiplyAdd(one, t, zero));
        return sum * (shifted * inverse);
    }

    /// <summary>Density of the normal distribution.</summary>
    public static double NormalDensity(double z) => InverseSqrt2Pi * Math.Exp(-0.5 * z * z);

    /// <summary>Probability of the normal distribution below z, to full relative precision in both tails.</summary>
    public static double NormalBelow(double z)
    {
        var tail = 0.5 * Math.Exp(-0.5 * z * z) * Scaled(Math.Abs(z) / Sqrt2);
        return z > 0 ? 1 - tail : tail;
    }
}
