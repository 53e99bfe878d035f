namespace AmpelBot.Sky.SkyMaps;

/// <summary>Reads two functions that never fall at many places, from as few evaluations as the accuracy needs.</summary>
/// <remarks>
/// The axis from 0 is cut into panels [0, p], [p, 2p], [2p, 4p] and so on, and a panel in halves until parabolas through its ends and
/// middle meet both functions at its quarters. Where a value is read, parabolas through the quarters are used, which are eight times
/// better where the function is smooth, and no answer leaves the two evaluated neighbours. The cuts depend on the functions alone: a
/// place has the same answer whatever else is asked.
/// </remarks>
internal sealed class MonotoneCurve
{
    /// <summary>The two functions at a place.</summary>
    public delegate (double First, double Second) Function(double x);

    private const int MaxHalvings = 24;

    /// <summary>The functions, whose values never fall.</summary>
    public required Function Evaluate { get; init; }

    /// <summary>Length of the first panel.</summary>
    public required double Panel { get; init; }

    /// <summary>Error of the first function at the quarters that is left.</summary>
    public required double FirstTolerance { get; init; }

    /// <summary>The first function rises at most this much between two evaluations beside a place that is read: a bound of its error.</summary>
    public required double FirstStep { get; init; }

    /// <summary>Error of the second function at the quarters that is left, as a share of its value.</summary>
    public required double SecondShare { get; init; }

    /// <summary>Values at places in ascending order, all at or above 0 and finite.</summary>
    public void Read(ReadOnlySpan<double> places, Span<double> first, Span<double> second, CancellationToken cancellation)
    {
        var (start, end, done) = (0.0, Panel, 0);
        var low = Evaluate(0);
        while (done < places.Length)
        {
            var within = done;
            while (within < places.Length && places[within] <= end)
                within++;
            if (within > done)
            {
                var (from, to, middle) = (start == 0 ? low : Evaluate(start), Evaluate(end), Evaluate((start + end) / 2));
                Fill(new Piece(start, end, from, middle, to), 0, places[done..within], first[done..within], second[done..within], cancellation);
            }
            (start, end, done) = (end, 2 * end, within);
        }
    }

    private readonly record struct Piece(
        double Start, double End, (double First, double Second) Low, (double First, double Second) Middle, (double First, double Second) High);

    private void Fill(in Piece piece, int halvings, ReadOnlySpan<double> places, Span<double> first, Span<double> second, CancellationToken cancellation)
    {
        if (places.IsEmpty)
            return;
        cancellation.ThrowIfCancellationRequested();
        var middle = (piece.Start + piece.End) / 2;
        var lower = Evaluate((piece.Start + middle) / 2);
        var upper = Evaluate((middle + piece.End) / 2);
        var left = new Piece(piece.Start, middle, piece.Low, lower, piece.Middle);
        var right = new Piece(middle, piece.End, piece.Middle, upper, piece.High);
        var leftCount = 0;
        while (leftCount < places.Length && places[leftCount] <= middle)
            leftCount++;
        if (halvings < MaxHalvings && !IsGood(piece, lower, upper))
        {
            Fill(left, halvings + 1, places[..leftCount], first[..leftCount], second[..leftCount], cancellation);
            Fill(right, halvings + 1, places[leftCount..], first[leftCount..], second[leftCount..], cancellation);
            return;
        }
        for (var i = 0; i < places.Length; i++)
        {
            ref readonly var half = ref i < leftCount ? ref left : ref right;
            var x = (places[i] - half.Start) / (half.End - half.Start);
            first[i] = Parabola(half.Low.First, half.Middle.First, half.High.First, x);
            second[i] = Parabola(half.Low.Second, half.Middle.Second, half.High.Second, x);
        }
    }

    private bool IsGood(in Piece piece, (double First, double Second) lower, (double First, double Second) upper)
    {
        var step = Math.Max(
            Math.Max(lower.First - piece.Low.First, piece.Middle.First - lower.First),
            Math.Max(upper.First - piece.Middle.First, piece.High.First - upper.First));
        return step <= FirstStep
            && Math.Abs(0.375 * piece.Low.First + 0.75 * piece.Middle.First - 0.125 * piece.High.First - lower.First) <= FirstTolerance
            && Math.Abs(0.375 * piece.High.First + 0.75 * piece.Middle.First - 0.125 * piece.Low.First - upper.First) <= FirstTolerance
            && Math.Abs(0.375 * piece.Low.Second + 0.75 * piece.Middle.Second - 0.125 * piece.High.Second - lower.Second) <= SecondShare * lower.Second
            && Math.Abs(0.375 * piece.High.Second + 0.75 * piece.Middle.Second - 0.125 * piece.Low.Second - upper.Second) <= SecondShare * upper.Second;
    }

    // Through (0, low), (1/2, middle), (1, high), kept between the evaluated neighbours of x.
    private static double Parabola(double low, double middle, double high, double x)
    {
        var value = low + x * (4 * middle - 3 * low - high + x * (2 * low + 2 * high - 4 * middle));
        return x <= 0.5 ? Math.Clamp(value, low, Math.Max(low, middle)) : Math.Clamp(value, middle, Math.Max(middle, high));
    }
}
