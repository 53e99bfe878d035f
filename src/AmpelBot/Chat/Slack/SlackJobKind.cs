namespace AmpelBot.Chat.Slack;

/// <summary>The kinds of jobs that come from Slack.</summary>
internal static class SlackJobKind
{
    /// <summary>A message; its text is the job's.</summary>
    public const string Ask = "ask";

    /// <summary>A message with a sky map: <see cref="DroppedFile"/>.</summary>
    public const string File = "file";

    /// <summary>A person's judgement of a candidate: <see cref="VetJob"/>.</summary>
    public const string Vet = "vet";

    /// <summary>A scan that a button asks for; the text is the request, written by the bot itself.</summary>
    public const string Rescan = "rescan";

    /// <summary>The draft of a scan; the text is its id.</summary>
    public const string Draft = "draft";

    /// <summary>A watch on a scan's event; the text is the scan's id.</summary>
    public const string Watch = "watch";

    /// <summary>A scan of a watched event whose time has come; the text is the event's name.</summary>
    public const string Watched = "watched";
}
