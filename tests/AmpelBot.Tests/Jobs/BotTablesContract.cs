using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;
using AmpelBot.Following;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Jobs;

namespace AmpelBot.Tests.Jobs;

/// <summary>What the bot's tables promise, whatever the database.</summary>
public abstract class BotTablesContract : IAsyncLifetime
{
    private static readonly JobLimits Limits = new() { Waiting = 8, WaitingInConversation = 5, WaitingOfPerson = 3, Places = 3 };
    private static readonly JobPlan Scan = new(JobLane.Scan, null);
    private readonly MovableClock clock = new(new DateTimeOffset(2026, 6, 12, 8, 0, 0, TimeSpan.Zero));
    private BotTables? tables;

    /// <summary>Setting of an archive that is there and has no bot yet; null to skip.</summary>
    protected abstract Task<string?> MakeArchiveAsync();

    /// <summary>Why it is skipped.</summary>
    protected abstract string Why { get; }

    protected string Archive { get; private set; } = "";

    private BotTables Tables => tables!;

    public async Task InitializeAsync()
    {
        if (await MakeArchiveAsync() is not { } setting)
            return;
        Archive = setting;
        tables = await OpenAsync();
    }

    public virtual async Task DisposeAsync()
    {
        if (tables is not null)
            await tables.DisposeAsync();
    }

    protected Task<BotTables> OpenAsync() => BotTables.OpenAsync(Archive, clock, CancellationToken.None);

    [SkippableFact]
    public async Task A_job_is_stored_as_it_was_asked_for_and_survives_the_process()
    {
        Skip.If(tables is null, Why);
        var job = Assert.IsType<Acceptance.Queued>(await AcceptAsync("e1", "S190814bv “für” 𝛾\n", plan: new JobPlan(JobLane.Scan, "k"))).Job;
        Assert.Equal(new Job(1, Here, "U1", "scan", "S190814bv “für” 𝛾\n", JobLane.Scan, "k", JobStatus.Waiting, clock.GetUtcNow(), null, null, 0, 0, false, null), job);
        await using var later = await OpenAsync();
        Assert.Equal(job, Assert.Single(await later.Jobs.UnfinishedAsync(default)));
        Assert.Equal(new JobFollower(Here, "U1"), Assert.Single(await later.Jobs.PlacesAsync(1, default)));
    }

    [SkippableFact]
    public async Task A_message_that_comes_again_is_seen_for_seven_days_even_after_a_restart()
    {
        Skip.If(tables is null, Why);
        await AcceptAsync("e1");
        await using var later = await OpenAsync();
        clock.Advance(TimeSpan.FromDays(6.9));
        Assert.IsType<Acceptance.Seen>(await later.Jobs.AcceptAsync(new NewJob("e1", Here, "U1", "scan", "x"), Scan, Limits, default));
        Assert.Single(await Tables.Jobs.UnfinishedAsync(default));
        clock.Advance(TimeSpan.FromDays(0.2));
        Assert.IsType<Acceptance.Queued>(await later.Jobs.AcceptAsync(new NewJob("e1", Here, "U1", "scan", "x"), Scan, Limits, default));
    }

