using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>Joins a region's cells that share a side.</summary>
internal static class MocParts
{
    /// <summary>The connected parts, the largest first.</summary>
    public static IReadOnlyList<Moc> Of(Moc moc)
    {
        var cells = moc.Cells();
        var starts = Array.ConvertAll(cells, cell => cell.Range.Start);
        var joined = new int[cells.Length];
        for (var i = 0; i < joined.Length; i++)
            joined[i] = i;
        // Of two cells of different orders the smaller finds the larger.
        Span<long> around = stackalloc long[8];
        for (var i = 0; i < cells.Length; i++)
        {
            CellNeighbours.Of(cells[i].Order, cells[i].Ipix, around);
            foreach (var side in CellSides.All)
            {
                var beyond = new HealpixIndex(cells[i].Order, around[side]).Range;
                var at = Array.BinarySearch(starts, beyond.Start);
                if (at < 0)
                    at = ~at - 1;
                if (at >= 0 && cells[at].Order <= cells[i].Order && cells[at].Range.Contains(beyond.Start))
                    joined[First(i)] = First(at);
            }
        }
        var parts = new Dictionary<int, List<HpxRange>>();
        for (var i = 0; i < cells.Length; i++)
        {
            var first = First(i);
            if (!parts.TryGetValue(first, out var ranges))
                parts[first] = ranges = [];
            ranges.Add(cells[i].Range);
        }
        return [.. parts.Values.Select(ranges => Moc.FromRanges(ranges, moc.MaxOrder))
            .OrderByDescending(part => part.SkyFraction).ThenBy(part => part.Ranges[0].Start)];

        int First(int cell)
        {
            while (joined[cell] != cell)
                cell = joined[cell] = joined[joined[cell]];
            return cell;
        }
    }
}
