using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T3;

/// <summary>The files that a scan leaves: skymap.png, candidates.csv, report.json, rejected.csv, atel.txt, scan.pdf, what was observed as MOC, and a picture of each of the first candidates in cards/.</summary>
public static class ScanFiles
{
    /// <summary>Name of the sky map picture.</summary>
    public const string SkyMapPicture = "skymap.png";

    /// <summary>Name of the candidate table.</summary>
    public const string Candidates = "candidates.csv";

    /// <summary>Name of the report.</summary>
    public const string Report = "report.json";

    /// <summary>Name of the draft.</summary>
    public const string Atel = "atel.txt";

    /// <summary>Name of the document.</summary>
    public const string Document = "scan.pdf";

    /// <summary>Candidates that get a picture, the first ones.</summary>
    public const int MostCards = 10;

    /// <summary>Name of the folder of the candidates' pictures.</summary>
    public const string CardFolder = "cards";

    /// <summary>The most characters that a folder's name gets.</summary>
    internal const int MostNameCharacters = 100;

    /// <summary>A name for a file that holds all of a scan: event and scan id.</summary>
    /// <param name="report">The scan.</param>
    public static string SafeNameOf(ScanReport report) => $"{SafeName(report.Plan.Notice.EventName, "event")}-{SafeName(report.ScanId, "scan")}";

    /// <summary>Name of a candidate's picture within the scan's folder: cards/01-ZTF19abc.png.</summary>
    /// <param name="rank">The candidate's place, from 1.</param>
    /// <param name="name">The candidate's name.</param>
    public static string CardPicture(int rank, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{CardFolder}/{rank:00}-{SafeName(name, "candidate")}.png");

    /// <summary>Writes all files of a scan into OUT/EVENT/SCAN ID/, each whole or not at all.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="outFolder">The folder OUT.</param>
    /// <param name="readCutouts">Gives the cutouts of an alert; one that throws <see cref="ArchiveException"/> leaves their frames empty.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="ScanFilesException">
    /// A file cannot be written; the message says which, where and why. When only the pictures cannot be drawn, the other files are there.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; files that are there are whole.</exception>
    public static async Task<string> WriteAsync(ScanReport report, string outFolder, CutoutReader readCutouts, CancellationToken cancellation)
    {
        var folder = Path.Combine(outFolder, SafeName(report.Plan.Notice.EventName, "event"), SafeName(report.ScanId, "scan"));
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ScanFilesException(
                $"The folder {folder} cannot be made: {Reason(failure)} Give another folder with --out, or make this one writable.", failure);
        }
        WriteWhole(folder, Report, stream => ReportJson.Write(report, stream), cancellation);
        WriteWhole(folder, Candidates, stream => WriteText(stream, writer => CandidateTable.WriteCsv(report, writer)), cancellation);
        WriteWhole(folder, RejectedPositions.FileName, stream => RejectedPositions.Write(report.RejectedPositions, stream), cancellation);
        if (report.Coverage is { } coverage)
        {
            WriteWhole(folder, ScanTables.Observed, stream => MocFits.Write(stream, coverage.OnceMoc), cancellation);
            WriteWhole(folder, ScanTables.ObservedTwice, stream => MocFits.Write(stream, coverage.TwiceMoc), cancellation);
        }
        WriteWhole(folder, Atel, stream => WriteText(stream, writer => writer.Write(Drafts.Atel.Write(report, report.Plan.Channel.DraftTexts, null))), cancellation);
        try
        {
            WriteWhole(folder, SkyMapPicture, stream => AllSkyPlot.WritePng(report, stream, cancellation), cancellation);
            await WriteCardsAsync(report, folder, readCutouts, cancellation);
            WriteWhole(folder, Document, (await ScanPdf.MakeAsync(report, readCutouts, cancellation)).WriteTo, cancellation);
        }
        catch (PlotException failure)
        {
            throw new ScanFilesException($"{failure.Message} The report, the table and the draft are in {folder}.", failure);
        }
        return folder;
    }

    /// <summary>
    /// A name as a folder's name: letters, digits, dot, plus, minus and underscore are kept, everything else and two dots in a row become underscores;
    /// never empty, never beginning with a dot or minus, at most 100 characters.
    /// </summary>
    internal static string SafeName(string name, string whenEmpty)
    {
        var kept = new string([.. name.Take(MostNameCharacters)
            .Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' ? c : '_')]);
        kept = kept.TrimEnd('.').Replace("..", "__", StringComparison.Ordinal);
        if (kept.StartsWith('.') || kept.StartsWith('-'))
            kept = "_" + kept[1..];
        return kept.Length > 0 ? kept : whenEmpty;
    }

    private static async Task WriteCardsAsync(ScanReport report, string folder, CutoutReader readCutouts, CancellationToken cancellation)
    {
        for (var i = 0; i < Math.Min(report.Candidates.Count, MostCards); i++)
        {
            var candidate = report.Candidates[i];
            IReadOnlyList<Cutout>? cutouts = null;
            try
            {
                cutouts = await readCutouts(candidate.Alerts[^1], cancellation);
            }
            catch (ArchiveException)
            {
            }
            WriteWhole(folder, CardPicture(i + 1, candidate.Name), stream => CandidateCardPlot.WritePng(report, candidate, cutouts, stream, cancellation), cancellation);
        }
    }

    private static void WriteText(Stream stream, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    }

    internal static void WriteWhole(string folder, string name, Action<Stream> write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(folder, name);
        // The same scan may be asked for twice in one second, and then has one folder.
        var unfinished = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }
                File.Move(unfinished, path, overwrite: true);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ScanFilesException(
                $"{name} cannot be written into {folder}: {Reason(failure)} Make room or make the folder writable, and scan again.", failure);
        }
    }

    private static string Reason(Exception failure) => failure.Message.EndsWith('.') ? failure.Message : failure.Message + ".";
}

/// <summary>Reads the cutouts of an alert; none when it has none.</summary>
/// <param name="alert">The alert.</param>
/// <param name="cancellation">Stops the reading.</param>
public delegate Task<IReadOnlyList<Cutout>> CutoutReader(Alert alert, CancellationToken cancellation);
