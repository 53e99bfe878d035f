namespace AmpelBot.Sky.SkyMaps;

/// <summary>Where a function that never falls reaches a value.</summary>
internal static class Root
{
    private const int MaxDoublings = 60;
    private const double Relative = 1e-13;

    /// <summary>The place at or above 0 where the function reaches the value; null when it does not within 2^60 times the scale.</summary>
    /// <param name="function">Never falls.</param>
    /// <param name="value">The value wanted.</param>
    /// <param name="scale">A typical place, above 0.</param>
    public static double? Of(Func<double, double> function, double value, double scale)
    {
        var (low, high) = (0.0, scale);
        var (atLow, atHigh) = (function(low), function(high));
        for (var i = 0; atHigh < value; i++)
        {
            if (i == MaxDoublings)
                return null;
            (low, atLow, high) = (high, atHigh, 2 * high);
            atHigh = function(high);
        }
        // Regula falsi and halving in turn: the interval at least halves every second step.
        for (var secant = true; high - low > Relative * high; secant = !secant)
        {
            var middle = (low + high) / 2;
            if (secant && atHigh > atLow)
                middle = Math.Clamp(low + (value - atLow) / (atHigh - atLow) * (high - low), low + 1e-3 * (high - low), high - 1e-3 * (high - low));
            if (!(middle > low && middle < high))
                break;
            var at = function(middle);
            if (at < value)
                (low, atLow) = (middle, at);
            else
                (high, atHigh) = (middle, at);
        }
        return (low + high) / 2;
    }
}
