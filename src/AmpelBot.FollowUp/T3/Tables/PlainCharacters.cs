using System.Globalization;
using System.Text;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>Text from outside, brought into the characters that a format can hold.</summary>
internal static class PlainCharacters
{
    /// <summary>
    /// Printable ASCII: other characters become \uXXXX (UTF-16), a backslash two; of a longer text the beginning and "...", at most
    /// <paramref name="most"/> characters.
    /// </summary>
    public static string Ascii(string text, int most = int.MaxValue)
    {
        const string cut = "...";
        if (text.Length <= most && !text.Any(c => c is < ' ' or > '~' or '\\'))
            return text;
        var plain = new StringBuilder();
        var whole = 0;
        foreach (var c in text)
        {
            if (c == '\\')
                plain.Append(@"\\");
            else if (c is < ' ' or > '~')
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                plain.Append(c);
            if (plain.Length <= most - cut.Length)
                whole = plain.Length;
            else if (plain.Length > most)
                return plain.ToString(0, whole) + cut;
        }
        return plain.ToString();
    }

    /// <summary>One line of sound Unicode: control characters, separators of lines and noncharacters become blanks, halves of surrogate pairs U+FFFD.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\ufffe' or '\uffff'))
            return text;
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            line.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 || (rune.Value & 0xfffe) == 0xfffe ? " " : rune.ToString());
        return line.ToString();
    }
}
