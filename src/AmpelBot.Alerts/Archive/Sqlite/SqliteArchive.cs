using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Sky;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The embedded archive: one SQLite file (WAL) with alerts and datapoints, and one with cutouts, in a folder.</summary>
/// <remarks>
/// Alerts are clustered by (night, hpx29), so a scan seeks ranges within nights; no pixel function is ever in SQL.
/// One writer at a time; many readers, each of which sees the state at which it began. A batch that was written survives a crash.
/// Every member may be called from any thread.
/// </remarks>
public sealed class SqliteArchive : IDisposable
{
    /// <summary>File of the alerts within the folder.</summary>
    public const string AlertsFile = "alerts.db";

    /// <summary>File of the cutouts within the folder. An archive without it works; its alerts have no cutouts.</summary>
    public const string CutoutsFile = "cutouts.db";

    private const int BusySeconds = 30;
    private const int AlertsPageBytes = 8192;
    private const int CutoutsPageBytes = 16384;
    private const int ReadAhead = 64;

    private readonly string folder;
    private readonly int busySeconds;
    private readonly AlertWriter? writer;
    private readonly Lock writing = new();
    private readonly AvroSchemas schemas = new();
    private volatile bool disposed;

    private SqliteArchive(string folder, int busySeconds, AlertWriter? writer)
        => (this.folder, this.busySeconds, this.writer) = (folder, busySeconds, writer);

    /// <summary>Opens the archive in a folder to write, making both when they are not there.</summary>
    /// <exception cref="ArchiveException">The folder or file cannot be used; the message says why and what to do.</exception>
    public static SqliteArchive OpenOrCreate(string folder) => OpenOrCreate(folder, BusySeconds);

