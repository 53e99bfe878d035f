using System.Text.Json;

namespace AmpelBot.FollowUp.T3.Views;

/// <summary>The keys of an object in a view. What is not there or null is empty; what is of another type is refused with its place.</summary>
internal readonly struct ViewFields(JsonElement element, string place)
{
    /// <summary>The class that the object's hint names, the first word of <c>__jsonclass__</c>; null for none.</summary>
    public string? ClassName => Element("__jsonclass__") switch
    {
        { ValueKind: JsonValueKind.Array } hint when hint.GetArrayLength() > 0 && hint[0].ValueKind == JsonValueKind.String => hint[0].GetString(),
        { ValueKind: JsonValueKind.String } hint => hint.GetString(),
        _ => null,
    };

    /// <summary>The value; undefined when it is not there.</summary>
    public JsonElement Element(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public ViewFields? OptionalObject(string name) => Element(name) switch
    {
        { ValueKind: JsonValueKind.Object } value => new ViewFields(value, name),
        { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        _ => throw Wrong(name, "an object"),
    };

    public IReadOnlyList<JsonElement> Elements(string name) => Element(name) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
        _ => throw Wrong(name, "a list"),
    };

    public IEnumerable<ViewFields> Objects(string name)
    {
        var from = place;
        return Elements(name).Select(item => item.ValueKind == JsonValueKind.Object
            ? new ViewFields(item, name) : throw new ViewException($"{name} of {from} holds something else than objects"));
    }

    public long Whole(string name) => Element(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var whole) ? whole : throw Wrong(name, "a whole number");

    public IReadOnlyList<long> Wholes(string name)
    {
        var from = place;
        return [.. Elements(name).Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var whole)
            ? whole : throw new ViewException($"{name} of {from} holds something else than whole numbers"))];
    }

    /// <summary>A text or a number, or a list of them, as texts.</summary>
    public IReadOnlyList<string> Words(string name)
    {
        var from = place;
        string Word(JsonElement item) => item.ValueKind switch
        {
            JsonValueKind.String => item.GetString()!,
            JsonValueKind.Number => item.GetRawText(),
            _ => throw new ViewException($"{name} of {from} holds something else than texts"),
        };
        return Element(name) switch
        {
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(Word)],
            { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
            var one => [Word(one)],
        };
    }

    /// <summary>All other keys, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Further(params string[] known) => element.ValueKind != JsonValueKind.Object ? []
        : [.. element.EnumerateObject().Where(p => Array.IndexOf(known, p.Name) < 0).Select(p => KeyValuePair.Create(p.Name, p.Value))];

    private ViewException Wrong(string name, string wanted) => new($"{name} of {place} is not {wanted}");
}
