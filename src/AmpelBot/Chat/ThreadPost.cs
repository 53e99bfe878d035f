using AmpelBot.Jobs;

namespace AmpelBot.Chat;

/// <summary>One message of an answer: a text, a file, or the candidates.</summary>
/// <param name="Step">Its place in the answer. An answer has each step at most once, so that a step that was posted before a restart is not posted again after it.</param>
public abstract record ThreadPost(ThreadStep Step);

/// <summary>A message in words.</summary>
/// <param name="Step">Its place in the answer.</param>
/// <param name="Text">Plain text, lines separated by a line feed; columns are aligned for a fixed-width font where there are any.</param>
public record TextPost(ThreadStep Step, string Text) : ThreadPost(Step);

/// <summary>A file.</summary>
/// <param name="Step">Its place in the answer.</param>
/// <param name="Path">Path of the file on this machine.</param>
/// <param name="Title">What it is, one line.</param>
public sealed record FilePost(ThreadStep Step, string Path, string Title) : ThreadPost(Step);

/// <summary>The candidates of a scan. A chat that can shows a card for each of the first; others the text.</summary>
/// <param name="Text">The table as text.</param>
/// <param name="Scan">The scan.</param>
public sealed record CandidatesPost(string Text, FinishedScan Scan) : TextPost(ThreadStep.Candidates, Text);

/// <summary>The last message of a scan. A chat that can offers there what may come next.</summary>
/// <param name="Text">The text.</param>
/// <param name="Scan">The scan.</param>
public sealed record ClosingPost(string Text, FinishedScan Scan) : TextPost(ThreadStep.Closing, Text);

/// <summary>The places of an answer, in the order in which they are posted.</summary>
public enum ThreadStep
{
    /// <summary>Hi.</summary>
    Greeting,

    /// <summary>That somebody else's job does the same, or that a restart came in between.</summary>
    Note,

    /// <summary>What was understood.</summary>
    Understanding,

    /// <summary>The defaults, when only the sky map told the channel.</summary>
    Choices,

    /// <summary>The sky map in words.</summary>
    SkyMap,

    /// <summary>How the archive is read.</summary>
    Method,

    /// <summary>The picture of a sky map beside the one before.</summary>
    Change,

    /// <summary>The sky map's picture.</summary>
    Picture,

    /// <summary>Where the alerts went.</summary>
    Funnel,

    /// <summary>What came out.</summary>
    Outcome,

    /// <summary>What the survey observed.</summary>
    Coverage,

    /// <summary>The candidates.</summary>
    Candidates,

    /// <summary>The table of candidates as a file.</summary>
    Table,

    /// <summary>The report as a file.</summary>
    Report,

    /// <summary>The whole scan as one document.</summary>
    Document,

    /// <summary>What the scan did not do.</summary>
    NotDone,

    /// <summary>What else the person should know.</summary>
    Remarks,

    /// <summary>The draft's text.</summary>
    Draft,

    /// <summary>The draft as a file.</summary>
    DraftFile,

    /// <summary>The line of progress, where a chat shows it as a message.</summary>
    Progress,

    /// <summary>The answer to a question, in one message.</summary>
    Answer,

    /// <summary>That something did not work.</summary>
    Apology,

    /// <summary>The last message.</summary>
    Closing,
}
