using Npgsql;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Checks that the lists (<see cref="AlertLists"/>) have all alerts in blocks and nothing else, by sums over hashes of their entries, which know no order.</summary>
internal sealed class ListVerification(NpgsqlConnection connection)
{
    private const int PageRows = 2000;

    private long alerts, idHashes, stockHashes;

    /// <summary>Takes an alert that is in a block.</summary>
    internal void Take(AlertReader.Row row)
    {
        alerts++;
        idHashes = unchecked(idHashes + ListedAlerts.HashOf(row.AlertId, row.Night, row.Hpx29));
        stockHashes = unchecked(stockHashes + ListedAlerts.HashOf(row.Stock, row.Night, row.Hpx29));
    }

    /// <summary>Compares them with the lists, once all are taken.</summary>
    internal async Task<ArchiveCheck> CheckAsync(CancellationToken cancellation)
    {
        const string name = "lists";
        var fault = await IdFaultAsync(cancellation).ConfigureAwait(false) ?? await StockFaultAsync(cancellation).ConfigureAwait(false)
            ?? (await connection.Command(
                """
                select exists (
                  select from id_list l cross join lateral (
                    select a.alert_id from alert a where a.alert_id >= l.first_id and a.alert_id <= l.last_id and a.survey = l.survey offset 0) a
                  where a.alert_id = any(l.ids))
                """).ScalarAsync(cancellation).ConfigureAwait(false) is true ? "an alert is there twice, in a block and in table alert" : null);
        return fault is null
            ? new ArchiveCheck(name, true, $"{alerts} alerts of big batches are in tables id_list and stock_list, as they should be")
            : new ArchiveCheck(name, false, $"{fault}, so that alerts may not be found by number or object: bring back a copy, or ingest the packets into a new database");
    }

    private async Task<string?> IdFaultAsync(CancellationToken cancellation)
    {
        var (count, hashes, last) = (0L, 0L, (Survey: "", Id: long.MinValue));
        string? fault = null;
        await ReadAsync("id_lists", "select survey, first_id, last_id, night, ids, hpx29s from id_list order by survey, last_id", row =>
        {
            var (survey, night, ids, hpx29s) = (row.GetString(0), row.GetInt32(3), row.GetFieldValue<long[]>(4), row.GetFieldValue<long[]>(5));
            if (ids.Length == 0 || ids.Length != hpx29s.Length || ids[0] != row.GetInt64(1) || ids[^1] != row.GetInt64(2))
            {
                fault ??= $"a row of table id_list that ends with {row.GetInt64(2)} is not what was stored";
                return;
            }
            for (var i = 0; i < ids.Length; i++)
            {
                if (survey == last.Survey && ids[i] <= last.Id)
                    fault ??= $"the numbers of table id_list do not ascend at {ids[i]}";
                last = (survey, ids[i]);
                count++;
                hashes = unchecked(hashes + ListedAlerts.HashOf(ids[i], night, hpx29s[i]));
            }
        }, cancellation).ConfigureAwait(false);
        return fault ?? ((count, hashes) == (alerts, idHashes) ? null : $"table id_list has {count} numbers, and blocks have {alerts} alerts, or their places differ");
    }

    private async Task<string?> StockFaultAsync(CancellationToken cancellation)
    {
        var (count, hashes) = (0L, 0L);
        string? fault = null;
        await ReadAsync("stock_lists", "select bucket, night, stocks, hpx29s from stock_list", row =>
        {
            var (bucket, night, stocks, hpx29s) = (row.GetInt16(0), row.GetInt32(1), row.GetFieldValue<long[]>(2), row.GetFieldValue<long[]>(3));
            if (stocks.Length != hpx29s.Length || Array.Exists(stocks, s => ListedAlerts.BucketOf(s) != bucket))
            {
                fault ??= $"a row of table stock_list of the night {night} is not what was stored";
                return;
            }
            count += stocks.Length;
            for (var i = 0; i < stocks.Length; i++)
                hashes = unchecked(hashes + ListedAlerts.HashOf(stocks[i], night, hpx29s[i]));
        }, cancellation).ConfigureAwait(false);
        return fault ?? ((count, hashes) == (alerts, stockHashes) ? null : $"table stock_list has {count} entries, and blocks have {alerts} alerts, or their places differ");
    }

    // Each statement with a cursor of its own: a prepared FETCH keeps the columns of the first cursor of its name.
    private async Task ReadAsync(string cursor, string sql, Action<NpgsqlDataReader> read, CancellationToken cancellation)
    {
        await connection.RunAsync($"declare {cursor} no scroll cursor for {sql}", cancellation).ConfigureAwait(false);
        for (var isLast = false; !isLast;)
            isLast = (await connection.Command($"fetch {PageRows} from {cursor}").RowsAsync(row =>
            {
                read(row);
                return true;
            }, cancellation).ConfigureAwait(false)).Count < PageRows;
    }
}