    [SkippableFact]
    public async Task Of_many_copies_of_a_message_at_once_one_is_a_job()
    {
        Skip.If(tables is null, Why);
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => AcceptAsync("e1"))));
        Assert.Single(all, a => a is Acceptance.Queued);
        Assert.Equal(19, all.Count(a => a is Acceptance.Seen));
    }

    [SkippableFact]
    public async Task Who_asks_for_the_same_follows_until_the_job_has_ended_or_was_told_to_stop()
    {
        Skip.If(tables is null, Why);
        var plan = new JobPlan(JobLane.Scan, "same");
        await AcceptAsync("e1", plan: plan);
        var follows = Assert.IsType<Acceptance.Following>(await AcceptAsync("e2", place: There, user: "U2", plan: plan));
        Assert.Equal((1, true), (follows.Job.Id, follows.IsNewPlace));
        Assert.False(Assert.IsType<Acceptance.Following>(await AcceptAsync("e3", place: There, user: "U3", plan: plan)).IsNewPlace);
        Assert.Equal([new(Here, "U1"), new(There, "U2")], await Tables.Jobs.PlacesAsync(1, default));
        await AcceptAsync("e4", place: There with { Thread = "9" }, plan: plan);
        Assert.Contains("most", Assert.IsType<Acceptance.Refused>(await AcceptAsync("e5", place: There with { Thread = "10" }, plan: plan)).Sentence);

        Assert.True(await Tables.Jobs.CancelAsync(1, default));
        Assert.Equal(2, Assert.IsType<Acceptance.Queued>(await AcceptAsync("e6", place: There, plan: plan)).Job.Id);
        Assert.True(await Tables.Jobs.EndAsync(2, JobStatus.Done, null, default));
        Assert.Equal(3, Assert.IsType<Acceptance.Queued>(await AcceptAsync("e7", place: There, plan: plan)).Job.Id);
    }

    [SkippableFact]
    public async Task A_place_leaves_and_the_last_one_stops_the_job()
    {
        Skip.If(tables is null, Why);
        var plan = new JobPlan(JobLane.Scan, "same");
        await AcceptAsync("e1", plan: plan);
        await AcceptAsync("e2", place: There, user: "U2", plan: plan);
        Assert.Equal(JobLeave.WasNotThere, await Tables.Jobs.LeaveAsync(1, There with { Thread = "77" }, default));
        Assert.Equal(JobLeave.Left, await Tables.Jobs.LeaveAsync(1, Here, default));
        Assert.False((await Tables.Jobs.FindAsync(1, default))!.IsToldToStop);
        Assert.Empty(await Tables.Jobs.UnfinishedInAsync(Here, default));
        Assert.Equal(1, Assert.Single(await Tables.Jobs.UnfinishedInAsync(There, default)).Id);
        Assert.Equal(JobLeave.WasLast, await Tables.Jobs.LeaveAsync(1, There, default));
        Assert.True((await Tables.Jobs.FindAsync(1, default))!.IsToldToStop);
    }

    [SkippableFact]
    public async Task Beyond_a_limit_there_is_a_sentence_and_no_job()
    {
        Skip.If(tables is null, Why);
        for (var i = 0; i < 3; i++)
            Assert.IsType<Acceptance.Queued>(await AcceptAsync($"a{i}"));
        Assert.StartsWith("You have 3 jobs waiting", Assert.IsType<Acceptance.Refused>(await AcceptAsync("a3")).Sentence);
        for (var i = 0; i < 2; i++)
            Assert.IsType<Acceptance.Queued>(await AcceptAsync($"b{i}", user: "U2"));
        Assert.StartsWith("This conversation has 5 jobs waiting", Assert.IsType<Acceptance.Refused>(await AcceptAsync("b2", user: "U2")).Sentence);
        for (var i = 0; i < 3; i++)
            Assert.IsType<Acceptance.Queued>(await AcceptAsync($"c{i}", user: "U3", place: There));
        Assert.StartsWith("There are 8 jobs waiting", Assert.IsType<Acceptance.Refused>(await AcceptAsync("d", user: "U4", place: There)).Sentence);
        Assert.Equal(8, (await Tables.Jobs.UnfinishedAsync(default)).Count);
        Assert.IsType<Acceptance.Seen>(await AcceptAsync("d", user: "U4", place: There));
        // The other lane has its own, and what runs does not wait.
        Assert.IsType<Acceptance.Queued>(await AcceptAsync("q", plan: new JobPlan(JobLane.Quick, null)));
        await Tables.Jobs.StartAsync(1, default);
        Assert.IsType<Acceptance.Queued>(await AcceptAsync("a4"));
        Assert.Contains("8001 characters", Assert.IsType<Acceptance.Refused>(await AcceptAsync("long", new string('x', 8001), user: "U5", place: There)).Sentence);
        Assert.IsType<Acceptance.Refused>(await AcceptAsync(new string('e', 501)));
    }

    [SkippableFact]
    public async Task Starts_ends_and_stops_are_counted_and_an_ended_job_stays_as_it_is()
    {
        Skip.If(tables is null, Why);
        await AcceptAsync("e1");
        clock.Advance(TimeSpan.FromSeconds(5));
        var started = (await Tables.Jobs.StartAsync(1, default))!;
        Assert.Equal((JobStatus.Running, 1, false, clock.GetUtcNow()), (started.Status, started.Attempts, started.IsResumed, started.Started!.Value));
        Assert.True(await Tables.Jobs.PutBackAsync(1, default));
        var again = (await Tables.Jobs.StartAsync(1, default))!;
        Assert.Equal((2, 1, true), (again.Attempts, again.Stops, again.IsResumed));
        Assert.True(await Tables.Jobs.EndAsync(1, JobStatus.Failed, "No such event.", default));
        Assert.False(await Tables.Jobs.EndAsync(1, JobStatus.Done, null, default));
        Assert.False(await Tables.Jobs.CancelAsync(1, default));
        Assert.False(await Tables.Jobs.PutBackAsync(1, default));
        Assert.Null(await Tables.Jobs.StartAsync(1, default));
        var ended = (await Tables.Jobs.FindAsync(1, default))!;
        Assert.Equal((JobStatus.Failed, "No such event.", clock.GetUtcNow()), (ended.Status, ended.Error, ended.Ended!.Value));
        Assert.Equal(ended, Assert.Single(await Tables.Jobs.LatestAsync(Here.In, 10, default)));
        Assert.Empty(await Tables.Jobs.UnfinishedAsync(default));
        await Assert.ThrowsAsync<ArgumentException>(() => Tables.Jobs.EndAsync(1, JobStatus.Running, null, default));
        clock.Advance(TimeSpan.FromDays(31));
        await AcceptAsync("e2");
        Assert.Null(await Tables.Jobs.FindAsync(1, default));
    }

    [SkippableFact]
    public async Task A_post_is_new_once_then_unknown_until_it_arrived()
    {
        Skip.If(tables is null, Why);
        var post = new PostId(1, Here, ThreadStep.Greeting, 0);
        var first = await Tables.Posts.BeginAsync(post, default);
        Assert.Equal(PostState.New, first.State);
        await using var later = await OpenAsync();
        Assert.Equal(first with { State = PostState.Begun }, await later.Posts.BeginAsync(post, default));
        await later.Posts.EndAsync(post, "1718.0001", default);
        await later.Posts.WithdrawAsync(post, default);
        Assert.Equal(first with { State = PostState.Posted, Message = "1718.0001" }, await Tables.Posts.BeginAsync(post, default));

        foreach (var other in new[] { post with { Part = 1 }, post with { JobId = 2 }, post with { Place = There }, post with { Step = ThreadStep.Closing } })
        {
            var begun = await Tables.Posts.BeginAsync(other, default);
            Assert.Equal(PostState.New, begun.State);
            Assert.NotEqual(first.IdempotencyKey, begun.IdempotencyKey);
            await Tables.Posts.WithdrawAsync(other, default);
            Assert.Equal(PostState.New, (await Tables.Posts.BeginAsync(other, default)).State);
        }
        await Assert.ThrowsAsync<InvalidOperationException>(() => Tables.Posts.EndAsync(post with { Part = 5 }, "m", default));
    }

    [SkippableFact]
    public async Task The_latest_scan_of_a_thread_is_the_one_remembered_last()
    {
        Skip.If(tables is null, Why);
        Assert.Null(await Tables.Scans.LatestAsync(Here, default));
        var (first, second) = (new ThreadScan("s1", "/out/1", "S190814bv", "S190814bv"), new ThreadScan("s2", "/out/2", "S190814bv 95%", "S190814bv"));
        await Tables.Scans.RememberAsync(Here, first, default);
        await Tables.Scans.RememberAsync(Here, second, default);
        await Tables.Scans.RememberAsync(There, first, default);
        Assert.Equal(second, await Tables.Scans.LatestAsync(Here, default));
        Assert.Equal(first, await Tables.Scans.LatestAsync(There, default));
        Assert.Equal(first, await Tables.Scans.FindAsync("s1", default));
        Assert.Null(await Tables.Scans.FindAsync("s3", default));
        await Tables.Scans.RememberAsync(Here, first with { Folder = "/out/3" }, default);
        Assert.Equal("/out/3", (await Tables.Scans.LatestAsync(Here, default))!.Folder);
    }

    [SkippableFact]
    public async Task A_setting_says_who_made_it_and_when_and_can_be_taken_away()
    {
        Skip.If(tables is null, Why);
        await Tables.Settings.SetAsync(Here.In, "level", "0.9", "U1", default);
        clock.Advance(TimeSpan.FromHours(1));
        await Tables.Settings.SetAsync(Here.In, "level", "0.95", "U2", default);
        await Tables.Settings.SetAsync(There.In, "level", "0.5", "U3", default);
        Assert.Equal(new ConversationSetting("level", "0.95", "U2", clock.GetUtcNow()), Assert.Single(await Tables.Settings.ListAsync(Here.In, default)));
        await Tables.Settings.SetAsync(Here.In, "level", null, "U1", default);
        Assert.Empty(await Tables.Settings.ListAsync(Here.In, default));
        Assert.Single(await Tables.Settings.ListAsync(There.In, default));
    }

    [SkippableFact]
    public async Task A_watch_is_due_until_its_end_and_an_event_is_watched_once_in_a_thread()
    {
        Skip.If(tables is null, Why);
        var now = clock.GetUtcNow();
        var watch = await Tables.Watches.AddAsync(new NewWatch(Here, "U1", "S190814bv", "S190814bv 90%", now.AddHours(6), now.AddDays(3)), default);
        Assert.Empty(await Tables.Watches.DueAsync(now, 10, default));
        Assert.Equal(watch, Assert.Single(await Tables.Watches.DueAsync(now.AddHours(6), 10, default)));
        Assert.True(await Tables.Watches.PostponeAsync(watch.Id, now.AddHours(12), "1718.5", default));
        Assert.True(await Tables.Watches.PostponeAsync(watch.Id, now.AddHours(13), null, default));
        Assert.Empty(await Tables.Watches.DueAsync(now.AddHours(12), 10, default));
        var again = await Tables.Watches.AddAsync(new NewWatch(Here, "U2", "S190814bv", "S190814bv 95%", now.AddHours(1), now.AddDays(4)), default);
        Assert.Equal(watch with { User = "U2", RequestText = "S190814bv 95%", NextDue = now.AddHours(1), Until = now.AddDays(4), Message = "1718.5" }, again);
        var other = await Tables.Watches.AddAsync(new NewWatch(There, "U2", "S190814bv", "S190814bv", now, now.AddDays(1)), default);
        Assert.Equal([other, again], await Tables.Watches.DueAsync(now.AddHours(2), 10, default));
        Assert.Equal([other], await Tables.Watches.DueAsync(now.AddHours(2), 1, default));
        Assert.Equal(again, Assert.Single(await Tables.Watches.ListAsync(Here.In, default)));
        Assert.Equal(other, Assert.Single(await Tables.Watches.RemoveEndedAsync(now.AddDays(1), default)));
        Assert.True(await Tables.Watches.RemoveAsync(again.Id, default));
        Assert.False(await Tables.Watches.RemoveAsync(again.Id, default));
    }

    [SkippableFact]
    public async Task Events_that_a_notice_shows_to_be_one_become_the_older_with_all_that_is_known_of_both()
    {
        Skip.If(tables is null, Why);
        var events = Tables.Events;
        var (older, younger) = ((await events.HearAsync(Heard("a", "S190425z"), 1, default)).EventId, (await events.HearAsync(Heard("b", "GW190425"), 2, default)).EventId);
        Assert.NotEqual(older, younger);
        Assert.False((await events.HearAsync(Heard("a", "S190425z"), 1, default)).IsNew);
        foreach (var (id, key, facts) in new[] { (older, "map1", new MapFacts(100, 20, 1, 2, null, null)), (younger, "map2", new MapFacts(50, 10, 1, 2, 40, 4)) })
        {
            var (revision, isNew) = await events.AddRevisionAsync(id, new NewRevision(key, "a", "/maps/" + key, "scan S190425z", facts), default);
            Assert.True(isNew);
            Assert.Equal(facts, revision.Facts);
            Assert.False((await events.AddRevisionAsync(id, new NewRevision("other file", "b", null, "scan S190425z", facts), default)).IsNew);
            var decision = new EventDecision("gw", key, revision.Number, new Decision(true, [new DecisionReason("area90_sqdeg", true, true, "area90 1 deg2")]), default);
            await events.DecideAsync(id, decision, Here.In, [], "line " + key, default);
            await events.DecideAsync(id, decision, Here.In, [], "line " + key, default);
        }
        await events.KeepThreadAsync(older, Here, default);
        Assert.Equal(1, await events.QueueScansAsync(default));

        var joined = await events.HearAsync(new HeardNotice("c", Heard("c", "S190425z").Notice with { Aliases = ["GW190425"] }), 3, default);
        Assert.Equal((older, true), (joined.EventId, joined.IsNew));
        Assert.Null(await events.FindAsync(younger, default));
        Assert.Equal(older, (await events.FindAsync("GW190425", default))!.Id);
        Assert.Equal(["a", "b", "c"], (await events.NoticesAsync(older, default)).Select(n => n.Heard.Sha256));
        Assert.Equal([("map1", 1L), ("map2", 2L)], (await events.RevisionsAsync(older, default)).Select(r => (r.Localisation, r.Number)));
        Assert.Equal([1L, 2L], (await events.DecisionsAsync(older, default)).Select(d => d.Revision!.Value).Order());
        Assert.True(await events.HasScansToQueueAsync(default));
        Assert.Equal(1, await events.QueueScansAsync(default));
        Assert.Equal([FormattableString.Invariant($"{older} gw 1"), FormattableString.Invariant($"{older} gw 2")], (await events.UnsaidAsync(10, default)).Select(p => p.Request));
        Assert.Equal(2, await events.BatchLinesAsync(There.In, 1, default));
        var lines = (await events.UnsaidAsync(10, default))[^1];
        Assert.Equal((There with { Thread = "" }, "- line map1\n... and 1 more; see ampelbot events list."), (lines.Place, lines.Request));
        Assert.False(await events.IsInLineAsync(lines, default));
        await events.TryAgainAsync(lines.Id, default);
        Assert.Equal(1, (await events.UnsaidAsync(10, default))[^1].Tries);
        await events.SaidAsync(lines.Id, default);
        Assert.Equal(2, (await events.UnsaidAsync(10, default)).Count);
    }

    [SkippableFact]
    public async Task An_event_is_due_until_all_that_was_heard_of_it_was_considered()
    {
        Skip.If(tables is null, Why);
        var (events, now) = (Tables.Events, clock.GetUtcNow());
        var id = (await events.HearAsync(Heard("a", "S190425z"), 1, default)).EventId;
        var due = Assert.Single(await events.DueAsync(now, 10, default));
        await events.HearAsync(Heard("b", "S190425z"), 2, default);
        await events.ConsideredAsync(id, due.Heard, default);
        await events.PostponeAsync(id, now.AddMinutes(1), default);
        Assert.Empty(await events.DueAsync(now, 10, default));
        due = Assert.Single(await events.DueAsync(now.AddMinutes(1), 10, default));
        await events.ConsideredAsync(id, due.Heard, default);
        Assert.Empty(await events.DueAsync(now.AddMinutes(1), 10, default));
        await events.ReconsiderAsync(id, default);
        var story = EventStory.Of((await events.NoticesAsync(id, default)).Select(n => n.Heard));
        await events.DescribeAsync(id, story, default);
        var other = (await events.HearAsync(Heard("c", "GRB190425A"), 3, default)).EventId;
        await events.DescribeAsync(other, EventStory.Of([Heard("c", "GRB190425A")]), default);
        var near = Assert.Single(await events.NearInTimeAsync((await events.FindAsync(id, default))!, Heard("a", "S190425z").Notice.EventTimeUtc!.Value.AddSeconds(5), TimeSpan.FromSeconds(10), default));
        Assert.Equal(other, near.Id);
        Assert.True(await events.OverlapAsync(other, id, new EventOverlap(-1.5, 12.25), [], default));
        Assert.False(await events.OverlapAsync(id, other, new EventOverlap(1.5, 12.25), [], default));
        Assert.Equal((other, new EventOverlap(1.5, 12.25)), Assert.Single(await events.OverlapsAsync(id, default)));
        Assert.Equal((id, new EventOverlap(-1.5, 12.25)), Assert.Single(await events.OverlapsAsync(other, default)));
    }

    [SkippableFact]
    public async Task A_night_of_new_data_makes_watches_due()
    {
        Skip.If(tables is null, Why);
        var now = clock.GetUtcNow();
        var watch = await Tables.Watches.AddAsync(new NewWatch(Here, "U1", "S190814bv", "scan S190814bv", now.AddHours(9), now.AddDays(3)), default);
        Assert.Equal(0, await Tables.Watches.WakeForNightAsync(61_000, now, default));
        await Tables.Watches.SeenNightAsync(watch.Id, 61_000, default);
        Assert.Equal(0, await Tables.Watches.WakeForNightAsync(61_000, now, default));
        Assert.Equal(1, await Tables.Watches.WakeForNightAsync(61_001, now, default));
        Assert.Equal(watch.Id, Assert.Single(await Tables.Watches.DueAsync(now, 10, default)).Id);
        Assert.Equal(1, await Tables.Watches.RemoveEventAsync("S190814bv", default));
    }

    private static HeardNotice Heard(string sha, string id) => new(sha, new SentNotice
    {
        Format = NoticeFormat.IgwnJson,
        Sender = "LVK",
        Messenger = Messenger.GravitationalWave,
        Kind = NoticeKind.Preliminary,
        EventId = id,
        EventTimeUtc = new DateTimeOffset(2019, 4, 25, 8, 18, 5, TimeSpan.Zero),
        SkyMap = new SentSkyMap(new byte[] { 1, 2 }, null),
        Position = new SentPosition(10, 20, new PositionError.Sides(1, 2, 3, 4), 0.9, null, true),
    });

    [SkippableFact]
    public async Task Text_that_no_database_takes_is_stored_with_replacement_characters()
    {
        Skip.If(tables is null, Why);
        var job = Assert.IsType<Acceptance.Queued>(await AcceptAsync("e1", "a\0b\ud800c")).Job;
        Assert.Equal("a\ufffdb\ufffdc", job.Text);
    }

    [SkippableFact]
    public async Task Only_one_process_works_on_the_jobs()
    {
        Skip.If(tables is null, Why);
        await using var other = await OpenAsync();
        var claim = await Tables.ClaimAsync(default);
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => other.ClaimAsync(default));
        Assert.Contains("Another bot works on the jobs", refused.Message);
        await claim.DisposeAsync();
        await (await other.ClaimAsync(default)).DisposeAsync();
    }

    [SkippableFact]
    public async Task Tables_of_a_newer_version_are_refused()
    {
        Skip.If(tables is null, Why);
        await using (var database = await Archives.OpenBesideAsync(Archive, default))
        await using (var connection = await database.OpenConnectionAsync())
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "insert into bot_version (version) values (99)";
            await command.ExecuteNonQueryAsync();
        }
        var refused = await Assert.ThrowsAsync<ArchiveException>(OpenAsync);
        Assert.Contains("version 99", refused.Message);
        Assert.Contains("use a newer ampelbot", refused.Message);
    }

    protected Task<Acceptance> AcceptAsync(string envelope, string text = "S190814bv", string user = "U1", ThreadPlace? place = null, JobPlan? plan = null) =>
        Tables.Jobs.AcceptAsync(new NewJob(envelope, place ?? Here, user, "scan", text), plan ?? Scan, Limits, CancellationToken.None);

    private static ThreadPlace Here => new("slack", "T1", "C1", "1.1");

    private static ThreadPlace There => new("slack", "T1", "C2", "2.2");
}

/// <summary>A clock that a test moves.</summary>
public sealed class MovableClock(DateTimeOffset now) : TimeProvider
{
    private long ticks = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan span) => Interlocked.Add(ref ticks, span.Ticks);
}
