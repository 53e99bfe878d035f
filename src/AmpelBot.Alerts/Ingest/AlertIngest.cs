using System.Threading.Channels;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Sqlite;

namespace AmpelBot.Alerts.Ingest;

/// <summary>Reads alert packets from files, folders and tar.gz files into an archive.</summary>
/// <remarks>
/// Ingesting again adds what is missing and nothing else, so an ingest that was stopped or killed is completed by running it again.
/// </remarks>
public static class AlertIngest
{
    private const int BatchPackets = 500;
    private const int ReadAhead = 100;

    /// <summary>Ingests every packet below the paths. A packet that cannot be read becomes a dead letter and the rest goes in.</summary>
    /// <param name="paths">Files (.avro), folders, and .tar.gz or .tar files.</param>
    /// <param name="archive">Where the alerts go, in batches of one transaction each.</param>
    /// <param name="progress">Told about once a second; null for none.</param>
    /// <param name="cancellation">Stops after the batch that is being written.</param>
    /// <exception cref="FileNotFoundException">A path names nothing.</exception>
    /// <exception cref="ArchiveException">The archive cannot be written; the batches before are in.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the batches before are in.</exception>
    public static Task<IngestReport> RunAsync(
        IReadOnlyList<string> paths, SqliteArchive archive, IProgress<IngestProgress>? progress, CancellationToken cancellation)
        => RunAsync(paths, archive, progress, TimeProvider.System, cancellation);

    /// <summary>As above, with the clock that progress and rates go by.</summary>
    public static Task<IngestReport> RunAsync(
        IReadOnlyList<string> paths, SqliteArchive archive, IProgress<IngestProgress>? progress, TimeProvider time,
        CancellationToken cancellation)
    {
        // A dead letter must name its file from whatever folder it is read.
        IReadOnlyList<string> full = [.. paths.Select(path => path.Length > 0 ? Path.GetFullPath(path) : path)];
        var skipped = new List<string>();
        return RunAsync(token => AlertFiles.Read(full, skipped.Add, token), skipped, archive, progress, time, cancellation);
    }

    /// <summary>Ingests packets from where they come, reading ahead on another thread while a batch is written.</summary>
    internal static async Task<IngestReport> RunAsync(
        Func<CancellationToken, IEnumerable<AlertFilePacket>> read, IReadOnlyList<string> skipped, SqliteArchive archive,
        IProgress<IngestProgress>? progress, TimeProvider time, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<AlertFilePacket>(new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => ReadAsync(read, channel.Writer, stop.Token), CancellationToken.None);
        var tally = new Tally(archive, progress, time);
        try
        {
            await foreach (var packet in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                cancellation.ThrowIfCancellationRequested();
                tally.Take(packet);
            }
            tally.Write();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
        return tally.Report(skipped);
    }

    /// <summary>Never throws: how it ended goes through the channel.</summary>
    private static async Task ReadAsync(
        Func<CancellationToken, IEnumerable<AlertFilePacket>> read, ChannelWriter<AlertFilePacket> found, CancellationToken cancellation)
    {
        try
        {
            foreach (var packet in read(cancellation))
                await found.WriteAsync(packet, cancellation).ConfigureAwait(false);
            found.Complete();
        }
        catch (Exception e)
        {
            found.Complete(e);
        }
    }

    /// <summary>What an ingest has read and written so far, and the batch that is being collected.</summary>
    private sealed class Tally(SqliteArchive archive, IProgress<IngestProgress>? progress, TimeProvider time)
    {
        private readonly long started = time.GetTimestamp();
        private readonly List<Alert> alerts = new(BatchPackets);
        private readonly List<DeadLetter> letters = [];
        private readonly List<DeadLetter> allLetters = [];
        private long files, packets, added, alreadyThere, told;
        private string? lastFile;

        private double Seconds => time.GetElapsedTime(started).TotalSeconds;

        internal void Take(AlertFilePacket packet)
        {
            packets++;
            // Members of a tar file come one after the other.
            var file = packet.File.Split("::", 2)[0];
            if (file != lastFile)
                files++;
            lastFile = file;

            var letter = packet.DeadLetter ?? Refusal(packet);
            if (letter is not null)
            {
                letters.Add(letter);
                allLetters.Add(letter);
            }
            else
                alerts.Add(packet.Alert!);
            if (alerts.Count + letters.Count >= BatchPackets)
                Write();
            var seconds = Seconds;
            if (progress is null || (long)seconds <= told)
                return;
            told = (long)seconds;
            progress.Report(new IngestProgress(files, packets, packets / seconds));
        }

        internal void Write()
        {
            if (alerts.Count + letters.Count == 0)
                return;
            var inserted = archive.Add(alerts, letters);
            added += inserted;
            alreadyThere += alerts.Count - inserted;
            alerts.Clear();
            letters.Clear();
        }

        internal IngestReport Report(IReadOnlyList<string> skipped)
            => new(files, packets, added, alreadyThere, allLetters, [.. skipped], Seconds);

        /// <summary>Why the archive cannot hold an alert; null when it can.</summary>
        private static DeadLetter? Refusal(AlertFilePacket packet)
        {
            if (packet.Alert is not { } alert)
                return new DeadLetter(packet.File, packet.Offset, "there is no alert in the packet");
            if (!IsDate(alert.Jd))
                return new DeadLetter(packet.File, packet.Offset, FormattableString.Invariant($"the alert's jd {alert.Jd} is no Julian date of the years 1 to 9999"));
            foreach (var point in alert.LightCurve.Datapoints)
                if (!double.IsFinite(point.Jd))
                    return new DeadLetter(packet.File, packet.Offset, FormattableString.Invariant($"a datapoint's jd {point.Jd} is no Julian date"));
            return null;
        }

        // 0001-01-01 to the end of 9999-12-31.
        private static bool IsDate(double jd) => jd >= 1_721_425.5 && jd < 5_373_484.5;
    }
}

/// <summary>How far an ingest has come.</summary>
/// <param name="Files">Files read.</param>
/// <param name="Packets">Packets read, the dead letters among them.</param>
/// <param name="PacketsPerSecond">Rate since the start.</param>
public sealed record IngestProgress(long Files, long Packets, double PacketsPerSecond);

/// <summary>What an ingest did.</summary>
/// <param name="Files">Files read.</param>
/// <param name="Packets">Packets found.</param>
/// <param name="Added">Alerts that are new in the archive.</param>
/// <param name="AlreadyThere">Alerts that the archive had.</param>
/// <param name="DeadLetters">Packets that could not be read, each with file, offset and reason.</param>
/// <param name="Skipped">Files that are no alert packets (schemas, JSON, pictures), by path.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record IngestReport(
    long Files, long Packets, long Added, long AlreadyThere, IReadOnlyList<DeadLetter> DeadLetters, IReadOnlyList<string> Skipped, double Seconds);

/// <summary>A packet that could not be read.</summary>
/// <param name="File">The file, and the member within it after "::" for a tar file.</param>
/// <param name="Offset">Byte offset in the file or member at which reading failed.</param>
/// <param name="Reason">What is wrong, one sentence.</param>
public sealed record DeadLetter(string File, long Offset, string Reason);
