using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AmpelBot.Alerts.Archive;

/// <summary>Hashes that tell states apart; the same in every engine.</summary>
public static class StateId
{
    /// <summary>
    /// Id of an object's state: the first 8 bytes, as 16 hexadecimal digits, of the SHA-256 over the keys of its datapoints, ascending, 8 bytes each, little-endian.
    /// </summary>
    /// <param name="datapointKeys">Keys (<see cref="DatapointRow.Key"/>) in any order.</param>
    public static string Of(IEnumerable<long> datapointKeys)
    {
        long[] keys = [.. datapointKeys];
        Array.Sort(keys);
        var bytes = new byte[8 * keys.Length];
        for (var i = 0; i < keys.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), keys[i]);
        return Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
    }

    /// <summary>
    /// What an alert adds, modulo 2^64, to the state hash of an archive: the first 8 bytes, as a little-endian number, of the SHA-256 over its survey and id.
    /// </summary>
    public static long OfAlert(string survey, long alertId)
    {
        var text = Encoding.UTF8.GetMaxByteCount(survey.Length) <= 400 ? stackalloc byte[440] : new byte[Encoding.UTF8.GetMaxByteCount(survey.Length) + 40];
        var length = Encoding.UTF8.GetBytes(survey, text);
        text[length++] = 0;
        alertId.TryFormat(text[length..], out var digits, default, System.Globalization.CultureInfo.InvariantCulture);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text[..(length + digits)], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
