using AmpelBot.Jobs;

namespace AmpelBot.Chat.Slack;

/// <summary>Where a person who used a slash command or a shortcut can be answered although the bot is no member of the conversation.</summary>
/// <remarks>Slack takes such an address for half an hour without a token, so it is kept in memory alone.</remarks>
/// <param name="time">The clock.</param>
internal sealed class ResponseUrls(TimeProvider time)
{
    private const int MostKept = 1_000;
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(29);

    private readonly Dictionary<(ConversationPlace Place, string User), (string Url, DateTimeOffset Until)> kept = [];
    private readonly Lock gate = new();

    /// <summary>Keeps the latest address of a person in a conversation; nothing when there is none.</summary>
    public void Keep(ConversationPlace place, string userId, string url)
    {
        if (url.Length == 0)
            return;
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (kept.Count >= MostKept)
                foreach (var key in kept.OrderBy(k => k.Value.Until).Take(MostKept / 2).Select(k => k.Key).ToArray())
                    kept.Remove(key);
            kept[(place, userId)] = (url, now + Valid);
        }
    }

    /// <summary>Takes the address of a person in a conversation; null when there is none that is still taken.</summary>
    public string? Take(ConversationPlace place, string userId)
    {
        lock (gate)
            return kept.Remove((place, userId), out var found) && found.Until > time.GetUtcNow() ? found.Url : null;
    }
}
