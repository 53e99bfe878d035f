using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>Walks along the sides of a region's cells and keeps what lies at the border.</summary>
internal static class MocBorder
{
    /// <summary>The cells of the region's order inside it that share a side with one outside.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public static Moc Of(Moc moc)
    {
        var border = new List<HpxRange>();
        foreach (var cell in moc.Cells())
            foreach (var side in CellSides.All)
                Walk(cell, side);
        return Moc.FromRanges(border, moc.MaxOrder);

        void Walk(HealpixIndex cell, int side)
        {
            var beyond = CellSides.Beyond(cell, side).Range;
            if (moc.Holds(beyond))
                return;
            // Beyond a side without any neighbour all cells along it are the border's.
            if (border.Count + (moc.IsClearOf(beyond) ? 1L << (moc.MaxOrder - cell.Order) : 1) > Moc.MostBorderCells)
                throw new InvalidOperationException(
                    $"the border of the region at order {moc.MaxOrder} has more than {Moc.MostBorderCells} cells: degrade the region first");
            if (cell.Order < moc.MaxOrder)
            {
                var (one, other) = CellSides.Children(cell, side);
                Walk(one, side);
                Walk(other, side);
                return;
            }
            border.Add(cell.Range);
        }
    }
}
