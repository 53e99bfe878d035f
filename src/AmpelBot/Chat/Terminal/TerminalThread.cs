using AmpelBot.Cli;

namespace AmpelBot.Chat.Terminal;

/// <summary>A thread on the terminal: messages on standard output, progress on standard error.</summary>
/// <param name="output">Where messages go.</param>
/// <param name="progress">Where progress goes.</param>
public sealed class TerminalThread(TextWriter output, ProgressLine progress) : IChatThread
{
    /// <inheritdoc/>
    public Task PostAsync(ThreadPost post, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        progress.Clear();
        switch (post)
        {
            case TextPost { Text: var text }:
                output.WriteLine(TerminalText.Harmless(text));
                output.WriteLine();
                break;
            case FilePost { Path: var path, Title: var title }:
                output.WriteLine($"{TerminalText.Harmless(title)}: {TerminalText.Harmless(path)}");
                break;
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void ShowProgress(string line) => progress.Show(line);
}
