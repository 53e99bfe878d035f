using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Notices;

namespace AmpelBot.Chat.Slack;

/// <summary>What a message from Slack asks for, before anything is looked up: one of the records below and nothing else.</summary>
public abstract record SlackRequest
{
    private protected SlackRequest()
    {
    }

    /// <summary>Nothing: people talk among themselves.</summary>
    public sealed record None : SlackRequest;

    /// <summary>A message to answer.</summary>
    /// <param name="Text">The message.</param>
    /// <param name="File">The sky map that came with it; null without one.</param>
    public sealed record Ask(string Text, SlackFile? File) : SlackRequest;
}

/// <summary>Tells messages to the bot from those among people.</summary>
public static class SlackRequests
{
    /// <summary>Callback of the shortcut "Scan this event".</summary>
    public const string ScanShortcut = "scan_this_event";

    private const int MostWordsOfShortcut = 2_000;
    private const string FitsEndings = ".fits|.fits.gz|.fit|.fit.gz|.fits.fz";

    /// <summary>What an envelope asks for.</summary>
    /// <param name="envelope">A mention, a direct message, a reply in a thread, a dropped file, a slash command or a shortcut on a message.</param>
    /// <param name="knowsThread">Whether the bot has answered in this thread.</param>
    public static SlackRequest Of(SlackEnvelope envelope, bool knowsThread) => envelope switch
    {
        SlackMention or SlackDirectMessage => new SlackRequest.Ask(envelope.Text, SkyMapOf(((SlackMessage)envelope).Files)),
        SlackSlashCommand => new SlackRequest.Ask(envelope.Text.Length == 0 ? CommandTable.Help.Name : envelope.Text, null),
        // In a thread people talk to each other: only what begins like a command is for the bot.
        SlackThreadReply reply when knowsThread && (SkyMapOf(reply.Files) is not null || BeginsWithCommand(reply.Text)) => new SlackRequest.Ask(reply.Text, SkyMapOf(reply.Files)),
        // What people write beside a file is for each other too.
        SlackFileShared shared when SkyMapOf(shared.Files) is { } file => new SlackRequest.Ask(BeginsWithCommand(shared.Text) ? shared.Text : "", file),
        SlackMessageShortcut { CallbackId: ScanShortcut } shortcut => SkyMapOf(shortcut.Files) is { } file
            ? new SlackRequest.Ask("", file)
            : new SlackRequest.Ask(EventIn(shortcut.Text) is { } name ? $"{CommandTable.Scan.Name} {name}" : shortcut.Text, null),
        _ => new SlackRequest.None(),
    };

    /// <summary>Whether a file's name is that of a sky map.</summary>
    public static bool IsSkyMap(string name) => FitsEndings.Split('|').Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static SlackFile? SkyMapOf(IReadOnlyList<SlackFile> files) => files.FirstOrDefault(f => IsSkyMap(f.Name));

    private static bool BeginsWithCommand(string text)
    {
        var first = text.TrimStart().Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("");
        return CommandTable.Command(first.TrimEnd(':', ',', '.', '!')) is not null;
    }

    /// <summary>The first event that a text (a circular, somebody's message) names.</summary>
    private static string? EventIn(string text)
    {
        var words = text.Split((char[]?)null, MostWordsOfShortcut, StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim(',', '.', ';', ':', '!', '?', '(', ')', '"', '\'', '*', '_')).ToArray();
        for (var i = 0; i < words.Length; i++)
            foreach (var candidate in i + 1 < words.Length ? [$"{words[i]} {words[i + 1]}", words[i]] : new[] { words[i] })
                if (EventName.Read(candidate) is { Success: true } name)
                    return name.Value.Name;
        return null;
    }
}
