using System.Numerics;
using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Reads the rows of a multi-order map: UNIQ and a density or a probability, in any order.</summary>
internal static class MultiOrderTable
{
    private static readonly double[] AreasSr = [.. Enumerable.Range(0, HealpixNested.MaxOrder + 1).Select(HealpixNested.CellAreaSr)];

    /// <summary>The cells, with densities per steradian.</summary>
    /// <param name="table">The table, at its first row.</param>
    /// <param name="uniq">Numbers of the cells.</param>
    /// <param name="columns">The probability, and perhaps DISTMU, DISTSIGMA and DISTNORM.</param>
    /// <param name="check">Takes what is odd among the probabilities.</param>
    /// <param name="distanceCheck">Takes what is odd among the distances.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FitsException">A row names no cell, or two cells overlap.</exception>
    public static CellList Read(
        FitsTable table, FitsColumn uniq, FitsColumn[] columns, ValueCheck check, DistanceCheck distanceCheck, CancellationToken cancellation)
    {
        var hdu = table.Header.Hdu;
        uniq.RequireWholeNumbers(hdu);
        if (uniq.Repeat != 1 || columns[0].Repeat != 1)
            throw new FitsException($"HDU {hdu}: a multi-order map has one UNIQ and one {columns[0].Name} in a row, not {uniq.Repeat} and {columns[0].Repeat}");
        var isDensity = SkyMapReader.IsDensity(columns[0]);
        using var all = new RowList(columns.Length, (int)Math.Min(1 << 15, table.RowCount));
        while (table.NextBlock(cancellation))
        {
            var start = all.Extend(table.BlockRows);
            for (var c = 0; c < columns.Length; c++)
                columns[c].Decode(table.Block, columns[c].Offset, table.RowLength, all.Column(c)[start..]);
            var keys = all.Keys[start..];
            uniq.Decode(table.Block, uniq.Offset, table.RowLength, keys);
            var values = all.Column(0)[start..];
            for (var i = 0; i < keys.Length; i++)
            {
                var number = keys[i];
                if (number is < HealpixIndex.MinUniq or > HealpixIndex.MaxUniq)
                    throw NoCell(start + i + 1, number);
                var order = BitOperations.Log2((ulong)number) / 2 - 1;
                values[i] = check.Clean(values[i], isDensity ? AreasSr[order] : 1);
                if (!isDensity)
                    values[i] /= AreasSr[order];
                // A marker bit below the index tells its order, and the keys ascend with position.
                keys[i] = (2 * (number - (4L << (2 * order))) + 1) << (2 * (HealpixNested.MaxOrder - order));
            }
        }
        if (columns.Length > 1)
            for (var i = 0; i < all.Count; i++)
                distanceCheck.Clean(ref all.Column(1)[i], ref all.Column(2)[i], ref all.Column(3)[i]);
        return Sorted(all, hdu, uniq);

        FitsException NoCell(int row, long number) => new(uniq.Null is not null && number == long.MinValue
            ? $"HDU {hdu}, column {uniq.Name}, row {row}: there is no number (TNULL{uniq.Number})"
            : $"HDU {hdu}, column {uniq.Name}, row {row}: {number} is not a cell (UNIQ lies between 4 and 4^31 - 1, orders 0 to 29)");
    }

    private static CellList Sorted(RowList all, int hdu, FitsColumn uniq)
    {
        var rows = all.Sort();
        var starts = GC.AllocateUninitializedArray<long>(rows.Length);
        var orders = new byte[rows.Length];
        var keys = all.Keys;
        var end = 0L;
        for (var i = 0; i < rows.Length; i++)
        {
            var shift = BitOperations.TrailingZeroCount(keys[i]);
            starts[i] = (keys[i] - (1L << shift)) >> 1;
            orders[i] = (byte)(HealpixNested.MaxOrder - shift / 2);
            if (starts[i] < end)
                throw new FitsException($"HDU {hdu}, column {uniq.Name}: the cells in rows {Math.Min(rows[i - 1], rows[i]) + 1} and {Math.Max(rows[i - 1], rows[i]) + 1} overlap");
            end = starts[i] + (1L << shift);
        }
        return new CellList(starts, orders, all.TakeColumns(rows));
    }
}
