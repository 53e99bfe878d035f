using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using AmpelBot.Alerts.Archive;
using AmpelBot.Listeners;

namespace AmpelBot.Jobs;

/// <summary>Notices as they were heard, until they are settled and for some time after.</summary>
/// <remarks>Each method is one transaction, durable when it returns. All throw <see cref="ArchiveException"/> with a sentence when the database fails.</remarks>
public sealed class NoticeStore : INoticeInbox
{
    /// <summary>Most bytes of a notice. Of a larger one the beginning is kept, as a dead letter.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>So many bytes are kept of a notice that is too large.</summary>
    public const int BeginningBytes = 1 << 20;

    /// <summary>How often work on a notice is begun before it is set aside.</summary>
    public const int MostAttempts = 3;

    /// <summary>The tables, in what SQLite and PostgreSQL have in common.</summary>
    /// <remarks>Bytes are in the database: what is acknowledged is one transaction, and there is no file to lose or to find without its row.</remarks>
    internal const string Tables = """
        create table bot_notice (
          id bigint primary key,
          source text not null, stream text not null, place text not null,
          sha256 text not null,
          length bigint not null,
          received_ms bigint not null,
          status text not null,
          reason text,
          settled_ms bigint,
          attempts bigint not null,
          times bigint not null,
          has_bytes bigint not null
        );
        create unique index bot_notice_sha256 on bot_notice (sha256);
        create index bot_notice_waiting on bot_notice (id) where settled_ms is null;
        create index bot_notice_status on bot_notice (status, settled_ms);

        create table bot_notice_bytes (id bigint primary key, bytes bytea not null);
        """;

    private const string Columns = "id, source, stream, place, sha256, length, received_ms, status, reason, settled_ms, attempts, times, has_bytes";
    private const int MostName = 500;
    private const int MostReason = 2000;
    private const int PruneAtOnce = 1000;

    private readonly DatabaseBeside database;
    private readonly TimeProvider time;
    private readonly Channel<bool> news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal NoticeStore(DatabaseBeside database, TimeProvider time) => (this.database, this.time) = (database, time);

    /// <summary>How many are kept, and for how long.</summary>
    public NoticeKeeping Keeping { get; set; } = new();

