using System.Text;
using AmpelBot.FollowUp.Scan;
using static AmpelBot.FollowUp.T3.ReportText;

namespace AmpelBot.FollowUp.T3;

/// <summary>The table of candidates in drafts: the latest detection of each, positions to 1e-7 deg and magnitudes to 0.01 as ZTF's circulars print them.</summary>
internal static class DraftTable
{
    private const int MostNameCharacters = 30;

    /// <summary>Columns between bars, the first line naming them, without a frame.</summary>
    public static string Bare(DraftFacts facts)
    {
        var rows = Rows(facts);
        return string.Concat(Padded(rows).Select(cells => string.Join(" | ", cells).TrimEnd() + "\n"));
    }

    /// <summary>Columns between bars in a frame of dashes as wide as the rows.</summary>
    public static string Framed(DraftFacts facts)
    {
        var lines = Padded(Rows(facts)).Select(cells => $"| {string.Join(" | ", cells)} |\n").ToArray();
        var frame = $"+{new string('-', lines[0].Length - 3)}+\n";
        return frame + lines[0] + frame + string.Concat(lines.Skip(1)) + frame;
    }

    /// <summary>A table of GitHub's Markdown.</summary>
    public static string Markdown(DraftFacts facts)
    {
        var rows = Rows(facts);
        var text = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            text.Append($"| {string.Join(" | ", rows[i])} |\n");
            if (i == 0)
                text.Append("| --- | --- | ---: | ---: | --- | ---: | ---: |\n");
        }
        return text.ToString();
    }

    private static List<string[]> Rows(DraftFacts facts)
    {
        var rows = new List<string[]> { new[] { facts.IsZtf ? "ZTF Name" : "Name", "IAU Name", "RA (deg)", "DEC (deg)", "Filter", "Mag", "MagErr" } };
        rows.AddRange(facts.Report.Candidates.Take(facts.Listed).Select(candidate => Row(facts, candidate)));
        return rows;
    }

    private static string[] Row(DraftFacts facts, Candidate candidate)
    {
        var latest = candidate.LatestDetection;
        return
        [
            facts.Free(candidate.Name, MostNameCharacters),
            "[TO FILL]",
            Fixed(candidate.Coord.RaDeg, 7),
            Signed(candidate.Coord.DecDeg, 7),
            facts.Free(latest.Band, 8),
            latest.Mag is { } mag && double.IsFinite(mag) ? Fixed(mag, 2) : "-",
            latest.MagErr is { } error && double.IsFinite(error) ? Fixed(error, 2) : "-",
        ];
    }

    private static IEnumerable<string[]> Padded(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select((row, at) => row.Select((cell, column) => at > 0 && column is 2 or 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])).ToArray());
    }
}
