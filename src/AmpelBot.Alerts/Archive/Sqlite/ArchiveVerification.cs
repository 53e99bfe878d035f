using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Sky.Healpix;
using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Counts an archive again, hashes it again and checks that its tables agree, on one state of it.</summary>
internal sealed class ArchiveVerification(ArchiveReader reader, SqliteConnection? cutouts, IProgress<string>? progress, CancellationToken cancellation)
{
    // Put together again with their cutouts, which are the most of an archive: of many packets every so many-th.
    private const int MostPackets = 2000;
    private const int MostTold = 3;
    private const int ProgressRows = 500_000;

    // Objects that are known to have a name; about 100 MB.
    private const int MostNamed = 2_000_000;

    private const string Remedy = "Bring back a copy, or ingest the packets into a new folder.";

    private readonly LightCurveRows lightCurves = new(reader);
    private readonly List<ArchiveCheck> checks = [];
    private readonly Dictionary<long, long> nights = [];
    private readonly HashSet<ObjectKey> named = [];

    // Alerts in blocks without their object, told with those of table alert.
    private (long Alerts, long Example) lacking;
    private long alerts, listed, idHashes, stockHashes, stateHash, objects, datapoints, packets, rows;
    private double? firstJd, lastJd;

    /// <summary>All checks, whatever the first ones find.</summary>
    internal IReadOnlyList<ArchiveCheck> Run()
    {
        Check("file of the alerts", problems => Integrity(reader.Connection, problems), () => "its pages are whole and its indexes agree with the tables");
        if (cutouts is not null)
            Check("file of the cutouts", problems => Integrity(cutouts, problems), () => "its pages are whole and its indexes agree with the tables");
        Check("schemas", Schemas, () => "each can be read and has its hash");
        Check("alerts", Alerts, () => $"{alerts} alerts lie in the night and place of their key and can be decoded");
        Check("blocks", Blocks, () => $"{listed} alerts of big batches lie in the night and place of their blocks, which ascend, and can be decoded");
        Check("lists", problems => new ListVerification(reader, Next, problems.Add).Run(listed, idHashes, stockHashes),
            () => $"{listed} alerts of big batches are in tables id_list and stock_list, as they should be");
        Check("objects", Objects, () => $"{objects} objects have the number of their name, and no alert lacks its object");
        Check("datapoints", Datapoints, () => $"{datapoints} datapoints have the key of their values and can be decoded");
        Check("packets", Packets, () => $"{packets} packets have their datapoints, each known since the earliest alert that has it");
        Check("packets put together", Assembled, () => $"{Math.Min(packets, MostPackets)} packets of {packets} are whole");
        Check("totals", Totals, () => "the counts are those of the tables");
        Check("state hash", StateHash, () => $"{stateHash:x16} is that of the alerts");
        if (cutouts is not null)
            Check("cutouts", CountCutouts, () => "their count is that of the table");
        // A check that met something damaged has left its rows open.
        reader.Reset();
        reader.Connection.Run("DROP TABLE IF EXISTS temp.packed");
        return checks;
    }

