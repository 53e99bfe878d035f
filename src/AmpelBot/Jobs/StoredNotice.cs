namespace AmpelBot.Jobs;

/// <summary>What became of a notice.</summary>
public enum NoticeStatus
{
    /// <summary>Nobody has settled it yet.</summary>
    Waiting,

    /// <summary>It was read, and the bot acted on it or keeps it with its event.</summary>
    Followed,

    /// <summary>It was read, and there is nothing to do about it; the reason says why.</summary>
    Ignored,

    /// <summary>It could not be read, or ended the process again and again; the reason says so, and it can be replayed.</summary>
    DeadLetter,
}

/// <summary>A notice that was kept.</summary>
/// <param name="Id">Its number, from 1 on, in the order of arrival.</param>
/// <param name="Source">The way it came first: gcn, voevent, folder or http.</param>
/// <param name="Stream">The topic, broker or folder.</param>
/// <param name="Key">Where in the stream: partition:offset, ivorn or name of a file.</param>
/// <param name="Sha256">SHA-256 of the bytes, 64 lower-case hexadecimal digits: its identity.</param>
/// <param name="Length">Number of bytes that were sent.</param>
/// <param name="ReceivedUtc">When it was heard first, UTC.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why; null while it waits, or when there was nothing to say.</param>
/// <param name="SettledUtc">When it was settled, UTC; null while it waits.</param>
/// <param name="Attempts">How often work on it was begun and not brought to an end.</param>
/// <param name="Times">How often the same bytes were heard.</param>
/// <param name="HasBytes">Whether its bytes are still kept.</param>
public sealed record StoredNotice(
    long Id, string Source, string Stream, string Key, string Sha256, long Length, DateTimeOffset ReceivedUtc,
    NoticeStatus Status, string? Reason, DateTimeOffset? SettledUtc, int Attempts, long Times, bool HasBytes);

/// <summary>A notice that was kept, with what was sent.</summary>
/// <param name="Notice">What is known of it.</param>
/// <param name="Bytes">What was sent; empty when it is no longer kept, and the beginning when it was larger than is kept.</param>
public sealed record NoticeContent(StoredNotice Notice, ReadOnlyMemory<byte> Bytes);

/// <summary>Which notices are listed.</summary>
public sealed record NoticeFilter
{
    /// <summary>Only those of which this became; null for all.</summary>
    public NoticeStatus? Status { get; init; }

    /// <summary>Only those that came this way: gcn, voevent, folder or http; null for all.</summary>
    public string? Source { get; init; }

    /// <summary>Only those heard first at this time or later, UTC; null for all.</summary>
    public DateTimeOffset? SinceUtc { get; init; }
}

/// <summary>How many notices are kept, and for how long.</summary>
public sealed record NoticeKeeping
{
    /// <summary>Bytes of settled notices are kept for so many days, dead letters' without such an end.</summary>
    public int BytesDays { get; init; } = 90;

    /// <summary>That a notice was heard, so that it is told apart when it comes again, is remembered for so many days.</summary>
    public int MemoryDays { get; init; } = 800;

    /// <summary>Dead letters of which the bytes are kept; beyond them the oldest lose theirs, which the counts say.</summary>
    public int MostDeadLetters { get; init; } = 10_000;

    /// <summary>Notices that may wait; beyond them none is taken, and their senders keep them.</summary>
    public int MostWaiting { get; init; } = 100_000;

    /// <summary>Bytes that may wait; beyond them none is taken, and their senders keep them.</summary>
    public long MostWaitingBytes { get; init; } = 8L << 30;
}

/// <summary>Numbers of notices.</summary>
/// <param name="Waiting">That wait.</param>
/// <param name="WaitingBytes">Bytes of those that wait.</param>
/// <param name="OldestWaitingUtc">When the oldest that waits was heard, UTC; null when none waits.</param>
/// <param name="DeadLetters">Dead letters.</param>
/// <param name="DeadLettersWithoutBytes">Dead letters of which the bytes are gone, because there were too many.</param>
public sealed record NoticeCounts(long Waiting, long WaitingBytes, DateTimeOffset? OldestWaitingUtc, long DeadLetters, long DeadLettersWithoutBytes);
