using System.CommandLine;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.FollowUp.T3.Views;

namespace AmpelBot.Cli;

/// <summary>ampelbot export: a scan as a table, a region, AMPEL's views, or all in one zip.</summary>
internal static class ExportVerb
{
    private const string Views = "views";
    private const string ViewsDump = "views-dump";
    private const string Zip = "zip";
    private const string DumpName = "views.json.gz";
    private const long MostBytesOfFile = 1L << 30;

    private static readonly string[] Kinds = [.. ScanTables.All.Select(table => table.Kind), Views, ViewsDump, Zip];

    public static Command Make()
    {
        var scan = new Argument<string>("SCAN") { Description = OpenedScan.Description };
        var kind = new Option<string>("--as") { Description = "What to write: " + string.Join(", ", Kinds) + ".", HelpName = "KIND", Required = true };
        var to = new Option<string?>("--to") { Description = "File to write, or - for standard output; of views, the folder. Without it, in the scan's folder.", HelpName = "PATH" };
        var folders = new FolderOptions();
        var command = new Command("export", "Write a scan as a table of candidates, a region, AMPEL's views, or all of it in one zip.") { scan, kind, to }.WithExamples(
            "ampelbot export S190814bv --as votable",
            "ampelbot export 20190815T010203Z-3f9a1c27 --as moc-fits --to region.fits",
            "ampelbot export S190814bv --as views --to views",
            "ampelbot export out/S190814bv/20190815T010203Z-3f9a1c27 --as csv --to -");
        folders.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(scan)!, parsed.GetValue(kind)!, parsed.GetValue(to), folders.Of(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string words, string kind, string? to, BotFolders folders, CancellationToken cancellation)
    {
        if (!Kinds.Contains(kind))
            throw new RequestException($"I cannot write a scan as {kind}. I write {string.Join(", ", Kinds)}.");
        await using var opened = await OpenedScan.OpenAsync(words, folders, cancellation);
        var (report, folder) = (opened.Saved.Report, opened.Saved.Folder);
        switch (kind)
        {
            case Views:
                if (to == "-")
                    throw new RequestException($"Views are a folder of files. Give a folder with --to, or write them as one file: --as {ViewsDump}.");
                var views = new ViewFolder(to ?? Path.Combine(folder, Views), report.Plan.Channel.Name);
                await views.WriteAsync(ViewsAsync(report, ArchiveOf(opened), cancellation), TimeProvider.System.GetUtcNow(), cancellation);
                Console.Out.WriteLine(Chat.Terminal.TerminalText.Harmless(views.Folder));
                break;
            case ViewsDump:
                await WrittenFile.WriteAsync(to, folder, DumpName, async stream => await DumpAsync(report, ArchiveOf(opened), stream, cancellation));
                break;
            case Zip:
                ZipPart[] more = [.. Files(folder)];
                if (opened.Archive is { } archive)
                {
                    var dump = new MemoryStream();
                    await DumpAsync(report, archive, dump, cancellation);
                    more = [.. more.Where(part => part.Name != DumpName), new ZipPart(DumpName, stream => stream.Write(dump.GetBuffer().AsSpan(0, (int)dump.Length)))];
                }
                await WrittenFile.WriteAsync(to, folder, ScanFiles.SafeNameOf(report) + ".zip", stream => Task.Run(() => ScanZip.Write(report, more, stream, cancellation), cancellation));
                break;
            default:
                var table = ScanTables.All.First(t => t.Kind == kind);
                if (table.WhyNot(report) is { } sentence)
                    throw new SavedScanException(sentence) { IsMissing = true };
                await WrittenFile.WriteAsync(to, folder, table.FileName, stream => Task.Run(() => table.Write(report, stream, cancellation), cancellation));
                break;
        }
        return ExitCode.Done;
    }

    private static IArchive ArchiveOf(OpenedScan opened) => opened.Archive
        ?? throw new ArchiveException("Views hold what the archive has of each object, and there is none. Name it with --archive.") { IsMissing = true };

    private static async Task DumpAsync(ScanReport report, IArchive archive, Stream stream, CancellationToken cancellation)
    {
        await using var packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        await foreach (var view in ViewsAsync(report, archive, cancellation))
            TransientViewWriter.Write(packed, view);
    }

    private static async IAsyncEnumerable<TransientView> ViewsAsync(ScanReport report, IArchive archive, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var rank = 1; rank <= report.Candidates.Count; rank++)
            yield return await CandidateViews.OfAsync(report, rank, archive, cancellation);
    }

    /// <summary>The pictures, drafts and other files that lie in the scan's folder and in cards/ below it; other zips and unfinished files are left out.</summary>
    private static IEnumerable<ZipPart> Files(string folder)
    {
        foreach (var below in new[] { "", ScanFiles.CardFolder })
        {
            var directory = new DirectoryInfo(Path.Combine(folder, below));
            if (!directory.Exists)
                continue;
            foreach (var file in directory.EnumerateFiles().Where(f => f.LinkTarget is null && f.Extension is not (".zip" or ".part")).OrderBy(f => f.Name, StringComparer.Ordinal).Take(ScanZip.MostFiles))
            {
                if (file.Length > MostBytesOfFile)
                    throw new ScanFilesException($"{file.FullName} has {TextNumbers.Count(file.Length)} bytes, too many for a zip of a scan. Take it out of the folder.");
                yield return new ZipPart(below.Length == 0 ? file.Name : $"{below}/{file.Name}", stream =>
                {
                    using var from = file.OpenRead();
                    from.CopyTo(stream);
                });
            }
        }
    }
}
