using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Observations;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.Sky;
using Npgsql;
using NpgsqlTypes;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>The archive on a PostgreSQL server that many share, or on a fleet of servers behind one.</summary>
/// <remarks>
/// The same tables as the embedded archive's. A scan descends the index (night, hpx29) of the rows and that of the blocks of big batches for each range and night; no pixel function is ever in SQL. Many writers and many readers work at
/// the same time; each reader sees the state at which it began. A batch is one transaction, which survives a crash of the server when <see cref="AddAsync"/> returns.
/// </remarks>
public sealed class PostgresArchive : IArchive
{
    private const int PageExposures = 5000;

    // A dead letter may hold a packet of megabytes.
    private const int PageDeadLetters = 20;

    private readonly PostgresDatabase database;
    private readonly AlertWriter? writer;
    private readonly TimeProvider time;
    private readonly bool isFleet;
    private volatile bool disposed;

    private PostgresArchive(PostgresDatabase database, bool isReadOnly, bool isFleet, TimeProvider time)
    {
        (this.database, this.isFleet, this.time) = (database, isFleet, time);
        writer = isReadOnly ? null : new AlertWriter(database, isFleet, time);
    }

    /// <summary>
    /// Rows of table alert of the object $1 of the survey $2: a descent of index alert_of_object for each sixteen nights, or one question to each server of a fleet.
    /// </summary>
    private string OfObject => isFleet ? "from (select * from alert a where a.stock = $1 and a.survey = $2 offset 0) a" : """
        from (
          select a.* from (select distinct n.night >> 4 as sixteen from night n offset 0) n
          cross join lateral (select * from alert a where (a.night >> 4) = n.sixteen and a.stock = $1 and a.survey = $2 offset 0) a) a
        """;

    /// <inheritdoc/>
    public string Place => database.Place;

    /// <inheritdoc/>
    public bool IsReadOnly => writer is null;

    /// <summary>Whether a setting names an archive on a server: <c>postgres://…</c> or <c>postgresql://…</c>.</summary>
    public static bool IsAddress(string setting) => PostgresAddress.IsAddress(setting);

    /// <summary>Opens an archive that is there.</summary>
    /// <param name="address"><c>postgres://user[:password]@host[:port]/database[?schema=…]</c>; a password that is not there comes from PGPASSWORD or the passfile.</param>
    /// <param name="isReadOnly">Whether to read only, which changes nothing on the server, older tables included.</param>
    /// <param name="cancellation">Stops opening.</param>
    /// <exception cref="ArchiveException">There is none, or it cannot be used; the message says why and what to do.</exception>
    public static Task<PostgresArchive> OpenExistingAsync(string address, bool isReadOnly, CancellationToken cancellation)
        => OpenAsync(address, isReadOnly, mayCreate: false, TimeProvider.System, cancellation);

    /// <summary>Opens an archive to read and write, making its tables (and the schema that the address names) when they are not there. The database must be there.</summary>
    /// <exception cref="ArchiveException">It cannot be made or used; the message says why and what to do.</exception>
    public static Task<PostgresArchive> OpenOrCreateAsync(string address, CancellationToken cancellation)
        => OpenAsync(address, isReadOnly: false, mayCreate: true, TimeProvider.System, cancellation);

