using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AmpelBot.Alerts.Archive;

/// <summary>What tells datapoints and alerts apart within the files; the numbers are stored, so they may never change.</summary>
internal static class DatapointKey
{
    /// <summary>
    /// First 8 bytes of the SHA-256 over all values of a datapoint but its body. A repetition in another packet has the same key; a
    /// measurement that a survey has revised has another, so each alert keeps the numbers that its packet had.
    /// </summary>
    internal static long Of(Datapoint point)
    {
        Span<byte> bytes = stackalloc byte[256];
        var n = 0;
        bytes[n++] = (byte)point.Kind;
        n = Put(bytes, n, point.Id);
        n = Put(bytes, n, point.Jd);
        n = Put(bytes, n, point.Mag);
        n = Put(bytes, n, point.MagErr);
        n = Put(bytes, n, point.LimitingMag);
        n = Put(bytes, n, point.Coord?.RaDeg);
        n = Put(bytes, n, point.Coord?.DecDeg);
        bytes[n++] = point.IsPositive switch { null => 2, true => 1, false => 0 };
        Span<byte> hash = stackalloc byte[32];
        if (Encoding.UTF8.TryGetBytes(point.Band, bytes[n..], out var length))
            SHA256.HashData(bytes[..(n + length)], hash);
        else
            SHA256.HashData([.. bytes[..n], .. Encoding.UTF8.GetBytes(point.Band)], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>First 8 bytes of the SHA-256 over what tells an alert from all others.</summary>
    internal static long OfAlert(string survey, long alertId)
        => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{survey}\0{alertId}"))));

    private static int Put(Span<byte> bytes, int at, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes[at..], value);
        return at + 8;
    }

    // SQLite keeps no NaN, and 0 for -0.
    private static int Put(Span<byte> bytes, int at, double? value)
    {
        bytes[at] = value is { } v && !double.IsNaN(v) ? (byte)1 : (byte)0;
        return Put(bytes, at + 1, bytes[at] == 1 ? BitConverter.DoubleToInt64Bits(value!.Value + 0.0) : 0L);
    }
}
