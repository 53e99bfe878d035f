using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AmpelBot.Sky.Fits;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>MOC files. [MOC2] section 4.3</summary>
public static class MocFits
{
    /// <summary>The most rows of a file that are read.</summary>
    public const int MostRows = 1 << 25;

    private const int NumbersAtOnce = 8192;

    /// <summary>Writes the region as a MOC 2.0 FITS file (ORDERING RANGE, column RANGE of 64-bit integers).</summary>
    /// <param name="stream">Takes the file; stays open.</param>
    /// <param name="moc">The region.</param>
    public static void Write(Stream stream, Moc moc)
    {
        var writer = Begin(stream, moc, "RANGE", "RANGE", 2L * moc.Ranges.Length);
        Rows(writer, MemoryMarshal.Cast<HpxRange, long>(moc.Ranges));
    }

    /// <summary>Writes the region as a MOC FITS file of cells (ORDERING NUNIQ, column UNIQ of 64-bit integers, ascending), which readers of MOC 1 know.</summary>
    /// <param name="stream">Takes the file; stays open.</param>
    /// <param name="moc">The region.</param>
    public static void WriteCells(Stream stream, Moc moc)
    {
        var uniqs = moc.Uniqs();
        var writer = Begin(stream, moc, "NUNIQ", "UNIQ", uniqs.Length, ("PIXTYPE", "HEALPIX"));
        Rows(writer, uniqs);
    }

    private static FitsWriter Begin(Stream stream, Moc moc, string ordering, string column, long rows, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var writer = new FitsWriter(stream, 8, rows, (column, "1K", null));
        foreach (var (key, value) in more)
            writer.Text(key, value);
        writer.Text("MOCVERS", "2.0", "MOC version");
        writer.Text("MOCDIM", "SPACE", "Physical dimension");
        writer.Text("ORDERING", ordering, "Coding of the rows");
        writer.Integer("MOCORD_S", moc.MaxOrder, "MOC resolution (best order)");
        writer.Integer("MOCORDER", moc.MaxOrder, "The same for readers of MOC 1");
        writer.Text("COORDSYS", "C", "Reference frame (C=ICRS)");
        writer.Text("MOCTOOL", "AmpelBot", "Name of the MOC generator");
        writer.EndHeader();
        return writer;
    }

    private static void Rows(FitsWriter writer, ReadOnlySpan<long> numbers)
    {
        var rows = new byte[sizeof(long) * NumbersAtOnce];
        for (; numbers.Length > 0; numbers = numbers[Math.Min(NumbersAtOnce, numbers.Length)..])
        {
            var some = numbers[..Math.Min(NumbersAtOnce, numbers.Length)];
            for (var i = 0; i < some.Length; i++)
                BinaryPrimitives.WriteInt64BigEndian(rows.AsSpan(sizeof(long) * i), some[i]);
            writer.Rows(rows.AsSpan(0, sizeof(long) * some.Length));
        }
        writer.Finish();
    }

    /// <summary>Reads a spatial MOC: ranges ([MOC2], ORDERING RANGE) or cells (NUNIQ, the MOC 1 form); gzip is told by its first bytes.</summary>
    /// <param name="stream">A readable stream; it need not seek, and stays open.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FitsException">The file is not a MOC that can be used; the message says where and why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Moc Read(Stream stream, CancellationToken cancellation)
    {
        using var reader = new FitsReader(stream);
        while (reader.NextHeader(cancellation) is { } header)
        {
            if (!header.IsBinaryTable)
                continue;
            var moc = Read(FitsTable.Open(reader, header), cancellation);
            reader.Finish(cancellation);
            return moc;
        }
        throw new FitsException("the file holds no binary table, so no MOC");
    }

