namespace AmpelBot.Testing.Senders;

/// <summary>What a sender does instead of giving the file that it has.</summary>
public abstract record FakeTrouble
{
    private FakeTrouble()
    {
    }

    /// <summary>Answers with a status.</summary>
    public sealed record Status(int Code, string? RetryAfter = null) : FakeTrouble;

    /// <summary>Announces the whole file, sends its beginning and breaks the connection.</summary>
    public sealed record CutOff(int Bytes) : FakeTrouble;

    /// <summary>Sends the beginning of the file as if it were the whole: without a length, ended in order.</summary>
    public sealed record Part(int Bytes) : FakeTrouble;

    /// <summary>Leads on to another address.</summary>
    public sealed record Redirect(string To) : FakeTrouble;

    /// <summary>Announces so many bytes and sends few.</summary>
    public sealed record Announce(long Bytes) : FakeTrouble;

    /// <summary>Sends without a length and without end, beginning like a FITS file.</summary>
    public sealed record Endless : FakeTrouble;

    /// <summary>Sends a page for people, as behind a login.</summary>
    public sealed record LoginPage : FakeTrouble;

    /// <summary>Takes the request and never answers. <see cref="Asked"/> ends when it came.</summary>
    public sealed record Silence : FakeTrouble
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Holds the answer back until it is let go.</summary>
    public sealed record Hold : FakeTrouble
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
