using System.Data.Common;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.Jobs;

/// <summary>Events that are scanned again from time to time until a day.</summary>
/// <remarks>Each method is one transaction, durable when it returns. All throw <see cref="ArchiveException"/> with a sentence when the database fails.</remarks>
public sealed class WatchStore
{
    private const string Columns = "id, chat, team, conversation, thread, person, event, request, next_ms, until_ms, message";

    private readonly DatabaseBeside database;

    internal WatchStore(DatabaseBeside database) => this.database = database;

    /// <summary>Adds a watch. A thread watches an event once: a second watch takes the place of the first and keeps its number and its line.</summary>
    /// <returns>The watch with its number.</returns>
    public Task<Watch> AddAsync(NewWatch watch, CancellationToken cancellation) => RunAsync(async sql => await sql.RowAsync(
        $"""
        insert into bot_watch (id, chat, team, conversation, thread, person, event, request, next_ms, until_ms)
        values (@id, @chat, @team, @conversation, @thread, @person, @event, @request, @next, @until)
        on conflict (chat, team, conversation, thread, event) do update set person = excluded.person, request = excluded.request, next_ms = excluded.next_ms, until_ms = excluded.until_ms
        returning {Columns}
        """, Read, watch.Place.With(
            ("id", await sql.NextAsync("watch")), ("person", watch.User), ("event", watch.EventName), ("request", watch.RequestText), ("next", watch.NextDue), ("until", watch.Until)))
        ?? throw new InvalidOperationException("a watch that was stored is not there"), cancellation);

    /// <summary>Takes a watch away.</summary>
    /// <returns>False when there is none of that number.</returns>
    public Task<bool> RemoveAsync(long id, CancellationToken cancellation) => RunAsync(async sql => await sql.RunAsync("delete from bot_watch where id = @id", ("id", id)) > 0, cancellation);

    /// <summary>Takes away all watches of an event.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> RemoveEventAsync(string eventName, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync("delete from bot_watch where event = @event", ("event", eventName)), cancellation);

    /// <summary>Every watch, the next due first.</summary>
    public Task<List<Watch>> AllAsync(int most, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {Columns} from bot_watch order by next_ms, id limit @most", Read, ("most", most)), cancellation);

    /// <summary>Makes the watches due that were last scanned before a night, and that are not due anyway.</summary>
    /// <param name="night">The latest whole night of the archive, a modified Julian date.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<int> WakeForNightAsync(long night, DateTimeOffset now, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync(
        "update bot_watch set next_ms = @now where night < @night and next_ms > @now and until_ms > @now", ("night", night), ("now", now)), cancellation);

    /// <summary>Notes the night up to which a watch that is about to be scanned has seen the archive.</summary>
    public Task SeenNightAsync(long id, long night, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync("update bot_watch set night = @night where id = @id", ("id", id), ("night", night)), cancellation);

    /// <summary>The watches of a conversation, oldest first.</summary>
    public Task<List<Watch>> ListAsync(ConversationPlace place, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {Columns} from bot_watch where chat = @chat and team = @team and conversation = @conversation order by id", Read, place.With()), cancellation);

    /// <summary>Watches whose time has come and that are not over, the longest due first.</summary>
    public Task<List<Watch>> DueAsync(DateTimeOffset now, int most, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {Columns} from bot_watch where next_ms <= @now and until_ms > @now order by next_ms, id limit @most", Read, ("now", now), ("most", most)), cancellation);

    /// <summary>Sets when a watch is due next, and the message that is its quiet line.</summary>
    /// <param name="id">The watch.</param>
    /// <param name="nextDue">When it is due next, UTC.</param>
    /// <param name="message">The chat's identity of the message; null keeps what is known.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>False when the watch was taken away meanwhile.</returns>
    public Task<bool> PostponeAsync(long id, DateTimeOffset nextDue, string? message, CancellationToken cancellation) => RunAsync(async sql => (message is null
        ? await sql.RunAsync("update bot_watch set next_ms = @next where id = @id", ("id", id), ("next", nextDue))
        : await sql.RunAsync("update bot_watch set next_ms = @next, message = @message where id = @id", ("id", id), ("next", nextDue), ("message", message))) > 0, cancellation);

    /// <summary>Takes away the watches that are over.</summary>
    /// <returns>Those that were taken away.</returns>
    public Task<List<Watch>> RemoveEndedAsync(DateTimeOffset now, CancellationToken cancellation) =>
        RunAsync(sql => sql.RowsAsync($"delete from bot_watch where until_ms <= @now returning {Columns}", Read, ("now", now)), cancellation);

    private Task<T> RunAsync<T>(Func<Sql, Task<T>> work, CancellationToken cancellation) =>
        database.RunAsync(transaction => work(new Sql(transaction, cancellation)), cancellation);

    private static Watch Read(DbDataReader row) => new(
        row.GetInt64(0), row.Place(1), row.GetString(5), row.GetString(6), row.GetString(7), row.Time(8), row.Time(9), row.TextOrNull(10));
}

/// <summary>A watch that somebody asks for.</summary>
/// <param name="Place">The thread that is told.</param>
/// <param name="User">Who asked.</param>
/// <param name="EventName">The event.</param>
/// <param name="RequestText">The scan, as it was written.</param>
/// <param name="NextDue">When it is scanned next, UTC.</param>
/// <param name="Until">When the watch is over, UTC.</param>
public sealed record NewWatch(ThreadPlace Place, string User, string EventName, string RequestText, DateTimeOffset NextDue, DateTimeOffset Until);

/// <summary>An event that is scanned again.</summary>
/// <param name="Id">Its number, from 1 on.</param>
/// <param name="Place">The thread that is told.</param>
/// <param name="User">Who asked.</param>
/// <param name="EventName">The event.</param>
/// <param name="RequestText">The scan, as it was written.</param>
/// <param name="NextDue">When it is scanned next, UTC.</param>
/// <param name="Until">When the watch is over, UTC.</param>
/// <param name="Message">The chat's identity of the quiet line; null where there is none yet.</param>
public sealed record Watch(long Id, ThreadPlace Place, string User, string EventName, string RequestText, DateTimeOffset NextDue, DateTimeOffset Until, string? Message);
