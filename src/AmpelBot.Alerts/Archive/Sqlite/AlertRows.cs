namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Alerts from tables <c>alert</c> and <c>alert_block</c>: a scan's, and those of one object.</summary>
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

    /// <summary>Whether a night (?1) has alerts in table alert.</summary>
    internal const string AnySql = "SELECT 1 FROM alert WHERE night = ?1 LIMIT 1";

    /// <summary>Alerts of an object (?2, ?3) in sixteen nights (?1), but for those in blocks.</summary>
    internal const string ObjectSql = $"SELECT {Columns} FROM alert INDEXED BY alert_of_object WHERE night >> 4 = ?1 AND stock = ?2 AND survey = ?3";

    // Rows that are read and left out in the time of one seek.
    private const double SeekWorth = 8;

    /// <summary>The alerts inside a region and a window, in the order of night, hpx29, alert and survey.</summary>
    internal static IEnumerable<Alert> Scan(ArchiveReader reader, AlertQuery query, CancellationToken cancellation)
    {
        var lightCurves = new LightCurveRows(reader);
        foreach (var found in Inside(reader, query, cancellation))
        {
            var alert = Read(reader, found);
            yield return query.NeedsLightCurve?.Invoke(alert) == false
                ? alert : alert with { LightCurve = lightCurves.Of(alert, query.Rights) };
        }
    }

    /// <summary>Number of alerts inside a region and a window.</summary>
    internal static long Count(ArchiveReader reader, AlertQuery query, CancellationToken cancellation)
    {
        var count = 0L;
        foreach (var _ in Inside(reader, query, cancellation))
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
            while (row.Step())
                Take(new Found(row, null, 0));
        }
        foreach (var (block, at) in BlockRows.Of(reader, key, cancellation))
            Take(new Found(null, block, at));
        alerts.Sort((a, b) => (a.Jd, a.AlertId).CompareTo((b.Jd, b.AlertId)));
        return new LightCurveRows(reader).Of(alerts, key, rights, cancellation);

        void Take(Found found)
        {
            if (rights == DataRights.Partnership || found.ProgramId == 1)
                alerts.Add(Read(reader, found));
        }
    }

    /// <summary>Where an alert was found: in the present row of a statement, or in a block.</summary>
    private readonly record struct Found(SqliteStatement? Row, BlockRows.Block? Block, int At)
    {
        internal long AlertId => Block?.Alerts.AlertId(At) ?? Row!.Int64(0);

        internal long Hpx29 => Block?.Alerts.Hpx29(At) ?? Row!.Int64(3);

        internal long? ProgramId => Block is null ? Row!.Int64OrNull(7) : Block.Alerts.ProgramId(At);

        internal string Survey(ArchiveReader reader) => Block?.Survey ?? reader.Texts.Of(Row!.Bytes(1));
    }

    private static IEnumerable<Found> Inside(ArchiveReader reader, AlertQuery query, CancellationToken cancellation)
    {
        if (query.Moc.IsEmpty || query.Window.From == query.Window.To)
            yield break;
        var window = new JdWindow(query.Window);
        var rows = new TableRows(reader, query, window, cancellation);
        var exact = query.Moc.Ranges.ToArray();
        foreach (var (night, alerts, runs) in reader.Nights(Night.OfJd(window.From), Night.OfJd(window.To)))
        {
            var sources = new List<IEnumerable<Found>>(runs + 1);
            if (reader.Statement(AnySql).Bind(1, night).Any())
                sources.Add(rows.Of(night, alerts));
            for (var run = 0; run < runs; run++)
                sources.Add(OfRun(night, run));
            foreach (var found in sources is [var only] ? only : Merged(reader, sources))
                yield return found;
        }

        IEnumerable<Found> OfRun(int night, int run)
        {
            foreach (var (block, at) in BlockRows.Inside(reader, night, run, exact, cancellation))
                if (window.Contains(block.Alerts.Jd(at)) && (query.Rights == DataRights.Partnership || block.Alerts.ProgramId(at) == 1))
                    yield return new Found(null, block, at);
        }
    }

    /// <summary>The rows of table alert inside a region and a window.</summary>
    private sealed class TableRows(ArchiveReader reader, AlertQuery query, JdWindow window, CancellationToken cancellation)
    {
        private ScanRanges? ranges;
        private long gap = -1;

        /// <summary>Those of a night, which has a number of alerts.</summary>
        internal IEnumerable<Found> Of(int night, long alerts)
        {
            // Nights of about the same number of alerts share their ranges.
            var thisGap = ScanRanges.GapOf((long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(alerts, 1)), SeekWorth);
            if (ranges is null || gap != thisGap)
                (ranges, gap) = (new ScanRanges(query.Moc, gap: thisGap), thisGap);
            var row = reader.Statement(query.Rights == DataRights.Public ? PublicScanSql : ScanSql).Bind(1, night).Bind(4, window.From).Bind(5, window.To);
            foreach (var range in ranges.Ranges)
            {
                cancellation.ThrowIfCancellationRequested();
                row.Bind(2, range.Start).Bind(3, range.End);
                while (row.Step())
                {
                    if (!ranges.Contains(row.Int64(3)) || !window.Contains(row.Double(2)))
                        continue;
                    cancellation.ThrowIfCancellationRequested();
                    yield return new Found(row, null, 0);
                }
            }
        }
    }

    /// <summary>Alerts of several sources, each ascending by (hpx29, alert id, survey), in that order.</summary>
    private static IEnumerable<Found> Merged(ArchiveReader reader, List<IEnumerable<Found>> sources)
    {
        var open = new PriorityQueue<IEnumerator<Found>, (long, long, string)>(
            Comparer<(long Hpx29, long Id, string Survey)>.Create((a, b) => (a.Hpx29, a.Id).CompareTo((b.Hpx29, b.Id)) is var order && order != 0 ? order : string.CompareOrdinal(a.Survey, b.Survey)));
        var all = sources.ConvertAll(s => s.GetEnumerator());
        try
        {
            foreach (var source in all)
                Advance(source);
            while (open.TryDequeue(out var source, out _))
            {
                yield return source.Current;
                Advance(source);
            }
        }
        finally
        {
            all.ForEach(s => s.Dispose());
        }

        void Advance(IEnumerator<Found> source)
        {
            if (source.MoveNext())
                open.Enqueue(source, (source.Current.Hpx29, source.Current.AlertId, source.Current.Survey(reader)));
        }
    }

    private static Alert Read(ArchiveReader reader, Found found)
    {
        var (survey, alertId) = (found.Survey(reader), found.AlertId);
        if (found is { Block: { } block, At: var at })
            return new Alert
            {
                AlertId = alertId,
                Survey = survey,
                ObjectId = reader.NameOf(block.Object(at)),
                Candid = alertId,
                Jd = block.Alerts.Jd(at),
                Hpx29 = found.Hpx29,
                Coord = reader.Coord(block.Alerts.RaDeg(at), block.Alerts.DecDeg(at)),
                ProgramId = (int?)found.ProgramId,
                Candidate = new CandidateBlock(block.Candidate(at)),
            };
        var row = found.Row!;
        return new Alert
        {
            AlertId = alertId,
            Survey = survey,
            ObjectId = reader.NameOf(new ObjectKey(survey, row.Int64(4))),
            Candid = row.Int64(8) == 1 ? alertId : null,
            Jd = row.Double(2),
            Hpx29 = found.Hpx29,
            Coord = reader.Coord(row.Double(5), row.Double(6)),
            ProgramId = (int?)found.ProgramId,
            Candidate = new CandidateBlock(reader.Body(row, 9, 10)),
        };
    }
}
