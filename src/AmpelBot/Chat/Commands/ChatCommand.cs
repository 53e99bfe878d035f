using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Chat.Commands;

/// <summary>What a person asked for: one of the records below and nothing else.</summary>
public abstract record ChatCommand
{
    private protected ChatCommand()
    {
    }
}

/// <summary>Scan the sky map of an event.</summary>
/// <param name="Request">What to scan.</param>
public sealed record ScanCommand(ScanRequest Request) : ChatCommand;

/// <summary>Follow one object through the scan of an event.</summary>
/// <param name="ObjectName">The object: a ZTF name in its usual spelling (ZTF19abpuhbh), any other as it was typed.</param>
/// <param name="Request">The scan.</param>
public sealed record WhyCommand(string ObjectName, ScanRequest Request) : ChatCommand;

/// <summary>Say what can be typed.</summary>
/// <param name="Topic">Name of a command or option in <see cref="CommandTable"/>; null: everything.</param>
public sealed record HelpCommand(string? Topic) : ChatCommand;
