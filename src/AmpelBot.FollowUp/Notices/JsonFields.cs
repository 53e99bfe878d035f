using System.Globalization;
using System.Text.Json;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices;

/// <summary>The fields of a notice in JSON. A field that is there with the wrong type refuses the notice; null counts as absent.</summary>
internal readonly struct JsonFields(JsonElement element)
{
    /// <summary>Most characters of a text that is not a body.</summary>
    private const int MaxText = 2000;

    public JsonElement Element => element;

    public IEnumerable<string> Names => element.EnumerateObject().Select(p => p.Name);

    public bool Has(string name) => Get(name) is not null;

    public JsonElement? Get(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value : null;

    public JsonFields? Object(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new JsonFields(value),
        _ => throw Wrong(name, "an object"),
    };

    public string? Text(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => Bounded(name, value.GetString()!),
        _ => throw Wrong(name, "a text"),
    };

    /// <summary>A text or a number, as it is written.</summary>
    public string? Word(string name) => Get(name) switch
    {
        { ValueKind: JsonValueKind.Number } value => Bounded(name, value.GetRawText()),
        _ => Text(name),
    };

    public double? Number(string name) => Get(name) is { } value ? NumberIn(value, name) : null;

    public bool? Flag(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    public int? Whole(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.GetDouble() is var number && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue => (int)number,
        _ => throw Wrong(name, "a whole number"),
    };

    /// <summary>A time in ISO 8601; without a zone it is UTC.</summary>
    public DateTimeOffset? TimeUtc(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var iso = text.EndsWith(" UTC", StringComparison.Ordinal) ? text[..^4] : text;
        return Iso8601.TryParse(iso, out var utc) ? utc : throw Wrong(name, "a time in ISO 8601, as in 2023-05-18T12:59:08.167Z");
    }

    /// <summary>One text, or a list of them.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        switch (Get(name))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.Array } list:
                return [.. list.EnumerateArray().Select(item => item.ValueKind switch
                {
                    JsonValueKind.String => Bounded(name, item.GetString()!),
                    JsonValueKind.Number => Bounded(name, item.GetRawText()),
                    _ => throw Wrong(name, "a list of texts"),
                })];
            default:
                return [Word(name)!];
        }
    }

    public IReadOnlyList<JsonFields> Objects(string name) => Get(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Object) => [.. list.EnumerateArray().Select(i => new JsonFields(i))],
        _ => throw Wrong(name, "a list of objects"),
    };

    public IReadOnlyList<double> Numbers(string name) => Get(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(i => NumberIn(i, name))],
        { } single => [NumberIn(single, name)],
    };

    /// <summary>Names with probabilities; outside 0 to 1 they are kept and remarked on.</summary>
    public IReadOnlyDictionary<string, double> Probabilities(string name, ICollection<string> remarks)
    {
        var all = new Dictionary<string, double>();
        if (Object(name) is { } fields)
            foreach (var property in fields.Element.EnumerateObject())
                if (property.Value.ValueKind != JsonValueKind.Null)
                {
                    var key = Bounded(name, property.Name);
                    all[key] = NumberIn(property.Value, $"{name}.{key}");
                    if (all[key] is not (>= 0 and <= 1))
                        remarks.Add(FormattableString.Invariant($"The probability {name}.{key} was sent as {all[key]}, which is not between 0 and 1."));
                }
        return all;
    }

    /// <summary>The single values but those already used, under their names; lists of numbers as one text.</summary>
    public IEnumerable<SentValue> Further(IReadOnlySet<string> used)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (used.Contains(property.Name))
                continue;
            var value = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                JsonValueKind.Array when property.Value.GetArrayLength() <= 20 && property.Value.EnumerateArray().All(i => i.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) => property.Value.GetRawText(),
                _ => null,
            };
            if (value is not null && value.Length <= MaxText && property.Name.Length <= MaxText)
                yield return new SentValue(property.Name, value, null);
        }
    }

    private static double NumberIn(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong(name, "a number");

    private static string Bounded(string name, string text) =>
        text.Length <= MaxText ? text : throw new NoticeRefusal($"The field \"{Short(name)}\" has {text.Length.ToString("N0", CultureInfo.InvariantCulture)} characters; I read up to {MaxText}.");

    private static NoticeRefusal Wrong(string name, string wanted) => new($"The field \"{Short(name)}\" of the notice is not {wanted}.");

    private static string Short(string name) => name.Length <= 60 ? name : name[..60];
}