    /// <summary>As the two above, with the clock by which alerts arrive.</summary>
    internal static async Task<PostgresArchive> OpenAsync(string address, bool isReadOnly, bool mayCreate, TimeProvider time, CancellationToken cancellation)
    {
        var parsed = PostgresAddress.Parse(address);
        var database = new PostgresDatabase(parsed.Connect(isReadOnly), parsed.Place);
        try
        {
            var isFleet = await database.RunAsync(async connection =>
            {
                if (!mayCreate)
                    await Migrations.CheckAsync(connection, parsed, isReadOnly, cancellation).ConfigureAwait(false);
                if (!isReadOnly)
                    await Migrations.ApplyAsync(connection, parsed, cancellation).ConfigureAwait(false);
                return await connection.Command("select relkind = 'p' from pg_class where oid = 'alert'::regclass").ScalarAsync(cancellation).ConfigureAwait(false) is true;
            }, cancellation).ConfigureAwait(false);
            return new PostgresArchive(database, isReadOnly, isFleet, time);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<long?> SizeBytesAsync(CancellationToken cancellation) => isFleet
        ? Task.FromResult<long?>(null)
        : ReadAsync(async connection => (long?)await connection.Command(
                """
                select sum(pg_total_relation_size(c.oid))::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = current_schema() and c.relkind = 'r'
                """)
            .ScalarAsync(cancellation).ConfigureAwait(false), cancellation);

    /// <inheritdoc/>
    public Task<ArchiveInfo> InfoAsync(CancellationToken cancellation) => ReadAsync(async connection =>
        (await connection.Command(
                """
                select alerts, objects, datapoints, cutouts, (select count(*) from dead_letter), (select count(*) from night where alerts > 0), first_jd, last_jd, state_hash from totals
                """)
            .RowsAsync(row => new ArchiveInfo(
                Migrations.Newest, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), (int)row.GetInt64(5),
                row.DoubleAt(6), row.DoubleAt(7), ((ulong)row.GetDecimal(8)).ToString("x16")), cancellation).ConfigureAwait(false))
        .FirstOrDefault() ?? throw database.Damaged("table totals is empty"), cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Alert> ScanAsync(AlertQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ObjectDisposedException.ThrowIf(disposed, this);
        return AlertScan.RunAsync(database, isFleet, query, cancellation);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(AlertQuery query, CancellationToken cancellation)
        => ReadAsync(connection => AlertScan.CountAsync(database, connection, isFleet, query, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ObjectKey>> FindObjectsAsync(string name, CancellationToken cancellation) => ReadAsync<IReadOnlyList<ObjectKey>>(async connection =>
        await (name.Contains('\uFFFD')
                // The name may have been another one (PostgresText).
                ? connection.Command("select survey, stock from object where name = $1 order by survey", (PostgresText.Of(name), NpgsqlDbType.Text))
                // By the ids that the name can have: a number or a name of ZTF, or a hash.
                : connection.Command(
                    "select survey, stock from object where name = $1 and stock = any($2) order by survey", (PostgresText.Of(name), NpgsqlDbType.Text),
                    (new[] { StockId.Of(ZtfPacket.Survey, name), StockId.Of("", name) }, NpgsqlDbType.Array | NpgsqlDbType.Bigint)))
            .RowsAsync(row => new ObjectKey(row.GetString(0), row.GetInt64(1)), cancellation).ConfigureAwait(false), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Alert>> AlertsOfAsync(ObjectKey key, DataRights rights, CancellationToken cancellation) => ReadAsync<IReadOnlyList<Alert>>(async connection =>
    {
        var reader = new AlertReader(database, connection, rights);
        var rows = await connection.Command(
                $"select {AlertReader.Columns} {OfObject} where a.program = 1 or $3",
                (key.Stock, NpgsqlDbType.Bigint), (key.Survey, NpgsqlDbType.Text), (rights == DataRights.Partnership, NpgsqlDbType.Boolean))
            .RowsAsync(reader.Read, cancellation).ConfigureAwait(false);
        rows.AddRange((await InBlocksAsync(connection, key, cancellation).ConfigureAwait(false)).Select(a => a.Row).Where(r => r.ProgramId == 1 || rights == DataRights.Partnership));
        rows.Sort((a, b) => (a.Jd, a.AlertId).CompareTo((b.Jd, b.AlertId)));
        return await reader.AlertsAsync(rows, null, cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <inheritdoc/>
    public Task<ObjectState?> StateOfAsync(ObjectKey key, DateTimeOffset? asOf, DataRights rights, CancellationToken cancellation) => ReadAsync(async connection =>
    {
        var reader = new AlertReader(database, connection, rights);
        var known = (await reader.DatapointsAsync([key], cancellation).ConfigureAwait(false))
            .Where(d => reader.MaySee(d.Datapoint) && (asOf is not { } limit || TimeScales.JdToUtc(d.KnownJd) <= limit))
            .GroupBy(d => (d.Datapoint.Kind, d.Datapoint.Id), (_, revisions) => revisions.MaxBy(d => (d.KnownJd, d.Key))!)
            .ToList();
        if (known.Count == 0)
            return null;
        var names = await reader.NamesAsync([key], cancellation).ConfigureAwait(false);
        return new ObjectState(key, names.GetValueOrDefault(key), StateId.Of(known.Select(d => d.Key)), new LightCurve(known.Select(d => d.Datapoint)));
    }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> JournalOfAsync(ObjectKey key, CancellationToken cancellation) => ReadAsync<IReadOnlyList<JournalEntry>>(async connection =>
    {
        (object?, NpgsqlDbType)[] parameters = [(key.Stock, NpgsqlDbType.Bigint), (key.Survey, NpgsqlDbType.Text)];
        var arrivals = await connection.Command($"select a.ingested, a.jd, a.alert_id {OfObject}", parameters)
            .RowsAsync(row => (TimeUtc: row.TimeAt(0), Jd: row.GetDouble(1), AlertId: row.GetInt64(2)), cancellation).ConfigureAwait(false);
        arrivals.AddRange((await InBlocksAsync(connection, key, cancellation).ConfigureAwait(false)).Select(a => (a.Ingested, a.Row.Jd, a.Row.AlertId)));
        arrivals.Sort();
        var entries = await connection.Command(
                "select time, tier, unit, channel, run, alert_id, state, extra from journal where stock = $1 and survey = $2 order by time, id", parameters)
            .RowsAsync(row => new JournalEntry
            {
                Object = key,
                TimeUtc = row.TimeAt(0),
                Tier = row.GetInt16(1),
                Unit = row.GetString(2),
                Channel = row.TextAt(3),
                Run = row.TextAt(4),
                AlertId = row.LongAt(5),
                StateId = row.TextAt(6),
                ExtraJson = row.TextAt(7),
            }, cancellation).ConfigureAwait(false);
        return
        [
            .. arrivals.Select(a => new JournalEntry { Object = key, TimeUtc = a.TimeUtc, Tier = 0, Unit = JournalEntry.ArrivalUnit, AlertId = a.AlertId })
                .Concat(entries).OrderBy(e => e.TimeUtc),
        ];
    }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScienceRecord>> ScienceRecordsOfAsync(ObjectKey key, CancellationToken cancellation) => ReadAsync<IReadOnlyList<ScienceRecord>>(async connection =>
        await connection.Command(
                "select time, unit, config, state, alert_id, body from science_record where stock = $1 and survey = $2 order by time, id",
                (key.Stock, NpgsqlDbType.Bigint), (key.Survey, NpgsqlDbType.Text))
            .RowsAsync(row => new ScienceRecord
            {
                Object = key,
                TimeUtc = row.TimeAt(0),
                Unit = row.GetString(1),
                ConfigHash = row.TextAt(2),
                StateId = row.TextAt(3),
                AlertId = row.LongAt(4),
                BodyJson = row.GetString(5),
            }, cancellation).ConfigureAwait(false), cancellation);

    /// <inheritdoc/>
    public Task<AvroRecord?> PacketAsync(string survey, long alertId, DataRights rights, CancellationToken cancellation) => ReadAsync(async connection =>
    {
        var reader = new AlertReader(database, connection, rights);
        if (await FindAsync(connection, reader, survey, alertId, rights, cancellation).ConfigureAwait(false) is not { IsPacked: true } row)
            return null;
        var packets = new PacketReader(database, connection, reader);
        var parts = await packets.PartsAsync([row], cancellation).ConfigureAwait(false);
        if (parts.Skeletons.TryGetValue((alertId, survey), out var skeleton)
            && skeleton.References.Any(r => parts.Datapoints.TryGetValue((row.Object, r.Key), out var point) && !reader.MaySee(point.Datapoint)))
            return null;
        return packets.Assemble(row, parts);
    }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Cutout>> CutoutsAsync(string survey, long alertId, DataRights rights, CancellationToken cancellation) => ReadAsync<IReadOnlyList<Cutout>>(async connection =>
    {
        var reader = new AlertReader(database, connection, rights);
        if (await FindAsync(connection, reader, survey, alertId, rights, cancellation).ConfigureAwait(false) is not { } row)
            return [];
        var cutouts = await new PacketReader(database, connection, reader).CutoutsAsync([row], cancellation).ConfigureAwait(false);
        return cutouts.GetValueOrDefault((alertId, survey), []);
    }, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Exposure> ExposuresAsync(TimeWindow window, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var (from, to) = Night.JdsAround(window);
        return database.PagesAsync(
            "select survey, jd, field, quadrant, band, limiting_mag, seconds, program, ra, dec from exposure where jd >= $1 and jd <= $2 order by jd, field, quadrant, survey",
            [(from, NpgsqlDbType.Double), (to, NpgsqlDbType.Double)],
            PageExposures,
            row => new Exposure
            {
                Survey = row.GetString(0),
                Jd = row.GetDouble(1),
                Field = row.GetInt32(2),
                Quadrant = row.IntAt(3),
                Band = row.GetString(4),
                LimitingMag = row.DoubleAt(5),
                ExposureSeconds = row.DoubleAt(6),
                ProgramId = row.IntAt(7),
                RaDeg = row.GetDouble(8),
                DecDeg = row.GetDouble(9),
            },
            cancellation).Where(exposure => window.Contains(TimeScales.JdToUtc(exposure.Jd)));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredDeadLetter> DeadLettersAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return database.PagesAsync(
            "select id, source, place, reason, bytes from dead_letter order by id", [], PageDeadLetters,
            row => new StoredDeadLetter(
                row.GetInt64(0), new DeadLetter(row.GetString(1), row.GetInt64(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4))),
            cancellation);
    }

    /// <inheritdoc/>
    public async Task<int> AddAsync(IReadOnlyList<AlertRow> alerts, IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellation)
    {
        var open = Writer(cancellation);
        foreach (var row in alerts)
        {
            CheckDate(row.Jd, "alert");
            foreach (var point in row.Datapoints)
                if (!double.IsFinite(point.Datapoint.Jd))
                    throw new ArgumentException(FormattableString.Invariant($"a datapoint's jd {point.Datapoint.Jd} is no Julian date"), nameof(alerts));
        }
        return alerts.Count + deadLetters.Count == 0 ? 0 : await open.WriteAsync(alerts, deadLetters, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<int> AddExposuresAsync(IReadOnlyList<Exposure> exposures, CancellationToken cancellation)
    {
        Writer(cancellation);
        foreach (var exposure in exposures)
            CheckDate(exposure.Jd, "exposure");
        // Of one that comes twice the last stays, as if they had come one after the other.
        var distinct = exposures.Reverse().DistinctBy(e => (e.Survey, e.Jd, e.Field, e.Quadrant)).OrderBy(e => e.Jd).ThenBy(e => e.Field).ThenBy(e => e.Quadrant).ToArray();
        if (distinct.Length == 0)
            return 0;
        return await database.RunAsync(async connection =>
        {
            var isNew = await connection.Command(
                    """
                    insert into exposure (survey, jd, field, quadrant, band, limiting_mag, seconds, program, ra, dec)
                    select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                    on conflict (jd, field, quadrant, survey) do update
                    set band = excluded.band, limiting_mag = excluded.limiting_mag, seconds = excluded.seconds, program = excluded.program, ra = excluded.ra, dec = excluded.dec
                    returning xmax = 0
                    """,
                    (Array.ConvertAll(distinct, e => PostgresText.Of(e.Survey)), NpgsqlDbType.Array | NpgsqlDbType.Text),
                    (Array.ConvertAll(distinct, e => e.Jd), NpgsqlDbType.Array | NpgsqlDbType.Double),
                    (Array.ConvertAll(distinct, e => e.Field), NpgsqlDbType.Array | NpgsqlDbType.Integer),
                    (Array.ConvertAll(distinct, e => e.Quadrant), NpgsqlDbType.Array | NpgsqlDbType.Integer),
                    (Array.ConvertAll(distinct, e => PostgresText.Of(e.Band)), NpgsqlDbType.Array | NpgsqlDbType.Text),
                    (Array.ConvertAll(distinct, e => e.LimitingMag), NpgsqlDbType.Array | NpgsqlDbType.Double),
                    (Array.ConvertAll(distinct, e => e.ExposureSeconds), NpgsqlDbType.Array | NpgsqlDbType.Double),
                    (Array.ConvertAll(distinct, e => e.ProgramId), NpgsqlDbType.Array | NpgsqlDbType.Integer),
                    (Array.ConvertAll(distinct, e => e.RaDeg), NpgsqlDbType.Array | NpgsqlDbType.Double),
                    (Array.ConvertAll(distinct, e => e.DecDeg), NpgsqlDbType.Array | NpgsqlDbType.Double))
                .RowsAsync(row => row.GetBoolean(0), cancellation).ConfigureAwait(false);
            return isNew.Count(x => x);
        }, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        Writer(cancellation);
        if (entries.Count == 0)
            return;
        await database.RunAsync(connection => connection.Command(
                """
                insert into journal (stock, survey, time, tier, unit, channel, run, alert_id, state, extra)
                select k.stock, k.survey, k.time, k.tier, k.unit, k.channel, k.run, k.alert_id, k.state, k.extra
                from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) with ordinality k(stock, survey, time, tier, unit, channel, run, alert_id, state, extra, number)
                order by k.number
                """,
                (entries.Select(e => e.Object.Stock).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint), Texts(entries, e => e.Object.Survey),
                Times(entries, e => e.TimeUtc), (entries.Select(e => checked((short)e.Tier)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Smallint),
                Texts(entries, e => e.Unit), Texts(entries, e => e.Channel), Texts(entries, e => e.Run),
                (entries.Select(e => e.AlertId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint), Texts(entries, e => e.StateId), Texts(entries, e => e.ExtraJson))
            .RunAsync(cancellation), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task AttachAsync(IReadOnlyList<ScienceRecord> records, CancellationToken cancellation)
    {
        Writer(cancellation);
        if (records.Count == 0)
            return;
        await database.RunAsync(connection => connection.Command(
                """
                insert into science_record (stock, survey, time, unit, config, state, alert_id, body)
                select k.stock, k.survey, k.time, k.unit, k.config, k.state, k.alert_id, k.body
                from unnest($1, $2, $3, $4, $5, $6, $7, $8) with ordinality k(stock, survey, time, unit, config, state, alert_id, body, number)
                order by k.number
                """,
                (records.Select(r => r.Object.Stock).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint), Texts(records, r => r.Object.Survey),
                Times(records, r => r.TimeUtc), Texts(records, r => r.Unit), Texts(records, r => r.ConfigHash), Texts(records, r => r.StateId),
                (records.Select(r => r.AlertId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint), Texts(records, r => r.BodyJson))
            .RunAsync(cancellation), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task RemoveDeadLettersAsync(IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        Writer(cancellation);
        if (ids.Count > 0)
            await database.RunAsync(connection => connection.Command("delete from dead_letter where id = any($1)", (ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint))
                .RunAsync(cancellation), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ArchiveCheck>> VerifyAsync(IProgress<string>? progress, CancellationToken cancellation)
        => ReadAsync(connection => new Verification(database, connection, progress).RunAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public async Task VacuumAsync(IProgress<string>? progress, CancellationToken cancellation)
    {
        Writer(cancellation);
        await database.RunAsync(async connection =>
        {
            var tables = await connection.Command(
                    """
                    select quote_ident(c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition order by c.relname
                    """)
                .RowsAsync(row => row.GetString(0), cancellation).ConfigureAwait(false);
            foreach (var table in tables)
            {
                progress?.Report($"vacuum of table {table}");
                await connection.RunAsync($"vacuum (analyze) {table}", cancellation).ConfigureAwait(false);
            }
            return 0;
        }, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await database.DisposeAsync().ConfigureAwait(false);
    }

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        cancellation.ThrowIfCancellationRequested();
        return database.ReadAsync(work, cancellation);
    }

    private AlertWriter Writer(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        cancellation.ThrowIfCancellationRequested();
        return writer ?? throw new InvalidOperationException("the archive is open to read only");
    }

    private async Task<AlertReader.Row?> FindAsync(
        NpgsqlConnection connection, AlertReader reader, string survey, long alertId, DataRights rights, CancellationToken cancellation)
    {
        (object?, NpgsqlDbType)[] parameters = [(alertId, NpgsqlDbType.Bigint), (PostgresText.Of(survey), NpgsqlDbType.Text)];
        var row = (await connection.Command($"select {AlertReader.Columns} from alert a where a.alert_id = $1 and a.survey = $2", parameters)
            .RowsAsync(reader.Read, cancellation).ConfigureAwait(false)).FirstOrDefault();
        if (row is null && !isFleet)
            row = (await AtPlacesAsync(connection, AlertLists.PlaceOfId, parameters, (block, i) => block.AlertId(i) == alertId, survey, cancellation).ConfigureAwait(false))
                .Select(a => a.Row).FirstOrDefault();
        return row is { ProgramId: 1 } || rights == DataRights.Partnership ? row : null;
    }

    private async Task<List<(AlertReader.Row Row, DateTimeOffset Ingested)>> InBlocksAsync(NpgsqlConnection connection, ObjectKey key, CancellationToken cancellation) => isFleet
        ? []
        : await AtPlacesAsync(
            connection, AlertLists.PlacesOfStock, [(key.Stock, NpgsqlDbType.Bigint), (ListedAlerts.BucketOf(key.Stock), NpgsqlDbType.Smallint)],
            (block, i) => block.Stock(i) == key.Stock, key.Survey, cancellation).ConfigureAwait(false);

    /// <summary>Alerts in blocks, from the places that a list tells; of the blocks one at a time is in memory.</summary>
    private async Task<List<(AlertReader.Row Row, DateTimeOffset Ingested)>> AtPlacesAsync(
        NpgsqlConnection connection, string places, (object?, NpgsqlDbType)[] parameters, Func<AlertBlock, int, bool> isOne, string survey, CancellationToken cancellation)
    {
        var found = new List<(AlertReader.Row, DateTimeOffset)>();
        var stored = PostgresText.Of(survey);
        await connection.Command($"select {AlertBlocks.Columns}, p.lo {AlertBlocks.PlacesFrom(places)}", parameters).RowsAsync(row =>
        {
            var block = StoredBlock.SoundOf(row, database);
            var hpx29 = row.GetInt64(AlertBlocks.ColumnCount);
            for (var i = block.Alerts.FirstFrom(hpx29); block.Survey == stored && i < block.Alerts.Count && block.Alerts.Hpx29(i) == hpx29; i++)
                if (isOne(block.Alerts, i))
                    found.Add((block.RowOf(i), block.Ingested));
            return true;
        }, cancellation).ConfigureAwait(false);
        return found;
    }

    private static void CheckDate(double jd, string what)
    {
        if (!Night.IsDate(jd))
            throw new ArgumentException(FormattableString.Invariant($"the {what}'s jd {jd} is no Julian date of the years 1 to 9999"));
    }

    private static (object?, NpgsqlDbType) Texts<T>(IReadOnlyList<T> items, Func<T, string?> of)
        => (items.Select(i => of(i) is { } text ? PostgresText.Of(text) : null).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    private static (object?, NpgsqlDbType) Times<T>(IReadOnlyList<T> items, Func<T, DateTimeOffset> of)
        => (items.Select(i => of(i).UtcDateTime).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);
}
