using System.Text;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3;

/// <summary>A draft of an Astronomer's Telegram from a report alone.</summary>
/// <remarks>
/// Plain ASCII, lines of at most 80 characters, under the telegram's limit of 4,000 characters (Rutledge 1998, PASP 110, 754). What the report does not know is
/// marked [TO FILL: ...]; the program never sends it. The order of the parts is that of ZTF's telegrams (ATel 13160).
/// </remarks>
internal static class AtelDraft
{
    /// <summary>The telegram's limit: a draft has fewer characters.</summary>
    internal const int LimitCharacters = 4000;

    private const int LineCharacters = 80;

    /// <summary>Keys of the template's head.</summary>
    internal static IReadOnlyList<string> HeadKeys { get; } = ["title", "authors", "subjects"];

    public static string Write(ScanReport report, DraftTexts texts, string? stamp)
    {
        var stamps = DraftStamps.Of(report, stamp);
        return DraftFit.Longest(report, isMarkdown: false, Compose, draft => draft.Length < LimitCharacters);

        string Compose(DraftFacts facts)
        {
            var text = new StringBuilder();
            foreach (var line in stamps)
                Wrap(text, line);
            text.Append(stamps.Count > 0 ? "\n" : "");
            Wrap(text, "Title: " + DraftComposition.Head(texts.Atel, "title", facts));
            Wrap(text, "Authors: " + DraftComposition.Head(texts.Atel, "authors", facts));
            Wrap(text, "Subjects: " + DraftComposition.Head(texts.Atel, "subjects", facts));
            foreach (var paragraph in DraftComposition.Paragraphs(texts.Atel, facts))
            {
                text.Append('\n');
                if (paragraph.Length > 0)
                    Wrap(text, paragraph);
                else
                    text.Append(DraftTable.Bare(facts));
            }
            return text.ToString();
        }
    }

    /// <summary>Adds a paragraph, broken between words only; a word longer than a line stays whole.</summary>
    private static void Wrap(StringBuilder text, string paragraph)
    {
        var column = 0;
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > LineCharacters)
            {
                text.Append('\n');
                column = 0;
            }
            if (column > 0)
            {
                text.Append(' ');
                column++;
            }
            text.Append(word);
            column += word.Length;
        }
        text.Append('\n');
    }
}
