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

    private long _notFinite;
    private long _unseen;
    private long _negative;
    private double _negativeSum;

    /// <summary>Makes values that are no probability zero, in place.</summary>
    /// <param name="values">The values.</param>
    /// <param name="weight">What turns a value into a probability: 1, or the area of its cell.</param>
    public void Clean(Span<double> values, double weight = 1)
    {
        foreach (ref var value in values)
            if (!(value > 0 && value < double.PositiveInfinity))
                value = Treat(value, weight);
    }

    /// <summary>The sentences for the header, once the weight of the negative values against the sum is known.</summary>
    /// <param name="sum">Sum of the probabilities that were kept.</param>
    /// <exception cref="FitsException">The negative values weigh too much.</exception>
    public IEnumerable<string> Notes(double sum)
    {
        if (_negativeSum > LargestNegativeShare * sum)
            throw new FitsException(string.Create(CultureInfo.InvariantCulture,
                $"HDU {hdu}, column {column}: {_negative} values are negative ({-_negativeSum:g4} together, against {sum:g4} for the others), so they are no probabilities"));
        var notes = new List<string>();
        if (_notFinite > 0)
            notes.Add($"{_notFinite} values of {column} are not finite (NaN or infinity) and count as zero.");
        if (_unseen > 0)
            notes.Add($"{_unseen} values of {column} are marked as not seen (-1.6375e30) and count as zero.");
        if (_negative > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{_negative} values of {column} are negative by rounding ({-_negativeSum:g3} together) and count as zero."));
        return notes;
    }

    private double Treat(double value, double weight)
    {
        if (value == 0)
            return 0;
        if (!double.IsFinite(value))
            _notFinite++;
        else if (Math.Abs(value / Unseen - 1) < 1e-5)
            _unseen++;
        else
        {
            _negative++;
            _negativeSum -= value * weight;
        }
        return 0;
    }
}
