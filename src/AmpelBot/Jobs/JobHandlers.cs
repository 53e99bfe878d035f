using System.Globalization;
using AmpelBot.Chat;

namespace AmpelBot.Jobs;

/// <summary>What a queue does not know itself: how jobs are run, and in which words people are spoken to.</summary>
public sealed record JobHandlers
{
    /// <summary>Says how a new job is run. Quick: the chat waits for it.</summary>
    public required Func<NewJob, JobPlan> Plan { get; init; }

    /// <summary>Runs a job.</summary>
    public required JobRunner Run { get; init; }

    /// <summary>Opens the thread at a place of a job, at once and without asking the chat. The thread posts nothing twice that <see cref="PostStore"/> knows to be there, since a resumed job posts all its steps again.</summary>
    public required Func<Job, ThreadPlace, IChatThread> OpenThread { get; init; }

    /// <summary>What is said to somebody whose request another's job answers. Its step is <see cref="ThreadStep.Greeting"/>.</summary>
    public required Func<Job, JobFollower, ThreadPost> FollowNote { get; init; }

    /// <summary>What is said where a job was cancelled; null for nothing.</summary>
    public required Func<Job, ThreadPost?> CancelNote { get; init; }
}

/// <summary>Runs one job.</summary>
/// <param name="job">The job. When <see cref="Job.IsResumed"/>, some of its posts may be there already.</param>
/// <param name="thread">Where its posts and its progress go.</param>
/// <param name="cancellation">Stops it, because somebody cancelled it or the bot stops.</param>
/// <returns>Null when it was answered; a failure of which the person has been told already. One that is thrown is told by the queue.</returns>
public delegate Task<Failure?> JobRunner(Job job, IChatThread thread, CancellationToken cancellation);

/// <summary>How a queue works.</summary>
public sealed record JobQueueSettings
{
    /// <summary>Scans at the same time.</summary>
    public int ScanWorkers { get; init; } = 2;

    /// <summary>Quick jobs at the same time.</summary>
    public int QuickWorkers { get; init; } = 8;

    /// <summary>Starts of a job, those that a graceful stop ended not counted, after which it is no longer run beside others that may have ended the process.</summary>
    public int AttemptsInCompany { get; init; } = 2;

    /// <summary>Starts of a job, those that a graceful stop ended not counted, after which it is given up: each of them saw the process end.</summary>
    public int MostAttempts { get; init; } = 5;

    /// <summary>How much may wait.</summary>
    public JobLimits Limits { get; init; } = new();

    /// <summary>Time after which a database that failed is asked again.</summary>
    public TimeSpan DatabaseRetry { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>A queue at one moment.</summary>
/// <param name="Running">Jobs at work, oldest first.</param>
/// <param name="Waiting">Jobs in line, those of each lane in the order in which they would be started if no other came.</param>
public sealed record JobQueueStatus(IReadOnlyList<RunningJob> Running, IReadOnlyList<WaitingJob> Waiting);

/// <summary>A job at work.</summary>
/// <param name="Job">The job.</param>
/// <param name="Progress">Its last line of progress; null before the first.</param>
/// <param name="Places">The places that get its answer.</param>
public sealed record RunningJob(Job Job, string? Progress, IReadOnlyList<JobFollower> Places);

/// <summary>A job in line.</summary>
/// <param name="Job">The job.</param>
/// <param name="Position">Its position in its lane, from 1 on.</param>
/// <param name="Places">The places that get its answer.</param>
public sealed record WaitingJob(Job Job, int Position, IReadOnlyList<JobFollower> Places);

/// <summary>A job of which a thread does not want the answer any more.</summary>
/// <param name="Job">The job.</param>
/// <param name="Leave">Whether it stops, or goes on for others.</param>
public sealed record StoppedJob(Job Job, JobLeave Leave);

/// <summary>What a queue says of itself.</summary>
internal static class JobWords
{
    internal static string WornOut(int attempts) => string.Create(CultureInfo.InvariantCulture,
        $"I started this {attempts} times and went down each time, so that I gave it up. Please tell whoever runs me, and ask again with a smaller region or window.");

    internal static string Mistake(long id) => string.Create(CultureInfo.InvariantCulture,
        $"A mistake of mine stopped it; whoever runs me finds the details in the log under job {id}.");
}
