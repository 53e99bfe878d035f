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

    /// <summary>The sum, modulo 2^64, of <see cref="OfAlert"/> over alerts of one survey.</summary>
    internal static long SumOfAlerts(string survey, ReadOnlySpan<long> alertIds)
    {
        // 20 digits or sign and 19, and the zero between.
        const int mostTail = 21;
        var sum = 0L;
        var prefix = Encoding.UTF8.GetBytes(survey + '\0');
        if (System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated && prefix.Length + mostTail <= Sha256Lanes.MostBytes)
        {
            Span<byte> blocks = stackalloc byte[Sha256Lanes.Lanes * Sha256Lanes.BlockBytes];
            Span<long> hashes = stackalloc long[Sha256Lanes.Lanes];
            for (; alertIds.Length >= Sha256Lanes.Lanes; alertIds = alertIds[Sha256Lanes.Lanes..])
            {
                for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
                {
                    var block = blocks.Slice(lane * Sha256Lanes.BlockBytes, Sha256Lanes.BlockBytes);
                    prefix.CopyTo(block);
                    alertIds[lane].TryFormat(block[prefix.Length..], out var digits, default, System.Globalization.CultureInfo.InvariantCulture);
                    Sha256Lanes.Pad(block, prefix.Length + digits);
                }
                Sha256Lanes.Hash(blocks, hashes);
                foreach (var hash in hashes)
                    sum = unchecked(sum + hash);
            }
        }
        foreach (var id in alertIds)
            sum = unchecked(sum + OfAlert(survey, id));
        return sum;
    }
}
