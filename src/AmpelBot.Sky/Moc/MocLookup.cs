using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>Looks many indices up in a region: a table over equal stretches of the sky leads to the few ends of ranges within one.</summary>
internal static class MocLookup
{
    /// <summary>From this many indices on the table is worth its making.</summary>
    public const int Worthwhile = 256;

    private const int MostSteps = 8;

    /// <summary>Whether each index lies in one of the ranges, of which there is one at least.</summary>
    public static void Contains(ReadOnlySpan<HpxRange> ranges, ReadOnlySpan<long> hpx29, Span<bool> inside)
    {
        // Starts and ends by turns, ascending: an index is inside where an odd number of them is at or below it.
        var ends = MemoryMarshal.Cast<HpxRange, long>(ranges);
        var first = ends[0];
        var length = ends[^1] - first;
        var stretches = Math.Min(4L * ends.Length, 2L * hpx29.Length);
        var shift = Math.Max(0, BitOperations.Log2((ulong)length) - BitOperations.Log2((ulong)stretches));
        var count = (int)(length >> shift) + 1;
        var rented = ArrayPool<int>.Shared.Rent(count + 1);
        var table = rented.AsSpan(0, count + 1);
        var next = 0;
        for (var i = 0; i < ends.Length; i++)
            for (var stretch = (int)((ends[i] - first) >> shift); next <= stretch; next++)
                table[next] = i;
        table[next..].Fill(ends.Length);
        for (var i = 0; i < hpx29.Length; i++)
        {
            var index = hpx29[i];
            var from = index - first;
            if ((ulong)from >= (ulong)length)
            {
                inside[i] = false;
                continue;
            }
            var stretch = (int)(from >> shift);
            int low = table[stretch], high = table[stretch + 1];
            while (high - low > MostSteps)
            {
                var middle = (low + high) >>> 1;
                if (ends[middle] <= index)
                    low = middle + 1;
                else
                    high = middle;
            }
            while (low < high && ends[low] <= index)
                low++;
            inside[i] = (low & 1) != 0;
        }
        ArrayPool<int>.Shared.Return(rented);
    }
}
