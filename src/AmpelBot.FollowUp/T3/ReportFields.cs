using System.Globalization;
using System.Text.Json;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T3;

/// <summary>The fields of report.json, read back. What is not as <see cref="ReportJson"/> writes it is refused with its place.</summary>
internal readonly struct ReportFields(JsonElement element, string place)
{
    public ReportFields Object(string name) => OptionalObject(name) ?? throw Wrong(name, "an object");

    public ReportFields? OptionalObject(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new ReportFields(value, Place(name)),
        _ => throw Wrong(name, "an object"),
    };

    public IEnumerable<ReportFields> Objects(string name)
    {
        var at = Place(name);
        return List(name).Select((item, i) => item.ValueKind == JsonValueKind.Object
            ? new ReportFields(item, $"{at}[{i}]") : throw Refused($"{at}[{i}]", "an object"));
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var at = Place(name);
        return [.. List(name).Select(item => item.ValueKind == JsonValueKind.String ? Sound(item, at) : throw Refused(at, "a list of texts"))];
    }

    public IReadOnlyList<long> Wholes(string name)
    {
        var at = Place(name);
        return [.. List(name).Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var whole) ? whole : throw Refused(at, "a list of whole numbers"))];
    }

    public string Text(string name) => OptionalText(name) ?? throw Wrong(name, "a text");

    public string? OptionalText(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => Sound(value, Place(name)),
        _ => throw Wrong(name, "a text"),
    };

    public double Number(string name) => OptionalNumber(name) ?? throw Wrong(name, "a number");

    public double? OptionalNumber(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        _ => throw Wrong(name, "a number"),
    };

    public long Whole(string name) => Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var whole) ? whole : throw Wrong(name, "a whole number");

    public int Int(string name) => Whole(name) is >= int.MinValue and <= int.MaxValue and var whole ? (int)whole : throw Wrong(name, "a whole number of 32 bits");

    public int? OptionalInt(string name) => Get(name) is null ? null : Int(name);

    public long? OptionalWhole(string name) => Get(name) is null ? null : Whole(name);

    public bool? OptionalFlag(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    public DateTimeOffset Time(string name) => OptionalTime(name) ?? throw Wrong(name, "a time");

    public DateTimeOffset? OptionalTime(string name) => OptionalText(name) is not { } text ? null
        : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : throw Wrong(name, "a time as in 2019-08-14T21:10:39.012Z");

    public SkyCoord Coord()
    {
        var (raDeg, decDeg) = (Number("raDeg"), Number("decDeg"));
        return SkyCoord.IsValid(raDeg, decDeg) ? new SkyCoord(raDeg, decDeg) : throw Refused(place, "a position");
    }

    /// <summary>One of some words.</summary>
    public T Word<T>(string name, params ReadOnlySpan<(string Word, T Value)> words)
    {
        var text = Text(name);
        foreach (var (word, value) in words)
            if (word == text)
                return value;
        throw Wrong(name, "one of its words");
    }

    public SavedScanException Wrong(string name, string wanted) => Refused(Place(name), wanted);

    private JsonElement? Get(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement.ArrayEnumerator List(string name) => Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw Wrong(name, "a list");

    private static string Sound(JsonElement value, string at)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refused(at, "Unicode text");
        }
    }

    private string Place(string name) => place.Length == 0 ? name : $"{place}.{name}";

    private static SavedScanException Refused(string at, string wanted) => new($"its {at} is not {wanted}");
}
