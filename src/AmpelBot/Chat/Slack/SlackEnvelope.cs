namespace AmpelBot.Chat.Slack;

/// <summary>Something that happened in Slack and concerns the bot, whichever way it came in. A closed set of records.</summary>
/// <remarks>
/// Never the bot's own doing or another bot's, never an edit or a deletion. What came both through Socket Mode and over HTTP, as two
/// subscriptions for one message, or again because an acknowledgement was late, has the same <see cref="EventId"/>.
/// </remarks>
public abstract record SlackEnvelope
{
    private protected SlackEnvelope() { }

    /// <summary>The key by which the same thing is recognised when it is delivered again, at most 255 characters: of a message its conversation
    /// and timestamp (message:C123:1700000000.000100), of a command or an interaction its trigger_id, of the rest Slack's event_id.</summary>
    public required string EventId { get; init; }

    /// <summary>The workspace (T…).</summary>
    public required string TeamId { get; init; }

    /// <summary>The workspace that the person is from: another one in a conversation shared between workspaces. For a slash command <see cref="TeamId"/>.</summary>
    public required string UserTeamId { get; init; }

    /// <summary>The conversation (C…, D… or G…); empty where there is none: a modal, an uninstallation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>The person (U… or W…); empty where there is none: an uninstallation.</summary>
    public required string UserId { get; init; }

    /// <summary>Timestamp of the message that this is or belongs to, Slack's name of the message within its conversation (1700000000.000100); null where there is none.</summary>
    public string? Ts { get; init; }

    /// <summary>Timestamp of the thread's first message; null when the message is not in a thread. An answer goes to <see cref="ReplyThreadTs"/>.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>What the person wrote, plain: without the bot's own mention, links as their addresses, Slack's escapes undone
    /// (<see cref="SlackMarkup.ToPlain"/>). Empty where there is none.</summary>
    public string Text { get; init; } = "";

    /// <summary>The thread in which this is answered: the one it is in, else one that its message begins.</summary>
    public string? ReplyThreadTs => ThreadTs ?? Ts;

    /// <summary>Whether the conversation is a direct message between the person and the bot.</summary>
    public bool IsDirect => ConversationId.StartsWith('D');
}

/// <summary>A message from a person.</summary>
public abstract record SlackMessage : SlackEnvelope
{
    private protected SlackMessage() { }

    /// <summary>The files attached to it, at most 20.</summary>
    public IReadOnlyList<SlackFile> Files { get; init; } = [];
}

/// <summary>A message, in a thread or not, that mentions the bot.</summary>
public sealed record SlackMention : SlackMessage;

/// <summary>A message to the bot alone, in a thread or not.</summary>
public sealed record SlackDirectMessage : SlackMessage;

/// <summary>A message in a thread of a conversation with others that does not mention the bot. Whether the bot has to do with the thread is not known here.</summary>
public sealed record SlackThreadReply : SlackMessage;

/// <summary>A message outside threads that does not mention the bot, with at least one file: somebody dropped a file in the conversation.</summary>
public sealed record SlackFileShared : SlackMessage;

/// <summary>A file that a message carries.</summary>
/// <param name="Id">Its id (F…).</param>
/// <param name="Name">Its name as uploaded; text from a stranger, not a path.</param>
/// <param name="SizeBytes">Its size as Slack says it, bytes; null when Slack does not say (files.info does).</param>
/// <param name="UrlPrivate">Where it is fetched with the bot's token; null when Slack does not say (files.info does). Not checked yet: <see cref="FileUrl"/> does that before it is fetched.</param>
public sealed record SlackFile(string Id, string Name, long? SizeBytes, string? UrlPrivate);

/// <summary>A slash command.</summary>
public sealed record SlackSlashCommand : SlackEnvelope
{
    /// <summary>The command with its slash: /ampel.</summary>
    public required string Command { get; init; }

    /// <summary>Opens a modal within three seconds.</summary>
    public required string TriggerId { get; init; }

    /// <summary>Where an answer may be posted for half an hour without a token; empty when Slack gave none.</summary>
    public string ResponseUrl { get; init; } = "";
}

/// <summary>A click on a button, a choice in a menu: in a message or in a modal.</summary>
public sealed record SlackBlockAction : SlackEnvelope
{
    /// <summary>The element's action_id.</summary>
    public required string ActionId { get; init; }

    /// <summary>The block's block_id.</summary>
    public required string BlockId { get; init; }

    /// <summary>The button's value, or the value of the chosen option; empty when it has none.</summary>
    public string Value { get; init; } = "";

    /// <summary>Opens a modal within three seconds.</summary>
    public required string TriggerId { get; init; }

    /// <summary>Where an answer may be posted for half an hour without a token; empty in a modal.</summary>
    public string ResponseUrl { get; init; } = "";

    /// <summary>The modal in which it happened (V…); null in a message.</summary>
    public string? ViewId { get; init; }

    /// <summary>What the modal was opened with; empty in a message.</summary>
    public string PrivateMetadata { get; init; } = "";

    /// <summary>What stands in the input elements of the message or modal, by action_id.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}

/// <summary>A modal that was sent off.</summary>
public sealed record SlackViewSubmission : SlackEnvelope
{
    /// <summary>The modal (V…).</summary>
    public required string ViewId { get; init; }

    /// <summary>The modal's callback_id.</summary>
    public required string CallbackId { get; init; }

    /// <summary>What the modal was opened with: the place to keep conversation, thread and object in.</summary>
    public string PrivateMetadata { get; init; } = "";

    /// <summary>What was put in, by action_id; the value of an option where one was chosen, and empty where nothing was.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}

/// <summary>A shortcut on a message. <see cref="SlackEnvelope.Text"/>, Ts and ThreadTs are those of the message, whoever wrote it.</summary>
public sealed record SlackMessageShortcut : SlackEnvelope
{
    /// <summary>The shortcut's callback_id.</summary>
    public required string CallbackId { get; init; }

    /// <summary>Opens a modal within three seconds.</summary>
    public required string TriggerId { get; init; }

    /// <summary>Where an answer may be posted for half an hour without a token.</summary>
    public string ResponseUrl { get; init; } = "";

    /// <summary>The files attached to the message, at most 20.</summary>
    public IReadOnlyList<SlackFile> Files { get; init; } = [];
}

/// <summary>The app was removed from the workspace, or its bot token was revoked: nothing can be posted any more.</summary>
public sealed record SlackUninstalled : SlackEnvelope;
