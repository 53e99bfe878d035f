using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;

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

/// <summary>Write a draft about the thread's latest scan.</summary>
/// <param name="Kind">Which.</param>
public sealed record DraftCommand(DraftKind Kind) : ChatCommand;

/// <summary>Say how the bot and its archive are.</summary>
public sealed record StatusCommand : ChatCommand;

/// <summary>Say which requests wait and run.</summary>
public sealed record ListCommand : ChatCommand;

/// <summary>Stop a request.</summary>
/// <param name="JobId">Its number; null: the one of this thread.</param>
public sealed record StopCommand(long? JobId) : ChatCommand;

/// <summary>Scan an event again and again, and speak when something changed.</summary>
/// <param name="Request">The scan.</param>
public sealed record WatchCommand(ScanRequest Request) : ChatCommand;

/// <summary>Watch an event no longer.</summary>
/// <param name="EventName">The event; null: the one of this thread.</param>
public sealed record UnwatchCommand(string? EventName) : ChatCommand;

/// <summary>Show or change what requests of this conversation leave open.</summary>
/// <param name="Changes">What to set; a null value takes the setting away; empty: only show.</param>
public sealed record SettingsCommand(IReadOnlyList<OptionSetting> Changes) : ChatCommand;

/// <summary>What a conversation takes for an option that a request leaves out.</summary>
/// <param name="Option">The option: level, days, channel or program.</param>
/// <param name="Value">The value as it is typed; null: none.</param>
public sealed record OptionSetting(ScanOption Option, string? Value);

/// <summary>Say what can be typed.</summary>
/// <param name="Topic">Name of a command or option in <see cref="CommandTable"/>; null: everything.</param>
public sealed record HelpCommand(string? Topic) : ChatCommand;
