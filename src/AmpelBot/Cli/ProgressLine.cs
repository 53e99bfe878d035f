namespace AmpelBot.Cli;

/// <summary>One line of progress on standard error: rewritten in place on a terminal, a line each when it goes to a file.</summary>
/// <param name="writer">Standard error.</param>
/// <param name="inPlace">Whether the line can be rewritten.</param>
public sealed class ProgressLine(TextWriter writer, bool inPlace)
{
    private readonly Lock gate = new();
    private bool shown;

    /// <summary>The line of this process.</summary>
    public static ProgressLine Standard() => new(Console.Error, !Console.IsErrorRedirected);

    /// <summary>Shows a line.</summary>
    public void Show(string line)
    {
        lock (gate)
        {
            if (inPlace)
                writer.Write($"\r\e[K{line}");
            else
                writer.WriteLine(line);
            shown = true;
        }
    }

    /// <summary>Takes the line away where that is possible.</summary>
    public void Clear()
    {
        lock (gate)
        {
            if (shown && inPlace)
                writer.Write("\r\e[K");
            shown = false;
        }
    }
}
