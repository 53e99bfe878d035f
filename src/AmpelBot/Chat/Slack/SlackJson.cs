using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AmpelBot.Chat.Slack.Blocks;

namespace AmpelBot.Chat.Slack;

/// <summary>How blocks and modals are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<SlackBlock>))]
[JsonSerializable(typeof(ModalView))]
internal sealed partial class SlackJson : JsonSerializerContext
{
    /// <summary>Blocks as Slack takes them.</summary>
    public static JsonNode Of(IReadOnlyList<SlackBlock> blocks) => JsonSerializer.SerializeToNode(blocks, Default.IReadOnlyListSlackBlock)!;

    /// <summary>A modal as Slack takes it.</summary>
    public static JsonNode Of(ModalView view) => JsonSerializer.SerializeToNode(view, Default.ModalView)!;
}

/// <summary>Reads JSON from outside: what is not there, or of another kind, is empty or null, never an exception.</summary>
internal static class JsonReading
{
    /// <summary>The document; null when it is none.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && Try(() => element.TryGetProperty(name, out var value) ? (JsonElement?)value : null) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value
            ? value
            : null;

    public static JsonElement? Get(this JsonElement? element, string name) => element?.Get(name);

    public static string? Text(this JsonElement element, string name) => element.Get(name)?.AsText();

    public static string? Text(this JsonElement? element, string name) => element?.Text(name);

    public static string? AsText(this JsonElement element) => element.ValueKind == JsonValueKind.String ? Try(element.GetString) : null;

    public static bool Flag(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static IEnumerable<(string Name, JsonElement Value)> Members(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } members ? members.EnumerateObject().Select(m => (Try(() => m.Name) ?? "", m.Value)) : [];

    // A lone surrogate in an escape is JSON but no text: reading it throws.
    private static T? Try<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
