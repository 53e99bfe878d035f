using System.Text;

namespace AmpelBot.FollowUp.T3;

/// <summary>A template with a report's facts in its places.</summary>
internal static class DraftComposition
{
    /// <summary>The text of a key of the head.</summary>
    public static string Head(DraftTemplate template, string key, DraftFacts facts) => Joined(template.Head[key].Where(line => Holds(line, facts)).Take(1), facts);

    /// <summary>The paragraphs that have text; the place of the table is an empty string.</summary>
    public static IEnumerable<string> Paragraphs(DraftTemplate template, DraftFacts facts)
    {
        foreach (var paragraph in template.Body)
        {
            if (paragraph.IsEachCandidate)
            {
                foreach (var candidate in facts.Report.Candidates.Take(facts.Described))
                    if (Joined(paragraph.Lines, facts with { Current = candidate }) is { Length: > 0 } text)
                        yield return text;
            }
            else if (paragraph.Lines[0].IsTable)
            {
                if (facts.Listed > 0)
                    yield return "";
            }
            else if (Joined(paragraph.Lines, facts) is { Length: > 0 } text)
                yield return text;
        }
    }

    private static bool Holds(TemplateLine line, DraftFacts facts) => line.Conditions.All(condition => DraftPlaces.Conditions[condition.Word](facts) == condition.Wanted);

    private static string Joined(IEnumerable<TemplateLine> lines, DraftFacts facts)
    {
        var text = new StringBuilder();
        foreach (var line in lines.Where(line => Holds(line, facts)))
        {
            if (text.Length > 0)
                text.Append(' ');
            foreach (var part in line.Parts)
                text.Append(part.IsPlace ? DraftPlaces.Values[part.Text] is var place && place.Value(facts) is { } value ? value : $"[TO FILL: {place.Description}]" : part.Text);
        }
        return AsciiText.Of(text.ToString());
    }
}
