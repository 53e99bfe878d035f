using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Objects' names, journals, science records, exposures and dead letters as their tables hold them.</summary>
internal static class RecordRows
{
    /// <summary>First survey after one (?1) that has objects.</summary>
    internal const string SurveySql = """
        SELECT min(survey) FROM (SELECT min(survey) AS survey FROM object_settled WHERE survey > ?1 UNION ALL SELECT min(survey) FROM object_recent WHERE survey > ?1)
        """;

    /// <summary>Journal of an object (?1, ?2).</summary>
    internal const string JournalSql = """
        SELECT at, tier, unit, channel, run, alert_id, state, extra FROM journal WHERE survey = ?1 AND stock = ?2 ORDER BY at, id
        """;

    /// <summary>Arrivals of the alerts of an object (?2, ?3) in sixteen nights (?1), but for those in blocks.</summary>
    internal const string ArrivalsSql = "SELECT ingested, alert_id FROM alert INDEXED BY alert_of_object WHERE night >> 4 = ?1 AND stock = ?2 AND survey = ?3";

    /// <summary>Science records of an object (?1, ?2).</summary>
    internal const string ScienceSql = """
        SELECT at, unit, config, state, alert_id, body FROM science_record WHERE survey = ?1 AND stock = ?2 ORDER BY at, id
        """;

    /// <summary>Exposures between two Julian dates (both included).</summary>
    internal const string ExposuresSql = """
        SELECT jd, survey, field, quadrant, band, limiting_mag, seconds, program, ra, dec FROM exposure WHERE jd >= ?1 AND jd <= ?2 ORDER BY jd, survey, field, quadrant
        """;

