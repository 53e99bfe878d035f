namespace AmpelBot.Tests.Cli;

public sealed class SimulateTests : IDisposable
{
    private const string Survey = "simulate --nights 2 --seed 4 --start 2026-06-11 --region 218,31,1 --share 0.01 --out made";

    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_survey_is_written_and_can_be_ingested_with_its_log()
    {
        var made = await ProgramRun.Of(folder, [.. Survey.Split(' '), "--json"]);
        Assert.True(made.ExitCode == 0, made.Error);
        var packets = made.Json.GetProperty("packets").GetInt64();
        Assert.True(packets > 0);
        var truths = await File.ReadAllLinesAsync(Path.Combine(folder, "made", "truth.csv"));
        Assert.Equal(1 + made.Json.GetProperty("objects").EnumerateObject().Sum(o => o.Value.GetInt64()), truths.Length);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, "made"), "simulated_*_exposures.csv"));
        var ingest = await ProgramRun.Of(folder, "ingest", "made", "--archive", "archive", "--json");
        Assert.True(ingest.ExitCode == 0, ingest.Error);
        Assert.Equal(packets, ingest.Json.GetProperty("added").GetInt64());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_whatever_the_number_of_processors()
    {
        foreach (var processors in new[] { "1", "2", "5" })
        {
            using var process = ProgramRun.Start(
                folder, new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = processors },
                "simulate", "--nights", "2", "--seed", "3", "--start", "2026-06-12", "--region", "218,31,4", "--share", "0.3", "--inject", "kilonova@218.25,31.40,2026-06-12T05:00:00,80", "--out", processors);
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
        var files = Directory.GetFiles(Path.Combine(folder, "1")).Select(Path.GetFileName).ToArray();
        Assert.Contains("simulated_20260612.tar.gz", files);
        foreach (var other in new[] { "2", "5" })
            foreach (var file in files)
                Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, "1", file!)), await File.ReadAllBytesAsync(Path.Combine(folder, other, file!)));
    }

    [Theory]
    [InlineData("--nights 0 --seed 1", "1 to 3660 nights, not 0")]
    [InlineData("--nights 100000 --seed 1", "not 100000")]
    [InlineData("--nights 2 --seed 1 --start tomorrow", "is no date")]
    [InlineData("--nights 2 --seed 1 --region 1,2", "is no region")]
    [InlineData("--nights 2 --seed 1 --region 10,-80,3", "Palomar sees none")]
    [InlineData("--nights 2 --seed 1 --share 0", "share")]
    [InlineData("--nights 2 --seed 1 --inject kilonova@1,2", "is no injection")]
    [InlineData("--nights 2 --seed 1 --inject comet@1,2,2026-06-01,40", "There is no \"comet\"")]
    [InlineData("--nights 2 --seed 1 --inject kilonova@1,2,2020-01-01,40", "The kilonova would begin at 2020-01-01")]
    public async Task A_wrong_request_is_one_sentence_and_writes_nothing(string arguments, string part)
    {
        var run = await ProgramRun.Of(folder, ["simulate", .. arguments.Split(' '), "--out", "made"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(part, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "made")));
    }
}
