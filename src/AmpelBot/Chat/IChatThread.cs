namespace AmpelBot.Chat;

/// <summary>The thread in which a message is answered, whatever the chat.</summary>
public interface IChatThread
{
    /// <summary>Posts a message.</summary>
    /// <param name="text">Plain text, lines separated by a line feed.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task PostAsync(string text, CancellationToken cancellation);

    /// <summary>Posts a file.</summary>
    /// <param name="path">Path of the file on this machine.</param>
    /// <param name="title">What it is, one line.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task PostFileAsync(string path, string title, CancellationToken cancellation);

    /// <summary>Replaces the thread's one line of progress. Never part of the answer.</summary>
    void ShowProgress(string line);
}
