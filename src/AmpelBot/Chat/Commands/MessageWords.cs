using System.Text;
using AmpelBot.FollowUp;

namespace AmpelBot.Chat.Commands;

/// <summary>A sentence about what was not understood, and where.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Position">Where the word begins, in characters from 0.</param>
internal sealed record Problem(string Sentence, int Position);

/// <summary>Takes a message apart into words: white space parts them, quotation marks and angle brackets hold them together.</summary>
internal static class MessageWords
{
    /// <summary>The words of a message; a problem when a quotation mark has no partner.</summary>
    public static Problem? Split(string text, out List<Word> words)
    {
        words = [];
        var at = 0;
        while (at < text.Length)
        {
            if (IsGap(text, at, out var gap))
                at += gap;
            else if (text[at] == '<' && LinkEnd(text, at) is { } end)
            {
                words.Add(Link(text, at, end));
                at = end + 1;
            }
            else if (ReadWord(text, ref at, words) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>White space, what leaves no mark, backticks around code, and angle brackets that Slack has escaped.</summary>
    private static bool IsGap(string text, int at, out int length)
    {
        var c = text[at];
        length = 1;
        if (c == '`' || PlainText.IsInvisible(c) || PlainText.Plain(c) == ' ')
            return true;
        length = 4;
        return c == '&' && (string.CompareOrdinal(text, at, "&lt;", 0, 4) == 0 || string.CompareOrdinal(text, at, "&gt;", 0, 4) == 0);
    }

    private static int? LinkEnd(string text, int start)
    {
        var end = text.IndexOf('>', start);
        return end > start + 1 ? end : null;
    }

    private static Word Link(string text, int start, int end)
    {
        var inside = text[(start + 1)..end].Trim('<', ' ');
        if (inside is ['@' or '#' or '!', ..])
            return new Word(WordKind.Mention, inside, start);
        var label = inside.IndexOf('|', StringComparison.Ordinal);
        var target = label < 0 ? inside : inside[..label];
        return new Word(WordKind.Link, target.Trim().Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal), start);
    }

    private static Problem? ReadWord(string text, ref int at, List<Word> words)
    {
        var start = at;
        var raw = new StringBuilder();
        var quotedFrom = -1;
        var isQuoted = true;
        while (at < text.Length)
        {
            var c = text[at];
            var plain = PlainText.Plain(c);
            if (plain == '"' || plain == '\'' && (raw.Length == 0 || raw[^1] is '=' or ':'))
            {
                var close = ClosingQuote(text, at, plain);
                if (close < 0 && plain == '"')
                    return new Problem($"A quotation mark opens at character {at + 1} and none closes it: write \"my map.fits.gz\" with one on either side.", at);
                if (close >= 0)
                {
                    isQuoted &= raw.Length == 0;
                    quotedFrom = at;
                    raw.Append(text, at + 1, close - at - 1);
                    at = close + 1;
                    continue;
                }
            }
            if (IsGap(text, at, out _) && !PlainText.IsInvisible(c) || c == '<' && LinkEnd(text, at) is not null)
                break;
            if (!PlainText.IsInvisible(c))
            {
                isQuoted &= quotedFrom >= 0 && char.IsPunctuation(c);
                if (!(isQuoted && quotedFrom >= 0))
                    raw.Append(c);
            }
            at++;
        }
        words.Add(new Word(isQuoted && quotedFrom >= 0 ? WordKind.Quoted : WordKind.Bare, raw.ToString(), start));
        return null;
    }

    private static int ClosingQuote(string text, int open, char quote)
    {
        for (var at = open + 1; at < text.Length; at++)
            if (PlainText.Plain(text[at]) == quote)
                return at;
        return -1;
    }
}
