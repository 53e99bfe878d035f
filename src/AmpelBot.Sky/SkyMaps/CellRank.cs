using System.Buffers;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>The one order of a map's cells: falling value, and among equal values ascending position.</summary>
internal sealed class CellRank
{
    private CellRank(int[] ranked, double[] before) => (Ranked, Before) = (ranked, before);

    /// <summary>Cells with a value above 0, in their order.</summary>
    public int[] Ranked { get; }

    /// <summary>By cell: the share of the sum before it in the order; 1 for cells without probability.</summary>
    public double[] Before { get; }

    /// <summary>Ranks the cells.</summary>
    /// <param name="values">A value per cell, finite and not negative, one of them above 0.</param>
    /// <param name="orders">The order of each cell.</param>
    /// <param name="unitOrder">A value counts once for each cell of this order inside its own.</param>
    public static CellRank Of(ReadOnlySpan<double> values, ReadOnlySpan<byte> orders, int unitOrder)
    {
        var count = 0;
        foreach (var value in values)
            if (value > 0)
                count++;
        var rented = ArrayPool<ulong>.Shared.Rent(count);
        var keys = rented.AsSpan(0, count);
        var ranked = new int[count];
        count = 0;
        for (var cell = 0; cell < values.Length; cell++)
            if (values[cell] > 0)
            {
                // Bits of a positive double ascend as it does.
                keys[count] = ~BitConverter.DoubleToUInt64Bits(values[cell]);
                ranked[count++] = cell;
            }
        RadixSort.Sort(keys, ranked);
        var before = GC.AllocateUninitializedArray<double>(values.Length);
        var running = new ExactSum();
        for (var i = 0; i < ranked.Length; i++)
        {
            before[ranked[i]] = running.Value;
            running.Add(BitConverter.UInt64BitsToDouble(~keys[i]) * Weight(orders[ranked[i]], unitOrder));
        }
        ArrayPool<ulong>.Shared.Return(rented);
        for (var cell = 0; cell < before.Length; cell++)
            before[cell] = values[cell] > 0 ? before[cell] / running.Value : 1;
        return new CellRank(ranked, before);
    }

    /// <summary>The sum of the values, each counted once for each cell of the unit order inside its own.</summary>
    /// <exception cref="Fits.FitsException">The values add to nothing, or to infinity.</exception>
    public static double Sum(ReadOnlySpan<double> values, ReadOnlySpan<byte> orders, int unitOrder)
    {
        // Four sums, since each addition to one waits for the one before it.
        ExactSum a = default, b = default, c = default, d = default;
        var cell = 0;
        for (; cell + 4 <= values.Length; cell += 4)
        {
            a.Add(values[cell] * Weight(orders[cell], unitOrder));
            b.Add(values[cell + 1] * Weight(orders[cell + 1], unitOrder));
            c.Add(values[cell + 2] * Weight(orders[cell + 2], unitOrder));
            d.Add(values[cell + 3] * Weight(orders[cell + 3], unitOrder));
        }
        for (; cell < values.Length; cell++)
            a.Add(values[cell] * Weight(orders[cell], unitOrder));
        a.Add(b);
        a.Add(c);
        a.Add(d);
        return a.Value switch
        {
            0 => throw new Fits.FitsException("its probabilities add to zero"),
            var sum when double.IsFinite(sum) => sum,
            _ => throw new Fits.FitsException("its probabilities add to infinity"),
        };
    }

    private static double Weight(int order, int unitOrder) => 1L << (2 * (unitOrder - order));
}
