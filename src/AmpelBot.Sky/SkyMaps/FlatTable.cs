using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Reads the rows of a flat map: NESTED or RING, all pixels in order (implicit) or each with its index (explicit).</summary>
internal sealed class FlatTable
{
    /// <summary>nside 4096 has 201 million pixels of 0.7 arcmin2; deeper maps come as multi-order ones.</summary>
    public const int MaxPixelOrder = 12;

    // Pixels decoded at once.
    private const int PieceLength = 1 << 14;

    private readonly FitsTable table;
    private readonly FitsColumn[] columns;
    private readonly ValueCheck check;
    private readonly DistanceCheck distanceCheck;
    private readonly double weight;
    private readonly int order;
    private readonly CellList cells;

    private FlatTable(FitsTable table, FitsColumn[] columns, ValueCheck check, DistanceCheck distanceCheck, int order)
    {
        (this.table, this.columns, this.check, this.distanceCheck, this.order) = (table, columns, check, distanceCheck, order);
        weight = SkyMapReader.IsDensity(columns[0]) ? HealpixNested.CellAreaSr(order) : 1;
        cells = new CellList(columns.Length > 1) { PixelOrder = order };
    }

    /// <summary>The cells of a flat map, and the number of pixels that the file holds.</summary>
    /// <param name="table">The table, at its first row.</param>
    /// <param name="columns">The probability, and perhaps DISTMU, DISTSIGMA and DISTNORM, with as many elements in a row.</param>
    /// <param name="isRing">Whether the pixels are numbered in the RING scheme.</param>
    /// <param name="check">Takes what is odd among the probabilities.</param>
    /// <param name="distanceCheck">Takes what is odd among the distances.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FitsException">The table is not a flat map, or the file is damaged.</exception>
    public static (CellList Cells, long FilePixels) Read(
        FitsTable table, FitsColumn[] columns, bool isRing, ValueCheck check, DistanceCheck distanceCheck, CancellationToken cancellation)
    {
        var index = PixelColumn(table);
        var count = checked(table.RowCount * columns[0].Repeat);
        var flat = new FlatTable(table, columns, check, distanceCheck, PixelOrderOf(table.Header, count, index is not null));
        if (index is not null)
            flat.ReadExplicit(index, isRing, cancellation);
        else if (isRing)
            flat.ReadRing(cancellation);
        else
            flat.ReadNested(cancellation);
        return (flat.cells, count);
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

    private static int PixelOrderOf(FitsHeader header, long count, bool isExplicit)
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

    // Stretches of pixels with the same bytes are decoded once.
    private void ReadNested(CancellationToken cancellation)
    {
        var rowLength = table.RowLength;
        var isWholeRow = columns[0].Repeat == 1 && columns.Sum(c => c.Length) == rowLength;
        Span<double> values = stackalloc double[columns.Length];
        var first = 0L;
        while (table.NextBlock(cancellation))
        {
            var block = table.Block;
            foreach (var (row, element, count) in Pieces())
                for (var i = 0; i < count;)
                {
                    var run = count - i;
                    if (isWholeRow)
                        run = EqualBytes.Run(block.Slice((row + i) * rowLength, run * rowLength), rowLength);
                    for (var c = 0; c < columns.Length; c++)
                    {
                        var (at, stride) = columns[c].Repeat == 1 ? Place(columns[c], row + i, 0) : Place(columns[c], row, element + i);
                        if (!isWholeRow)
                            run = EqualBytes.Run(block[at..], stride, columns[c].ElementLength, run);
                        columns[c].Decode(block, at, stride, values.Slice(c, 1));
                    }
                    Clean(values, run);
                    cells.AppendRun(first, run, values);
                    first += run;
                    i += run;
                }
        }
    }

    private void ReadRing(CancellationToken cancellation)
    {
        var count = HealpixNested.CellCount(order);
        var rings = Array.ConvertAll(columns, c => new RingValues(count, c is { Type: 'E', Scale: 1, Zero: 0 }));
        var pieces = NewPieces();
        while (table.NextBlock(cancellation))
            foreach (var piece in Pieces())
            {
                Decode(piece, pieces);
                for (var c = 0; c < columns.Length; c++)
                    rings[c].Append(pieces[c].AsSpan(0, piece.Count));
            }
        for (long first = 0; first < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = (int)Math.Min(1 << 10, count - first);
            for (var i = 0; i < length; i++)
            {
                var ring = HealpixNested.ToRing(order, first + i);
                for (var c = 0; c < rings.Length; c++)
                    pieces[c][i] = rings[c][ring];
            }
            cells.AppendPixels(first, length, pieces);
            first += length;
        }
    }

    private void ReadExplicit(FitsColumn index, bool isRing, CancellationToken cancellation)
    {
        var hdu = table.Header.Hdu;
        if (index.Repeat != columns[0].Repeat)
            throw new FitsException($"HDU {hdu}: the columns {index.Name} and {columns[0].Name} have {index.Repeat} and {columns[0].Repeat} elements in a row");
        var pixels = HealpixNested.CellCount(order);
        using var all = new RowList(columns.Length, (int)Math.Min(1024, table.RowCount));
        var pieces = NewPieces();
        while (table.NextBlock(cancellation))
            foreach (var piece in Pieces())
            {
                Decode(piece, pieces);
                var start = all.Extend(piece.Count);
                for (var c = 0; c < columns.Length; c++)
                    pieces[c].AsSpan(0, piece.Count).CopyTo(all.Column(c)[start..]);
                var keys = all.Keys[start..];
                var (at, stride) = Place(index, piece.Row, piece.Element);
                index.Decode(table.Block, at, stride, keys);
                for (var i = 0; i < keys.Length; i++)
                {
                    if (keys[i] < 0 || keys[i] >= pixels)
                        throw new FitsException($"HDU {hdu}, column {index.Name}, row {table.FirstRow + piece.Row + (index.Repeat == 1 ? i : 0) + 1}: there is no pixel {keys[i]} at nside {1 << order}");
                    if (isRing)
                        keys[i] = HealpixNested.FromRing(order, keys[i]);
                }
            }
        var rows = all.Sort();
        Span<double> values = stackalloc double[columns.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if (i > 0 && all.Keys[i] == all.Keys[i - 1])
                throw new FitsException($"HDU {hdu}, column {index.Name}: rows {rows[i - 1] / index.Repeat + 1} and {rows[i] / index.Repeat + 1} hold the same pixel");
            for (var c = 0; c < columns.Length; c++)
                values[c] = all.Column(c)[rows[i]];
            cells.AppendRun(all.Keys[i], 1, values);
        }
    }

    // Stretches of pixels within the block, short enough to be decoded at once: of rows, or of the elements of one row.
    private IEnumerable<(int Row, int Element, int Count)> Pieces()
    {
        var repeat = columns[0].Repeat;
        if (repeat == 1)
            for (var row = 0; row < table.BlockRows; row += PieceLength)
                yield return (row, 0, Math.Min(PieceLength, table.BlockRows - row));
        else
            for (var row = 0; row < table.BlockRows; row++)
                for (var element = 0; element < repeat; element += PieceLength)
                    yield return (row, element, Math.Min(PieceLength, repeat - element));
    }

    private double[][] NewPieces() => Array.ConvertAll(columns, c => new double[Math.Min(PieceLength, table.RowCount * c.Repeat)]);

    // Where an element stands in the block, and how far it is to that of the next pixel.
    private (int At, int Stride) Place(FitsColumn column, int row, int element) =>
        (row * table.RowLength + column.Offset + element * column.ElementLength, column.Repeat == 1 ? table.RowLength : column.ElementLength);

    private void Decode((int Row, int Element, int Count) piece, double[][] pixels)
    {
        for (var c = 0; c < columns.Length; c++)
        {
            var (at, stride) = Place(columns[c], piece.Row, piece.Element);
            columns[c].Decode(table.Block, at, stride, pixels[c].AsSpan(0, piece.Count));
        }
        check.Clean(pixels[0].AsSpan(0, piece.Count), weight);
        if (columns.Length > 1)
            for (var i = 0; i < piece.Count; i++)
                distanceCheck.Clean(ref pixels[1][i], ref pixels[2][i], ref pixels[3][i]);
    }

    private void Clean(Span<double> values, long count)
    {
        values[0] = check.Clean(values[0], weight, count);
        if (values.Length > 1)
            distanceCheck.Clean(ref values[1], ref values[2], ref values[3], count);
    }
}
