using Npgsql;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Checks that each run of table alert_block is there from its first to its last block and ascends, and goes through its alerts.</summary>
/// <param name="connection">Within a transaction that sees one state of the archive.</param>
/// <param name="take">Takes the alerts of some blocks.</param>
internal sealed class BlockVerification(NpgsqlConnection connection, Func<List<AlertReader.Row>, Task> take)
{
    // 1 MB.
    private const int PageBlocks = 128;

    private readonly Faults faults = new();
    private readonly SortedDictionary<int, int> runs = [];
    private (int Night, int Run, int Number, string Survey) last = (int.MinValue, 0, 0, "");
    private (long Hpx29, long AlertId) lastAlert;
    private long blocks;

    /// <summary>Reads all blocks.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        // In the order of the primary key, without sorting bodies.
        await connection.RunAsync("set local enable_sort = off", cancellation).ConfigureAwait(false);
        await connection.RunAsync(
            $"declare blocks no scroll cursor for select {AlertBlocks.Columns} from alert_block b order by b.night, b.run, b.last_hpx29, b.number", cancellation).ConfigureAwait(false);
        await connection.RunAsync("set local enable_sort = on", cancellation).ConfigureAwait(false);
        for (var isLast = false; !isLast;)
        {
            var page = await connection.Command($"fetch {PageBlocks} from blocks").RowsAsync(StoredBlock.Of, cancellation).ConfigureAwait(false);
            isLast = page.Count < PageBlocks;
            var rows = new List<AlertReader.Row>();
            foreach (var block in page)
                Check(block, rows);
            await take(rows).ConfigureAwait(false);
        }
    }

    /// <summary>What is wrong, once all are read.</summary>
    internal async Task<ArchiveCheck> CheckAsync(CancellationToken cancellation)
    {
        var told = await connection.Command("select night, runs from night where runs <> 0 order by night")
            .RowsAsync(row => KeyValuePair.Create(row.GetInt32(0), row.GetInt32(1)), cancellation).ConfigureAwait(false);
        foreach (var night in told.Except(runs).Concat(runs.Except(told)).Select(n => n.Key).Distinct().Order())
            faults.Add($"the night {night} has {runs.GetValueOrDefault(night)} runs of blocks, and table night says {told.Find(n => n.Key == night).Value}, so that scans may miss them");
        return Verification.Check("blocks", faults, blocks, "blocks of big batches are what was stored, each at its place");
    }

    private void Check(StoredBlock block, List<AlertReader.Row> rows)
    {
        blocks++;
        var isFirst = (last.Night, last.Run) != (block.Night, block.Run);
        if (isFirst)
        {
            if (block.Run != runs.GetValueOrDefault(block.Night))
                faults.Add($"the run before {block.Name} is missing");
            runs[block.Night] = block.Run + 1;
            lastAlert = (long.MinValue, long.MinValue);
        }
        if (block.Number != (isFirst ? 0 : last.Number + 1))
            faults.Add($"the block before {block.Name} is missing");
        else if (!isFirst && block.Survey != last.Survey)
            faults.Add($"{block.Name} is of {block.Survey}, and the one before of {last.Survey}");
        last = (block.Night, block.Run, block.Number, block.Survey);
        if (!block.IsSound)
        {
            faults.Add($"{block.Name} is not what was stored");
            return;
        }
        for (var i = 0; i < block.Alerts.Count; i++)
        {
            var row = block.RowOf(i);
            if ((row.Hpx29, row.AlertId).CompareTo(lastAlert) <= 0)
                faults.Add($"{block.Name} does not ascend at alert {row.AlertId}");
            lastAlert = (row.Hpx29, row.AlertId);
            rows.Add(row);
        }
    }
}
