using System.Buffers.Text;
using System.Text.Json;

namespace AmpelBot.FollowUp.Notices;

/// <summary>Sky maps in base64.</summary>
internal static class EmbeddedMap
{
    private static ReadOnlySpan<byte> FitsStart => "SIMPLE  ="u8;

    private static ReadOnlySpan<byte> GzipStart => [0x1f, 0x8b];

    /// <summary>The file in a base64 text; null with a sentence when it is none.</summary>
    public static ReadOnlyMemory<byte>? Read(JsonElement element, string field, out string? refusal)
    {
        refusal = null;
        if (element.ValueKind != JsonValueKind.String)
        {
            refusal = $"{field} is no text of base64";
            return null;
        }
        var text = element.GetString()!;
        if (!Base64.IsValid(text))
        {
            refusal = $"{field} is not base64 (it begins {Start(text)})";
            return null;
        }
        var bytes = Convert.FromBase64String(text);
        if (!bytes.AsSpan().StartsWith(FitsStart) && !bytes.AsSpan().StartsWith(GzipStart))
        {
            refusal = $"{field} holds {bytes.Length} bytes that are neither FITS nor gzip";
            return null;
        }
        return bytes;
    }

    private static string Start(string text) => $"\"{PlainText.Plain(text[..Math.Min(text.Length, 20)])}\"";
}
