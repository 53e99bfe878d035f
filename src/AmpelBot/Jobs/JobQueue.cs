using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;
using AmpelBot.Chat.Commands;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Jobs;

/// <summary>The work behind chats: jobs that are stored before they are acknowledged, and run until they have ended, whatever happens to the process.</summary>
/// <remarks>
/// The tables are the truth; memory holds what waits and runs. One process at a time works on them. Failures of the work are caught here, once.
/// </remarks>
public sealed class JobQueue : IAsyncDisposable
{
    private readonly Lane quick = new();
    private readonly Lane scans = new();

    // Jobs that were at work more than once when the process went down run one at a time here, so that the one that takes it down is found and the others are not given up with it.
    private readonly Lane suspects = new();
    private readonly Dictionary<long, QueuedJob> jobs = [];
    private readonly Lock sync = new();

    // What is accepted, followed, cancelled or ended is changed in the tables and in memory by one at a time, so that both agree.
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<Task> aside = [];
    private readonly List<Task> workers = [];
    private readonly BotTables tables;
    private readonly JobHandlers handlers;
    private readonly JobQueueSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private IAsyncDisposable? claim;
    private bool isUnsure;

    /// <summary>A queue that does not work yet.</summary>
    /// <param name="tables">Where jobs are stored.</param>
    /// <param name="handlers">How jobs are run.</param>
    /// <param name="settings">How much at a time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told what happens, without texts of messages.</param>
    public JobQueue(BotTables tables, JobHandlers handlers, JobQueueSettings settings, TimeProvider time, ILogger log) =>
        (this.tables, this.handlers, this.settings, this.time, this.log) = (tables, handlers, settings, time, log);

    private JobStore Store => tables.Jobs;

