using AmpelBot.Chat.Slack.Blocks;

namespace AmpelBot.Chat.Slack;

/// <summary>A message to post.</summary>
/// <param name="ConversationId">The conversation (C…, D… or G…).</param>
/// <param name="Text">Slack's markup, 1 to 40,000 characters; beside blocks it is what notifications show.</param>
public sealed record SlackPost(string ConversationId, string Text)
{
    /// <summary>The blocks, at most 50; null for text alone.</summary>
    public IReadOnlyList<SlackBlock>? Blocks { get; init; }

    /// <summary>The thread's first message; null for a message outside threads.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>Whether a reply in a thread is shown in the conversation too.</summary>
    public bool IsBroadcast { get; init; }

    /// <summary>Names this message for good, 1 to 255 characters: kept with it in Slack, so that it is found again
    /// (<see cref="SlackWebApi.FindPostAsync"/>) after an answer that was lost or a process that died. Null for one made up.</summary>
    public string? Key { get; init; }
}

/// <summary>A message that is there.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Ts">Its timestamp, by which it is edited.</param>
public sealed record SlackPosted(string ConversationId, string Ts);

/// <summary>A file to upload.</summary>
/// <param name="Path">The file on this machine.</param>
/// <param name="Title">What it is, one line, plain.</param>
public sealed record SlackUpload(string Path, string Title)
{
    /// <summary>The conversation in which it is shared; null for none, to show it in an image block.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The thread in which it is shared; null for outside threads.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>What a picture shows, for those who cannot see it; null for other files.</summary>
    public string? AltText { get; init; }

    /// <summary>The text above it, in Slack's markup; null for none.</summary>
    public string? Comment { get; init; }
}

/// <summary>Who the bot is.</summary>
/// <param name="TeamId">The workspace (T…).</param>
/// <param name="TeamName">Its name.</param>
/// <param name="UserId">The bot's user (U…).</param>
/// <param name="BotId">The bot (B…).</param>
public sealed record SlackIdentity(string TeamId, string TeamName, string UserId, string BotId);

/// <summary>A person or a bot.</summary>
/// <param name="Id">U… or W….</param>
/// <param name="TeamId">The workspace that it is from: another one's in a shared conversation.</param>
/// <param name="DisplayName">The name it goes by; text from a stranger.</param>
/// <param name="IsBot">Whether it is a bot.</param>
/// <param name="IsGuest">Whether it may see only some conversations.</param>
/// <param name="IsDeleted">Whether it was deactivated.</param>
public sealed record SlackUser(string Id, string TeamId, string DisplayName, bool IsBot, bool IsGuest, bool IsDeleted);

/// <summary>A conversation.</summary>
/// <param name="Id">C…, D… or G….</param>
/// <param name="Name">Its name; empty for direct messages.</param>
/// <param name="IsPrivate">Whether only those invited see it.</param>
/// <param name="IsDirect">Whether it is a direct message.</param>
/// <param name="IsShared">Whether it is shared with another workspace.</param>
/// <param name="IsArchived">Whether nothing can be posted in it.</param>
/// <param name="IsMember">Whether the bot is in it.</param>
public sealed record SlackConversation(string Id, string Name, bool IsPrivate, bool IsDirect, bool IsShared, bool IsArchived, bool IsMember);

/// <summary>A message in a thread.</summary>
/// <param name="Ts">Its timestamp.</param>
/// <param name="UserId">Who wrote it; empty where Slack does not say.</param>
/// <param name="BotId">The bot that wrote it; null for a person.</param>
/// <param name="Text">As Slack keeps it, in its markup.</param>
/// <param name="Key">The key it was posted with (<see cref="SlackPost.Key"/>); null for none.</param>
/// <param name="FileTitles">Titles of the files that it shares.</param>
public sealed record SlackThreadMessage(string Ts, string UserId, string? BotId, string Text, string? Key, IReadOnlyList<string> FileTitles);
