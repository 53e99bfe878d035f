namespace AmpelBot.Sky.Fits;

/// <summary>Writes a FITS file of one binary table. The same table gives the same bytes.</summary>
public static class FitsTableWriter
{
    private const int BlockTarget = 1 << 16;

    private static readonly string[] Reserved =
        ["SIMPLE", "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "CHECKSUM", "DATASUM", "END", "CONTINUE", "HIERARCH", "COMMENT", "HISTORY"];

    /// <summary>Writes the table, with its columns' names, formats and units, then the cards, in the order given.</summary>
    /// <param name="stream">Takes the file; stays open.</param>
    /// <param name="columns">1 to 999 columns with as many rows each.</param>
    /// <param name="cards">Cards of the table's header beside those that describe it.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="ArgumentException">
    /// The columns differ in rows, two have one name, or a card cannot be written or is one that describes the table.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Write(Stream stream, IReadOnlyList<FitsColumnData> columns, IReadOnlyList<FitsCard> cards, CancellationToken cancellation)
    {
        if (columns.Count is 0 or > 999)
            throw new ArgumentException($"a FITS table has 1 to 999 columns, not {columns.Count}", nameof(columns));
        var rowCount = columns[0].RowCount;
        if (columns.FirstOrDefault(c => c.RowCount != rowCount) is { } other)
            throw new ArgumentException($"the column {other.Name} has {other.RowCount} rows, but {columns[0].Name} has {rowCount}", nameof(columns));
        if (columns.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"two columns are called {twice.Key}", nameof(columns));
        foreach (var card in cards)
            if (Reserved.Contains(card.Key) || (card.Key.Length > 5 && card.Key[..5] is "TTYPE" or "TFORM" or "TUNIT" or "TSCAL" or "TZERO" or "TNULL"))
                throw new ArgumentException($"the card {card.Key} belongs to the table's own description", nameof(cards));
        var rowLength = columns.Sum(c => c.Length);
        var writer = new FitsWriter(stream, rowLength, rowCount, [.. columns.Select(c => (c.Name, c.Format, c.Unit))]);
        foreach (var card in cards)
            card.Write(writer);
        writer.EndHeader();
        var rows = new byte[Math.Max(1, Math.Min(rowCount, BlockTarget / rowLength)) * rowLength];
        for (var row = 0; row < rowCount;)
        {
            cancellation.ThrowIfCancellationRequested();
            var at = 0;
            for (; row < rowCount && at < rows.Length; row++)
                foreach (var column in columns)
                {
                    column.WriteRow(row, rows.AsSpan(at, column.Length));
                    at += column.Length;
                }
            writer.Rows(rows.AsSpan(0, at));
        }
        writer.Finish();
    }
}
