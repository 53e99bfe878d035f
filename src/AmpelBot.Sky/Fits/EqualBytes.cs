using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AmpelBot.Sky.Fits;

/// <summary>How far the numbers of a table stay the same, told from the raw bytes before anything is decoded.</summary>
internal static class EqualBytes
{
    /// <summary>Elements from the first on that have its bytes, when they stand without gaps; at least 1.</summary>
    /// <param name="bytes">Whole elements, at least one.</param>
    /// <param name="length">Bytes of one element (or of one whole row).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(ReadOnlySpan<byte> bytes, int length)
    {
        // Each element is the first exactly as long as each byte is the one an element further on.
        var most = bytes.Length - length;
        ref var start = ref MemoryMarshal.GetReference(bytes);
        ref var next = ref Unsafe.Add(ref start, length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= most - 4 * Vector256<byte>.Count; i += 4 * Vector256<byte>.Count)
            {
                var differ = Differ(ref start, ref next, i) | Differ(ref start, ref next, i + 32) | Differ(ref start, ref next, i + 64) | Differ(ref start, ref next, i + 96);
                if (differ != Vector256<byte>.Zero)
                    break;
            }
        for (; i <= most - sizeof(ulong); i += sizeof(ulong))
            if ((Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i)) ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref next, i))) is not 0 and var bits)
                return (i + (BitConverter.IsLittleEndian ? BitOperations.TrailingZeroCount(bits) : BitOperations.LeadingZeroCount(bits)) / 8) / length + 1;
        for (; i < most; i++)
            if (Unsafe.Add(ref start, i) != Unsafe.Add(ref next, i))
                break;
        return i / length + 1;
    }

    /// <summary>Elements from the first on that have its bytes, when they stand a fixed number of bytes apart; at least 1.</summary>
    /// <param name="bytes">Begins with the first element.</param>
    /// <param name="stride">Bytes from one element to the next.</param>
    /// <param name="length">Bytes of one element.</param>
    /// <param name="count">Elements looked at, at least one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(ReadOnlySpan<byte> bytes, int stride, int length, int count)
    {
        if (stride == length)
            return Run(bytes[..(length * count)], length);
        var first = bytes[..length];
        if (length == sizeof(ulong))
        {
            _ = bytes[..((count - 1) * stride + length)];
            ref var start = ref MemoryMarshal.GetReference(bytes);
            var same = Unsafe.ReadUnaligned<ulong>(ref start);
            var run = 1;
            for (nint at = stride; run + 4 <= count; run += 4, at += 4 * stride)
                if (((Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at)) ^ same)
                    | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at + stride)) ^ same)
                    | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at + 2 * stride)) ^ same)
                    | (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at + 3 * stride)) ^ same)) != 0)
                    break;
            while (run < count && Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, (nint)run * stride)) == same)
                run++;
            return run;
        }
        for (var i = 1; i < count; i++)
            if (!bytes.Slice(i * stride, length).SequenceEqual(first))
                return i;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Differ(ref byte start, ref byte next, int at) => Vector256.LoadUnsafe(ref start, (nuint)at) ^ Vector256.LoadUnsafe(ref next, (nuint)at);
}
