using AmpelBot.Alerts.Archive;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Listeners;

/// <summary>Tries to keep a notice until it is kept: a full disk or a database that is away is no reason to lose one.</summary>
/// <param name="inbox">Keeps notices.</param>
/// <param name="backoff">How long to wait after failures.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures are said.</param>
internal sealed class PatientInbox(INoticeInbox inbox, Backoff backoff, TimeProvider time, ILogger logger) : INoticeInbox
{
    private string? trouble;

    /// <summary>Why the last attempt to keep a notice failed; null when it did not.</summary>
    internal string? Trouble => Volatile.Read(ref trouble);

    /// <inheritdoc/>
    public async Task<NoticeReceipt> AcceptAsync(ReceivedNotice notice, CancellationToken cancellation)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                var receipt = await inbox.AcceptAsync(notice, cancellation);
                Volatile.Write(ref trouble, null);
                return receipt;
            }
            catch (ArchiveException e)
            {
                Volatile.Write(ref trouble, $"A notice of {notice.Stream} could not be kept and is tried again: {e.Message}");
                logger.NotKept(notice.Source, notice.Stream, e.Message);
            }
            await Task.Delay(backoff.After(failures), time, cancellation);
        }
    }
}
