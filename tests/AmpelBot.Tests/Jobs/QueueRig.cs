using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;
using AmpelBot.Jobs;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Tests.Jobs;

/// <summary>A queue over an archive of its own, with a chat that keeps what is posted.</summary>
internal sealed class QueueRig : IAsyncDisposable
{
    private readonly JobRunner run;
    private int envelopes;

    private QueueRig(JobRunner run, string folder, BotTables tables) => (this.run, Folder, Tables, Queue) = (run, folder, tables, null!);

    public string Folder { get; }

    public BotTables Tables { get; private set; }

    public JobQueue Queue { get; private set; }

    public RecordedChat Chat { get; } = new();

    public LogLines Log { get; } = new();

    public JobQueueSettings Settings { get; set; } = new() { DatabaseRetry = TimeSpan.FromMilliseconds(20) };

    public static async Task<QueueRig> StartAsync(JobRunner run, int scanWorkers = 2)
    {
        var folder = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;
        await (await Archives.OpenOrCreateAsync(folder, default)).DisposeAsync();
        var rig = new QueueRig(run, folder, await BotTables.OpenAsync(folder, TimeProvider.System, default));
        rig.Settings = rig.Settings with { ScanWorkers = scanWorkers };
        await rig.StartQueueAsync();
        return rig;
    }

    /// <summary>Stops the queue as a graceful stop does, and starts another over the same tables.</summary>
    public async Task RestartAsync()
    {
        await Queue.DisposeAsync();
        await StartQueueAsync();
    }

    public async Task StartQueueAsync()
    {
        Queue = new JobQueue(Tables, new JobHandlers
        {
            // A request is "quick …", "scan …" or "same KEY …".
            Plan = job => new JobPlan(job.Text.StartsWith("quick", StringComparison.Ordinal) ? JobLane.Quick : JobLane.Scan, job.Text.Split(' ') is ["same", var key, ..] ? key : null),
            Run = run,
            OpenThread = (job, place) => Chat.Open(Tables, job, place),
            FollowNote = (job, follower) => new TextPost(ThreadStep.Greeting, $"Hi {follower.User}, already at it for {job.User}"),
            CancelNote = job => new TextPost(ThreadStep.Closing, $"stopped {job.Text}"),
        }, Settings, TimeProvider.System, Log);
        await Queue.StartAsync(default);
    }

    public static ThreadPlace Place(int conversation, int thread = 1) => new("slack", "T1", $"C{conversation}", $"{thread}");

    public Task<Acceptance> SayAsync(string text, ThreadPlace? place = null, string user = "U1", string? envelope = null) =>
        Queue.AcceptAsync(new NewJob(envelope ?? $"e{Interlocked.Increment(ref envelopes)}", place ?? Place(1), user, text.Split(' ')[0], text), CancellationToken.None);

    /// <summary>Waits until a job has ended.</summary>
    public async Task<Job> EndOfAsync(long id)
    {
        while (true)
        {
            if (await Tables.Jobs.FindAsync(id, default) is { Ended: not null } job)
                return job;
            await Task.Delay(2);
        }
    }

    public async Task EndOfAllAsync()
    {
        while ((await Tables.Jobs.UnfinishedAsync(default)).Count > 0)
            await Task.Delay(2);
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        await Tables.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

internal sealed class LogLines : ILogger
{
    private readonly List<string> lines = [];

    public string[] Lines
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
            lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
