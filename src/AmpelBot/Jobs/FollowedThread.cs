using AmpelBot.Chat;

namespace AmpelBot.Jobs;

/// <summary>The thread of a job whose posts go to several places: where it was asked for, and where others asked for the same.</summary>
/// <remarks>
/// Each place gets all posts in their order, one that joins late those so far first. Who joins another's job gets a note in the place of the greeting.
/// A place where a post fails stops no other: with each later post it is tried again from the one that failed, and after <see cref="MostFailures"/> failures in a row it is left alone.
/// </remarks>
public sealed class FollowedThread : IChatThread
{
    /// <summary>Failures in a row after which a place gets nothing more.</summary>
    public const int MostFailures = 3;

    private const int TheNote = -1;

    private readonly Lock sync = new();
    private readonly List<ThreadPost> posts = [];
    private readonly List<Reader> readers = [];
    private readonly Func<ThreadPlace, IChatThread> open;
    private readonly Func<JobFollower, ThreadPost> note;
    private readonly Action<ThreadPlace, Exception> failed;

    /// <summary>A thread that goes nowhere yet.</summary>
    /// <param name="open">Opens the thread at a place.</param>
    /// <param name="note">What is said to a follower: that somebody else's job does the same. Its step is that of the greeting, which followers do not get.</param>
    /// <param name="failed">Told of each failure at a place.</param>
    public FollowedThread(Func<ThreadPlace, IChatThread> open, Func<JobFollower, ThreadPost> note, Action<ThreadPlace, Exception> failed) =>
        (this.open, this.note, this.failed) = (open, note, failed);

    /// <summary>The last line of progress; null before the first.</summary>
    public string? Progress { get; private set; }

    /// <summary>The places that get the posts.</summary>
    public IReadOnlyList<JobFollower> Places
    {
        get
        {
            lock (sync)
                return [.. readers.Select(r => r.Follower)];
        }
    }

    /// <summary>Whether a place has posts to come.</summary>
    public bool IsBehind
    {
        get
        {
            lock (sync)
                return readers.Any(r => Next(r) is not null);
        }
    }

    /// <summary>Adds a place, to which the posts so far go with the next post or with <see cref="CatchUpAsync"/>. A place that is there stays as it is.</summary>
    /// <param name="follower">The place, and who asked there.</param>
    /// <param name="isOwner">Whether the job was asked for there.</param>
    public void Add(JobFollower follower, bool isOwner)
    {
        var reader = new Reader(follower, isOwner, open(follower.Place)) { At = isOwner ? 0 : TheNote };
        lock (sync)
        {
            if (readers.Any(r => r.Follower.Place == follower.Place))
                return;
            readers.Add(reader);
        }
        if (Progress is { } line)
            reader.Thread.ShowProgress(line);
    }

    /// <summary>Takes a place away; a post on its way there still arrives.</summary>
    public void Remove(ThreadPlace place)
    {
        lock (sync)
            readers.RemoveAll(r => r.Follower.Place == place);
    }

    /// <inheritdoc/>
    /// <remarks>When the post fails at every place it is given up, and the failure of one of them is thrown.</remarks>
    public async Task PostAsync(ThreadPost post, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int index;
        lock (sync)
        {
            index = posts.Count;
            posts.Add(post);
        }
        var failures = await CatchUpAllAsync(cancellation);
        lock (sync)
        {
            if (failures.Count == 0 || readers.Any(r => r.At > index || r.Failures == 0))
                return;
            posts.RemoveAt(index);
            foreach (var reader in readers)
                reader.Failures = 0;
        }
        throw new PostFailedException(failures[0]);
    }

    /// <inheritdoc/>
    public void ShowProgress(string line)
    {
        Progress = line;
        List<Reader> there;
        lock (sync)
            there = [.. readers.Where(r => r.Failures < MostFailures)];
        foreach (var reader in there)
            reader.Thread.ShowProgress(line);
    }

    /// <summary>Posts to each place what it does not have yet.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation) => await CatchUpAllAsync(cancellation);

    private async Task<List<Exception>> CatchUpAllAsync(CancellationToken cancellation)
    {
        List<Reader> there;
        lock (sync)
            there = [.. readers];
        var failures = await Task.WhenAll(there.Select(r => CatchUpAtAsync(r, cancellation)));
        return [.. failures.OfType<Exception>()];
    }

    /// <summary>The failure at which it stopped; null when it came to the end.</summary>
    private async Task<Exception?> CatchUpAtAsync(Reader reader, CancellationToken cancellation)
    {
        await reader.Turn.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                ThreadPost? post;
                lock (sync)
                    post = Next(reader);
                if (post is null)
                    return null;
                await reader.Thread.PostAsync(post, cancellation);
                lock (sync)
                    (reader.At, reader.Failures) = (reader.At + 1, 0);
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            lock (sync)
                reader.Failures++;
            failed(reader.Follower.Place, e);
            return e;
        }
        finally
        {
            reader.Turn.Release();
        }
    }

    /// <summary>The next post for a place; null when it has all, is left alone or is not there any more.</summary>
    private ThreadPost? Next(Reader reader)
    {
        if (reader.Failures >= MostFailures || !readers.Contains(reader))
            return null;
        if (reader.At == TheNote)
            return note(reader.Follower);
        while (reader.At < posts.Count && !reader.IsOwner && posts[reader.At].Step == ThreadStep.Greeting)
            reader.At++;
        return reader.At < posts.Count ? posts[reader.At] : null;
    }

    private sealed class Reader(JobFollower follower, bool isOwner, IChatThread thread)
    {
        internal JobFollower Follower { get; } = follower;

        internal bool IsOwner { get; } = isOwner;

        internal IChatThread Thread { get; } = thread;

        internal SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>Index of the next post.</summary>
        internal int At { get; set; }

        /// <summary>Failures in a row.</summary>
        internal int Failures { get; set; }
    }
}

/// <summary>A post arrived nowhere.</summary>
/// <param name="inner">The failure at one of the places.</param>
public sealed class PostFailedException(Exception inner) : Exception(inner.Message, inner);
