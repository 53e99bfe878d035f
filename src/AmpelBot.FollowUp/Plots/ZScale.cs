namespace AmpelBot.FollowUp.Plots;

/// <summary>The values between which an image is shown from white to black: IRAF's zscale, with its usual contrast 0.25.</summary>
/// <remarks>
/// A straight line is fitted to the sorted pixels, those off it by more than 2.5 sigma are left out (IRAF, display.hlp, "ZSCALE ALGORITHM"), and the
/// line's ends, drawn apart by the contrast, are the limits.
/// </remarks>
internal static class ZScale
{
    private const double Contrast = 0.25;
    private const double KeptShare = 0.5;
    private const double RejectSigma = 2.5;
    private const int MostSamples = 1000;
    private const int MostRounds = 5;
    private const int FewestPixels = 5;

    /// <summary>The limits; null when no pixel has a value. They may be equal.</summary>
    public static (double Low, double High)? Of(ReadOnlySpan<float> values)
    {
        var finite = new List<double>(values.Length);
        foreach (var value in values)
            if (float.IsFinite(value))
                finite.Add(value);
        if (finite.Count == 0)
            return null;
        var step = Math.Max(1, finite.Count / MostSamples);
        var sorted = finite.Where((_, i) => i % step == 0).Order().ToArray();
        var (least, most) = (sorted[0], sorted[^1]);
        var middle = (sorted.Length - 1) / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle] + sorted[middle + 1]) / 2;
        if (Slope(sorted) is not { } slope)
            return (least, most);
        slope /= Contrast;
        return (Math.Max(least, median - middle * slope), Math.Min(most, median + (sorted.Length - 1 - middle) * slope));
    }

    /// <summary>Slope of the line through the sorted values; null when too few of them lie along one.</summary>
    private static double? Slope(double[] sorted)
    {
        var kept = Enumerable.Repeat(true, sorted.Length).ToArray();
        var fewest = Math.Max(FewestPixels, (int)(sorted.Length * KeptShare));
        var count = sorted.Length;
        double slope = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            if (count < fewest)
                return null;
            double sumX = 0, sumY = 0, sumXx = 0, sumXy = 0;
            for (var i = 0; i < sorted.Length; i++)
                if (kept[i])
                {
                    sumX += i;
                    sumY += sorted[i];
                    sumXx += (double)i * i;
                    sumXy += i * sorted[i];
                }
            slope = (count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX);
            var intercept = (sumY - slope * sumX) / count;
            double squares = 0;
            for (var i = 0; i < sorted.Length; i++)
                if (kept[i])
                    squares += Math.Pow(sorted[i] - intercept - slope * i, 2);
            var limit = RejectSigma * Math.Sqrt(squares / count);
            var before = count;
            var off = sorted.Select((value, i) => Math.Abs(value - intercept - slope * i) > limit).ToArray();
            // The neighbours of a pixel that is left out go with it, as in IRAF, which grows the rejected ones.
            var grow = Math.Max(1, (int)(sorted.Length * 0.01));
            for (var i = 0; i < sorted.Length; i++)
                if (kept[i] && off[i])
                    for (var j = Math.Max(0, i - grow / 2); j <= Math.Min(sorted.Length - 1, i + grow / 2); j++)
                        if (kept[j])
                        {
                            kept[j] = false;
                            count--;
                        }
            if (count == before)
                break;
        }
        return count >= fewest && double.IsFinite(slope) ? slope : null;
    }
}
