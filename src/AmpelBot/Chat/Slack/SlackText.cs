namespace AmpelBot.Chat.Slack;

/// <summary>Texts longer than Slack takes at once.</summary>
public static class SlackText
{
    /// <summary>Most characters of a message's text.</summary>
    public const int MostInMessage = 40_000;

    private const string Fence = "```";
    private const string Close = "\n" + Fence;
    private const string Open = Fence + "\n";

    /// <summary>Cuts a text into pieces that Slack takes.</summary>
    /// <remarks>A cut falls at the end of a line, else between words; within a word only when the word alone is longer than a piece, and then never within a surrogate
    /// pair, an escape (&amp;amp;) or a link. A block of code (```) that is cut is closed and opened again. The white space at a cut is dropped; nothing else is.</remarks>
    /// <param name="text">Slack's markup; may be empty.</param>
    /// <param name="mostCharacters">Most UTF-16 characters of a piece, at least 32.</param>
    /// <returns>The pieces in order, none of them empty; no piece for a text without anything but white space.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The pieces are too short.</exception>
    public static IReadOnlyList<string> Split(string text, int mostCharacters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostCharacters, 32);
        var pieces = new List<string>();
        var isCode = false;
        for (var start = 0; start < text.Length;)
        {
            var head = isCode ? Open : "";
            var room = mostCharacters - head.Length;
            var (end, next) = text.Length - start <= room ? (text.Length, text.Length) : Cut(text, start, room - Close.Length);
            var body = text[start..end];
            var endsInCode = isCode ^ (Fences(body) % 2 == 1);
            // A block of code that the text itself never closes stays open at its very end only.
            var tail = endsInCode && next < text.Length ? Close : "";
            if (!string.IsNullOrWhiteSpace(body))
                pieces.Add(head + body + tail);
            isCode = endsInCode;
            start = next;
        }
        return pieces;
    }

    /// <summary>The text shortened to what a title or a button takes, with an ellipsis where something is missing.</summary>
    /// <param name="text">Plain text.</param>
    /// <param name="mostCharacters">Most UTF-16 characters, at least 1.</param>
    public static string Shorten(string text, int mostCharacters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostCharacters, 1);
        if (text.Length <= mostCharacters)
            return text;
        var end = mostCharacters - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        return text[..end].TrimEnd() + "\u2026";
    }

    /// <summary>Where the piece ends and the next begins.</summary>
    private static (int End, int Next) Cut(string text, int start, int room)
    {
        var limit = start + room;
        var line = text.LastIndexOf('\n', limit, room + 1);
        if (line > start)
            return (line, line + 1);
        var space = text.LastIndexOf(' ', limit, room + 1);
        while (space > start && IsInLink(text, start, space))
            space = space - 1 > start ? text.LastIndexOf(' ', space - 1, space - start) : -1;
        if (space > start)
            return (space, space + 1);

        var end = limit;
        if (char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1]))
            end--;
        end = Before(text, start, end, '&', ';', 5);
        end = Before(text, start, end, '<', '>', room);
        while (end > start + 1 && text[end] == '`' && text[end - 1] == '`')
            end--;
        return end > start ? (end, end) : (limit, limit);
    }

    private static bool IsInLink(string text, int start, int at)
    {
        var open = text.LastIndexOf('<', at, at - start + 1);
        if (open < 0)
            return false;
        var close = text.IndexOf('>', open);
        return close > at && text.IndexOf('\n', open, close - open) < 0;
    }

    /// <summary>The cut moved before what began shortly before it and ends after it.</summary>
    private static int Before(string text, int start, int end, char opens, char closes, int mostLength)
    {
        var from = Math.Max(start, end - mostLength);
        var open = end == from ? -1 : text.LastIndexOf(opens, end - 1, end - from);
        if (open <= start)
            return end;
        var close = text.IndexOf(closes, open, Math.Min(mostLength, text.Length - open));
        return close >= end ? open : end;
    }

    private static int Fences(string text)
    {
        var count = 0;
        for (var at = text.IndexOf(Fence, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Fence, at + Fence.Length, StringComparison.Ordinal))
            count++;
        return count;
    }
}
