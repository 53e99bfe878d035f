using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Jobs;

namespace AmpelBot.Tests.Jobs;

public class ScanQueueTests
{
    private static readonly ScanRequest Request = new() { Event = new EventReference.File("map.fits") };
    private static readonly IProgress<ScanProgress> Nobody = new Progress<ScanProgress>();

    [Fact]
    public async Task An_expected_failure_becomes_its_sentence()
    {
        await using var queue = new ScanQueue((_, _, _) => throw new EventNotFoundException("I have no such map."));
        var outcome = await queue.RunAsync(Request, Nobody, CancellationToken.None);
        Assert.Null(outcome.Finished);
        Assert.Equal(new Failure("I have no such map.", 3), outcome.Failure);
    }

    [Fact]
    public async Task A_mistake_of_the_program_reaches_the_caller_and_the_queue_goes_on()
    {
        var calls = 0;
        await using var queue = new ScanQueue((_, _, _) => ++calls == 1 ? throw new InvalidOperationException("a mistake") : throw new RequestException("later"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.RunAsync(Request, Nobody, CancellationToken.None));
        Assert.Equal("later", (await queue.RunAsync(Request, Nobody, CancellationToken.None)).Failure?.Sentence);
    }

    [Fact]
    public async Task A_cancelled_scan_is_cancelled_and_the_queue_goes_on()
    {
        using var source = new CancellationTokenSource();
        var running = new TaskCompletionSource();
        await using var queue = new ScanQueue(async (request, _, cancellation) =>
        {
            if (request.Revision == 1)
                throw new RequestException("the next one");
            running.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("not reached");
        });
        var scan = queue.RunAsync(Request, Nobody, source.Token);
        await running.Task;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scan);
        Assert.Equal("the next one", (await queue.RunAsync(Request with { Revision = 1 }, Nobody, CancellationToken.None)).Failure?.Sentence);
    }

    [Fact]
    public async Task Scans_run_one_after_the_other()
    {
        var (running, most) = (0, 0);
        await using var queue = new ScanQueue(async (_, _, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            throw new RequestException("done");
        });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => queue.RunAsync(Request, Nobody, CancellationToken.None)));
        Assert.All(outcomes, o => Assert.Equal("done", o.Failure?.Sentence));
        Assert.Equal(1, most);
    }
}
