using System.Globalization;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Counts again, hashes again, puts every packet together and checks the indexes, object by object within one state of the archive.</summary>
internal sealed class Verification(PostgresDatabase database, NpgsqlConnection connection, IProgress<string>? progress)
{
    private const int PageAlerts = 2000;

    /// <summary>Packets that are put together at a time; each may bring 100 kB of cutouts.</summary>
    private const int PacketsAtOnce = 100;

    /// <summary>Objects of blocks that are remembered, so that few are looked up twice.</summary>
    private const int MostSeenObjects = 2_000_000;

    private readonly AlertReader reader = new(database, connection, DataRights.Partnership);
    private readonly ListVerification lists = new(connection);
    private readonly SortedDictionary<int, long> nights = [];

    // Of blocks, by object: few, as batches that bring packets are small.
    private readonly Dictionary<ObjectKey, List<AlertReader.Row>> packedInBlocks = [];
    private readonly HashSet<ObjectKey> seenObjects = [];
    private readonly Faults places = new(), candidates = new(), datapoints = new(), packets = new(), names = new();
    private long alerts, inTable, datapointsSeen, packetsSeen, stateHash;
    private double? first, last;

    /// <summary>All checks.</summary>
    internal async Task<IReadOnlyList<ArchiveCheck>> RunAsync(CancellationToken cancellation)
    {
        await connection.RunAsync("set local work_mem = '256MB'", cancellation).ConfigureAwait(false);
        var blocks = new BlockVerification(connection, rows => TakeBlocksAsync(rows, cancellation));
        await blocks.RunAsync(cancellation).ConfigureAwait(false);
        await connection.RunAsync($"declare verification no scroll cursor for select {AlertReader.Columns} from alert a order by a.stock, a.survey", cancellation).ConfigureAwait(false);
        var rows = new List<AlertReader.Row>();
        for (var isLast = false; !isLast;)
        {
            var page = await connection.Command($"fetch {PageAlerts} from verification").RowsAsync(reader.Read, cancellation).ConfigureAwait(false);
            isLast = page.Count < PageAlerts;
            inTable += page.Count;
            page.ForEach(Take);
            rows.AddRange(page);
            // The last object may go on.
            var complete = isLast ? rows.Count : rows.FindLastIndex(r => r.Object != rows[^1].Object) + 1;
            await CheckObjectsAsync(rows[..complete], cancellation).ConfigureAwait(false);
            rows.RemoveRange(0, complete);
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{alerts} alerts checked"));
        }
        foreach (var (key, packed) in packedInBlocks)
            await CheckObjectAsync(key, [.. packed], cancellation).ConfigureAwait(false);
        return [await AlertsAsync(cancellation).ConfigureAwait(false), await NightsAsync(cancellation).ConfigureAwait(false),
            Check("places", places, alerts, "alerts have the night and the HEALPix index of their time and position"),
            Check("candidate blocks", candidates, alerts, "candidate blocks follow their Avro schemas"),
            await ObjectsAsync(cancellation).ConfigureAwait(false), await DatapointsAsync(cancellation).ConfigureAwait(false),
            await PacketsAsync(cancellation).ConfigureAwait(false), await CutoutsAsync(cancellation).ConfigureAwait(false), await blocks.CheckAsync(cancellation).ConfigureAwait(false), await lists.CheckAsync(cancellation).ConfigureAwait(false),
            await IndexesAsync(cancellation).ConfigureAwait(false)];
    }

    private void Take(AlertReader.Row row)
    {
        alerts++;
        nights[row.Night] = nights.GetValueOrDefault(row.Night) + 1;
        stateHash = unchecked(stateHash + StateId.OfAlert(row.Survey, row.AlertId));
        first = row.Jd < first ? row.Jd : first ?? row.Jd;
        last = row.Jd > last ? row.Jd : last ?? row.Jd;
        if (row.Night != Night.OfJd(row.Jd))
            places.Add($"alert {row.AlertId} is in the night {row.Night} and its jd is of another");
        else if (!SkyCoord.IsValid(row.RaDeg, row.DecDeg) || row.Hpx29 != HealpixNested.Index(HealpixNested.MaxOrder, new SkyCoord(row.RaDeg, row.DecDeg)))
            places.Add($"the HEALPix index of alert {row.AlertId} is not that of its position");
    }

