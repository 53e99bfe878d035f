using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.Hosting;

/// <summary>What a scan of a watched event says that the one before did not.</summary>
/// <param name="New">Names of candidates that were none before.</param>
/// <param name="Gone">Names of candidates that are none any more.</param>
internal sealed record WatchNews(IReadOnlyList<string> New, IReadOnlyList<string> Gone)
{
    private const int MostNamed = 20;

    /// <summary>Whether nothing changed.</summary>
    public bool IsQuiet => New.Count + Gone.Count == 0;

    /// <summary>Compares a report with the files of the scan before.</summary>
    /// <param name="report">The report.</param>
    /// <param name="earlierFolder">Folder of the scan before; null or without a report that can be read: everything is new.</param>
    public static WatchNews Of(ScanReport report, string? earlierFolder)
    {
        var before = earlierFolder is null ? [] : EarlierScan.Read(earlierFolder).Candidates.Select(c => c.Name).ToArray();
        var now = report.Candidates.Select(c => c.Name).ToArray();
        return new WatchNews([.. now.Except(before)], [.. before.Except(now)]);
    }

    /// <summary>The news in words.</summary>
    /// <param name="eventName">The event.</param>
    /// <param name="report">The scan.</param>
    public string Write(string eventName, ScanReport report)
    {
        var head = $"{eventName} again, as watched: {TextNumbers.Count(report.Funnel.AlertsScanned, "alert")}, {TextNumbers.Count(report.Candidates.Count, "candidate")}";
        if (IsQuiet)
            return $"{head}, nothing new ({TextNumbers.Minute(report.StartedUtc)}).";
        var lines = new List<string> { head + "." };
        if (New.Count > 0)
            lines.Add($"- new: {Names(New)}");
        if (Gone.Count > 0)
            lines.Add($"- no longer: {Names(Gone)} (to see why, type: {CommandTable.Why.Name} OBJECT)");
        return string.Join('\n', lines);
    }

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {TextNumbers.Count(names.Count - MostNamed)} more" : "");
}
