using System.Numerics;

namespace AmpelBot.Sky.Fits;

/// <summary>A binary table that gives its rows a block at a time, never the whole of them.</summary>
internal sealed class FitsTable
{
    /// <summary>Bytes of a table at most: nside 2048 with four columns of doubles takes 1.6 GB.</summary>
    public const long MaxLength = 1L << 32;

    /// <summary>Rows of a block take about this many bytes, or it is one row.</summary>
    public const int BlockTarget = 1 << 17;

    private const int MaxRowLength = 1 << 24;

    private readonly FitsReader reader;
    private byte[] block = [];
    private int blockLength;

    private FitsTable(FitsReader reader, FitsHeader header, FitsColumn[] columns, int rowLength, long rowCount)
    {
        this.reader = reader;
        Header = header;
        Columns = columns;
        RowLength = rowLength;
        RowCount = rowCount;
        MaxBlockRows = 1 << (2 * (BitOperations.Log2((uint)Math.Max(1, BlockTarget / Math.Max(1, rowLength))) / 2));
    }

    public FitsHeader Header { get; }

    public IReadOnlyList<FitsColumn> Columns { get; }

    public int RowLength { get; }

    public long RowCount { get; }

    /// <summary>Rows in a block at most: a power of four, so that the pixels of a flat map fall into whole parent cells.</summary>
    public int MaxBlockRows { get; }

    /// <summary>Rows given before the present block.</summary>
    public long FirstRow { get; private set; }

    /// <summary>Rows in the present block.</summary>
    public int BlockRows { get; private set; }

    /// <summary>Bytes of the present block: whole rows.</summary>
    public ReadOnlySpan<byte> Block => block.AsSpan(0, blockLength);

    /// <summary>The table that a header announces.</summary>
    /// <exception cref="FitsException">The cards contradict each other or go beyond the bounds.</exception>
    public static FitsTable Open(FitsReader reader, FitsHeader header)
    {
        var hdu = header.Hdu;
        if (header.Required("BITPIX", 8, 8) != 8 || header.Required("NAXIS", 2, 2) != 2)
            throw new FitsException($"HDU {hdu}: a binary table has BITPIX 8 and two axes");
        var rowLength = header.Required("NAXIS1", 0, long.MaxValue);
        var rowCount = header.Required("NAXIS2", 0, long.MaxValue);
        if (header.DataLength > MaxLength)
            throw new FitsException($"HDU {hdu}, cards NAXIS1 and NAXIS2: the table would have {header.DataLength} bytes, more than the {MaxLength} that are read");
        if (rowLength > MaxRowLength)
            throw new FitsException($"HDU {hdu}, card NAXIS1: rows of {rowLength} bytes are longer than the {MaxRowLength} that are read");
        if (header.Has("GCOUNT"))
            header.Required("GCOUNT", 1, 1);
        var columns = new FitsColumn[header.Required("TFIELDS", 0, 999)];
        var offset = 0L;
        for (var n = 1; n <= columns.Length; n++)
        {
            var (type, repeat, length) = FitsColumn.ParseFormat(header, n);
            columns[n - 1] = new FitsColumn(n, FitsHeader.Shorten(header.Text($"TTYPE{n}")?.Trim() ?? ""), type, repeat, (int)offset, length,
                header.Number($"TSCAL{n}") ?? 1, header.Number($"TZERO{n}") ?? 0, type is 'B' or 'I' or 'J' or 'K' ? header.Integer($"TNULL{n}") : null,
                header.Text($"TUNIT{n}")?.Trim());
            offset += length;
            if (offset > rowLength)
                break;
        }
        if (offset != rowLength)
            throw new FitsException($"HDU {hdu}: the columns' TFORM make rows of {(offset > rowLength ? "more than " : "")}{Math.Min(offset, rowLength)} bytes, but NAXIS1 says {rowLength}");
        return new FitsTable(reader, header, columns, (int)rowLength, rowCount);
    }

    /// <summary>The first column with the name, whatever its case; null when there is none.</summary>
    public FitsColumn? Column(string name) => Columns.FirstOrDefault(c => c.Is(name));

    /// <summary>Reads the next block of rows; false after the last.</summary>
    /// <exception cref="FitsException">The file ends before the rows do.</exception>
    public bool NextBlock(CancellationToken cancellation)
    {
        FirstRow += BlockRows;
        BlockRows = (int)Math.Min(MaxBlockRows, RowCount - FirstRow);
        if (BlockRows == 0 || RowLength == 0)
            return false;
        blockLength = BlockRows * RowLength;
        // A long row may be announced and not be there: the buffer grows with what comes.
        for (var read = 0; read < blockLength;)
        {
            var wanted = Math.Min(blockLength, Math.Max(BlockTarget, 2 * read));
            if (block.Length < wanted)
                Array.Resize(ref block, wanted);
            var taken = reader.ReadData(block.AsSpan(read, wanted - read), cancellation);
            read += taken;
            if (read < wanted)
                throw new FitsException($"HDU {Header.Hdu}: the file ends in row {FirstRow + read / RowLength + 1} of the {RowCount} that NAXIS2 announces");
        }
        return true;
    }
}
