using Npgsql;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>The alerts of big batches in table alert_block: a batch is a run, whose blocks ascend on the sky.</summary>
/// <remarks>An alert costs the server 1.0 µs, lists and names of objects included; as a row of table alert with its entry in index alert_scan it was 3.3 µs (20 million alerts in nights of 66,000).</remarks>
internal static class AlertBlocks
{
    /// <summary>What <see cref="StoredBlock.Of"/> reads of a block.</summary>
    internal const string Columns = "b.night, b.run, b.number, b.first_hpx29, b.last_hpx29, b.schema, b.alerts, b.ingested, b.survey, b.body";

    /// <summary>Number of <see cref="Columns"/>.</summary>
    internal const int ColumnCount = 10;

    /// <summary>Alerts of a block, about: those that are read in the time of a seek.</summary>
    internal const int TypicalAlerts = 45;

    /// <summary>Blocks of the run p.run of the night p.night that reach into the range from p.lo to p.hi (not included), ascending, as b.</summary>
    private const string ReachingIn = """
        (
          (select b.* from alert_block b where b.night = p.night and b.run = p.run and b.last_hpx29 >= p.lo and b.last_hpx29 < p.hi order by b.last_hpx29, b.number)
          union all
          select * from (
            select b.* from alert_block b where b.night = p.night and b.run = p.run and b.last_hpx29 >= p.hi order by b.last_hpx29, b.number limit 1) b
          where b.first_hpx29 < p.hi) b
        """;

    /// <summary>
    /// Blocks of the nights $1 to $2 that reach into ranges $3 and $4, of the runs $5 to $6 (included), in the order of night, run and place on the sky; one that reaches into several ranges comes again.
    /// </summary>
    internal const string RangesFrom = $"""
        from (
          select n.night, u.run from night n cross join lateral generate_series($5, least($6, n.runs - 1)) u(run)
          where n.night between $1 and $2 order by n.night, u.run offset 0) n
        cross join lateral (
          select b.* from (select n.night, n.run, r.lo, r.hi from unnest($3, $4) r(lo, hi)) p
          cross join lateral {ReachingIn}
          offset 0) b
        """;

    /// <summary>Blocks of the place (l.night, l.hpx29) in whatever run.</summary>
    /// <param name="places">Places, as l.</param>
    internal static string PlacesFrom(string places) => $"""
        from (
          select l.night, u.run, l.hpx29 as lo, l.hpx29 + 1 as hi from {places}
          join night n on n.night = l.night cross join lateral generate_series(0, n.runs - 1) u(run) offset 0) p
        cross join lateral {ReachingIn}
        """;

    /// <summary>Stores a batch as a run, packing while the server works.</summary>
    internal static async Task CopyAsync(
        NpgsqlConnection connection, BodySchemas schemas, AlertRow[] inOrder, int run, DateTimeOffset ingested, CancellationToken cancellation)
    {
        var rows = await CopyRows.BeginAsync(
            connection, "alert_block (first_hpx29, last_hpx29, ingested, night, run, number, schema, alerts, survey, body)", cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        var (night, number) = (inOrder[0].Night, 0);
        foreach (var block in AlertBlock.Of(inOrder))
        {
            await rows.RowAsync(10).ConfigureAwait(false);
            rows.Long(block.FirstHpx29);
            rows.Long(block.LastHpx29);
            rows.Time(ingested);
            rows.Int(night);
            rows.Int(run);
            rows.Int(number++);
            rows.Int(schemas.IdOf(block.Schema));
            rows.Int(block.Alerts);
            rows.Text(inOrder[0].Survey);
            rows.Bytes(block.Bytes);
        }
        await rows.CompleteAsync().ConfigureAwait(false);
    }
}

/// <summary>A row of table alert_block.</summary>
internal sealed class StoredBlock
{
    private readonly AlertBlock? alerts;

    private StoredBlock(AlertBlock? alerts) => this.alerts = alerts;

    /// <summary>Modified Julian date.</summary>
    internal required int Night { get; init; }

    /// <summary>Which of the big batches of the night.</summary>
    internal required int Run { get; init; }

    /// <summary>Place in the run.</summary>
    internal required int Number { get; init; }

    /// <summary>Of all bodies.</summary>
    internal required int Schema { get; init; }

    /// <summary>When its alerts arrived, UTC.</summary>
    internal required DateTimeOffset Ingested { get; init; }

    /// <summary>Of all its alerts.</summary>
    internal required string Survey { get; init; }

    /// <summary>Whether its alerts are what was stored.</summary>
    internal bool IsSound => alerts is not null;

    /// <summary>For people.</summary>
    internal string Name => FormattableString.Invariant($"block {Number} of run {Run} of the night with the modified Julian date {Night}");

    /// <summary>The alerts of one that <see cref="IsSound"/>.</summary>
    internal AlertBlock Alerts => alerts ?? throw new InvalidOperationException("the block is damaged");

    /// <summary>The block of the present row, which may be damaged.</summary>
    internal static StoredBlock Of(NpgsqlDataReader row)
    {
        var alerts = AlertBlock.Read(row.GetFieldValue<byte[]>(9));
        if (alerts is not null && (alerts.Count, alerts.Hpx29(0), alerts.Hpx29(alerts.Count - 1)) != (row.GetInt32(6), row.GetInt64(3), row.GetInt64(4)))
            alerts = null;
        return new StoredBlock(alerts)
        {
            Night = row.GetInt32(0),
            Run = row.GetInt32(1),
            Number = row.GetInt32(2),
            Schema = row.GetInt32(5),
            Ingested = row.TimeAt(7),
            Survey = row.GetString(8),
        };
    }

    /// <summary>The block of the present row.</summary>
    /// <exception cref="ArchiveException">It is damaged.</exception>
    internal static StoredBlock SoundOf(NpgsqlDataReader row, PostgresDatabase database)
    {
        var block = Of(row);
        return block.IsSound ? block : throw database.Damaged($"{block.Name} is not what was stored");
    }

    /// <summary>An alert as a row of table alert would hold it.</summary>
    internal AlertReader.Row RowOf(int i)
    {
        var stock = Alerts.Stock(i);
        return new AlertReader.Row
        {
            Hpx29 = Alerts.Hpx29(i),
            AlertId = Alerts.AlertId(i),
            Jd = Alerts.Jd(i),
            Stock = stock,
            RaDeg = Alerts.RaDeg(i),
            DecDeg = Alerts.DecDeg(i),
            Night = Night,
            Schema = Schema,
            ProgramId = Alerts.ProgramId(i),
            Naming = StockNames.NamingOf(Survey, stock),
            IsNumbered = true,
            IsPacked = Alerts.IsPacked(i),
            Survey = Survey,
            Body = Alerts.Body(i).ToArray(),
        };
    }
}
