using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AmpelBot.Alerts.Avro;

/// <summary>The types of Avro 1.11.</summary>
public enum AvroType
{
    /// <summary>No value, no bytes.</summary>
    Null,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean,

    /// <summary>32-bit integer, variable length, zig-zag.</summary>
    Int,

    /// <summary>64-bit integer, variable length, zig-zag.</summary>
    Long,

    /// <summary>IEEE 754 single, little-endian.</summary>
    Float,

    /// <summary>IEEE 754 double, little-endian.</summary>
    Double,

    /// <summary>Length and bytes.</summary>
    Bytes,

    /// <summary>Length and UTF-8.</summary>
    String,

    /// <summary>Named fields in order.</summary>
    Record,

    /// <summary>One of some symbols.</summary>
    Enum,

    /// <summary>Blocks of items.</summary>
    Array,

    /// <summary>Blocks of keys and values.</summary>
    Map,

    /// <summary>One of some schemas.</summary>
    Union,

    /// <summary>A fixed number of bytes.</summary>
    Fixed,
}

/// <summary>A schema of Avro 1.11, names resolved. Immutable once parsed.</summary>
public abstract class AvroSchema
{
    private const int MaxCachedSchemas = 256;
    internal const int MaxJsonDepth = 96;
    private static readonly ConcurrentDictionary<string, AvroSchema> Parsed = new(StringComparer.Ordinal);
    private static ParsedText? lastParsed;
    private string? json;

    private protected AvroSchema(AvroType type) => Type = type;

    /// <summary>Which of the types it is.</summary>
    public AvroType Type { get; }

    /// <summary>
    /// The schema as JSON in the specification's Parsing Canonical Form: what decoding needs and nothing else (no docs, defaults,
    /// aliases). It stands alone, whatever larger schema this one was part of, and parses again to an equal schema.
    /// </summary>
    public string Json => json ??= WriteJson();

    /// <summary>Whether a value can take no bytes at all.</summary>
    internal virtual bool MayBeEmpty => Type == AvroType.Null;

    /// <summary>Parses a schema; one text is parsed once while it is among the last few hundred.</summary>
    /// <param name="json">The JSON text, as it stands under avro.schema in a container.</param>
    /// <exception cref="AvroException">It is no schema, or one too large or too deep.</exception>
    public static AvroSchema Parse(string json)
    {
        if (Parsed.TryGetValue(json, out var known))
            return known;
        var schema = AvroSchemaParser.Parse(json);
        if (Parsed.Count >= MaxCachedSchemas)
            Parsed.Clear();
        return Parsed.GetOrAdd(json, schema);
    }

    /// <summary>Parses a schema from the bytes of its text; the one that was parsed last is known by its bytes, for packets come one like the other.</summary>
    /// <exception cref="AvroException">It is no schema, or one too large or too deep.</exception>
    internal static AvroSchema Parse(byte[] json)
    {
        if (lastParsed is { } last && last.Json.AsSpan().SequenceEqual(json))
            return last.Schema;
        var schema = Parse(Encoding.UTF8.GetString(json));
        lastParsed = new ParsedText(json, schema);
        return schema;
    }

    /// <inheritdoc/>
    public override string ToString() => Json;

    /// <summary>Writes the schema; a named type in full where it first occurs and by its name after that.</summary>
    internal abstract void Write(Utf8JsonWriter writer, HashSet<string> written, string enclosing);

    private protected static bool WriteNamed(Utf8JsonWriter writer, HashSet<string> written, string enclosing, string name, string type)
    {
        if (!written.Add(name))
        {
            writer.WriteStringValue(name);
            return false;
        }
        writer.WriteStartObject();
        writer.WriteString("name", name);
        // A name without dots would take on the namespace around it.
        if (enclosing.Length > 0 && !name.Contains('.'))
            writer.WriteString("namespace", "");
        writer.WriteString("type", type);
        return true;
    }

    private protected static string NamespaceOf(string name) => name.LastIndexOf('.') is var dot and >= 0 ? name[..dot] : "";

    private string WriteJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            stream, new JsonWriterOptions { MaxDepth = MaxJsonDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            try
            {
                Write(writer, new HashSet<string>(StringComparer.Ordinal), "");
            }
            catch (InvalidOperationException e)
            {
                writer.Reset();
                throw new AvroException($"the schema is nested deeper than {MaxJsonDepth} levels", 0, e);
            }
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}

/// <summary>A schema and the text it was parsed from.</summary>
internal sealed record ParsedText(byte[] Json, AvroSchema Schema);

/// <summary>Schema of a value without parts: null to string.</summary>
public sealed class AvroPrimitiveSchema : AvroSchema
{
    private static readonly string[] Names = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    private static readonly AvroPrimitiveSchema[] All =
        [.. Enumerable.Range(0, Names.Length).Select(i => new AvroPrimitiveSchema((AvroType)i))];

    private AvroPrimitiveSchema(AvroType type) : base(type)
    {
    }

    /// <summary>The schema with a name of the specification (null, boolean, int, long, float, double, bytes, string); null for another.</summary>
    internal static AvroPrimitiveSchema? Named(string name) => Array.IndexOf(Names, name) is var i and >= 0 ? All[i] : null;

