using System.Text.Json.Nodes;

namespace AmpelBot.Chat.Slack;

/// <summary>Answers to envelopes as Slack takes them, the same through both ways in.</summary>
internal static class SlackAnswers
{
    /// <summary>The payload of an acknowledgement; null for an empty one.</summary>
    public static JsonObject? Payload(SlackAck ack)
    {
        if (ack.Errors.Count > 0)
            return new JsonObject
            {
                ["response_action"] = "errors",
                ["errors"] = new JsonObject(ack.Errors.Select(e => new KeyValuePair<string, JsonNode?>(e.Key, e.Value))),
            };
        return ack.EphemeralText is { } text ? new JsonObject { ["response_type"] = "ephemeral", ["text"] = text } : null;
    }
}
