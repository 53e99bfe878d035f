using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Vetting;

namespace AmpelBot.Chat.Slack.Cards;

/// <summary>What a click on a card, or a modal that was sent off, asks for.</summary>
public abstract record CardAction
{
    private protected CardAction() { }
}

/// <summary>A vote, a note, or both.</summary>
/// <param name="Key">The candidate.</param>
/// <param name="State">The vote; null for a note alone.</param>
/// <param name="Reason">Why it is rejected; empty where nobody said.</param>
/// <param name="Note">The note; empty for none.</param>
/// <param name="Place">The card's message.</param>
public sealed record VetCommand(CardKey Key, VetState? State, string Reason, string Note, CardPlace Place) : CardAction
{
    /// <summary>The vote as the journal keeps it.</summary>
    /// <param name="userId">The person's id in Slack.</param>
    /// <param name="userName">The name that the person goes by; cut after 200 characters.</param>
    /// <param name="timeUtc">When.</param>
    public Vote ToVote(string userId, string userName, DateTimeOffset timeUtc) => new()
    {
        State = State,
        Reason = Reason,
        Note = Note,
        UserId = userId,
        UserName = userName.Length <= Vote.MostWordCharacters ? userName : userName[..Vote.MostWordCharacters],
        TimeUtc = timeUtc,
        ScanId = Key.ScanId,
        EventName = Key.EventName,
        Rights = Key.Rights,
    };
}

/// <summary>Asks why the object is a candidate: as <c>why NAME</c> in the thread of the scan.</summary>
/// <param name="Key">The candidate.</param>
public sealed record WhyAsked(CardKey Key) : CardAction;

/// <summary>Opens the modal for a rejection (<see cref="CardModals.Reject"/>).</summary>
/// <param name="Key">The candidate.</param>
/// <param name="Place">The card's message.</param>
public sealed record RejectAsked(CardKey Key, CardPlace Place) : CardAction;

/// <summary>Opens the modal for a note (<see cref="CardModals.Note"/>).</summary>
/// <param name="Key">The candidate.</param>
/// <param name="Place">The card's message.</param>
public sealed record NoteAsked(CardKey Key, CardPlace Place) : CardAction;

/// <summary>Opens the modal for another scan of the event (<see cref="CardModals.Rescan"/>).</summary>
/// <param name="ScanId">The scan.</param>
/// <param name="Place">The message with the button.</param>
public sealed record RescanAsked(string ScanId, CardPlace Place) : CardAction;

/// <summary>Another scan of the event.</summary>
/// <param name="ScanId">The scan that is done again.</param>
/// <param name="Level">Its new credible level, above 0 to 1; null for the same.</param>
/// <param name="Days">Its new length in days; null for the same.</param>
/// <param name="Place">The message with the button: the answer goes to its thread.</param>
public sealed record RescanForm(string ScanId, double? Level, double? Days, CardPlace Place) : CardAction;

/// <summary>Shows the draft of a scan.</summary>
/// <param name="ScanId">The scan.</param>
public sealed record DraftAsked(string ScanId) : CardAction;

/// <summary>Watches the event of a scan.</summary>
/// <param name="ScanId">The scan.</param>
public sealed record WatchAsked(string ScanId) : CardAction;

/// <summary>A modal that is not filled in right: it stays open and says so (<see cref="SlackAck.WithErrors"/>).</summary>
/// <param name="Errors">Sentences by block_id.</param>
public sealed record FormRefused(IReadOnlyDictionary<string, string> Errors) : CardAction;

/// <summary>The action_ids and callback_ids of cards, and what they ask for.</summary>
public static class CardActions
{
    internal const string Interesting = "vet_interesting";
    internal const string Reject = "vet_reject";
    internal const string Ambiguous = "vet_ambiguous";
    internal const string Note = "vet_note";
    internal const string Why = "card_why";
    internal const string Rescan = "scan_rescan";
    internal const string Draft = "scan_draft";
    internal const string Watch = "scan_watch";

    private const int MostScanIdCharacters = 100;

