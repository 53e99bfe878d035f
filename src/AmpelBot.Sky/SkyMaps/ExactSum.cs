namespace AmpelBot.Sky.SkyMaps;

/// <summary>A running sum that carries its own rounding error, to about 32 digits (two-sum: Knuth, TAOCP 2, 4.2.2).</summary>
internal struct ExactSum
{
    private double high;
    private double low;

    public readonly double Value => high + low;

    public void Add(double term)
    {
        var sum = high + term;
        var part = sum - high;
        low += (high - (sum - part)) + (term - part);
        high = sum;
    }

    /// <summary>Adds another sum with its error.</summary>
    public void Add(ExactSum other)
    {
        Add(other.high);
        low += other.low;
    }
}
