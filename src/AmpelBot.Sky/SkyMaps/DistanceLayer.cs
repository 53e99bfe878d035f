namespace AmpelBot.Sky.SkyMaps;

/// <summary>The distance columns of a sky map, one row per cell in the order of the map's cells (ascending position).</summary>
/// <remarks>
/// Along the line of sight of a cell p(r) = Norm / (Sigma sqrt(2 pi)) exp(-(r - Mu)^2 / (2 Sigma^2)) r^2 for r at or above 0 ([Singer16]
/// equation 2: Singer et al. 2016, ApJL 829, L15). Mu may be negative. A cell without distance has Norm 0 (and often an infinite Mu).
/// Immutable as long as the arrays given are left alone; safe to share between threads.
/// </remarks>
public sealed class DistanceLayer
{
    private readonly double[] mu;
    private readonly double[] sigma;
    private readonly double[] norm;

    /// <summary>A layer from its columns, which are kept, not copied.</summary>
    /// <param name="mu">Mpc, one per cell.</param>
    /// <param name="sigma">Mpc, one per cell.</param>
    /// <param name="norm">Mpc-2, one per cell.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public DistanceLayer(double[] mu, double[] sigma, double[] norm)
    {
        if (mu.Length != sigma.Length || mu.Length != norm.Length)
            throw new ArgumentException($"the distance columns have {mu.Length}, {sigma.Length} and {norm.Length} rows, not the same number", nameof(mu));
        (this.mu, this.sigma, this.norm) = (mu, sigma, norm);
    }

    /// <summary>DISTMU in Mpc: centre of the Gaussian, any sign, infinite where the distance is not known.</summary>
    public ReadOnlySpan<double> Mu => mu;

    /// <summary>DISTSIGMA in Mpc: width of the Gaussian.</summary>
    public ReadOnlySpan<double> Sigma => sigma;

    /// <summary>DISTNORM in Mpc-2: makes the integral 1; 0 where the distance is not known.</summary>
    public ReadOnlySpan<double> Norm => norm;
}
