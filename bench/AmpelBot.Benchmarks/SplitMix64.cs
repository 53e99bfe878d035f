namespace AmpelBot.Benchmarks;

/// <summary>Numbered streams of random numbers that any language repeats: output i of SplitMix64 whose first state is mixed from the stream's number.</summary>
public static class SplitMix64
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A number of 64 random bits.</summary>
    public static ulong Bits(ulong stream, long i) => Mix(Mix(stream + Golden) + ((ulong)i + 1) * Golden);

    /// <summary>A number from 0 (included) to 1 (excluded).</summary>
    public static double Unit(ulong stream, long i) => (Bits(stream, i) >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>Points even over the sphere, of streams 101 and 102: z, colatitude and longitude in radians.</summary>
    public static (double[] Z, double[] Theta, double[] Phi) Points(int count)
    {
        var (z, theta, phi) = (new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            z[i] = 2 * Unit(101, i) - 1;
            theta[i] = Math.Acos(z[i]);
            phi[i] = 2 * Math.PI * Unit(102, i);
        }
        return (z, theta, phi);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
