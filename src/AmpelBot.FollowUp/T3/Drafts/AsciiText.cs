using System.Text;

namespace AmpelBot.FollowUp.T3;

/// <summary>Text as circulars and telegrams may have it: printable ASCII, in one line.</summary>
internal static class AsciiText
{
    private const string Accented = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïðñòóôõöøùúûüýÿĀāĂăĄąĆćČčĎďĐđĒēĘęĚěĞğĪīİıĹĺĽľŁłŃńŇňŌōŐőŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŹźŻżŽž";
    private const string Bare = "AAAAAACEEEEIIIIDNOOOOOOUUUUYaaaaaaceeeeiiiidnoooooouuuuyyAaAaAaCcCcDdDdEeEeEeGgIiIiLlLlLlNnNnOoOoRrRrSsSsSsTtTtUuUuUuZzZzZz";

    /// <summary>
    /// The text in ASCII: accents fall off letters, signs of the field are written out (± +-, ° deg, ≤ &lt;=, α alpha), dashes, quotation marks and white
    /// space become the plain ones, what leaves no mark is left out, and anything else is ?.
    /// </summary>
    public static string Of(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var c in text)
            if (c is >= ' ' and <= '~')
                ascii.Append(c);
            else if (!PlainText.IsInvisible(c))
                ascii.Append(Written(c));
        return ascii.ToString();
    }

    /// <summary>The text in ASCII, at most so many characters (3 at least); what is cut off is marked by three dots.</summary>
    public static string Clip(string text, int most)
    {
        var ascii = Of(text.Length > 4 * most ? text[..(4 * most)] : text);
        return ascii.Length <= most ? ascii : ascii[..(most - 3)] + "...";
    }

    private static string Written(char c) => c switch
    {
        '±' => "+-",
        '°' => " deg",
        '²' => "2",
        '≤' => "<=",
        '≥' => ">=",
        '×' => "x",
        '…' => "...",
        '•' => "-",
        'ß' => "ss",
        'Æ' => "AE",
        'æ' => "ae",
        'Œ' => "OE",
        'œ' => "oe",
        'µ' or 'μ' => "mu",
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'δ' => "delta",
        'Δ' => "Delta",
        'λ' => "lambda",
        'σ' => "sigma",
        _ when Accented.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at => Bare[at].ToString(),
        _ when PlainText.Plain(c) is >= ' ' and <= '~' and var plain => plain.ToString(),
        _ => "?",
    };
}
