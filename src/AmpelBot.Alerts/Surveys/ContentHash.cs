using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys;

/// <summary>
/// Ids for what a survey gave no number: the first 63 bits of the SHA-256 of texts, one a line. Archives hold these ids: how a value is written must not change.
/// </summary>
internal static class ContentHash
{
    /// <summary>Id of a kind of thing from the values of fields.</summary>
    internal static long Of(string kind, CandidateBlock fields, ReadOnlySpan<string> names)
    {
        Span<byte> text = stackalloc byte[512];
        var length = Encoding.UTF8.GetBytes(kind, text);
        foreach (var name in names)
            if (!TryPut(name, fields, text, ref length))
                return Of([kind, .. names.ToArray().Select(n => Text(fields.Value(n)))]);
        return Of(text[..length]);
    }

    /// <summary>Id of texts.</summary>
    internal static long Of(IEnumerable<string> parts) => Of(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(Escaped))));

    /// <summary>A value as text. A number of 64 bits that a packet of another writer has in 32 reads the same.</summary>
    internal static string Text(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        string text => text,
        byte[] bytes => Convert.ToHexString(bytes),
        float number => ((double)number).ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        AvroRecord record => Convert.ToHexString(AvroBinary.Encode(record.Schema, record)),
        _ => throw new SurveyPacketException($"the candidate block holds a {value.GetType().Name}, which no ZTF packet does"),
    };

    private static bool TryPut(string name, CandidateBlock fields, Span<byte> text, ref int length)
    {
        if (length == text.Length)
            return false;
        text[length++] = (byte)'\n';
        int written;
        var isWhole = fields.Record.Number(name, out var whole, out var real) switch
        {
            AvroType.Int or AvroType.Long => whole.TryFormat(text[length..], out written, default, CultureInfo.InvariantCulture),
            AvroType.Float or AvroType.Double => real.TryFormat(text[length..], out written, "R", CultureInfo.InvariantCulture),
            _ => Encoding.UTF8.TryGetBytes(Escaped(Text(fields.Value(name))), text[length..], out written),
        };
        length += written;
        return isWhole;
    }

    private static long Of(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash) & long.MaxValue;
    }

    private static string Escaped(string part) => part.Replace("\n", "\\n", StringComparison.Ordinal);
}
