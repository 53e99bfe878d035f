using System.Text;

namespace AmpelBot.Chat.Slack;

/// <summary>Slack's markup, mrkdwn (docs.slack.dev/messaging/formatting-message-text).</summary>
public static class SlackMarkup
{
    /// <summary>Text from Slack as the person meant it.</summary>
    /// <param name="markup">A message's text: mentions, links and special words in angle brackets; &amp;, &lt; and &gt; escaped.</param>
    /// <param name="botUserId">The bot's user (U…); its mentions are taken out.</param>
    /// <returns>Plain text without white space around it. Links are their addresses, or what the person typed where Slack made a link of it (gracedb.ligo.org, a number);
    /// other mentions are @name or @U…; curly quotes and special spaces are plain ones.</returns>
    public static string ToPlain(string markup, string botUserId)
    {
        var plain = new StringBuilder(markup.Length);
        for (var i = 0; i < markup.Length;)
        {
            var end = markup[i] == '<' ? markup.IndexOfAny(['<', '>', '\n'], i + 1) : -1;
            if (end > i + 1 && markup[end] == '>' && !char.IsWhiteSpace(markup[i + 1]))
            {
                plain.Append(Entity(markup[(i + 1)..end], botUserId));
                i = end + 1;
            }
            else
            {
                plain.Append(markup[i++]);
            }
        }
        return Unescape(plain.ToString()).Trim();
    }

    /// <summary>Text from anywhere so that Slack neither makes a mention, a link nor a call (@here) of it.</summary>
    /// <remarks>*, _, ~ and ` keep their meaning within a line; text that must stand exactly as it is goes into a <see cref="Blocks.PlainTextObject"/>.</remarks>
    /// <param name="text">Plain text.</param>
    /// <returns>The text with &amp;, &lt; and &gt; escaped, and control characters and those that turn the direction of writing replaced by U+FFFD.</returns>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '\n' or '\t' => escaped.Append(c),
                _ when char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => escaped.Append('\uFFFD'),
                _ => escaped.Append(c),
            };
        return escaped.ToString();
    }

    /// <summary>A link.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="label">What it says, plain.</param>
    /// <exception cref="ArgumentException">The address is of another kind.</exception>
    public static string Link(Uri address, string label)
    {
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ArgumentException("a link is an http or https address");
        return $"<{Escape(address.AbsoluteUri).Replace("|", "%7C", StringComparison.Ordinal)}|{Escape(label).Replace('|', '\u00A6').Replace('\n', ' ')}>";
    }

    /// <summary>A mention of a person, who is notified.</summary>
    /// <param name="userId">U… or W….</param>
    /// <exception cref="ArgumentException">It is no id.</exception>
    public static string Mention(string userId) =>
        userId.Length is > 1 and <= 32 && userId.All(char.IsAsciiLetterOrDigit) ? $"<@{userId}>" : throw new ArgumentException("a user's id is letters and digits");

    private static string Entity(string entity, string botUserId)
    {
        var bar = entity.IndexOf('|', StringComparison.Ordinal);
        var target = bar < 0 ? entity : entity[..bar];
        var label = bar < 0 ? "" : entity[(bar + 1)..];
        switch (target[..Math.Min(1, target.Length)])
        {
            case "@":
                return target[1..] == botUserId ? " " : "@" + (label.Length > 0 ? label.TrimStart('@') : target[1..]);
            case "#":
                return "#" + (label.Length > 0 ? label.TrimStart('#') : target[1..]);
            case "!":
                return label.Length > 0 ? label : "@" + target[1..].Split('^')[0];
        }
        var scheme = target.IndexOf(':', StringComparison.Ordinal);
        var afterScheme = scheme < 0 ? target : target[(scheme + 1)..].TrimStart('/');
        var isWeb = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || target.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (label.Length > 0 && (label == afterScheme || !isWeb))
            return label;
        return isWeb ? target : scheme < 0 ? target : afterScheme;
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var (character, length) = text[i] switch
            {
                '&' when At(text, i, "&lt;") => ('<', 4),
                '&' when At(text, i, "&gt;") => ('>', 4),
                '&' when At(text, i, "&amp;") => ('&', 5),
                '\u2018' or '\u2019' or '\u201A' or '\u201B' => ('\'', 1),
                '\u201C' or '\u201D' or '\u201E' or '\u201F' => ('"', 1),
                '\u00A0' or '\u202F' or (>= '\u2000' and <= '\u200A') or '\u3000' => (' ', 1),
                var other => (other, 1),
            };
            plain.Append(character);
            i += length - 1;
        }
        return plain.ToString();
    }

    private static bool At(string text, int start, string word) => string.CompareOrdinal(text, start, word, 0, word.Length) == 0;
}
