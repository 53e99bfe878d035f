using System.Globalization;

namespace AmpelBot.FollowUp.Plots;

/// <summary>Round numbers along an axis.</summary>
internal static class PlotAxis
{
    /// <summary>The smallest of 1, 2, 5, 10, 20 ... that divides a range into at most so many parts.</summary>
    public static double Step(double range, int mostParts)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(range / mostParts)));
        foreach (var factor in new[] { 1, 2, 5, 10 })
            if (range / (factor * power) <= mostParts)
                return factor * power;
        return 10 * power;
    }

    /// <summary>The multiples of a step within a range.</summary>
    public static IEnumerable<double> Multiples(double step, double from, double to)
    {
        for (var i = (long)Math.Ceiling(from / step - 1e-9); i * step <= to + step * 1e-9; i++)
            yield return i * step;
    }

    /// <summary>A multiple of a step, with as many decimals as the step has.</summary>
    public static string Number(double value, double step)
    {
        var decimals = (int)Math.Max(0, Math.Ceiling(-Math.Log10(step) - 1e-9));
        return value.ToString((Math.Abs(value) >= 10_000 ? "N" : "F") + decimals, CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>A value and its uncertainty, both to the uncertainty's second digit: "41 ± 8.3" is written "41.0 ± 8.3".</summary>
    public static string WithError(double value, double error)
    {
        if (!(error > 0))
            return Number(value, 0.1);
        var last = Math.Pow(10, Math.Floor(Math.Log10(error)) - 1);
        return Number(Math.Round(value / last) * last, last) + " ± " + Number(Math.Round(error / last) * last, last);
    }
}
