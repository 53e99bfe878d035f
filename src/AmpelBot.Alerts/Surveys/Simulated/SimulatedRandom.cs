namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Random numbers that are the same in every version of .NET: SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, fig. 14).</summary>
internal sealed class SimulatedRandom(long seed)
{
    private ulong state = (ulong)seed;

    /// <summary>64 random bits.</summary>
    internal ulong Bits()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in a range, its end excluded.</summary>
    internal double Uniform(double from, double to) => from + (to - from) * ((Bits() >> 11) * (1.0 / (1UL << 53)));

    /// <summary>A whole number from 0 to below the count.</summary>
    internal int Below(int count) => (int)(Bits() % (ulong)count);

    /// <summary>Normally distributed.</summary>
    internal double Gaussian(double mean, double sigma) =>
        mean + sigma * Math.Sqrt(-2 * Math.Log(1 - Uniform(0, 1))) * Math.Cos(Uniform(0, 2 * Math.PI));
}
