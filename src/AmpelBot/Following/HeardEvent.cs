using AmpelBot.FollowUp.Following;
using AmpelBot.Jobs;

namespace AmpelBot.Following;

/// <summary>What became of a notice.</summary>
/// <param name="EventId">Number of its event.</param>
/// <param name="IsNew">False when the event had it already.</param>
public readonly record struct HeardOf(long EventId, bool IsNew);

/// <summary>An event that the bot heard of.</summary>
/// <param name="Id">Its number, from 1 on.</param>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">Observation, Test, Mock or Planned.</param>
/// <param name="TimeUtc">When it was, UTC; null while nobody said.</param>
/// <param name="Heard">How much was heard of it.</param>
/// <param name="Considered">How much of that was considered.</param>
/// <param name="FirstHeardUtc">When it was first heard of, UTC.</param>
/// <param name="Retraction">SHA-256 of the notice that took it back; null when it stands.</param>
public sealed record HeardEvent(long Id, string Name, string Purpose, DateTimeOffset? TimeUtc, long Heard, long Considered, DateTimeOffset FirstHeardUtc, string? Retraction);

/// <summary>A localisation of an event before it has a number.</summary>
/// <param name="Localisation">Identity of its content: the map's SHA-256, or the position as a request.</param>
/// <param name="NoticeSha256">The notice that brought it.</param>
/// <param name="File">The map's file; null for a position.</param>
/// <param name="RequestText">A scan of it, as a person would type it.</param>
/// <param name="Facts">The facts of the map. A map with the same facts is the same map in another file.</param>
public sealed record NewRevision(string Localisation, string NoticeSha256, string? File, string RequestText, MapFacts? Facts);

/// <summary>A localisation of an event.</summary>
/// <param name="Number">Its number among those of the event, from 1, in the order in which they became known.</param>
/// <param name="Localisation">Identity of its content.</param>
/// <param name="NoticeSha256">The notice that brought it.</param>
/// <param name="File">The map's file; null for a position.</param>
/// <param name="RequestText">A scan of it, as a person would type it.</param>
/// <param name="Facts">The facts of the map.</param>
/// <param name="KnownUtc">When it became known, UTC.</param>
public sealed record EventRevision(long Number, string Localisation, string NoticeSha256, string? File, string RequestText, MapFacts? Facts, DateTimeOffset KnownUtc);

/// <summary>A channel's decision about an event.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="NoticeSha256">The notice that it was made on.</param>
/// <param name="Revision">The revision; null when it was made before there was one.</param>
/// <param name="Decision">The decision.</param>
/// <param name="MadeUtc">When, UTC; the store sets it.</param>
public sealed record EventDecision(string Channel, string NoticeSha256, long? Revision, Decision Decision, DateTimeOffset MadeUtc);

/// <summary>The scan of a revision by a channel.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Place">The conversation that is told.</param>
/// <param name="IsQueued">Whether it is in line.</param>
/// <param name="Outcome">How it ended, in words; null before.</param>
/// <param name="ScanId">Id of the scan; null when none came of it.</param>
/// <param name="Folder">Folder of its files; null when none came of it.</param>
/// <param name="EndedUtc">When it ended, UTC; null before.</param>
public sealed record EventScanRow(long EventId, string Channel, long Revision, ConversationPlace Place, bool IsQueued, string? Outcome, string? ScanId, string? Folder, DateTimeOffset? EndedUtc);

/// <summary>Something to be put in line, once.</summary>
/// <param name="Envelope">Its identity: two with the same are one.</param>
/// <param name="Kind">Kind of its job.</param>
/// <param name="Place">Where.</param>
/// <param name="Request">Text of its job.</param>
public sealed record EventPost(string Envelope, string Kind, ThreadPlace Place, string Request)
{
    /// <summary>Its number, once it is stored.</summary>
    public long Id { get; init; }

    /// <summary>How often it was refused.</summary>
    public long Tries { get; init; }
}

/// <summary>The kinds of jobs that come from notices.</summary>
internal static class EventJobKind
{
    /// <summary>Begins the thread of an event; the text is the event's number, and below it what is said.</summary>
    public const string Open = "event-open";

    /// <summary>Scans a revision; the text is the event's number, the channel and the revision's number.</summary>
    public const string Scan = "event-scan";

    /// <summary>Says something; the text is what.</summary>
    public const string Note = "event-note";

    /// <summary>Who asks for them, where a person stands otherwise.</summary>
    public const string User = "notices";

    /// <summary>Whether a kind is one of them.</summary>
    public static bool Is(string kind) => kind is Open or Scan or Note;
}
