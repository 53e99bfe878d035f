using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using Npgsql;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Alerts of a scan that come in its order (night, hpx29, alert id, survey), page by page through a cursor of their own.</summary>
/// <remarks>
/// A cursor is planned each time it is made, which costs half of a small scan. So a few rows are asked for without one, whose plan the server keeps; when there are more, all of them come through the cursor, the few again,
/// so that nothing depends on two plans giving one order.
/// </remarks>
internal abstract class ScanSource(PostgresDatabase database, string cursor)
{
    private readonly List<AlertReader.Row> rows = [];
    private int next;
    private int asked;
    private bool hasCursor;

    /// <summary>Whether an alert is there to be taken.</summary>
    internal bool HasRows => next < rows.Count;

    /// <summary>Whether all rows were read.</summary>
    internal bool IsAtEnd { get; private set; }

    /// <summary>The next alert.</summary>
    internal AlertReader.Row Next => rows[next];

    /// <summary>Most rows of the cursor that are in memory.</summary>
    internal required int PageRows { get; init; }

    /// <summary>Rows that are asked for without a cursor; 0 for none.</summary>
    internal required int FewRows { get; init; }

    /// <summary>What gives the rows.</summary>
    internal required NpgsqlBatchCommand Statement { private get; init; }

    /// <summary>The archive.</summary>
    protected PostgresDatabase Database { get; } = database;

    /// <summary>Asks for the next rows.</summary>
    internal IEnumerable<NpgsqlBatchCommand> Asking()
    {
        if (asked == 0 && FewRows > 0)
        {
            asked = FewRows;
            return [Stated($"{Statement.CommandText} limit {FewRows}")];
        }
        asked = PageRows;
        NpgsqlBatchCommand fetch = new($"fetch {PageRows} from {cursor}");
        if (hasCursor)
            return [fetch];
        hasCursor = true;
        return [Stated($"declare {cursor} no scroll cursor for {Statement.CommandText}"), fetch];
    }

    /// <summary>Reads what was asked for, after the last was taken.</summary>
    internal async Task ReadAsync(NpgsqlDataReader row, CancellationToken cancellation)
    {
        rows.Clear();
        next = 0;
        var count = 0;
        for (; await row.ReadAsync(cancellation).ConfigureAwait(false); count++)
            Read(row, rows);
        IsAtEnd = count < asked;
        if (hasCursor || IsAtEnd)
            Complete(rows);
        else
        {
            rows.Clear();
            Forget();
        }
    }

    private NpgsqlBatchCommand Stated(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in Statement.Parameters)
            command.Parameters.Add(((NpgsqlParameter)parameter).Clone());
        return command;
    }

    /// <summary>Takes <see cref="Next"/>.</summary>
    internal AlertReader.Row Take() => rows[next++];

    /// <summary>Takes all that are there.</summary>
    internal void TakeAll(List<AlertReader.Row> to)
    {
        to.AddRange(next == 0 ? rows : rows[next..]);
        next = rows.Count;
    }

    /// <summary>Adds the alerts of the present row that are wanted.</summary>
    protected abstract void Read(NpgsqlDataReader row, List<AlertReader.Row> to);

    /// <summary>Brings a page into order and holds back what is not complete.</summary>
    protected abstract void Complete(List<AlertReader.Row> page);

    /// <summary>Forgets the rows that were read.</summary>
    protected abstract void Forget();

    /// <summary>The refusal when a cursor gives rows in no order.</summary>
    protected ArchiveException Disordered()
        => new($"The server of the archive {Database.Place} gave alerts in no order: tell the authors of ampelbot which version of PostgreSQL it is.");
}

/// <summary>The rows of table alert.</summary>
internal sealed class TableSource(PostgresDatabase database, AlertReader reader, ScanRanges ranges, JdWindow window) : ScanSource(database, "scan")
{
    private readonly List<AlertReader.Row> held = [];
    private AlertReader.Row? last;
    private bool hasTies;

