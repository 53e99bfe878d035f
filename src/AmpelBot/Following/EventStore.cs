using System.Data.Common;
using System.Text.Json;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Following;
using AmpelBot.Jobs;

namespace AmpelBot.Following;

/// <summary>Events that the bot heard of: their notices, sky maps, decisions, scans and threads.</summary>
/// <remarks>Each method is one transaction, durable when it returns, and repeated without harm. All throw <see cref="ArchiveException"/> with a sentence when the database fails.</remarks>
public sealed class EventStore
{
    internal const string Tables = """
        create table bot_event (
          id bigint primary key,
          name text not null,
          purpose text not null,
          event_ms bigint,
          heard bigint not null,
          considered bigint not null,
          retry_ms bigint not null,
          first_ms bigint not null,
          retraction text
        );
        create index bot_event_due on bot_event (retry_ms) where heard > considered;
        create index bot_event_time on bot_event (event_ms);
        create table bot_event_alias (alias text primary key, event bigint not null);
        create index bot_event_alias_event on bot_event_alias (event);

        create table bot_event_notice (
          event bigint not null, sha256 text not null,
          stored bigint not null,
          heard_ms bigint not null,
          notice text not null,
          primary key (event, sha256)
        );
        create table bot_event_revision (
          event bigint not null, number bigint not null,
          localisation text not null,
          notice text not null,
          file text, request text not null,
          facts text,
          known_ms bigint not null,
          primary key (event, number)
        );
        create table bot_event_decision (
          event bigint not null, channel text not null, notice text not null,
          revision bigint,
          scans bigint not null,
          reasons text not null,
          decided_ms bigint not null,
          primary key (event, channel, notice)
        );
        create table bot_event_scan (
          event bigint not null, channel text not null, revision bigint not null,
          chat text not null, team text not null, conversation text not null,
          is_queued bigint not null,
          outcome text, scan text, folder text, ended_ms bigint,
          primary key (event, channel, revision)
        );
        create index bot_event_scan_due on bot_event_scan (event) where is_queued = 0;
        create table bot_event_thread (
          event bigint not null,
          chat text not null, team text not null, conversation text not null,
          thread text not null,
          primary key (event, chat, team, conversation)
        );
        create table bot_event_overlap (
          first bigint not null, second bigint not null,
          difference double precision not null, odds double precision not null,
          primary key (first, second)
        );
        create table bot_event_post (
          id bigint primary key,
          envelope text not null unique,
          kind text not null,
          chat text not null, team text not null, conversation text not null, thread text not null,
          request text not null,
          tries bigint not null
        );
        create index bot_event_post_due on bot_event_post (id) where tries >= 0;
        create table bot_operator_line (id bigint primary key, line text not null unique, batch bigint);
        create index bot_operator_line_new on bot_operator_line (id) where batch is null;
        """;

    private const string EventColumns = "id, name, purpose, event_ms, heard, considered, first_ms, retraction";
    private const string RevisionColumns = "number, localisation, notice, file, request, facts, known_ms";
    private const string ScanColumns = "event, channel, revision, chat, team, conversation, is_queued, outcome, scan, folder, ended_ms";
    private const string PostColumns = "id, envelope, kind, chat, team, conversation, thread, request, tries";

    private readonly DatabaseBeside database;
    private readonly TimeProvider time;

    internal EventStore(DatabaseBeside database, TimeProvider time) => (this.database, this.time) = (database, time);

