using System.Runtime.Intrinsics.X86;

namespace AmpelBot.Sky.Healpix;

/// <summary>Interleaves the two coordinates within a base cell into a nested index and back. [Gorski05] section 3, figure 3</summary>
internal static class ZOrder
{
    private const ulong EvenBits = 0x5555555555555555;

    /// <summary>x on the even bits, y on the odd ones; each below 2^29.</summary>
    public static long Interleave(uint x, uint y) => Bmi2.X64.IsSupported
        ? (long)(Bmi2.X64.ParallelBitDeposit(x, EvenBits) | Bmi2.X64.ParallelBitDeposit(y, ~EvenBits))
        : (long)(Spread(x) | Spread(y) << 1);

    /// <summary>The coordinates of a nested index within its base cell.</summary>
    public static (uint X, uint Y) Separate(long index) => Bmi2.X64.IsSupported
        ? ((uint)Bmi2.X64.ParallelBitExtract((ulong)index, EvenBits), (uint)Bmi2.X64.ParallelBitExtract((ulong)index, ~EvenBits))
        : (Gather((ulong)index), Gather((ulong)index >> 1));

    private static ulong Spread(ulong v)
    {
        v = (v | v << 16) & 0x0000FFFF0000FFFF;
        v = (v | v << 8) & 0x00FF00FF00FF00FF;
        v = (v | v << 4) & 0x0F0F0F0F0F0F0F0F;
        v = (v | v << 2) & 0x3333333333333333;
        return (v | v << 1) & EvenBits;
    }

    private static uint Gather(ulong v)
    {
        v &= EvenBits;
        v = (v | v >> 1) & 0x3333333333333333;
        v = (v | v >> 2) & 0x0F0F0F0F0F0F0F0F;
        v = (v | v >> 4) & 0x00FF00FF00FF00FF;
        v = (v | v >> 8) & 0x0000FFFF0000FFFF;
        return (uint)(v | v >> 16);
    }
}
