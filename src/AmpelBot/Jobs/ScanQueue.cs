using System.Threading.Channels;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Jobs;

/// <summary>The one queue for scans, whichever door they come through; a few workers run them in the order in which they came.</summary>
/// <remarks>Expected failures are caught here, once, and become the sentence that the person reads.</remarks>
public sealed class ScanQueue : IAsyncDisposable
{
    private const int MostWaiting = 100;
    private readonly Channel<Job> jobs = Channel.CreateBounded<Job>(MostWaiting);
    private readonly ScanRunner run;
    private readonly Task workers;

    /// <summary>A queue with its workers.</summary>
    /// <param name="run">Runs one scan; several at the same time where there are several workers.</param>
    /// <param name="workers">Scans at the same time, at least 1.</param>
    public ScanQueue(ScanRunner run, int workers = 1)
    {
        this.run = run;
        this.workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>Puts a scan on the queue and waits for its end. When the queue is full, waits for a place.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting or scanning.</exception>
    public async Task<ScanOutcome> RunAsync(ScanRequest request, IProgress<ScanProgress> progress, CancellationToken cancellation)
    {
        var job = new Job(request, progress, cancellation);
        await jobs.Writer.WriteAsync(job, cancellation);
        return await job.Outcome.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        jobs.Writer.TryComplete();
        await workers;
    }

    private async Task WorkAsync()
    {
        await foreach (var job in jobs.Reader.ReadAllAsync(CancellationToken.None))
            try
            {
                job.Cancellation.ThrowIfCancellationRequested();
                job.Outcome.SetResult(new ScanOutcome(await run(job.Request, job.Progress, job.Cancellation), null));
            }
            catch (OperationCanceledException) when (job.Cancellation.IsCancellationRequested)
            {
                job.Outcome.SetCanceled(job.Cancellation);
            }
            catch (Exception e)
            {
                if (Failure.From(e) is { } failure)
                    job.Outcome.SetResult(new ScanOutcome(null, failure));
                else
                    job.Outcome.SetException(e);
            }
    }

    private sealed record Job(ScanRequest Request, IProgress<ScanProgress> Progress, CancellationToken Cancellation)
    {
        public TaskCompletionSource<ScanOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Runs one scan and writes its files.</summary>
/// <param name="request">What to scan.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="cancellation">Stops it.</param>
public delegate Task<FinishedScan> ScanRunner(ScanRequest request, IProgress<ScanProgress> progress, CancellationToken cancellation);

/// <summary>A scan that came to its end.</summary>
/// <param name="Report">The report.</param>
/// <param name="Folder">Folder of the files that it left.</param>
public sealed record FinishedScan(ScanReport Report, string Folder);

/// <summary>How a scan ended: finished, or with an expected failure.</summary>
/// <param name="Finished">The scan; null when it failed.</param>
/// <param name="Failure">The failure; null when it finished.</param>
public sealed record ScanOutcome(FinishedScan? Finished, Failure? Failure);
