namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Checks that the lists (<see cref="AlertLists"/>) have all alerts of the blocks and nothing else, by sums over hashes of their entries, which know no order.</summary>
/// <param name="reader">The archive.</param>
/// <param name="next">Goes to the next row of a statement.</param>
/// <param name="tell">Takes what is wrong.</param>
internal sealed class ListVerification(ArchiveReader reader, Func<SqliteStatement, bool> next, Action<string> tell)
{
    /// <summary>Numbers between two (?2, ?3, both included) of a survey (?1) that are in no block.</summary>
    internal const string UnlistedSql = "SELECT alert_id FROM alert INDEXED BY alert_once WHERE alert_id >= ?2 AND alert_id <= ?3 AND survey = ?1";

    /// <summary>Compares the lists with the alerts of the blocks.</summary>
    /// <param name="alerts">How many alerts blocks have.</param>
    /// <param name="idHashes">Sum over their numbers and places.</param>
    /// <param name="stockHashes">Sum over their objects and places.</param>
    internal void Run(long alerts, long idHashes, long stockHashes)
    {
        Compare("id_list", Ids(), (alerts, idHashes));
        Compare("stock_list", Stocks(), (alerts, stockHashes));
    }

    private void Compare(string table, (long Count, long Hashes) found, (long Count, long Hashes) expected)
    {
        if (found != expected)
            tell($"table {table} has {found.Count} entries, and blocks have {expected.Count} alerts"
                + (found.Count == expected.Count ? ", which are others or lie elsewhere" : ""));
    }

    private (long Count, long Hashes) Ids()
    {
        var (count, hashes, last) = (0L, 0L, (Survey: "", Id: long.MinValue));
        var row = reader.Statement("SELECT survey, first_id, last_id, night, ids, hpx29s FROM id_list ORDER BY survey, last_id");
        var unlisted = reader.Statement(UnlistedSql);
        while (next(row))
        {
            var (survey, first, end, night) = (reader.Texts.Of(row.Bytes(0)), row.Int64(1), row.Int64(2), (int)row.Int64(3));
            var ids = AlertLists.Longs(row.Bytes(4));
            var hpx29s = AlertLists.Longs(row.Bytes(5));
            if (ids.Length == 0 || ids.Length != hpx29s.Length || AlertLists.Stored(ids[0]) != first || AlertLists.Stored(ids[^1]) != end)
            {
                tell($"the row of table id_list that ends with {end} of {survey} is not what was stored");
                continue;
            }
            for (var i = 0; i < ids.Length; i++)
            {
                var id = AlertLists.Stored(ids[i]);
                if (survey == last.Survey && id <= last.Id)
                    tell($"the numbers of table id_list do not ascend at {id} of {survey}");
                last = (survey, id);
                count++;
                hashes = unchecked(hashes + ListedAlerts.HashOf(id, night, AlertLists.Stored(hpx29s[i])));
            }
            unlisted.Bind(1, survey).Bind(2, first).Bind(3, end);
            while (unlisted.Step())
                if (ids.Contains(AlertLists.Stored(unlisted.Int64(0))))
                    tell($"alert {unlisted.Int64(0)} of {survey} is there twice, in a block and in table alert");
        }
        return (count, hashes);
    }

    private (long Count, long Hashes) Stocks()
    {
        var (count, hashes) = (0L, 0L);
        var row = reader.Statement("SELECT id, stocks, hpx29s FROM stock_list");
        while (next(row))
        {
            var (night, bucket) = AlertLists.OfId(row.Int64(0));
            var stocks = AlertLists.Longs(row.Bytes(1));
            var hpx29s = AlertLists.Longs(row.Bytes(2));
            var isSound = stocks.Length == hpx29s.Length;
            for (var i = 0; isSound && i < stocks.Length; i++)
            {
                var stock = AlertLists.Stored(stocks[i]);
                isSound = ListedAlerts.BucketOf(stock) == bucket;
                count++;
                hashes = unchecked(hashes + ListedAlerts.HashOf(stock, night, AlertLists.Stored(hpx29s[i])));
            }
            if (!isSound)
                tell($"row {row.Int64(0)} of table stock_list, of the night {night}, is not what was stored");
        }
        return (count, hashes);
    }
}
