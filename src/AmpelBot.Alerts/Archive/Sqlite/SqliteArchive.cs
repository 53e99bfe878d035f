using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The embedded archive: one SQLite file (WAL) with alerts and datapoints, and one with cutouts, in a folder.</summary>
/// <remarks>
/// Alerts are clustered by (night, hpx29), so a scan seeks ranges within nights; no pixel function is ever in SQL.
/// One writer at a time; many readers, each of which sees the state at which it began. A batch that was written survives a crash.
/// </remarks>
public sealed class SqliteArchive : IArchive
{
    /// <summary>File of the alerts within the folder.</summary>
    public const string AlertsFile = "alerts.db";

    /// <summary>File of the cutouts within the folder. An archive without it works; its alerts have no cutouts.</summary>
    public const string CutoutsFile = "cutouts.db";

    private const int BusySeconds = 30;
    private const int AlertsPageBytes = 8192;
    private const int CutoutsPageBytes = 16384;
    private const int MostIdleReaders = 4;

    private readonly string folder;
    private readonly int busySeconds;
    private readonly ArchiveWriter? writer;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly AvroSchemas schemas = new();
    private readonly ConcurrentBag<ArchiveReader> idle = [];
    private volatile bool disposed;

    private SqliteArchive(string folder, int busySeconds, ArchiveWriter? writer)
        => (this.folder, this.busySeconds, this.writer) = (folder, busySeconds, writer);

    /// <summary>Opens the archive in a folder to write, making both when they are not there.</summary>
    /// <exception cref="ArchiveException">The folder or file cannot be used; the message says why and what to do.</exception>
    public static SqliteArchive OpenOrCreate(string folder) => OpenOrCreate(folder, TimeProvider.System, BusySeconds);

