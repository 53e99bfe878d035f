using AmpelBot.Chat;

namespace AmpelBot.Testing;

/// <summary>A thread that keeps what is posted, for transcripts.</summary>
public sealed class RecordingThread : IChatThread
{
    private readonly List<string> posts = [];
    private readonly List<string> progress = [];

    /// <summary>Messages, and files as "[title] file name", in order.</summary>
    public IReadOnlyList<string> Posts => posts;

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

    public Task PostAsync(string text, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        posts.Add(text);
        return Task.CompletedTask;
    }

    public Task PostFileAsync(string path, string title, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!File.Exists(path))
            throw new FileNotFoundException("a thread was given a file that is not there", path);
        posts.Add($"[{title}] {Path.GetFileName(path)}");
        return Task.CompletedTask;
    }

    public void ShowProgress(string line)
    {
        lock (progress)
            progress.Add(line);
    }
}
