using System.Data.Common;
using System.Globalization;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.Jobs;

/// <summary>What a bot remembers beside the archive: its tables <c>bot_*</c>.</summary>
/// <remarks>One text of SQL for SQLite and PostgreSQL. Times are UTC in milliseconds since 1970.</remarks>
public sealed class BotTables : IAsyncDisposable
{
    private const string Version1 = """
        create table bot_counter (name text primary key, value bigint not null);
        create table bot_envelope (id text primary key, seen_ms bigint not null);
        create index bot_envelope_seen on bot_envelope (seen_ms);

        create table bot_job (
          id bigint primary key,
          chat text not null, team text not null, conversation text not null, thread text not null,
          person text not null,
          kind text not null,
          request text not null,
          lane text not null,
          same_key text,
          status text not null,
          created_ms bigint not null, started_ms bigint, ended_ms bigint,
          attempts bigint not null,
          stops bigint not null,
          cancel_ms bigint,
          error text
        );
        create unique index bot_job_same on bot_job (same_key) where ended_ms is null and same_key is not null;
        create index bot_job_unfinished on bot_job (id) where ended_ms is null;
        create index bot_job_ended on bot_job (ended_ms);

        create table bot_job_place (
          job bigint not null,
          chat text not null, team text not null, conversation text not null, thread text not null,
          person text not null,
          joined bigint not null,
          primary key (job, chat, team, conversation, thread)
        );
        create index bot_job_place_thread on bot_job_place (chat, team, conversation, thread);

        create table bot_post (
          job bigint not null,
          chat text not null, team text not null, conversation text not null, thread text not null,
          step text not null,
          part bigint not null,
          idempotency_key text not null,
          message text,
          primary key (job, chat, team, conversation, thread, step, part)
        );

        create table bot_thread_scan (
          chat text not null, team text not null, conversation text not null, thread text not null,
          scan text not null,
          folder text not null,
          request text not null,
          event text not null,
          number bigint not null,
          primary key (chat, team, conversation, thread, scan)
        );
        create index bot_thread_scan_number on bot_thread_scan (scan, number);

        create table bot_setting (
          chat text not null, team text not null, conversation text not null,
          name text not null,
          value text not null,
          person text not null,
          set_ms bigint not null,
          primary key (chat, team, conversation, name)
        );

        create table bot_card (
          chat text not null, team text not null, conversation text not null,
          message text not null,
          facts text not null,
          picture text,
          primary key (chat, team, conversation, message)
        );

        create table bot_watch (
          id bigint primary key,
          chat text not null, team text not null, conversation text not null, thread text not null,
          person text not null,
          event text not null,
          request text not null,
          next_ms bigint not null,
          until_ms bigint not null,
          message text
        );
        create unique index bot_watch_event on bot_watch (chat, team, conversation, thread, event);
        create index bot_watch_next on bot_watch (next_ms);
        """;

    // What each version added to the one before; what is here stays as it is.
    private static readonly string[] Versions = [Version1, NoticeStore.Tables, Following.EventStore.Tables + "\nalter table bot_watch add column night bigint;"];

    private readonly DatabaseBeside database;

    private BotTables(DatabaseBeside database, TimeProvider time)
    {
        this.database = database;
        Jobs = new JobStore(database, time);
        Posts = new PostStore(database);
        Scans = new ThreadScanStore(database);
        Settings = new ConversationSettings(database, time);
        Watches = new WatchStore(database);
        Cards = new CardStore(database);
        Notices = new NoticeStore(database, time);
        Events = new Following.EventStore(database, time);
    }

    /// <summary>Jobs and who gets their answers.</summary>
    public JobStore Jobs { get; }

    /// <summary>Which posts of a job arrived.</summary>
    public PostStore Posts { get; }

    /// <summary>The scans that threads are about.</summary>
    public ThreadScanStore Scans { get; }

    /// <summary>Settings of conversations.</summary>
    public ConversationSettings Settings { get; }

    /// <summary>Events that are scanned again.</summary>
    public WatchStore Watches { get; }

    /// <summary>The cards of candidates.</summary>
    public CardStore Cards { get; }

    /// <summary>Notices as they were heard.</summary>
    public NoticeStore Notices { get; }

    /// <summary>Events that the bot heard of.</summary>
    public Following.EventStore Events { get; }

    /// <summary>The file, or server, database and schema, for people.</summary>
    public string Place => database.Place;

