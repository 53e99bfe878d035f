using System.Runtime.CompilerServices;
using AmpelBot.Sky;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Reads the alerts inside a region and a window, page by page through a cursor.</summary>
/// <remarks>
/// <para>One server: for each night of table <c>night</c>, for each range, one descent of the index (night, hpx29). The order of the alerts is that of these loops, whatever
/// the planner thinks of the numbers of rows.</para>
/// <para>A fleet, whose table <c>alert</c> is divided by night among servers: each server is sent the region once, as cells to seek and ranges to keep, since a descent would
/// be a round trip; all servers work at the same time.</para>
/// </remarks>
internal static class AlertScan
{
    // Some 5 MB, of which two are in memory at a time.
    private const int PageAlerts = 5000;

    /// <summary>Order of the cells that a fleet's servers seek (0.84 deg2 each), and the shift that makes one of an index at order 29.</summary>
    internal const int CellOrder = 6;

    /// <summary>Nights $1 to $2, ranges $3 and $4, Julian dates $5 to $6 (included), $7 whether all programs may be seen.</summary>
    internal const string RangesFrom = """
        from (select n.night from night n where n.night between $1 and $2 order by n.night offset 0) n
        cross join lateral (
          select a.* from unnest($3, $4) r(lo, hi)
          cross join lateral (
            select a.* from alert a
            where a.night = n.night and a.hpx29 >= r.lo and a.hpx29 < r.hi and a.jd >= $5 and a.jd <= $6 and (a.program = 1 or $7)
            order by a.hpx29 offset 0) a
          offset 0) a
        """;

    /// <summary>
    /// Nights $1, cells $2, the region $3, Julian dates $4 to $5 (included), $6 whether all programs may be seen, nights $7 to $8, which say the same again in the form in which a prepared
    /// statement leaves the other servers alone.
    /// </summary>
    internal const string FleetFrom = """
        from (
          select a.* from alert a
          where a.night = any($1) and a.night between $7 and $8 and a.hpx29 >> 46 = any($2) and $3 @> a.hpx29 and a.jd >= $4 and a.jd <= $5 and (a.program = 1 or $6)
          offset 0) a
        """;

    /// <summary>The alerts, in the order of night, hpx29, alert id and survey.</summary>
    internal static async IAsyncEnumerable<Alert> RunAsync(
        PostgresDatabase database, bool isFleet, AlertQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (ranges, window) = (new ScanRanges(query.Moc), query.Window);
        if (ranges.Ranges.Length == 0 || window.From >= window.To)
            yield break;
        cancellation.ThrowIfCancellationRequested();
        var connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reader = new AlertReader(database, connection, query.Rights);
        var held = new List<AlertReader.Row>();
        var next = Task.FromResult<(Alert[] Alerts, bool IsLast)>(([], false));
        try
        {
            next = FirstPageAsync();
            for (var isLast = false; !isLast;)
            {
                (var alerts, isLast) = await next.ConfigureAwait(false);
                // The next page is read while the caller works on this one.
                if (!isLast)
                    next = PageAsync(isFirst: false);
                foreach (var alert in alerts)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return alert;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        async Task<(Alert[], bool)> FirstPageAsync()
        {
            try
            {
                return await PageAsync(isFirst: true).ConfigureAwait(false);
            }
            catch (ArchiveException e) when (e.InnerException is { } lost && PostgresFailure.IsLost(lost))
            {
                // As PostgresDatabase.BeginReadAsync does, which would cost a small scan one more question to the server.
                database.Forget();
                await connection.DisposeAsync().ConfigureAwait(false);
                connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
                reader = new AlertReader(database, connection, query.Rights);
                held = [];
                return await PageAsync(isFirst: true).ConfigureAwait(false);
            }
        }

        Task<(Alert[], bool)> PageAsync(bool isFirst) => database.GuardAsync(async () =>
        {
            var (count, ordered) = await ReadPageAsync(isFirst).ConfigureAwait(false);
            return (await reader.AlertsAsync(ordered, query.NeedsLightCurve, stop.Token).ConfigureAwait(false), count < PageAlerts);
        }, cancellation);

        // The number of rows of a page, and the alerts inside region and window that are complete: those of the last index wait for the next page.
        async Task<(int Count, List<AlertReader.Row> Alerts)> ReadPageAsync(bool isFirst)
        {
            var count = 0;
            var rows = held;
            var last = held.Count > 0 ? held[^1] : null;
            var ties = new List<int>();
            var batch = new NpgsqlBatch(connection);
            await using var closingBatch = batch.ConfigureAwait(false);
            if (isFirst)
            {
                const string begin = "begin transaction isolation level repeatable read read only";
                // A fleet is asked for its nights first.
                if (isFleet)
                    await connection.RunAsync(begin, stop.Token).ConfigureAwait(false);
                else
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(begin));
                batch.BatchCommands.Add(await DeclareAsync().ConfigureAwait(false));
            }
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"fetch {PageAlerts} from scan"));
            var row = await batch.ExecuteReaderAsync(stop.Token).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
                while (await row.ReadAsync(stop.Token).ConfigureAwait(false))
                {
                    count++;
                    if (!ranges.Contains(row.GetInt64(0)) || !window.Contains(TimeScales.JdToUtc(row.GetDouble(2))))
                        continue;
                    var found = reader.Read(row);
                    if (last is not null && (last.Night, last.Hpx29).CompareTo((found.Night, found.Hpx29)) >= 0)
                    {
                        if ((last.Night, last.Hpx29) != (found.Night, found.Hpx29))
                            throw new ArchiveException(
                                $"The server of the archive {database.Place} gave alerts in no order: tell the authors of ampelbot which version of PostgreSQL it is.");
                        ties.Add(rows.Count);
                    }
                    rows.Add(found);
                    last = found;
                }
            if (held.Count > 1 || ties.Count > 0)
                SortTies(rows);
            var complete = rows.Count;
            if (count == PageAlerts)
                while (complete > 0 && (rows[complete - 1].Night, rows[complete - 1].Hpx29) == (last!.Night, last.Hpx29))
                    complete--;
            held = rows[complete..];
            rows.RemoveRange(complete, rows.Count - complete);
            return (count, rows);
        }