    /// <summary>What a click asks for; null when it is not one on a card, or its value is none of a card's.</summary>
    public static CardAction? Of(SlackBlockAction click)
    {
        var place = new CardPlace(click.ConversationId, click.ThreadTs, click.Ts);
        switch (click.ActionId)
        {
            case Rescan:
                return IsScanId(click.Value) ? new RescanAsked(click.Value, place) : null;
            case Draft:
                return IsScanId(click.Value) ? new DraftAsked(click.Value) : null;
            case Watch:
                return IsScanId(click.Value) ? new WatchAsked(click.Value) : null;
        }
        if (CardKey.Read(click.Value) is not { } key)
            return null;
        return click.ActionId switch
        {
            Interesting => new VetCommand(key, VetState.Interesting, "", "", place),
            Ambiguous => new VetCommand(key, VetState.Ambiguous, "", "", place),
            Reject => new RejectAsked(key, place),
            Note => new NoteAsked(key, place),
            Why => new WhyAsked(key),
            _ => null,
        };
    }

    /// <summary>What a modal that was sent off asks for; null when it is none of a card's.</summary>
    public static CardAction? Of(SlackViewSubmission submission)
    {
        if (CardModals.ReadMetadata(submission.PrivateMetadata) is not var (subject, place))
            return null;
        if (submission.CallbackId == Rescan)
            return IsScanId(subject) ? RescanOf(submission, subject, place) : null;
        if (CardKey.Read(subject) is not { } key)
            return null;
        return submission.CallbackId switch
        {
            Reject => RejectOf(submission, key, place),
            Note => NoteOf(submission, key, place),
            _ => null,
        };
    }

    internal static bool IsScanId(string text) => text.Length is > 0 and <= MostScanIdCharacters && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static CardAction RejectOf(SlackViewSubmission submission, CardKey key, CardPlace place)
    {
        var (reason, note) = (Value(submission, CardModals.ReasonInput), Value(submission, CardModals.NoteInput));
        if (!CardModals.Reasons.Contains(reason))
            return Refused(CardModals.ReasonInput, "Choose why it is no counterpart.");
        if (reason == CardModals.OtherReason && note.Length == 0)
            return Refused(CardModals.NoteInput, "Say in a few words why it is no counterpart.");
        return TooLong(note) ?? new VetCommand(key, VetState.Rejected, reason, note, place);
    }

    private static CardAction NoteOf(SlackViewSubmission submission, CardKey key, CardPlace place)
    {
        var note = Value(submission, CardModals.NoteInput);
        return note.Length == 0 ? Refused(CardModals.NoteInput, "Write a note, or close this window.") : TooLong(note) ?? new VetCommand(key, null, "", note, place);
    }

    private static CardAction RescanOf(SlackViewSubmission submission, string scanId, CardPlace place)
    {
        var (levelText, daysText) = (Value(submission, CardModals.LevelInput), Value(submission, CardModals.DaysInput));
        var errors = new Dictionary<string, string>();
        double level = 0, days = 0;
        if (levelText.Length > 0 && OptionValue.Level("level", levelText, out level) is { } wrongLevel)
            errors[CardModals.LevelInput] = wrongLevel;
        if (daysText.Length > 0 && OptionValue.Days("days", daysText, out days) is { } wrongDays)
            errors[CardModals.DaysInput] = wrongDays;
        return errors.Count > 0
            ? new FormRefused(errors)
            : new RescanForm(scanId, levelText.Length > 0 ? level : null, daysText.Length > 0 ? days : null, place);
    }

    private static CardAction? TooLong(string note) => note.Length <= Vote.MostNoteCharacters ? null
        : Refused(CardModals.NoteInput, $"The note has {note.Length} characters; {Vote.MostNoteCharacters} are kept at most.");

    private static FormRefused Refused(string blockId, string sentence) => new(new Dictionary<string, string> { [blockId] = sentence });

    private static string Value(SlackViewSubmission submission, string actionId) => submission.Values.GetValueOrDefault(actionId, "").Trim();
}
