using System.IO.Compression;
using System.Text;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Cli;

/// <summary>What goes wrong gets a sentence and the right exit code, and never a stack trace.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(2, "level", "scan", "MS260612a level=1.7")]
    [InlineData(2, "from", "scan", "MS260612a from=2026-06-14 to=2026-06-13")]
    [InlineData(2, "levle", "scan", "MS260612a levle=0.9")]
    [InlineData(3, "There is no archive", "scan", "MS260612a")]
    [InlineData(3, "There is no archive", "archive", "info")]
    [InlineData(2, "--levle", "skymap", "map.fits", "--levle", "0.9")]
    [InlineData(2, "1.7", "skymap", "map.fits", "--level", "1.7")]
    [InlineData(2, "frobnicate", "frobnicate")]
    [InlineData(2, "Try: ampelbot archive export --help", "archive", "export", "out", "--bogus")]
    [InlineData(2, "no option --bogus", "archive", "export", "--bogus")]
    [InlineData(2, "no option --json here, or the one before it lacks its value", "archive", "info", "--archive", "--json")]
    [InlineData(2, "no option --bogus", "ingest", "--bogus")]
    [InlineData(2, "no option --bogus", "watch", "--bogus")]
    [InlineData(3, "no file or folder --bogus", "ingest", "--", "--bogus")]
    [InlineData(3, "no file", "skymap", "map.fits")]
    [InlineData(3, "no file", "ingest", "nowhere")]
    [InlineData(3, "no folder nowhere of schemas", "ingest", ".", "--schemas", "nowhere")]
    [InlineData(3, "no folder nowhere of schemas", "ingest", "--replay", "--schemas", "nowhere")]
    [InlineData(4, "holds no schema with a number", "ingest", ".", "--schemas", ".")]
    [InlineData(3, "no file nowhere.csv", "observations", "nowhere.csv")]
    [InlineData(3, "no file nowhere.txt", "observations", "nowhere.csv", "--grid", "nowhere.txt")]
    [InlineData(3, "no file nowhere.txt", "simulate", "--nights", "1", "--seed", "1", "--grid", "nowhere.txt")]
    [InlineData(3, "no file", "skymap", "map.fits", "--points", "nowhere.csv")]
    [InlineData(3, "no file", "filter", "nowhere", "--channel", "gw")]
    [InlineData(3, "no folder of channels", "filter", ".", "--channel", "gw", "--channels", "nowhere")]
    [InlineData(2, "channel", "filter", ".", "--channel", "nonesuch")]
    [InlineData(2, "channel", "filter", ".", "--channel", "../gw")]
    [InlineData(2, "filter", "filter", ".", "--channel", "gw", "--unit", "Nonesuch")]
    public async Task A_wrong_word_is_named(int exitCode, string word, params string[] arguments)
    {
        var run = await ProgramRun.Of(folder, arguments);
        Assert.Equal("", run.Output);
        AssertSentence(run, exitCode, word);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task An_unknown_event_is_answered_with_what_to_give()
    {
        await MakeEmptyArchive();
        var run = await ProgramRun.Of(folder, "scan", "S190814bv", "--json");
        AssertSentence(run, 3, "S190814bv");
        Assert.Contains("scan path/to/bayestar.fits.gz", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_archive_is_said_to_be_empty()
    {
        await MakeEmptyArchive();
        AssertSentence(await ProgramRun.Of(folder, "scan", "MS260612a", "--json"), 3, "The archive is empty");
    }

    [Fact]
    public async Task Help_is_help_even_where_an_argument_is_missing()
    {
        foreach (var verb in new[] { "", "scan", "why", "chat", "ingest", "skymap", "filter", "archive info", "archive object", "archive export", "archive verify", "archive vacuum", "demo" })
        {
            var run = await ProgramRun.Of(folder, [.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
            Assert.Contains(verb.Length == 0 ? "scan <request>" : $"  ampelbot {verb}", run.Output, StringComparison.Ordinal);
        }
        Assert.Contains("Usage:", (await ProgramRun.Of(folder)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_html_page_named_fits_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "bayestar.fits.gz"), "<!DOCTYPE html><html><body>Please log in</body></html>");
        AssertSentence(await ProgramRun.Of(folder, "skymap", "bayestar.fits.gz"), 4, "HTML");
    }

    [Fact]
    public async Task A_gzip_bomb_is_refused_before_it_unfolds()
    {
        using (var gzip = new GZipStream(File.Create(Path.Combine(folder, "bomb.fits.gz")), CompressionLevel.Fastest))
        {
            var block = new byte[1 << 20];
            Encoding.ASCII.GetBytes("SIMPLE  =                    T".PadRight(80)).CopyTo(block, 0);
            for (var i = 0; i < 512; i++)
                gzip.Write(block);
        }
        AssertSentence(await ProgramRun.Of(folder, "skymap", "bomb.fits.gz"), 4, "bomb.fits.gz");
    }

    [SkippableFact]
    public async Task A_truncated_and_a_flipped_map_are_refused()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var bytes = await File.ReadAllBytesAsync(RealData.Path("skymaps/cWB.fits.gz"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "short.fits.gz"), bytes[..(bytes.Length / 2)]);
        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(Path.Combine(folder, "flipped.fits.gz"), bytes);
        AssertSentence(await ProgramRun.Of(folder, "skymap", "short.fits.gz"), 4, "short.fits.gz");
        AssertSentence(await ProgramRun.Of(folder, "skymap", "flipped.fits.gz"), 4, "flipped.fits.gz");
    }

    [Fact]
    public async Task A_file_that_is_no_archive_is_refused_and_left_as_it_is()
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "archive")).FullName, "alerts.db");
        await File.WriteAllTextAsync(file, "this is a diary, not a database");
        AssertSentence(await ProgramRun.Of(folder, "archive", "info"), 4, "archive");
        AssertSentence(await ProgramRun.Of(folder, "ingest", "archive"), 4, "archive");
        Assert.Equal("this is a diary, not a database", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_channel_with_an_unknown_key_is_named_with_file_and_key()
    {
        var channels = Directory.CreateDirectory(Path.Combine(folder, "channels")).FullName;
        var gw = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "channels", "gw.yaml"));
        await File.WriteAllTextAsync(Path.Combine(channels, "gw.yaml"), gw.Replace("max_elong:", "max_elogn:", StringComparison.Ordinal));
        var run = await ProgramRun.Of(folder, "filter", ".", "--channel", "gw", "--channels", channels);
        AssertSentence(run, 4, "max_elogn");
        Assert.Contains("gw.yaml", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        var map = Path.Combine(Repository.Folder, "skymaps", "MS260612a.multiorder.fits");
        AssertSentence(await ProgramRun.Of(folder, "skymap", map, "--moc", "nowhere/region.fits"), 4, "nowhere");
        await File.WriteAllTextAsync(Path.Combine(folder, "taken"), "a file where a folder should be");
        AssertSentence(await ProgramRun.Of(folder, "demo", "--out", "taken"), 4, "taken");
    }

    [Fact]
    public async Task Points_that_are_none_are_named_with_their_line()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "points.csv"), "ra,dec\n10,20\n10,north\n");
        var map = Path.Combine(Repository.Folder, "skymaps", "MS260612a.multiorder.fits");
        AssertSentence(await ProgramRun.Of(folder, "skymap", map, "--points", "points.csv"), 2, "line 3");
        await File.WriteAllTextAsync(Path.Combine(folder, "points.csv"), "alpha,delta\n10,20\n");
        AssertSentence(await ProgramRun.Of(folder, "skymap", map, "--points", "points.csv"), 2, "columns ra and dec");
    }

    private static void AssertSentence(ProgramRun run, int exitCode, string word)
    {
        Assert.True(exitCode == run.ExitCode, $"exit {run.ExitCode}: {run.Error}");
        Assert.Contains(word, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
    }

    private async Task MakeEmptyArchive()
    {
        var empty = Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName;
        Assert.Equal(3, (await ProgramRun.Of(folder, "ingest", empty)).ExitCode);
    }
}
