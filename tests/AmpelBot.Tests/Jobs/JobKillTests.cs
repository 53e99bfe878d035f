using System.Diagnostics;
using AmpelBot.Alerts.Archive;
using AmpelBot.Jobs;

namespace AmpelBot.Tests.Jobs;

/// <summary>A process at work on jobs that is killed by SIGKILL at random moments. AMPELBOT_LONG=1 kills a hundred times; otherwise a few.</summary>
public sealed class JobKillTests : IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AMPELBOT_LONG") == "1";
    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Killed_at_random_moments_every_message_is_answered_and_no_step_is_posted_twice()
    {
        var random = new Random(20170817);
        var (kills, posted) = (0, new List<int>());
        for (var archive = 0; kills < (IsLong ? 100 : 6); archive++)
        {
            Assert.True(archive < 200, "the jobs end before they can be killed");
            var place = Path.Combine(folder, $"{archive}");
            await (await Archives.OpenOrCreateAsync(place, default)).DisposeAsync();
            int told;
            do
            {
                (var code, told) = await RunAsync(place, random.Next(100, 900));
                if (code == 0)
                    break;
                kills++;
                posted.Add(File.Exists(Path.Combine(place, "chat.txt")) ? File.ReadAllLines(Path.Combine(place, "chat.txt")).Length : 0);
            }
            while (random.Next(3) > 0);
            Assert.Equal((0, JobHost.Messages), await RunAsync(place, null));
            await CheckAsync(place);
        }
        Assert.Contains(posted, p => p > 0);
    }

    private static async Task CheckAsync(string place)
    {
        var posts = File.ReadAllLines(Path.Combine(place, "chat.txt")).Select(RecordedPost.Parse).ToList();
        await using var tables = await BotTables.OpenAsync(place, TimeProvider.System, default);
        Assert.Empty(await tables.Jobs.UnfinishedAsync(default));
        for (var i = 0; i < JobHost.Messages; i++)
        {
            var message = JobHost.Message(i);
            // Its own job's answer or another's: each step once and in order; one job's only.
            var answer = posts.Where(p => p.Place == message.Place).ToList();
            Assert.Equal(JobHost.Steps, answer.Select(p => p.Step));
            Assert.Single(answer.Select(p => p.JobId).Distinct());
            Assert.Equal(JobStatus.Done, (await tables.Jobs.FindAsync(answer[0].JobId, default))!.Status);
        }
        Assert.Equal(JobHost.Messages * JobHost.Steps.Length, posts.Count);
    }

    /// <summary>Runs the host, kills it after so many milliseconds; its exit code and how many messages it accepted.</summary>
    private static async Task<(int Code, int Told)> RunAsync(string place, int? killAfterMs)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "AmpelBot.Tests.dll"));
        start.ArgumentList.Add(place);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        if (killAfterMs is { } ms)
        {
            await Task.WhenAny(ended, Task.Delay(ms));
            process.Kill();
        }
        await ended;
        Assert.Empty(await error);
        return (process.ExitCode, (await output).Count(c => c == '\n'));
    }
}
