using System.Text;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3;

/// <summary>A draft of a GCN circular from a report alone, in plain text or Markdown.</summary>
/// <remarks>
/// The first line is "Subject: …", then an empty line, then the body. Plain ASCII, paragraphs in one line (GCN no longer recommends breaking lines by hand), fewer than
/// <see cref="LimitLines"/> lines where the candidates allow it.
/// </remarks>
internal static class CircularDraft
{
    /// <summary>GCN's style guide: generally fewer lines than this.</summary>
    internal const int LimitLines = 60;

    private const string SubjectKey = "Subject:";

    /// <summary>Keys of the template's head.</summary>
    internal static IReadOnlyList<string> HeadKeys { get; } = ["subject"];

    public static string WritePlain(ScanReport report, DraftTexts texts, string? stamp) => Write(report, texts, stamp, isMarkdown: false);

    public static string WriteMarkdown(ScanReport report, DraftTexts texts, string? stamp) => Write(report, texts, stamp, isMarkdown: true);

    /// <summary>Subject and body of a draft; what stands before the subject (stamps) begins the body. The subject is empty when there is none.</summary>
    public static (string Subject, string Body) Split(string draft)
    {
        var lines = draft.ReplaceLineEndings("\n").Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith(SubjectKey, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? ("", draft) : (lines[at][SubjectKey.Length..].Trim(), string.Join('\n', lines.Take(at).Concat(lines.Skip(at + 1).SkipWhile(line => line.Length == 0))));
    }

    private static string Write(ScanReport report, DraftTexts texts, string? stamp, bool isMarkdown)
    {
        var stamps = DraftStamps.Of(report, stamp);
        return DraftFit.Longest(report, isMarkdown, Compose, draft => Split(draft).Body.Count(c => c == '\n') < LimitLines);

        string Compose(DraftFacts facts)
        {
            var text = new StringBuilder();
            foreach (var line in stamps)
                text.Append(line).Append('\n');
            text.Append(stamps.Count > 0 ? "\n" : "").Append(SubjectKey).Append(' ').Append(DraftComposition.Head(texts.Circular, "subject", facts)).Append('\n');
            foreach (var paragraph in DraftComposition.Paragraphs(texts.Circular, facts))
            {
                text.Append('\n');
                if (paragraph.Length > 0)
                    text.Append(paragraph).Append('\n');
                else
                    text.Append(isMarkdown ? DraftTable.Markdown(facts) : DraftTable.Framed(facts));
            }
            return text.ToString();
        }
    }
}
