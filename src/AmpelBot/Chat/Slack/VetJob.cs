using System.Text.Json;
using AmpelBot.Chat.Slack.Cards;
using AmpelBot.FollowUp.Vetting;

namespace AmpelBot.Chat.Slack;

/// <summary>A judgement as the text of a job.</summary>
/// <param name="Key">The card's key, as written.</param>
/// <param name="State">The vote; null for a note alone.</param>
/// <param name="Reason">Why it is rejected.</param>
/// <param name="Note">The note.</param>
/// <param name="CardTs">The card's message; null where Slack does not say.</param>
internal sealed record VetJob(string Key, VetState? State, string Reason, string Note, string? CardTs)
{
    /// <summary>From what somebody clicked or sent off.</summary>
    public static VetJob Of(VetCommand command) => new(command.Key.Write(), command.State, command.Reason, command.Note, command.Place.Ts);

    /// <summary>As the text of a job.</summary>
    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>From the text of a job.</summary>
    public static VetJob Read(string text) => JsonSerializer.Deserialize<VetJob>(text) ?? throw new InvalidOperationException("the text of a job holds no judgement");

    /// <summary>The judgement again.</summary>
    /// <param name="place">Where the job was asked for.</param>
    public VetCommand ToCommand(Jobs.ThreadPlace place) =>
        new(CardKey.Read(Key) ?? throw new InvalidOperationException("the key of a card cannot be read"), State, Reason, Note, new CardPlace(place.Conversation, place.Thread, CardTs));
}
