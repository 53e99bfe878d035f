using System.Runtime.InteropServices;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Writes into the two files of an archive. For one thread at a time.</summary>
internal sealed class ArchiveWriter : IDisposable
{
    private const string InsertAlert = """
        INSERT INTO alert (night, hpx29, alert_id, survey, jd, stock, ra, dec, program, numbered, schema, body, ingested)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT DO NOTHING
        """;

    private const string WriteTotals = """
        UPDATE totals SET alerts = alerts + ?1, packets = packets + ?2, objects = objects + ?3, datapoints = datapoints + ?4, dead_letters = dead_letters + ?5,
          state_hash = ?6, first_jd = min(coalesce(first_jd, ?7), coalesce(?7, first_jd)), last_jd = max(coalesce(last_jd, ?8), coalesce(?8, last_jd))
        """;

    private const string InsertObject = """
        INSERT INTO object_recent (survey, stock, name) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM object_settled WHERE survey = ?1 AND stock = ?2) ON CONFLICT DO NOTHING
        """;

    private const int CancellationRows = 1024;

    // New objects lie anywhere among the old: each would dirty a page of a big table.
    private const long LeastToMerge = 16_384;
    private const long RecentShare = 8;

    // Objects that are known to be in their table, so that their next alert asks nothing; about 100 MB.
    private const int MostKnownObjects = 4_000_000;

