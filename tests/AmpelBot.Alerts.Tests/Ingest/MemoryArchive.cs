using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Tests.Ingest;

/// <summary>What an ingest needs of an archive, in memory; it can be made to fail, and to wait.</summary>
internal sealed class MemoryArchive : IArchive
{
    private readonly Lock gate = new();
    private readonly HashSet<(string, long)> ids = [];
    private readonly List<StoredDeadLetter> letters = [];
    private long lastLetter;

    /// <summary>The alerts in the order in which they were added.</summary>
    internal List<AlertRow> Rows { get; } = [];

    /// <summary>Size of each batch.</summary>
    internal List<int> Batches { get; } = [];

    /// <summary>Called before a batch is kept, with its number from 0; what it throws, the archive throws.</summary>
    internal Func<int, CancellationToken, Task>? BeforeBatch { get; set; }

    internal IReadOnlyList<StoredDeadLetter> Letters => letters;

    public string Place => "memory";

    public bool IsReadOnly => false;

    public async Task<int> AddAsync(IReadOnlyList<AlertRow> alerts, IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellation)
    {
        if (BeforeBatch is { } before)
            await before(Batches.Count, cancellation);
        lock (gate)
        {
            Batches.Add(alerts.Count + deadLetters.Count);
            foreach (var letter in deadLetters)
                if (!letters.Any(l => (l.Letter.File, l.Letter.Offset, l.Letter.Reason) == (letter.File, letter.Offset, letter.Reason)))
                    letters.Add(new StoredDeadLetter(++lastLetter, letter));
            var added = alerts.Where(a => ids.Add((a.Survey, a.AlertId))).ToList();
            Rows.AddRange(added);
            return added.Count;
        }
    }

    public async IAsyncEnumerable<StoredDeadLetter> DeadLettersAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var letter in letters.ToArray())
            yield return letter;
    }

    public Task RemoveDeadLettersAsync(IReadOnlyList<long> removed, CancellationToken cancellation)
    {
        letters.RemoveAll(l => removed.Contains(l.Id));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<ArchiveInfo> InfoAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<Alert> ScanAsync(AlertQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<long> CountAsync(AlertQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<ObjectKey>> FindObjectsAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<Alert>> AlertsOfAsync(ObjectKey key, DataRights rights, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ObjectState?> StateOfAsync(ObjectKey key, DateTimeOffset? asOf, DataRights rights, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<JournalEntry>> JournalOfAsync(ObjectKey key, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<ScienceRecord>> ScienceRecordsOfAsync(ObjectKey key, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<AvroRecord?> PacketAsync(string survey, long alertId, DataRights rights, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<Cutout>> CutoutsAsync(string survey, long alertId, DataRights rights, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<Exposure> ExposuresAsync(TimeWindow window, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int> AddExposuresAsync(IReadOnlyList<Exposure> exposures, CancellationToken cancellation) => throw new NotSupportedException();

    public Task AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellation) => throw new NotSupportedException();

    public Task AttachAsync(IReadOnlyList<ScienceRecord> records, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<ArchiveCheck>> VerifyAsync(IProgress<string>? progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task VacuumAsync(IProgress<string>? progress, CancellationToken cancellation) => throw new NotSupportedException();
}
