using System.Collections.Concurrent;
using System.Diagnostics;
using AmpelBot.Chat;
using AmpelBot.Jobs;
using Xunit.Abstractions;

namespace AmpelBot.Tests.Jobs;

/// <summary>What holds for every schedule of messages, cancellations and restarts.</summary>
public class JobQueueLaws(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AMPELBOT_LOAD") == "1";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, IsLong ? 60 : 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_nothing_doubled_and_never_do_two_with_one_key_run(int seed)
    {
        var random = new Random(seed);
        var atWork = new ConcurrentDictionary<string, int>();
        var clashes = new ConcurrentQueue<string>();
        var told = new ConcurrentDictionary<long, bool>();
        await using var rig = await QueueRig.StartAsync(async (job, thread, cancellation) =>
        {
            // One that was told to stop has lost its key and may overlap with the next for a moment.
            var isAlone = job.Key is null || atWork.AddOrUpdate(job.Key, 1, (_, n) => n + 1) == 1;
            if (!isAlone && !told.Keys.Any(id => id != job.Id))
                clashes.Enqueue($"{job.Key} at job {job.Id}");
            try
            {
                foreach (var step in new[] { ThreadStep.Greeting, ThreadStep.Method, ThreadStep.Outcome, ThreadStep.Answer })
                {
                    await thread.PostAsync(new TextPost(step, step.ToString()), cancellation);
                    await Task.Yield();
                }
                return null;
            }
            finally
            {
                if (job.Key is not null)
                    atWork.AddOrUpdate(job.Key, 0, (_, n) => n - 1);
            }
        }, scanWorkers: 3);

        var accepted = new Dictionary<string, Acceptance>();
        var left = new HashSet<(long, ThreadPlace)>();
        for (var i = 0; i < 120; i++)
            switch (random.Next(20))
            {
                case 0:
                    await rig.RestartAsync();
                    break;
                case 1 when accepted.Count > 0:
                    var id = random.Next(1, accepted.Count + 1);
                    if (await rig.Queue.CancelAsync(id, default))
                        told[id] = true;
                    break;
                case 2:
                    var where = QueueRig.Place(random.Next(5), random.Next(4));
                    foreach (var stopped in await rig.Queue.StopInThreadAsync(where, default))
                    {
                        left.Add((stopped.Job.Id, where));
                        if (stopped.Leave == JobLeave.WasLast)
                            told[stopped.Job.Id] = true;
                    }
                    break;
                case 3 when accepted.Count > 0:
                    Assert.IsType<Acceptance.Seen>(await rig.SayAsync("scan again", envelope: accepted.Keys.ElementAt(random.Next(accepted.Count))));
                    break;
                default:
                    var text = random.Next(3) switch { 0 => "quick help", 1 => $"same k{random.Next(3)}", _ => "scan" };
                    accepted[$"m{i}"] = await rig.SayAsync(text, QueueRig.Place(random.Next(5), random.Next(4)), $"U{random.Next(4)}", $"m{i}");
                    break;
            }
        await rig.EndOfAllAsync();

        Assert.Empty(clashes);
        var posts = rig.Chat.Posts;
        Assert.Equal(posts.Count, posts.DistinctBy(p => (p.JobId, p.Place, p.Step)).Count());
        foreach (var queued in accepted.Values.OfType<Acceptance.Queued>())
        {
            var job = (await rig.Tables.Jobs.FindAsync(queued.Job.Id, default))!;
            Assert.True(job.Status == JobStatus.Done || (job.Status == JobStatus.Cancelled && told.ContainsKey(job.Id)), $"{job}");
            foreach (var place in (await rig.Tables.Jobs.PlacesAsync(job.Id, default)).Select(f => f.Place).Where(p => !left.Contains((job.Id, p))))
            {
                var steps = posts.Where(p => p.JobId == job.Id && p.Place == place).Select(p => p.Step).ToList();
                ThreadStep[] whole = [ThreadStep.Greeting, ThreadStep.Method, ThreadStep.Outcome, ThreadStep.Answer];
                if (job.Status == JobStatus.Done)
                    Assert.Equal(whole, steps);
                else
                    Assert.Equal(ThreadStep.Closing, steps[^1]);
            }
        }
        Assert.Equal(0, rig.Queue.Status().Running.Count + rig.Queue.Status().Waiting.Count);
    }

    [SkippableFact]
    public async Task Two_thousand_jobs_leave_memory_flat_and_are_accepted_in_milliseconds()
    {
        Skip.IfNot(IsLong, "AMPELBOT_LOAD=1, on a machine that does nothing else, measures 2,000 jobs");
        await using var rig = await QueueRig.StartAsync(async (job, thread, cancellation) =>
        {
            foreach (var step in new[] { ThreadStep.Greeting, ThreadStep.Outcome, ThreadStep.Closing })
                await thread.PostAsync(new TextPost(step, step.ToString()), cancellation);
            return null;
        });
        var (times, memory) = (new List<double>(), new List<long>());
        for (var i = 0; i < 2000; i++)
        {
            var from = Stopwatch.GetTimestamp();
            Assert.IsType<Acceptance.Queued>(await rig.SayAsync("scan", QueueRig.Place(i % 20, i), $"U{i % 30}"));
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            if (i % 200 == 199)
            {
                await rig.EndOfAllAsync();
                memory.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        }
        times.Sort();
        output.WriteLine($"accept ms: p50 {times[1000]:0.00}, p99 {times[1980]:0.00}, most {times[^1]:0.00}; bytes after each 200: {string.Join(' ', memory)}");
        Assert.True(times[1980] < 50, $"{times[1980]} ms");
        // The recording chat keeps three posts a job; the queue keeps nothing.
        Assert.True(memory[^1] - memory[1] < 4_000_000, string.Join(' ', memory));
    }
}
