using System.Text;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>The candidates as Markdown (GitHub's tables): the columns that people read first, then what each means, with unit and UCD.</summary>
public static class MarkdownTable
{
    private const string Markup = "\\`*_{}[]<>#!|~&$^@";

    /// <summary>Writes the text, lines end with LF, numbers in full.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="writer">Takes the text.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static void Write(ScanReport report, TextWriter writer, CancellationToken cancellation)
    {
        var columns = CandidateColumns.All.Where(column => column.IsMain).ToArray();
        writer.Write($"# Candidates for {Escaped(report.Plan.Notice.EventName)}\n\n");
        writer.Write($"Scan {Escaped(report.ScanId)}, {TextNumbers.Count(report.Candidates.Count, "candidate")}.\n\n");
        Line(writer, columns.Select(column => Escaped(column.Name)));
        Line(writer, columns.Select(column => column.Kind is ColumnKind.Text or ColumnKind.Time ? "---" : "---:"));
        for (var i = 0; i < report.Candidates.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Line(writer, columns.Select(column => Escaped(column.Text(report, i + 1, report.Candidates[i]))));
        }
        writer.Write("\n");
        Line(writer, ["column", "unit", "UCD", "what it is"]);
        Line(writer, ["---", "---", "---", "---"]);
        foreach (var column in columns)
            Line(writer, [Escaped(column.Name), column.Unit ?? "", column.Ucd, Escaped(column.Description)]);
    }

    private static void Line(TextWriter writer, IEnumerable<string> cells) => writer.Write($"| {string.Join(" | ", cells)} |\n");

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in PlainCharacters.OneLine(text))
        {
            if (Markup.Contains(c, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }
}
