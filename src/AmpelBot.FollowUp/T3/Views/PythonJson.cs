using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.FollowUp.T3.Views;

/// <summary>JSON as Python's json module writes and reads it: with the tokens NaN, Infinity and -Infinity, which the standard lacks.</summary>
/// <remarks>Inside, such a token is MongoDB's extended JSON, <c>{"$numberDouble": "NaN"}</c>; bytes are <c>{"$binary": base64, "$type": "00"}</c>.</remarks>
internal static class PythonJson
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>How documents are written: base64 without escapes.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string NumberDouble = "$numberDouble";

    // The longer first: -Infinity ends in Infinity.
    private static readonly string[] Tokens = ["-Infinity", "Infinity", "NaN"];

    /// <summary>Parses one document.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        // A document may be kept for as long as a view lives, so it is not of the pool.
        if (!Utf8.IsValid(utf8.Span))
            throw new JsonException("it is not UTF-8 text");
        using var document = JsonDocument.Parse(HasToken(utf8.Span) ? Standard(utf8.Span) : utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
        if (utf8.Span.IndexOf("\\u"u8) >= 0)
            CheckTexts(document.RootElement);
        return document.RootElement.Clone();
    }

    /// <summary>Refuses texts with half of a surrogate pair, which could not be written again.</summary>
    private static void CheckTexts(JsonElement value)
    {
        try
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.String:
                    value.GetString();
                    break;
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray())
                        CheckTexts(item);
                    break;
                case JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject())
                        if (property.Name.Length >= 0)
                            CheckTexts(property.Value);
                    break;
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text in it holds half of a surrogate pair", e);
        }
    }

    /// <summary>Writes a value with Python's tokens.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined:
                json.WriteNullValue();
                break;
            case JsonValueKind.Object:
                if (Token(value) is { } token)
                {
                    json.WriteRawValue(token, skipInputValidation: true);
                    break;
                }
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item);
                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    /// <summary>The fields of an Avro record as a JSON object. A 32-bit float is the double nearest to it, as Python has it.</summary>
    public static JsonElement Of(AvroRecord record)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            Write(json, record);
        return JsonElement.Parse(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int whole:
                json.WriteNumberValue(whole);
                break;
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case float real:
                Number(json, real);
                break;
            case double real:
                Number(json, real);
                break;
            case byte[] bytes:
                json.WriteStartObject();
                json.WriteBase64String("$binary", bytes);
                json.WriteString("$type", "00");
                json.WriteEndObject();
                break;
            case AvroRecord record:
                json.WriteStartObject();
                foreach (var field in record.Schema.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Write(json, record.Values[field.Index]);
                }
                json.WriteEndObject();
                break;
            case object?[] items:
                json.WriteStartArray();
                foreach (var item in items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case IReadOnlyDictionary<string, object?> map:
                json.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    json.WritePropertyName(key);
                    Write(json, item);
                }
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    private static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
            return;
        }
        json.WriteStartObject();
        json.WriteString(NumberDouble, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        json.WriteEndObject();
    }

    private static string? Token(JsonElement value)
    {
        string? token = null;
        foreach (var property in value.EnumerateObject())
        {
            if (token is not null || property.Name != NumberDouble || property.Value.ValueKind != JsonValueKind.String)
                return null;
            token = property.Value.GetString();
        }
        return token is not null && Array.IndexOf(Tokens, token) >= 0 ? token : null;
    }

    private static bool HasToken(ReadOnlySpan<byte> utf8) => utf8.IndexOf("NaN"u8) >= 0 || utf8.IndexOf("Infinity"u8) >= 0;

    /// <summary>The document with tokens outside of texts in extended JSON.</summary>
    private static ReadOnlyMemory<byte> Standard(ReadOnlySpan<byte> utf8)
    {
        var standard = new ArrayBufferWriter<byte>(utf8.Length + 1024);
        var isText = false;
        Span<byte> token = stackalloc byte[16];
        for (var i = 0; i < utf8.Length; i++)
        {
            if (isText && utf8[i] == '\\' && i + 1 < utf8.Length)
            {
                standard.Write(utf8.Slice(i++, 2));
                continue;
            }
            if (utf8[i] == '"')
                isText = !isText;
            var found = "";
            if (!isText && utf8[i] is (byte)'N' or (byte)'I' or (byte)'-')
                foreach (var name in Tokens)
                    if (found.Length == 0 && utf8[i..].StartsWith(token[..System.Text.Encoding.ASCII.GetBytes(name, token)]))
                        found = name;
            if (found.Length == 0)
            {
                standard.Write(utf8.Slice(i, 1));
                continue;
            }
            standard.Write(System.Text.Encoding.ASCII.GetBytes($"{{\"{NumberDouble}\":\"{found}\"}}"));
            i += found.Length - 1;
        }
        return standard.WrittenMemory;
    }
}
