using AmpelBot.Alerts.Archive;

namespace AmpelBot.Jobs;

/// <summary>Messages that are cards of candidates, so that they can be made again when somebody judges one.</summary>
/// <remarks>Each method is one transaction, durable when it returns. All throw <see cref="ArchiveException"/> with a sentence when the database fails.</remarks>
public sealed class CardStore
{
    private readonly DatabaseBeside database;

    internal CardStore(DatabaseBeside database) => this.database = database;

    /// <summary>Remembers a card. One that is known stays as it is.</summary>
    /// <param name="place">The conversation.</param>
    /// <param name="card">The card.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task RememberAsync(ConversationPlace place, PostedCard card, CancellationToken cancellation) => database.RunAsync(transaction => new Sql(transaction, cancellation).RunAsync(
        """
        insert into bot_card (chat, team, conversation, message, facts, picture) values (@chat, @team, @conversation, @message, @facts, @picture)
        on conflict (chat, team, conversation, message) do nothing
        """, place.With(("message", card.Message), ("facts", card.Facts), ("picture", card.Picture))), cancellation);

    /// <summary>A card by its message; null when that is none.</summary>
    public Task<PostedCard?> FindAsync(ConversationPlace place, string message, CancellationToken cancellation) => database.RunAsync(transaction => new Sql(transaction, cancellation).RowAsync(
        "select message, facts, picture from bot_card where chat = @chat and team = @team and conversation = @conversation and message = @message",
        row => new PostedCard(row.GetString(0), row.GetString(1), row.TextOrNull(2)), place.With(("message", message))), cancellation);
}

/// <summary>A message that is a card.</summary>
/// <param name="Message">The chat's identity of the message.</param>
/// <param name="Facts">What it shows, as the chat writes it.</param>
/// <param name="Picture">The chat's identity of its picture; null without one.</param>
public sealed record PostedCard(string Message, string Facts, string? Picture);