    /// <summary>As above, with the time to wait for another writer in seconds.</summary>
    internal static SqliteArchive OpenOrCreate(string folder, int busySeconds)
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
            var alerts = OpenToWrite(Path.Combine(folder, AlertsFile), ArchiveTables.Alerts, AlertsPageBytes, busySeconds);
            try
            {
                var cutouts = OpenToWrite(Path.Combine(folder, CutoutsFile), ArchiveTables.Cutouts, CutoutsPageBytes, busySeconds);
                return new SqliteArchive(folder, busySeconds, new AlertWriter(alerts, cutouts));
            }
            catch
            {
                alerts.Dispose();
                throw;
            }
        });
    }

    /// <summary>Opens an archive that is there, to read only.</summary>
    /// <exception cref="ArchiveException">There is none, or it cannot be used; the message says why and what to do.</exception>
    public static SqliteArchive OpenExisting(string folder)
    {
        folder = Path.GetFullPath(folder);
        var file = Path.Combine(folder, AlertsFile);
        if (!File.Exists(file))
            throw NothingThere(folder);
        return SqliteFailure.Guard(folder, () =>
        {
            using var connection = SqliteLibrary.OpenToRead(file, BusySeconds);
            if (ArchiveTables.IsBlank(connection))
                throw NothingThere(folder);
            ArchiveTables.Check(connection, file);
            return new SqliteArchive(folder, BusySeconds, null);
        });
    }

    /// <summary>What the archive holds now.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public ArchiveInfo Info()
    {
        var cutouts = FromCutouts(c => c.Scalar("SELECT count(*) FROM cutout") ?? 0, 0);
        return Reading(reader => reader.Info(cutouts));
    }

    /// <summary>
    /// The alerts inside a region and a window, night by night and ascending by hpx29 within each, each with its light curve as of
    /// the alert and without its cutouts.
    /// </summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public IAsyncEnumerable<Alert> ScanAsync(Moc moc, TimeWindow window, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(moc);
        ObjectDisposedException.ThrowIf(disposed, this);
        return StreamAsync(moc, window, cancellation);
    }

    /// <summary>Number of alerts inside a region whatever their time, for the sentence that says what a window left out.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public long CountInside(Moc moc, CancellationToken cancellation) => Reading(reader => reader.Count(moc, cancellation));

    /// <summary>All alerts of an object, ascending in time; empty when the archive has none.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public IReadOnlyList<Alert> AlertsOf(string objectId, CancellationToken cancellation)
        => Reading(reader => reader.AlertsOf(objectId, cancellation));

    /// <summary>The cutouts of an alert; empty when there are none.</summary>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    public IReadOnlyList<Cutout> CutoutsOf(Alert alert) => FromCutouts(connection =>
    {
        using var command = connection.Prepare(
            "SELECT kind, file_name, data FROM cutout WHERE survey = $1 AND alert_id = $2 ORDER BY id", 2).With(alert.Survey, alert.AlertId);
        using var row = command.ExecuteReader();
        var cutouts = new List<Cutout>();
        while (row.Read())
            cutouts.Add(new Cutout(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)));
        return cutouts;
    }, []);

    /// <summary>Adds a batch of alerts and dead letters: all of it or, when this throws, nothing but cutouts.</summary>
    /// <remarks>
    /// An alert that is there stays as it is. A datapoint that several packets repeat is kept once, with the body that has the most
    /// fields and among those the first. An alert whose object has no name is joined with no other.
    /// </remarks>
    /// <param name="alerts">Alerts with finite Julian dates.</param>
    /// <param name="deadLetters">Packets that could not be read; one that is there with the same reason is not added again.</param>
    /// <returns>How many of the alerts are new.</returns>
    /// <exception cref="ArchiveException">The archive cannot be written; what it held is unharmed.</exception>
    /// <exception cref="InvalidOperationException">The archive is open to read only.</exception>
    public int Add(IReadOnlyList<Alert> alerts, IReadOnlyList<DeadLetter> deadLetters)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (writer is null)
            throw new InvalidOperationException("the archive is open to read only");
        lock (writing)
            return SqliteFailure.Guard(folder, () => writer.Write(alerts, deadLetters));
    }

    /// <summary>Ends writing. Scans that run come to their end.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        lock (writing)
            writer?.Dispose();
    }

    private async IAsyncEnumerable<Alert> StreamAsync(Moc moc, TimeWindow window, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // SQLite blocks its thread; a second one reads and decodes while the caller works.
        var channel = Channel.CreateBounded<Alert>(new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => ReadAsync(moc, window, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var alert in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return alert;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Never throws: how it ended goes through the channel.</summary>
    private async Task ReadAsync(Moc moc, TimeWindow window, ChannelWriter<Alert> found, CancellationToken cancellation)
    {
        try
        {
            using var reader = OpenReader();
            foreach (var alert in reader.Scan(moc, window, cancellation))
                await found.WriteAsync(alert, cancellation).ConfigureAwait(false);
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

    private T Reading<T>(Func<AlertReader, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return SqliteFailure.Guard(folder, () =>
        {
            using var reader = OpenReader();
            return read(reader);
        });
    }

    private AlertReader OpenReader() => new(SqliteLibrary.OpenToRead(Path.Combine(folder, AlertsFile), busySeconds), schemas);

    private T FromCutouts<T>(Func<SqliteConnection, T> read, T none)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var file = Path.Combine(folder, CutoutsFile);
        if (!File.Exists(file))
            return none;
        return SqliteFailure.Guard(folder, () =>
        {
            using var connection = SqliteLibrary.OpenToRead(file, busySeconds);
            // Made but not yet filled: an ingest is just beginning.
            if (ArchiveTables.IsBlank(connection))
                return none;
            ArchiveTables.Check(connection, file);
            return read(connection);
        });
    }

    private static SqliteConnection OpenToWrite(string file, string tables, int pageBytes, int busySeconds)
    {
        var connection = SqliteLibrary.OpenToWrite(file, busySeconds);
        try
        {
            ArchiveTables.Ensure(connection, file, tables, pageBytes);
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
