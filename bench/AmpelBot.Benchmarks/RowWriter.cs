using System.Diagnostics;
using System.Globalization;

namespace AmpelBot.Benchmarks;

/// <summary>Times work on one thread and writes rows <c>name,n,seconds,check</c>.</summary>
/// <param name="output">Where the rows go.</param>
/// <param name="isMedian">The median of the runs, as the other programs print it, instead of the best.</param>
public sealed class RowWriter(TextWriter output, bool isMedian = false)
{
    private const int WarmUps = 3;

    /// <summary>Runs the work a few times to warm up, then measures it, and writes a row.</summary>
    /// <param name="name">Name of the row.</param>
    /// <param name="n">How many items one run works on.</param>
    /// <param name="runs">How many runs are measured.</param>
    /// <param name="work">One run; its answer is the check, a number that other programs can be compared with.</param>
    /// <param name="per">What is written is the time of one run divided by this.</param>
    public void Measure(string name, long n, int runs, Func<double> work, double per = 1)
    {
        var check = 0.0;
        for (var i = 0; i < WarmUps; i++)
            check = work();
        Write(name, n, Seconds(runs, () => check = work()) / per, check);
    }

    /// <summary>As the other, with the check computed once and outside of the time.</summary>
    public void Measure(string name, long n, int runs, Action work, Func<double> check)
    {
        for (var i = 0; i < WarmUps; i++)
            work();
        Write(name, n, Seconds(runs, work), check());
    }

    /// <summary>A row that was measured elsewhere.</summary>
    public void Write(string name, long n, double seconds, double check)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name},{n},{seconds:F6},{check:R}"));
        output.Flush();
    }

    private double Seconds(int runs, Action work)
    {
        var seconds = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        return seconds[isMedian ? runs / 2 : 0];
    }
}
