using System.Globalization;
using System.Text;
using AmpelBot.FollowUp;

namespace AmpelBot.Chat.Commands;

/// <summary>What kind of word a message has at one place.</summary>
internal enum WordKind
{
    /// <summary>Without any marks, or with quotation marks inside (from="2019-08-14 21:10").</summary>
    Bare,

    /// <summary>All of it between quotation marks.</summary>
    Quoted,

    /// <summary>Between angle brackets, Slack's label and escapes taken off.</summary>
    Link,

    /// <summary>A person, a conversation or everybody, as Slack writes them between angle brackets.</summary>
    Mention,
}

/// <summary>A word of a message.</summary>
/// <param name="Kind">What kind of word.</param>
/// <param name="Raw">The word as typed, for paths and addresses; marks and invisible characters taken off.</param>
/// <param name="Start">Where it begins in the message, in characters from 0.</param>
internal sealed record Word(WordKind Kind, string Raw, int Start)
{
    private const string Closing = ".,;:!?)]}*_\"'\u2026";
    private const string Opening = "([{*\"'";

    /// <summary>The word in plain characters.</summary>
    public string Plain { get; } = PlainText.Plain(Raw);

    /// <summary>The plain word without the punctuation around it.</summary>
    public string Bare => Trim(Plain);

    /// <summary>Whether it says nothing: a mention, punctuation, an emoji, Slack's :wink:.</summary>
    public bool IsSilent => Kind == WordKind.Mention || Kind == WordKind.Bare && (Plain.EnumerateRunes().All(SaysNothing)
        || Plain.Length > 2 && Plain[0] == ':' && Plain[^1] == ':' && Plain.All(c => c is ':' or '_' or '-' or '+' || char.IsAsciiLetterOrDigit(c)));

    /// <summary>A text without the punctuation that a sentence puts around it.</summary>
    public static string Trim(string text) => text.TrimEnd(Closing.ToCharArray()).TrimStart(Opening.ToCharArray());

    /// <summary>The text between quotation marks for a sentence: short, on one line, always valid Unicode.</summary>
    public static string Quote(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= 40)
                return shown.Append("...\"").ToString();
            shown.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator ? "?" : rune.ToString());
        }
        return shown.Append('"').ToString();
    }

    private static bool SaysNothing(Rune rune) => rune.Value is not ('%' or '\u00B0') && (rune.Value == '>' || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.DashPunctuation or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.OpenPunctuation
        or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
        or UnicodeCategory.OtherPunctuation or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
}
