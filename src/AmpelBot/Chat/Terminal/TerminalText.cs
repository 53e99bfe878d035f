namespace AmpelBot.Chat.Terminal;

/// <summary>Text from outside on its way to a terminal.</summary>
public static class TerminalText
{
    /// <summary>The text without the control characters by which a terminal could be steered; line feeds and tabs stay.</summary>
    public static string Harmless(string text) =>
        text.Any(IsHarmful) ? string.Concat(text.Select(c => IsHarmful(c) ? '\uFFFD' : c)) : text;

    private static bool IsHarmful(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
