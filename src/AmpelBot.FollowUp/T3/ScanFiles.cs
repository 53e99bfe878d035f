using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3;

/// <summary>The files that a scan leaves: skymap.png, candidates.csv, report.json, atel.txt.</summary>
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

    /// <summary>The most characters that a folder's name gets.</summary>
    internal const int MostNameCharacters = 100;

    /// <summary>Writes all files of a scan into OUT/EVENT/SCAN ID/, each whole or not at all.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="ScanFilesException">
    /// A file cannot be written; the message says which, where and why. When only the picture cannot be drawn, the other files are there.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; files that are there are whole.</exception>
    public static string Write(ScanReport report, string outFolder, CancellationToken cancellation)
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
        WriteWhole(folder, Atel, stream => WriteText(stream, writer => writer.Write(AtelDraft.Write(report))), cancellation);
        try
        {
            WriteWhole(folder, SkyMapPicture, stream => AllSkyPlot.WritePng(report, stream, cancellation), cancellation);
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

    private static void WriteText(Stream stream, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    }

    private static void WriteWhole(string folder, string name, Action<Stream> write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(folder, name);
        var unfinished = path + ".part";
        try
        {
            try
            {
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
