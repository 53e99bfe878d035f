using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Jobs;

namespace AmpelBot.Tests.Jobs;

public sealed class JobQueueTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> doors = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> starts = new();
    private readonly ConcurrentQueue<string> order = new();
    private QueueRig rig = null!;
    private int running, most;

    public async Task InitializeAsync() => rig = await QueueRig.StartAsync(RunAsync);

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task One_noisy_conversation_does_not_keep_five_quiet_ones_waiting()
    {
        await OneWorkerAsync();
        await rig.SayAsync("scan hold first", QueueRig.Place(0));
        await Started("scan hold first");
        for (var i = 1; i <= 10; i++)
            await rig.SayAsync($"scan noisy{i}", QueueRig.Place(0));
        for (var i = 1; i <= 5; i++)
            await rig.SayAsync($"scan quiet{i}", QueueRig.Place(i), $"V{i}");
        string[] expected = [.. Enumerable.Range(1, 5).Select(i => $"scan quiet{i}"), .. Enumerable.Range(1, 10).Select(i => $"scan noisy{i}")];
        var status = rig.Queue.Status();
        Assert.Equal(expected, status.Waiting.Select(w => w.Job.Text));
        Assert.Equal(Enumerable.Range(1, 15), status.Waiting.Select(w => w.Position));
        Assert.Equal("scan hold first", Assert.Single(status.Running).Job.Text);
        Open("scan hold first");
        await rig.EndOfAllAsync();
        Assert.Equal(["scan hold first", .. expected], order);
    }

    [Fact]
    public async Task Quick_jobs_are_answered_while_all_scans_are_at_work()
    {
        await rig.SayAsync("scan hold a");
        await rig.SayAsync("scan hold b");
        await rig.SayAsync("scan c");
        await Started("scan hold b");
        await rig.EndOfAsync(Id(await rig.SayAsync("quick help")));
        Assert.DoesNotContain("scan c", order);
        Open("scan hold a");
        Open("scan hold b");
        await rig.EndOfAllAsync();
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task A_failure_becomes_its_sentence_and_a_mistake_stops_nobody_else()
    {
        var failed = Id(await rig.SayAsync("scan fail", QueueRig.Place(1)));
        var mistaken = Id(await rig.SayAsync("scan mistake", QueueRig.Place(2)));
        var fine = Id(await rig.SayAsync("scan fine", QueueRig.Place(3)));
        Assert.Equal((JobStatus.Failed, "I have no such map."), ((await rig.EndOfAsync(failed)).Status, (await rig.EndOfAsync(failed)).Error));
        Assert.Contains("I have no such map.", rig.Chat.At(QueueRig.Place(1))[^1]);
        Assert.Equal(JobStatus.Failed, (await rig.EndOfAsync(mistaken)).Status);
        Assert.Contains($"under job {mistaken}", rig.Chat.At(QueueRig.Place(2))[^1]);
        Assert.DoesNotContain("secret", string.Join(' ', rig.Chat.At(QueueRig.Place(2))));
        Assert.Equal(JobStatus.Done, (await rig.EndOfAsync(fine)).Status);
    }

    [Fact]
    public async Task The_log_has_no_texts_of_messages()
    {
        await rig.EndOfAsync(Id(await rig.SayAsync("scan confidential")));
        await rig.SayAsync("scan " + new string('x', 9000));
        Assert.Contains(rig.Log.Lines, l => l.Contains("ended: Done", StringComparison.Ordinal));
        Assert.DoesNotContain(rig.Log.Lines, l => l.Contains("confidential", StringComparison.Ordinal) || l.Contains("xxx", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_running_job_stops_when_it_is_cancelled_and_a_waiting_one_never_starts()
    {
        await OneWorkerAsync();
        var first = Id(await rig.SayAsync("scan hold first", QueueRig.Place(1)));
        await Started("scan hold first");
        var second = Id(await rig.SayAsync("scan second", QueueRig.Place(2)));
        Assert.True(await rig.Queue.CancelAsync(second, default));
        Assert.Equal(JobStatus.Cancelled, (await rig.EndOfAsync(second)).Status);
        Assert.Equal(["stopped scan second"], rig.Chat.At(QueueRig.Place(2)));
        Assert.True(await rig.Queue.CancelAsync(first, default));
        Assert.Equal(JobStatus.Cancelled, (await rig.EndOfAsync(first)).Status);
        Assert.Equal("stopped scan hold first", rig.Chat.At(QueueRig.Place(1))[^1]);
        Assert.False(await rig.Queue.CancelAsync(first, default));
        Assert.False(await rig.Queue.CancelAsync(99, default));
        Assert.Equal(["scan hold first"], order);
    }

    [Fact]
    public async Task Who_asks_for_the_same_gets_a_note_the_posts_so_far_and_the_next_ones()
    {
        var id = Id(await rig.SayAsync("same k hold", QueueRig.Place(1)));
        await Started("same k hold");
        var follows = Assert.IsType<Acceptance.Following>(await rig.SayAsync("same k hold please", QueueRig.Place(2), "U2"));
        Assert.Equal((id, "U1", true), (follows.Job.Id, follows.Job.User, follows.IsNewPlace));
        Assert.False(Assert.IsType<Acceptance.Following>(await rig.SayAsync("same k again", QueueRig.Place(1))).IsNewPlace);
        // The posts so far go there at once, not with the next post.
        while (rig.Chat.At(QueueRig.Place(2)).Length < 2)
            await Task.Delay(2);
        Assert.Equal(2, Assert.Single(rig.Queue.Status().Running).Places.Count);
        Open("same k hold");
        await rig.EndOfAsync(id);
        Assert.Equal(["Hi U1", "understood", "done"], rig.Chat.At(QueueRig.Place(1)));
        Assert.Equal(["Hi U2, already at it for U1", "understood", "done"], rig.Chat.At(QueueRig.Place(2)));
        Assert.IsType<Acceptance.Queued>(await rig.SayAsync("same k now", QueueRig.Place(2)));
    }

    [Fact]
    public async Task Who_follows_and_says_stop_only_leaves_and_the_last_one_stops_the_job()
    {
        var id = Id(await rig.SayAsync("same k hold", QueueRig.Place(1)));
        await Started("same k hold");
        await rig.SayAsync("same k", QueueRig.Place(2), "U2");
        await rig.SayAsync("same k", QueueRig.Place(3), "U3");
        Assert.Equal(JobLeave.Left, Assert.Single(await rig.Queue.StopInThreadAsync(QueueRig.Place(2), default)).Leave);
        Assert.Equal(JobLeave.Left, Assert.Single(await rig.Queue.StopInThreadAsync(QueueRig.Place(1), default)).Leave);
        Assert.Empty(await rig.Queue.StopInThreadAsync(QueueRig.Place(1), default));
        Assert.Single(rig.Queue.Status().Running);
        Assert.Equal(JobLeave.WasLast, Assert.Single(await rig.Queue.StopInThreadAsync(QueueRig.Place(3), default)).Leave);
        Assert.Equal(JobStatus.Cancelled, (await rig.EndOfAsync(id)).Status);
        Assert.Equal("stopped same k hold", rig.Chat.At(QueueRig.Place(3))[^1]);
        Assert.DoesNotContain("stopped same k hold", rig.Chat.At(QueueRig.Place(1)));
    }

    [Fact]
    public async Task A_graceful_stop_leaves_running_and_waiting_jobs_for_the_next_start_and_nothing_is_posted_twice()
    {
        var id = Id(await rig.SayAsync("same k hold", QueueRig.Place(1)));
        await Started("same k hold");
        await rig.SayAsync("same k", QueueRig.Place(2), "U2");
        for (var i = 0; i < 5; i++)
        {
            starts.Clear();
            await rig.RestartAsync();
            await Started("same k hold");
        }
        Open("same k hold");
        var job = await rig.EndOfAsync(id);
        Assert.Equal((JobStatus.Done, 6, 5), (job.Status, job.Attempts, job.Stops));
        Assert.Equal(["Hi U1", "understood", "resumed", "done"], rig.Chat.At(QueueRig.Place(1)));
        Assert.Equal(["Hi U2, already at it for U1", "understood", "resumed", "done"], rig.Chat.At(QueueRig.Place(2)));
    }

    [Fact]
    public async Task A_job_that_took_the_process_down_five_times_is_given_up_with_a_sentence()
    {
        await rig.Queue.DisposeAsync();
        var poison = await InterruptedAsync("scan poison", 1, attempts: 5);
        await rig.StartQueueAsync();
        Assert.Equal(JobStatus.Failed, (await rig.EndOfAsync(poison)).Status);
        Assert.Contains("5 times", Assert.Single(rig.Chat.At(QueueRig.Place(1))));
        Assert.Empty(order);
    }

    [Fact]
    public async Task Jobs_that_went_down_together_run_one_at_a_time_the_least_suspect_first_and_new_ones_pass_them()
    {
        await rig.Queue.DisposeAsync();
        long[] ids = [await InterruptedAsync("scan hold third", 1, attempts: 4), await InterruptedAsync("scan hold first", 2, attempts: 2), await InterruptedAsync("scan hold second", 3, attempts: 2)];
        var once = await InterruptedAsync("scan once", 4, attempts: 1);
        await rig.StartQueueAsync();
        await Started("scan hold first");
        // Whoever went down once, or never, runs beside.
        Assert.Equal(JobStatus.Done, (await rig.EndOfAsync(once)).Status);
        Assert.Equal(JobStatus.Done, (await rig.EndOfAsync(Id(await rig.SayAsync("scan new", QueueRig.Place(5))))).Status);
        Assert.Equal("scan hold first", Assert.Single(rig.Queue.Status().Running).Job.Text);
        Assert.Equal(["scan hold second", "scan hold third"], rig.Queue.Status().Waiting.Select(w => w.Job.Text));
        foreach (var (text, id) in new[] { ("scan hold first", ids[1]), ("scan hold second", ids[2]), ("scan hold third", ids[0]) })
        {
            await Started(text);
            Assert.Equal(text, Assert.Single(rig.Queue.Status().Running).Job.Text);
            Open(text);
            Assert.Equal(JobStatus.Done, (await rig.EndOfAsync(id)).Status);
        }
    }

    private async Task<long> InterruptedAsync(string text, int conversation, int attempts)
    {
        var accepted = Assert.IsType<Acceptance.Queued>(await rig.Tables.Jobs.AcceptAsync(
            new NewJob(text, QueueRig.Place(conversation), "U1", "scan", text), new JobPlan(JobLane.Scan, null), new JobLimits(), default));
        for (var i = 0; i < attempts; i++)
            await rig.Tables.Jobs.StartAsync(accepted.Job.Id, default);
        return accepted.Job.Id;
    }

    [Fact]
    public async Task A_job_that_was_cancelled_before_a_crash_is_not_run_after_it()
    {
        await rig.Queue.DisposeAsync();
        var accepted = Assert.IsType<Acceptance.Queued>(await rig.Tables.Jobs.AcceptAsync(
            new NewJob("e", QueueRig.Place(1), "U1", "scan", "scan x"), new JobPlan(JobLane.Scan, null), new JobLimits(), default));
        await rig.Tables.Jobs.StartAsync(accepted.Job.Id, default);
        await rig.Tables.Jobs.CancelAsync(accepted.Job.Id, default);
        await rig.StartQueueAsync();
        Assert.Equal(JobStatus.Cancelled, (await rig.EndOfAsync(accepted.Job.Id)).Status);
        Assert.Equal(["stopped scan x"], rig.Chat.At(QueueRig.Place(1)));
    }

    [Fact]
    public async Task A_job_whose_commit_was_not_answered_is_run_all_the_same()
    {
        // Stored without the queue's knowledge, as after a commit of which the answer was lost.
        var lost = Assert.IsType<Acceptance.Queued>(await rig.Tables.Jobs.AcceptAsync(
            new NewJob("e-lost", QueueRig.Place(1), "U1", "scan", "scan lost"), new JobPlan(JobLane.Scan, null), new JobLimits(), default)).Job;
        await BreakAsync("alter table bot_envelope rename to bot_envelope_away");
        await Assert.ThrowsAsync<ArchiveException>(() => rig.SayAsync("scan other"));
        await BreakAsync("alter table bot_envelope_away rename to bot_envelope");
        Assert.Equal(JobStatus.Done, (await rig.EndOfAsync(lost.Id)).Status);
        Assert.IsType<Acceptance.Seen>(await rig.SayAsync("scan lost", envelope: "e-lost"));
    }

    [Fact]
    public async Task When_the_database_fails_at_the_end_of_a_job_it_is_asked_until_it_answers()
    {
        var id = Id(await rig.SayAsync("scan hold"));
        await Started("scan hold");
        await BreakAsync("alter table bot_job rename to bot_job_away");
        Open("scan hold");
        while (!rig.Log.Lines.Any(l => l.Contains("is asked again", StringComparison.Ordinal)))
            await Task.Delay(2);
        await BreakAsync("alter table bot_job_away rename to bot_job");
        Assert.Equal(JobStatus.Done, (await rig.EndOfAsync(id)).Status);
        Assert.Equal(["Hi U1", "understood", "done"], rig.Chat.At(QueueRig.Place(1)));
    }

    [Fact]
    public async Task A_place_where_nothing_can_be_posted_stops_no_other()
    {
        var id = Id(await rig.SayAsync("same k hold", QueueRig.Place(1)));
        await Started("same k hold");
        await rig.SayAsync("same k", QueueRig.Place(2), "U2");
        rig.Chat.Failing.Add(QueueRig.Place(1));
        Open("same k hold");
        Assert.Equal(JobStatus.Done, (await rig.EndOfAsync(id)).Status);
        Assert.Equal(["Hi U1", "understood"], rig.Chat.At(QueueRig.Place(1)));
        Assert.Equal(["Hi U2, already at it for U1", "understood", "done"], rig.Chat.At(QueueRig.Place(2)));
        await rig.EndOfAsync(Id(await rig.SayAsync("scan next", QueueRig.Place(3))));
        Assert.Equal("done", rig.Chat.At(QueueRig.Place(3))[^1]);
    }

    [Fact]
    public async Task Status_shows_the_last_line_of_progress()
    {
        await rig.SayAsync("scan hold");
        await Started("scan hold");
        var running = Assert.Single(rig.Queue.Status().Running);
        Assert.Equal(("half way", JobStatus.Running), (running.Progress, running.Job.Status));
        Assert.NotNull(running.Job.Started);
        Open("scan hold");
    }

    [Fact]
    public async Task Metrics_count_what_waits_runs_and_ended()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == JobMetrics.MeterName) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => sums.AddOrUpdate(i.Name, value, (_, old) => old + value));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => sums.AddOrUpdate(i.Name + "#", 1, (_, old) => old + 1));
        listener.Start();
        await rig.SayAsync("scan a");
        await rig.SayAsync("scan b");
        await rig.EndOfAllAsync();
        await rig.Queue.DisposeAsync();
        // Other tests of the process count as well.
        Assert.True(sums["ampelbot.jobs.ended"] >= 2 && sums["ampelbot.jobs.messages"] >= 2 && sums["ampelbot.jobs.wait.duration#"] >= 2 && sums["ampelbot.jobs.work.duration#"] >= 2);
        Assert.True(sums.ContainsKey("ampelbot.jobs.waiting") && sums.ContainsKey("ampelbot.jobs.running"));
    }

    private async Task<Failure?> RunAsync(Job job, IChatThread thread, CancellationToken cancellation)
    {
        order.Enqueue(job.Text);
        if (job.Lane == JobLane.Scan)
            InterlockedMax(Interlocked.Increment(ref running));
        try
        {
            await thread.PostAsync(new TextPost(ThreadStep.Greeting, $"Hi {job.User}"), cancellation);
            await thread.PostAsync(new TextPost(ThreadStep.Understanding, "understood"), cancellation);
            if (job.IsResumed)
                await thread.PostAsync(new TextPost(ThreadStep.Note, "resumed"), cancellation);
            thread.ShowProgress("half way");
            starts.GetOrAdd(job.Text, _ => new()).TrySetResult();
            if (job.Text.Contains("hold", StringComparison.Ordinal))
                await doors.GetOrAdd(job.Text, _ => new()).Task.WaitAsync(cancellation);
            if (job.Text == "scan fail")
                throw new EventNotFoundException("I have no such map.");
            if (job.Text == "scan mistake")
                throw new InvalidOperationException("secret details");
            await thread.PostAsync(new TextPost(ThreadStep.Closing, "done"), cancellation);
            return null;
        }
        finally
        {
            if (job.Lane == JobLane.Scan)
                Interlocked.Decrement(ref running);
        }
    }

    private void InterlockedMax(int value)
    {
        lock (order)
            most = Math.Max(most, value);
    }

    private Task Started(string text) => starts.GetOrAdd(text, _ => new()).Task.WaitAsync(TimeSpan.FromSeconds(60));

    private void Open(string text) => doors.GetOrAdd(text, _ => new()).TrySetResult();

    private static long Id(Acceptance acceptance) => Assert.IsType<Acceptance.Queued>(acceptance).Job.Id;

    private async Task OneWorkerAsync()
    {
        rig.Settings = rig.Settings with { ScanWorkers = 1 };
        await rig.RestartAsync();
    }

    private async Task BreakAsync(string sql)
    {
        await using var database = await Archives.OpenBesideAsync(rig.Folder, default);
        await using var connection = await database.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
