using System.Globalization;
using System.Text;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.FollowUp.Vetting;
using CsvHelper;
using static AmpelBot.FollowUp.T3.ReportText;

namespace AmpelBot.FollowUp.T3;

/// <summary>The candidate table.</summary>
public static class CandidateTable
{
    private const int MostNameCharacters = 22;

    /// <summary>
    /// Writes candidates.csv (RFC 4180, lines end with LF): one header line with units in the names, one line a candidate, numbers
    /// never rounded, what is missing empty. A name that a spreadsheet would take for a formula gets an apostrophe in front.
    /// </summary>
    public static void WriteCsv(ScanReport report, TextWriter writer)
    {
        using var csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord([.. CandidateColumns.All.Select(column => column.Name)]);
        for (var i = 0; i < report.Candidates.Count; i++)
            csv.WriteRecord([.. CandidateColumns.All.Select(column => column.Kind == ColumnKind.Text
                ? NeverFormula(column.Text(report, i + 1, report.Candidates[i])) : column.Text(report, i + 1, report.Candidates[i]))]);
    }

    /// <summary>
    /// The table in fixed-width text for a terminal or a chat, at most <paramref name="most"/> rows and a line that says how many more
    /// there are.
    /// </summary>
    /// <remarks>A star behind the rank marks a candidate of which people said something; lines below the table say what. No line is longer than 100 characters; ages count from the event, and are left out when its time is not known.</remarks>
    public static string ToText(ScanReport report, int most)
    {
        if (report.Candidates.Count == 0)
            return "No candidates.\n";
        var shown = report.Candidates.Take(Math.Max(0, most)).ToArray();
        var width = Math.Max(4, shown.Length == 0 ? 0 : shown.Max(candidate => Name(candidate).Length));
        var text = new StringBuilder();
        text.Append(Line("#", false, "Name".PadRight(width), "RA deg", "Dec deg", "level", "latest mag", "first seen"));
        for (var i = 0; i < shown.Length; i++)
        {
            var candidate = shown[i];
            text.Append(Line((i + 1).ToString(CultureInfo.InvariantCulture), candidate.Votes.Any, Name(candidate).PadRight(width),
                Fixed(candidate.Coord.RaDeg, 5), Signed(candidate.Coord.DecDeg, 5), Fixed(candidate.CredibleLevel * 100, 1) + " %",
                Magnitude(candidate), Age(report, candidate)));
        }
        foreach (var candidate in shown.Where(c => c.Votes.Any))
            text.Append(Clip($"* {Name(candidate)}: {Said([.. candidate.Votes.Latest, .. candidate.Votes.Notes.Where(n => n.State is null)], VettingJournal.Words)}")).Append('\n');
        if (report.Candidates.Count - shown.Length is > 0 and var more)
            text.Append(CultureInfo.InvariantCulture, $"and {more} more; all {report.Candidates.Count} are in {ScanFiles.Candidates}\n");
        return text.ToString();
    }

    private static string Line(string rank, bool isMarked, string name, string ra, string dec, string level, string mag, string age)
        => $"{rank,3}{(isMarked ? "*" : " ")} {name}  {ra,9}  {dec,9}  {level,7}  {mag,-17}  {age}".TrimEnd() + "\n";

    /// <summary>What people said, each after their name.</summary>
    internal static string Said(IReadOnlyList<Vote> votes, Func<Vote, string> words) =>
        string.Join("; ", votes.Select(vote => $"{(vote.UserName.Length > 0 ? vote.UserName : vote.UserId)}: {words(vote)}"));

    private static string Clip(string text)
    {
        const int MostCharacters = 100;
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length <= MostCharacters ? line : line[..(MostCharacters - 1)] + "…";
    }

    /// <summary>Text from outside that a spreadsheet could run as a formula gets an apostrophe in front.</summary>
    private static string NeverFormula(string text)
        => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    private static string Name(Candidate candidate)
    {
        var name = new string([.. candidate.Name.Select(c => char.IsControl(c) ? '?' : c)]);
        return name.Length <= MostNameCharacters ? name : name[..(MostNameCharacters - 1)] + "…";
    }

    private static string Magnitude(Candidate candidate)
    {
        var latest = candidate.LatestDetection;
        var band = latest.Band.Length <= 3 ? latest.Band : latest.Band[..2] + "…";
        if (latest.Mag is not { } mag || !double.IsFinite(mag))
            return $"{band} no magnitude";
        return latest.MagErr is { } error && double.IsFinite(error) ? $"{band} {Fixed(mag, 2)} ± {Fixed(error, 2)}" : $"{band} {Fixed(mag, 2)}";
    }

    private static string Age(ScanReport report, Candidate candidate)
    {
        if (DaysAfterEvent(report, candidate.FirstDetection.Jd) is not { } days)
            return "";
        var size = Math.Abs(days);
        var span = size < 2 ? Fixed(size * 24, 1) + " h" : Fixed(size, 1) + " d";
        return span + (days < 0 ? " before" : " after");
    }
}
