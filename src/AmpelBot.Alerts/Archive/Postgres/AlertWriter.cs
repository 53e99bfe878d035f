using System.Numerics;
using System.Runtime.InteropServices;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Writes batches of alerts. Safe to share between threads; each batch is one transaction on a connection of its own.</summary>
/// <remarks>
/// Writers pass the tables in the same order (alert or its blocks and lists, object, packet, cutout, datapoint, dead letter, totals, night) and each table in the order of its key, so that two which
/// bring the same rows wait for each other and seldom deadlock; when they do, the server ends one, which begins again.
/// </remarks>
internal sealed class AlertWriter(PostgresDatabase database, bool isFleet, TimeProvider time)
{
    private const int MostAttempts = 12;
    private const int MostSeenObjects = 2_000_000;
    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];
    private static readonly BigInteger HashModulus = BigInteger.One << 64;

    private const string AlertColumns =
        "alert (hpx29, alert_id, jd, stock, ra, dec, ingested, night, schema, program, naming, numbered, packed, survey, body)";

    private readonly Lock remembering = new();
    private readonly Dictionary<string, HashSet<long>> seenStocks = [];
    private readonly SeenDatapoints seenDatapoints = new();

    // Whether the batch before had nothing that was there already. Then the next is copied straight into the table, without an array of rows and a second look into the index for each.
    private volatile bool isFresh = true;

    /// <summary>Writes a batch, all of it or nothing.</summary>
    /// <returns>How many alerts were new.</returns>
    internal async Task<int> WriteAsync(IReadOnlyList<AlertRow> alerts, IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellation)
    {
        var batch = new Batch(alerts);
        var isRetried = false;
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var state = new Attempt();
            try
            {
                var connection = await (isRetried ? ReopenAsync(cancellation) : database.OpenAsync(cancellation)).ConfigureAwait(false);
                await using var closing = connection.ConfigureAwait(false);
                return await WriteOnceAsync(connection, batch, deadLetters, state, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgresFailure.IsCollision(e) || PostgresFailure.IsClash(e))
            {
                isFresh = false;
                if (attempt >= MostAttempts)
                    throw PostgresFailure.In(database.Place, e);
            }
            catch (Exception e) when (!isRetried && PostgresFailure.IsLost(e is ArchiveException ? e.InnerException ?? e : e))
            {
                isRetried = true;
                database.Forget();
                if (state.Transaction is { } transaction && state.IsCommitting && await IsCommittedAsync(transaction, cancellation).ConfigureAwait(false))
                    return state.Added;
            }
            catch (Exception e) when (PostgresFailure.Is(e))
            {
                cancellation.ThrowIfCancellationRequested();
                throw PostgresFailure.In(database.Place, e);
            }
        }
    }

    /// <summary>The distinct alerts of a batch; of equal ones the first.</summary>
    private sealed class Batch
    {
        internal Batch(IReadOnlyList<AlertRow> alerts)
        {
            AsCame = [.. alerts];
            // Sorting numbers takes a fifth of the time of a set of them.
            var ids = Array.ConvertAll(AsCame, a => a.AlertId);
            Array.Sort(ids);
            for (var i = 1; i < ids.Length; i++)
                if (ids[i] == ids[i - 1])
                {
                    AsCame = [.. AsCame.DistinctBy(a => (a.AlertId, a.Survey))];
                    break;
                }
            InOrder = AlertRow.InOrder(AsCame);
            Ids = IdsOf(AsCame);
        }

        /// <summary>In the order in which they came, which is mostly that in memory: what needs no other order goes through them 50 ns an alert faster.</summary>
        internal AlertRow[] AsCame { get; }

        /// <summary>In the order of night, hpx29, alert id and survey.</summary>
        internal AlertRow[] InOrder { get; }

        /// <summary>The numbers of each survey.</summary>
        internal Dictionary<string, List<long>> Ids { get; }
    }

    /// <summary>How far an attempt came, for the next one.</summary>
    private sealed class Attempt
    {
        internal string? Transaction;
        internal bool IsCommitting;
        internal int Added;
    }

    private async Task<int> WriteOnceAsync(
        NpgsqlConnection connection, Batch batch, IReadOnlyList<DeadLetter> deadLetters, Attempt attempt, CancellationToken cancellation)
    {
        await database.Schemas.StoreAsync(connection, SchemasOf(batch.AsCame), cancellation).ConfigureAwait(false);
        var mayList = !isFleet && ListedAlerts.IsFit(batch.AsCame);
        var begun = await BeginAsync(connection, batch, mayList, cancellation).ConfigureAwait(false);
        attempt.Transaction = begun.Transaction;
        // To the millisecond, as a journal has it.
        var now = time.GetUtcNow();
        var ingested = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        IReadOnlyList<AlertRow> added = batch.AsCame;
        Tally? tally = null;
        var named = new Named([], [], 0);
        var objects = 0;
        if (begun.Run is { } run)
        {
            // On the other core, while the server works.
            var preparing = Task.Run(() => (Entries: ListEntries.Of(batch.AsCame), Tally: TallyOf(batch.AsCame), Named: NamedOf(batch.AsCame)), cancellation);
            await AlertBlocks.CopyAsync(connection, database.Schemas, batch.InOrder, run, ingested, cancellation).ConfigureAwait(false);
            (var entries, tally, named) = await preparing.ConfigureAwait(false);
            await AlertLists.CopyAsync(connection, entries, cancellation).ConfigureAwait(false);
            objects = await CopyObjectsAsync(connection, named, mayBeThere: !isFresh || named.Seen != begun.Objects, cancellation).ConfigureAwait(false);
        }
        else
        {
            var known = begun.IsTouched ? await AlertLists.KnownAsync(connection, batch.InOrder, cancellation).ConfigureAwait(false) : [];
            AlertRow[] unlisted = known.Count > 0 ? Array.FindAll(batch.InOrder, r => !known.Contains((r.AlertId, r.Survey))) : batch.InOrder;
            added = await InsertAlertsAsync(connection, unlisted, ingested, cancellation).ConfigureAwait(false);
        }
        var areAllNew = added.Count == batch.AsCame.Length;
        isFresh = areAllNew;
        attempt.Added = added.Count;
        // A fleet's servers do not commit at one instant. What a crash has left of a batch on one of them is completed when the batch comes again.
        IReadOnlyList<AlertRow> merged = isFleet ? batch.InOrder : added;
        var datapoints = new DatapointMerge(connection, database.Schemas, seenDatapoints);
        if (merged.Count > 0)
        {
            if (begun.Run is null)
            {
                named = NamedOf(areAllNew ? batch.AsCame : merged);
                objects = await InsertObjectsAsync(connection, named, cancellation).ConfigureAwait(false);
            }
            await CopyPacketsAsync(connection, added, cancellation).ConfigureAwait(false);
            await CopyCutoutsAsync(connection, added, cancellation).ConfigureAwait(false);
            await datapoints.RunAsync(merged, cancellation).ConfigureAwait(false);
        }
        if (deadLetters.Count > 0)
            await DeadLetters.InsertAsync(connection, deadLetters, time.GetUtcNow(), cancellation).ConfigureAwait(false);
        if (added.Count + objects + datapoints.Added > 0)
            await CountAsync(connection, tally ?? TallyOf(areAllNew ? batch.AsCame : added), begun.Run is null ? 0 : 1, objects, datapoints.Added, cancellation).ConfigureAwait(false);
        attempt.IsCommitting = true;
        await connection.RunAsync("commit", cancellation).ConfigureAwait(false);
        datapoints.Remember();
        Remember(named.Keys);
        return added.Count;
    }

    /// <summary>What a transaction begins with.</summary>
    /// <param name="Transaction">Its number, by which another connection can find out how it ended.</param>
    /// <param name="IsTouched">Whether lists have numbers among those of the batch.</param>
    /// <param name="Run">The run of its night that the batch becomes; null when it is not listed.</param>
    /// <param name="Objects">Number of objects with a name, when the batch is listed.</param>
    private sealed record Beginning(string Transaction, bool IsTouched, int? Run, long Objects);

    /// <summary>Begins a transaction, locks the lists, and asks for all that <see cref="Beginning"/> tells.</summary>
    private async Task<Beginning> BeginAsync(NpgsqlConnection connection, Batch batch, bool mayList, CancellationToken cancellation)
    {
        var commands = new NpgsqlBatch(connection) { BatchCommands = { new("begin") } };
        await using var closing = commands.ConfigureAwait(false);
        if (!isFleet)
        {
            List<long>[] ids = [.. batch.Ids.Values];
            commands.BatchCommands.Add(new(mayList ? AlertLists.LockToList : AlertLists.LockToAdd));
            commands.BatchCommands.Add(new(AlertLists.AreTouched)
            {
                Parameters =
                {
                    new() { Value = batch.Ids.Keys.Select(PostgresText.Of).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                    new() { Value = Array.ConvertAll(ids, i => i.Min()), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                    new() { Value = Array.ConvertAll(ids, i => i.Max()), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                },
            });
            if (mayList)
                commands.BatchCommands.Add(new(AlertLists.AreNew)
                {
                    Parameters =
                    {
                        new() { Value = ids.Single().Min(), NpgsqlDbType = NpgsqlDbType.Bigint },
                        new() { Value = ids.Single().Max(), NpgsqlDbType = NpgsqlDbType.Bigint },
                        new() { Value = batch.InOrder[0].Night, NpgsqlDbType = NpgsqlDbType.Integer },
                    },
                });
        }
        commands.BatchCommands.Add(new("select pg_current_xact_id()::text"));
        var row = await commands.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using var closingRow = row.ConfigureAwait(false);
        var isTouched = false;
        int? run = null;
        var objects = 0L;
        await row.ReadAsync(cancellation).ConfigureAwait(false);
        if (!isFleet)
        {
            isTouched = row.GetBoolean(0);
            await NextAsync().ConfigureAwait(false);
            if (mayList)
            {
                run = !isTouched && row.GetBoolean(0) ? row.GetInt32(1) : null;
                objects = row.GetInt64(2);
                await NextAsync().ConfigureAwait(false);
            }
        }
        return new Beginning(row.GetString(0), isTouched, run, objects);

        async Task NextAsync()
        {
            await row.NextResultAsync(cancellation).ConfigureAwait(false);
            await row.ReadAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The numbers of each survey.</summary>
    private static Dictionary<string, List<long>> IdsOf(IReadOnlyList<AlertRow> alerts)
    {
        var ids = new Dictionary<string, List<long>>();
        var (survey, those) = ((string?)null, new List<long>());
        foreach (var row in alerts)
        {
            if (!ReferenceEquals(survey, row.Survey) && !ids.TryGetValue(survey = row.Survey, out those!))
                ids.Add(survey, those = new List<long>(alerts.Count));
            those.Add(row.AlertId);
        }
        return ids;
    }

    private async Task<bool> IsCommittedAsync(string transaction, CancellationToken cancellation)
    {
        var connection = await ReopenAsync(cancellation).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.Command("select pg_xact_status($1::xid8)", (transaction, NpgsqlDbType.Text)).ScalarAsync(cancellation).ConfigureAwait(false) is "committed";
    }

    /// <summary>A connection after one was lost; a server that starts again needs a moment.</summary>
    private async Task<NpgsqlConnection> ReopenAsync(CancellationToken cancellation)
    {
        for (var i = 0; ; i++)
            try
            {
                await Task.Delay(Pauses[i], time, cancellation).ConfigureAwait(false);
                return await database.OpenAsync(cancellation).ConfigureAwait(false);
            }
            catch (ArchiveException) when (i + 1 < Pauses.Length)
            {
                database.Forget();
            }
    }

    private static HashSet<AvroRecordSchema> SchemasOf(AlertRow[] batch)
    {
        var schemas = new HashSet<AvroRecordSchema>(ReferenceEqualityComparer.Instance);
        AvroRecordSchema? last = null;
        foreach (var row in batch)
        {
            // Most rows have the schema of the row before.
            if (!ReferenceEquals(last, row.Candidate.Schema))
                schemas.Add(last = row.Candidate.Schema);
            if (row.Skeleton is { } skeleton)
                schemas.Add(skeleton.Schema);
            foreach (var point in row.Datapoints)
                schemas.Add(point.Datapoint.Body.Schema);
        }
        return schemas;
    }

    /// <summary>Inserts the alerts that are not there.</summary>
    /// <returns>The new ones, in the order of the batch.</returns>
    private async Task<IReadOnlyList<AlertRow>> InsertAlertsAsync(NpgsqlConnection connection, AlertRow[] batch, DateTimeOffset ingested, CancellationToken cancellation)
    {
        if (batch.Length == 0)
            return [];
        if (isFresh && !isFleet)
        {
            // When one is there after all, the transaction is given up and WriteAsync comes back with isFresh = false.
            var rows = await CopyRows.BeginAsync(connection, AlertColumns, cancellation).ConfigureAwait(false);
            await using var closing = rows.ConfigureAwait(false);
            foreach (var row in batch)
            {
                await rows.RowAsync(15).ConfigureAwait(false);
                rows.Long(row.Hpx29);
                rows.Long(row.AlertId);
                rows.Double(row.Jd);
                rows.Long(row.Stock);
                rows.Double(row.RaDeg);
                rows.Double(row.DecDeg);
                rows.Time(ingested);
                rows.Int(row.Night);
                rows.Int(database.Schemas.IdOf(row.Candidate.Schema));
                rows.Int(row.ProgramId);
                rows.Small((short)StockNames.NamingOf(row));
                rows.Bool(row.IsNumbered);
                rows.Bool(row.Skeleton is not null);
                rows.Text(row.Survey);
                rows.Bytes(row.Candidate.Bytes.Span);
            }
            await rows.CompleteAsync().ConfigureAwait(false);
            return batch;
        }
        var added = await connection.Command(
                $"""
                insert into {AlertColumns}
                select hpx29, alert_id, jd, stock, ra, dec, $7, night, schema, program, naming, numbered, packed, survey, body
                from unnest($1, $2, $3, $4, $5, $6, $8, $9, $10, $11, $12, $13, $14, $15)
                  k(hpx29, alert_id, jd, stock, ra, dec, night, schema, program, naming, numbered, packed, survey, body)
                on conflict do nothing
                returning alert_id, survey
                """,
                Longs(r => r.Hpx29), Longs(r => r.AlertId), Doubles(r => r.Jd), Longs(r => r.Stock), Doubles(r => r.RaDeg), Doubles(r => r.DecDeg),
                (ingested.UtcDateTime, NpgsqlDbType.TimestampTz), Ints(r => r.Night), Ints(r => database.Schemas.IdOf(r.Candidate.Schema)),
                (batch.Select(r => r.ProgramId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer),
                (Array.ConvertAll(batch, r => (short)StockNames.NamingOf(r)), NpgsqlDbType.Array | NpgsqlDbType.Smallint),
                Bools(r => r.IsNumbered), Bools(r => r.Skeleton is not null),
                (batch.Select(r => PostgresText.Of(r.Survey)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
                (batch.Select(r => r.Candidate.Bytes.ToArray()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bytea))
            .RowsAsync(row => (row.GetInt64(0), row.GetString(1)), cancellation).ConfigureAwait(false);
        if (added.Count == batch.Length)
            return batch;
        var isAdded = added.ToHashSet();
        return [.. batch.Where(r => isAdded.Contains((r.AlertId, r.Survey)))];

        (object?, NpgsqlDbType) Longs(Func<AlertRow, long> of) => (Array.ConvertAll(batch, r => of(r)), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        (object?, NpgsqlDbType) Ints(Func<AlertRow, int> of) => (Array.ConvertAll(batch, r => of(r)), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        (object?, NpgsqlDbType) Doubles(Func<AlertRow, double> of) => (Array.ConvertAll(batch, r => of(r)), NpgsqlDbType.Array | NpgsqlDbType.Double);
        (object?, NpgsqlDbType) Bools(Func<AlertRow, bool> of) => (Array.ConvertAll(batch, r => of(r)), NpgsqlDbType.Array | NpgsqlDbType.Boolean);
    }

    /// <summary>Objects of alerts that have a name and were not seen before.</summary>
    /// <param name="Keys">In their order.</param>
    /// <param name="Names">In the order of the keys.</param>
    /// <param name="Seen">How many others were seen, all of which are there: when there are as many, these are none of them.</param>
    private sealed record Named(ObjectKey[] Keys, string[] Names, long Seen);

    private Named NamedOf(IReadOnlyList<AlertRow> alerts)
    {
        var names = new Dictionary<ObjectKey, string>();
        var seen = 0L;
        lock (remembering)
        {
            seen = seenStocks.Values.Sum(s => (long)s.Count);
            foreach (var row in alerts)
                if (row.ObjectName is { } name && !(SeenOf(row.Survey)?.Contains(row.Stock) ?? false))
                    names.TryAdd(new ObjectKey(row.Survey, row.Stock), name);
        }
        var keys = names.Keys.ToArray();
        Array.Sort(keys, (a, b) => a.Stock != b.Stock ? a.Stock.CompareTo(b.Stock) : string.CompareOrdinal(a.Survey, b.Survey));
        return new Named(keys, Array.ConvertAll(keys, k => names[k]), seen);
    }

    private static async Task<int> InsertObjectsAsync(NpgsqlConnection connection, Named named, CancellationToken cancellation)
        => named.Keys.Length == 0 ? 0 : await connection.Command(
                "insert into object (stock, survey, name) select * from unnest($1, $2, $3) on conflict do nothing",
                (Array.ConvertAll(named.Keys, k => k.Stock), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
                (Array.ConvertAll(named.Keys, k => PostgresText.Of(k.Survey)), NpgsqlDbType.Array | NpgsqlDbType.Text),
                (Array.ConvertAll(named.Names, PostgresText.Of), NpgsqlDbType.Array | NpgsqlDbType.Text))
            .RunAsync(cancellation).ConfigureAwait(false);

    /// <summary>Inserts the objects of one survey that are not there, while nobody else may: for half of what an insert costs that looks out for others.</summary>
    /// <param name="connection">Within the transaction.</param>
    /// <param name="named">The objects.</param>
    /// <param name="mayBeThere">False when all objects that are there were seen; when one of these is there after all, WriteAsync comes back with isFresh = false.</param>
    /// <param name="cancellation">Stops writing.</param>
    private static async Task<int> CopyObjectsAsync(NpgsqlConnection connection, Named named, bool mayBeThere, CancellationToken cancellation)
    {
        var keys = named.Keys;
        if (keys.Length == 0)
            return 0;
        HashSet<long> known = !mayBeThere ? [] : (await connection.Command(
                "select k.stock from unnest($1) k(stock) cross join lateral (select from object o where o.stock = k.stock and o.survey = $2 offset 0) o",
                (Array.ConvertAll(keys, k => k.Stock), NpgsqlDbType.Array | NpgsqlDbType.Bigint), (PostgresText.Of(keys[0].Survey), NpgsqlDbType.Text))
            .RowsAsync(row => row.GetInt64(0), cancellation).ConfigureAwait(false)).ToHashSet();
        if (known.Count == keys.Length)
            return 0;
        var rows = await CopyRows.BeginAsync(connection, "object (stock, survey, name)", cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        for (var i = 0; i < keys.Length; i++)
            if (!known.Contains(keys[i].Stock))
            {
                await rows.RowAsync(3).ConfigureAwait(false);
                rows.Long(keys[i].Stock);
                rows.Text(keys[i].Survey);
                rows.NewText(named.Names[i]);
            }
        await rows.CompleteAsync().ConfigureAwait(false);
        return keys.Length - known.Count;
    }

    private async Task CopyPacketsAsync(NpgsqlConnection connection, IReadOnlyList<AlertRow> alerts, CancellationToken cancellation)
    {
        var packed = alerts.Where(r => r.Skeleton is not null).OrderBy(r => r.AlertId).ToList();
        if (packed.Count == 0)
            return;
        var rows = await CopyRows.BeginAsync(connection, "packet (alert_id, night, schema, survey, skeleton)", cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        foreach (var row in packed)
        {
            await rows.RowAsync(5).ConfigureAwait(false);
            rows.Long(row.AlertId);
            rows.Int(row.Night);
            rows.Int(database.Schemas.IdOf(row.Skeleton!.Schema));
            rows.Text(row.Survey);
            rows.Bytes(row.Skeleton.Bytes.Span);
        }
        await rows.CompleteAsync().ConfigureAwait(false);
    }

    private static async Task CopyCutoutsAsync(NpgsqlConnection connection, IReadOnlyList<AlertRow> alerts, CancellationToken cancellation)
    {
        var pictured = alerts.Where(r => r.Cutouts.Count > 0).OrderBy(r => r.AlertId).ToList();
        if (pictured.Count == 0)
            return;
        var rows = await CopyRows.BeginAsync(connection, "cutout (alert_id, night, place, survey, kind, file_name, data)", cancellation).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        foreach (var row in pictured)
            for (var i = 0; i < row.Cutouts.Count; i++)
            {
                await rows.RowAsync(7).ConfigureAwait(false);
                rows.Long(row.AlertId);
                rows.Int(row.Night);
                rows.Small(checked((short)i));
                rows.Text(row.Survey);
                rows.Text(row.Cutouts[i].Kind);
                rows.Text(row.Cutouts[i].FileName);
                rows.Bytes(row.Cutouts[i].Data);
            }
        await rows.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>What alerts add to the totals.</summary>
    private sealed record Tally(long Alerts, long Cutouts, long StateHash, double? FirstJd, double? LastJd, SortedDictionary<int, long> Nights);

    private static Tally TallyOf(IReadOnlyList<AlertRow> added)
    {
        var hash = 0L;
        var nights = new SortedDictionary<int, long>();
        double? first = null, last = null;
        var cutouts = 0L;
        foreach (var (survey, ids) in IdsOf(added))
            hash = unchecked(hash + StateId.SumOfAlerts(survey, CollectionsMarshal.AsSpan(ids)));
        var (night, alerts) = (0, 0L);
        foreach (var row in added)
        {
            if (row.Night != night)
            {
                Count();
                (night, alerts) = (row.Night, 0);
            }
            alerts++;
            first = row.Jd < first ? row.Jd : first ?? row.Jd;
            last = row.Jd > last ? row.Jd : last ?? row.Jd;
            cutouts += row.Cutouts.Count;
        }
        Count();
        return new Tally(added.Count, cutouts, hash, first, last, nights);

        void Count()
        {
            if (alerts > 0)
                nights[night] = nights.GetValueOrDefault(night) + alerts;
        }
    }

    /// <summary>Brings the totals up to date, last of all: from here to the commit other writers wait.</summary>
    private static async Task CountAsync(NpgsqlConnection connection, Tally tally, int runs, int objects, int datapoints, CancellationToken cancellation)
    {
        await connection.Command(
                $"""
                update totals set alerts = alerts + $1, objects = objects + $2, datapoints = datapoints + $3, cutouts = cutouts + $4,
                  state_hash = mod(state_hash + $5, {HashModulus}), first_jd = least(first_jd, $6), last_jd = greatest(last_jd, $7)
                """,
                (tally.Alerts, NpgsqlDbType.Bigint), ((long)objects, NpgsqlDbType.Bigint), ((long)datapoints, NpgsqlDbType.Bigint), (tally.Cutouts, NpgsqlDbType.Bigint),
                ((decimal)unchecked((ulong)tally.StateHash), NpgsqlDbType.Numeric), (tally.FirstJd, NpgsqlDbType.Double), (tally.LastJd, NpgsqlDbType.Double))
            .RunAsync(cancellation).ConfigureAwait(false);
        // In order, as all writers do.
        await connection.Command(
                """
                insert into night as n (night, alerts, runs) select k.night, k.alerts, $3 from unnest($1, $2) k(night, alerts)
                on conflict (night) do update set alerts = n.alerts + excluded.alerts, runs = n.runs + excluded.runs
                """,
                (tally.Nights.Keys.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer), (tally.Nights.Values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint), (runs, NpgsqlDbType.Integer))
            .RunAsync(cancellation).ConfigureAwait(false);
    }

    private HashSet<long>? SeenOf(string survey) => seenStocks.GetValueOrDefault(survey);

    private void Remember(ObjectKey[] objects)
    {
        lock (remembering)
        {
            if (seenStocks.Values.Sum(s => s.Count) + objects.Length > MostSeenObjects)
                seenStocks.Clear();
            foreach (var key in objects.Take(MostSeenObjects))
            {
                if (!seenStocks.TryGetValue(key.Survey, out var stocks))
                    seenStocks.Add(key.Survey, stocks = []);
                stocks.Add(key.Stock);
            }
        }
    }
}
