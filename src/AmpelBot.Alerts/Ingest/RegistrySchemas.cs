using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Ingest;

/// <summary>
/// The schemas of messages that carry only the number of their schema (Confluent's wire form), from a folder that stands for the schema registry.
/// </summary>
/// <remarks>
/// In the folder and up to four below it: <c>NUMBER.avsc</c>, a schema; <c>NUMBER.json</c>, a schema or what a registry answers under schemas/ids/NUMBER; any other
/// <c>.json</c> that a registry answered under subjects/SUBJECT/versions/VERSION, which holds its number; <c>lsst.vM_N.alert.avsc</c>, as Rubin publishes it, whose number
/// is 100 M + N. A type that a schema names and does not define is taken from <c>FULL.NAME.avsc</c> beside it. All is read once, at the start.
/// </remarks>
public sealed partial class RegistrySchemas
{
    /// <summary>Most bytes in a file.</summary>
    public const int MaxFileLength = 4 << 20;

    /// <summary>Most files in and below a folder.</summary>
    public const int MostFiles = 10_000;

    /// <summary>No schemas.</summary>
    public static readonly RegistrySchemas None = new();

    private const int MostFoldersDeep = 4;
    private readonly Dictionary<int, (AvroRecordSchema Schema, string File)> byNumber = [];

    private RegistrySchemas()
    {
    }

    /// <summary>How many numbers have a schema.</summary>
    public int Count => byNumber.Count;

    /// <summary>The schema of a number; null where the folder has none.</summary>
    public AvroRecordSchema? Of(int number) => byNumber.TryGetValue(number, out var known) ? known.Schema : null;

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FileNotFoundException">There is no such folder.</exception>
    /// <exception cref="PacketSourceException">It holds no schema with a number, one that cannot be read, or two for one number.</exception>
    public static RegistrySchemas Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new FileNotFoundException($"There is no folder {folder} of schemas. Check --schemas, or AMPELBOT_SCHEMAS.", folder);
        var schemas = new RegistrySchemas();
        foreach (var file in FilesOf(folder))
            schemas.Add(file);
        return schemas.Count > 0 ? schemas : throw new PacketSourceException(
            $"The folder {folder} holds no schema with a number. Put each there as NUMBER.avsc, or as the answer of the registry (NUMBER.json), or as Rubin's lsst.vM_N.alert.avsc with its parts beside it.");
    }

    private static List<string> FilesOf(string folder)
    {
        var files = new List<string>();
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = MostFoldersDeep,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.Hidden,
        };
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", options))
                if (files.Count == MostFiles)
                    throw new PacketSourceException($"The folder {folder} of schemas holds more than {MostFiles} files. Name the one that holds the schemas alone.");
                else
                    files.Add(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PacketSourceException($"The folder {folder} of schemas cannot be read: {e.Message}", e);
        }
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private void Add(string file)
    {
        var number = NumberOf(file);
        if (Path.GetExtension(file) switch { ".avsc" => number is null, ".json" => false, _ => true })
            return;
        try
        {
            var json = SchemaParts.ReadJson(file);
            if (json is JsonObject answer && answer["schema"] is JsonValue text && text.GetValueKind() == JsonValueKind.String)
            {
                if (answer["schemaType"] is { } type && !(type.GetValueKind() == JsonValueKind.String && (string?)type == "AVRO"))
                    throw new PacketSourceException($"The schema in {file} is of the type {type.ToJsonString()}, and not Avro.");
                number ??= answer["id"] is JsonValue id && id.TryGetValue<int>(out var told) && told >= 0 ? told : null;
                json = SchemaParts.Parse((string)text!);
            }
            if (number is { } known)
                Add(known, AvroSchema.Parse(SchemaParts.Completed(json, file)) as AvroRecordSchema
                    ?? throw new PacketSourceException($"The schema in {file} is not a record, so no alert can be one."), file);
        }
        // A file without a number is anybody's.
        catch (Exception e) when (e is JsonException or AvroException or IOException or UnauthorizedAccessException && number is null)
        {
        }
        catch (Exception e) when (e is JsonException or AvroException or IOException or UnauthorizedAccessException)
        {
            throw new PacketSourceException($"The schema in {file} cannot be read: {e.Message.TrimEnd('.')}. Mend the file or take it away.", e);
        }
    }

    private void Add(int number, AvroRecordSchema schema, string file)
    {
        if (byNumber.TryAdd(number, (schema, file)) || byNumber[number].Schema.Json == schema.Json)
            return;
        throw new PacketSourceException($"{byNumber[number].File} and {file} hold different schemas, both with the number {number}. Take the wrong one away.");
    }

    private static int? NumberOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        return Path.GetExtension(file) == ".avsc" && Rubin().Match(name) is { Success: true } match
            ? 100 * int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^lsst\.v([0-9]{1,4})_([0-9]{1,2})\.alert\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rubin();
}
