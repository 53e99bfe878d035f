using System.Diagnostics.Metrics;

namespace AmpelBot.Jobs;

/// <summary>What job queues tell of themselves under System.Diagnostics.Metrics; names and units as OpenTelemetry's conventions have them.</summary>
/// <remarks>Instruments of the process: they count over all its queues.</remarks>
public static class JobMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AmpelBot.Jobs";

    private static readonly Meter Meter = new(MeterName);

    private static readonly UpDownCounter<long> WaitingJobs = Meter.CreateUpDownCounter<long>("ampelbot.jobs.waiting", "{job}", "Jobs in line.");

    private static readonly UpDownCounter<long> RunningJobs = Meter.CreateUpDownCounter<long>("ampelbot.jobs.running", "{job}", "Jobs at work.");

    private static readonly Counter<long> EndedJobs = Meter.CreateCounter<long>("ampelbot.jobs.ended", "{job}", "Jobs that ended, by how.");

    private static readonly Counter<long> Messages = Meter.CreateCounter<long>("ampelbot.jobs.messages", "{message}", "Messages, by what became of them.");

    private static readonly Histogram<double> WaitDuration = Meter.CreateHistogram<double>("ampelbot.jobs.wait.duration", "s", "Time from a job's acceptance to its start.");

    private static readonly Histogram<double> WorkDuration = Meter.CreateHistogram<double>("ampelbot.jobs.work.duration", "s", "Time from a job's last start to its end.");

    internal static void Accepted(Acceptance acceptance) => Messages.Add(1, new KeyValuePair<string, object?>("ampelbot.outcome", acceptance switch
    {
        Acceptance.Seen => "seen",
        Acceptance.Queued => "queued",
        Acceptance.Following => "following",
        _ => "refused",
    }));

    internal static void Waiting(JobLane lane, int change) => WaitingJobs.Add(change, Lane(lane));

    internal static void Running(JobLane lane, int change) => RunningJobs.Add(change, Lane(lane));

    internal static void Started(Job job) => WaitDuration.Record((job.Started!.Value - job.Created).TotalSeconds, Lane(job.Lane));

    internal static void Ended(Job job, JobStatus status, DateTimeOffset now)
    {
        EndedJobs.Add(1, Lane(job.Lane), new KeyValuePair<string, object?>("ampelbot.status", status.ToString().ToLowerInvariant()));
        WorkDuration.Record((now - job.Started!.Value).TotalSeconds, Lane(job.Lane));
    }

    private static KeyValuePair<string, object?> Lane(JobLane lane) => new("ampelbot.lane", lane.ToString().ToLowerInvariant());
}
