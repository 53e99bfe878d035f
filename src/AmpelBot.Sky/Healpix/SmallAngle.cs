using System.Runtime.Intrinsics;

namespace AmpelBot.Sky.Healpix;

/// <summary>Sine of angles up to asin(2/3) and arc sine up to 2/3: all that the projection needs, in either of its parts.</summary>
/// <remarks>
/// x + x^3 P(x^2) with minimax coefficients; the sine's polynomial is good to 1.5e-18 and the arc sine's to 2.5e-18, relative, so that only the
/// last addition rounds. The form for one number and the form for four do the same operations in the same order and give the same bits.
/// </remarks>
internal static class SmallAngle
{
    private const double S0 = -0.16666666666666652;
    private const double S1 = 0.008333333333327966;
    private const double S2 = -0.0001984126983478869;
    private const double S3 = 2.755731562059215e-06;
    private const double S4 = -2.5051094250828906e-08;
    private const double S5 = 1.5918443893031647e-10;

    private const double A0 = 0.1666666666666659;
    private const double A1 = 0.07500000000024426;
    private const double A2 = 0.044642857115249006;
    private const double A3 = 0.030381946033795463;
    private const double A4 = 0.022372104224446885;
    private const double A5 = 0.017354009587261656;
    private const double A6 = 0.01394516346136924;
    private const double A7 = 0.011776838097891018;
    private const double A8 = 0.007852208264431337;
    private const double A9 = 0.020607056979687594;
    private const double A10 = -0.05213956101865108;
    private const double A11 = 0.22687652095460117;
    private const double A12 = -0.6133958788342654;
    private const double A13 = 1.3030390491869601;
    private const double A14 = -1.9690175753785466;
    private const double A15 = 2.0713571223990908;
    private const double A16 = -1.3417293798241778;
    private const double A17 = 0.42272136021129664;

    /// <summary>Sine of x + tail, where the tail is what rounding took from x.</summary>
    public static double Sin(double x, double tail)
    {
        var u = x * x;
        var p = Math.FusedMultiplyAdd(S5, u, S4);
        p = Math.FusedMultiplyAdd(p, u, S3);
        p = Math.FusedMultiplyAdd(p, u, S2);
        p = Math.FusedMultiplyAdd(p, u, S1);
        p = Math.FusedMultiplyAdd(p, u, S0);
        return x + Math.FusedMultiplyAdd(x * u, p, tail * Math.FusedMultiplyAdd(-0.5, u, 1));
    }

    /// <summary>The same for four at a time.</summary>
    public static Vector256<double> Sin(Vector256<double> x, Vector256<double> tail)
    {
        var u = x * x;
        var p = Next(Vector256.Create(S5), u, S4);
        p = Next(p, u, S3);
        p = Next(p, u, S2);
        p = Next(p, u, S1);
        p = Next(p, u, S0);
        return x + Vector256.FusedMultiplyAdd(x * u, p, tail * Next(Vector256.Create(-0.5), u, 1));
    }

    /// <summary>Arc sine.</summary>
    public static double Asin(double x)
    {
        var u = x * x;
        var p = Math.FusedMultiplyAdd(A17, u, A16);
        p = Math.FusedMultiplyAdd(p, u, A15);
        p = Math.FusedMultiplyAdd(p, u, A14);
        p = Math.FusedMultiplyAdd(p, u, A13);
        p = Math.FusedMultiplyAdd(p, u, A12);
        p = Math.FusedMultiplyAdd(p, u, A11);
        p = Math.FusedMultiplyAdd(p, u, A10);
        p = Math.FusedMultiplyAdd(p, u, A9);
        p = Math.FusedMultiplyAdd(p, u, A8);
        p = Math.FusedMultiplyAdd(p, u, A7);
        p = Math.FusedMultiplyAdd(p, u, A6);
        p = Math.FusedMultiplyAdd(p, u, A5);
        p = Math.FusedMultiplyAdd(p, u, A4);
        p = Math.FusedMultiplyAdd(p, u, A3);
        p = Math.FusedMultiplyAdd(p, u, A2);
        p = Math.FusedMultiplyAdd(p, u, A1);
        p = Math.FusedMultiplyAdd(p, u, A0);
        return Math.FusedMultiplyAdd(x * u, p, x);
    }

    /// <summary>The same for four at a time.</summary>
    public static Vector256<double> Asin(Vector256<double> x)
    {
        var u = x * x;
        var p = Next(Vector256.Create(A17), u, A16);
        p = Next(p, u, A15);
        p = Next(p, u, A14);
        p = Next(p, u, A13);
        p = Next(p, u, A12);
        p = Next(p, u, A11);
        p = Next(p, u, A10);
        p = Next(p, u, A9);
        p = Next(p, u, A8);
        p = Next(p, u, A7);
        p = Next(p, u, A6);
        p = Next(p, u, A5);
        p = Next(p, u, A4);
        p = Next(p, u, A3);
        p = Next(p, u, A2);
        p = Next(p, u, A1);
        p = Next(p, u, A0);
        return Vector256.FusedMultiplyAdd(x * u, p, x);
    }

    private static Vector256<double> Next(Vector256<double> p, Vector256<double> u, double coefficient) =>
        Vector256.FusedMultiplyAdd(p, u, Vector256.Create(coefficient));
}
