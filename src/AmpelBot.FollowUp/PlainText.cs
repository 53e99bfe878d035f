using System.Globalization;

namespace AmpelBot.FollowUp;

/// <summary>Characters as phones, word processors and web pages write them, brought to the ASCII ones that are meant.</summary>
public static class PlainText
{
    /// <summary>
    /// The ASCII character meant: every dash and minus is -, every quotation mark " or ', every space and line break a space, full-width
    /// signs the usual ones. All other characters stay as they are.
    /// </summary>
    public static char Plain(char c) => c switch
    {
        ' ' => ' ',
        > ' ' and <= '~' => c,
        '\u2212' or '\u2043' or '\uFF0D' => '-',
        '\uFF0B' or '\uFE62' => '+',
        '\uFF1D' => '=',
        '\uFF1A' => ':',
        '\uFF05' => '%',
        '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u00AB' or '\u00BB' or '\u2033' => '"',
        '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2032' => '\'',
        _ when char.IsWhiteSpace(c) => ' ',
        _ when char.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation => '-',
        _ => c,
    };

    /// <summary>Whether a character leaves no mark (zero-width spaces and joiners, direction marks, variation selectors): it is passed over.</summary>
    public static bool IsInvisible(char c) =>
        c > '~' && (char.GetUnicodeCategory(c) == UnicodeCategory.Format || c is >= '\uFE00' and <= '\uFE0F');

    /// <summary>A text with <see cref="Plain(char)"/> done to each character and the invisible ones left out.</summary>
    public static string Plain(string text) => string.Concat(text.Where(c => !IsInvisible(c)).Select(Plain));
}
