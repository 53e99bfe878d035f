using System.Text.Json;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class ScanFilesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("scanfiles").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_scan_leaves_whole_files_and_a_picture_of_each_of_the_first_ten_candidates()
    {
        var folder = await WriteAsync(Reports.Of());
        Assert.Equal(Path.Combine(root, "S190814bv", "20190815T010203Z-3f9a1c27"), folder);
        Assert.Equal(["atel.txt", "candidates.csv", "rejected.csv", "report.json", "scan.pdf", "skymap.png"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        var report = Reports.Of();
        Assert.Equal(
            Enumerable.Range(1, 10).Select(i => $"{i:00}-{report.Candidates[i - 1].Name}.png"),
            Directory.GetFiles(Path.Combine(folder, "cards")).Select(Path.GetFileName).Order());
        Assert.True(File.Exists(Path.Combine(folder, ScanFiles.CardPicture(1, report.Candidates[0].Name))));
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "report.json")));
        Assert.Equal(12, json.RootElement.GetProperty("candidates").GetArrayLength());
        var csv = File.ReadAllBytes(Path.Combine(folder, "candidates.csv"));
        Assert.Equal((byte)'r', csv[0]);
        Assert.DoesNotContain((byte)'\r', csv);
        Assert.StartsWith("Title: ", File.ReadAllText(Path.Combine(folder, "atel.txt")));
    }

    [Fact]
    public async Task The_same_scan_again_writes_the_same_bytes_over_the_files()
    {
        var first = Contents(await WriteAsync(Reports.Of()));
        Assert.Equal(first, Contents(await WriteAsync(Reports.Of())));
    }

    [Theory]
    [InlineData("../../x", "______x")]
    [InlineData("S190814bv", "S190814bv")]
    [InlineData("GRB 180116A", "GRB_180116A")]
    [InlineData("ZTF<b>", "ZTF_b_")]
    [InlineData("a\\b\u0000c\nd", "a_b_c_d")]
    [InlineData("", "event")]
    [InlineData(".", "event")]
    [InlineData("..", "event")]
    [InlineData("...", "event")]
    [InlineData(".hidden", "_hidden")]
    [InlineData("-rf", "_rf")]
    [InlineData("a..b", "a__b")]
    [InlineData("bayestar.fits.gz,0", "bayestar.fits.gz_0")]
    public void Names_become_safe_folders(string name, string folder)
        => Assert.Equal(folder, ScanFiles.SafeName(name, "event"));

    [Fact]
    public void Long_names_are_cut() => Assert.Equal(100, ScanFiles.SafeName(new string('x', 5000), "event").Length);

    [Fact]
    public async Task No_name_leads_out_of_the_folder()
    {
        foreach (var name in new[] { "../../x", "/etc/passwd", "..", "a/../../b", "\u2025/x", new string('.', 300) })
        {
            var report = Reports.Of(candidates: 1, rejected: 0, name: name).WithFirst(c => c with { Name = name }) with { ScanId = name };
            var folder = await WriteAsync(report);
            Assert.StartsWith(Path.Combine(folder, "cards") + "/", Directory.GetFiles(folder, "01-*.png", SearchOption.AllDirectories).Single());
            Assert.Equal(root, Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(folder))));
        }
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_a_sentence()
    {
        File.WriteAllText(Path.Combine(root, "S190814bv"), "in the way");
        var refusal = await Assert.ThrowsAsync<ScanFilesException>(() => WriteAsync(Reports.Of(candidates: 1)));
        Assert.Contains("S190814bv", refusal.Message);
        Assert.Contains("cannot be made", refusal.Message);
        Assert.Contains("--out", refusal.Message);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_is_a_sentence_and_leaves_no_half_file()
    {
        var folder = Path.Combine(root, "S190814bv", "20190815T010203Z-3f9a1c27");
        Directory.CreateDirectory(Path.Combine(folder, "candidates.csv"));
        var refusal = await Assert.ThrowsAsync<ScanFilesException>(() => WriteAsync(Reports.Of(candidates: 1)));
        Assert.Contains("candidates.csv cannot be written into " + folder, refusal.Message);
        Assert.DoesNotContain(Directory.GetFiles(folder), file => file.EndsWith(".part"));
    }

    [Fact]
    public async Task The_same_scan_written_by_several_at_once_is_whole()
    {
        var report = Reports.Of(candidates: 1);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteAsync(report))));
        var folder = Path.Combine(root, "S190814bv", "20190815T010203Z-3f9a1c27");
        Assert.Equal(["atel.txt", "candidates.csv", "rejected.csv", "report.json", "scan.pdf", "skymap.png"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Cancelled_before_it_begins_it_leaves_no_file()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ScanFiles.WriteAsync(Reports.Of(candidates: 1), root, NoCutouts, cancelled.Token));
        Assert.Empty(Directory.GetFiles(root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Cutouts_that_the_archive_cannot_give_do_not_spoil_the_files()
    {
        var folder = await ScanFiles.WriteAsync(Reports.Of(candidates: 1), root, (_, _) => throw new ArchiveException("The disk is gone."), CancellationToken.None);
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "cards")));
    }

    private static Task<IReadOnlyList<Cutout>> NoCutouts(Alert alert, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Cutout>>([]);

    private Task<string> WriteAsync(ScanReport report) => ScanFiles.WriteAsync(report, root, NoCutouts, CancellationToken.None);

    private static IEnumerable<string> Contents(string folder)
        => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order().Select(file => Path.GetFileName(file) + " " + Convert.ToBase64String(File.ReadAllBytes(file))).ToArray();
}
