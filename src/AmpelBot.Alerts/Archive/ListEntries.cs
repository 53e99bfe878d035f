namespace AmpelBot.Alerts.Archive;

/// <summary>What tables id_list and stock_list get of a batch that is listed (<see cref="ListedAlerts"/>).</summary>
/// <param name="Night">Of all alerts.</param>
/// <param name="Survey">Of all alerts.</param>
/// <param name="Ids">The numbers, ascending.</param>
/// <param name="IdHpx29s">Place of each, in the order of the numbers.</param>
/// <param name="Stocks">The object of each alert, by bucket.</param>
/// <param name="StockHpx29s">Place of each, in the order of the objects.</param>
/// <param name="BucketStarts">Where each bucket begins, and where the last ends.</param>
internal sealed record ListEntries(int Night, string Survey, long[] Ids, long[] IdHpx29s, long[] Stocks, long[] StockHpx29s, int[] BucketStarts)
{
    /// <summary>The entries of a batch that is fit to be listed. It needs no table, so that any thread makes them.</summary>
    internal static ListEntries Of(AlertRow[] batch)
    {
        var (ids, idHpx29s) = (new long[batch.Length], new long[batch.Length]);
        var isAscending = true;
        // By counting: the alerts of bucket b go to starts[b] up to starts[b + 1].
        var starts = new int[(1 << ListedAlerts.BucketBits) + 1];
        for (var i = 0; i < batch.Length; i++)
        {
            (ids[i], idHpx29s[i]) = (batch[i].AlertId, batch[i].Hpx29);
            isAscending &= i == 0 || ids[i] > ids[i - 1];
            starts[ListedAlerts.BucketOf(batch[i].Stock) + 1]++;
        }
        for (var b = 1; b < starts.Length; b++)
            starts[b] += starts[b - 1];
        var next = starts.AsSpan(0, 1 << ListedAlerts.BucketBits).ToArray();
        var (stocks, stockHpx29s) = (new long[batch.Length], new long[batch.Length]);
        foreach (var row in batch)
        {
            var at = next[ListedAlerts.BucketOf(row.Stock)]++;
            (stocks[at], stockHpx29s[at]) = (row.Stock, row.Hpx29);
        }
        if (!isAscending)
            Array.Sort(ids, idHpx29s);
        return new ListEntries(batch[0].Night, batch[0].Survey, ids, idHpx29s, stocks, stockHpx29s, starts);
    }
}
