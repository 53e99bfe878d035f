namespace AmpelBot.Sky.SkyMaps;

/// <summary>The distance along one line of sight, as sky maps give it in three numbers.</summary>
/// <remarks>
/// p(r) = Norm N(r; Mu, Sigma) r^2 for r at or above 0 ([Singer16] equation 2). With z = Mu / Sigma, Phi and phi the normal distribution
/// and its density, the integral of N(r; Mu, Sigma) r^2 is Sigma^2 D with D = (z^2 + 1) Phi(z) + z phi(z). Below z = -3, where these
/// cancel, the moments come from the ratios R(n) of the repeated integrals of the normal tail, R(n) = 1 / (-z + (n + 1) R(n + 1)), a
/// continued fraction of positive terms (Abramowitz and Stegun, 7.2.5).
/// </remarks>
/// <param name="MuMpc">Centre of the Gaussian in Mpc, any sign; infinite where the distance is not known.</param>
/// <param name="SigmaMpc">Width of the Gaussian in Mpc.</param>
/// <param name="NormPerMpc2">Factor in Mpc-2 that makes the integral 1; 0 where the distance is not known.</param>
public readonly record struct DistanceAnsatz(double MuMpc, double SigmaMpc, double NormPerMpc2)
{
    private const double FarBelow = -3;
    private const int FractionDepth = 32;

    /// <summary>The ansatz whose norm makes the integral 1.</summary>
    /// <param name="muMpc">Centre in Mpc, finite.</param>
    /// <param name="sigmaMpc">Width in Mpc, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, the width is not above 0, or mu is below -37 sigma.</exception>
    public static DistanceAnsatz Normalized(double muMpc, double sigmaMpc)
    {
        if (!(double.IsFinite(muMpc) && sigmaMpc > 0 && double.IsFinite(sigmaMpc)))
            throw new ArgumentOutOfRangeException(nameof(sigmaMpc), sigmaMpc, $"mu is finite and sigma above 0 (mu is {muMpc})");
        var norm = 1 / (sigmaMpc * sigmaMpc * Integral(muMpc / sigmaMpc));
        return double.IsFinite(norm)
            ? new DistanceAnsatz(muMpc, sigmaMpc, norm)
            : throw new ArgumentOutOfRangeException(nameof(muMpc), muMpc, $"mu lies at least -37 sigma from 0 (sigma is {sigmaMpc})");
    }

    /// <summary>Whether the map knows a distance along this line of sight.</summary>
    public bool IsKnown => NormPerMpc2 > 0 && double.IsFinite(NormPerMpc2) && double.IsFinite(MuMpc) && SigmaMpc > 0 && double.IsFinite(SigmaMpc);

    /// <summary>Mean distance in Mpc, the integral of r p(r) for the normalised p; NaN when not known.</summary>
    public double MeanMpc => Moments().Mean;

    /// <summary>Standard deviation of the distance in Mpc; NaN when not known.</summary>
    public double StdMpc => Moments().Std;

    /// <summary>Integral of p(r) over all r: 1 to the rounding of the norm; 0 when not known.</summary>
    public double Total => IsKnown ? NormPerMpc2 * SigmaMpc * SigmaMpc * Integral(MuMpc / SigmaMpc) : 0;

    /// <summary>p(r) in Mpc-1.</summary>
    /// <param name="distanceMpc">Distance in Mpc; 0 is returned below 0.</param>
    public double Density(double distanceMpc) => IsKnown && distanceMpc > 0 ? PerMpc3(distanceMpc) * distanceMpc * distanceMpc : 0;

    /// <summary>p(r) / r^2 in Mpc-3: times a density per steradian this is a density per volume.</summary>
    internal double PerMpc3(double distanceMpc) => NormPerMpc2 / SigmaMpc * Erfc.NormalDensity((distanceMpc - MuMpc) / SigmaMpc);

    /// <summary>Mean and standard deviation in Mpc.</summary>
    internal (double Mean, double Std) Moments()
    {
        if (!IsKnown)
            return (double.NaN, double.NaN);
        var z = MuMpc / SigmaMpc;
        if (z < FarBelow)
        {
            var fourth = TailRatio(-z, 4);
            var third = 1 / (-z + 4 * fourth);
            return (SigmaMpc * 3 * third, SigmaMpc * Math.Sqrt(third * (12 * fourth - 9 * third)));
        }
        var below = Erfc.NormalBelow(z);
        var weight = (z * z + 1) * below + z * Erfc.NormalDensity(z);
        var shift = 2 * (z * below + Erfc.NormalDensity(z)) / weight;
        return (MuMpc + SigmaMpc * shift, SigmaMpc * Math.Sqrt(1 + 2 * below / weight - shift * shift));
    }

    /// <summary>D(z), the integral of N(y; 0, 1) (y + z)^2 over y from -z to infinity.</summary>
    internal static double Integral(double z)
    {
        if (z >= FarBelow)
            return (z * z + 1) * Erfc.NormalBelow(z) + z * Erfc.NormalDensity(z);
        // D = 2 I(2) with I(n) = R(n) I(n - 1) and I(-1) = phi.
        var second = TailRatio(-z, 2);
        var first = 1 / (-z + 2 * second);
        var zeroth = 1 / (-z + first);
        return 2 * second * first * zeroth * Erfc.NormalDensity(z);
    }

    // R(n) = I(n) / I(n - 1) of I(n) = integral of y^n / n! N(y + x; 0, 1) over y above 0.
    private static double TailRatio(double x, int n)
    {
        var ratio = 0.0;
        for (var k = n + FractionDepth; k >= n; k--)
            ratio = 1 / (x + (k + 1) * ratio);
        return ratio;
    }
}
