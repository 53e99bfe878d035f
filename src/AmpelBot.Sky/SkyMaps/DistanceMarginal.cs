namespace AmpelBot.Sky.SkyMaps;

/// <summary>The distance of the source whatever its direction: the sum over the lines of sight of a map.</summary>
/// <remarks>
/// Units: Mpc, and probabilities 0 to 1 of the whole map. Cells whose distance is not known keep their probability but have no place here, so
/// the distribution adds to <see cref="Probability"/>, which may lie a little below 1; mean and standard deviation are those of the cells
/// that have a distance. Immutable; safe to share between threads.
/// </remarks>
public sealed class DistanceMarginal
{
    private readonly DistanceCells cells;

    internal DistanceMarginal(DistanceCells cells) => this.cells = cells;

    /// <summary>Probability of the cells that have a distance.</summary>
    public double Probability => cells.Probability;

    /// <summary>Mean distance in Mpc.</summary>
    public double MeanMpc => cells.MeanMpc;

    /// <summary>Standard deviation of the distance in Mpc.</summary>
    public double StdMpc => cells.StdMpc;

    /// <summary>Probability of a distance up to this one.</summary>
    /// <param name="distanceMpc">Distance in Mpc, at or above 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is negative or not finite.</exception>
    public double ProbabilityWithin(double distanceMpc) => cells.Within(Checked(distanceMpc));

    /// <summary>Probability density in Mpc-1.</summary>
    /// <param name="distanceMpc">Distance in Mpc, at or above 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is negative or not finite.</exception>
    public double DensityPerMpc(double distanceMpc) => cells.DensityPerMpc(Checked(distanceMpc));

    /// <summary>The distance in Mpc within which a probability lies; null when so much is not reached at any distance.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not above 0 and below 1.</exception>
    public double? QuantileMpc(double probability)
    {
        if (!(probability > 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "a quantile is asked for a probability above 0 and below 1");
        return Root.Of(cells.Within, probability, cells.MeanMpc);
    }

    /// <summary>Width in Mpc of the central interval of a level, between the quantiles (1 - level) / 2 and (1 + level) / 2; null as there.</summary>
    /// <param name="level">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not above 0 and below 1.</exception>
    public double? CentralWidthMpc(double level) => QuantileMpc(0.5 * (1 + level)) - QuantileMpc(0.5 * (1 - level));

    private static double Checked(double distanceMpc) => distanceMpc >= 0 && double.IsFinite(distanceMpc)
        ? distanceMpc
        : throw new ArgumentOutOfRangeException(nameof(distanceMpc), distanceMpc, "a distance is finite and not negative");
}