    /// <summary>Opens the tables beside an archive that is there, making them when they are not.</summary>
    /// <param name="archive">The archive: a folder, or a postgres:// address.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="ArchiveException">There is no archive, the database cannot be used, or its tables are of a newer version.</exception>
    public static async Task<BotTables> OpenAsync(string archive, TimeProvider time, CancellationToken cancellation)
    {
        var database = await Archives.OpenBesideAsync(archive, cancellation);
        try
        {
            await MigrateAsync(database, cancellation);
            return new BotTables(database, time);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Claims the jobs for this process until the result is disposed or the process ends.</summary>
    /// <exception cref="ArchiveException">Another process works on them.</exception>
    public async Task<IAsyncDisposable> ClaimAsync(CancellationToken cancellation) =>
        await database.ClaimAsync(cancellation)
        ?? throw new ArchiveException($"Another bot works on the jobs in {Place}: stop it first, or give this bot an archive of its own.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static Task<int> MigrateAsync(DatabaseBeside database, CancellationToken cancellation) => database.RunAsync(async transaction =>
    {
        var sql = new Sql(transaction, cancellation);
        await sql.RunAsync("create table if not exists bot_version (version bigint not null)");
        var version = await sql.RowAsync("select max(version) from bot_version", row => row.LongOrNull(0)) ?? 0;
        if (version > Versions.Length)
            throw new ArchiveException(string.Create(CultureInfo.InvariantCulture,
                $"The bot's tables in {database.Place} are of version {version} and this program knows version {Versions.Length}: use a newer ampelbot."));
        for (; version < Versions.Length; version++)
        {
            await sql.RunAsync(Versions[version]);
            await sql.RunAsync("insert into bot_version (version) values (@version)", ("version", version + 1));
        }
        return 0;
    }, cancellation);
}

/// <summary>Statements within a transaction, in what the dialects have in common.</summary>
/// <param name="transaction">The transaction.</param>
/// <param name="cancellation">Stops each statement.</param>
internal readonly struct Sql(DbTransaction transaction, CancellationToken cancellation)
{
    /// <summary>Runs statements; the number of rows that they wrote.</summary>
    internal async Task<int> RunAsync(string text, params (string Name, object? Value)[] values)
    {
        await using var command = Command(text, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>All rows of a statement.</summary>
    internal async Task<List<T>> RowsAsync<T>(string text, Func<DbDataReader, T> read, params (string Name, object? Value)[] values)
    {
        await using var command = Command(text, values);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await row.ReadAsync(cancellation))
            rows.Add(read(row));
        return rows;
    }

    /// <summary>The first row of a statement; the type's default where there is none.</summary>
    internal async Task<T?> RowAsync<T>(string text, Func<DbDataReader, T> read, params (string Name, object? Value)[] values)
    {
        var rows = await RowsAsync(text, read, values);
        return rows.Count == 0 ? default : rows[0];
    }

    /// <summary>The next number of a series, from 1 on.</summary>
    internal Task<long> NextAsync(string series) => RowAsync(
        "insert into bot_counter (name, value) values (@name, 1) on conflict (name) do update set value = bot_counter.value + 1 returning value", row => row.GetInt64(0), ("name", series));

    private DbCommand Command(string text, (string Name, object? Value)[] values)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value switch
            {
                null => DBNull.Value,
                string words => StorableText.From(words),
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                int number => (long)number,
                _ => value,
            };
            command.Parameters.Add(parameter);
        }
        return command;
    }
}

/// <summary>Values of rows, and values for rows.</summary>
internal static class SqlValues
{
    internal static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    internal static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static DateTimeOffset Time(this DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    internal static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    /// <summary>A place of which the chat is in a column and the rest in those that follow.</summary>
    internal static ThreadPlace Place(this DbDataReader row, int column) => new(row.GetString(column), row.GetString(column + 1), row.GetString(column + 2), row.GetString(column + 3));

    /// <summary>Values for @chat, @team, @conversation and @thread, and more.</summary>
    internal static (string, object?)[] With(this ThreadPlace place, params ReadOnlySpan<(string, object?)> more) =>
        [("chat", place.Chat), ("team", place.Team), ("conversation", place.Conversation), ("thread", place.Thread), .. more];

    /// <summary>Values for @chat, @team and @conversation, and more.</summary>
    internal static (string, object?)[] With(this ConversationPlace place, params ReadOnlySpan<(string, object?)> more) =>
        [("chat", place.Chat), ("team", place.Team), ("conversation", place.Conversation), .. more];
}

/// <summary>Text that every database takes.</summary>
internal static class StorableText
{
    /// <summary>The text with U+FFFD in the place of zero characters and of halves of surrogate pairs.</summary>
    internal static string From(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\0' || char.IsSurrogate(text[i]))
                return string.Concat(text.EnumerateRunes().Select(r => r.Value == 0 ? "\uFFFD" : r.ToString()));
        return text;
    }
}
