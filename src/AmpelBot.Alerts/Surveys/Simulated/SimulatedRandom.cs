namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Random numbers that are the same in every version of .NET: SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, fig. 14).</summary>
internal sealed class SimulatedRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private const double PoissonPiece = 30;

    private ulong state = seed;

    /// <summary>The seed of one of many things that hang on a seed; it does not depend on how many others there are.</summary>
    internal static ulong SeedOf(ulong parent, long key) => Mixed(parent ^ Mixed((ulong)key * Step + 0xD1B54A32D192ED03));

    /// <summary>The first random number, normal with mean 0 and sigma 1, of the thing that a key tells from others of the same seed.</summary>
    internal static double GaussianOf(ulong parent, long key) => new SimulatedRandom(SeedOf(parent, key)).Gaussian(0, 1);

    /// <summary>64 random bits.</summary>
    internal ulong Bits() => Mixed(state += Step);

    /// <summary>Uniform in a range, its end excluded.</summary>
    internal double Uniform(double from, double to) => from + (to - from) * ((Bits() >> 11) * (1.0 / (1UL << 53)));

    /// <summary>True with a probability.</summary>
    internal bool Chance(double probability) => Uniform(0, 1) < probability;

    /// <summary>Normally distributed.</summary>
    internal double Gaussian(double mean, double sigma) =>
        mean + sigma * Math.Sqrt(-2 * Math.Log(1 - Uniform(0, 1))) * Math.Cos(Uniform(0, 2 * Math.PI));

    /// <summary>Exponentially distributed.</summary>
    internal double Exponential(double mean) => -mean * Math.Log(1 - Uniform(0, 1));

    /// <summary>Poisson distributed.</summary>
    internal int Poisson(double mean)
    {
        var count = 0;
        for (; mean > 0; mean -= PoissonPiece)
        {
            var (limit, product) = (Math.Exp(-Math.Min(mean, PoissonPiece)), Uniform(0, 1));
            for (; product > limit; count++)
                product *= Uniform(0, 1);
        }
        return count;
    }

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
