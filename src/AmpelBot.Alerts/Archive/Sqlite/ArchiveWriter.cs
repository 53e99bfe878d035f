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

    private const int CancellationRows = 1024;

    // Objects that are known to be in their table, so that their next alert asks nothing; about 100 MB.
    private const int MostKnownObjects = 4_000_000;

    private readonly SqliteConnection alerts;
    private readonly SqliteConnection cutouts;
    private readonly TimeProvider time;
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);
    private readonly SqliteStatement dropCutouts, insertCutout, countCutouts;
    private readonly Dictionary<string, HashSet<long>> knownObjects = new(StringComparer.Ordinal);
    private readonly DatapointWriter datapoints;

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
    internal T Write<T>(Func<T> work) => Transact(alerts, work);

    /// <summary>Runs work in one transaction of the file of the alerts.</summary>
    internal void Write(Action work) => Transact(alerts, () =>
    {
        work();
        return 0;
    });

    /// <summary>Writes a batch. Its cutouts are safe in their file before the rest is in its own.</summary>
    /// <returns>How many alerts were new.</returns>
    internal int Add(IReadOnlyList<AlertRow> batch, IReadOnlyList<DeadLetter> letters, CancellationToken cancellation)
    {
        var rows = InOrder(batch);
        // A hash takes as long as a tenth of a row's writing, and needs no table: another thread does it meanwhile.
        var hashes = Task.Run(() => Array.ConvertAll(rows, row => StateId.OfAlert(row.Survey, row.AlertId)), cancellation);
        return Transact(alerts, () =>
        {
            var added = new Added { StateHash = alerts.Scalar("SELECT state_hash FROM totals") ?? 0 };
            var fresh = new List<AlertRow>(rows.Length);
            var isFresh = AddAlerts(rows, fresh, cancellation);
            var hashOf = hashes.GetAwaiter().GetResult();
            for (var i = 0; i < rows.Length; i++)
                if (isFresh[i])
                    added.StateHash = unchecked(added.StateHash + hashOf[i]);
            AddObjects(fresh, added);
            foreach (var row in fresh)
                if (row.Datapoints.Count > 0 || row.Skeleton is not null)
                {
                    cancellation.ThrowIfCancellationRequested();
                    added.Datapoints += datapoints.Add(row);
                    added.Packets += row.Skeleton is null ? 0 : 1;
                }
            AddDeadLetters(letters, added);
            AddCutouts(fresh);
            Statement(WriteTotals).Bind(1, fresh.Count).Bind(2, added.Packets).Bind(3, added.Objects).Bind(4, added.Datapoints).Bind(5, added.DeadLetters)
                .Bind(6, added.StateHash).Bind(7, fresh.Count == 0 ? null : fresh.Min(r => r.Jd)).Bind(8, fresh.Count == 0 ? null : fresh.Max(r => r.Jd)).Run();
            return fresh.Count;
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

    private sealed class Added
    {
        internal long Packets, Objects, Datapoints, DeadLetters, StateHash;
    }

    /// <summary>The rows by night and place, so that they go into neighbouring pages: of those with one number the first.</summary>
    private static AlertRow[] InOrder(IReadOnlyList<AlertRow> batch)
    {
        var seen = new HashSet<(long, string)>(batch.Count);
        var keys = new UInt128[batch.Count];
        var rows = new AlertRow[batch.Count];
        var count = 0;
        foreach (var row in batch)
            if (seen.Add((row.AlertId, row.Survey)))
            {
                keys[count] = new UInt128((ulong)(row.Night - (long)int.MinValue), (ulong)row.Hpx29);
                rows[count++] = row;
            }
        Array.Sort(keys, rows, 0, count);
        return count == rows.Length ? rows : rows[..count];
    }

    /// <returns>Which of the rows are new.</returns>
    private bool[] AddAlerts(AlertRow[] rows, List<AlertRow> fresh, CancellationToken cancellation)
    {
        var insert = Statement(InsertAlert);
        var count = Statement("INSERT INTO night (night, alerts) VALUES (?1, ?2) ON CONFLICT (night) DO UPDATE SET alerts = alerts + excluded.alerts");
        insert.Bind(13, time.GetUtcNow().ToUnixTimeMilliseconds());
        var isFresh = new bool[rows.Length];
        string? survey = null;
        int? night = null;
        var ofNight = 0L;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            if (i % CancellationRows == 0)
                cancellation.ThrowIfCancellationRequested();
            if (row.Night != night)
            {
                if (ofNight > 0)
                    count.Bind(1, night!.Value).Bind(2, ofNight).Run();
                (night, ofNight) = (row.Night, 0);
                insert.Bind(1, row.Night);
            }
            if (!ReferenceEquals(survey, row.Survey))
                insert.Bind(4, survey = row.Survey);
            insert.Bind(2, row.Hpx29).Bind(3, row.AlertId).Bind(5, row.Jd).Bind(6, row.Stock).Bind(7, row.RaDeg).Bind(8, row.DecDeg)
                .Bind(9, (long?)row.ProgramId).Bind(10, row.IsNumbered ? 1 : 0).Bind(11, Schemas.IdOf(row.Candidate.Schema)).Bind(12, row.Candidate.Bytes.Span);
            if (insert.Run() == 0)
                continue;
            fresh.Add(row);
            isFresh[i] = true;
            ofNight++;
        }
        if (ofNight > 0)
            count.Bind(1, night!.Value).Bind(2, ofNight).Run();
        return isFresh;
    }

    private void AddObjects(List<AlertRow> rows, Added added)
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
        var insert = Statement("INSERT INTO object (survey, stock, name) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
        foreach (var (stock, survey, name) in unknown)
            added.Objects += insert.Bind(1, survey).Bind(2, stock).Bind(3, name).Run();
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

    private void AddCutouts(List<AlertRow> rows)
    {
        if (!rows.Exists(r => r.Cutouts.Count > 0))
            return;
        Transact(cutouts, () =>
        {
            var added = 0L;
            foreach (var row in rows)
            {
                if (row.Cutouts.Count == 0)
                    continue;
                // What a crash has left of another packet with this number.
                added -= dropCutouts.Bind(1, row.Survey).Bind(2, row.AlertId).Run();
                foreach (var cutout in row.Cutouts)
                    added += insertCutout.Bind(1, row.Survey).Bind(2, row.AlertId).Bind(3, cutout.Kind).Bind(4, cutout.FileName).Bind(5, (ReadOnlySpan<byte>)cutout.Data).Run();
            }
            return countCutouts.Bind(1, added).Run();
        });
    }

    private T Transact<T>(SqliteConnection connection, Func<T> work)
    {
        connection.Run("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            connection.Run("COMMIT");
            return result;
        }
        catch
        {
            foreach (var statement in statements.Values)
                statement.Reset();
            Schemas.Forget();
            knownObjects.Clear();
            datapoints.Forget();
            // SQLite has rolled back by itself when the disk was full or failed.
            if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
                connection.Run("ROLLBACK");
            throw;
        }
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
