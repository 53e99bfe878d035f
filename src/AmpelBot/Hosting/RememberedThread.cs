using AmpelBot.Chat;
using AmpelBot.Jobs;

namespace AmpelBot.Hosting;

/// <summary>A thread whose scans are remembered before their buttons are shown, so that a click finds its scan however soon it comes.</summary>
/// <param name="thread">Where posts go.</param>
/// <param name="remember">Remembers a scan; the same scan may come twice.</param>
internal sealed class RememberedThread(IChatThread thread, Func<FinishedScan, Task> remember) : IChatThread
{
    /// <inheritdoc/>
    public async Task PostAsync(ThreadPost post, CancellationToken cancellation)
    {
        if (post is CandidatesPost { Scan: var candidates })
            await remember(candidates);
        if (post is ClosingPost { Scan: var closed })
            await remember(closed);
        await thread.PostAsync(post, cancellation);
    }

    /// <inheritdoc/>
    public void ShowProgress(string line) => thread.ShowProgress(line);
}
