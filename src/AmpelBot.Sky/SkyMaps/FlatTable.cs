using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Reads the rows of a flat map: NESTED or RING, all pixels in order (implicit) or each with its index (explicit).</summary>
internal static class FlatTable
{
    /// <summary>nside 4096 has 201 million pixels of 0.7 arcmin2; deeper maps come as multi-order ones.</summary>
    public const int MaxPixelOrder = 12;

    private const int BlockBits = 10;

    /// <summary>The cells of a flat map, and the number of pixels that the file holds.</summary>
    /// <exception cref="FitsException">The table is not a flat map, or the file is damaged.</exception>
    public static (CellList Cells, long FilePixels) Read(FitsTable table, FitsColumn column, bool isRing, ValueCheck check, CancellationToken cancellation)
    {
        var index = PixelColumn(table);
        var count = checked(table.RowCount * column.Repeat);
        var order = PixelOrder(table.Header, count, index is not null);
        var cells = new CellList { PixelOrder = order };
        var weight = SkyMapReader.IsDensity(column) ? HealpixNested.CellAreaSr(order) : 1;
        if (index is not null)
            ReadExplicit(table, index, column, isRing, check, weight, cells, cancellation);
        else if (isRing)
            ReadRing(table, column, check, weight, cells, cancellation);
        else
        {
            var first = 0L;
            foreach (var length in Blocks(table, column, check, weight, out var values, cancellation))
            {
                cells.AppendPixels(first, values.AsSpan(0, length));
                first += length;
            }
        }
        return (cells, count);
    }

    private static FitsColumn? PixelColumn(FitsTable table)
    {
        var scheme = table.Header.Text("INDXSCHM")?.Trim().ToUpperInvariant();
        var column = table.Column("PIXEL") ?? table.Column("IPIX");
        if (scheme == "EXPLICIT" && column is null)
            throw new FitsException($"HDU {table.Header.Hdu}, card INDXSCHM: EXPLICIT, but there is no column PIXEL with the indices");
        if (column is null || scheme == "IMPLICIT")
            return null;
        column.RequireWholeNumbers(table.Header.Hdu);
        return column;
    }

    private static int PixelOrder(FitsHeader header, long count, bool isExplicit)
    {
        var nside = header.Integer("NSIDE");
        if (nside is null && isExplicit)
            throw new FitsException($"HDU {header.Hdu}: the card NSIDE is missing");
        nside ??= (long)Math.Round(Math.Sqrt(count / 12.0));
        if (nside < 1 || !long.IsPow2(nside.Value))
            throw new FitsException($"HDU {header.Hdu}, card NSIDE: {nside} is not a power of two");
        if (nside > 1 << MaxPixelOrder)
            throw new FitsException($"HDU {header.Hdu}, card NSIDE: {nside} is more than the {1 << MaxPixelOrder} that are read");
        var order = (int)long.Log2(nside.Value);
        var pixels = HealpixNested.CellCount(order);
        if (!isExplicit && count != pixels)
            throw new FitsException($"HDU {header.Hdu}: the table holds {count} pixels, but a map of nside {nside} has {pixels}");
        if (isExplicit && count > pixels)
            throw new FitsException($"HDU {header.Hdu}: the table holds {count} pixels, more than the {pixels} of nside {nside}");
        return order;
    }

    // The lengths of the blocks as they are read into one array.
    private static IEnumerable<int> Blocks(FitsTable table, FitsColumn column, ValueCheck check, double weight, out double[] values, CancellationToken cancellation)
    {
        var shared = new double[Math.Max(1L, (1 << 17) / Math.Max(1, table.RowLength)) * column.Repeat];
        values = shared;
        return Decode();

        IEnumerable<int> Decode()
        {
            while (table.NextBlock(cancellation))
            {
                var length = table.BlockRows * column.Repeat;
                column.Decode(table.Block, table.RowLength, shared.AsSpan(0, length));
                check.Clean(shared.AsSpan(0, length), weight);
                yield return length;
            }
        }
    }

    private static void ReadRing(FitsTable table, FitsColumn column, ValueCheck check, double weight, CellList cells, CancellationToken cancellation)
    {
        var order = cells.PixelOrder!.Value;
        var count = HealpixNested.CellCount(order);
        var ring = new RingValues(count, column is { Type: 'E', Scale: 1, Zero: 0 });
        foreach (var length in Blocks(table, column, check, weight, out var values, cancellation))
            ring.Append(values.AsSpan(0, length));
        Span<double> block = stackalloc double[1 << BlockBits];
        for (long first = 0; first < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = (int)Math.Min(block.Length, count - first);
            for (var i = 0; i < length; i++)
                block[i] = ring[HealpixNested.ToRing(order, first + i)];
            cells.AppendPixels(first, block[..length]);
            first += length;
        }
    }

    private static void ReadExplicit(
        FitsTable table, FitsColumn index, FitsColumn column, bool isRing, ValueCheck check, double weight, CellList cells,
        CancellationToken cancellation)
    {
        var hdu = table.Header.Hdu;
        if (index.Repeat != column.Repeat)
            throw new FitsException($"HDU {hdu}: the columns {index.Name} and {column.Name} have {index.Repeat} and {column.Repeat} elements in a row");
        var order = cells.PixelOrder!.Value;
        var pixels = HealpixNested.CellCount(order);
        var all = new RowList();
        var indices = new long[Math.Max(1L, (1 << 17) / Math.Max(1, table.RowLength)) * index.Repeat];
        foreach (var length in Blocks(table, column, check, weight, out var values, cancellation))
        {
            index.Decode(table.Block, table.RowLength, indices.AsSpan(0, length));
            for (var i = 0; i < length; i++)
            {
                if (indices[i] < 0 || indices[i] >= pixels)
                    throw new FitsException($"HDU {hdu}, column {index.Name}, row {table.FirstRow + i / index.Repeat + 1}: there is no pixel {indices[i]} at nside {1 << order}");
                all.Add(isRing ? HealpixNested.FromRing(order, indices[i]) : indices[i], values[i]);
            }
        }
        var rows = all.Sort();
        for (var i = 0; i < all.Count; i++)
        {
            if (i > 0 && all.Keys[i] == all.Keys[i - 1])
                throw new FitsException($"HDU {hdu}, column {index.Name}: rows {rows[i - 1] / index.Repeat + 1} and {rows[i] / index.Repeat + 1} hold the same pixel");
            cells.AppendPixels(all.Keys[i], all.Values.AsSpan(rows[i], 1));
        }
    }
}
