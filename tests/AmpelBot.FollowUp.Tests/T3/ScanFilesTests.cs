using System.Text.Json;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class ScanFilesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("scanfiles").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_scan_leaves_four_whole_files()
    {
        var folder = ScanFiles.Write(Reports.Of(), root, CancellationToken.None);
        Assert.Equal(Path.Combine(root, "S190814bv", "20190815T010203Z-3f9a1c27"), folder);
        Assert.Equal(["atel.txt", "candidates.csv", "report.json", "skymap.png"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "report.json")));
        Assert.Equal(12, json.RootElement.GetProperty("candidates").GetArrayLength());
        var csv = File.ReadAllBytes(Path.Combine(folder, "candidates.csv"));
        Assert.Equal((byte)'r', csv[0]);
        Assert.DoesNotContain((byte)'\r', csv);
        Assert.StartsWith("Title: ", File.ReadAllText(Path.Combine(folder, "atel.txt")));
    }

    [Fact]
    public void The_same_scan_again_writes_the_same_bytes_over_the_files()
    {
        var first = Contents(ScanFiles.Write(Reports.Of(), root, CancellationToken.None));
        Assert.Equal(first, Contents(ScanFiles.Write(Reports.Of(), root, CancellationToken.None)));
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
    public void No_name_leads_out_of_the_folder()
    {
        foreach (var name in new[] { "../../x", "/etc/passwd", "..", "a/../../b", "\u2025/x", new string('.', 300) })
        {
            var folder = ScanFiles.Write(Reports.Of(candidates: 0, rejected: 0, name: name) with { ScanId = name }, root, CancellationToken.None);
            Assert.Equal(root, Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(folder))));
        }
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_a_sentence()
    {
        File.WriteAllText(Path.Combine(root, "S190814bv"), "in the way");
        var refusal = Assert.Throws<ScanFilesException>(() => ScanFiles.Write(Reports.Of(candidates: 1), root, CancellationToken.None));
        Assert.Contains("S190814bv", refusal.Message);
        Assert.Contains("cannot be made", refusal.Message);
        Assert.Contains("--out", refusal.Message);
    }

    [Fact]
    public void A_folder_in_the_place_of_a_file_is_a_sentence_and_leaves_no_half_file()
    {
        var folder = Path.Combine(root, "S190814bv", "20190815T010203Z-3f9a1c27");
        Directory.CreateDirectory(Path.Combine(folder, "candidates.csv"));
        var refusal = Assert.Throws<ScanFilesException>(() => ScanFiles.Write(Reports.Of(candidates: 1), root, CancellationToken.None));
        Assert.Contains("candidates.csv cannot be written into " + folder, refusal.Message);
        Assert.DoesNotContain(Directory.GetFiles(folder), file => file.EndsWith(".part"));
    }

    [Fact]
    public void Cancelled_before_it_begins_it_leaves_no_file()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ScanFiles.Write(Reports.Of(candidates: 1), root, cancelled.Token));
        Assert.Empty(Directory.GetFiles(root, "*", SearchOption.AllDirectories));
    }

    private static IEnumerable<string> Contents(string folder)
        => Directory.GetFiles(folder).Order().Select(file => Path.GetFileName(file) + " " + Convert.ToBase64String(File.ReadAllBytes(file))).ToArray();
}
