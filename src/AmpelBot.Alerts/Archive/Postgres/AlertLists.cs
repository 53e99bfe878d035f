using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>The lists (tables id_list and stock_list) through which the alerts of big batches are found by number and by object.</summary>
/// <remarks>
/// An alert in a list has no entry in the indexes alert_once and alert_of_object. The two cost the server 3.5 of the 5.4 µs of an alert that is copied with them (nights of 76,000 alerts), the
/// lists 0.2. A batch is listed when its numbers are provably new, as a night's of a survey that counts on are; the index is for all others. Whoever lists holds a lock
/// against all other writers, which hold one against those who list, so that nobody adds a number between the proof and the commit.
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

    /// <summary>Whether no index has a number from $1 to $2 (both included), of whatever survey, and the table may have listed alerts.</summary>
    internal const string AreNewToIndex = """
        select coalesce((select a.alert_id from alert a where not a.listed and a.alert_id >= $1 order by a.alert_id limit 1) > $2, true)
          and not exists (select from pg_constraint where conrelid = 'alert'::regclass and conname = 'alert_of_fleet')
        """;

    /// <summary>Night and hpx29 of the alert with the number $1 of the survey $2 when it is listed, as l.</summary>
    internal const string PlaceOfId = """
        (select l.night, e.hpx29
         from (select * from id_list l where l.survey = $2 and l.last_id >= $1 order by l.last_id limit 1) l cross join lateral unnest(l.ids, l.hpx29s) e(id, hpx29)
         where e.id = $1) l
        """;

    /// <summary>Nights and hpx29s of the listed alerts of the object $1, whose bucket is $3, as l.</summary>
    internal const string PlacesOfStock = """
        (select distinct l.night, e.hpx29
         from (select * from stock_list l where l.bucket = $3 and $1 = any(l.stocks) offset 0) l cross join lateral unnest(l.stocks, l.hpx29s) e(stock, hpx29)
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

    /// <summary>Lists a batch, which <see cref="ListedAlerts.IsFit"/>, whose numbers are new.</summary>
    internal static async Task CopyAsync(NpgsqlConnection connection, AlertRow[] batch, CancellationToken cancellation)
    {
        await CopyIdsAsync(connection, batch, cancellation).ConfigureAwait(false);
        await CopyStocksAsync(connection, batch, cancellation).ConfigureAwait(false);
    }

    private static async Task CopyIdsAsync(NpgsqlConnection connection, AlertRow[] batch, CancellationToken cancellation)
    {
        var ids = Array.ConvertAll(batch, r => r.AlertId);
        var hpx29s = Array.ConvertAll(batch, r => r.Hpx29);
        Array.Sort(ids, hpx29s);
        var rows = await CopyRows.BeginAsync(connection, "id_list (first_id, last_id, night, survey, ids, hpx29s)", cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        for (var start = 0; start < ids.Length; start += MostOfRow)
        {
            var end = Math.Min(start + MostOfRow, ids.Length);
            await rows.RowAsync(6).ConfigureAwait(false);
            rows.Long(ids[start]);
            rows.Long(ids[end - 1]);
            rows.Int(batch[0].Night);
            rows.Text(batch[0].Survey);
            rows.Longs(ids.AsSpan(start..end));
            rows.Longs(hpx29s.AsSpan(start..end));
        }
        await rows.CompleteAsync().ConfigureAwait(false);
    }

    private static async Task CopyStocksAsync(NpgsqlConnection connection, AlertRow[] batch, CancellationToken cancellation)
    {
        // By counting: the alerts of bucket b go to starts[b] up to starts[b + 1].
        var starts = new int[(1 << ListedAlerts.BucketBits) + 1];
        foreach (var row in batch)
            starts[ListedAlerts.BucketOf(row.Stock) + 1]++;
        for (var b = 1; b < starts.Length; b++)
            starts[b] += starts[b - 1];
        var next = starts.AsSpan(0, 1 << ListedAlerts.BucketBits).ToArray();
        var (stocks, hpx29s) = (new long[batch.Length], new long[batch.Length]);
        foreach (var row in batch)
        {
            var at = next[ListedAlerts.BucketOf(row.Stock)]++;
            (stocks[at], hpx29s[at]) = (row.Stock, row.Hpx29);
        }
        var rows = await CopyRows.BeginAsync(connection, "stock_list (bucket, night, stocks, hpx29s)", cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        for (var b = 0; b < next.Length; b++)
            for (var start = starts[b]; start < starts[b + 1]; start += MostOfRow)
            {
                var end = Math.Min(start + MostOfRow, starts[b + 1]);
                await rows.RowAsync(4).ConfigureAwait(false);
                rows.Small((short)b);
                rows.Int(batch[0].Night);
                rows.Longs(stocks.AsSpan(start..end));
                rows.Longs(hpx29s.AsSpan(start..end));
            }
        await rows.CompleteAsync().ConfigureAwait(false);
    }
}
