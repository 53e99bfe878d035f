using AmpelBot.Chat;
using AmpelBot.Jobs;

namespace AmpelBot.Tests.Jobs;

/// <summary>A chat that keeps what is posted, in a file as well when one is named, and can be asked by a post's key whether it arrived.</summary>
internal sealed class RecordedChat
{
    private readonly Lock sync = new();
    private readonly List<RecordedPost> posts = [];
    private readonly HashSet<Guid> keys = [];
    private readonly FileStream? file;

    public RecordedChat(string? path = null)
    {
        if (path is null)
            return;
        if (File.Exists(path))
            foreach (var line in File.ReadAllLines(path))
                Keep(RecordedPost.Parse(line));
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1);
    }

    /// <summary>Places at which posts fail.</summary>
    public HashSet<ThreadPlace> Failing { get; } = [];

    public IReadOnlyList<RecordedPost> Posts
    {
        get
        {
            lock (sync)
                return [.. posts];
        }
    }

    /// <summary>The texts at a place, in order.</summary>
    public string[] At(ThreadPlace place) => [.. Posts.Where(p => p.Place == place).Select(p => p.Text)];

    public IChatThread Open(BotTables tables, Job job, ThreadPlace place) => new Thread(this, tables, job, place);

    private bool Has(Guid key)
    {
        lock (sync)
            return keys.Contains(key);
    }

    private void Send(RecordedPost post)
    {
        lock (sync)
        {
            if (Failing.Contains(post.Place))
                throw new IOException("the bot was removed there");
            file?.Write(System.Text.Encoding.UTF8.GetBytes(post + "\n"));
            Keep(post);
        }
    }

    private void Keep(RecordedPost post)
    {
        posts.Add(post);
        keys.Add(post.Key);
    }

    private sealed class Thread(RecordedChat chat, BotTables tables, Job job, ThreadPlace place) : IChatThread
    {
        public async Task PostAsync(ThreadPost post, CancellationToken cancellation)
        {
            var id = new PostId(job.Id, place, post.Step, 0);
            var known = await tables.Posts.BeginAsync(id, cancellation);
            if (known.State == PostState.Posted)
                return;
            if (known.State == PostState.New || !chat.Has(known.IdempotencyKey))
                chat.Send(new RecordedPost(job.Id, place, post.Step, known.IdempotencyKey, ((TextPost)post).Text));
            await tables.Posts.EndAsync(id, known.IdempotencyKey.ToString(), cancellation);
        }

        public void ShowProgress(string line)
        {
        }
    }
}

internal sealed record RecordedPost(long JobId, ThreadPlace Place, ThreadStep Step, Guid Key, string Text)
{
    public static RecordedPost Parse(string line)
    {
        var parts = line.Split('\t');
        return new RecordedPost(long.Parse(parts[0]), new ThreadPlace(parts[1], parts[2], parts[3], parts[4]), Enum.Parse<ThreadStep>(parts[5]), Guid.Parse(parts[6]), parts[7]);
    }

    public override string ToString() => string.Join('\t', JobId, Place.Chat, Place.Team, Place.Conversation, Place.Thread, Step, Key, Text);
}