    internal override void Write(Utf8JsonWriter writer, HashSet<string> written, string enclosing) => writer.WriteStringValue(Names[(int)Type]);
}

/// <summary>Schema of a record.</summary>
public sealed class AvroRecordSchema : AvroSchema
{
    private IReadOnlyList<AvroField> fields = [];
    private FrozenDictionary<string, int> indexOf = FrozenDictionary<string, int>.Empty;
    private bool mayBeEmpty;

    internal AvroRecordSchema(string name) : base(AvroType.Record) => Name = name;

    /// <summary>Full name, with the namespace.</summary>
    public string Name { get; }

    /// <summary>The fields in order.</summary>
    public IReadOnlyList<AvroField> Fields => fields;

    /// <summary>Place of a field; -1 when there is none.</summary>
    public int IndexOf(string field) => indexOf.TryGetValue(field, out var index) ? index : -1;

    /// <summary>Finds the fields in the bytes of a record without parts; null for another.</summary>
    internal AvroFlatLayout? Flat { get; private set; }

    internal override bool MayBeEmpty => mayBeEmpty;

    /// <summary>Gives a record its fields once, after it exists: a field may be of the record itself.</summary>
    internal void Complete(IReadOnlyList<AvroField> all)
    {
        fields = all;
        Flat = AvroFlatLayout.Of(all);
        mayBeEmpty = all.All(f => f.Schema.MayBeEmpty);
        indexOf = all.ToFrozenDictionary(f => f.Name, f => f.Index, StringComparer.Ordinal);
    }

    internal override void Write(Utf8JsonWriter writer, HashSet<string> written, string enclosing)
    {
        if (!WriteNamed(writer, written, enclosing, Name, "record"))
            return;
        writer.WriteStartArray("fields");
        foreach (var field in fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name", field.Name);
            writer.WritePropertyName("type");
            field.Schema.Write(writer, written, NamespaceOf(Name));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>A field of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">What it holds.</param>
/// <param name="Index">Its place in the record, from 0.</param>
public sealed record AvroField(string Name, AvroSchema Schema, int Index);

/// <summary>Schema of an enumeration; its values are the symbols as text.</summary>
public sealed class AvroEnumSchema : AvroSchema
{
    internal AvroEnumSchema(string name, IReadOnlyList<string> symbols) : base(AvroType.Enum) => (Name, Symbols) = (name, symbols);

    /// <summary>Full name, with the namespace.</summary>
    public string Name { get; }

    /// <summary>The symbols in order.</summary>
    public IReadOnlyList<string> Symbols { get; }

    internal override void Write(Utf8JsonWriter writer, HashSet<string> written, string enclosing)
    {
        if (!WriteNamed(writer, written, enclosing, Name, "enum"))
            return;
        writer.WriteStartArray("symbols");
        foreach (var symbol in Symbols)
            writer.WriteStringValue(symbol);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>Schema of a fixed number of bytes.</summary>
public sealed class AvroFixedSchema : AvroSchema
{
    internal AvroFixedSchema(string name, int size) : base(AvroType.Fixed) => (Name, Size) = (name, size);

    /// <summary>Full name, with the namespace.</summary>
    public string Name { get; }

    /// <summary>Number of bytes.</summary>
    public int Size { get; }

    internal override bool MayBeEmpty => Size == 0;

    internal override void Write(Utf8JsonWriter writer, HashSet<string> written, string enclosing)
    {
        if (!WriteNamed(writer, written, enclosing, Name, "fixed"))
            return;
        writer.WriteNumber("size", Size);
        writer.WriteEndObject();
    }
}

/// <summary>Schema of an array.</summary>
public sealed class AvroArraySchema : AvroSchema
{
    internal AvroArraySchema(AvroSchema items) : base(AvroType.Array) => Items = items;

    /// <summary>What the items are.</summary>
    public AvroSchema Items { get; }

    internal override void Write(Utf8JsonWriter writer, HashSet<string> written, string enclosing)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "array");
        writer.WritePropertyName("items");
        Items.Write(writer, written, enclosing);
        writer.WriteEndObject();
    }
}

/// <summary>Schema of a map from text to values.</summary>
public sealed class AvroMapSchema : AvroSchema
{
    internal AvroMapSchema(AvroSchema values) : base(AvroType.Map) => Values = values;

    /// <summary>What the values are.</summary>
    public AvroSchema Values { get; }

    internal override void Write(Utf8JsonWriter writer, HashSet<string> written, string enclosing)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "map");
        writer.WritePropertyName("values");
        Values.Write(writer, written, enclosing);
        writer.WriteEndObject();
    }
}

/// <summary>Schema of a value that is of one of some schemas.</summary>
public sealed class AvroUnionSchema : AvroSchema
{
    internal AvroUnionSchema(IReadOnlyList<AvroSchema> branches) : base(AvroType.Union) => Branches = branches;

    /// <summary>The schemas in the writer's order.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; }

    internal override void Write(Utf8JsonWriter writer, HashSet<string> written, string enclosing)
    {
        writer.WriteStartArray();
        foreach (var branch in Branches)
            branch.Write(writer, written, enclosing);
        writer.WriteEndArray();
    }
}