        async Task<NpgsqlBatchCommand> DeclareAsync()
        {
            var command = await CommandAsync(database, connection, isFleet, query, ranges, $"select {AlertReader.Columns}", stop.Token).ConfigureAwait(false);
            command.CommandText = $"declare scan no scroll cursor for {command.CommandText}{(isFleet ? " order by a.night, a.hpx29" : "")}";
            return command;
        }
    }

    /// <summary>How many alerts <see cref="RunAsync"/> gives.</summary>
    internal static async Task<long> CountAsync(
        PostgresDatabase database, NpgsqlConnection connection, bool isFleet, AlertQuery query, CancellationToken cancellation)
    {
        var (ranges, window) = (new ScanRanges(query.Moc), query.Window);
        if (ranges.Ranges.Length == 0 || window.From >= window.To)
            return 0;
        var batch = new NpgsqlBatch(connection);
        await using var closing = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(await CommandAsync(database, connection, isFleet, query, ranges, "select a.hpx29, a.jd", cancellation).ConfigureAwait(false));
        var row = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using var closingRow = row.ConfigureAwait(false);
        var count = 0L;
        while (await row.ReadAsync(cancellation).ConfigureAwait(false))
            if (ranges.Contains(row.GetInt64(0)) && window.Contains(TimeScales.JdToUtc(row.GetDouble(1))))
                count++;
        return count;
    }

    private static async Task<NpgsqlBatchCommand> CommandAsync(
        PostgresDatabase database, NpgsqlConnection connection, bool isFleet, AlertQuery query, ScanRanges ranges, string select, CancellationToken cancellation)
    {
        var (from, to) = Night.JdsAround(query.Window);
        var (first, last) = (Night.OfJd(from), Night.OfJd(to));
        var command = new NpgsqlBatchCommand($"{select} {(isFleet ? FleetFrom : RangesFrom)}");
        if (isFleet)
        {
            // The nights must be known when the statement is planned, so that servers without any of them are left alone.
            var nights = await database.GuardAsync(() => connection.Command(
                "select night from night where night between $1 and $2", (first, NpgsqlDbType.Integer), (last, NpgsqlDbType.Integer))
                .RowsAsync(row => row.GetInt32(0), cancellation), cancellation).ConfigureAwait(false);
            Add(nights.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer);
            Add(Cells(ranges), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
            Add(ranges.Ranges.Select(r => new NpgsqlRange<long>(r.Start, true, r.End, false)).ToArray(), NpgsqlDbType.BigIntMultirange);
        }
        else
        {
            Add(first, NpgsqlDbType.Integer);
            Add(last, NpgsqlDbType.Integer);
            Add(ranges.Ranges.Select(r => r.Start).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
            Add(ranges.Ranges.Select(r => r.End).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        }
        Add(from, NpgsqlDbType.Double);
        Add(to, NpgsqlDbType.Double);
        Add(query.Rights == DataRights.Partnership, NpgsqlDbType.Boolean);
        if (isFleet)
        {
            Add(first, NpgsqlDbType.Integer);
            Add(last, NpgsqlDbType.Integer);
        }
        return command;

        void Add(object value, NpgsqlDbType type) => command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
    }

    /// <summary>The cells that ranges touch.</summary>
    private static long[] Cells(ScanRanges ranges)
    {
        const int shift = 2 * (29 - CellOrder);
        var cells = new List<long>();
        foreach (var range in ranges.Ranges)
            for (var cell = Math.Max(range.Start >> shift, cells.Count > 0 ? cells[^1] + 1 : 0); cell <= (range.End - 1) >> shift; cell++)
                cells.Add(cell);
        return [.. cells];
    }

    private static void SortTies(List<AlertReader.Row> rows) => rows.Sort((a, b) =>
    {
        var order = (a.Night, a.Hpx29, a.AlertId).CompareTo((b.Night, b.Hpx29, b.AlertId));
        return order != 0 ? order : string.CompareOrdinal(a.Survey, b.Survey);
    });
}
