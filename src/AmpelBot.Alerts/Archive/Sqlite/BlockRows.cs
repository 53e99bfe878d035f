using AmpelBot.Alerts.Avro;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Alerts of big batches from and into the rows of table <c>alert_block</c>.</summary>
internal static class BlockRows
{
    /// <summary>The blocks of a run (?1, ?2) that end at an index (?3) or later, in their order.</summary>
    internal const string FromSql = $"""
        SELECT {Columns} FROM alert_block INDEXED BY alert_block_place
        WHERE night = ?1 AND run = ?2 AND last_hpx29 >= ?3 ORDER BY last_hpx29, first_hpx29, number
        """;

    private const string Columns = "first_hpx29, last_hpx29, number, alerts, schema, survey, ingested, body";

    /// <summary>What a row says of its block.</summary>
    internal sealed record Row(int Night, int Run, long Number, long FirstHpx29, long LastHpx29, string Survey, AvroRecordSchema Schema, long Ingested)
    {
        /// <summary>The row with its block.</summary>
        internal Block With(AlertBlock alerts) => new(Night, Survey, Schema, Ingested, alerts);

        /// <inheritdoc/>
        public override string ToString() => FormattableString.Invariant($"block {Number} of run {Run} of the night {Night} (table alert_block)");
    }

    /// <summary>A block, and what its row says of all its alerts.</summary>
    internal sealed record Block(int Night, string Survey, AvroRecordSchema Schema, long Ingested, AlertBlock Alerts)
    {
        /// <summary>The object of an alert.</summary>
        internal ObjectKey Object(int i) => new(Survey, Alerts.Stock(i));

        /// <summary>The candidate block of an alert, not decoded.</summary>
        internal AvroRecord Candidate(int i) => new(Schema, Alerts.Body(i).ToArray());
    }

    /// <summary>The alerts of a run inside ranges, ascending by (hpx29, alert id): the block and the place in it of each.</summary>
    /// <param name="reader">The archive.</param>
    /// <param name="night">Night of the run.</param>
    /// <param name="run">Its number within the night.</param>
    /// <param name="ranges">Ascending and disjoint.</param>
    /// <param name="cancellation">Stops reading.</param>
    internal static IEnumerable<(Block Block, int At)> Inside(ArchiveReader reader, int night, int run, HpxRange[] ranges, CancellationToken cancellation)
    {
        if (ranges.Length == 0)
            yield break;
        // Its own: several runs of a night are read side by side.
        var row = reader.Statement(FromSql, run).Bind(1, night).Bind(2, run).Bind(3, ranges[0].Start);
        try
        {
            for (var next = 0; row.Step();)
            {
                cancellation.ThrowIfCancellationRequested();
                var (first, last) = (row.Int64(0), row.Int64(1));
                while (next < ranges.Length && ranges[next].End <= first)
                    next++;
                if (next == ranges.Length)
                    break;
                if (ranges[next].Start > last)
                {
                    row.Reset();
                    row.Bind(3, ranges[next].Start);
                    continue;
                }
                var (said, read) = Read(reader, row, night, run);
                var block = said.With(read ?? throw SqliteFailure.Damaged(reader.Connection, $"{said} is not what was stored"));
                for (var i = block.Alerts.FirstFrom(ranges[next].Start); i < block.Alerts.Count; i++)
                {
                    var hpx29 = block.Alerts.Hpx29(i);
                    while (next < ranges.Length && ranges[next].End <= hpx29)
                        next++;
                    if (next == ranges.Length)
                        break;
                    if (hpx29 >= ranges[next].Start)
                        yield return (block, i);
                }
            }
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>The alerts at one index in all runs of a night.</summary>
    private static IEnumerable<(Block Block, int At)> At(ArchiveReader reader, int night, int runs, long hpx29)
    {
        for (var run = 0; run < runs; run++)
            foreach (var found in Inside(reader, night, run, [new HpxRange(hpx29, hpx29 + 1)], CancellationToken.None))
                yield return found;
    }

    /// <summary>The alert with a number at its place.</summary>
    internal static (Block Block, int At) Of(ArchiveReader reader, string survey, long alertId, (int Night, long Hpx29) place)
    {
        var runs = reader.Nights(place.Night, place.Night) is [var night] ? night.Runs : 0;
        foreach (var (block, at) in At(reader, place.Night, runs, place.Hpx29))
            if (block.Alerts.AlertId(at) == alertId && block.Survey == survey)
                return (block, at);
        throw SqliteFailure.Damaged(reader.Connection, $"alert {alertId} of {survey} is in table id_list and not where that says");
    }

    /// <summary>The listed alerts of an object.</summary>
    internal static IEnumerable<(Block Block, int At)> Of(ArchiveReader reader, ObjectKey key, CancellationToken cancellation)
    {
        foreach (var (night, runs, hpx29) in AlertLists.PlacesOf(reader, key.Stock, cancellation))
            foreach (var (block, at) in At(reader, night, runs, hpx29))
                if (block.Object(at) == key)
                    yield return (block, at);
    }

    /// <summary>All rows, run by run, in their order; a block is null when it is not what was stored.</summary>
    internal static IEnumerable<(Row Row, AlertBlock? Block)> All(ArchiveReader reader, Func<SqliteStatement, bool> next)
    {
        var row = reader.Statement($"SELECT {Columns}, night, run FROM alert_block INDEXED BY alert_block_place ORDER BY night, run, last_hpx29, first_hpx29, number");
        while (next(row))
            yield return Read(reader, row, (int)row.Int64(8), (int)row.Int64(9));
    }

    /// <summary>Writes a batch that is listed as the next run of its night.</summary>
    internal static void Add(ArchiveWriter writer, int night, string survey, IEnumerable<AlertBlock.Packed> blocks, long ingested, CancellationToken cancellation)
    {
        var runs = writer.Statement("SELECT runs FROM night WHERE night = ?1").Bind(1, night);
        var run = runs.Step() ? runs.Int64(0) : 0;
        runs.Reset();
        var insert = writer.Statement("""
            INSERT INTO alert_block (night, run, number, first_hpx29, last_hpx29, alerts, schema, survey, ingested, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """).Bind(1, night).Bind(2, run).Bind(8, survey).Bind(9, ingested);
        var (number, alerts) = (0L, 0L);
        foreach (var block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            insert.Bind(3, number++).Bind(4, block.FirstHpx29).Bind(5, block.LastHpx29).Bind(6, block.Alerts).Bind(7, writer.Schemas.IdOf(block.Schema))
                .Bind(10, (ReadOnlySpan<byte>)block.Bytes).Run();
            alerts += block.Alerts;
        }
        writer.Statement("INSERT INTO night (night, alerts, runs) VALUES (?1, ?2, 1) ON CONFLICT (night) DO UPDATE SET alerts = alerts + excluded.alerts, runs = runs + 1")
            .Bind(1, night).Bind(2, alerts).Run();
    }

    private static (Row Row, AlertBlock? Block) Read(ArchiveReader reader, SqliteStatement row, int night, int run)
    {
        var alerts = AlertBlock.Read(row.Bytes(7).ToArray());
        return (new Row(night, run, row.Int64(2), row.Int64(0), row.Int64(1), reader.Texts.Of(row.Bytes(5)), reader.Schemas.Get(reader.Connection, row.Int64(4)), row.Int64(6)),
            alerts?.Count == row.Int64(3) ? alerts : null);
    }
}
