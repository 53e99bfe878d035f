using System.Data.Common;
using System.Globalization;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.Jobs;

/// <summary>Jobs that outlive the process.</summary>
/// <remarks>Each method is one transaction, durable when it returns. All throw <see cref="ArchiveException"/> with a sentence when the database fails.</remarks>
public sealed class JobStore
{
    /// <summary>How long a message is remembered, so that it is not answered twice.</summary>
    public static readonly TimeSpan EnvelopesKept = TimeSpan.FromDays(7);

    /// <summary>How long a job and its posts are remembered after its end.</summary>
    public static readonly TimeSpan JobsKept = TimeSpan.FromDays(30);

    private const int LongestRequest = 8_000;
    private const int LongestName = 500;
    private const string Columns =
        "id, chat, team, conversation, thread, person, kind, request, lane, same_key, status, created_ms, started_ms, ended_ms, attempts, stops, cancel_ms, error";

    private static readonly TimeSpan BetweenPrunes = TimeSpan.FromHours(1);

    private readonly DatabaseBeside database;
    private readonly TimeProvider time;
    private DateTimeOffset nextPrune;

    internal JobStore(DatabaseBeside database, TimeProvider time) => (this.database, this.time) = (database, time);

    /// <summary>Remembers a message and stores its job, or makes its place a follower of the unfinished job that has the same key, in one transaction.</summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">How it is run.</param>
    /// <param name="limits">Beyond them it is refused. The message is remembered even then, so that nobody is refused twice for one message.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<Acceptance> AcceptAsync(NewJob job, JobPlan plan, JobLimits limits, CancellationToken cancellation) => RunAsync<Acceptance>(async sql =>
    {
        var now = time.GetUtcNow();
        await PruneAsync(sql, now);
        if (IsOfNoChat(job, plan))
            return new Acceptance.Refused("Your message is not one that a chat sends: a name in it is too long.");
        if (await sql.RunAsync("insert into bot_envelope (id, seen_ms) values (@id, @now) on conflict (id) do nothing", ("id", job.EnvelopeId), ("now", now)) == 0)
            return new Acceptance.Seen();
        if (job.Text.Length > LongestRequest)
            return new Acceptance.Refused(string.Create(CultureInfo.InvariantCulture,
                $"Your message has {job.Text.Length} characters, and I read at most {LongestRequest}: ask in fewer words."));
        if (plan.Key is not null
            && await sql.RowAsync($"select {Columns} from bot_job where same_key = @key and ended_ms is null", Read, ("key", plan.Key)) is { } same)
            return await FollowAsync(sql, same, job, limits);
        if (await FullAsync(sql, job, plan.Lane, limits) is { } full)
            return full;

        var id = await sql.NextAsync("job");
        await sql.RunAsync(
            """
            insert into bot_job (id, chat, team, conversation, thread, person, kind, request, lane, same_key, status, created_ms, attempts, stops)
            values (@id, @chat, @team, @conversation, @thread, @person, @kind, @request, @lane, @key, 'Waiting', @now, 0, 0)
            """, job.Place.With(("id", id), ("person", job.User), ("kind", job.Kind), ("request", job.Text), ("lane", plan.Lane.ToString()), ("key", plan.Key), ("now", now)));
        await JoinAsync(sql, id, job);
        return new Acceptance.Queued(await FindAsync(sql, id) ?? throw new InvalidOperationException("a job that was stored is not there"));
    }, cancellation);

    /// <summary>A job; null when there is none, or its end is longer ago than jobs are kept.</summary>
    public Task<Job?> FindAsync(long id, CancellationToken cancellation) => RunAsync(sql => FindAsync(sql, id), cancellation);

    /// <summary>All jobs that wait or run, oldest first.</summary>
    public Task<List<Job>> UnfinishedAsync(CancellationToken cancellation) =>
        RunAsync(sql => sql.RowsAsync($"select {Columns} from bot_job where ended_ms is null order by id", Read), cancellation);

    /// <summary>Unfinished jobs whose posts go to a thread, oldest first.</summary>
    public Task<List<Job>> UnfinishedInAsync(ThreadPlace place, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"""
        select {Columns} from bot_job where ended_ms is null
        and id in (select job from bot_job_place where chat = @chat and team = @team and conversation = @conversation and thread = @thread) order by id
        """, Read, place.With()), cancellation);

    /// <summary>Whether a thread has, or had, an answer.</summary>
    public Task<bool> KnowsAsync(ThreadPlace place, CancellationToken cancellation) => RunAsync(async sql => await sql.RowAsync(
        """
        select count(*) from (
          select 1 from bot_job_place where chat = @chat and team = @team and conversation = @conversation and thread = @thread
          union all select 1 from bot_thread_scan where chat = @chat and team = @team and conversation = @conversation and thread = @thread) known
        """, row => row.GetInt64(0), place.With()) > 0, cancellation);

    /// <summary>The latest jobs asked for in a conversation, ended ones among them, newest first.</summary>
    public Task<List<Job>> LatestAsync(ConversationPlace place, int most, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {Columns} from bot_job where chat = @chat and team = @team and conversation = @conversation order by id desc limit @most", Read, place.With(("most", most))), cancellation);

    /// <summary>Counts one more attempt of an unfinished job.</summary>
    /// <returns>The job as it is now; null when it has ended.</returns>
    public Task<Job?> StartAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RowAsync(
        $"update bot_job set status = 'Running', started_ms = @now, attempts = attempts + 1 where id = @id and ended_ms is null returning {Columns}", Read,
        ("id", id), ("now", time.GetUtcNow())), cancellation);

    /// <summary>Ends an unfinished job. A job that has ended stays as it is.</summary>
    /// <param name="id">The job.</param>
    /// <param name="status">Done, Failed or Cancelled.</param>
    /// <param name="error">Why it failed, in a sentence.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<bool> EndAsync(long id, JobStatus status, string? error, CancellationToken cancellation) => status is JobStatus.Waiting or JobStatus.Running
        ? throw new ArgumentException($"{status} is no end", nameof(status))
        : RunAsync(async sql => await sql.RunAsync(
            "update bot_job set status = @status, ended_ms = @now, error = @error where id = @id and ended_ms is null",
            ("id", id), ("status", status.ToString()), ("now", time.GetUtcNow()), ("error", error)) > 0, cancellation);

    /// <summary>Puts a running job back in line when the bot stops: this attempt was not the job's fault.</summary>
    public Task<bool> PutBackAsync(long id, CancellationToken cancellation) => RunAsync(async sql =>
        await sql.RunAsync("update bot_job set status = 'Waiting', stops = stops + 1 where id = @id and status = 'Running' and ended_ms is null", ("id", id)) > 0, cancellation);

    /// <summary>Notes that an unfinished job is to stop. It loses its key: who asks for the same from now on gets a job of their own.</summary>
    /// <returns>False when it has ended.</returns>
    public Task<bool> CancelAsync(long id, CancellationToken cancellation) => RunAsync(sql => CancelAsync(sql, id), cancellation);

    /// <summary>Takes a place from those that get the answer of an unfinished job. When it was the last one, the job is to stop.</summary>
    public Task<JobLeave> LeaveAsync(long id, ThreadPlace place, CancellationToken cancellation) => RunAsync(async sql =>
    {
        var there = (await PlacesAsync(sql, id)).Select(f => f.Place).ToList();
        if (!there.Contains(place))
            return JobLeave.WasNotThere;
        if (there.Count == 1)
            return await CancelAsync(sql, id) ? JobLeave.WasLast : JobLeave.WasNotThere;
        await sql.RunAsync(
            "delete from bot_job_place where job = @id and chat = @chat and team = @team and conversation = @conversation and thread = @thread", place.With(("id", id)));
        return JobLeave.Left;
    }, cancellation);

    /// <summary>The places that get the answer of a job, in the order in which they came: the first is usually where it was asked for.</summary>
    public Task<List<JobFollower>> PlacesAsync(long id, CancellationToken cancellation) => RunAsync(sql => PlacesAsync(sql, id), cancellation);

    private async Task<Acceptance> FollowAsync(Sql sql, Job same, NewJob job, JobLimits limits)
    {
        var there = await PlacesAsync(sql, same.Id);
        if (there.Any(f => f.Place == job.Place))
            return new Acceptance.Following(same, IsNewPlace: false);
        if (there.Count >= limits.Places)
            return new Acceptance.Refused(string.Create(CultureInfo.InvariantCulture,
                $"Job {same.Id} does the same and already posts to {there.Count} threads, which is the most: read along in one of them, or ask again when it has ended."));
        await JoinAsync(sql, same.Id, job);
        return new Acceptance.Following(same, IsNewPlace: true);
    }

    private static async Task<Acceptance.Refused?> FullAsync(Sql sql, NewJob job, JobLane lane, JobLimits limits)
    {
        var (all, here, own) = await sql.RowAsync(
            """
            select count(*), count(*) filter (where chat = @chat and team = @team and conversation = @conversation), count(*) filter (where chat = @chat and team = @team and person = @person)
            from bot_job where ended_ms is null and status = 'Waiting' and cancel_ms is null and lane = @lane
            """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), job.Place.With(("person", job.User), ("lane", lane.ToString())));
        var sentence =
            own >= limits.WaitingOfPerson ? $"You have {own} jobs waiting already, which is the most: wait until one has ended, or cancel one, then ask again."
            : here >= limits.WaitingInConversation ? $"This conversation has {here} jobs waiting already, which is the most: wait until one has ended, or cancel one, then ask again."
            : all >= limits.Waiting ? $"There are {all} jobs waiting already, which is the most that I take: ask again in a while."
            : null;
        return sentence is null ? null : new Acceptance.Refused(sentence);
    }

    private static bool IsOfNoChat(NewJob job, JobPlan plan)
    {
        string[] names = [job.EnvelopeId, job.Place.Chat, job.Place.Team, job.Place.Conversation, job.Place.Thread, job.User, job.Kind];
        return names.Any(n => n.Length > LongestName) || plan.Key?.Length > LongestRequest;
    }

    private static Task<int> JoinAsync(Sql sql, long id, NewJob job) => sql.RunAsync(
        """
        insert into bot_job_place (job, chat, team, conversation, thread, person, joined)
        select @id, @chat, @team, @conversation, @thread, @person, coalesce(max(joined), 0) + 1 from bot_job_place where job = @id
        """, job.Place.With(("id", id), ("person", job.User)));

    private static Task<List<JobFollower>> PlacesAsync(Sql sql, long id) => sql.RowsAsync(
        "select chat, team, conversation, thread, person from bot_job_place where job = @id order by joined", row => new JobFollower(row.Place(0), row.GetString(4)), ("id", id));

    private async Task<bool> CancelAsync(Sql sql, long id) => await sql.RunAsync(
        "update bot_job set cancel_ms = coalesce(cancel_ms, @now), same_key = null where id = @id and ended_ms is null", ("id", id), ("now", time.GetUtcNow())) > 0;

    private static Task<Job?> FindAsync(Sql sql, long id) => sql.RowAsync($"select {Columns} from bot_job where id = @id", Read, ("id", id));

    private async Task PruneAsync(Sql sql, DateTimeOffset now)
    {
        if (now < nextPrune)
            return;
        nextPrune = now + BetweenPrunes;
        await sql.RunAsync("delete from bot_envelope where seen_ms < @before", ("before", now - EnvelopesKept));
        const string Old = "(select id from bot_job where ended_ms < @before)";
        await sql.RunAsync($"delete from bot_post where job in {Old}", ("before", now - JobsKept));
        await sql.RunAsync($"delete from bot_job_place where job in {Old}", ("before", now - JobsKept));
        await sql.RunAsync("delete from bot_job where ended_ms < @before", ("before", now - JobsKept));
    }

    private Task<T> RunAsync<T>(Func<Sql, Task<T>> work, CancellationToken cancellation) =>
        database.RunAsync(transaction => work(new Sql(transaction, cancellation)), cancellation);

    private static Job Read(DbDataReader row) => new(
        row.GetInt64(0), row.Place(1), row.GetString(5), row.GetString(6), row.GetString(7), Enum.Parse<JobLane>(row.GetString(8)), row.TextOrNull(9), Enum.Parse<JobStatus>(row.GetString(10)),
        row.Time(11), row.TimeOrNull(12), row.TimeOrNull(13), (int)row.GetInt64(14), (int)row.GetInt64(15), !row.IsDBNull(16), row.TextOrNull(17));
}

/// <summary>What became of a place that does not want the answer of a job any more.</summary>
public enum JobLeave
{
    /// <summary>It got no answer of that job, or the job has ended.</summary>
    WasNotThere,

    /// <summary>The job goes on for others.</summary>
    Left,

    /// <summary>Nobody is left: the job is to stop.</summary>
    WasLast,
}
