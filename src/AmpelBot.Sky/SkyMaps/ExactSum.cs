namespace AmpelBot.Sky.SkyMaps;

/// <summary>A running sum that carries its own rounding error, to about 32 digits (two-sum: Knuth, TAOCP 2, 4.2.2).</summary>
internal struct ExactSum
{
    private double _high;
    private double _low;

    public readonly double Value => _high + _low;

    public void Add(double term)
    {
        var sum = _high + term;
        var part = sum - _high;
        _low += (_high - (sum - part)) + (term - part);
        _high = sum;
    }
}
