using System.Text.Json;
using System.Text.Json.Nodes;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Ingest;

/// <summary>Puts a schema together whose types are files of their own, FULL.NAME.avsc beside it, as Rubin publishes them.</summary>
internal static class SchemaParts
{
    private const int MostParts = 200;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = AvroSchema.MaxJsonDepth };

    /// <summary>The JSON of a file.</summary>
    /// <exception cref="JsonException">It is none, or too large or too deep.</exception>
    internal static JsonNode ReadJson(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length > RegistrySchemas.MaxFileLength)
            throw new JsonException($"it has {stream.Length} bytes, more than {RegistrySchemas.MaxFileLength}");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>The JSON of a text.</summary>
    /// <exception cref="JsonException">It is none, or too deep.</exception>
    internal static JsonNode Parse(string text)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: Strict) ?? throw new JsonException("it is null");
            // Members are looked up by name only now, and a name that comes twice is found then.
            _ = (node as JsonObject)?.Count;
            return node;
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <summary>The schema with its parts, as a text that stands alone.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="file">Its file, beside which the parts lie.</param>
    /// <exception cref="JsonException">A part is not JSON, or there are too many.</exception>
    internal static string Completed(JsonNode schema, string file)
    {
        try
        {
            return new Completion(Path.GetDirectoryName(Path.GetFullPath(file))!).Of(schema, "").ToJsonString();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private sealed class Completion(string folder)
    {
        private readonly HashSet<string> defined = new(StringComparer.Ordinal);
        private int parts;

        internal JsonNode Of(JsonNode schema, string enclosing) => schema switch
        {
            JsonValue name when name.GetValueKind() == JsonValueKind.String => Named((string)name!, enclosing),
            JsonArray union => new JsonArray([.. union.Select(branch => branch is null ? null : Of(branch, enclosing))]),
            JsonObject type => Defined(type, enclosing),
            _ => schema.DeepClone(),
        };

        private JsonObject Defined(JsonObject type, string enclosing)
        {
            var within = enclosing;
            if (Text(type["name"]) is { } name)
            {
                var full = name.Contains('.') ? name : (Text(type["namespace"]) ?? enclosing) is { Length: > 0 } space ? $"{space}.{name}" : name;
                within = full.LastIndexOf('.') is var dot and >= 0 ? full[..dot] : "";
                defined.Add(full);
            }
            var whole = new JsonObject();
            foreach (var (key, value) in type)
                whole[key] = (key, value) switch
                {
                    ("type" or "items" or "values", { } inner) => Of(inner, within),
                    ("fields", JsonArray fields) => new JsonArray([.. fields.Select(field => Field(field, within))]),
                    _ => value?.DeepClone(),
                };
            return whole;
        }

        private JsonNode? Field(JsonNode? field, string within)
        {
            if (field is not JsonObject members)
                return field?.DeepClone();
            var whole = new JsonObject();
            foreach (var (key, value) in members)
                whole[key] = key == "type" && value is not null ? Of(value, within) : value?.DeepClone();
            return whole;
        }

        private JsonNode Named(string name, string enclosing)
        {
            if (AvroPrimitiveSchema.Named(name) is null && name is not ("record" or "error" or "enum" or "fixed" or "array" or "map"))
                foreach (var full in name.Contains('.') || enclosing.Length == 0 ? [name] : new[] { $"{enclosing}.{name}", name })
                    if (defined.Contains(full))
                        break;
                    else if (PartOf(full) is { } part)
                        return part;
            return JsonValue.Create(name);
        }

        private JsonNode? PartOf(string full)
        {
            var file = Path.Combine(folder, full + ".avsc");
            if (Path.GetFileName(file) != full + ".avsc" || !File.Exists(file))
                return null;
            if (++parts > MostParts)
                throw new JsonException($"it is put together from more than {MostParts} files");
            var part = ReadJson(file);
            // Without one it would take on the namespace of the schema that names it.
            if (part is JsonObject type && !type.ContainsKey("namespace"))
                type["namespace"] = "";
            return Of(part, "");
        }

        private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;
    }
}
