using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Archive;

/// <summary>The alert state store: what surveys sent, and what became of their objects. Every member may be called from any thread.</summary>
/// <remarks>Members throw <see cref="ArchiveException"/> when the archive cannot be used; the message says what to do.</remarks>
public interface IArchive : IAsyncDisposable
{
    /// <summary>Where it is, for people: a folder, or server and database; never a password.</summary>
    string Place { get; }

    /// <summary>Whether the archive was opened to read only; then members that write throw <see cref="InvalidOperationException"/>.</summary>
    bool IsReadOnly { get; }

    /// <summary>The bytes that it takes on disk, cutouts included; null where that is not known.</summary>
    Task<long?> SizeBytesAsync(CancellationToken cancellation) => Task.FromResult<long?>(null);

    /// <summary>What it holds.</summary>
    Task<ArchiveInfo> InfoAsync(CancellationToken cancellation);

    /// <summary>
    /// The alerts inside a region and a window, in the order of night, hpx29, alert id and survey, from one state of the archive. Their packets and cutouts are not read.
    /// </summary>
    IAsyncEnumerable<Alert> ScanAsync(AlertQuery query, CancellationToken cancellation);

    /// <summary>How many alerts a scan gives.</summary>
    Task<long> CountAsync(AlertQuery query, CancellationToken cancellation);

    /// <summary>The objects that a name names: none, one, or one for each survey that uses the name.</summary>
    Task<IReadOnlyList<ObjectKey>> FindObjectsAsync(string name, CancellationToken cancellation);

    /// <summary>All alerts of an object with their light curves, ascending in time; empty when the archive has none.</summary>
    Task<IReadOnlyList<Alert>> AlertsOfAsync(ObjectKey key, DataRights rights, CancellationToken cancellation);

    /// <summary>
    /// What was known of an object at a time: the datapoints of all its alerts up to then. Of a measurement that the survey revised, the latest revision known then.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="asOf">The time (included); null for now and ever.</param>
    /// <param name="rights">Whose data the reader may see.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The state; null when nothing was known.</returns>
    Task<ObjectState?> StateOfAsync(ObjectKey key, DateTimeOffset? asOf, DataRights rights, CancellationToken cancellation);

    /// <summary>What happened to an object, ascending in time: the arrival of each of its alerts (tier 0), and the entries that were appended.</summary>
    Task<IReadOnlyList<JournalEntry>> JournalOfAsync(ObjectKey key, CancellationToken cancellation);

    /// <summary>The scores and cross-matches of an object, ascending in time.</summary>
    Task<IReadOnlyList<ScienceRecord>> ScienceRecordsOfAsync(ObjectKey key, CancellationToken cancellation);

    /// <summary>The whole packet of an alert, every field with the values it had, cutouts included; null when there is no such alert or the archive was given none of its packet.</summary>
    Task<AvroRecord?> PacketAsync(string survey, long alertId, DataRights rights, CancellationToken cancellation);

    /// <summary>The cutouts of an alert; empty when there are none.</summary>
    Task<IReadOnlyList<Cutout>> CutoutsAsync(string survey, long alertId, DataRights rights, CancellationToken cancellation);

    /// <summary>The exposures that begin within a window, ascending in time.</summary>
    IAsyncEnumerable<Exposure> ExposuresAsync(TimeWindow window, CancellationToken cancellation);

    /// <summary>The packets that could not be read, oldest first.</summary>
    IAsyncEnumerable<StoredDeadLetter> DeadLettersAsync(CancellationToken cancellation);

    /// <summary>Adds a batch of alerts and dead letters: all of it or, when this throws, nothing but cutouts. When it returns, the batch survives a crash.</summary>
    /// <remarks>
    /// An alert that is there stays as it is. A datapoint that several packets repeat is kept once. A dead letter that is there with the same
    /// source, offset and reason is not added again.
    /// </remarks>
    /// <returns>How many of the alerts are new.</returns>
    Task<int> AddAsync(IReadOnlyList<AlertRow> alerts, IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellation);

    /// <summary>Adds exposures; one that is there (survey, start, field, quadrant) is replaced.</summary>
    /// <returns>How many are new.</returns>
    Task<int> AddExposuresAsync(IReadOnlyList<Exposure> exposures, CancellationToken cancellation);

    /// <summary>Appends to the journals of objects. Nothing in a journal is ever changed.</summary>
    Task AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellation);

    /// <summary>Attaches scores and cross-matches to objects; the alerts stay as they are.</summary>
    Task AttachAsync(IReadOnlyList<ScienceRecord> records, CancellationToken cancellation);

    /// <summary>Takes dead letters away, because they were read after all.</summary>
    Task RemoveDeadLettersAsync(IReadOnlyList<long> ids, CancellationToken cancellation);

    /// <summary>Counts again, hashes again and checks the indexes.</summary>
    Task<IReadOnlyList<ArchiveCheck>> VerifyAsync(IProgress<string>? progress, CancellationToken cancellation);

    /// <summary>Gives free space back and brings the planner's statistics up to date.</summary>
    Task VacuumAsync(IProgress<string>? progress, CancellationToken cancellation);
}
