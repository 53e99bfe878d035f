using System.IO.Compression;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Cli;

/// <summary>ampelbot export, plot, draft and views, from outside, on one scan of the simulated survey.</summary>
public sealed class SavedScanVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_scan_is_written_as_all_that_it_can_be_and_what_is_not_there_is_said()
    {
        Assert.Equal(0, (await ProgramRun.Of(folder, "demo", "--out", "out")).ExitCode);
        var scan = Directory.GetDirectories(Path.Combine(folder, "out", "MS260612a")).Single();
        var id = Path.GetFileName(scan);

        foreach (var (kind, name) in new[] { ("csv", "candidates.csv"), ("fits", "candidates.fits"), ("observed-json", "observed.moc.json") })
        {
            var run = await RunAsync("export", "ms260612A", "--as", kind);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(Path.Combine("out", "MS260612a", id, name), run.Output.Trim());
            Assert.Contains($"Scan {id} of MS260612a", run.Error, StringComparison.Ordinal);
        }
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(scan, "candidates.csv")), (await RunAsync("export", id, "--as", "csv", "--to", "-")).Output);
        Assert.Contains("\nTitle: ", (await RunAsync("draft", "atel", scan)).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("plot", "card", id, "--to", "card.png")).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(Directory.GetFiles(Path.Combine(scan, "cards")).Single()), await File.ReadAllBytesAsync(Path.Combine(folder, "card.png")));

        Assert.Equal(0, (await RunAsync("export", "MS260612a", "--as", "views", "--to", "views")).ExitCode);
        var view = Directory.GetFiles(Path.Combine(folder, "views", "gw"), "ZTF*.json.gz", SearchOption.AllDirectories).Single();
        var shown = await ProgramRun.Of(folder, "views", view);
        Assert.Contains("1 view.", shown.Output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(view)[..12] + ": object ", shown.Output, StringComparison.Ordinal);
        using (var packed = new StreamReader(new GZipStream(File.OpenRead(view), CompressionMode.Decompress)))
            Assert.Equal(await packed.ReadToEndAsync(), (await ProgramRun.Of(folder, "views", view, "--json")).Output);

        foreach (var target in new[] { "one.zip", "two.zip" })
            Assert.Equal(0, (await RunAsync("export", "MS260612a", "--as", "zip", "--to", target)).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, "one.zip")), await File.ReadAllBytesAsync(Path.Combine(folder, "two.zip")));
        using (var zip = ZipFile.OpenRead(Path.Combine(folder, "one.zip")))
            Assert.Superset(new HashSet<string> { "skymap.png", "atel.txt", "views.json.gz", ScanZip.Manifest, "candidates.vot" }, zip.Entries.Select(e => e.FullName).ToHashSet());

        await SaysAsync(3, "has scans of MS260612a (1)", "export", "S190814bv", "--as", "csv");
        await SaysAsync(2, "I write csv, fits, votable", "export", "MS260612a", "--as", "xls");
        await SaysAsync(2, "I draw skymap, zoom, distance, coverage, change, card", "plot", "nothing", "MS260612a");
        await SaysAsync(2, "gif", "plot", "skymap", "MS260612a", "--format", "gif");
        await SaysAsync(3, "no candidate number 9", "plot", "card", "MS260612a", "--rank", "9");
        await SaysAsync(2, "I write atel, circular, circular-md, tns", "draft", "letter", "MS260612a");
        await SaysAsync(4, "cannot be written", "export", "MS260612a", "--as", "csv", "--to", "no/such/folder/x.csv");
        await SaysAsync(3, "There is no file", "views", "nothing.json");
        await File.WriteAllTextAsync(Path.Combine(folder, "odd.json"), "{}\n");
        await SaysAsync(4, "line 1, is no TransientView", "views", "odd.json");
        await File.WriteAllTextAsync(Path.Combine(scan, "report.json"), "{");
        await SaysAsync(4, "report.json cannot be used", "export", "MS260612a", "--as", "csv");
    }

    private async Task SaysAsync(int exitCode, string sentence, params string[] arguments)
    {
        var run = arguments[0] == "views" ? await ProgramRun.Of(folder, arguments) : await RunAsync(arguments);
        Assert.True(run.ExitCode == exitCode, $"{run.ExitCode}: {run.Output}{run.Error}");
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    private Task<ProgramRun> RunAsync(params string[] arguments) =>
        ProgramRun.Of(folder, [.. arguments, "--archive", "out/demo/archive", "--out", "out", "--skymaps", Path.Combine(Repository.Folder, "skymaps"), "--channels", Path.Combine(Repository.Folder, "channels")]);
}
