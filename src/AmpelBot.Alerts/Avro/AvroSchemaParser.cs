using System.Text.Json;

namespace AmpelBot.Alerts.Avro;

/// <summary>Parses a schema's JSON. Not for use twice: it holds the names met so far.</summary>
internal sealed class AvroSchemaParser
{
    private const int MaxTextLength = 1 << 20;
    private const int MaxNameLength = 256;
    private const int MaxFixedSize = 1 << 20;
    private const long MaxCanonicalLength = 16 << 20;
    private readonly Dictionary<string, AvroSchema> named = new(StringComparer.Ordinal);

    private AvroSchemaParser()
    {
    }

    internal static AvroSchema Parse(string json)
    {
        if (json.Length > MaxTextLength)
            throw new AvroException($"the schema has {json.Length} characters, more than {MaxTextLength}", 0);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = AvroSchema.MaxJsonDepth });
            var parser = new AvroSchemaParser();
            var schema = parser.Schema(document.RootElement, "");
            parser.CheckParts(schema);
            return schema;
        }
        catch (JsonException e)
        {
            throw new AvroException($"the schema is not JSON: {e.Message}", e.BytePositionInLine ?? 0, e);
        }
        catch (InvalidOperationException e)
        {
            // Text with half of a surrogate pair cannot be read as a string.
            throw new AvroException("the schema holds text that is not Unicode", 0, e);
        }
    }

    /// <summary>The schema and each of its named parts must be able to stand alone and be parsed again, so that none fails later than here.</summary>
    private void CheckParts(AvroSchema whole)
    {
        var total = 0L;
        foreach (var part in named.Values.Append(whole))
            if (part.Json.Length > MaxTextLength || (total += part.Json.Length) > MaxCanonicalLength)
                throw Bad("its named types are too many or too large");
    }

    private AvroSchema Schema(JsonElement element, string enclosing) => element.ValueKind switch
    {
        JsonValueKind.String => Reference(element.GetString()!, enclosing),
        JsonValueKind.Array => Union(element, enclosing),
        JsonValueKind.Object => Object(element, enclosing),
        _ => throw Bad($"a schema is text, a list or an object, not {element.ValueKind}"),
    };

    private AvroSchema Reference(string name, string enclosing)
    {
        if (AvroPrimitiveSchema.Named(name) is { } primitive)
            return primitive;
        if (!name.Contains('.') && enclosing.Length > 0 && named.TryGetValue(enclosing + "." + name, out var near))
            return near;
        return named.TryGetValue(name, out var far) ? far : throw Bad($"the type \"{Short(name)}\" is used before it is defined");
    }

    private AvroUnionSchema Union(JsonElement element, string enclosing)
    {
        if (element.GetArrayLength() == 0)
            throw Bad("a union has no branches");
        var branches = element.EnumerateArray().Select(e => Schema(e, enclosing)).ToArray();
        if (branches.Any(b => b is AvroUnionSchema))
            throw Bad("a union holds another union");
        var twice = branches.GroupBy(b => b.Type).FirstOrDefault(
            g => g.Key is not (AvroType.Record or AvroType.Enum or AvroType.Fixed) ? g.Count() > 1 : g.Distinct().Count() < g.Count());
        if (twice is not null)
            throw Bad($"a union holds the type {twice.Key} twice");
        return new AvroUnionSchema(branches);
    }

    private AvroSchema Object(JsonElement element, string enclosing)
    {
        if (!element.TryGetProperty("type", out var type))
            throw Bad("a schema object has no \"type\"");
        if (type.ValueKind != JsonValueKind.String)
            return Schema(type, enclosing);
        switch (type.GetString())
        {
            case "record" or "error":
                return Record(element, enclosing);
            case "enum":
                var symbols = Member(element, "symbols", JsonValueKind.Array).EnumerateArray().Select(Text).ToArray();
                if (symbols.Length == 0 || symbols.Distinct(StringComparer.Ordinal).Count() < symbols.Length)
                    throw Bad("an enum has no symbols, or one twice");
                return Define(new AvroEnumSchema(NameOf(element, enclosing), symbols), s => s.Name);
            case "fixed":
                if (!Member(element, "size", JsonValueKind.Number).TryGetInt32(out var size) || size < 0 || size > MaxFixedSize)
                    throw Bad($"a fixed type has a size that is no whole number between 0 and {MaxFixedSize}");
                return Define(new AvroFixedSchema(NameOf(element, enclosing), size), s => s.Name);
            case "array":
                return new AvroArraySchema(Schema(Member(element, "items"), enclosing));
            case "map":
                return new AvroMapSchema(Schema(Member(element, "values"), enclosing));
            case { } name:
                return Reference(name, enclosing);
            default:
                throw Bad("a schema object has no \"type\"");
        }
    }

    private AvroRecordSchema Record(JsonElement element, string enclosing)
    {
        var record = Define(new AvroRecordSchema(NameOf(element, enclosing)), s => s.Name);
        var within = record.Name.LastIndexOf('.') is var dot and >= 0 ? record.Name[..dot] : "";
        var fields = new List<AvroField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in Member(element, "fields", JsonValueKind.Array).EnumerateArray())
        {
            if (field.ValueKind != JsonValueKind.Object)
                throw Bad($"a field of {record.Name} is not an object");
            var name = Text(Member(field, "name"));
            if (!names.Add(name))
                throw Bad($"the record {record.Name} has the field \"{name}\" twice");
            fields.Add(new AvroField(name, Schema(Member(field, "type"), within), fields.Count));
        }
        record.Complete([.. fields]);
        return record;
    }

    private T Define<T>(T schema, Func<T, string> name) where T : AvroSchema
    {
        if (AvroPrimitiveSchema.Named(name(schema)) is not null || !named.TryAdd(name(schema), schema))
            throw Bad($"the type \"{name(schema)}\" is defined twice");
        return schema;
    }

    private static string NameOf(JsonElement element, string enclosing)
    {
        var name = Text(Member(element, "name"));
        if (name.Contains('.'))
            return name;
        var space = element.TryGetProperty("namespace", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : enclosing;
        if (space.Length > MaxNameLength)
            throw Bad("a namespace is too long");
        return space.Length == 0 ? name : space + "." + name;
    }

    private static JsonElement Member(JsonElement element, string name, JsonValueKind? kind = null) =>
        element.TryGetProperty(name, out var member) && (kind is null || member.ValueKind == kind)
            ? member : throw Bad($"a schema object has no proper \"{name}\"");

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 and <= MaxNameLength } text
            ? text : throw Bad($"a name is not a text of 1 to {MaxNameLength} characters");

    private static string Short(string text) => text.Length <= MaxNameLength ? text : text[..MaxNameLength];

    private static AvroException Bad(string what) => new($"the schema is wrong: {what}", 0);
}
