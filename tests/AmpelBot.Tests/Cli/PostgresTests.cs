using AmpelBot.Testing;

namespace AmpelBot.Tests.Cli;

/// <summary>The program with an archive on a server, from outside.</summary>
public sealed class PostgresTests(SimulatedArchive simulated, PostgresCluster cluster) : IClassFixture<SimulatedArchive>, IClassFixture<PostgresCluster>
{
    private static readonly string[] Counted = ["alerts", "objects", "datapoints", "cutouts", "nights", "stateHash"];

    [SkippableFact]
    public async Task An_archive_on_a_server_answers_as_one_in_a_folder_does()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        var server = cluster.NewAddress();
        await RunAsync("archive", "export", "packets", "--format", "folder", "--archive", "archive");
        await RunAsync("ingest", "packets", "--archive", server);
        Assert.Equal(Counts(await RunAsync("archive", "info", "--archive", "archive", "--json")), Counts(await RunAsync("archive", "info", "--archive", server, "--json")));
        Assert.Equal(await FunnelAsync("archive"), await FunnelAsync(server));

        var there = (await RunAsync("archive", "object", simulated.Kilonova, "--archive", server, "--json")).Json.GetProperty("objects")[0];
        var here = (await RunAsync("archive", "object", simulated.Kilonova, "--archive", "archive", "--json")).Json.GetProperty("objects")[0];
        foreach (var part in new[] { "stock", "stateId", "alerts", "lightCurve" })
            Assert.Equal(here.GetProperty(part).GetRawText(), there.GetProperty(part).GetRawText());
        Assert.Contains(there.GetProperty("journal").EnumerateArray(), e => e.GetProperty("unit").GetString() == "EventScan");

        await RunAsync("archive", "vacuum", "--archive", server);
        await RunAsync("archive", "verify", "--archive", server);
        Assert.True((await RunAsync("archive", "info", "--archive", server, "--json")).Json.GetProperty("sizeBytes").GetInt64() > 100_000);
    }

    private async Task<string> FunnelAsync(string archive)
    {
        var scan = await RunAsync("scan", "MS260612a", "to=2026-06-15", "--json", "--archive", archive);
        Assert.Equal(0, scan.Json.GetProperty("remarks").GetArrayLength());
        return scan.Json.GetProperty("funnel").GetRawText();
    }

    private async Task<ProgramRun> RunAsync(params string[] arguments)
    {
        var run = await ProgramRun.Of(simulated.Folder, arguments);
        Assert.True(run.ExitCode == 0, string.Join(' ', arguments) + ": " + run.Output + run.Error);
        return run;
    }

    private static string Counts(ProgramRun info) => string.Join(' ', Counted.Select(n => info.Json.GetProperty(n).GetRawText()));
}
