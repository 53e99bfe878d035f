using System.Globalization;
using AmpelBot.Sky.Fits;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Counts what is odd among the values of a map, and makes it zero.</summary>
internal sealed class ValueCheck(int hdu, string column)
{
    /// <summary>HEALPix's mark of a pixel that was not seen.</summary>
    public const double Unseen = -1.6375e30;

    /// <summary>Negative values may have this share of the sum, as rounding leaves them; beyond it they mean something else.</summary>
    public const double LargestNegativeShare = 1e-6;

    private long notFinite;
    private long unseen;
    private long negative;
    private double negativeSum;

    /// <summary>Makes values that are no probability zero, in place.</summary>
    /// <param name="values">The values.</param>
    /// <param name="weight">What turns a value into a probability: 1, or the area of its cell.</param>
    public void Clean(Span<double> values, double weight)
    {
        foreach (ref var value in values)
            value = Clean(value, weight);
    }

    /// <summary>The value, or zero when it is no probability.</summary>
    /// <param name="value">The value.</param>
    /// <param name="weight">What turns it into a probability: 1, or the area of its cell.</param>
    /// <param name="count">How many cells have it.</param>
    public double Clean(double value, double weight, long count = 1) =>
        value > 0 && value < double.PositiveInfinity ? value : Treat(value, weight, count);

    /// <summary>The sentences for the header, once the weight of the negative values against the sum is known.</summary>
    /// <param name="sum">Sum of the probabilities that were kept.</param>
    /// <exception cref="FitsException">The negative values weigh too much.</exception>
    public IEnumerable<string> Notes(double sum)
    {
        if (negativeSum > LargestNegativeShare * sum)
            throw new FitsException(string.Create(CultureInfo.InvariantCulture,
                $"HDU {hdu}, column {column}: {negative} values are negative ({-negativeSum:g4} together, against {sum:g4} for the others), so they are no probabilities"));
        var notes = new List<string>();
        if (notFinite > 0)
            notes.Add($"{notFinite} values of {column} are not finite (NaN or infinity) and count as zero.");
        if (unseen > 0)
            notes.Add($"{unseen} values of {column} are marked as not seen (-1.6375e30) and count as zero.");
        if (negative > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{negative} values of {column} are negative by rounding ({-negativeSum:g3} together) and count as zero."));
        return notes;
    }

    private double Treat(double value, double weight, long count)
    {
        if (value == 0)
            return 0;
        if (!double.IsFinite(value))
            notFinite += count;
        else if (Math.Abs(value / Unseen - 1) < 1e-5)
            unseen += count;
        else
        {
            negative += count;
            negativeSum -= value * weight * count;
        }
        return 0;
    }
}
