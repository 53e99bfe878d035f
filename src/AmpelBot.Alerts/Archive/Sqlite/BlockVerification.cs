namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Checks that each run of table <c>alert_block</c> is there from its first to its last block and ascends, and goes through its alerts.</summary>
/// <param name="reader">The archive.</param>
/// <param name="next">Goes to the next row of a statement.</param>
/// <param name="tell">Takes what is wrong.</param>
/// <param name="take">Takes each alert: its block, and the place in it.</param>
internal sealed class BlockVerification(ArchiveReader reader, Func<SqliteStatement, bool> next, Action<string> tell, Action<BlockRows.Block, int> take)
{
    private readonly Dictionary<int, int> runs = [];

    /// <summary>Reads all blocks.</summary>
    internal void Run()
    {
        (int Night, int Run, long Number, long Hpx29, long AlertId) before = (int.MinValue, -1, 0, 0, 0);
        foreach (var (row, block) in BlockRows.All(reader, next))
        {
            var isFirst = (before.Night, before.Run) != (row.Night, row.Run);
            if (isFirst)
            {
                if (row.Run != runs.GetValueOrDefault(row.Night))
                    tell($"the night {row.Night} has a run {row.Run} in table alert_block in the place of run {runs.GetValueOrDefault(row.Night)}");
                runs[row.Night] = runs.GetValueOrDefault(row.Night) + 1;
                before = (row.Night, row.Run, -1, long.MinValue, long.MinValue);
            }
            if (block is null)
                tell($"{row} is not what was stored");
            else
            {
                if (row.Number != before.Number + 1)
                    tell($"{row} does not follow the one before it, which has the number {before.Number}");
                if (block.Hpx29(0) != row.FirstHpx29 || block.Hpx29(block.Count - 1) != row.LastHpx29)
                    tell($"{row} lies elsewhere than it says");
                for (var i = 0; i < block.Count; i++)
                {
                    if ((block.Hpx29(i), block.AlertId(i)).CompareTo((before.Hpx29, before.AlertId)) <= 0)
                        tell($"{row} does not ascend at alert {block.AlertId(i)}");
                    before = before with { Hpx29 = block.Hpx29(i), AlertId = block.AlertId(i) };
                    take(row.With(block), i);
                }
            }
            before = before with { Number = row.Number };
        }
        foreach (var night in reader.Nights())
            if (night.Runs != runs.GetValueOrDefault(night.Night))
                tell($"the night {night.Night} has {runs.GetValueOrDefault(night.Night)} runs in table alert_block, and table night says {night.Runs}");
    }
}