    /// <summary>Keeps a notice with the event that it is about: one that shares an identifier with it, or a new one. Events that the notice shows to be one become the older of them.</summary>
    /// <param name="heard">The notice, which names an event.</param>
    /// <param name="storedId">Its number in the store of notices.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<HeardOf> HearAsync(HeardNotice heard, long storedId, CancellationToken cancellation) => RunAsync(async sql =>
    {
        var now = time.GetUtcNow();
        var met = new SortedSet<long>();
        foreach (var alias in heard.Notice.Identifiers)
            if (await sql.RowAsync("select event from bot_event_alias where alias = @alias", row => row.LongOrNull(0), ("alias", alias)) is { } known)
                met.Add(known);
        var id = met.Count > 0 ? met.Min : await sql.NextAsync("event");
        if (met.Count == 0)
            await sql.RunAsync(
                "insert into bot_event (id, name, purpose, heard, considered, retry_ms, first_ms) values (@id, @name, @purpose, 0, 0, 0, @now)",
                ("id", id), ("name", heard.Notice.EventId), ("purpose", heard.Notice.Purpose.ToString()), ("now", now));
        foreach (var other in met.Skip(1))
            await JoinAsync(sql, id, other);
        foreach (var alias in heard.Notice.Identifiers)
            await sql.RunAsync("insert into bot_event_alias (alias, event) values (@alias, @id) on conflict (alias) do nothing", ("alias", alias), ("id", id));
        var isNew = await sql.RunAsync(
            "insert into bot_event_notice (event, sha256, stored, heard_ms, notice) values (@id, @sha, @stored, @now, @notice) on conflict (event, sha256) do nothing",
            ("id", id), ("sha", heard.Sha256), ("stored", storedId), ("now", now), ("notice", KeptNotice.Write(heard.Notice))) > 0;
        // A notice comes a second time when an operator replays it: what was decided without a sky map is asked again.
        var isAskedAgain = !isNew && await sql.RunAsync("delete from bot_event_decision where event = @id and notice = @sha and revision is null", ("id", id), ("sha", heard.Sha256)) > 0;
        if (isNew || isAskedAgain || met.Count > 1)
            await sql.RunAsync("update bot_event set heard = heard + 1, retry_ms = 0 where id = @id", ("id", id));
        return new HeardOf(id, isNew);
    }, cancellation);

    /// <summary>The event of one of its identifiers; null when the bot has not heard of it.</summary>
    public Task<HeardEvent?> FindAsync(string identifier, CancellationToken cancellation) => RunAsync(sql => sql.RowAsync(
        $"select {EventColumns} from bot_event where id = (select event from bot_event_alias where alias = @alias)", ReadEvent, ("alias", identifier)), cancellation);

    /// <summary>An event by its number; null when there is none, or it became one with another.</summary>
    public Task<HeardEvent?> FindAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RowAsync(
        $"select {EventColumns} from bot_event where id = @id", ReadEvent, ("id", id)), cancellation);

    /// <summary>The events that the bot heard of last, latest first.</summary>
    public Task<List<HeardEvent>> LatestAsync(int most, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {EventColumns} from bot_event order by id desc limit @most", ReadEvent, ("most", most)), cancellation);

    /// <summary>Events of which something was heard that was not considered yet, oldest first.</summary>
    public Task<List<HeardEvent>> DueAsync(DateTimeOffset now, int most, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {EventColumns} from bot_event where heard > considered and retry_ms <= @now order by id limit @most", ReadEvent, ("now", now), ("most", most)), cancellation);

    /// <summary>Other events within a window of time, of the same purpose, that stand.</summary>
    public Task<List<HeardEvent>> NearInTimeAsync(HeardEvent @event, DateTimeOffset at, TimeSpan window, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {EventColumns} from bot_event where id <> @id and purpose = @purpose and retraction is null and event_ms >= @from and event_ms <= @to order by id limit 50", ReadEvent,
        ("id", @event.Id), ("purpose", @event.Purpose), ("from", at - window), ("to", at + window)), cancellation);

    /// <summary>The notices of an event with their numbers in the store of notices.</summary>
    public Task<List<(HeardNotice Heard, long StoredId)>> NoticesAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        "select sha256, notice, stored from bot_event_notice where event = @id order by stored, sha256", row => (new HeardNotice(row.GetString(0), KeptNotice.Read(row.GetString(1))), row.GetInt64(2)), ("id", id)), cancellation);

    /// <summary>Notes what the event's story says of the event as a whole.</summary>
    public Task DescribeAsync(long id, EventStory story, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync(
        "update bot_event set name = @name, purpose = @purpose, event_ms = @time, retraction = @retraction where id = @id",
        ("id", id), ("name", story.Name), ("purpose", story.Purpose.ToString()), ("time", story.EventTimeUtc), ("retraction", story.Retraction?.Sha256)), cancellation);

    /// <summary>Notes that everything heard so far was considered.</summary>
    /// <param name="id">The event.</param>
    /// <param name="heard">How much had been heard when it was read.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task ConsideredAsync(long id, long heard, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync(
        "update bot_event set considered = @heard where id = @id and considered < @heard", ("id", id), ("heard", heard)), cancellation);

    /// <summary>Considers an event once more, although nothing new was heard.</summary>
    public Task ReconsiderAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync(
        "update bot_event set heard = heard + 1, retry_ms = 0 where id = @id", ("id", id)), cancellation);

    /// <summary>Considers an event later, because it could not be done now.</summary>
    public Task PostponeAsync(long id, DateTimeOffset until, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync(
        "update bot_event set retry_ms = @until where id = @id", ("id", id), ("until", until)), cancellation);

    /// <summary>Keeps a localisation as a revision; one that is there keeps its number.</summary>
    /// <returns>The revision, and whether it is new.</returns>
    public Task<(EventRevision Revision, bool IsNew)> AddRevisionAsync(long id, NewRevision revision, CancellationToken cancellation) => RunAsync(async sql =>
    {
        var facts = revision.Facts is null ? null : JsonSerializer.Serialize(revision.Facts);
        var there = await sql.RowAsync($"select {RevisionColumns} from bot_event_revision where event = @id and (localisation = @key or (facts is not null and facts = @facts)) order by number desc limit 1",
            ReadRevision, ("id", id), ("key", revision.Localisation), ("facts", facts));
        if (there is not null)
            return (there, false);
        await sql.RunAsync(
            $"""
            insert into bot_event_revision (event, {RevisionColumns})
            select @id, coalesce(max(number), 0) + 1, @key, @notice, @file, @request, @facts, @now from bot_event_revision where event = @id
            """,
            ("id", id), ("key", revision.Localisation), ("notice", revision.NoticeSha256), ("file", revision.File), ("request", revision.RequestText), ("facts", facts), ("now", time.GetUtcNow()));
        return ((await sql.RowAsync($"select {RevisionColumns} from bot_event_revision where event = @id order by number desc limit 1", ReadRevision, ("id", id)))!, true);
    }, cancellation);

    /// <summary>The revisions of an event, ascending.</summary>
    public Task<List<EventRevision>> RevisionsAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {RevisionColumns} from bot_event_revision where event = @id order by number", ReadRevision, ("id", id)), cancellation);

    /// <summary>Keeps a decision, and the scan and posts that it asks for, in one transaction. A decision that was made stays.</summary>
    /// <param name="id">The event.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="scanIn">Where the scan is told; null for none. A revision is scanned once by a channel, whatever is decided later.</param>
    /// <param name="posts">What is said.</param>
    /// <param name="operatorLine">What the operators are told; null for nothing.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task DecideAsync(long id, EventDecision decision, ConversationPlace? scanIn, IReadOnlyList<EventPost> posts, string? operatorLine, CancellationToken cancellation) => RunAsync(async sql =>
    {
        if (await sql.RunAsync(
            "insert into bot_event_decision (event, channel, notice, revision, scans, reasons, decided_ms) values (@id, @channel, @notice, @revision, @scans, @reasons, @now) on conflict (event, channel, notice) do nothing",
            ("id", id), ("channel", decision.Channel), ("notice", decision.NoticeSha256), ("revision", decision.Revision), ("scans", decision.Decision.Scans ? 1 : 0),
            ("reasons", JsonSerializer.Serialize(decision.Decision.Reasons)), ("now", time.GetUtcNow())) == 0)
            return 0;
        if (scanIn is not null)
            await sql.RunAsync(
                "insert into bot_event_scan (event, channel, revision, chat, team, conversation, is_queued) values (@id, @channel, @revision, @chat, @team, @conversation, 0) on conflict (event, channel, revision) do nothing",
                scanIn.With(("id", id), ("channel", decision.Channel), ("revision", decision.Revision)));
        foreach (var post in posts)
            await PostAsync(sql, post);
        if (operatorLine is not null)
            await LineAsync(sql, operatorLine);
        return 1;
    }, cancellation);

    /// <summary>The decisions about an event, in the order in which they were made.</summary>
    public Task<List<EventDecision>> DecisionsAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        "select channel, notice, revision, scans, reasons, decided_ms from bot_event_decision where event = @id order by decided_ms, channel",
        row => new EventDecision(row.GetString(0), row.GetString(1), row.LongOrNull(2),
            new Decision(row.GetInt64(3) != 0, JsonSerializer.Deserialize<DecisionReason[]>(row.GetString(4)) ?? []), row.Time(5)), ("id", id)), cancellation);

    /// <summary>Scans whose thread is there and that are not in line yet become posts; the number of them.</summary>
    public Task<int> QueueScansAsync(CancellationToken cancellation) => RunAsync(async sql =>
    {
        var due = await sql.RowsAsync(
            $"""
            select {string.Join(", ", ScanColumns.Split(", ").Select(c => "s." + c))}, t.thread from bot_event_scan s join bot_event_thread t
            on t.event = s.event and t.chat = s.chat and t.team = s.team and t.conversation = s.conversation where s.is_queued = 0 order by s.event, s.revision limit 100
            """, row => (Scan: ReadScan(row), Thread: row.GetString(11)));
        foreach (var (scan, thread) in due)
        {
            await PostAsync(sql, new EventPost(FormattableString.Invariant($"event {scan.EventId} scan {scan.Channel} {scan.Revision}"), EventJobKind.Scan,
                new ThreadPlace(scan.Place.Chat, scan.Place.Team, scan.Place.Conversation, thread), FormattableString.Invariant($"{scan.EventId} {scan.Channel} {scan.Revision}")));
            await sql.RunAsync("update bot_event_scan set is_queued = 1 where event = @event and channel = @channel and revision = @revision",
                ("event", scan.EventId), ("channel", scan.Channel), ("revision", scan.Revision));
        }
        return due.Count;
    }, cancellation);

    /// <summary>Whether scans wait for their thread, or to be put in line.</summary>
    public Task<bool> HasScansToQueueAsync(CancellationToken cancellation) => RunAsync(async sql =>
        await sql.RowAsync("select count(*) from bot_event_scan where is_queued = 0", row => row.GetInt64(0)) > 0, cancellation);

    /// <summary>The scans of an event, ascending by revision.</summary>
    public Task<List<EventScanRow>> ScansAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {ScanColumns} from bot_event_scan where event = @id order by revision, channel", ReadScan, ("id", id)), cancellation);

    /// <summary>Notes how a scan ended. One that has ended stays as it is.</summary>
    public Task EndScanAsync(EventScanRow scan, string outcome, string? scanId, string? folder, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync(
        "update bot_event_scan set outcome = @outcome, scan = @scan, folder = @folder, ended_ms = @now, is_queued = 1 where event = @event and channel = @channel and revision = @revision and ended_ms is null",
        ("outcome", outcome), ("scan", scanId), ("folder", folder), ("now", time.GetUtcNow()), ("event", scan.EventId), ("channel", scan.Channel), ("revision", scan.Revision)), cancellation);

    /// <summary>Remembers the thread of an event in a conversation; the first one stays.</summary>
    public Task KeepThreadAsync(long id, ThreadPlace place, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync(
        "insert into bot_event_thread (event, chat, team, conversation, thread) values (@id, @chat, @team, @conversation, @thread) on conflict (event, chat, team, conversation) do nothing",
        place.With(("id", id))), cancellation);

    /// <summary>The threads of an event.</summary>
    public Task<List<ThreadPlace>> ThreadsAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        "select chat, team, conversation, thread from bot_event_thread where event = @id order by conversation", row => row.Place(0), ("id", id)), cancellation);

    /// <summary>Keeps that two events overlap, and what is said of it; false when it was known with the same odds.</summary>
    public Task<bool> OverlapAsync(long first, long second, EventOverlap overlap, IReadOnlyList<EventPost> posts, CancellationToken cancellation) => RunAsync(async sql =>
    {
        var (low, high, difference) = first < second ? (first, second, overlap.TimeDifferenceSeconds) : (second, first, -overlap.TimeDifferenceSeconds);
        if (await sql.RunAsync(
            """
            insert into bot_event_overlap (first, second, difference, odds) values (@low, @high, @difference, @odds)
            on conflict (first, second) do update set difference = excluded.difference, odds = excluded.odds where bot_event_overlap.odds <> excluded.odds
            """, ("low", low), ("high", high), ("difference", difference), ("odds", overlap.Odds)) == 0)
            return false;
        foreach (var post in posts)
            await PostAsync(sql, post);
        return true;
    }, cancellation);

    /// <summary>The events that overlap with an event.</summary>
    public Task<List<(long Other, EventOverlap Overlap)>> OverlapsAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        "select case when first = @id then second else first end, case when first = @id then difference else -difference end, odds from bot_event_overlap where first = @id or second = @id order by odds desc",
        row => (row.GetInt64(0), new EventOverlap(row.GetDouble(1), row.GetDouble(2))), ("id", id)), cancellation);

    /// <summary>Keeps what is to be said, once for each envelope.</summary>
    public Task SayAsync(IReadOnlyList<EventPost> posts, CancellationToken cancellation) => RunAsync(async sql =>
    {
        foreach (var post in posts)
            await PostAsync(sql, post);
        return posts.Count;
    }, cancellation);

    /// <summary>What is to be said and is not in line yet, oldest first.</summary>
    public Task<List<EventPost>> UnsaidAsync(int most, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {PostColumns} from bot_event_post where tries >= 0 order by id limit @most", ReadPost, ("most", most)), cancellation);

    /// <summary>Notes that a post is in line.</summary>
    public Task SaidAsync(long postId, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync("update bot_event_post set tries = -1 where id = @id", ("id", postId)), cancellation);

    /// <summary>Notes that a post was refused, so that it is offered again as another message.</summary>
    public Task TryAgainAsync(long postId, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync("update bot_event_post set tries = tries + 1 where id = @id", ("id", postId)), cancellation);

    /// <summary>Whether a job of a post is stored.</summary>
    public Task<bool> IsInLineAsync(EventPost post, CancellationToken cancellation) => RunAsync(async sql => await sql.RowAsync(
        "select count(*) from bot_job where kind = @kind and request = @request and chat = @chat and team = @team and conversation = @conversation and thread = @thread",
        row => row.GetInt64(0), post.Place.With(("kind", post.Kind), ("request", post.Request))) > 0, cancellation);

    /// <summary>Keeps a line for the operators, once for each wording.</summary>
    public Task TellOperatorsAsync(string line, CancellationToken cancellation) => RunAsync(sql => LineAsync(sql, line), cancellation);

    /// <summary>Puts the operators' new lines into one post.</summary>
    /// <param name="place">Their conversation.</param>
    /// <param name="mostShown">Lines that are shown; the rest is counted.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<int> BatchLinesAsync(ConversationPlace place, int mostShown, CancellationToken cancellation) => RunAsync(async sql =>
    {
        var lines = await sql.RowsAsync("select id, line from bot_operator_line where batch is null order by id", row => (Id: row.GetInt64(0), Line: row.GetString(1)));
        if (lines.Count == 0)
            return 0;
        var batch = await sql.NextAsync("operator batch");
        await sql.RunAsync("update bot_operator_line set batch = @batch where batch is null and id <= @last", ("batch", batch), ("last", lines[^1].Id));
        var text = string.Join('\n', lines.Take(mostShown).Select(l => "- " + l.Line))
            + (lines.Count > mostShown ? FormattableString.Invariant($"\n... and {lines.Count - mostShown} more; see ampelbot events list.") : "");
        await PostAsync(sql, new EventPost(FormattableString.Invariant($"operators {batch}"), EventJobKind.Note, new ThreadPlace(place.Chat, place.Team, place.Conversation, ""), text));
        return lines.Count;
    }, cancellation);

    private static async Task JoinAsync(Sql sql, long into, long other)
    {
        await sql.RunAsync("update bot_event_alias set event = @into where event = @other", ("into", into), ("other", other));
        await sql.RunAsync(
            """
            insert into bot_event_notice (event, sha256, stored, heard_ms, notice)
            select @into, sha256, stored, heard_ms, notice from bot_event_notice where event = @other on conflict (event, sha256) do nothing
            """, ("into", into), ("other", other));
        await sql.RunAsync(
            """
            insert into bot_event_thread (event, chat, team, conversation, thread)
            select @into, chat, team, conversation, thread from bot_event_thread where event = @other on conflict (event, chat, team, conversation) do nothing
            """, ("into", into), ("other", other));
        await sql.RunAsync(
            "update bot_event set heard = heard + (select count(*) from bot_event_notice where event = @other), retry_ms = 0 where id = @into", ("into", into), ("other", other));
        var offset = await sql.RowAsync("select coalesce(max(number), 0) from bot_event_revision where event = @into", row => row.GetInt64(0), ("into", into));
        (string, object?)[] move = [("into", into), ("other", other), ("offset", offset)];
        await sql.RunAsync("update bot_event_revision set event = @into, number = number + @offset where event = @other", move);
        // A scan in line under the number that goes away finds nothing to do; it is put in line again under the one that stays.
        await sql.RunAsync("update bot_event_scan set event = @into, revision = revision + @offset, is_queued = case when ended_ms is null then 0 else 1 end where event = @other", move);
        await sql.RunAsync(
            """
            insert into bot_event_decision (event, channel, notice, revision, scans, reasons, decided_ms)
            select @into, channel, notice, revision + @offset, scans, reasons, decided_ms from bot_event_decision where event = @other on conflict (event, channel, notice) do nothing
            """, move);
        await sql.RunAsync("delete from bot_event_decision where event = @other", ("other", other));
        await sql.RunAsync("delete from bot_event_thread where event = @other", ("other", other));
        await sql.RunAsync("delete from bot_event_notice where event = @other", ("other", other));
        await sql.RunAsync("delete from bot_event where id = @other", ("other", other));
    }

    private static async Task<int> PostAsync(Sql sql, EventPost post) => await sql.RunAsync(
        """
        insert into bot_event_post (id, envelope, kind, chat, team, conversation, thread, request, tries)
        values (@id, @envelope, @kind, @chat, @team, @conversation, @thread, @request, 0) on conflict (envelope) do nothing
        """, post.Place.With(("id", await sql.NextAsync("event post")), ("envelope", post.Envelope), ("kind", post.Kind), ("request", post.Request)));

    private static async Task<int> LineAsync(Sql sql, string line) =>
        await sql.RunAsync("insert into bot_operator_line (id, line) values (@id, @line) on conflict (line) do nothing", ("id", await sql.NextAsync("operator line")), ("line", line));

    private Task<T> RunAsync<T>(Func<Sql, Task<T>> work, CancellationToken cancellation) => database.RunAsync(transaction => work(new Sql(transaction, cancellation)), cancellation);

    private static HeardEvent ReadEvent(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.TimeOrNull(3), row.GetInt64(4), row.GetInt64(5), row.Time(6), row.TextOrNull(7));

    private static EventRevision ReadRevision(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetString(4), row.TextOrNull(5) is { } facts ? JsonSerializer.Deserialize<MapFacts>(facts) : null, row.Time(6));

    private static EventScanRow ReadScan(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), new ConversationPlace(row.GetString(3), row.GetString(4), row.GetString(5)), row.GetInt64(6) != 0,
        row.TextOrNull(7), row.TextOrNull(8), row.TextOrNull(9), row.TimeOrNull(10));

    private static EventPost ReadPost(DbDataReader row) => new(row.GetString(1), row.GetString(2), row.Place(3), row.GetString(7)) { Id = row.GetInt64(0), Tries = row.GetInt64(8) };
}
