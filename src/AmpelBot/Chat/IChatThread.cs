namespace AmpelBot.Chat;

/// <summary>The thread in which a message is answered, whatever the chat.</summary>
public interface IChatThread
{
    /// <summary>Posts a message or a file.</summary>
    /// <param name="post">The message.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task PostAsync(ThreadPost post, CancellationToken cancellation);

    /// <summary>Replaces the thread's one line of progress. Never part of the answer, and never waits.</summary>
    void ShowProgress(string line);
}
