namespace AmpelBot.Sky.SkyMaps;

/// <summary>Makes distances that cannot be used none at all, and counts them.</summary>
internal sealed class DistanceCheck
{
    private long odd;

    /// <summary>Treats one cell's numbers in place.</summary>
    /// <param name="mu">DISTMU.</param>
    /// <param name="sigma">DISTSIGMA.</param>
    /// <param name="norm">DISTNORM.</param>
    /// <param name="count">How many cells have these numbers.</param>
    public void Clean(ref double mu, ref double sigma, ref double norm, long count = 1)
    {
        if (norm > 0 && norm < double.PositiveInfinity && double.IsFinite(mu) && sigma > 0 && sigma < double.PositiveInfinity)
            return;
        if (norm != 0)
            odd += count;
        else if (!double.IsNaN(mu) && double.IsFinite(sigma))
            return;
        (mu, sigma, norm) = (double.PositiveInfinity, 1, 0);
    }

    /// <summary>The sentence for the header, when there is something to say.</summary>
    public IEnumerable<string> Notes() => odd == 0
        ? []
        : [$"{odd} cells have distances that cannot be used (DISTMU, DISTSIGMA or DISTNORM is not finite, DISTSIGMA is not above 0 or DISTNORM is negative) and count as without distance."];
}
