using System.Text.Json;
using AmpelBot.Cli;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Cli;

/// <summary>ampelbot observations, and the scan that then knows what was observed.</summary>
public class ObservationsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;

    private string Archive => Path.Combine(folder, "archive");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public async Task Real_logs_come_into_the_archive_once()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        string[] command =
        [
            "observations", RealData.Path("ztf_grid_logs/ztf_obs_table.dat"), RealData.Path("ztf_grid_logs/sample_observation_data_upload_malformed.csv"),
            "--grid", RealData.Path("ztf_grid_logs/ZTF_Fields.csv"), "--archive", Archive, "--json",
        ];
        var first = await ProgramRun.Of(folder, command);
        Assert.Equal(ExitCode.Done, first.ExitCode);
        using var json = JsonDocument.Parse(first.Output);
        Assert.Equal((11, 11), (json.RootElement.GetProperty("exposures").GetInt32(), json.RootElement.GetProperty("added").GetInt32()));
        Assert.Equal(2458596.6848032, json.RootElement.GetProperty("firstJd").GetDouble());
        Assert.Equal(2, json.RootElement.GetProperty("files")[1].GetProperty("damages")[0].GetProperty("line").GetInt32());
        using var again = JsonDocument.Parse((await ProgramRun.Of(folder, command)).Output);
        Assert.Equal((11, 0), (again.RootElement.GetProperty("exposures").GetInt32(), again.RootElement.GetProperty("added").GetInt32()));
    }

    [Fact]
    public async Task A_log_without_places_asks_for_the_grid_and_leaves_no_archive()
    {
        var log = Write("log.csv", "field_id,obstime,filter\n1,2458600.5,ztfg\n");
        var run = await ProgramRun.Of(folder, "observations", log, "--archive", Archive);
        Assert.Equal(ExitCode.BrokenInput, run.ExitCode);
        Assert.Contains("--grid FILE", run.Error);
        Assert.False(Directory.Exists(Archive));
    }

    [Fact]
    public async Task Damaged_rows_are_named()
    {
        var log = Write("log.csv", "field_id,obstime,filter\n1,2458600.5,ztfg\n1,58600.5,ztfg\n");
        var grid = Write("grid.csv", "ID,RA,Dec\n1,10,20\n");
        var run = await ProgramRun.Of(folder, "observations", log, "--grid", grid, "--archive", Archive);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("line 3: \"58600.5\" is no Julian date", run.Output);
        Assert.Contains("1 exposures from 2019-04-27 00:00:00 to 2019-04-27 00:00:00 UTC, 1 of them new in", run.Output);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
