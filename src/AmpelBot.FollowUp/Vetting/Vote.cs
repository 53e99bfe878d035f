using AmpelBot.Alerts.Archive;

namespace AmpelBot.FollowUp.Vetting;

/// <summary>What a person thinks of a candidate.</summary>
public enum VetState
{
    /// <summary>Worth following up.</summary>
    Interesting,

    /// <summary>Not a counterpart.</summary>
    Rejected,

    /// <summary>Not to be told yet.</summary>
    Ambiguous,
}

/// <summary>A person's word on an object: a vote, a note, or both. It never hides a candidate from anybody.</summary>
public sealed record Vote
{
    /// <summary>Most characters of a note.</summary>
    public const int MostNoteCharacters = 2000;

    /// <summary>Most characters of a reason, a name or an id.</summary>
    public const int MostWordCharacters = 200;

    /// <summary>The vote; null for a note alone.</summary>
    public VetState? State { get; init; }

    /// <summary>Why it was rejected, at most 200 characters; empty where nobody said.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What else the person said, at most 2000 characters; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>The person's id in the chat, 1 to 200 characters (Slack: U…).</summary>
    public required string UserId { get; init; }

    /// <summary>The name that the person goes by, at most 200 characters; empty where it is not known.</summary>
    public required string UserName { get; init; }

    /// <summary>When, UTC, to the millisecond.</summary>
    public required DateTimeOffset TimeUtc { get; init; }

    /// <summary>The scan whose candidate it was, 1 to 200 characters.</summary>
    public required string ScanId { get; init; }

    /// <summary>The event, at most 200 characters.</summary>
    public required string EventName { get; init; }

    /// <summary>Whose data the scan showed; who may see less does not see the vote.</summary>
    public required DataRights Rights { get; init; }
}

/// <summary>What people said of one object.</summary>
/// <param name="Latest">The latest vote of each person, in order of time.</param>
/// <param name="Notes">All words with a note, in order of time.</param>
public sealed record Votes(IReadOnlyList<Vote> Latest, IReadOnlyList<Vote> Notes)
{
    /// <summary>Nobody said anything.</summary>
    public static Votes None { get; } = new([], []);

    /// <summary>Whether somebody said something.</summary>
    public bool Any => Latest.Count + Notes.Count > 0;

    /// <summary>How many people vote so.</summary>
    public int Count(VetState state) => Latest.Count(v => v.State == state);
}