    /// <summary>Takes up the jobs that an earlier run left, and begins to work.</summary>
    /// <exception cref="ArchiveException">The database failed, or another process works on its jobs.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (claim is not null)
            throw new InvalidOperationException("the queue was started before");
        claim = await tables.ClaimAsync(cancellation);
        log.Resumed(await AdoptAsync(cancellation));
        workers.AddRange(Enumerable.Range(0, settings.QuickWorkers).Select(_ => Task.Run(() => WorkAsync(quick), CancellationToken.None)));
        workers.AddRange(Enumerable.Range(0, settings.ScanWorkers).Select(_ => Task.Run(() => WorkAsync(scans), CancellationToken.None)));
        workers.Add(Task.Run(() => WorkAsync(suspects), CancellationToken.None));
    }

    /// <summary>Stores the job that a message asks for. When this returns, the message may be acknowledged to the chat: what it asks for will be done.</summary>
    /// <exception cref="ArchiveException">The database failed: the message must not be acknowledged, so that the chat sends it again.</exception>
    public async Task<Acceptance> AcceptAsync(NewJob job, CancellationToken cancellation)
    {
        var plan = handlers.Plan(job);
        await gate.WaitAsync(cancellation);
        try
        {
            var acceptance = await Store.AcceptAsync(job, plan, settings.Limits, cancellation);
            JobMetrics.Accepted(acceptance);
            switch (acceptance)
            {
                case Acceptance.Queued { Job: var accepted }:
                    log.Accepted(accepted.Id, accepted.Kind, accepted.Lane, job.Place.Chat, job.Place.Team, job.Place.Conversation);
                    Adopt(accepted, [new JobFollower(job.Place, job.User)]);
                    break;
                case Acceptance.Following { IsNewPlace: true, Job.Id: var id }:
                    log.Followed(id, job.Place.Chat, job.Place.Team, job.Place.Conversation);
                    if (Find(id) is { } followed)
                    {
                        followed.Thread.Add(new JobFollower(job.Place, job.User), isOwner: false);
                        Aside(() => followed.Thread.CatchUpAsync(stopping.Token));
                    }
                    break;
                case Acceptance.Refused { Sentence: var sentence }:
                    log.Refused(job.Kind, job.Place.Chat, job.Place.Team, job.Place.Conversation, sentence);
                    break;
            }
            return acceptance;
        }
        catch when (!stopping.IsCancellationRequested)
        {
            // The commit may have happened: the chat sends the message again, and the tables would call it seen.
            if (!isUnsure)
            {
                isUnsure = true;
                Aside(AdoptUnknownAsync);
            }
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Cancels a job for all who get its answer. One that runs stops within its next check.</summary>
    /// <returns>False when there is no such job, or it has ended.</returns>
    public Task<bool> CancelAsync(long id, CancellationToken cancellation) => WithinGateAsync(async () =>
    {
        if (!await Store.CancelAsync(id, cancellation))
            return false;
        TellToStop(id);
        return true;
    }, cancellation);

    /// <summary>Stops the scans of a thread for that thread. One that others get as well goes on for them.</summary>
    public Task<List<StoppedJob>> StopInThreadAsync(ThreadPlace place, CancellationToken cancellation) => WithinGateAsync(async () =>
    {
        var stopped = new List<StoppedJob>();
        foreach (var job in await Store.UnfinishedInAsync(place, cancellation))
        {
            if (job.Lane != JobLane.Scan || job.IsToldToStop)
                continue;
            var leave = await Store.LeaveAsync(job.Id, place, cancellation);
            if (leave == JobLeave.WasLast)
                TellToStop(job.Id);
            else
                Find(job.Id)?.Thread.Remove(place);
            stopped.Add(new StoppedJob(job, leave));
        }
        return stopped;
    }, cancellation);

    /// <summary>What runs and what waits. Jobs that were told to stop are among the running ones until they have ended.</summary>
    public JobQueueStatus Status()
    {
        lock (sync)
            return new JobQueueStatus(
                [.. jobs.Values.Where(j => j.Stop is not null).OrderBy(j => j.Job.Id).Select(j => new RunningJob(j.Job, j.Thread.Progress, j.Thread.Places))],
                [.. new[] { quick, scans, suspects }.SelectMany(l => l.Line.InOrder().Where(j => !j.IsToldToStop).Select((j, i) => new WaitingJob(j.Job, i + 1, j.Thread.Places)))]);
    }

    /// <summary>Stops the workers. Running jobs are put back and taken up by the next start; messages are still accepted for it.</summary>
    /// <param name="cancellation">Gives up waiting for jobs that do not stop; the next start takes them up as well.</param>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await stopping.CancelAsync();
        Task[] all;
        lock (sync)
            all = [.. workers, .. aside];
        await Task.WhenAll(all).WaitAsync(cancellation);
        if (claim is not null)
            await claim.DisposeAsync();
        claim = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        lock (sync)
        {
            foreach (var job in jobs.Values)
                JobMetrics.Waiting(job.Job.Lane, -1);
            jobs.Clear();
        }
    }

    private async Task WorkAsync(Lane lane)
    {
        while (await lane.HasNextAsync(stopping.Token))
        {
            QueuedJob? next;
            lock (sync)
            {
                next = lane.Line.TakeNext();
                if (next is not null)
                    next.Stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            }
            if (next is not null)
                await RunAsync(next);
        }
    }

    private async Task RunAsync(QueuedJob queued)
    {
        var lane = queued.Job.Lane;
        JobMetrics.Waiting(lane, -1);
        JobMetrics.Running(lane, +1);
        try
        {
            if (await InsistAsync(() => Store.StartAsync(queued.Job.Id, stopping.Token)) is not { } started)
            {
                Forget(queued);
                return;
            }
            lock (sync)
                queued.Job = started;
            JobMetrics.Started(started);
            log.Started(started.Id, started.Attempts, (started.Started!.Value - started.Created).TotalSeconds);
            var (status, error) = await OutcomeAsync(queued, started);
            await EndAsync(queued, status, error);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await PutBackAsync(queued);
        }
        catch (Exception e)
        {
            // Nothing of this kind is known: the job ends, and the workers go on.
            log.Mistake(queued.Job.Id, e);
            await AbandonAsync(queued);
        }
        finally
        {
            JobMetrics.Running(lane, -1);
            queued.Stop!.Dispose();
        }
    }

    private async Task<(JobStatus Status, string? Error)> OutcomeAsync(QueuedJob queued, Job job)
    {
        try
        {
            if (queued.IsToldToStop)
                return await CancelledAsync(queued);
            if (job.Attempts - job.Stops > settings.MostAttempts)
                return await FailedAsync(queued, JobWords.WornOut(settings.MostAttempts));
            return await handlers.Run(job, queued.Thread, queued.Stop!.Token) is { } told ? (JobStatus.Failed, told.Sentence) : (JobStatus.Done, null);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            throw new OperationCanceledException(stopping.Token);
        }
        catch (Exception e)
        {
            if (queued.IsToldToStop)
                return await CancelledAsync(queued);
            var failure = Failure.From(e is PostFailedException { InnerException: { } cause } ? cause : e);
            if (failure is null)
                log.Mistake(job.Id, e);
            return await FailedAsync(queued, failure?.Sentence ?? JobWords.Mistake(job.Id));
        }
    }

    private async Task<(JobStatus, string?)> CancelledAsync(QueuedJob queued)
    {
        if (handlers.CancelNote(queued.Job) is { } note)
            await SayAsync(queued, note);
        return (JobStatus.Cancelled, null);
    }

    private async Task<(JobStatus, string?)> FailedAsync(QueuedJob queued, string sentence)
    {
        await SayAsync(queued, new TextPost(ThreadStep.Apology, ScanWords.Apology(sentence)));
        return (JobStatus.Failed, sentence);
    }

    private async Task SayAsync(QueuedJob queued, ThreadPost post)
    {
        try
        {
            await queued.Thread.PostAsync(post, stopping.Token);
        }
        catch (PostFailedException)
        {
            // The log has it from the thread; nobody can be told.
        }
    }

    /// <summary>Ends a job once all its places have all posts. A place that joins at the last moment is waited for.</summary>
    private async Task EndAsync(QueuedJob queued, JobStatus status, string? error)
    {
        while (true)
        {
            await queued.Thread.CatchUpAsync(stopping.Token);
            var isEnded = await InsistAsync(() => WithinGateAsync(async () =>
            {
                if (queued.Thread.IsBehind)
                    return false;
                await Store.EndAsync(queued.Job.Id, status, error, stopping.Token);
                Forget(queued);
                return true;
            }, stopping.Token));
            if (!isEnded)
                continue;
            var now = time.GetUtcNow();
            JobMetrics.Ended(queued.Job, status, now);
            log.Ended(queued.Job.Id, status, (now - queued.Job.Started!.Value).TotalSeconds);
            return;
        }
    }

    private async Task AbandonAsync(QueuedJob queued)
    {
        try
        {
            await Store.EndAsync(queued.Job.Id, JobStatus.Failed, JobWords.Mistake(queued.Job.Id), CancellationToken.None);
        }
        catch (ArchiveException e)
        {
            log.DatabaseFailed(e);
        }
        Forget(queued);
    }

    private async Task PutBackAsync(QueuedJob queued)
    {
        try
        {
            await Store.PutBackAsync(queued.Job.Id, CancellationToken.None);
            log.PutBack(queued.Job.Id);
        }
        catch (ArchiveException e)
        {
            log.NotPutBack(queued.Job.Id, e);
        }
        Forget(queued);
    }

    /// <summary>Asks the database until it answers or the bot stops.</summary>
    private async Task<T> InsistAsync<T>(Func<Task<T>> ask)
    {
        while (true)
            try
            {
                return await ask();
            }
            catch (ArchiveException e)
            {
                log.DatabaseFailed(e);
                await Task.Delay(settings.DatabaseRetry, time, stopping.Token);
            }
    }

    private async Task<T> WithinGateAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>After an answer of the database was lost: takes up what it may have stored.</summary>
    private async Task AdoptUnknownAsync()
    {
        await Task.Delay(settings.DatabaseRetry, time, stopping.Token);
        await InsistAsync(() => WithinGateAsync(async () =>
        {
            var adopted = await AdoptAsync(stopping.Token);
            isUnsure = false;
            return adopted;
        }, stopping.Token));
    }

    /// <summary>Takes up all that the tables have and memory has not; the number of jobs.</summary>
    private async Task<int> AdoptAsync(CancellationToken cancellation)
    {
        var adopted = 0;
        foreach (var job in (await Store.UnfinishedAsync(cancellation)).OrderBy(j => j.Attempts - j.Stops))
            adopted += Adopt(job, await Store.PlacesAsync(job.Id, cancellation)) ? 1 : 0;
        return adopted;
    }

    private bool Adopt(Job job, IEnumerable<JobFollower> places)
    {
        lock (sync)
        {
            var isNew = !jobs.TryGetValue(job.Id, out var queued);
            if (isNew)
                jobs[job.Id] = queued = new QueuedJob(job, new FollowedThread(
                    place => handlers.OpenThread(job, place),
                    follower => handlers.FollowNote(job, follower),
                    (place, failure) => log.PostFailed(job.Id, place.Chat, place.Team, place.Conversation, failure)));
            foreach (var place in places)
                queued!.Thread.Add(place, isOwner: place.Place == job.Place);
            if (!isNew)
                return false;
            JobMetrics.Waiting(job.Lane, +1);
            LaneOf(queued!).Add(queued!);
            return true;
        }
    }

    private Lane LaneOf(QueuedJob queued) =>
        queued.IsToldToStop || queued.Job.Lane == JobLane.Quick ? quick
        : queued.Job.Attempts - queued.Job.Stops >= settings.AttemptsInCompany ? suspects
        : scans;

    /// <summary>Stops a job's work; one that waits is ended by a quick worker, so that its places are told.</summary>
    private void TellToStop(long id)
    {
        CancellationTokenSource? stop = null;
        lock (sync)
        {
            if (!jobs.TryGetValue(id, out var queued) || queued.IsToldToStop)
                return;
            queued.IsToldToStop = true;
            stop = queued.Stop;
            if (stop is null && (scans.Line.Remove(queued) || suspects.Line.Remove(queued)))
                quick.Add(queued);
        }
        log.ToldToStop(id);
        try
        {
            stop?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was put back at this moment, and the tables know that it is to stop.
        }
    }

    private QueuedJob? Find(long id)
    {
        lock (sync)
            return jobs.GetValueOrDefault(id);
    }

    private void Forget(QueuedJob queued)
    {
        lock (sync)
            jobs.Remove(queued.Job.Id);
    }

    /// <summary>Runs what nobody waits for but the end of the queue.</summary>
    private void Aside(Func<Task> work)
    {
        var task = Task.Run(async () =>
        {
            try
            {
                await work();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The next start does it.
            }
        }, CancellationToken.None);
        lock (sync)
            aside.Add(task);
        task.ContinueWith(ended =>
        {
            lock (sync)
                aside.Remove(ended);
        }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>A line and the number of jobs that workers may take from it; it may be larger than the line, never smaller.</summary>
    private sealed class Lane
    {
        private readonly SemaphoreSlim ready = new(0);

        internal FairLine Line { get; } = new();

        internal void Add(QueuedJob job)
        {
            Line.Add(job);
            ready.Release();
        }

        /// <summary>Waits for a job; false when the queue stops.</summary>
        internal async Task<bool> HasNextAsync(CancellationToken stopping)
        {
            try
            {
                await ready.WaitAsync(stopping);
                return !stopping.IsCancellationRequested;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
