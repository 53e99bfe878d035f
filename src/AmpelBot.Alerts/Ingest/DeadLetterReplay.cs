using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys;

namespace AmpelBot.Alerts.Ingest;

/// <summary>What a replay of dead letters did.</summary>
/// <param name="Letters">Dead letters that the archive held.</param>
/// <param name="Removed">Letters whose packets were read, so that they are letters no more.</param>
/// <param name="Added">Alerts that are new in the archive.</param>
/// <param name="AlreadyThere">Alerts that the archive had.</param>
/// <param name="Gone">Letters that stay because they hold no bytes and their file is not there.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record ReplayReport(long Letters, long Removed, long Added, long AlreadyThere, long Gone, double Seconds)
{
    /// <summary>Letters that stay.</summary>
    public long Left => Letters - Removed;
}

/// <summary>Reads the packets again that could not be read: a later program may know their survey or their schema.</summary>
/// <remarks>
/// From the bytes that a letter holds, or else from its file. A letter goes when every packet of its bytes became an alert, or when its file
/// has been read again and there is nothing wrong at its place. The others stay as they are.
/// </remarks>
public static class DeadLetterReplay
{
    private const int IdsAtOnce = 500;

    /// <summary>Reads all dead letters of an archive again.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far it has come; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops after the batch that is being written.</param>
    /// <exception cref="ArchiveException">The archive cannot be used; what was read before is in.</exception>
    public static async Task<ReplayReport> RunAsync(
        IArchive archive, IngestOptions options, IProgress<IngestProgress>? progress, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var letters = new LetterSource(archive, options.Schemas, cancellation);
        var fromBytes = await IngestPipeline.RunAsync(letters, archive, options with { KeepsLetter = _ => false }, progress, time, cancellation)
            .ConfigureAwait(false);
        await RemoveAsync(archive, letters.Read, cancellation).ConfigureAwait(false);
        var (removed, added, alreadyThere, gone) = ((long)letters.Read.Count, fromBytes.Added, fromBytes.AlreadyThere, 0L);
        foreach (var file in letters.WithoutBytes.GroupBy(l => l.File.Split("::", 2)[0]))
        {
            if (!File.Exists(file.Key))
            {
                gone += file.Count();
                continue;
            }
            var (report, read) = await ReadFileAsync(file.Key, [.. file], archive, options, progress, time, cancellation).ConfigureAwait(false);
            await RemoveAsync(archive, read, cancellation).ConfigureAwait(false);
            (removed, added, alreadyThere) = (removed + read.Count, added + report.Added, alreadyThere + report.AlreadyThere);
        }
        return new ReplayReport(letters.Count, removed, added, alreadyThere, gone, time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Ingests a file again; with the ids of the letters at whose places nothing is wrong any more.</summary>
    private static async Task<(IngestReport Report, List<long> Read)> ReadFileAsync(
        string path, IReadOnlyList<LetterPlace> letters, IArchive archive, IngestOptions options, IProgress<IngestProgress>? progress,
        TimeProvider time, CancellationToken cancellation)
    {
        var known = letters.Select(l => (l.File, l.Offset)).ToHashSet();
        var still = new HashSet<(string, long)>();
        // What is wrong elsewhere in the file is a letter of its own.
        bool KeepsLetter(DeadLetter letter)
        {
            var place = (letter.File, letter.Offset);
            if (!known.Contains(place))
                return true;
            still.Add(place);
            return false;
        }
        var report = await IngestPipeline.RunAsync(new FileSource([path], options.Schemas), archive, options with { KeepsLetter = KeepsLetter }, progress, time, cancellation)
            .ConfigureAwait(false);
        var isRead = report.Added + report.AlreadyThere > 0;
        return (report, isRead ? [.. letters.Where(l => !still.Contains((l.File, l.Offset))).Select(l => l.Id)] : []);
    }

    private static async Task RemoveAsync(IArchive archive, IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        foreach (var some in ids.Chunk(IdsAtOnce))
            await archive.RemoveDeadLettersAsync(some, cancellation).ConfigureAwait(false);
    }

    /// <summary>A letter without bytes.</summary>
    private sealed record LetterPlace(long Id, string File, long Offset);

    /// <summary>A letter whose bytes are read again, and what came of it.</summary>
    private sealed class LetterInWork(long id)
    {
        private int alerts, letters;

        internal long Id { get; } = id;

        internal bool IsRead => alerts > 0 && letters == 0;

        internal AlertFilePacket Count(AlertFilePacket packet)
        {
            _ = packet.DeadLetter is null ? alerts++ : letters++;
            return packet;
        }
    }

    /// <summary>The bytes of dead letters as a source.</summary>
    private sealed class LetterSource(IArchive archive, RegistrySchemas schemas, CancellationToken cancellation) : IPacketSource
    {
        public TimeSpan? Patience => null;

        public SourceStatus Status => new(null, null, null);

        internal long Count { get; private set; }

        /// <summary>Letters whose packets are durable alerts now.</summary>
        internal List<long> Read { get; } = [];

        internal List<LetterPlace> WithoutBytes { get; } = [];

        public async Task ReadAsync(PieceQueue queue, CancellationToken stop)
        {
            await foreach (var (id, letter) in archive.DeadLettersAsync(cancellation).ConfigureAwait(false))
            {
                Count++;
                if (letter.Bytes is not { } bytes)
                {
                    WithoutBytes.Add(new LetterPlace(id, letter.File, letter.Offset));
                    continue;
                }
                var work = new LetterInWork(id);
                var piece = new PacketPiece(
                    (skipped, token) => Packets(letter.File, bytes, skipped, token)
                        .Select(work.Count), bytes.Length)
                {
                    SourceBytes = bytes.Length,
                    Mark = work,
                };
                await queue.AddAsync(piece, stop).ConfigureAwait(false);
            }
        }

        private IEnumerable<AlertFilePacket> Packets(string name, byte[] bytes, Action<string> skipped, CancellationToken token) =>
            ConfluentMessage.IsOne(bytes) ? [BarePacket.Read(name, bytes, schemas)] : PacketContent.Read(name, PacketContent.InMemory(bytes), schemas, skipped, token);

        public void Acknowledge(IReadOnlyList<object> marks) => Read.AddRange(marks.Cast<LetterInWork>().Where(l => l.IsRead).Select(l => l.Id));

        public string? Finish() => null;
    }
}
