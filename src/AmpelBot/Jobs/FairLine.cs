namespace AmpelBot.Jobs;

/// <summary>Jobs that wait, in an order that is fair to conversations: next is one of the conversation that was served longest ago, and within it the one that was put there first.</summary>
/// <remarks>How many jobs a conversation has waiting does not matter. Used by one thread at a time.</remarks>
internal sealed class FairLine
{
    private const int MostRemembered = 4096;

    private readonly Dictionary<ConversationPlace, List<QueuedJob>> waiting = [];
    private readonly Dictionary<ConversationPlace, long> served = [];
    private long turn;

    /// <summary>Puts a job at the end of its conversation's jobs.</summary>
    internal void Add(QueuedJob job)
    {
        if (!waiting.TryGetValue(job.Job.Place.In, out var jobs))
            waiting[job.Job.Place.In] = jobs = [];
        jobs.Add(job);
    }

    /// <summary>Takes a job out of the line; false when it is not in it.</summary>
    internal bool Remove(QueuedJob job)
    {
        var place = job.Job.Place.In;
        if (!waiting.TryGetValue(place, out var jobs) || !jobs.Remove(job))
            return false;
        if (jobs.Count == 0)
            waiting.Remove(place);
        return true;
    }

    /// <summary>Takes the next job; null when none waits.</summary>
    internal QueuedJob? TakeNext()
    {
        if (waiting.Count == 0)
            return null;
        var next = waiting.Values.MinBy(jobs => (served.GetValueOrDefault(jobs[0].Job.Place.In), jobs[0].Job.Attempts - jobs[0].Job.Stops, jobs[0].Job.Id))![0];
        Remove(next);
        served[next.Job.Place.In] = ++turn;
        if (served.Count > MostRemembered)
            foreach (var old in served.Where(s => s.Value <= turn - MostRemembered / 2).Select(s => s.Key).ToList())
                served.Remove(old);
        return next;
    }

    /// <summary>All jobs in the order in which they would be taken if no other came.</summary>
    internal List<QueuedJob> InOrder()
    {
        var order = new List<QueuedJob>();
        var next = new PriorityQueue<(List<QueuedJob> Jobs, int Index), (long Served, int Attempts, long Id)>();
        foreach (var (place, jobs) in waiting)
            next.Enqueue((jobs, 0), (served.GetValueOrDefault(place), jobs[0].Job.Attempts - jobs[0].Job.Stops, jobs[0].Job.Id));
        for (var then = turn; next.TryDequeue(out var first, out _);)
        {
            order.Add(first.Jobs[first.Index]);
            if (first.Index + 1 < first.Jobs.Count)
                next.Enqueue((first.Jobs, first.Index + 1), (++then, 0, first.Jobs[first.Index + 1].Job.Id));
            else
                then++;
        }
        return order;
    }
}

/// <summary>A job that waits or runs in this process.</summary>
internal sealed class QueuedJob(Job job, FollowedThread thread)
{
    /// <summary>The job as it was last stored.</summary>
    internal Job Job { get; set; } = job;

    /// <summary>Where its posts go.</summary>
    internal FollowedThread Thread { get; } = thread;

    /// <summary>Stops its work; null while it waits.</summary>
    internal CancellationTokenSource? Stop { get; set; }

    /// <summary>Whether somebody cancelled it.</summary>
    internal bool IsToldToStop { get; set; } = job.IsToldToStop;
}