    private async Task TakeBlocksAsync(List<AlertReader.Row> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return;
        foreach (var row in rows)
        {
            Take(row);
            lists.Take(row);
            if (row.IsPacked && !packedInBlocks.TryAdd(row.Object, [row]))
                packedInBlocks[row.Object].Add(row);
        }
        if (seenObjects.Count > MostSeenObjects)
            seenObjects.Clear();
        await CheckAlertsAsync(rows, seenObjects, cancellation).ConfigureAwait(false);
        progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{alerts} alerts checked"));
    }

    private async Task CheckObjectsAsync(List<AlertReader.Row> rows, CancellationToken cancellation)
    {
        await CheckAlertsAsync(rows, [], cancellation).ConfigureAwait(false);
        foreach (var group in rows.GroupBy(r => r.Object))
        {
            packedInBlocks.Remove(group.Key, out var others);
            AlertReader.Row[] packed = [.. group.Where(r => r.IsPacked), .. others ?? []];
            if (packed.Length > 0)
                await CheckObjectAsync(group.Key, packed, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Checks the candidate blocks of alerts and the names of their objects, but for those seen before.</summary>
    private async Task CheckAlertsAsync(List<AlertReader.Row> rows, HashSet<ObjectKey> seen, CancellationToken cancellation)
    {
        await database.Schemas.LoadAsync(database, connection, rows.Select(r => r.Schema), cancellation).ConfigureAwait(false);
        foreach (var row in rows)
            if (Fault(() => _ = new AvroRecord(database.Schemas[row.Schema], row.Body).Values) is { } fault)
                candidates.Add($"that of alert {row.AlertId} does not ({fault})");
        ObjectKey[] objects = [.. rows.Select(r => r.Object).Where(seen.Add)];
        var named = await reader.NamesAsync(objects, cancellation).ConfigureAwait(false);
        var haveNames = rows.Where(r => r.Naming != Naming.None).Select(r => r.Object).ToHashSet();
        foreach (var key in objects)
            if (haveNames.Contains(key) != named.TryGetValue(key, out var name) || (name?.Contains('\uFFFD') == false && StockId.Of(key.Survey, name) != key.Stock))
                names.Add($"the object {key.Stock} of {key.Survey} has no name or that of another");
    }

    private async Task CheckObjectAsync(ObjectKey key, AlertReader.Row[] rows, CancellationToken cancellation)
    {
        var reading = new PacketReader(database, connection, reader);
        var known = new Dictionary<long, double>();
        Dictionary<(ObjectKey, long Key), AlertReader.DatapointRead> points = [];
        foreach (var some in rows.Chunk(PacketsAtOnce))
        {
            var parts = await reading.PartsAsync(some, cancellation).ConfigureAwait(false);
            points = parts.Datapoints;
            foreach (var row in some)
            {
                packetsSeen++;
                if (Fault(() => Open(row, parts, reading, known)) is { } fault)
                    packets.Add($"that of alert {row.AlertId} of {row.Survey} cannot ({fault})");
            }
        }
        datapointsSeen += points.Count;
        foreach (var (at, point) in points)
            if (Fault(() => _ = point.Datapoint.Body.Values) is { } fault)
                datapoints.Add($"the body of one of the object {key.Stock} does not follow its Avro schema ({fault})");
            else if (DatapointKey.Of(point.Datapoint) != at.Key || BodyForms.Check(point.Datapoint.Body) != point.BodyCheck)
                datapoints.Add($"one of the object {key.Stock} is not what was stored");
            else if (!known.TryGetValue(at.Key, out var jd) || jd != point.KnownJd)
                datapoints.Add($"one of the object {key.Stock} is in no packet of its time (known_jd)");
    }

    private static void Open(AlertReader.Row row, PacketReader.Parts parts, PacketReader reading, Dictionary<long, double> known)
    {
        reading.Assemble(row, parts);
        foreach (var reference in parts.Skeletons[(row.AlertId, row.Survey)].References)
        {
            if (!parts.Datapoints.ContainsKey((row.Object, reference.Key)))
                throw new ArchiveException("a datapoint is missing");
            known[reference.Key] = Math.Min(row.Jd, known.GetValueOrDefault(reference.Key, double.PositiveInfinity));
        }
    }

    private async Task<ArchiveCheck> AlertsAsync(CancellationToken cancellation)
    {
        var total = (await connection.Command("select alerts, state_hash, first_jd, last_jd from totals")
            .RowsAsync(row => (Alerts: row.GetInt64(0), Hash: row.GetDecimal(1), First: row.DoubleAt(2), Last: row.DoubleAt(3)), cancellation).ConfigureAwait(false)).FirstOrDefault();
        var isOk = (total.Alerts, total.Hash, total.First, total.Last) == (alerts, unchecked((ulong)stateHash), first, last);
        return new ArchiveCheck("alerts", isOk, isOk
            ? FormattableString.Invariant($"{alerts} alerts, state {stateHash:x16}, as the totals say")
            : FormattableString.Invariant($"there are {alerts} alerts from {first} to {last} with the state {(ulong)stateHash}, ")
                + FormattableString.Invariant($"and the totals say {total.Alerts} from {total.First} to {total.Last} with {total.Hash}: ")
                + "bring back a copy, or ingest the packets into a new database");
    }

    private async Task<ArchiveCheck> NightsAsync(CancellationToken cancellation)
    {
        var counted = await connection.Command("select night, alerts from night where alerts > 0 order by night")
            .RowsAsync(row => KeyValuePair.Create(row.GetInt32(0), row.GetInt64(1)), cancellation).ConfigureAwait(false);
        var wrong = counted.Except(nights).Concat(nights.Except(counted)).Select(n => n.Key).Distinct().Order().ToList();
        return new ArchiveCheck("nights", wrong.Count == 0, wrong.Count == 0
            ? $"{nights.Count} nights have the alerts that table night says"
            : $"{wrong.Count} nights, first the modified Julian date {wrong[0]}, have other alerts than table night says, so that scans may miss them: "
                + "bring back a copy, or ingest the packets into a new database");
    }

    private async Task<ArchiveCheck> ObjectsAsync(CancellationToken cancellation)
    {
        var (total, rows) = await TotalAsync("objects", "object", cancellation).ConfigureAwait(false);
        var without = (long)(await connection.Command(
            """
            select count(*) from object o
            where not exists (select from alert a where a.stock = o.stock and a.survey = o.survey)
              and not exists (select from (select unnest(l.stocks) as stock from stock_list l) l where l.stock = o.stock)
            """).ScalarAsync(cancellation).ConfigureAwait(false))!;
        if (total != rows || without > 0)
            names.Add($"there are {rows}, {rows - without} of them with alerts, and the totals say {total}");
        return Check("objects", names, rows, "objects have their names");
    }

    private async Task<ArchiveCheck> DatapointsAsync(CancellationToken cancellation)
    {
        var (total, rows) = await TotalAsync("datapoints", "datapoint", cancellation).ConfigureAwait(false);
        if (total != rows || rows != datapointsSeen)
            datapoints.Add($"there are {rows}, {datapointsSeen} of them in packets, and the totals say {total}");
        return Check("datapoints", datapoints, rows, "datapoints are what was stored, each known since its first alert");
    }

    private async Task<ArchiveCheck> PacketsAsync(CancellationToken cancellation)
    {
        var rows = (long)(await connection.Command("select count(*) from packet").ScalarAsync(cancellation).ConfigureAwait(false))!;
        if (rows != packetsSeen)
            packets.Add($"there are {rows}, and the alerts name {packetsSeen}");
        return Check("packets", packets, rows, "packets can be put together again");
    }

    private async Task<ArchiveCheck> CutoutsAsync(CancellationToken cancellation)
    {
        var (total, rows) = await TotalAsync("cutouts", "cutout", cancellation).ConfigureAwait(false);
        var faults = new Faults();
        if (total != rows)
            faults.Add($"there are {rows}, and the totals say {total}");
        return Check("cutouts", faults, rows, "cutouts, as the totals say");
    }

    private async Task<(long Total, long Rows)> TotalAsync(string column, string table, CancellationToken cancellation)
        => (await connection.Command($"select coalesce((select {column} from totals), -1), (select count(*) from {table})")
            .RowsAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellation).ConfigureAwait(false))[0];

    /// <summary>Checks the B-trees: with the extension amcheck each against its table, otherwise by counting through the index that scans use.</summary>
    private async Task<ArchiveCheck> IndexesAsync(CancellationToken cancellation)
    {
        progress?.Report("checking the indexes");
        var valid = await connection.Command(
                """
                select c.relname, i.indisvalid and i.indisready from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
                where t.relnamespace = (select oid from pg_namespace where nspname = current_schema()) and c.relkind = 'i' order by c.relname
                """)
            .RowsAsync(row => (Name: row.GetString(0), IsValid: row.GetBoolean(1)), cancellation).ConfigureAwait(false);
        if (valid.Find(i => !i.IsValid) is { Name: { } broken })
            return new ArchiveCheck("indexes", false, $"the index {broken} is not valid: run `reindex index {broken}` in psql");
        await connection.RunAsync("set local enable_seqscan = off; set local enable_bitmapscan = off", cancellation).ConfigureAwait(false);
        var counted = (long)(await connection.Command("select count(*) from alert where night >= $1", (int.MinValue, NpgsqlDbType.Integer)).ScalarAsync(cancellation).ConfigureAwait(false))!;
        if (counted != inTable)
            return new ArchiveCheck("indexes", false, $"the index alert_scan finds {counted} of {inTable} alerts: run `reindex index alert_scan` in psql");
        if (await connection.Command("select 1 from pg_proc where proname = 'bt_index_check' and pg_function_is_visible(oid)").ScalarAsync(cancellation).ConfigureAwait(false) is null)
            return new ArchiveCheck("indexes", true,
                $"{valid.Count} indexes are valid and alert_scan finds all {inTable} alerts of table alert; for a check of every page run `create extension amcheck` in psql and verify again");
        try
        {
            foreach (var (name, _) in valid)
            {
                await connection.RunAsync("savepoint index_check", cancellation).ConfigureAwait(false);
                await connection.Command("select bt_index_check(quote_ident($1)::regclass, true)", (name, NpgsqlDbType.Text)).RunAsync(cancellation).ConfigureAwait(false);
            }
            return new ArchiveCheck("indexes", true, $"all pages of {valid.Count} indexes are right, and they have every row");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.IndexCorrupted or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.InsufficientPrivilege)
        {
            await connection.RunAsync("rollback to savepoint index_check", cancellation).ConfigureAwait(false);
            return e.SqlState == PostgresErrorCodes.InsufficientPrivilege
                ? new ArchiveCheck("indexes", true, $"{valid.Count} indexes are valid and alert_scan finds all {inTable} alerts of table alert; this user may not check their pages (amcheck)")
                : new ArchiveCheck("indexes", false, $"an index is damaged ({e.MessageText}): run `reindex database` in psql, then verify again");
        }
    }

    /// <summary>The check of one kind of things.</summary>
    internal static ArchiveCheck Check(string name, Faults faults, long count, string what) => new(name, faults.Count == 0, faults.Count == 0
        ? $"{count} {what}"
        : $"{faults.Count} of {count} are wrong; {faults.First}: bring back a copy, or ingest the packets into a new database");

    private static string? Fault(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception e) when (e is ArchiveException or AvroException)
        {
            return e.Message.TrimEnd('.');
        }
    }
}
