using System.Text;
using System.Text.Json;
using AmpelBot.FollowUp.Notices.Circulars;
using AmpelBot.FollowUp.Notices.Gcn;
using AmpelBot.FollowUp.Notices.Hermes;
using AmpelBot.FollowUp.Notices.IceCube;
using AmpelBot.FollowUp.Notices.Lvk;
using AmpelBot.FollowUp.Notices.VoEvents;

namespace AmpelBot.FollowUp.Notices;

/// <summary>From the bytes that a sender sent to a <see cref="SentNotice"/>. What they are is told by their content, never by a file's name.</summary>
public static class NoticeParser
{
    /// <summary>Most bytes of a notice that embeds no sky map, 16 MB.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Most bytes of a notice that embeds one, 64 MB.</summary>
    public const int MaxBytesWithMap = 64 << 20;

    /// <summary>Deepest nesting of JSON and XML.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most values of JSON, and most elements of XML.</summary>
    public const int MaxValues = 100_000;

    /// <summary>Most values kept under the sender's own names.</summary>
    public const int MaxFurther = 200;

    private const int MaxWrappers = 4;

    // The table of parsers of JSON; the first that knows the content reads it.
    private static readonly (Func<JsonFields, bool> Knows, Func<JsonFields, SentNotice> Parse)[] JsonParsers =
    [
        (IgwnAlert.Knows, fields => IgwnAlert.Parse(fields, NoticeFormat.IgwnJson)),
        (GraceDbSuperevent.Knows, GraceDbSuperevent.Parse),
        (NeutrinoTrackSearch.Knows, NeutrinoTrackSearch.Parse),
        (UnifiedNotice.Knows, UnifiedNotice.Parse),
        (CircularReader.Knows, CircularReader.Parse),
        (HermesMessage.Knows, HermesMessage.Parse),
    ];

    private static ReadOnlySpan<byte> AvroStart => "Obj\x01"u8;

    private static ReadOnlySpan<byte> Utf8Mark => [0xef, 0xbb, 0xbf];

    private static ReadOnlySpan<byte> Utf16Mark => [0xff, 0xfe];

    private static ReadOnlySpan<byte> Utf16MarkSwapped => [0xfe, 0xff];

