using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Reads the alerts inside a region and a window, page by page through cursors.</summary>
/// <remarks>
/// <para>One server: for each night of table <c>night</c>, for each range, one descent of the index (night, hpx29) of table alert, and two of that of the blocks of each run. The order of the
/// alerts is that of these loops, whatever the planner thinks of the numbers of rows; rows and runs are merged here.</para>
/// <para>A fleet, whose table <c>alert</c> is divided by night among servers: each server is sent the region once, as cells to seek and ranges to keep, since a descent would
/// be a round trip; all servers work at the same time.</para>
/// </remarks>
internal static class AlertScan
{
    // Some 5 MB, of which two are in memory at a time.
    private const int PageAlerts = 5000;

    // 1 MB, which all runs share.
    private const int PageBlocks = 128;
    private const int LeastPageBlocks = 4;

    // A region of 100 deg2 and three nights have some 40 blocks.
    private const int FewAlerts = 1000;
    private const int FewBlocks = 64;

    private const string Begin = "begin transaction isolation level repeatable read read only";

    /// <summary>Order of the cells that a fleet's servers seek (0.84 deg2 each), and the shift that makes one of an index at order 29.</summary>
    internal const int CellOrder = 6;

    /// <summary>Nights $1 to $2, ranges $3 and $4, Julian dates $5 to $6 (included), $7 whether all programs may be seen.</summary>
    internal const string RangesFrom = """
        from (
          select n.night from night n cross join lateral (select from alert a where a.night = n.night order by a.hpx29 limit 1) a
          where n.night between $1 and $2 order by n.night offset 0) n
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

    // Of the nights $1 to $2.
    private const string Outline = """
        select coalesce(max(n.runs), 0), coalesce(max(n.alerts / greatest(n.runs, 1)), 0), exists (
          select from (select n.night from night n where n.night between $1 and $2 order by n.night offset 0) n
          cross join lateral (select from alert a where a.night = n.night order by a.hpx29 limit 1) a)
        from night n where n.night between $1 and $2
        """;

    /// <summary>The alerts, in the order of night, hpx29, alert id and survey.</summary>
    internal static async IAsyncEnumerable<Alert> RunAsync(
        PostgresDatabase database, bool isFleet, AlertQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (query.Moc.Ranges.Length == 0 || query.Window.From >= query.Window.To)
            yield break;
        cancellation.ThrowIfCancellationRequested();
        var connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reader = new AlertReader(database, connection, query.Rights);
        List<ScanSource> sources = [];
        var next = Task.FromResult<(Alert[] Alerts, bool IsLast)>(([], false));
        try
        {
            next = FirstPageAsync();
            for (var isLast = false; !isLast;)
            {
                (var alerts, isLast) = await next.ConfigureAwait(false);
                // The next page is read while the caller works on this one.
                if (!isLast)
                    next = PageAsync();
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
                await OpenSourcesAsync().ConfigureAwait(false);
            }
            catch (ArchiveException e) when (e.InnerException is { } lost && PostgresFailure.IsLost(lost))
            {
                // As PostgresDatabase.BeginReadAsync does, which would cost a small scan one more question to the server.
                database.Forget();
                await connection.DisposeAsync().ConfigureAwait(false);
                connection = await database.OpenAsync(cancellation).ConfigureAwait(false);
                reader = new AlertReader(database, connection, query.Rights);
                await OpenSourcesAsync().ConfigureAwait(false);
            }
            return await PageAsync().ConfigureAwait(false);
        }

        Task<int> OpenSourcesAsync() => database.GuardAsync(async () =>
        {
            sources = await OpenAsync(database, connection, isFleet, query, reader, stop.Token).ConfigureAwait(false);
            return sources.Count;
        }, cancellation);

        Task<(Alert[], bool)> PageAsync() => database.GuardAsync(async () =>
        {
            while (sources.Exists(s => !s.HasRows && !s.IsAtEnd))
                await FetchAsync(connection, [.. sources.Where(s => !s.HasRows && !s.IsAtEnd)], opening: null, stop.Token).ConfigureAwait(false);
            var rows = Merge(sources);
            var isLast = sources.TrueForAll(s => !s.HasRows && s.IsAtEnd);
            return (await reader.AlertsAsync(rows, query.NeedsLightCurve, stop.Token).ConfigureAwait(false), isLast);
        }, cancellation);
    }

    /// <summary>How many alerts <see cref="RunAsync"/> gives.</summary>
    internal static async Task<long> CountAsync(
        PostgresDatabase database, NpgsqlConnection connection, bool isFleet, AlertQuery query, CancellationToken cancellation)
    {
        if (query.Moc.Ranges.Length == 0 || query.Window.From >= query.Window.To)
            return 0;
        var count = 0L;
        var outline = isFleet ? new ScanOutline(0, 0, true) : await OutlineAsync().ConfigureAwait(false);
        if (outline.HasRows)
        {
            var (ranges, window) = (new ScanRanges(query.Moc), new JdWindow(query.Window));
            await ReadAsync(await CommandAsync(database, connection, isFleet, query, ranges, "select a.hpx29, a.jd", cancellation).ConfigureAwait(false), row =>
            {
                if (ranges.Contains(row.GetInt64(0)) && window.Contains(row.GetDouble(1)))
                    count++;
            }).ConfigureAwait(false);
        }
        if (outline.Runs > 0)
        {
            var filter = new BlockFilter(query);
            (int, int, int)? last = null;
            await ReadAsync(BlocksCommand(query, BlockRanges(query, outline), 0, outline.Runs - 1), row =>
            {
                var place = (row.GetInt32(0), row.GetInt32(1), row.GetInt32(2));
                if (place != last)
                    filter.Select(StoredBlock.SoundOf(row, database), _ => count++);
                last = place;
            }).ConfigureAwait(false);
        }
        return count;

        async Task<ScanOutline> OutlineAsync()
        {
            var found = new ScanOutline(0, 0, false);
            await ReadAsync(OutlineCommand(query), row => found = ScanOutline.Of(row)).ConfigureAwait(false);
            return found;
        }

        async Task ReadAsync(NpgsqlBatchCommand command, Action<NpgsqlDataReader> read)
        {
            var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
            await using var closing = batch.ConfigureAwait(false);
            var row = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using var closingRow = row.ConfigureAwait(false);
            while (await row.ReadAsync(cancellation).ConfigureAwait(false))
                read(row);
        }
    }

    /// <summary>Begins a transaction and asks each source for its first rows.</summary>
    private static async Task<List<ScanSource>> OpenAsync(
        PostgresDatabase database, NpgsqlConnection connection, bool isFleet, AlertQuery query, AlertReader reader, CancellationToken cancellation)
    {
        if (isFleet)
        {
            // It is asked for its nights first.
            await connection.RunAsync(Begin, cancellation).ConfigureAwait(false);
            List<ScanSource> fleet = [await TableAsync().ConfigureAwait(false)];
            await FetchAsync(connection, fleet, opening: null, cancellation).ConfigureAwait(false);
            return fleet;
        }
        // What was met last is asked for at once, but of the runs the first alone, and what is met besides in a second question.
        var guess = database.LastScan ?? new ScanOutline(0, 0, false);
        guess = guess with { Runs = Math.Min(guess.Runs, 1) };
        var sources = await SourcesAsync(guess, new ScanOutline(0, 0, false)).ConfigureAwait(false);
        var opening = new Opening([new NpgsqlBatchCommand(Begin), OutlineCommand(query)]);
        await FetchAsync(connection, sources, opening, cancellation).ConfigureAwait(false);
        var outline = opening.Found!;
        if (outline.Runs > 0 || outline.HasRows)
            database.LastScan = outline;
        var others = await SourcesAsync(outline, guess).ConfigureAwait(false);
        if (others.Count > 0)
            await FetchAsync(connection, others, opening: null, cancellation).ConfigureAwait(false);
        return [.. sources, .. others];

        async Task<List<ScanSource>> SourcesAsync(ScanOutline of, ScanOutline without)
        {
            List<ScanSource> made = of.HasRows && !without.HasRows ? [await TableAsync().ConfigureAwait(false)] : [];
            if (of.Runs > without.Runs)
            {
                var (ranges, filter) = (BlockRanges(query, of), new BlockFilter(query));
                for (var run = without.Runs; run < of.Runs; run++)
                    made.Add(new RunSource(database, run, filter)
                    {
                        PageRows = Math.Max(PageBlocks / of.Runs, LeastPageBlocks),
                        FewRows = FewBlocks / of.Runs,
                        Statement = BlocksCommand(query, ranges, run, run),
                    });
            }
            return made;
        }

        async Task<ScanSource> TableAsync()
        {
            var ranges = new ScanRanges(query.Moc);
            var command = await CommandAsync(database, connection, isFleet, query, ranges, $"select {AlertReader.Columns}", cancellation).ConfigureAwait(false);
            if (isFleet)
                command.CommandText += " order by a.night, a.hpx29";
            return new TableSource(database, reader, ranges, new JdWindow(query.Window)) { PageRows = PageAlerts, FewRows = isFleet ? 0 : FewAlerts, Statement = command };
        }
    }

    /// <summary>The first question of a scan: statements before the cursors, of which the last one gives the outline.</summary>
    private sealed class Opening(NpgsqlBatchCommand[] before)
    {
        internal NpgsqlBatchCommand[] Before { get; } = before;
        internal ScanOutline? Found { get; set; }
    }

    /// <summary>Reads the next rows of each source, all in one question, after an opening.</summary>
    private static async Task FetchAsync(NpgsqlConnection connection, List<ScanSource> sources, Opening? opening, CancellationToken cancellation)
    {
        var batch = new NpgsqlBatch(connection);
        await using var closingBatch = batch.ConfigureAwait(false);
        foreach (var command in opening?.Before ?? [])
            batch.BatchCommands.Add(command);
        foreach (var source in sources)
        {
            foreach (var command in source.Asking())
                batch.BatchCommands.Add(command);
        }
        var row = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using var closingRow = row.ConfigureAwait(false);
        if (opening is not null)
        {
            await row.ReadAsync(cancellation).ConfigureAwait(false);
            opening.Found = ScanOutline.Of(row);
            await row.NextResultAsync(cancellation).ConfigureAwait(false);
        }
        foreach (var source in sources)
        {
            await source.ReadAsync(row, cancellation).ConfigureAwait(false);
            await row.NextResultAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The alerts that come before all that are not read yet, in their order.</summary>
    private static List<AlertReader.Row> Merge(List<ScanSource> sources)
    {
        var merged = new List<AlertReader.Row>();
        var heads = new PriorityQueue<ScanSource, AlertReader.Row>(Comparer<AlertReader.Row>.Create(ScanOrder.Of));
        foreach (var source in sources)
            if (source.HasRows)
                heads.Enqueue(source, source.Next);
        while (heads.TryDequeue(out var source, out _))
        {
            if (heads.Count == 0)
                source.TakeAll(merged);
            else
                merged.Add(source.Take());
            if (source.HasRows)
                heads.Enqueue(source, source.Next);
            else if (!source.IsAtEnd)
                break;
        }
        return merged;
    }

    private static NpgsqlBatchCommand OutlineCommand(AlertQuery query)
    {
        var (from, to) = Night.JdsAround(query.Window);
        return new NpgsqlBatchCommand(Outline)
        {
            Parameters =
            {
                new() { Value = Night.OfJd(from), NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = Night.OfJd(to), NpgsqlDbType = NpgsqlDbType.Integer },
            },
        };
    }

    private static ScanRanges BlockRanges(AlertQuery query, ScanOutline outline)
        => new(query.Moc, ScanRanges.Most, ScanRanges.GapOf(outline.RunAlerts, AlertBlocks.TypicalAlerts));

    private static NpgsqlBatchCommand BlocksCommand(AlertQuery query, ScanRanges ranges, int firstRun, int lastRun)
    {
        var (from, to) = Night.JdsAround(query.Window);
        return new NpgsqlBatchCommand($"select {AlertBlocks.Columns} {AlertBlocks.RangesFrom}")
        {
            Parameters =
            {
                new() { Value = Night.OfJd(from), NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = Night.OfJd(to), NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = ranges.Ranges.Select(r => r.Start).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new() { Value = ranges.Ranges.Select(r => r.End).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new() { Value = firstRun, NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = lastRun, NpgsqlDbType = NpgsqlDbType.Integer },
            },
        };
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
}

/// <summary>What a scan meets in the nights of its window.</summary>
/// <param name="Runs">Most runs of a night.</param>
/// <param name="RunAlerts">Alerts of a night for each of its runs, at most.</param>
/// <param name="HasRows">Whether table alert has any.</param>
internal sealed record ScanOutline(int Runs, long RunAlerts, bool HasRows)
{
    /// <summary>The outline of the present row.</summary>
    internal static ScanOutline Of(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetInt64(1), row.GetBoolean(2));
}