    /// <summary>As above, with the clock that tells when alerts come, and the time to wait for another writer in seconds.</summary>
    internal static SqliteArchive OpenOrCreate(string folder, TimeProvider time, int busySeconds)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException($"The folder {folder} for the archive cannot be made: {e.Message.TrimEnd('.')}. Name another folder.", e);
        }
        return SqliteFailure.Guard(folder, () =>
        {
            var alerts = OpenToWrite(Path.Combine(folder, AlertsFile), ArchiveTables.Alerts, ArchiveTables.AlertsFrom, AlertsPageBytes, busySeconds);
            try
            {
                var cutouts = OpenToWrite(Path.Combine(folder, CutoutsFile), ArchiveTables.Cutouts, ArchiveTables.CutoutsFrom, CutoutsPageBytes, busySeconds);
                return new SqliteArchive(folder, busySeconds, new ArchiveWriter(alerts, cutouts, time));
            }
            catch
            {
                alerts.Dispose();
                throw;
            }
        });
    }

    /// <summary>Opens an archive that is there.</summary>
    /// <exception cref="ArchiveException">There is none, or it cannot be used; the message says why and what to do.</exception>
    public static SqliteArchive OpenExisting(string folder, bool isReadOnly)
    {
        folder = Path.GetFullPath(folder);
        var file = Path.Combine(folder, AlertsFile);
        if (!File.Exists(file))
            throw NothingThere(folder);
        return SqliteFailure.Guard(folder, () =>
        {
            using (var connection = SqliteLibrary.OpenToRead(file, BusySeconds))
            {
                if (ArchiveTables.IsBlank(connection))
                    throw NothingThere(folder);
                ArchiveTables.Check(connection, file, isReadOnly);
            }
            return isReadOnly ? new SqliteArchive(folder, BusySeconds, null) : OpenOrCreate(folder);
        });
    }

    /// <inheritdoc/>
    public string Place => folder;

    /// <inheritdoc/>
    public bool IsReadOnly => writer is null;

    /// <inheritdoc/>
    public Task<long?> SizeBytesAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        try
        {
            // With the logs of changes that are not yet in the files themselves.
            var files = new[] { AlertsFile, CutoutsFile }.SelectMany(name => new DirectoryInfo(folder).EnumerateFiles(name + "*"));
            return Task.FromResult<long?>(files.Sum(file => file.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<long?>(null);
        }
    }

    /// <inheritdoc/>
    public Task<ArchiveInfo> InfoAsync(CancellationToken cancellation) => ReadAsync(reader =>
    {
        var cutouts = FromCutouts(c => c.Scalar("SELECT cutouts FROM totals") ?? 0, 0);
        var nights = reader.Nights().Count;
        var row = reader.Statement("SELECT alerts, objects, datapoints, dead_letters, first_jd, last_jd, state_hash FROM totals");
        return row.Step()
            ? new ArchiveInfo(
                ArchiveTables.Version, row.Int64(0), row.Int64(1), row.Int64(2), cutouts, row.Int64(3), nights,
                row.DoubleOrNull(4), row.DoubleOrNull(5), row.Int64(6).ToString("x16"))
            : throw SqliteFailure.Damaged(reader.Connection, "its totals are missing");
    }, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Alert> ScanAsync(AlertQuery query, CancellationToken cancellation)
        => StreamAsync((reader, token) => AlertRows.Scan(reader, query, token), WeightOf, cancellation);

    /// <inheritdoc/>
    public Task<long> CountAsync(AlertQuery query, CancellationToken cancellation)
        => ReadAsync(reader => AlertRows.Count(reader, query, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ObjectKey>> FindObjectsAsync(string name, CancellationToken cancellation)
        => ReadAsync<IReadOnlyList<ObjectKey>>(reader => RecordRows.Find(reader, name), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Alert>> AlertsOfAsync(ObjectKey key, DataRights rights, CancellationToken cancellation)
        => ReadAsync<IReadOnlyList<Alert>>(reader => AlertRows.Of(reader, key, rights, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<ObjectState?> StateOfAsync(ObjectKey key, DateTimeOffset? asOf, DataRights rights, CancellationToken cancellation)
        => ReadAsync(reader => new LightCurveRows(reader).State(key, asOf, rights), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> JournalOfAsync(ObjectKey key, CancellationToken cancellation)
        => ReadAsync<IReadOnlyList<JournalEntry>>(reader => RecordRows.Journal(reader, key, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScienceRecord>> ScienceRecordsOfAsync(ObjectKey key, CancellationToken cancellation)
        => ReadAsync<IReadOnlyList<ScienceRecord>>(reader => RecordRows.Science(reader, key), cancellation);

    /// <inheritdoc/>
    public Task<AvroRecord?> PacketAsync(string survey, long alertId, DataRights rights, CancellationToken cancellation)
        => ReadAsync(reader => new LightCurveRows(reader).Packet(survey, alertId, rights, () => Cutouts(survey, alertId)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Cutout>> CutoutsAsync(string survey, long alertId, DataRights rights, CancellationToken cancellation)
        => ReadAsync(reader => new LightCurveRows(reader).IsVisible(survey, alertId, rights) ? Cutouts(survey, alertId) : [], cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Exposure> ExposuresAsync(TimeWindow window, CancellationToken cancellation)
        => StreamAsync((reader, _) => RecordRows.Exposures(reader, window), _ => 1, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredDeadLetter> DeadLettersAsync(CancellationToken cancellation)
        => StreamAsync((reader, _) => RecordRows.DeadLetters(reader), letter => 1 + (letter.Letter.Bytes?.Length ?? 0) / 4096, cancellation);

    /// <inheritdoc/>
    public Task<int> AddAsync(IReadOnlyList<AlertRow> alerts, IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellation)
    {
        foreach (var alert in alerts)
            if (!Night.IsDate(alert.Jd) || alert.Datapoints.Any(p => !double.IsFinite(p.Datapoint.Jd)))
                return Task.FromException<int>(new ArgumentException(
                    FormattableString.Invariant($"alert {alert.AlertId} of {alert.Survey} or a datapoint of it has no Julian date of the years 1 to 9999 (jd {alert.Jd})"), nameof(alerts)));
        return WriteAsync(w => w.Add(alerts, deadLetters, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<int> AddExposuresAsync(IReadOnlyList<Exposure> exposures, CancellationToken cancellation)
        => exposures.FirstOrDefault(e => !Night.IsDate(e.Jd)) is { } wrong
            ? Task.FromException<int>(new ArgumentException(
                FormattableString.Invariant($"an exposure of field {wrong.Field} has no Julian date of the years 1 to 9999 (jd {wrong.Jd})"), nameof(exposures)))
            : WriteAsync(w => w.Write(() => RecordRows.Put(w, exposures)), cancellation);

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
        => WriteAsync(w => w.Write(() => RecordRows.Append(w, entries)), cancellation);

    /// <inheritdoc/>
    public Task AttachAsync(IReadOnlyList<ScienceRecord> records, CancellationToken cancellation)
        => WriteAsync(w => w.Write(() => RecordRows.Attach(w, records)), cancellation);

    /// <inheritdoc/>
    public Task RemoveDeadLettersAsync(IReadOnlyList<long> ids, CancellationToken cancellation)
        => WriteAsync(w => w.Write(() => RecordRows.Remove(w, ids)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ArchiveCheck>> VerifyAsync(IProgress<string>? progress, CancellationToken cancellation)
        => ReadAsync<IReadOnlyList<ArchiveCheck>>(reader =>
        {
            using var cutouts = OpenCutouts();
            return new ArchiveVerification(reader, cutouts, progress, cancellation).Run();
        }, cancellation);

    /// <inheritdoc/>
    public Task VacuumAsync(IProgress<string>? progress, CancellationToken cancellation)
        => WriteAsync(w => w.Vacuum(progress, cancellation), cancellation);

    /// <summary>Ends writing. Scans that run come to their end.</summary>
    public async ValueTask DisposeAsync()
    {
        await writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (disposed)
                return;
            disposed = true;
            CloseIdle();
            // The last connection to close takes the log away, which a reader may not.
            writer?.Dispose();
        }
        finally
        {
            writing.Release();
        }
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(
        Func<ArchiveReader, CancellationToken, IEnumerable<T>> read, Func<T, int> weightOf, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(disposed, this);
        // SQLite blocks its thread; a second one reads while the caller works.
        var channel = Channel.CreateBounded<List<T>>(new BoundedChannelOptions(Batch<T>.Ahead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => PumpAsync(read, weightOf, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                foreach (var item in batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return item;
                }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Never throws: how it ended goes through the channel.</summary>
    private async Task PumpAsync<T>(
        Func<ArchiveReader, CancellationToken, IEnumerable<T>> read, Func<T, int> weightOf, ChannelWriter<List<T>> found, CancellationToken cancellation)
    {
        try
        {
            var reader = Rent();
            try
            {
                var batch = new Batch<T>();
                foreach (var item in read(reader, cancellation))
                    if (batch.Add(item, weightOf(item)) is { } full)
                        await found.WriteAsync(full, cancellation).ConfigureAwait(false);
                await found.WriteAsync(batch.Rest, cancellation).ConfigureAwait(false);
            }
            finally
            {
                Return(reader);
            }
            found.Complete();
        }
        catch (SqliteException e)
        {
            found.Complete(SqliteFailure.In(folder, e));
        }
        catch (Exception e)
        {
            found.Complete(e);
        }
    }

    /// <summary>Collects items for one write to the channel: few at first, so that the first come at once, then more.</summary>
    private sealed class Batch<T>
    {
        /// <summary>Batches that wait in the channel.</summary>
        internal const int Ahead = 3;
        private const int First = 16;
        private const int Most = 512;

        private int limit = First;
        private int weight;

        internal List<T> Rest { get; private set; } = new(First);

        /// <summary>Adds an item; gives the batch when it is full.</summary>
        internal List<T>? Add(T item, int itemWeight)
        {
            Rest.Add(item);
            weight += itemWeight;
            if (weight < limit)
                return null;
            var full = Rest;
            (limit, weight) = (Math.Min(2 * limit, Most), 0);
            Rest = new List<T>(full.Count);
            return full;
        }
    }

    private static int WeightOf(Alert alert) => 1 + (alert.HasLightCurve ? alert.LightCurve.Datapoints.Count : 0);

    private Task<T> ReadAsync<T>(Func<ArchiveReader, T> read, CancellationToken cancellation)
    {
        ObjectDisposedException? gone = disposed ? new ObjectDisposedException(nameof(SqliteArchive)) : null;
        return gone is not null ? Task.FromException<T>(gone) : Task.Run(() => SqliteFailure.Guard(folder, () =>
        {
            var reader = Rent();
            try
            {
                return read(reader);
            }
            finally
            {
                Return(reader);
            }
        }), cancellation);
    }

    private ArchiveReader Rent()
    {
        if (!idle.TryTake(out var reader))
            reader = new ArchiveReader(SqliteLibrary.OpenToRead(Path.Combine(folder, AlertsFile), busySeconds), schemas);
        try
        {
            reader.Begin();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private void Return(ArchiveReader reader)
    {
        try
        {
            reader.End();
        }
        catch (SqliteException)
        {
            // What went wrong was met by the reading itself.
            reader.Dispose();
            return;
        }
        // A file that may not be written is read as it was when it was opened.
        if (disposed || idle.Count >= MostIdleReaders || reader.Connection.IsImmutable())
            reader.Dispose();
        else
            idle.Add(reader);
        if (disposed)
            CloseIdle();
    }

    private void CloseIdle()
    {
        while (idle.TryTake(out var reader))
            reader.Dispose();
    }

    private async Task<T> WriteAsync<T>(Func<ArchiveWriter, T> write, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (writer is null)
            throw new InvalidOperationException("the archive is open to read only");
        await writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return await Task.Run(() => SqliteFailure.Guard(folder, () => write(writer)), cancellation).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private Task WriteAsync(Action<ArchiveWriter> write, CancellationToken cancellation) => WriteAsync(w =>
    {
        write(w);
        return 0;
    }, cancellation);

    private IReadOnlyList<Cutout> Cutouts(string survey, long alertId) => FromCutouts(c => CutoutRows.Of(c, survey, alertId), []);

    private T FromCutouts<T>(Func<SqliteConnection, T> read, T none)
    {
        using var connection = OpenCutouts();
        return connection is null ? none : read(connection);
    }

    /// <summary>The file of the cutouts, to read; null when there is none.</summary>
    private SqliteConnection? OpenCutouts()
    {
        var file = Path.Combine(folder, CutoutsFile);
        if (!File.Exists(file))
            return null;
        var connection = SqliteLibrary.OpenToRead(file, busySeconds);
        try
        {
            // Made but not yet filled: an ingest is just beginning.
            if (!ArchiveTables.IsBlank(connection))
            {
                // The tables of earlier versions are the same.
                ArchiveTables.Check(connection, file, isReadOnly: false);
                return connection;
            }
            connection.Dispose();
            return null;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection OpenToWrite(string file, string tables, IReadOnlyDictionary<long, string> from, int pageBytes, int busySeconds)
    {
        var connection = SqliteLibrary.OpenToWrite(file, busySeconds);
        try
        {
            ArchiveTables.Ensure(connection, file, tables, from, pageBytes);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static ArchiveException NothingThere(string folder)
        => new($"There is no archive in {folder}: fill one with `ampelbot ingest PATH --archive {folder}`, or name the folder that has one.") { IsMissing = true };
}