    /// <summary>Reads a notice.</summary>
    /// <param name="bytes">The message: JSON, Avro, XML or text.</param>
    /// <returns>The notice; or the sentence that says why the bytes are none, never an exception.</returns>
    public static ParseResult<SentNotice> Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ParseResult<SentNotice>.Of(Read(bytes, 0));
        }
        catch (NoticeRefusal refusal)
        {
            return ParseResult<SentNotice>.Failure(refusal.Message, 0);
        }
    }

    internal static SentNotice Read(ReadOnlyMemory<byte> bytes, int wrappers)
    {
        if (wrappers > MaxWrappers)
            throw new NoticeRefusal($"The notice lies in more than {MaxWrappers} wrappers.");
        if (bytes.Length > MaxBytesWithMap)
            throw new NoticeRefusal(FormattableString.Invariant($"The notice has {bytes.Length:N0} bytes; I read up to {MaxBytesWithMap:N0}."));
        var notice = ReadForm(bytes, wrappers);
        if (bytes.Length > MaxBytes && notice.SkyMap?.Fits is null && notice.ExternalCoincidence?.CombinedSkyMap?.Fits is null)
            throw new NoticeRefusal(FormattableString.Invariant($"The notice has {bytes.Length:N0} bytes and embeds no sky map; without one I read up to {MaxBytes:N0}."));
        return notice.Further.Count <= MaxFurther ? notice : notice with
        {
            Further = [.. notice.Further.Take(MaxFurther)],
            Remarks = [.. notice.Remarks, $"Of {notice.Further.Count} further values, the first {MaxFurther} are kept."],
        };
    }

    private static SentNotice ReadForm(ReadOnlyMemory<byte> bytes, int wrappers)
    {
        var span = bytes.Span;
        if (span.StartsWith(AvroStart))
            return IgwnAvro.Parse(bytes);
        if (span.StartsWith(Utf16Mark) || span.StartsWith(Utf16MarkSwapped))
            return VoEventReader.Parse(bytes);
        var text = bytes[(span.StartsWith(Utf8Mark) ? 3 : 0)..];
        var start = text.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
            throw new NoticeRefusal("The notice is empty.");
        switch (text.Span[start])
        {
            case (byte)'<':
                return VoEventReader.Parse(text[start..]);
            case (byte)'{':
            case (byte)'[':
                return ReadJson(text[start..], wrappers);
            default:
                return ReadText(text.Span, wrappers);
        }
    }

    private static SentNotice ReadJson(ReadOnlyMemory<byte> bytes, int wrappers)
    {
        using var document = Document(bytes);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array)
            throw new NoticeRefusal($"This is a list of {root.GetArrayLength()} things, not one notice. Give me its items one by one.");
        var fields = new JsonFields(root);
        if (fields.Get("$schema") is { ValueKind: JsonValueKind.String } schema && schema.GetString()!.Contains("json-schema.org", StringComparison.Ordinal))
            throw new NoticeRefusal("This is a JSON schema, which describes notices, and no notice itself.");
        foreach (var (knows, parse) in JsonParsers)
            if (knows(fields))
                return parse(fields);
        if (Wrapped.In(fields) is { } inner)
            return Read(inner, wrappers + 1);
        throw new NoticeRefusal(
            $"This is JSON, but no notice that I know: it has {Keys(fields)}. I know IGWN alerts, GraceDB superevents, GCN's unified schema, GCN circulars and Hermes messages.");
    }

    private static string Keys(JsonFields fields)
    {
        var names = fields.Names.Take(6).Select(n => PlainText.Plain(n.Length <= 40 ? n : n[..40])).ToArray();
        return names.Length == 0 ? "no fields" : "the fields " + string.Join(", ", names);
    }

    private static JsonDocument Document(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            CheckSize(bytes.Span);
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return document;
        }
        catch (JsonException e)
        {
            throw new NoticeRefusal(FormattableString.Invariant(
                $"The notice begins as JSON and is broken in line {e.LineNumber + 1 ?? 0}, byte {e.BytePositionInLine ?? 0}, nested deeper than {MaxDepth} levels, or names a field twice."));
        }
    }

    /// <summary>A document costs 12 bytes a value, so values are counted before it is made.</summary>
    private static void CheckSize(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        var values = 0;
        while (reader.Read())
        {
            if (++values > MaxValues)
                throw new NoticeRefusal(FormattableString.Invariant($"The notice has more than {MaxValues:N0} values."));
            // Names and texts must be text: an escaped half of a character is met only when it is asked for.
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && (reader.ValueIsEscaped || reader.ValueSpan.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e)))
                CheckText(ref reader);
        }
    }

    private static void CheckText(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new NoticeRefusal("A text in the notice is not valid Unicode.");
        }
    }

    private static SentNotice ReadText(ReadOnlySpan<byte> bytes, int wrappers)
    {
        if (bytes.Length > MaxBytes)
            throw new NoticeRefusal(FormattableString.Invariant($"The notice has {bytes.Length:N0} bytes and embeds no sky map; without one I read up to {MaxBytes:N0}."));
        if (bytes.Contains((byte)0))
            throw new NoticeRefusal("These bytes are neither JSON, XML, Avro nor text: no notice that I know.");
        var text = Encoding.UTF8.GetString(bytes);
        if (GcnTextNotice.Knows(text))
            return GcnTextNotice.Parse(text);
        if (CircularReader.KnowsText(text))
            return CircularReader.ParseText(text);
        var xml = text.IndexOf("<?xml", StringComparison.Ordinal);
        if (xml is > 0 and < 2000)
            return Read(Encoding.UTF8.GetBytes(text[xml..]), wrappers + 1);
        throw new NoticeRefusal("This is text, but neither a GCN notice nor a GCN circular: those begin with a line TITLE:.");
    }
}