    /// <inheritdoc/>
    public async Task<NoticeReceipt> AcceptAsync(ReceivedNotice notice, CancellationToken cancellation)
    {
        var isTooLarge = notice.Bytes.Length > MostBytes;
        var bytes = (isTooLarge ? notice.Bytes[..BeginningBytes] : notice.Bytes).ToArray();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(notice.Bytes.Span));
        var receipt = await RunAsync(async sql =>
        {
            if (await sql.RowAsync("update bot_notice set times = times + 1 where sha256 = @sha256 returning id", row => row.LongOrNull(0), ("sha256", sha256)) is { } known)
                return new NoticeReceipt(known, false);
            await RefuseWhenFullAsync(sql);
            var reason = isTooLarge ? string.Create(CultureInfo.InvariantCulture, $"It has {notice.Bytes.Length:N0} bytes; I take up to {MostBytes:N0}, and keep the first {BeginningBytes:N0} of this one.") : null;
            // Between the question above and here another connection may have kept the same bytes.
            var (id, times) = await sql.RowAsync(
                """
                insert into bot_notice (id, source, stream, place, sha256, length, received_ms, status, reason, settled_ms, attempts, times, has_bytes)
                values (@id, @source, @stream, @place, @sha256, @length, @received, @status, @reason, @settled, 0, 1, 1)
                on conflict (sha256) do update set times = bot_notice.times + 1
                returning id, times
                """, row => (row.GetInt64(0), row.GetInt64(1)),
                ("id", await sql.NextAsync("notice")), ("source", Bounded(notice.Source, MostName)), ("stream", Bounded(notice.Stream, MostName)), ("place", Bounded(notice.Key, MostName)),
                ("sha256", sha256), ("length", (long)notice.Bytes.Length), ("received", notice.ReceivedUtc),
                ("status", Name(isTooLarge ? NoticeStatus.DeadLetter : NoticeStatus.Waiting)), ("reason", reason), ("settled", isTooLarge ? time.GetUtcNow().ToUnixTimeMilliseconds() : null));
            if (times > 1)
                return new NoticeReceipt(id, false);
            await sql.RunAsync("insert into bot_notice_bytes (id, bytes) values (@id, @bytes)", ("id", id), ("bytes", bytes));
            return new NoticeReceipt(id, true);
        }, cancellation);
        NoticeMetrics.Heard(notice.Source, receipt.IsNew);
        if (receipt.IsNew)
            news.Writer.TryWrite(true);
        return receipt;
    }

    /// <summary>Waits until a notice was kept or put back by this process, or a time has passed; at once when that happened since the last waiting. One waits at a time.</summary>
    /// <param name="atMost">After so long it returns in any case: another process may have replayed something.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await news.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It was long enough.
        }
    }

    /// <summary>Notices that wait, the oldest first.</summary>
    public Task<List<StoredNotice>> WaitingAsync(int most, CancellationToken cancellation) => RunAsync(sql => sql.RowsAsync(
        $"select {Columns} from bot_notice where settled_ms is null order by id limit @most", Read, ("most", most)), cancellation);

    /// <summary>Begins work on a notice that waits, which counts an attempt until it is settled or put back. One that was begun <see cref="MostAttempts"/> times becomes a dead letter.</summary>
    /// <returns>The notice with its bytes; null when it does not wait, or was set aside now.</returns>
    public Task<NoticeContent?> BeginAsync(long id, CancellationToken cancellation) => RunAsync(async sql =>
    {
        var begun = await sql.RowAsync(
            $"update bot_notice set attempts = attempts + 1 where id = @id and settled_ms is null and attempts < @most returning {Columns}", Read, ("id", id), ("most", MostAttempts));
        if (begun is not null)
            return await ContentAsync(sql, begun);
        await sql.RunAsync("update bot_notice set status = @status, reason = @reason, settled_ms = @now where id = @id and settled_ms is null",
            ("id", id), ("status", Name(NoticeStatus.DeadLetter)), ("now", time.GetUtcNow()),
            ("reason", string.Create(CultureInfo.InvariantCulture, $"Work on it began {MostAttempts} times and came to no end: the program was stopped, or it stopped itself. I have set it aside; it can be replayed.")));
        return null;
    }, cancellation);

    /// <summary>Says that work on a notice was left for later without its fault; it waits on, and the attempt does not count.</summary>
    public Task PutBackAsync(long id, CancellationToken cancellation) => RunAsync(sql => sql.RunAsync(
        "update bot_notice set attempts = attempts - 1 where id = @id and settled_ms is null and attempts > 0", ("id", id)), cancellation);

    /// <summary>Settles a notice that waits.</summary>
    /// <param name="id">The notice.</param>
    /// <param name="status">What became of it, which is not <see cref="NoticeStatus.Waiting"/>.</param>
    /// <param name="reason">Why, a sentence; null when there is nothing to say.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>False when it does not wait.</returns>
    public async Task<bool> SettleAsync(long id, NoticeStatus status, string? reason, CancellationToken cancellation)
    {
        if (status == NoticeStatus.Waiting)
            throw new ArgumentException("a notice that is settled does not wait", nameof(status));
        var isSettled = await RunAsync(async sql => await sql.RunAsync("update bot_notice set status = @status, reason = @reason, settled_ms = @now where id = @id and settled_ms is null",
            ("id", id), ("status", Name(status)), ("reason", reason is null ? null : Bounded(reason, MostReason)), ("now", time.GetUtcNow())) > 0, cancellation);
        if (isSettled)
            NoticeMetrics.Settle(Name(status));
        return isSettled;
    }

    /// <summary>A notice with its bytes; null when there is none of that number.</summary>
    public Task<NoticeContent?> FindAsync(long id, CancellationToken cancellation) => RunAsync(async sql =>
        await sql.RowAsync($"select {Columns} from bot_notice where id = @id", Read, ("id", id)) is { } notice ? await ContentAsync(sql, notice) : null, cancellation);

    /// <summary>Notices, the newest first.</summary>
    public Task<List<StoredNotice>> ListAsync(NoticeFilter filter, int most, CancellationToken cancellation)
    {
        var (where, values) = (new List<string> { "true" }, new List<(string, object?)> { ("most", most) });
        if (filter.Status is { } status)
            Add("status = @status", ("status", Name(status)));
        if (filter.Source is { } source)
            Add("source = @source", ("source", source));
        if (filter.SinceUtc is { } since)
            Add("received_ms >= @since", ("since", since));
        return RunAsync(sql => sql.RowsAsync($"select {Columns} from bot_notice where {string.Join(" and ", where)} order by id desc limit @most", Read, [.. values]), cancellation);

        void Add(string condition, (string, object?) value)
        {
            where.Add(condition);
            values.Add(value);
        }
    }

    /// <summary>Puts a settled notice back, so that it waits as if it had never been looked at.</summary>
    /// <returns>False when there is none of that number, it waits, or its bytes are no longer kept whole.</returns>
    public async Task<bool> ReplayAsync(long id, CancellationToken cancellation) =>
        await ReplayAsync("id = @id", cancellation, ("id", id), ("most", MostBytes)) > 0;

    /// <summary>Puts all dead letters back of which the bytes are kept whole.</summary>
    /// <returns>How many.</returns>
    public Task<int> ReplayDeadLettersAsync(CancellationToken cancellation) =>
        ReplayAsync("status = @dead", cancellation, ("dead", Name(NoticeStatus.DeadLetter)), ("most", MostBytes));

    /// <summary>How many there are.</summary>
    public Task<NoticeCounts> CountAsync(CancellationToken cancellation) => RunAsync(async sql =>
    {
        var (waiting, bytes, oldest) = await sql.RowAsync("select count(*), cast(coalesce(sum(length), 0) as bigint), min(received_ms) from bot_notice where settled_ms is null",
            row => (row.GetInt64(0), row.GetInt64(1), row.TimeOrNull(2)));
        var (dead, empty) = await sql.RowAsync("select count(*), cast(coalesce(sum(1 - has_bytes), 0) as bigint) from bot_notice where status = @dead",
            row => (row.GetInt64(0), row.GetInt64(1)), ("dead", Name(NoticeStatus.DeadLetter)));
        return new NoticeCounts(waiting, bytes, oldest, dead, empty);
    }, cancellation);

    /// <summary>Lets go of what is kept no longer, some at a time.</summary>
    /// <returns>How many notices lost their bytes or were forgotten; ask again until there is none.</returns>
    public Task<int> PruneAsync(CancellationToken cancellation) => RunAsync(async sql =>
    {
        var now = time.GetUtcNow();
        var dead = Name(NoticeStatus.DeadLetter);
        var ids = await sql.RowsAsync(
            "select id from bot_notice where status <> @dead and settled_ms < @before and has_bytes = 1 order by settled_ms limit @most",
            row => row.GetInt64(0), ("dead", dead), ("before", now - TimeSpan.FromDays(Keeping.BytesDays)), ("most", PruneAtOnce));
        ids.AddRange(await sql.RowsAsync("select id from bot_notice where status = @dead and has_bytes = 1 order by id desc limit @most offset @kept",
            row => row.GetInt64(0), ("dead", dead), ("most", PruneAtOnce), ("kept", Keeping.MostDeadLetters)));
        foreach (var id in ids)
        {
            await sql.RunAsync("delete from bot_notice_bytes where id = @id", ("id", id));
            await sql.RunAsync("update bot_notice set has_bytes = 0 where id = @id", ("id", id));
        }
        return ids.Count + await sql.RunAsync(
            "delete from bot_notice where id in (select id from bot_notice where settled_ms < @before and has_bytes = 0 limit @most)",
            ("before", now - TimeSpan.FromDays(Keeping.MemoryDays)), ("most", PruneAtOnce));
    }, cancellation);

    private async Task<int> ReplayAsync(string which, CancellationToken cancellation, params (string, object?)[] values)
    {
        var replayed = await RunAsync(sql => sql.RunAsync(
            $"update bot_notice set status = @waiting, reason = null, settled_ms = null, attempts = 0 where {which} and settled_ms is not null and has_bytes = 1 and length <= @most",
            [("waiting", Name(NoticeStatus.Waiting)), .. values]), cancellation);
        if (replayed > 0)
            news.Writer.TryWrite(true);
        return replayed;
    }

    private async Task RefuseWhenFullAsync(Sql sql)
    {
        var (count, bytes) = await sql.RowAsync("select count(*), cast(coalesce(sum(length), 0) as bigint) from bot_notice where settled_ms is null", row => (row.GetInt64(0), row.GetInt64(1)));
        if (count >= Keeping.MostWaiting || bytes >= Keeping.MostWaitingBytes)
            throw new ArchiveException(string.Create(CultureInfo.InvariantCulture,
                $"{count:N0} notices with {bytes:N0} bytes wait, which is as much as is kept in {database.Place}: no more are taken until some are settled."));
    }

    private static async Task<NoticeContent> ContentAsync(Sql sql, StoredNotice notice) => new(
        notice, await sql.RowAsync("select bytes from bot_notice_bytes where id = @id", row => row.GetFieldValue<byte[]>(0), ("id", notice.Id)));

    private Task<T> RunAsync<T>(Func<Sql, Task<T>> work, CancellationToken cancellation) =>
        database.RunAsync(transaction => work(new Sql(transaction, cancellation)), cancellation);

    private static string Name(NoticeStatus status) => status.ToString();

    private static string Bounded(string text, int most) => text.Length <= most ? text : text[..most];

    private static StoredNotice Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.Time(6),
        Enum.Parse<NoticeStatus>(row.GetString(7)), row.TextOrNull(8), row.TimeOrNull(9), (int)row.GetInt64(10), row.GetInt64(11), row.GetInt64(12) == 1);
}