    private readonly SqliteConnection alerts;
    private readonly SqliteConnection cutouts;
    private readonly TimeProvider time;
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);
    private readonly SqliteStatement dropCutouts, insertCutout, countCutouts;
    private readonly Dictionary<string, HashSet<long>> knownObjects = new(StringComparer.Ordinal);
    private readonly DatapointWriter datapoints;

    // Rows of table object_recent; null when that is to be asked.
    private long? recentObjects;

    /// <summary>A writer that owns its connections.</summary>
    internal ArchiveWriter(SqliteConnection alerts, SqliteConnection cutouts, TimeProvider time)
    {
        (this.alerts, this.cutouts, this.time) = (alerts, cutouts, time);
        Schemas = new AvroSchemas.Writer(alerts);
        datapoints = new DatapointWriter(this, alerts);
        alerts.Run("PRAGMA cache_size = -131072; PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 268435456");
        cutouts.Run("PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 268435456");
        dropCutouts = new SqliteStatement(cutouts, "DELETE FROM cutout WHERE survey = ?1 AND alert_id = ?2");
        insertCutout = new SqliteStatement(cutouts, "INSERT INTO cutout (survey, alert_id, kind, file_name, data) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
        countCutouts = new SqliteStatement(cutouts, "UPDATE totals SET cutouts = cutouts + ?1");
    }

    /// <summary>Ids for Avro schemas.</summary>
    internal AvroSchemas.Writer Schemas { get; }

    /// <summary>The statement for some SQL on the file of the alerts, prepared once.</summary>
    internal SqliteStatement Statement(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
            statements[sql] = statement = new SqliteStatement(alerts, sql);
        return statement;
    }

    /// <summary>Runs work in one transaction of the file of the alerts.</summary>
    internal T Write<T>(Func<T> work) => Transact(work);

    /// <summary>Runs work in one transaction of the file of the alerts.</summary>
    internal void Write(Action work) => Transact(() =>
    {
        work();
        return 0;
    });

    /// <summary>Writes a batch. Its cutouts are safe in their file before the rest is in its own.</summary>
    /// <returns>How many alerts were new.</returns>
    internal int Add(IReadOnlyList<AlertRow> batch, IReadOnlyList<DeadLetter> letters, CancellationToken cancellation)
    {
        var asCame = Distinct(batch);
        // Needs no table: other threads make it meanwhile.
        var run = ListedAlerts.IsFit(asCame) ? Run.Of(asCame, cancellation) : null;
        return Transact(() =>
        {
            var added = new Added { StateHash = alerts.Scalar("SELECT state_hash FROM totals") ?? 0 };
            var spans = SpansOf(asCame);
            var isTouched = spans.Any(s => AlertLists.Touch(Statement, s.Key, s.Value.Low, s.Value.High));
            AlertRow[] fresh;
            if (run is not null && !isTouched && spans.Values.Single() is var span && AlertLists.AreNewToIndex(Statement, span.Low, span.High))
            {
                fresh = asCame;
                BlockRows.Add(this, asCame[0].Night, asCame[0].Survey, run.Blocks.GetAwaiter().GetResult(), time.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
                var (entries, stateHash) = run.Listing.GetAwaiter().GetResult();
                AlertLists.Add(Statement, entries);
                added.StateHash = unchecked(added.StateHash + stateHash);
            }
            else
            {
                var rows = AlertRow.InOrder(asCame);
                fresh = AddAlerts(isTouched ? Array.FindAll(rows, r => AlertLists.PlaceOf(alerts, Statement, r.Survey, r.AlertId) is null) : rows, cancellation);
                foreach (var ofSurvey in fresh.GroupBy(r => r.Survey))
                    added.StateHash = unchecked(added.StateHash + StateId.SumOfAlerts(ofSurvey.Key, ofSurvey.Select(r => r.AlertId).ToArray()));
            }
            // In the order in which they came, which is mostly that in memory.
            fresh = fresh.Length == asCame.Length ? asCame : fresh;
            // Into another file: by another thread, which has come to its end, with its commit, before this transaction does.
            var pictured = Array.FindAll(fresh, r => r.Cutouts.Count > 0);
            var cutting = pictured.Length > 0 ? Task.Run(() => AddCutouts(pictured), CancellationToken.None) : Task.CompletedTask;
            try
            {
                AddObjects(fresh, added, cancellation);
                foreach (var row in fresh)
                    if (row.Datapoints.Count > 0 || row.Skeleton is not null)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        added.Datapoints += datapoints.Add(row);
                        added.Packets += row.Skeleton is null ? 0 : 1;
                    }
                AddDeadLetters(letters, added);
            }
            finally
            {
                cutting.GetAwaiter().GetResult();
            }
            Statement(WriteTotals).Bind(1, fresh.Length).Bind(2, added.Packets).Bind(3, added.Objects).Bind(4, added.Datapoints).Bind(5, added.DeadLetters)
                .Bind(6, added.StateHash).Bind(7, fresh.Length == 0 ? null : fresh.Min(r => r.Jd)).Bind(8, fresh.Length == 0 ? null : fresh.Max(r => r.Jd)).Run();
            return fresh.Length;
        });
    }

    /// <summary>Gives free space back and brings the planner's statistics up to date.</summary>
    internal void Vacuum(IProgress<string>? progress, CancellationToken cancellation)
    {
        foreach (var (connection, name) in new[] { (alerts, SqliteArchive.AlertsFile), (cutouts, SqliteArchive.CutoutsFile) })
            foreach (var (step, sql) in new[] { ("vacuum", "VACUUM"), ("analyze", "ANALYZE"), ("checkpoint", "PRAGMA wal_checkpoint(TRUNCATE)") })
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report($"{name}: {step}");
                connection.Interruptible(() => connection.Run(sql), cancellation);
            }
    }

    /// <summary>What a batch that may be listed writes.</summary>
    private sealed record Run(Task<List<AlertBlock.Packed>> Blocks, Task<(ListEntries Entries, long StateHash)> Listing)
    {
        internal static Run Of(AlertRow[] asCame, CancellationToken cancellation) => new(
            Task.Run(() => AlertBlock.Of(AlertRow.InOrder(asCame)).ToList(), cancellation),
            Task.Run(() => ListingOf(asCame), cancellation));

        private static (ListEntries, long) ListingOf(AlertRow[] asCame)
        {
            var entries = ListEntries.Of(asCame);
            return (entries, StateId.SumOfAlerts(entries.Survey, entries.Ids));
        }
    }

    private sealed class Added
    {
        internal long Packets, Objects, Datapoints, DeadLetters, StateHash;
    }

    /// <summary>Of the alerts with one number the first.</summary>
    private static AlertRow[] Distinct(IReadOnlyList<AlertRow> batch)
    {
        AlertRow[] rows = [.. batch];
        for (var i = 1; i < rows.Length; i++)
            if (rows[i].AlertId <= rows[i - 1].AlertId)
                return [.. rows.DistinctBy(r => (r.AlertId, r.Survey))];
        return rows;
    }


    /// <summary>Lowest and highest number of each survey.</summary>
    private static Dictionary<string, (long Low, long High)> SpansOf(AlertRow[] batch)
    {
        var spans = new Dictionary<string, (long Low, long High)>(StringComparer.Ordinal);
        foreach (var row in batch)
        {
            ref var span = ref CollectionsMarshal.GetValueRefOrAddDefault(spans, row.Survey, out var isThere);
            span = isThere ? (Math.Min(span.Low, row.AlertId), Math.Max(span.High, row.AlertId)) : (row.AlertId, row.AlertId);
        }
        return spans;
    }

    /// <returns>The rows that are new.</returns>
    private AlertRow[] AddAlerts(AlertRow[] rows, CancellationToken cancellation)
    {
        var insert = Statement(InsertAlert);
        var count = Statement("INSERT INTO night (night, alerts) VALUES (?1, ?2) ON CONFLICT (night) DO UPDATE SET alerts = alerts + excluded.alerts");
        insert.Bind(13, time.GetUtcNow().ToUnixTimeMilliseconds());
        var fresh = new List<AlertRow>(rows.Length);
        string? survey = null;
        int? night = null;
        AvroRecordSchema? schema = null;
        bool? isNumbered = null;
        var ofNight = 0L;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            if (i % CancellationRows == 0)
                cancellation.ThrowIfCancellationRequested();
            // What is as in the row before stays bound.
            if (row.Night != night)
            {
                if (ofNight > 0)
                    count.Bind(1, night!.Value).Bind(2, ofNight).Run();
                (night, ofNight) = (row.Night, 0);
                insert.Bind(1, row.Night);
            }
            if (!ReferenceEquals(survey, row.Survey))
                insert.Bind(4, survey = row.Survey);
            if (row.IsNumbered != isNumbered)
                insert.Bind(10, (isNumbered = row.IsNumbered) == true ? 1 : 0);
            if (!ReferenceEquals(schema, row.Candidate.Schema))
                insert.Bind(11, Schemas.IdOf(schema = row.Candidate.Schema));
            insert.Bind(2, row.Hpx29).Bind(3, row.AlertId).Bind(5, row.Jd).Bind(6, row.Stock).Bind(7, row.RaDeg).Bind(8, row.DecDeg)
                .Bind(9, (long?)row.ProgramId).Bind(12, row.Candidate.Bytes.Span);
            if (insert.Run() == 0)
                continue;
            fresh.Add(row);
            ofNight++;
        }
        if (ofNight > 0)
            count.Bind(1, night!.Value).Bind(2, ofNight).Run();
        return fresh.Count == rows.Length ? rows : [.. fresh];
    }

    private void AddObjects(AlertRow[] rows, Added added, CancellationToken cancellation)
    {
        if (knownObjects.Values.Sum(stocks => stocks.Count) >= MostKnownObjects)
            knownObjects.Clear();
        var unknown = new List<(long Stock, string Survey, string Name)>();
        foreach (var row in rows)
        {
            if (row.ObjectName is not { } name)
                continue;
            if (!knownObjects.TryGetValue(row.Survey, out var known))
                knownObjects[row.Survey] = known = [];
            if (known.Add(row.Stock))
                unknown.Add((row.Stock, row.Survey, name));
        }
        unknown.Sort((a, b) => a.Stock.CompareTo(b.Stock));
        var insert = Statement(InsertObject);
        foreach (var (stock, survey, name) in unknown)
            added.Objects += insert.Bind(1, survey).Bind(2, stock).Bind(3, name).Run();
        recentObjects = (recentObjects ?? alerts.Scalar("SELECT count(*) FROM object_recent") - added.Objects ?? 0) + added.Objects;
        if (recentObjects < LeastToMerge || recentObjects < (alerts.Scalar("SELECT objects FROM totals") ?? 0) / RecentShare)
            return;
        cancellation.ThrowIfCancellationRequested();
        Statement("INSERT INTO object_settled SELECT * FROM object_recent ORDER BY survey, stock").Run();
        Statement("DELETE FROM object_recent").Run();
        recentObjects = 0;
    }

    private void AddDeadLetters(IReadOnlyList<DeadLetter> letters, Added added)
    {
        var insert = Statement("INSERT INTO dead_letter (source, offset, reason, bytes, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
        foreach (var letter in letters)
        {
            insert.Bind(1, letter.File).Bind(2, letter.Offset).Bind(3, letter.Reason).Bind(5, time.GetUtcNow().ToUnixTimeMilliseconds());
            added.DeadLetters += (letter.Bytes is null ? insert.Bind(4, (long?)null) : insert.Bind(4, (ReadOnlySpan<byte>)letter.Bytes)).Run();
        }
    }

    private void AddCutouts(AlertRow[] rows)
    {
        cutouts.Run("BEGIN IMMEDIATE");
        try
        {
            var added = 0L;
            foreach (var row in rows)
            {
                // What a crash has left of another packet with this number.
                added -= dropCutouts.Bind(1, row.Survey).Bind(2, row.AlertId).Run();
                foreach (var cutout in row.Cutouts)
                    added += insertCutout.Bind(1, row.Survey).Bind(2, row.AlertId).Bind(3, cutout.Kind).Bind(4, cutout.FileName).Bind(5, (ReadOnlySpan<byte>)cutout.Data).Run();
            }
            countCutouts.Bind(1, added).Run();
            cutouts.Run("COMMIT");
        }
        catch
        {
            foreach (var statement in new[] { dropCutouts, insertCutout, countCutouts })
                statement.Reset();
            RollBack(cutouts);
            throw;
        }
    }

    private T Transact<T>(Func<T> work)
    {
        alerts.Run("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            alerts.Run("COMMIT");
            return result;
        }
        catch
        {
            foreach (var statement in statements.Values)
                statement.Reset();
            Schemas.Forget();
            knownObjects.Clear();
            recentObjects = null;
            datapoints.Forget();
            RollBack(alerts);
            throw;
        }
    }

    private static void RollBack(SqliteConnection connection)
    {
        // SQLite has rolled back by itself when the disk was full or failed.
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
            connection.Run("ROLLBACK");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements.Values.Concat([dropCutouts, insertCutout, countCutouts]))
            statement.Dispose();
        alerts.Dispose();
        cutouts.Dispose();
    }
}
