using System.Text.Json;
using AmpelBot.Alerts.Archive;

namespace AmpelBot.FollowUp.Scan;

/// <summary>What a scan leaves in the journals of its candidates.</summary>
internal static class ScanJournal
{
    /// <summary>The unit that journal entries name.</summary>
    public const string Unit = nameof(EventScan);

    /// <summary>Appends an entry for each candidate: accepted by the channel in this scan, with the state that was judged.</summary>
    /// <param name="archive">The archive that was scanned.</param>
    /// <param name="report">The scan.</param>
    /// <param name="now">The time of the entries.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>What the person should know when the entries could not be written, a sentence; the scan itself stands.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(IArchive archive, ScanReport report, DateTimeOffset now, CancellationToken cancellation)
    {
        if (report.Candidates.Count == 0)
            return [];
        if (archive.IsReadOnly)
            return ["The archive can only be read, so the journals of the candidates have no entry about this scan."];
        try
        {
            var entries = new List<JournalEntry>(report.Candidates.Count);
            foreach (var candidate in report.Candidates)
                entries.Add(await EntryAsync(archive, report, candidate, now, cancellation));
            await archive.AppendAsync(entries, cancellation);
            return [];
        }
        catch (ArchiveException e)
        {
            return [$"The journals of the candidates have no entry about this scan, because it could not be written: {e.Message}"];
        }
    }

    private static async Task<JournalEntry> EntryAsync(
        IArchive archive, ScanReport report, Candidate candidate, DateTimeOffset now, CancellationToken cancellation)
    {
        var latest = candidate.Alerts[^1];
        var state = await archive.StateOfAsync(latest.Object, latest.TimeUtc, report.Plan.Rights, cancellation);
        return new JournalEntry
        {
            Object = latest.Object,
            TimeUtc = now,
            Tier = 0,
            Unit = Unit,
            Channel = report.Plan.Channel.Name,
            Run = report.ScanId,
            AlertId = latest.AlertId,
            StateId = state?.Id,
            ExtraJson = JsonSerializer.Serialize(new
            {
                accepted = true,
                @event = report.Plan.Notice.EventName,
            }),
        };
    }
}