    private const string InsertJournal = """
        INSERT INTO journal (survey, stock, at, tier, unit, channel, run, alert_id, state, extra) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    private const string InsertScience = """
        INSERT INTO science_record (survey, stock, at, unit, config, state, alert_id, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """;

    private const string FindExposure = "SELECT 1 FROM exposure WHERE jd = ?1 AND survey = ?2 AND field = ?3 AND quadrant = ?4";

    private const string PutExposure = """
        INSERT OR REPLACE INTO exposure (jd, survey, field, quadrant, band, limiting_mag, seconds, program, ra, dec) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    // A quadrant that is none: the whole camera.
    private const int WholeCamera = -1;

    /// <summary>The objects with a name, one for each survey that uses it.</summary>
    internal static List<ObjectKey> Find(ArchiveReader reader, string name)
    {
        var found = new List<ObjectKey>();
        var next = reader.Statement(SurveySql);
        for (var survey = First(next.Bind(1, "")); survey is not null; survey = First(next.Bind(1, survey)))
        {
            var key = new ObjectKey(survey, Surveys.StockId.Of(survey, name));
            var row = reader.Statement(ArchiveReader.NameSql).Bind(1, survey).Bind(2, key.Stock);
            if (row.Step() && row.Text(0) == name)
                found.Add(key);
            row.Reset();
        }
        return found;

        static string? First(SqliteStatement row)
        {
            var text = row.Step() ? row.TextOrNull(0) : null;
            row.Reset();
            return text;
        }
    }

    /// <summary>What happened to an object, ascending in time.</summary>
    internal static List<JournalEntry> Journal(ArchiveReader reader, ObjectKey key, CancellationToken cancellation)
    {
        var entries = new List<JournalEntry>();
        var row = reader.Statement(ArrivalsSql).Bind(2, key.Stock).Bind(3, key.Survey);
        foreach (var sixteen in reader.Sixteens())
        {
            cancellation.ThrowIfCancellationRequested();
            row.Bind(1, sixteen);
            while (row.Step())
                TakeArrival(row.Int64(0), row.Int64(1));
        }
        foreach (var (block, at) in BlockRows.Of(reader, key, cancellation))
            TakeArrival(block.Ingested, block.Alerts.AlertId(at));
        row = reader.Statement(JournalSql).Bind(1, key.Survey).Bind(2, key.Stock);
        while (row.Step())
            entries.Add(new JournalEntry
            {
                Object = key,
                TimeUtc = Time(row.Int64(0)),
                Tier = (int)row.Int64(1),
                Unit = row.Text(2),
                Channel = row.TextOrNull(3),
                Run = row.TextOrNull(4),
                AlertId = row.Int64OrNull(5),
                StateId = row.TextOrNull(6),
                ExtraJson = row.TextOrNull(7),
            });
        return [.. entries.OrderBy(e => e.TimeUtc)];

        void TakeArrival(long ingested, long alertId)
            => entries.Add(new JournalEntry { Object = key, TimeUtc = Time(ingested), Tier = 0, Unit = JournalEntry.ArrivalUnit, AlertId = alertId });
    }

    /// <summary>The scores and cross-matches of an object, ascending in time.</summary>
    internal static List<ScienceRecord> Science(ArchiveReader reader, ObjectKey key)
    {
        var records = new List<ScienceRecord>();
        var row = reader.Statement(ScienceSql).Bind(1, key.Survey).Bind(2, key.Stock);
        while (row.Step())
            records.Add(new ScienceRecord
            {
                Object = key,
                TimeUtc = Time(row.Int64(0)),
                Unit = row.Text(1),
                ConfigHash = row.TextOrNull(2),
                StateId = row.TextOrNull(3),
                AlertId = row.Int64OrNull(4),
                BodyJson = row.Text(5),
            });
        return records;
    }

    /// <summary>The exposures that begin within a window, ascending in time.</summary>
    internal static IEnumerable<Exposure> Exposures(ArchiveReader reader, TimeWindow window)
    {
        var (from, to) = Night.JdsAround(window);
        var row = reader.Statement(ExposuresSql).Bind(1, from).Bind(2, to);
        while (row.Step())
            if (window.Contains(reader.Time(row.Double(0))))
                yield return new Exposure
                {
                    Jd = row.Double(0),
                    Survey = reader.Texts.Of(row.Bytes(1)),
                    Field = (int)row.Int64(2),
                    Quadrant = row.Int64(3) == WholeCamera ? null : (int)row.Int64(3),
                    Band = reader.Texts.Of(row.Bytes(4)),
                    LimitingMag = row.DoubleOrNull(5),
                    ExposureSeconds = row.DoubleOrNull(6),
                    ProgramId = (int?)row.Int64OrNull(7),
                    RaDeg = row.Double(8),
                    DecDeg = row.Double(9),
                };
    }

    /// <summary>The packets that could not be read, oldest first.</summary>
    internal static IEnumerable<StoredDeadLetter> DeadLetters(ArchiveReader reader)
    {
        var row = reader.Statement("SELECT id, source, offset, reason, bytes FROM dead_letter ORDER BY id");
        while (row.Step())
            yield return new StoredDeadLetter(row.Int64(0), new DeadLetter(row.Text(1), row.Int64(2), row.Text(3), row.IsNull(4) ? null : row.Bytes(4).ToArray()));
    }

    /// <summary>Appends to journals.</summary>
    internal static void Append(ArchiveWriter writer, IReadOnlyList<JournalEntry> entries)
    {
        var row = writer.Statement(InsertJournal);
        foreach (var e in entries)
            row.Bind(1, e.Object.Survey).Bind(2, e.Object.Stock).Bind(3, e.TimeUtc.ToUnixTimeMilliseconds()).Bind(4, (long)e.Tier).Bind(5, e.Unit)
                .Bind(6, e.Channel).Bind(7, e.Run).Bind(8, e.AlertId).Bind(9, e.StateId).Bind(10, e.ExtraJson).Run();
    }

    /// <summary>Attaches science records.</summary>
    internal static void Attach(ArchiveWriter writer, IReadOnlyList<ScienceRecord> records)
    {
        var row = writer.Statement(InsertScience);
        foreach (var r in records)
            row.Bind(1, r.Object.Survey).Bind(2, r.Object.Stock).Bind(3, r.TimeUtc.ToUnixTimeMilliseconds()).Bind(4, r.Unit)
                .Bind(5, r.ConfigHash).Bind(6, r.StateId).Bind(7, r.AlertId).Bind(8, r.BodyJson).Run();
    }

    /// <summary>Adds exposures or takes their values anew.</summary>
    /// <returns>How many are new.</returns>
    internal static int Put(ArchiveWriter writer, IReadOnlyList<Exposure> exposures)
    {
        var (find, put, added) = (writer.Statement(FindExposure), writer.Statement(PutExposure), 0);
        foreach (var e in exposures)
        {
            var quadrant = (long)(e.Quadrant ?? WholeCamera);
            if (!find.Bind(1, e.Jd).Bind(2, e.Survey).Bind(3, (long)e.Field).Bind(4, quadrant).Any())
                added++;
            put.Bind(1, e.Jd).Bind(2, e.Survey).Bind(3, (long)e.Field).Bind(4, quadrant).Bind(5, e.Band)
                .Bind(6, e.LimitingMag).Bind(7, e.ExposureSeconds).Bind(8, (long?)e.ProgramId).Bind(9, e.RaDeg).Bind(10, e.DecDeg).Run();
        }
        return added;
    }

    /// <summary>Takes dead letters away.</summary>
    internal static void Remove(ArchiveWriter writer, IReadOnlyList<long> ids)
    {
        var (row, removed) = (writer.Statement("DELETE FROM dead_letter WHERE id = ?1"), 0L);
        foreach (var id in ids)
            removed += row.Bind(1, id).Run();
        writer.Statement("UPDATE totals SET dead_letters = dead_letters - ?1").Bind(1, removed).Run();
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
