namespace AmpelBot.Cli;

/// <summary>Shows progress as a line, at once and on the thread that reports it.</summary>
/// <param name="line">The line.</param>
/// <param name="say">The words.</param>
internal sealed class LineProgress<T>(ProgressLine line, Func<T, string> say) : IProgress<T>
{
    public void Report(T value) => line.Show(say(value));
}