    private static Moc Read(FitsTable table, CancellationToken cancellation)
    {
        var header = table.Header;
        var hdu = header.Hdu;
        var ordering = header.Text("ORDERING")?.Trim().ToUpperInvariant();
        if ((header.Text("MOCDIM") ?? header.Text("MOC"))?.Trim().ToUpperInvariant() is { } dimension && dimension is not ("SPACE" or "T"))
            throw new FitsException($"HDU {hdu}, card MOCDIM: a MOC of {FitsHeader.Shorten(dimension)} is not one of the sky alone");
        if (table.Columns is not [{ } column])
            throw new FitsException($"HDU {hdu}: a MOC has one column, not {table.Columns.Count}");
        column.RequireWholeNumbers(hdu);
        if (column.Repeat != 1)
            throw new FitsException($"HDU {hdu}, column {column.Name}: a MOC has one number in a row");
        if (table.RowCount > MostRows)
            throw new FitsException($"HDU {hdu}, card NAXIS2: a MOC of {table.RowCount} rows is larger than the {MostRows} that are read");
        var order = MaxOrder(header);
        var ranges = ordering switch
        {
            "RANGE" => ReadRanges(table, column, order, cancellation),
            "NUNIQ" => ReadCells(table, column, order, cancellation),
            _ => throw new FitsException($"HDU {hdu}, card ORDERING: \"{FitsHeader.Shorten(ordering ?? "")}\" is neither RANGE nor NUNIQ"),
        };
        return Moc.FromRanges(ranges, order);
    }

    // Two cards may give the order (MOCORD_S since MOC 2.0): if both are there they must agree.
    private static int MaxOrder(FitsHeader header)
    {
        var newer = header.Has("MOCORD_S") ? header.Required("MOCORD_S", 0, HealpixNested.MaxOrder) : (long?)null;
        var older = header.Has("MOCORDER") ? header.Required("MOCORDER", 0, HealpixNested.MaxOrder) : (long?)null;
        if (newer is null && older is null)
            throw new FitsException($"HDU {header.Hdu}: neither of the cards MOCORD_S and MOCORDER is there");
        if (newer is not null && older is not null && newer != older)
            throw new FitsException($"HDU {header.Hdu}: bad MOCORDER: it is {older}, but MOCORD_S is {newer}");
        return (int)(newer ?? older)!;
    }

    private static List<HpxRange> ReadRanges(FitsTable table, FitsColumn column, int order, CancellationToken cancellation)
    {
        var ranges = new List<HpxRange>();
        var sky = HealpixNested.CellCount(HealpixNested.MaxOrder);
        var cellMask = (1L << (2 * (HealpixNested.MaxOrder - order))) - 1;
        long? start = null;
        foreach (var (number, row) in Numbers(table, column, cancellation))
            if (start is null)
                start = number;
            else if (start < 0 || number < start || number > sky || ((start.Value | number) & cellMask) != 0)
                throw new FitsException($"HDU {table.Header.Hdu}, row {row}: {start} to {number} is not a range of cells of order {order}");
            else
            {
                ranges.Add(new HpxRange(start.Value, number));
                start = null;
            }
        return start is null ? ranges : throw new FitsException($"HDU {table.Header.Hdu}: the last range has no end");
    }

    private static List<HpxRange> ReadCells(FitsTable table, FitsColumn column, int order, CancellationToken cancellation)
    {
        var ranges = new List<HpxRange>();
        foreach (var (number, row) in Numbers(table, column, cancellation))
            if (number is < HealpixIndex.MinUniq or > HealpixIndex.MaxUniq || HealpixIndex.FromUniq(number) is var cell && cell.Order > order)
                throw new FitsException($"HDU {table.Header.Hdu}, row {row}: {number} is not a cell down to order {order}");
            else
                ranges.Add(cell.Range);
        return ranges;
    }

    private static IEnumerable<(long Number, long Row)> Numbers(FitsTable table, FitsColumn column, CancellationToken cancellation)
    {
        var numbers = new List<long>();
        while (table.NextBlock(cancellation))
        {
            CollectionsMarshal.SetCount(numbers, table.BlockRows);
            column.Decode(table.Block, table.RowLength, CollectionsMarshal.AsSpan(numbers));
            for (var i = 0; i < numbers.Count; i++)
                yield return (numbers[i], table.FirstRow + i + 1);
        }
    }
}
