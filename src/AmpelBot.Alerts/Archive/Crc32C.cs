using System.Buffers.Binary;
using System.Numerics;

namespace AmpelBot.Alerts.Archive;

/// <summary>The Castagnoli checksum (CRC-32C, RFC 3720 appendix B.4): archives hold it, so it must not change.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of bytes.</summary>
    internal static uint Of(ReadOnlySpan<byte> bytes) => ~Continue(uint.MaxValue, bytes);

    /// <summary>The register after more bytes; it begins with all ones and is inverted at the end.</summary>
    internal static uint Continue(uint register, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var last in bytes)
            register = BitOperations.Crc32C(register, last);
        return register;
    }
}
