using System.Globalization;
using System.Text.Json;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>The candidates as Enhanced CSV 1.0 (Astropy Proposal for Enhancement 6), columns parted by blanks.</summary>
/// <remarks>What is missing is an empty text in quotes. Each candidate is one line: control characters of a text become blanks.</remarks>
public static class EcsvTable
{
    /// <summary>Writes the table, lines end with LF.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="writer">Takes the text.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static void Write(ScanReport report, TextWriter writer, CancellationToken cancellation)
    {
        writer.Write("# %ECSV 1.0\n# ---\n# datatype:\n");
        foreach (var column in CandidateColumns.All)
        {
            var type = column.Kind switch { ColumnKind.Whole => "int64", ColumnKind.Real => "float64", _ => "string" };
            var unit = column.Unit is null ? "" : $"unit: {column.Unit}, ";
            writer.Write($"# - {{name: {column.Name}, {unit}datatype: {type}, description: {Yaml(column.Description)}, meta: {{ucd: {Yaml(column.Ucd)}}}}}\n");
        }
        writer.Write("# meta: !!omap\n");
        foreach (var fact in TableFact.Of(report))
            writer.Write($"# - {fact.Name}: {fact.Value switch { double real => Real(real), long whole => whole.ToString(CultureInfo.InvariantCulture), var text => Yaml((string)text) }}\n");
        writer.Write("# schema: astropy-2.0\n");
        writer.Write(string.Join(' ', CandidateColumns.All.Select(column => column.Name)) + "\n");
        for (var i = 0; i < report.Candidates.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(string.Join(' ', CandidateColumns.All.Select(column => Cell(column.Text(report, i + 1, report.Candidates[i])))) + "\n");
        }
    }

    private static string Cell(string text)
    {
        var line = PlainCharacters.OneLine(text);
        return line.Length > 0 && line.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or ':' or '_') ? line : $"\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    // A text of JSON in ASCII is one of YAML too.
    private static string Yaml(string text) => JsonSerializer.Serialize(text);

    // YAML 1.1 takes 1E-05 for a text.
    private static string Real(double value)
    {
        var text = ReportText.RoundTrip(value);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0 ? text.Contains('.', StringComparison.Ordinal) ? text : text + ".0"
            : text[..exponent] + (text.AsSpan(0, exponent).Contains('.') ? "" : ".0") + (text[exponent + 1] is '-' or '+' ? text[exponent..] : "E+" + text[(exponent + 1)..]);
    }
}
