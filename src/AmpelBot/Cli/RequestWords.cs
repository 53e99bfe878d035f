namespace AmpelBot.Cli;

/// <summary>Lets a request be typed without quotes: <c>ampelbot scan S190814bv rev=2 --days 3</c>.</summary>
public static class RequestWords
{
    private static readonly string[] WithValue = ["--archive", "--out", "--skymaps", "--channels"];
    private static readonly string[] WithoutValue = ["--json", "--help", "-h", "-?"];

    /// <summary>
    /// For the verbs that take a request, the words that are no option of the command line become one argument at the end, in their
    /// order; a request has options of its own, with and without dashes. Other command lines stay as they are.
    /// </summary>
    public static string[] Joined(string[] arguments)
    {
        if (arguments is not ["scan" or "why", ..])
            return arguments;
        var options = new List<string> { arguments[0] };
        var words = new List<string>();
        for (var i = 1; i < arguments.Length; i++)
            if (WithoutValue.Contains(arguments[i]) || WithValue.Any(o => arguments[i].StartsWith(o + "=", StringComparison.Ordinal)))
                options.Add(arguments[i]);
            else if (WithValue.Contains(arguments[i]) && i + 1 < arguments.Length)
                options.AddRange([arguments[i], arguments[++i]]);
            else
                words.Add(arguments[i]);
        return words.Count == 0 ? [.. options] : [.. options, "--", string.Join(' ', words)];
    }
}
