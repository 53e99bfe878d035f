namespace AmpelBot.Jobs;

/// <summary>Where people read an answer, whatever the chat.</summary>
/// <param name="Chat">The chat: <c>slack</c>, <c>terminal</c>.</param>
/// <param name="Team">The workspace.</param>
/// <param name="Conversation">The conversation within the workspace.</param>
/// <param name="Thread">The thread within the conversation.</param>
public sealed record ThreadPlace(string Chat, string Team, string Conversation, string Thread)
{
    /// <summary>The conversation that it is in.</summary>
    public ConversationPlace In => new(Chat, Team, Conversation);
}

/// <summary>A conversation, whatever the chat.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Team">The workspace.</param>
/// <param name="Conversation">The conversation within the workspace.</param>
public sealed record ConversationPlace(string Chat, string Team, string Conversation);
