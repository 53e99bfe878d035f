using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using AmpelBot.Alerts.Avro;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Archive;

/// <summary>Writes alerts back as the packets that the survey sent: an Avro container for each, <c>SURVEY/DATE/ALERT.avro</c> by the UTC date of the detection.</summary>
/// <remarks>The same alerts give the same bytes. Ingesting an export into a new archive gives the same alerts.</remarks>
public static class PacketExport
{
    /// <summary>Writes a .tar.gz file, which appears only when it is whole.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="selection">Which alerts.</param>
    /// <param name="file">The file; one that is there is replaced.</param>
    /// <param name="progress">Told after each alert; null for nobody.</param>
    /// <param name="cancellation">Stops; then there is no file.</param>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task<ExportReport> ToTarAsync(
        IArchive archive, ExportSelection selection, string file, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        var part = file + ".part";
        try
        {
            ExportReport report;
            await using (var stream = File.Create(part))
            await using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            await using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
                report = await WriteAsync(archive, selection, (alert, packet) =>
                {
                    tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, NameOf(alert))
                    {
                        DataStream = packet,
                        ModificationTime = alert.TimeUtc < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : alert.TimeUtc,
                    });
                    return Task.CompletedTask;
                }, progress, cancellation);
            if (report.Packets > 0)
                File.Move(part, file, overwrite: true);
            return report;
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Writes a folder, making it when it is not there.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="selection">Which alerts.</param>
    /// <param name="folder">The folder; packets that are there are replaced, other files stay.</param>
    /// <param name="progress">Told after each alert; null for nobody.</param>
    /// <param name="cancellation">Stops; packets that were written stay.</param>
    /// <exception cref="ArchiveException">The archive cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static Task<ExportReport> ToFolderAsync(
        IArchive archive, ExportSelection selection, string folder, IProgress<ExportProgress>? progress, CancellationToken cancellation)
        => WriteAsync(archive, selection, async (alert, packet) =>
        {
            var file = Path.Combine(folder, NameOf(alert));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, packet.ToArray(), cancellation).ConfigureAwait(false);
        }, progress, cancellation);

    private static async Task<ExportReport> WriteAsync(
        IArchive archive, ExportSelection selection, Func<Alert, MemoryStream, Task> write, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        long alerts = 0, packets = 0, bytes = 0;
        await foreach (var alert in AlertsAsync(archive, selection, cancellation).ConfigureAwait(false))
        {
            alerts++;
            if (await archive.PacketAsync(alert.Survey, alert.AlertId, selection.Rights, cancellation).ConfigureAwait(false) is { } packet)
            {
                using var container = new MemoryStream();
                AvroContainer.Write(container, packet.Schema, [packet], AvroCodec.Null);
                container.Position = 0;
                await write(alert, container).ConfigureAwait(false);
                packets++;
                bytes += container.Length;
            }
            progress?.Report(new ExportProgress(alerts, packets, clock.Elapsed));
        }
        return new ExportReport(alerts, packets, bytes, clock.Elapsed.TotalSeconds);
    }

    private static async IAsyncEnumerable<Alert> AlertsAsync(
        IArchive archive, ExportSelection selection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (selection.ObjectName is { } name)
        {
            foreach (var key in await archive.FindObjectsAsync(name, cancellation).ConfigureAwait(false))
                foreach (var alert in await archive.AlertsOfAsync(key, selection.Rights, cancellation).ConfigureAwait(false))
                    if (selection.Contains(alert))
                        yield return alert;
            yield break;
        }
        var info = await archive.InfoAsync(cancellation).ConfigureAwait(false);
        if (info is not { FirstJd: { } first, LastJd: { } last })
            yield break;
        // A second on either side is wider than the rounding of a Julian date.
        var (from, to) = (TimeScales.JdToUtc(first).AddSeconds(-1), TimeScales.JdToUtc(last).AddSeconds(1));
        from = selection.From > from ? selection.From.Value : from;
        to = selection.To < to ? selection.To.Value : to;
        if (to <= from)
            yield break;
        var query = new AlertQuery { Moc = selection.Region ?? Moc.FullSky, Window = new TimeWindow(from, to), Rights = selection.Rights, NeedsLightCurve = _ => false };
        await foreach (var alert in archive.ScanAsync(query, cancellation).ConfigureAwait(false))
            yield return alert;
    }

    private static string NameOf(Alert alert) => string.Create(CultureInfo.InvariantCulture,
        $"{string.Concat(alert.Survey.Where(char.IsAsciiLetterOrDigit))}/{alert.TimeUtc:yyyy-MM-dd}/{alert.AlertId}.avro");
}

/// <summary>Which alerts are exported.</summary>
public sealed record ExportSelection
{
    /// <summary>The survey's name of an object; null for all.</summary>
    public string? ObjectName { get; init; }

    /// <summary>The region of the sky; null for all of it.</summary>
    public Moc? Region { get; init; }

    /// <summary>First time of a detection, UTC; null for no limit.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First time that is too late, UTC; null for no limit.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whose data.</summary>
    public required DataRights Rights { get; init; }

    internal bool Contains(Alert alert) => !(alert.TimeUtc < From) && !(alert.TimeUtc >= To) && Region?.Contains(alert.Hpx29) != false;
}

/// <summary>How far an export is.</summary>
/// <param name="Alerts">Alerts looked at.</param>
/// <param name="Packets">Packets written.</param>
/// <param name="Elapsed">Time since the start.</param>
public readonly record struct ExportProgress(long Alerts, long Packets, TimeSpan Elapsed);

/// <summary>What an export did.</summary>
/// <param name="Alerts">Alerts that were selected.</param>
/// <param name="Packets">Packets written.</param>
/// <param name="Bytes">Bytes of the packets before compression.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record ExportReport(long Alerts, long Packets, long Bytes, double Seconds)
{
    /// <summary>Alerts of which the archive has no packet that the reader may have.</summary>
    public long WithoutPacket => Alerts - Packets;
}