    private void Check(string name, Action<Problems> check, Func<string> whenOk)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(name);
        rows = 0;
        var problems = new Problems();
        try
        {
            check(problems);
        }
        catch (Exception e) when (e is SqliteException or ArchiveException or AvroException)
        {
            problems.Add(e.Message.TrimEnd('.'));
        }
        checks.Add(new ArchiveCheck(name, problems.Count == 0, problems.Count == 0 ? whenOk() : $"{problems}. {Remedy}"));
    }

    private void Integrity(SqliteConnection connection, Problems problems) => connection.Interruptible(() =>
    {
        using var row = new SqliteStatement(connection, "PRAGMA integrity_check(10)");
        while (row.Step())
            if (row.Text(0) is var found && found != "ok")
                problems.Add(found);
    }, cancellation);

    private void Schemas(Problems problems)
    {
        var row = reader.Statement("SELECT id, sha256, json FROM schema");
        while (Next(row))
        {
            if (!row.Bytes(1).SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(row.Text(2)))))
                problems.Add($"schema {row.Int64(0)} is not what its hash says");
            if (AvroSchema.Parse(row.Text(2)) is not AvroRecordSchema)
                problems.Add($"schema {row.Int64(0)} is none of a record");
        }
    }

    private void Alerts(Problems problems)
    {
        var row = reader.Statement("SELECT night, hpx29, alert_id, survey, jd, ra, dec, schema, body FROM alert");
        while (Next(row))
            Alert(row.Int64(2), reader.Texts.Of(row.Bytes(3)), row.Int64(0), row.Int64(1), row.Double(4), (row.Double(5), row.Double(6)), reader.Body(row, 7, 8), problems);
    }

    private void Blocks(Problems problems)
    {
        // The file of a reader is not written: what is temporary is elsewhere.
        reader.Connection.Run("CREATE TEMP TABLE packed (survey TEXT NOT NULL, stock INTEGER NOT NULL, alert_id INTEGER NOT NULL, jd REAL NOT NULL)");
        var packed = reader.Statement("INSERT INTO temp.packed VALUES (?1, ?2, ?3, ?4)");
        new BlockVerification(reader, Next, problems.Add, (block, i) =>
        {
            var (id, hpx29, jd, stock) = (block.Alerts.AlertId(i), block.Alerts.Hpx29(i), block.Alerts.Jd(i), block.Alerts.Stock(i));
            Alert(id, block.Survey, block.Night, hpx29, jd, (block.Alerts.RaDeg(i), block.Alerts.DecDeg(i)), block.Candidate(i), problems);
            listed++;
            idHashes = unchecked(idHashes + ListedAlerts.HashOf(id, block.Night, hpx29));
            stockHashes = unchecked(stockHashes + ListedAlerts.HashOf(stock, block.Night, hpx29));
            if (stock >= 0 && !IsNamed(block.Object(i)))
                lacking = (lacking.Alerts + 1, id);
            if (block.Alerts.IsPacked(i))
                packed.Bind(1, block.Survey).Bind(2, stock).Bind(3, id).Bind(4, jd).Run();
        }).Run();
    }

    private void Alert(long id, string survey, long night, long hpx29, double jd, (double RaDeg, double DecDeg) place, AvroRecord candidate, Problems problems)
    {
        alerts++;
        nights[night] = nights.GetValueOrDefault(night) + 1;
        stateHash = unchecked(stateHash + StateId.OfAlert(survey, id));
        firstJd = jd < firstJd ? jd : firstJd ?? jd;
        lastJd = jd > lastJd ? jd : lastJd ?? jd;
        if (!Night.IsDate(jd) || Night.OfJd(jd) != night)
            problems.Add(FormattableString.Invariant($"alert {id} of {survey} with jd {jd} lies in night {night}"));
        if (HealpixNested.Index(HealpixNested.MaxOrder, reader.Coord(place.RaDeg, place.DecDeg)) != hpx29)
            problems.Add($"alert {id} of {survey} has a position that is not that of its key");
        Decode(candidate, problems, () => $"alert {id} of {survey}");
    }

    private void Objects(Problems problems)
    {
        var row = reader.Statement("SELECT survey, stock, name FROM object");
        while (Next(row))
        {
            objects++;
            if (StockId.Of(row.Text(0), row.Text(2)) != row.Int64(1))
                problems.Add($"object {row.Text(2)} of {row.Text(0)} has the number {row.Int64(1)}");
        }
        if (reader.Connection.Scalar("SELECT count(*) FROM object_recent r JOIN object_settled o USING (survey, stock)") is > 0 and var twice)
            problems.Add($"{twice} objects are in both tables, object_settled and object_recent");
        row = reader.Statement($"""
            SELECT count(*), min(alert_id) FROM alert a WHERE stock >= 0
              AND NOT EXISTS (SELECT 1 FROM object_settled o WHERE o.survey = a.survey AND o.stock = a.stock) AND NOT EXISTS (SELECT 1 FROM object_recent o WHERE o.survey = a.survey AND o.stock = a.stock)
            """);
        if (Next(row))
            Lack(row.Int64(0), row.Int64(1));
        row.Reset();
        Lack(lacking.Alerts, lacking.Example);

        void Lack(long count, long alertId)
        {
            if (count > 0)
                problems.Add($"{count} alerts, {alertId} among them, lack their object");
        }
    }

    private bool IsNamed(ObjectKey key)
    {
        if (named.Contains(key))
            return true;
        if (!reader.Statement(ArchiveReader.NameSql).Bind(1, key.Survey).Bind(2, key.Stock).Any())
            return false;
        if (named.Count >= MostNamed)
            named.Clear();
        return named.Add(key);
    }

    private void Datapoints(Problems problems)
    {
        var objectRow = reader.Statement("SELECT DISTINCT survey, stock FROM datapoint");
        while (Next(objectRow))
        {
            var key = new ObjectKey(reader.Texts.Of(objectRow.Bytes(0)), objectRow.Int64(1));
            foreach (var (pointKey, _, point) in lightCurves.ReadAll(key))
            {
                datapoints++;
                if (DatapointKey.Of(point) != pointKey)
                    problems.Add($"datapoint {point.Id} of {NameOf(key)} has values that are not those of its key");
                Decode(point.Body, problems, () => $"datapoint {point.Id} of {NameOf(key)}");
            }
        }
        var row = reader.Statement("SELECT survey, stock, key, body_check, schema, body FROM datapoint_body");
        while (Next(row))
            if (BodyForms.Check(reader.Body(row, 4, 5)) != row.Int64(3))
                problems.Add($"a form of datapoint {row.Int64(2)} of object {row.Int64(1)} of {row.Text(0)} is not what its hash says");
    }

    private void Packets(Problems problems)
    {
        // The sort keeps its rows on disk when they are many.
        var row = reader.Statement("""
            SELECT a.survey AS survey, a.stock AS stock, a.alert_id, a.jd FROM alert a CROSS JOIN packet p ON p.survey = a.survey AND p.alert_id = a.alert_id
            UNION ALL SELECT b.survey, b.stock, b.alert_id, b.jd FROM temp.packed b CROSS JOIN packet p ON p.survey = b.survey AND p.alert_id = b.alert_id
            ORDER BY survey, stock
            """);
        ObjectKey? current = null;
        var (stored, known, seen) = (new Dictionary<long, double>(), new Dictionary<long, double>(), 0L);
        while (Next(row))
        {
            packets++;
            var (survey, id) = (reader.Texts.Of(row.Bytes(0)), row.Int64(2));
            var (key, jd) = (new ObjectKey(survey, row.Int64(1)), row.Double(3));
            if (key != current)
            {
                CompareKnown(current, stored, known, problems);
                current = key;
                stored = lightCurves.ReadAll(key).ToDictionary(p => p.Key, p => p.KnownJd);
                seen += stored.Count;
                known.Clear();
            }
            foreach (var reference in lightCurves.Skeleton(survey, id)!.References)
            {
                known[reference.Key] = Math.Min(jd, known.GetValueOrDefault(reference.Key, double.MaxValue));
                if (!stored.ContainsKey(reference.Key))
                    problems.Add($"alert {id} of {survey} lacks a datapoint");
            }
        }
        CompareKnown(current, stored, known, problems);
        if (reader.Connection.Scalar("SELECT alert_id FROM temp.packed b WHERE NOT EXISTS (SELECT 1 FROM packet p WHERE p.survey = b.survey AND p.alert_id = b.alert_id)") is { } without)
            problems.Add($"alert {without}, which is in a block, lacks its packet");
        var all = reader.Connection.Scalar("SELECT count(*) FROM packet") ?? 0;
        if (all != packets)
            problems.Add($"{all - packets} packets have no alert");
        packets = all;
        if (seen != datapoints)
            problems.Add($"{datapoints - seen} datapoints belong to no packet");
    }

    private void CompareKnown(ObjectKey? key, Dictionary<long, double> stored, Dictionary<long, double> known, Problems problems)
    {
        foreach (var (pointKey, knownJd) in stored)
            if (!known.TryGetValue(pointKey, out var expected))
                problems.Add($"a datapoint of {NameOf(key!.Value)} belongs to no packet");
            else if (knownJd != expected)
                problems.Add(FormattableString.Invariant($"a datapoint of {NameOf(key!.Value)} is known since jd {expected}, not {knownJd}"));
    }

    private void Assembled(Problems problems)
    {
        var step = packets / MostPackets + 1;
        var row = reader.Statement("SELECT survey, alert_id FROM packet");
        for (var i = 0L; Next(row); i++)
            if (i % step == 0)
            {
                var (survey, id) = (row.Text(0), row.Int64(1));
                try
                {
                    lightCurves.Packet(survey, id, DataRights.Partnership, () => cutouts is null ? [] : CutoutRows.Of(cutouts, survey, id));
                }
                catch (Exception e) when (e is ArchiveException or AvroException)
                {
                    problems.Add($"alert {id} of {survey}: {e.Message.TrimEnd('.')}");
                }
            }
    }

    private void Totals(Problems problems)
    {
        var row = reader.Statement("SELECT alerts, packets, objects, datapoints, dead_letters, first_jd, last_jd FROM totals");
        if (!row.Step())
        {
            problems.Add("the row of the totals is missing");
            return;
        }
        Compare("alerts", row.Int64(0), alerts);
        Compare("packets", row.Int64(1), packets);
        Compare("objects", row.Int64(2), objects);
        Compare("datapoints", row.Int64(3), datapoints);
        Compare("dead letters", row.Int64(4), reader.Connection.Scalar("SELECT count(*) FROM dead_letter") ?? 0);
        Compare("first jd", row.DoubleOrNull(5), firstJd);
        Compare("last jd", row.DoubleOrNull(6), lastJd);
        row.Reset();
        var counted = reader.Nights();
        foreach (var (night, count, _) in counted)
            Compare($"alerts of night {night}", count, nights.GetValueOrDefault(night));
        Compare("nights", counted.Count, nights.Count);

        void Compare<T>(string what, T told, T found)
        {
            if (!Equals(told, found))
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {told} in the totals, {found} in the table"));
        }
    }

    private void StateHash(Problems problems)
    {
        if (reader.Connection.Scalar("SELECT state_hash FROM totals") is var told && told != stateHash)
            problems.Add($"it is {told:x16}, and that of the alerts {stateHash:x16}");
    }

    private void CountCutouts(Problems problems)
    {
        var (told, found) = (cutouts!.Scalar("SELECT cutouts FROM totals"), cutouts!.Scalar("SELECT count(*) FROM cutout"));
        if (told != found)
            problems.Add($"{told} in the totals, {found} in the table");
    }

    private bool Next(SqliteStatement row)
    {
        cancellation.ThrowIfCancellationRequested();
        if (++rows % ProgressRows == 0)
            progress?.Report($"{rows} rows");
        return row.Step();
    }

    private static void Decode(AvroRecord body, Problems problems, Func<string> what)
    {
        try
        {
            AvroBinary.Decode(body.Schema, body.Bytes.Span);
        }
        catch (AvroException e)
        {
            problems.Add($"the body of {what()} does not follow its schema ({e.Message})");
        }
    }

    private string NameOf(ObjectKey key) => StockId.NameOf(key.Survey, key.Stock) is { } name ? $"{name} of {key.Survey}" : $"object {key.Stock} of {key.Survey}";

    /// <summary>What was found: the first few in words, the rest as a number.</summary>
    private sealed class Problems
    {
        private readonly List<string> told = [];

        internal int Count { get; private set; }

        internal void Add(string problem)
        {
            Count++;
            if (told.Count < MostTold)
                told.Add(problem);
        }

        public override string ToString()
            => string.Join("; ", told) + (Count > told.Count ? string.Create(CultureInfo.InvariantCulture, $"; and {Count - told.Count} more") : "");
    }
}
