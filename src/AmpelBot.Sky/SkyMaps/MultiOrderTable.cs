using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Reads the rows of a multi-order map: UNIQ and a density or a probability, in any order.</summary>
internal static class MultiOrderTable
{
    /// <summary>The cells, with densities per steradian.</summary>
    /// <exception cref="FitsException">A row names no cell, or two cells overlap.</exception>
    public static CellList Read(FitsTable table, FitsColumn uniq, FitsColumn column, ValueCheck check, CancellationToken cancellation)
    {
        var hdu = table.Header.Hdu;
        uniq.RequireWholeNumbers(hdu);
        if (uniq.Repeat != 1 || column.Repeat != 1)
            throw new FitsException($"HDU {hdu}: a multi-order map has one UNIQ and one {column.Name} in a row, not {uniq.Repeat} and {column.Repeat}");
        var isDensity = SkyMapReader.IsDensity(column);
        var all = new RowList();
        var size = Math.Max(1, (1 << 17) / Math.Max(1, table.RowLength));
        var uniqs = new long[size];
        var values = new double[size];
        while (table.NextBlock(cancellation))
        {
            var length = table.BlockRows;
            uniq.Decode(table.Block, table.RowLength, uniqs.AsSpan(0, length));
            column.Decode(table.Block, table.RowLength, values.AsSpan(0, length));
            for (var i = 0; i < length; i++)
            {
                if (uniqs[i] is < HealpixIndex.MinUniq or > HealpixIndex.MaxUniq)
                    throw new FitsException($"HDU {hdu}, column {uniq.Name}, row {table.FirstRow + i + 1}: {uniqs[i]} is not a cell (UNIQ lies between 4 and 4^31 - 1, orders 0 to 29)");
                var cell = HealpixIndex.FromUniq(uniqs[i]);
                var areaSr = HealpixNested.CellAreaSr(cell.Order);
                check.Clean(values.AsSpan(i, 1), isDensity ? areaSr : 1);
                // A marker bit below the index tells its order, and the keys ascend with position.
                all.Add(((2 * cell.Ipix) + 1) << (2 * (HealpixNested.MaxOrder - cell.Order)), isDensity ? values[i] : values[i] / areaSr);
            }
        }
        var rows = all.Sort();
        var cells = new CellList();
        var end = 0L;
        for (var i = 0; i < all.Count; i++)
        {
            var shift = long.TrailingZeroCount(all.Keys[i]);
            var cell = new HealpixIndex(HealpixNested.MaxOrder - (int)shift / 2, all.Keys[i] >> (int)(shift + 1));
            if (cell.Range.Start < end)
                throw new FitsException($"HDU {hdu}, column {uniq.Name}: the cells in rows {Math.Min(rows[i - 1], rows[i]) + 1} and {Math.Max(rows[i - 1], rows[i]) + 1} overlap");
            end = cell.Range.End;
            cells.Append(cell.Order, cell.Ipix, all.Values[rows[i]]);
        }
        return cells;
    }
}
