using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Slack;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Following;
using AmpelBot.Jobs;

namespace AmpelBot.Hosting;

/// <summary>What an operator sets for events that the bot hears of itself: the block <c>follow</c>.</summary>
public sealed record FollowSettings
{
    private const int MostChannels = 50;

    /// <summary>Notices are kept with their events, and nothing is scanned.</summary>
    public static FollowSettings Nothing { get; } = new() { Channels = new Dictionary<string, ConversationPlace>() };

    /// <summary>The channels that decide about events, each with the conversation in which it speaks.</summary>
    public required IReadOnlyDictionary<string, ConversationPlace> Channels { get; init; }

    /// <summary>Where the operators are told of refused notices and of events that are not scanned; null for nowhere.</summary>
    public ConversationPlace? Operators { get; init; }

    /// <summary>Where test and mock events are told that a channel's rules let pass; null: they are not scanned.</summary>
    public ConversationPlace? Tests { get; init; }

    /// <summary>Whose data are scanned.</summary>
    public DataRights Rights { get; init; } = DataRights.Public;

    /// <summary>How long a sky map that a notice announced is waited for while its address answers that there is none.</summary>
    public TimeSpan MapWait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How far apart in time two events may be to be compared on the sky.</summary>
    public TimeSpan OverlapWindow { get; init; } = EventOverlap.UsualWindow;

    /// <summary>Reads the block; null when it is not there.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="problems">Gets the block's problems.</param>
    internal static FollowSettings? Read(ConfigBlock root, List<ConfigProblem> problems)
    {
        if (root.OptionalBlock("follow", "follow") is not { } block)
            return null;
        var workspace = Id(block, "workspace", 'T', 'E') ?? "";
        var channels = new Dictionary<string, ConversationPlace>(StringComparer.Ordinal);
        var items = block.List("channels");
        block.Check(items.Count <= MostChannels, "channels", $"has more than {MostChannels} items");
        foreach (var item in items.Take(MostChannels))
        {
            var entry = new ConfigBlock(item, "the entry of channels");
            var channel = entry.Text("channel", 64);
            var conversation = Id(entry, "conversation", 'C', 'G');
            entry.Check(channels.TryAdd(channel, new ConversationPlace(SlackInbox.Chat, workspace, conversation ?? "")), "channel", "is listed twice");
            problems.AddRange(entry.Problems);
        }
        var program = block.OptionalText("program", 10) ?? "public";
        block.Check(program is "public" or "all", "program", "must be public or all");
        var usual = new FollowSettings { Channels = channels };
        var settings = usual with
        {
            Operators = Optional(block, "operators", workspace),
            Tests = Optional(block, "tests", workspace),
            Rights = program == "all" ? DataRights.Partnership : DataRights.Public,
            MapWait = block.OptionalNumber("map_wait_minutes", 0, 1440) is { } minutes ? TimeSpan.FromMinutes(minutes) : usual.MapWait,
            OverlapWindow = block.OptionalNumber("overlap_window_seconds", 0, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : usual.OverlapWindow,
        };
        problems.AddRange(block.Problems);
        return settings;
    }

    private static ConversationPlace? Optional(ConfigBlock block, string key, string workspace) =>
        Id(block, key, required: false, 'C', 'G') is { } id ? new ConversationPlace(SlackInbox.Chat, workspace, id) : null;

    private static string? Id(ConfigBlock block, string key, params char[] kinds) => Id(block, key, required: true, kinds);

    private static string? Id(ConfigBlock block, string key, bool required, params char[] kinds)
    {
        var id = required ? block.Text(key, 32) : block.OptionalText(key, 32);
        block.Check(id is null or "" || id.Length > 1 && kinds.Contains(id[0]) && id.All(char.IsAsciiLetterOrDigit), key, $"is not an id of Slack ({string.Join(" or ", kinds.Select(k => k + "…"))})");
        return id;
    }
}
