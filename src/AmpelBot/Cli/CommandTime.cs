using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Cli;

/// <summary>Times on the command line, written as in a request.</summary>
internal static class CommandTime
{
    /// <summary>The time, UTC; null when none was given.</summary>
    /// <param name="option">The option, with its dashes.</param>
    /// <param name="text">Its value; null when it was not given.</param>
    /// <exception cref="RequestException">The text is no time; the message says how one is written.</exception>
    public static DateTimeOffset? Read(string option, string? text)
    {
        if (text is null)
            return null;
        return OptionValue.Time(option.TrimStart('-'), text, TimeProvider.System.GetUtcNow(), out var time) is { } complaint
            ? throw new RequestException(complaint)
            : time;
    }
}
