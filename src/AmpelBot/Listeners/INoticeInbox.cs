using AmpelBot.Alerts.Archive;

namespace AmpelBot.Listeners;

/// <summary>Keeps notices as they are heard.</summary>
public interface INoticeInbox
{
    /// <summary>Keeps a notice. When this returns it is durable, and the sender may be told so.</summary>
    /// <param name="notice">The notice. Bytes that were kept before are counted and not kept twice.</param>
    /// <param name="cancellation">Stops waiting; the notice may be kept nevertheless.</param>
    /// <exception cref="ArchiveException">It could not be kept; the sender must not be told that it was.</exception>
    Task<NoticeReceipt> AcceptAsync(ReceivedNotice notice, CancellationToken cancellation);
}

/// <summary>A notice as it was heard, not yet read.</summary>
/// <param name="Source">The way it came: gcn, voevent, folder or http.</param>
/// <param name="Stream">The topic, broker or folder.</param>
/// <param name="Key">Where in the stream, for people: partition:offset, ivorn or name of a file. A notice is the same when its bytes are.</param>
/// <param name="Bytes">What was sent, unchanged.</param>
/// <param name="ReceivedUtc">When it was heard, UTC.</param>
public sealed record ReceivedNotice(string Source, string Stream, string Key, ReadOnlyMemory<byte> Bytes, DateTimeOffset ReceivedUtc);

/// <summary>What became of a notice that was heard.</summary>
/// <param name="Id">Its number, from 1 on; that of the first when the same bytes came again.</param>
/// <param name="IsNew">Whether these bytes were heard for the first time.</param>
public readonly record struct NoticeReceipt(long Id, bool IsNew);
