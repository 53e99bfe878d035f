using System.Text;
using System.Text.Json;

namespace AmpelBot.FollowUp.Notices;

/// <summary>Notices in another system's envelope: hop's {"format", "content"}, SkyPortal's {"xml"} and {"json"}, a broker's {"payload"} or {"value"}.</summary>
internal static class Wrapped
{
    private static readonly string[] Keys = ["content", "xml", "json", "raw_event", "notice", "payload", "value", "message"];

    /// <summary>The bytes of the notice inside; null when this is no envelope.</summary>
    public static ReadOnlyMemory<byte>? In(JsonFields fields)
    {
        foreach (var key in Keys)
            switch (fields.Get(key))
            {
                case { ValueKind: JsonValueKind.Object } inner:
                    return Encoding.UTF8.GetBytes(inner.GetRawText());
                case { ValueKind: JsonValueKind.String } inner when inner.GetString()!.TrimStart() is { Length: > 0 } text && text[0] is '<' or '{' or 'T':
                    return Encoding.UTF8.GetBytes(inner.GetString()!);
            }
        return null;
    }
}
