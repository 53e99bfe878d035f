using AmpelBot.Alerts.Archive;
using AmpelBot.Chat;

namespace AmpelBot.Jobs;

/// <summary>Which posts of a job were sent and arrived, so that after any end of the process none is posted twice and none is missing.</summary>
/// <remarks>Each method is one transaction, durable when it returns. All throw <see cref="ArchiveException"/> with a sentence when the database fails.</remarks>
public sealed class PostStore
{
    private const string Where =
        "job = @job and chat = @chat and team = @team and conversation = @conversation and thread = @thread and step = @step and part = @part";

    private readonly DatabaseBeside database;

    internal PostStore(DatabaseBeside database) => this.database = database;

    /// <summary>Notes that a post is about to be sent, and says what is known of it. Only <see cref="PostState.New"/> may be sent without asking the chat.</summary>
    public Task<PostRecord> BeginAsync(PostId post, CancellationToken cancellation) => database.RunAsync(async transaction =>
    {
        var sql = new Sql(transaction, cancellation);
        var isNew = await sql.RunAsync(
            """
            insert into bot_post (job, chat, team, conversation, thread, step, part, idempotency_key)
            values (@job, @chat, @team, @conversation, @thread, @step, @part, @key) on conflict (job, chat, team, conversation, thread, step, part) do nothing
            """, Values(post, ("key", Guid.NewGuid().ToString()))) > 0;
        var (key, message) = await sql.RowAsync($"select idempotency_key, message from bot_post where {Where}", row => (row.GetString(0), row.TextOrNull(1)), Values(post));
        return new PostRecord(isNew ? PostState.New : message is null ? PostState.Begun : PostState.Posted, Guid.Parse(key!), message);
    }, cancellation);

    /// <summary>The chat's identity of a post that arrived; null where it is not known to have arrived.</summary>
    public Task<string?> FindAsync(PostId post, CancellationToken cancellation) => database.RunAsync(
        transaction => new Sql(transaction, cancellation).RowAsync($"select message from bot_post where {Where}", row => row.TextOrNull(0), Values(post)), cancellation);

    /// <summary>Notes that a post arrived.</summary>
    /// <param name="post">The post, which was begun.</param>
    /// <param name="message">The chat's identity of the message.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task EndAsync(PostId post, string message, CancellationToken cancellation) => database.RunAsync(async transaction =>
        await new Sql(transaction, cancellation).RunAsync($"update bot_post set message = @message where {Where}", Values(post, ("message", message))) > 0
            ? 0 : throw new InvalidOperationException($"the post {post.Step} of job {post.JobId} ended before it began"), cancellation);

    /// <summary>Notes that a post that was begun is known not to have arrived: it is new again.</summary>
    public Task WithdrawAsync(PostId post, CancellationToken cancellation) => database.RunAsync(
        transaction => new Sql(transaction, cancellation).RunAsync($"delete from bot_post where message is null and {Where}", Values(post)), cancellation);

    private static (string, object?)[] Values(PostId post, params ReadOnlySpan<(string, object?)> more) =>
        post.Place.With([("job", post.JobId), ("step", post.Step.ToString()), ("part", post.Part), .. more]);
}

/// <summary>One message of the answer of a job at one place.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Place">The place.</param>
/// <param name="Step">The step of the answer.</param>
/// <param name="Part">Which of the messages into which the chat split the step, from 0 on.</param>
public sealed record PostId(long JobId, ThreadPlace Place, ThreadStep Step, int Part);

/// <summary>What is known of a post.</summary>
/// <param name="State">Whether it was sent and arrived.</param>
/// <param name="IdempotencyKey">The same for each attempt at this post and for no other: the chat is told it, and asked by it whether the post arrived.</param>
/// <param name="Message">The chat's identity of the message; null unless it was posted.</param>
public sealed record PostRecord(PostState State, Guid IdempotencyKey, string? Message);

/// <summary>Whether a post was sent and arrived.</summary>
public enum PostState
{
    /// <summary>It was not sent before.</summary>
    New,

    /// <summary>It was begun before, and nobody knows whether it arrived: ask the chat.</summary>
    Begun,

    /// <summary>It arrived.</summary>
    Posted,
}
