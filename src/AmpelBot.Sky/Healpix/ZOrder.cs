using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AmpelBot.Sky.Healpix;

/// <summary>Interleaves the two coordinates within a base cell into a nested index and back. [Gorski05] section 3, figure 3</summary>
internal static class ZOrder
{
    private const ulong EvenBits = 0x5555555555555555;
    private const ulong Pairs = 0x3333333333333333;
    private const ulong Nibbles = 0x0F0F0F0F0F0F0F0F;
    private const ulong Bytes = 0x00FF00FF00FF00FF;
    private const ulong Words = 0x0000FFFF0000FFFF;

    /// <summary>x on the even bits, y on the odd ones; each below 2^29.</summary>
    public static long Interleave(uint x, uint y) => Bmi2.X64.IsSupported
        ? (long)(Bmi2.X64.ParallelBitDeposit(x, EvenBits) | Bmi2.X64.ParallelBitDeposit(y, ~EvenBits))
        : (long)(Spread(x) | Spread(y) << 1);

    /// <summary>The same for four at a time.</summary>
    public static Vector256<long> Interleave(Vector256<long> x, Vector256<long> y) =>
        (Spread(x.AsUInt64()) | Spread(y.AsUInt64()) << 1).AsInt64();

    /// <summary>The coordinates of a nested index within its base cell.</summary>
    public static (uint X, uint Y) Separate(long index) => Bmi2.X64.IsSupported
        ? ((uint)Bmi2.X64.ParallelBitExtract((ulong)index, EvenBits), (uint)Bmi2.X64.ParallelBitExtract((ulong)index, ~EvenBits))
        : (Gather((ulong)index), Gather((ulong)index >> 1));

    /// <summary>The same for four at a time.</summary>
    public static (Vector256<long> X, Vector256<long> Y) Separate(Vector256<long> index) =>
        (Gather(index.AsUInt64()).AsInt64(), Gather(index.AsUInt64() >> 1).AsInt64());

    private static ulong Spread(ulong v)
    {
        v = (v | v << 16) & Words;
        v = (v | v << 8) & Bytes;
        v = (v | v << 4) & Nibbles;
        v = (v | v << 2) & Pairs;
        return (v | v << 1) & EvenBits;
    }

    private static uint Gather(ulong v)
    {
        v &= EvenBits;
        v = (v | v >> 1) & Pairs;
        v = (v | v >> 2) & Nibbles;
        v = (v | v >> 4) & Bytes;
        v = (v | v >> 8) & Words;
        return (uint)(v | v >> 16);
    }

    private static Vector256<ulong> Spread(Vector256<ulong> v)
    {
        v = (v | v << 16) & Vector256.Create(Words);
        v = (v | v << 8) & Vector256.Create(Bytes);
        v = (v | v << 4) & Vector256.Create(Nibbles);
        v = (v | v << 2) & Vector256.Create(Pairs);
        return (v | v << 1) & Vector256.Create(EvenBits);
    }

    private static Vector256<ulong> Gather(Vector256<ulong> v)
    {
        v &= Vector256.Create(EvenBits);
        v = (v | v >> 1) & Vector256.Create(Pairs);
        v = (v | v >> 2) & Vector256.Create(Nibbles);
        v = (v | v >> 4) & Vector256.Create(Bytes);
        v = (v | v >> 8) & Vector256.Create(Words);
        return (v | v >> 16) & Vector256.Create(0x00000000FFFFFFFFul);
    }
}
