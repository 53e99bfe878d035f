using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>The lists (tables id_list and stock_list) through which the alerts of big batches, which are in blocks (<see cref="AlertBlocks"/>), are found by number and by object.</summary>
/// <remarks>
/// The two cost the server 0.2 µs an alert. A batch is listed when its numbers are provably new, as a night's of a survey that counts on are; table alert and its indexes are for all others.
/// Whoever lists holds a lock against all other writers, which hold one against those who list, so that nobody adds a number between the proof and the commit.
/// </remarks>
internal static class AlertLists
{
    // Two arrays of 8 bytes each, so that a row stays below the 2 kB from which it is taken apart.
    private const int MostOfRow = 100;

    /// <summary>Held while numbers are proved to be new, up to the commit, against all who add alerts.</summary>
    internal const string LockToList = "lock table id_list in share row exclusive mode";

    /// <summary>Held by all others who add alerts.</summary>
    internal const string LockToAdd = "lock table id_list in row exclusive mode";

    /// <summary>Whether lists have numbers from $2 to $3 (both included) of the surveys $1.</summary>
    internal const string AreTouched = """
        select exists (
          select from unnest($1, $2, $3) k(survey, low, high)
          cross join lateral (select l.first_id from id_list l where l.survey = k.survey and l.last_id >= k.low order by l.last_id limit 1) l
          where l.first_id <= k.high)
        """;

    /// <summary>Whether no row of table alert has a number from $1 to $2 (both included), of whatever survey, and no coordinator of a fleet reads the table; the next run of the night $3; the number of objects.</summary>
    internal const string AreNew = """
        select coalesce((select a.alert_id from alert a where a.alert_id >= $1 order by a.alert_id limit 1) > $2, true) and to_regclass('alert_of_cell') is null,
          coalesce((select n.runs from night n where n.night = $3), 0), coalesce((select t.objects from totals t), -1)
        """;

    /// <summary>Night and hpx29 of the alert with the number $1 of the survey $2 when it is listed, as l.</summary>
    internal const string PlaceOfId = """
        (select l.night, e.hpx29
         from (select * from id_list l where l.survey = $2 and l.last_id >= $1 order by l.last_id limit 1) l cross join lateral unnest(l.ids, l.hpx29s) e(id, hpx29)
         where e.id = $1) l
        """;

    /// <summary>Nights and hpx29s of the listed alerts of the object $1, whose bucket is $2, as l.</summary>
    internal const string PlacesOfStock = """
        (select distinct l.night, e.hpx29
         from (select * from stock_list l where l.bucket = $2 and $1 = any(l.stocks) offset 0) l cross join lateral unnest(l.stocks, l.hpx29s) e(stock, hpx29)
         where e.stock = $1) l
        """;

    /// <summary>Which alerts of a batch are listed already.</summary>
    internal static async Task<HashSet<(long AlertId, string Survey)>> KnownAsync(NpgsqlConnection connection, AlertRow[] batch, CancellationToken cancellation)
        => [.. await connection.Command(
            """
            select k.id, k.survey from unnest($1, $2) k(id, survey)
            cross join lateral (select * from id_list l where l.survey = k.survey and l.last_id >= k.id order by l.last_id limit 1) l
            where k.id = any(l.ids)
            """,
            (Array.ConvertAll(batch, r => r.AlertId), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
            (Array.ConvertAll(batch, r => PostgresText.Of(r.Survey)), NpgsqlDbType.Array | NpgsqlDbType.Text))
            .RowsAsync(row => (row.GetInt64(0), row.GetString(1)), cancellation).ConfigureAwait(false)];

    /// <summary>Lists a batch whose numbers are new.</summary>
    internal static async Task CopyAsync(NpgsqlConnection connection, ListEntries entries, CancellationToken cancellation)
    {
        await CopyIdsAsync(connection, entries, cancellation).ConfigureAwait(false);
        await CopyStocksAsync(connection, entries, cancellation).ConfigureAwait(false);
    }

    private static async Task CopyIdsAsync(NpgsqlConnection connection, ListEntries entries, CancellationToken cancellation)
    {
        var rows = await CopyRows.BeginAsync(connection, "id_list (first_id, last_id, night, survey, ids, hpx29s)", cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        for (var start = 0; start < entries.Ids.Length; start += MostOfRow)
        {
            var end = Math.Min(start + MostOfRow, entries.Ids.Length);
            await rows.RowAsync(6).ConfigureAwait(false);
            rows.Long(entries.Ids[start]);
            rows.Long(entries.Ids[end - 1]);
            rows.Int(entries.Night);
            rows.Text(entries.Survey);
            rows.Longs(entries.Ids.AsSpan(start..end));
            rows.Longs(entries.IdHpx29s.AsSpan(start..end));
        }
        await rows.CompleteAsync().ConfigureAwait(false);
    }

    private static async Task CopyStocksAsync(NpgsqlConnection connection, ListEntries entries, CancellationToken cancellation)
    {
        var rows = await CopyRows.BeginAsync(connection, "stock_list (bucket, night, stocks, hpx29s)", cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        for (var b = 0; b + 1 < entries.BucketStarts.Length; b++)
            for (var start = entries.BucketStarts[b]; start < entries.BucketStarts[b + 1]; start += MostOfRow)
            {
                var end = Math.Min(start + MostOfRow, entries.BucketStarts[b + 1]);
                await rows.RowAsync(4).ConfigureAwait(false);
                rows.Small((short)b);
                rows.Int(entries.Night);
                rows.Longs(entries.Stocks.AsSpan(start..end));
                rows.Longs(entries.StockHpx29s.AsSpan(start..end));
            }
        await rows.CompleteAsync().ConfigureAwait(false);
    }
}
