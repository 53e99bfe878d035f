using AmpelBot.Chat;

namespace AmpelBot.Testing;

/// <summary>A thread that keeps what is posted, for transcripts.</summary>
public sealed class RecordingThread : IChatThread
{
    private readonly List<string> posts = [];
    private readonly List<ThreadStep> steps = [];
    private readonly List<string> progress = [];

    /// <summary>Messages, and files as "[title] file name", in order.</summary>
    public IReadOnlyList<string> Posts => posts;

    /// <summary>The step of each post, in order.</summary>
    public IReadOnlyList<ThreadStep> Steps => steps;

    /// <summary>Lines of progress, in order.</summary>
    public IReadOnlyList<string> Progress
    {
        get
        {
            lock (progress)
                return progress.ToArray();
        }
    }

    /// <summary>The whole thread as one text.</summary>
    public string Transcript => string.Join("\n\n", posts);

    public Task PostAsync(ThreadPost post, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (post is FilePost { Path: var path } && !File.Exists(path))
            throw new FileNotFoundException("a thread was given a file that is not there", path);
        steps.Add(post.Step);
        posts.Add(post is FilePost file ? $"[{file.Title}] {Path.GetFileName(file.Path)}" : ((TextPost)post).Text);
        return Task.CompletedTask;
    }

    public void ShowProgress(string line)
    {
        lock (progress)
            progress.Add(line);
    }
}
