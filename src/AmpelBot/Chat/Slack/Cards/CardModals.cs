using System.Text.Encodings.Web;
using System.Text.Json;
using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Vetting;

namespace AmpelBot.Chat.Slack.Cards;

/// <summary>The modals that cards open. Each carries unseen what it is about and the message that it came from.</summary>
public static class CardModals
{
    internal const string ReasonInput = "reason";
    internal const string NoteInput = "note";
    internal const string LevelInput = "level";
    internal const string DaysInput = "days";
    internal const string OtherReason = "other";

    /// <summary>Why a candidate may be no counterpart.</summary>
    internal static readonly IReadOnlyList<string> Reasons = ["variable star", "AGN", "moving object", "bogus or artifact", "too old", OtherReason];

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Asks why a candidate is rejected.</summary>
    public static ModalView Reject(CardKey key, CardPlace place) => new(CardActions.Reject, "Reject a candidate",
    [
        About(key, "Others still see the candidate, and that you rejected it."),
        new InputBlock(ReasonInput, "Why is it no counterpart?", new StaticSelectElement(ReasonInput, [.. Reasons.Select(r => new OptionObject(r, r))], "Choose a reason")),
        new InputBlock(NoteInput, "Note", new PlainTextInputElement(NoteInput, isMultiline: true, mostCharacters: Vote.MostNoteCharacters), isOptional: true, hint: "Needed where the reason is another one."),
    ], "Reject", Metadata(key.Write(), place));

    /// <summary>Asks for a note on a candidate.</summary>
    public static ModalView Note(CardKey key, CardPlace place) => new(CardActions.Note, "Note on a candidate",
    [
        About(key, "Everybody who sees the candidate sees the note."),
        new InputBlock(NoteInput, "Note", new PlainTextInputElement(NoteInput, isMultiline: true, mostCharacters: Vote.MostNoteCharacters)),
    ], "Keep the note", Metadata(key.Write(), place));

    /// <summary>Asks for level and length of another scan.</summary>
    /// <param name="scanId">The scan that is done again.</param>
    /// <param name="level">Its level, 0 to 1.</param>
    /// <param name="days">Its length in days.</param>
    /// <param name="place">The message with the button.</param>
    /// <exception cref="ArgumentException">The scan's id is none.</exception>
    public static ModalView Rescan(string scanId, double level, double days, CardPlace place) => CardActions.IsScanId(scanId)
        ? new ModalView(CardActions.Rescan, "Scan again",
        [
            new InputBlock(LevelInput, "Credible level", new PlainTextInputElement(LevelInput, placeholder: "0.9 or 90%", mostCharacters: 40), isOptional: true,
                hint: $"Empty: {TextNumbers.Percent(level)}, as before."),
            new InputBlock(DaysInput, "Days after the start", new PlainTextInputElement(DaysInput, placeholder: "3 or 36h", mostCharacters: 40), isOptional: true,
                hint: $"Empty: the time range as before, {TextNumbers.Days(Math.Round(days, 4))}."),
        ], "Scan", Metadata(scanId, place))
        : throw new ArgumentException("a scan's id is letters, digits, dots and dashes", nameof(scanId));

    /// <summary>What a modal is about and where it came from; null when the text is none of these modals'.</summary>
    internal static (string Subject, CardPlace Place)? ReadMetadata(string metadata)
    {
        if (metadata.Length is 0 or > BlockLimits.PrivateMetadata)
            return null;
        try
        {
            return JsonSerializer.Deserialize<string?[]>(metadata) is [{ } subject, { Length: > 0 and <= 32 } conversation, var thread, var ts]
                && (thread?.Length ?? 0) <= 32 && (ts?.Length ?? 0) <= 32
                ? (subject, new CardPlace(conversation, thread, ts))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static SectionBlock About(CardKey key, string sentence) => new(new PlainTextObject($"{(key.Name.Length > 0 ? key.Name : "?")}: {sentence}"));

    private static string Metadata(string subject, CardPlace place) =>
        JsonSerializer.Serialize<string?[]>([subject, place.ConversationId, place.ThreadTs, place.Ts], Plain);
}
