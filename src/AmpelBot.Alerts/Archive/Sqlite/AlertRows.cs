namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Alerts from the rows of table <c>alert</c>: a scan's, and those of one object.</summary>
internal static class AlertRows
{
    private const string Columns = "alert_id, survey, jd, hpx29, stock, ra, dec, program, numbered, schema, body";

    /// <summary>Alerts in a range (?2, ?3) of one night (?1) between two Julian dates (?4, ?5, both included).</summary>
    internal const string ScanSql = $"""
        SELECT {Columns} FROM alert
        WHERE night = ?1 AND hpx29 >= ?2 AND hpx29 < ?3 AND jd >= ?4 AND jd <= ?5
        ORDER BY hpx29, alert_id, survey
        """;

    /// <summary>As above, program 1 alone.</summary>
    internal const string PublicScanSql = $"""
        SELECT {Columns} FROM alert
        WHERE night = ?1 AND hpx29 >= ?2 AND hpx29 < ?3 AND jd >= ?4 AND jd <= ?5 AND program = 1
        ORDER BY hpx29, alert_id, survey
        """;

    /// <summary>Alerts of an object (?2, ?3) in sixteen nights (?1), but for the listed ones.</summary>
    internal const string ObjectSql = $"SELECT {Columns} FROM alert INDEXED BY alert_of_object WHERE night >> 4 = ?1 AND stock = ?2 AND survey = ?3 AND listed = 0";

    /// <summary>Listed alerts of an object (?3, ?4) at one place (?1, ?2).</summary>
    internal const string ListedSql = $"SELECT {Columns} FROM alert WHERE night = ?1 AND hpx29 = ?2 AND stock = ?3 AND survey = ?4 AND listed = 1";

    // Rows that are read and left out in the time of one seek.
    private const double SeekWorth = 8;

    /// <summary>The alerts inside a region and a window, in the order of night, hpx29, alert and survey.</summary>
    internal static IEnumerable<Alert> Scan(ArchiveReader reader, AlertQuery query, CancellationToken cancellation)
    {
        var lightCurves = new LightCurveRows(reader);
        foreach (var row in Rows(reader, query, cancellation))
        {
            var alert = Read(reader, row);
            yield return query.NeedsLightCurve?.Invoke(alert) == false
                ? alert : alert with { LightCurve = lightCurves.Of(alert, query.Rights) };
        }
    }

    /// <summary>Number of alerts inside a region and a window.</summary>
    internal static long Count(ArchiveReader reader, AlertQuery query, CancellationToken cancellation)
    {
        var count = 0L;
        foreach (var _ in Rows(reader, query, cancellation))
            count++;
        return count;
    }

    /// <summary>All alerts of an object with their light curves, ascending in time.</summary>
    internal static List<Alert> Of(ArchiveReader reader, ObjectKey key, DataRights rights, CancellationToken cancellation)
    {
        var alerts = new List<Alert>();
        var row = reader.Statement(ObjectSql).Bind(2, key.Stock).Bind(3, key.Survey);
        foreach (var sixteen in reader.Sixteens())
        {
            cancellation.ThrowIfCancellationRequested();
            row.Bind(1, sixteen);
            Take(row);
        }
        row = reader.Statement(ListedSql).Bind(3, key.Stock).Bind(4, key.Survey);
        foreach (var (night, hpx29) in AlertLists.PlacesOf(reader, key.Stock, cancellation))
            Take(row.Bind(1, night).Bind(2, hpx29));
        alerts.Sort((a, b) => (a.Jd, a.AlertId).CompareTo((b.Jd, b.AlertId)));
        return new LightCurveRows(reader).Of(alerts, key, rights, cancellation);

        void Take(SqliteStatement row)
        {
            while (row.Step())
                if (rights == DataRights.Partnership || row.Int64OrNull(7) == 1)
                    alerts.Add(Read(reader, row));
        }
    }

    private static IEnumerable<SqliteStatement> Rows(ArchiveReader reader, AlertQuery query, CancellationToken cancellation)
    {
        var window = query.Window;
        if (query.Moc.IsEmpty || window.From == window.To)
            yield break;
        var (from, to) = Night.JdsAround(window);
        var row = reader.Statement(query.Rights == DataRights.Public ? PublicScanSql : ScanSql).Bind(4, from).Bind(5, to);
        ScanRanges? ranges = null;
        var gap = -1L;
        foreach (var (night, alerts) in reader.Nights(Night.OfJd(from), Night.OfJd(to)))
        {
            // Nights of about the same number of alerts share their ranges.
            var thisGap = ScanRanges.GapOf((long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(alerts, 1)), SeekWorth);
            if (ranges is null || gap != thisGap)
                (ranges, gap) = (new ScanRanges(query.Moc, gap: thisGap), thisGap);
            row.Bind(1, night);
            foreach (var range in ranges.Ranges)
            {
                cancellation.ThrowIfCancellationRequested();
                row.Bind(2, range.Start).Bind(3, range.End);
                while (row.Step())
                {
                    if (!ranges.Contains(row.Int64(3)) || !window.Contains(reader.Time(row.Double(2))))
                        continue;
                    cancellation.ThrowIfCancellationRequested();
                    yield return row;
                }
            }
        }
    }

    private static Alert Read(ArchiveReader reader, SqliteStatement row)
    {
        var alertId = row.Int64(0);
        var survey = reader.Texts.Of(row.Bytes(1));
        var stock = row.Int64(4);
        return new Alert
        {
            AlertId = alertId,
            Survey = survey,
            ObjectId = reader.NameOf(new ObjectKey(survey, stock)),
            Candid = row.Int64(8) == 1 ? alertId : null,
            Jd = row.Double(2),
            Hpx29 = row.Int64(3),
            Coord = reader.Coord(row.Double(5), row.Double(6)),
            ProgramId = (int?)row.Int64OrNull(7),
            Candidate = new CandidateBlock(reader.Body(row, 9, 10)),
        };
    }
}
