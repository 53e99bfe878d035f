using AmpelBot.Alerts.Archive;

namespace AmpelBot.Jobs;

/// <summary>Settings that people made for a conversation.</summary>
/// <remarks>Each method is one transaction, durable when it returns. All throw <see cref="ArchiveException"/> with a sentence when the database fails.</remarks>
public sealed class ConversationSettings
{
    private readonly DatabaseBeside database;
    private readonly TimeProvider time;

    internal ConversationSettings(DatabaseBeside database, TimeProvider time) => (this.database, this.time) = (database, time);

    /// <summary>Makes a setting, or another value for one.</summary>
    /// <param name="place">The conversation.</param>
    /// <param name="name">Name of the setting.</param>
    /// <param name="value">Its value; null takes the setting away.</param>
    /// <param name="user">Who made it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task SetAsync(ConversationPlace place, string name, string? value, string user, CancellationToken cancellation) => database.RunAsync(transaction =>
    {
        var sql = new Sql(transaction, cancellation);
        return value is null
            ? sql.RunAsync("delete from bot_setting where chat = @chat and team = @team and conversation = @conversation and name = @name", place.With(("name", name)))
            : sql.RunAsync(
                """
                insert into bot_setting (chat, team, conversation, name, value, person, set_ms) values (@chat, @team, @conversation, @name, @value, @person, @now)
                on conflict (chat, team, conversation, name) do update set value = excluded.value, person = excluded.person, set_ms = excluded.set_ms
                """, place.With(("name", name), ("value", value), ("person", user), ("now", time.GetUtcNow())));
    }, cancellation);

    /// <summary>All settings of a conversation, by name.</summary>
    public Task<List<ConversationSetting>> ListAsync(ConversationPlace place, CancellationToken cancellation) => database.RunAsync(transaction =>
        new Sql(transaction, cancellation).RowsAsync(
            "select name, value, person, set_ms from bot_setting where chat = @chat and team = @team and conversation = @conversation order by name",
            row => new ConversationSetting(row.GetString(0), row.GetString(1), row.GetString(2), row.Time(3)), place.With()), cancellation);
}

/// <summary>A setting of a conversation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="User">Who made it.</param>
/// <param name="Made">When, UTC.</param>
public sealed record ConversationSetting(string Name, string Value, string User, DateTimeOffset Made);
