namespace AmpelBot.Jobs;

/// <summary>A piece of work that somebody asked for in a chat.</summary>
/// <param name="Id">Its number, from 1 on; never given twice.</param>
/// <param name="Place">Where it was asked for.</param>
/// <param name="User">Who asked, as the chat names people.</param>
/// <param name="Kind">What it is, in a word.</param>
/// <param name="Text">The request.</param>
/// <param name="Lane">The line in which it waits.</param>
/// <param name="Key">What jobs that do the same have in common; null for a job that is always run by itself.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Created">When it was accepted, UTC.</param>
/// <param name="Started">When it was last started, UTC; null before.</param>
/// <param name="Ended">When it ended, UTC; null before.</param>
/// <param name="Attempts">How often it was started.</param>
/// <param name="Stops">How many of these attempts a graceful stop of the bot ended.</param>
/// <param name="IsToldToStop">Whether it was cancelled and did not end yet.</param>
/// <param name="Error">Why it failed, in a sentence; null otherwise.</param>
public sealed record Job(
    long Id, ThreadPlace Place, string User, string Kind, string Text, JobLane Lane, string? Key, JobStatus Status, DateTimeOffset Created, DateTimeOffset? Started, DateTimeOffset? Ended,
    int Attempts, int Stops, bool IsToldToStop, string? Error)
{
    /// <summary>Whether it was started before, so that some of its posts may be there already.</summary>
    public bool IsResumed => Attempts > 1;
}

/// <summary>How far a job is.</summary>
public enum JobStatus
{
    /// <summary>In line.</summary>
    Waiting,

    /// <summary>At work, or interrupted at work by the end of the process.</summary>
    Running,

    /// <summary>Answered.</summary>
    Done,

    /// <summary>Ended with a sentence that says why.</summary>
    Failed,

    /// <summary>Ended because somebody asked for it.</summary>
    Cancelled,
}

/// <summary>The line in which a job waits.</summary>
public enum JobLane
{
    /// <summary>Answers that take moments: help, status, votes.</summary>
    Quick,

    /// <summary>Scans.</summary>
    Scan,
}

/// <summary>What a message asks for, before it is accepted.</summary>
/// <param name="EnvelopeId">The chat's identity of the message: the same message that comes again has the same.</param>
/// <param name="Place">Where it was asked for.</param>
/// <param name="User">Who asked, as the chat names people.</param>
/// <param name="Kind">What it is, in a word.</param>
/// <param name="Text">The request.</param>
public sealed record NewJob(string EnvelopeId, ThreadPlace Place, string User, string Kind, string Text);

/// <summary>How a new job is run.</summary>
/// <param name="Lane">The line in which it waits.</param>
/// <param name="Key">What jobs that do the same have in common; null for a job that is always run by itself.</param>
public readonly record struct JobPlan(JobLane Lane, string? Key);

/// <summary>A place that gets the answer of a job.</summary>
/// <param name="Place">The place.</param>
/// <param name="User">Who asked there.</param>
public sealed record JobFollower(ThreadPlace Place, string User);

/// <summary>What became of a message.</summary>
public abstract record Acceptance
{
    private Acceptance()
    {
    }

    /// <summary>The message came before and is in hand: nothing is to be said.</summary>
    public sealed record Seen : Acceptance;

    /// <summary>It is a job of its own, and stored.</summary>
    /// <param name="Job">The job.</param>
    public sealed record Queued(Job Job) : Acceptance;

    /// <summary>Another job does the same: its posts go here as well.</summary>
    /// <param name="Job">The other job.</param>
    /// <param name="IsNewPlace">False when its posts went to this thread anyway.</param>
    public sealed record Following(Job Job, bool IsNewPlace) : Acceptance;

    /// <summary>It is not done, and no job was stored.</summary>
    /// <param name="Sentence">Why, for the person.</param>
    public sealed record Refused(string Sentence) : Acceptance;
}

/// <summary>How much may wait.</summary>
public sealed record JobLimits
{
    /// <summary>Jobs that wait in a lane.</summary>
    public int Waiting { get; init; } = 500;

    /// <summary>Jobs of one conversation that wait in a lane.</summary>
    public int WaitingInConversation { get; init; } = 50;

    /// <summary>Jobs of one person that wait in a lane.</summary>
    public int WaitingOfPerson { get; init; } = 20;

    /// <summary>Places that get the answer of one job.</summary>
    public int Places { get; init; } = 20;
}
