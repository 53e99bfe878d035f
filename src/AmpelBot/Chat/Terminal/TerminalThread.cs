using AmpelBot.Cli;

namespace AmpelBot.Chat.Terminal;

/// <summary>A thread on the terminal: messages on standard output, progress on standard error.</summary>
/// <param name="output">Where messages go.</param>
/// <param name="progress">Where progress goes.</param>
public sealed class TerminalThread(TextWriter output, ProgressLine progress) : IChatThread
{
    /// <inheritdoc/>
    public Task PostAsync(string text, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        progress.Clear();
        output.WriteLine(TerminalText.Harmless(text));
        output.WriteLine();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task PostFileAsync(string path, string title, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        progress.Clear();
        output.WriteLine($"{TerminalText.Harmless(title)}: {TerminalText.Harmless(path)}");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void ShowProgress(string line) => progress.Show(line);
}
