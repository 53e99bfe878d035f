using System.Text.Json;

namespace AmpelBot.Tests.Cli;

public sealed class DemoTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_demo_finds_the_kilonova_leaves_its_files_and_can_be_run_again()
    {
        for (var time = 0; time < 2; time++)
        {
            var run = await ProgramRun.Of(folder, "demo", "--out", "shown");
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("the scan found it and nothing else", run.Output, StringComparison.Ordinal);
        }
        var files = Directory.GetFiles(Path.Combine(folder, "shown", "MS260612a"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Distinct().Order();
        Assert.Equal(9, files.Count());
        Assert.StartsWith("01-ZTF", files.First(), StringComparison.Ordinal);
        Assert.Equal(["atel.txt", "candidates.csv", "observed-twice.moc.fits", "observed.moc.fits", "rejected.csv", "report.json", "scan.pdf", "skymap.png"], files.Skip(1));
    }

    [Fact]
    public async Task A_chat_answers_each_line_and_ends_with_its_input()
    {
        Assert.Equal(0, (await ProgramRun.Of(folder, "demo", "--out", "shown")).ExitCode);
        using var process = ProgramRun.Start(folder, "chat", "--archive", "shown/demo/archive");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync("help\nscan MS260612a to=2026-06-15\nscan nonsense\n");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.Contains("One candidate survived the cuts", await output, StringComparison.Ordinal);
        Assert.Contains("Sorry, I did not get that", await output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_document_and_nothing_else()
    {
        Assert.Equal(0, (await ProgramRun.Of(folder, "demo", "--out", "shown")).ExitCode);
        foreach (var arguments in new[]
        {
            "scan MS260612a to=2026-06-15 --json --archive shown/demo/archive", "archive info --json --archive shown/demo/archive",
            "filter shown/demo/survey --channel gw --json", "why ZTF26uihqtmm in MS260612a --json --archive shown/demo/archive",
        })
        {
            var run = await ProgramRun.Of(folder, arguments.Split(' '));
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(JsonValueKind.Object, run.Json.ValueKind);
        }
    }
}
