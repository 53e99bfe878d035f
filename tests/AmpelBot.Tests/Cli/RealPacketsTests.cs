using System.Text.Json;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Cli;

/// <summary>The program on the real ZTF packets, from outside.</summary>
public sealed class RealPacketsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public async Task Each_readable_alert_is_in_once_and_a_second_ingest_changes_nothing()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var rows = (await File.ReadAllLinesAsync(RealData.Path("ztf_alerts_index.csv"))).Skip(1).Select(l => l.Split(',')).Where(r => r[0].StartsWith("ztf_alerts/", StringComparison.Ordinal)).ToArray();
        var expected = rows.Where(r => r[2].Length > 0).Select(r => r[2]).Distinct().Count() + rows.Count(r => r[2].Length == 0);

        var first = await ProgramRun.Of(folder, "ingest", RealData.Path("ztf_alerts"), "--json");
        var second = await ProgramRun.Of(folder, "ingest", RealData.Path("ztf_alerts"), "--json");
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(expected, first.Json.GetProperty("archive").GetProperty("alerts").GetInt64());
        Assert.Equal(expected, first.Json.GetProperty("added").GetInt64());
        Assert.Equal(0, second.Json.GetProperty("added").GetInt64());
        Assert.Equal(first.Json.GetProperty("archive").GetRawText(), second.Json.GetProperty("archive").GetRawText());
        Assert.All(first.Json.GetProperty("deadLetters").EnumerateArray(), d => Assert.NotEmpty(d.GetProperty("reason").GetString()!));
    }

    [SkippableFact]
    public async Task The_scan_of_a_real_map_touches_the_forty_alerts_of_that_night()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        await ProgramRun.Of(folder, "ingest", RealData.Path("ztf_alerts"));
        var map = RealData.Path("skymaps/S190814bv_bayestar.fits.gz_v0");
        var night = await ProgramRun.Of(folder, "scan", map, "from=2018-11-28", "days=1", "level=0.9", "--json");
        Assert.True(night.ExitCode == 0, night.Error);
        Assert.Equal(40, night.Json.GetProperty("funnel").GetProperty("alertsScanned").GetInt64());
        Assert.Equal(40, Rejected(night.Json) + night.Json.GetProperty("funnel").GetProperty("alertsAccepted").GetInt64());
        var ever = await ProgramRun.Of(folder, "scan", map, "from=2015-01-01", "to=2030-01-01", "level=0.9", "--json");
        Assert.Equal(42, ever.Json.GetProperty("funnel").GetProperty("alertsScanned").GetInt64());
    }

    [SkippableFact]
    public async Task An_ingest_that_is_killed_is_completed_by_the_next()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var whole = Path.Combine(folder, "whole");
        var expected = (await ProgramRun.Of(folder, "ingest", RealData.Path("ztf_alerts"), "--archive", whole, "--json")).Json.GetProperty("archive");
        for (var milliseconds = 150; milliseconds <= 600; milliseconds += 150)
        {
            var archive = Path.Combine(folder, $"killed{milliseconds}");
            using (var process = ProgramRun.Start(folder, "ingest", RealData.Path("ztf_alerts"), "--archive", archive))
            {
                process.WaitForExit(milliseconds);
                process.Kill();
                process.WaitForExit();
            }
            var again = await ProgramRun.Of(folder, "ingest", RealData.Path("ztf_alerts"), "--archive", archive, "--json");
            Assert.True(again.ExitCode == 0, again.Error);
            Assert.Equal(Counts(expected), Counts(again.Json.GetProperty("archive")));
        }
    }

    private static long Rejected(JsonElement report) =>
        report.GetProperty("funnel").GetProperty("rejections").EnumerateArray().Sum(r => r.GetProperty("alerts").GetInt64());

    private static string Counts(JsonElement archive) =>
        string.Join(' ', new[] { "alerts", "objects", "datapoints", "cutouts", "deadLetters", "stateHash" }.Select(n => archive.GetProperty(n).GetRawText()));
}
