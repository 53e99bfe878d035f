using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace AmpelBot.Alerts.Archive;

/// <summary>SHA-256 (FIPS 180-4, sections 5 and 6.2) of eight short messages at a time.</summary>
/// <remarks>The platform's is called for one message at a time, and the call costs more than the hash of twenty bytes.</remarks>
internal static class Sha256Lanes
{
    /// <summary>Messages at a time.</summary>
    internal const int Lanes = 8;

    /// <summary>Bytes of a block, of which a message may take <see cref="MostBytes"/>.</summary>
    internal const int BlockBytes = 64;

    /// <summary>Bytes of the longest message.</summary>
    internal const int MostBytes = 55;

    private static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private static readonly uint[] InitialHash = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>Closes a message in its block, as section 5.1.1 says.</summary>
    /// <param name="block">The message's bytes, and room.</param>
    /// <param name="length">Bytes of the message, at most <see cref="MostBytes"/>.</param>
    internal static void Pad(Span<byte> block, int length)
    {
        block[length..].Clear();
        block[length] = 0x80;
        BinaryPrimitives.WriteInt32BigEndian(block[(BlockBytes - 4)..], 8 * length);
    }

    /// <summary>The first 8 bytes of the hash of each message, as little-endian numbers.</summary>
    /// <param name="blocks">The padded messages, one block after the other.</param>
    /// <param name="hashes">Room for <see cref="Lanes"/> numbers.</param>
    internal static void Hash(ReadOnlySpan<byte> blocks, Span<long> hashes)
    {
        Span<Vector256<uint>> w = stackalloc Vector256<uint>[64];
        Span<uint> word = stackalloc uint[Lanes];
        for (var t = 0; t < 16; t++)
        {
            for (var lane = 0; lane < Lanes; lane++)
                word[lane] = BinaryPrimitives.ReadUInt32BigEndian(blocks[(lane * BlockBytes + 4 * t)..]);
            w[t] = Vector256.Create<uint>(word);
        }
        for (var t = 16; t < 64; t++)
        {
            var (x, y) = (w[t - 15], w[t - 2]);
            w[t] = w[t - 16] + (Right(x, 7) ^ Right(x, 18) ^ (x >>> 3)) + w[t - 7] + (Right(y, 17) ^ Right(y, 19) ^ (y >>> 10));
        }
        Vector256<uint> a = Initial(0), b = Initial(1), c = Initial(2), d = Initial(3), e = Initial(4), f = Initial(5), g = Initial(6), h = Initial(7);
        for (var t = 0; t < 64; t++)
        {
            var t1 = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + ((e & f) ^ Vector256.AndNot(g, e)) + Vector256.Create(RoundConstants[t]) + w[t];
            var t2 = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }
        (a, b) = (a + Initial(0), b + Initial(1));
        for (var lane = 0; lane < Lanes; lane++)
            hashes[lane] = (long)(BinaryPrimitives.ReverseEndianness(a[lane]) | (ulong)BinaryPrimitives.ReverseEndianness(b[lane]) << 32);
    }

    private static Vector256<uint> Initial(int i) => Vector256.Create(InitialHash[i]);

    private static Vector256<uint> Right(Vector256<uint> x, int bits) => (x >>> bits) | (x << (32 - bits));
}
