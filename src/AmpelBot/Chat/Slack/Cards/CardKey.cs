using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Slack.Blocks;

namespace AmpelBot.Chat.Slack.Cards;

/// <summary>Which candidate of which scan a card is about: what the values of its buttons carry.</summary>
public sealed record CardKey
{
    private const string Form = "card1";
    private const int MostIdCharacters = 100;
    private const int MostNameCharacters = 150;
    private const int MostRank = 1_000_000;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A key. Control characters and halves of surrogate pairs in names become U+FFFD, and names end after 150 characters: the object is told by its key.</summary>
    /// <param name="scanId">The scan.</param>
    /// <param name="object">The object.</param>
    /// <param name="rank">Its place in the scan, from 1.</param>
    /// <param name="name">Its name.</param>
    /// <param name="eventName">The event.</param>
    /// <param name="rights">Whose data the scan showed.</param>
    public CardKey(string scanId, ObjectKey @object, int rank, string name, string eventName, DataRights rights)
    {
        ScanId = Sound(scanId, MostIdCharacters);
        Object = @object with { Survey = Sound(@object.Survey, MostIdCharacters) };
        Rank = rank;
        Name = Sound(name, MostNameCharacters);
        EventName = Sound(eventName, MostNameCharacters);
        Rights = rights;
    }

    /// <summary>The scan.</summary>
    public string ScanId { get; }

    /// <summary>The object.</summary>
    public ObjectKey Object { get; }

    /// <summary>Its place in the scan, from 1.</summary>
    public int Rank { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The event.</summary>
    public string EventName { get; }

    /// <summary>Whose data the scan showed.</summary>
    public DataRights Rights { get; }

    /// <summary>The value of a button, at most 2000 characters.</summary>
    public string Write() => JsonSerializer.Serialize<string[]>(
    [
        Form, ScanId, Object.Survey, Object.Stock.ToString(CultureInfo.InvariantCulture), Rank.ToString(CultureInfo.InvariantCulture), Name, EventName,
        Rights == DataRights.Public ? "public" : "partnership",
    ], Plain);

    /// <summary>The key that a value carries; null when it is none of <see cref="Write"/>'s, to the letter.</summary>
    public static CardKey? Read(string value)
    {
        if (value.Length > BlockLimits.ButtonValue)
            return null;
        try
        {
            if (JsonSerializer.Deserialize<string[]>(value, Plain) is not [Form, { Length: > 0 } scan, { Length: > 0 } survey, { } stockText, { } rankText, { } name, { } eventName, { } rightsText]
                || !long.TryParse(stockText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var stock)
                || !int.TryParse(rankText, NumberStyles.None, CultureInfo.InvariantCulture, out var rank) || rank is < 1 or > MostRank)
                return null;
            var key = new CardKey(scan, new ObjectKey(survey, stock), rank, name, eventName, rightsText == "public" ? DataRights.Public : DataRights.Partnership);
            return key.Write() == value ? key : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Sound(string text, int most)
    {
        var sound = new char[Math.Min(text.Length, most)];
        for (var i = 0; i < sound.Length; i++)
            sound[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) || text[i] is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') ? '\uFFFD' : text[i];
        return new string(sound);
    }
}

/// <summary>The message that a card is.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="ThreadTs">The thread's first message; null outside threads.</param>
/// <param name="Ts">The message; null where it is not known.</param>
public sealed record CardPlace(string ConversationId, string? ThreadTs, string? Ts);