    protected override void Read(NpgsqlDataReader row, List<AlertReader.Row> to)
    {
        if (to.Count == 0 && held.Count > 0)
        {
            to.AddRange(held);
            held.Clear();
        }
        if (!ranges.Contains(row.GetInt64(0)) || !window.Contains(row.GetDouble(2)))
            return;
        var found = reader.Read(row);
        var order = last is null ? -1 : (last.Night, last.Hpx29).CompareTo((found.Night, found.Hpx29));
        if (order > 0)
            throw Disordered();
        hasTies |= order == 0;
        to.Add(found);
        last = found;
    }

    protected override void Forget()
    {
        held.Clear();
        last = null;
        hasTies = false;
    }

    // Those of the last index wait for the next page.
    protected override void Complete(List<AlertReader.Row> page)
    {
        if (page.Count == 0)
            page.AddRange(held);
        held.Clear();
        if (hasTies)
            page.Sort(ScanOrder.Of);
        hasTies = false;
        if (IsAtEnd || last is null)
            return;
        var complete = page.Count;
        while (complete > 0 && (page[complete - 1].Night, page[complete - 1].Hpx29) == (last.Night, last.Hpx29))
            complete--;
        held.AddRange(page[complete..]);
        page.RemoveRange(complete, page.Count - complete);
    }
}

/// <summary>The blocks of one run of each night.</summary>
internal sealed class RunSource(PostgresDatabase database, int run, BlockFilter filter) : ScanSource(database, $"run_{run}")
{
    private StoredBlock? last;

    protected override void Read(NpgsqlDataReader row, List<AlertReader.Row> to)
    {
        if (last is { } before && (before.Night, before.Number) == (row.GetInt32(0), row.GetInt32(2)))
            return;
        var block = StoredBlock.SoundOf(row, Database);
        if (last is not null && (last.Night, last.Number).CompareTo((block.Night, block.Number)) > 0)
            throw Disordered();
        last = block;
        filter.Select(block, i => to.Add(block.RowOf(i)));
    }

    protected override void Complete(List<AlertReader.Row> page)
    {
    }

    protected override void Forget() => last = null;
}

/// <summary>Which alerts of blocks a query asks for.</summary>
internal sealed class BlockFilter(AlertQuery query)
{
    private readonly Moc moc = query.Moc;
    private readonly JdWindow window = new(query.Window);
    private readonly bool seesAll = query.Rights == DataRights.Partnership;

    /// <summary>Takes the places of the alerts of a block that are wanted, ascending.</summary>
    internal void Select(StoredBlock block, Action<int> take)
    {
        var alerts = block.Alerts;
        var ranges = moc.Ranges;
        var (i, last) = (0, alerts.Hpx29(alerts.Count - 1));
        for (var range = FirstEndingAfter(ranges, alerts.Hpx29(0)); range < ranges.Length && ranges[range].Start <= last; range++)
            for (i = Math.Max(i, alerts.FirstFrom(ranges[range].Start)); i < alerts.Count && alerts.Hpx29(i) < ranges[range].End; i++)
                if ((seesAll || alerts.ProgramId(i) == 1) && window.Contains(alerts.Jd(i)))
                    take(i);
    }

    private static int FirstEndingAfter(ReadOnlySpan<HpxRange> ranges, long hpx29)
    {
        var (low, high) = (0, ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].End <= hpx29)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

/// <summary>The order of the alerts of a scan.</summary>
internal static class ScanOrder
{
    /// <summary>By night, hpx29, alert id and survey.</summary>
    internal static int Of(AlertReader.Row a, AlertReader.Row b)
    {
        var order = (a.Night, a.Hpx29, a.AlertId).CompareTo((b.Night, b.Hpx29, b.AlertId));
        return order != 0 ? order : string.CompareOrdinal(a.Survey, b.Survey);
    }
}
