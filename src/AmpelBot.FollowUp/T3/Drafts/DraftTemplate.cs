using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Channels;

namespace AmpelBot.FollowUp.T3;

/// <summary>A draft's text as a collaboration words it, with places for what the report says.</summary>
/// <remarks>
/// <para>
/// The grammar, line by line: <c>%% …</c> is a comment. The first paragraph is the head, a line <c>key: text</c> for each key; of several lines for one key the
/// first whose conditions hold is taken, and the last has none. An empty line ends a paragraph; the lines of a paragraph are joined by blanks. <c>{name}</c> is the
/// place of a value of <see cref="DraftPlaces"/>; where the report does not have it, <c>[TO FILL: …]</c> says what to write. <c>{?word, not word}</c> at the beginning of a
/// line keeps it only where the conditions hold. <c>%each candidate</c> before a paragraph repeats it for each candidate that gets one. <c>{table}</c> is alone in its paragraph.
/// </para>
/// <para>An unknown place, condition or head key is an error that names file and line when the template is read, in whatever branch it stands.</para>
/// </remarks>
public sealed partial class DraftTemplate
{
    /// <summary>Largest template that is read, in bytes.</summary>
    public const int MaxFileBytes = 64 * 1024;

    /// <summary>The place of the table of candidates.</summary>
    internal const string Table = "table";

    private const int MaxProblemsTold = 5;
    private const string EachCandidate = "%each candidate";

    private DraftTemplate(IReadOnlyDictionary<string, IReadOnlyList<TemplateLine>> head, IReadOnlyList<TemplateParagraph> body) => (Head, Body) = (head, body);

    /// <summary>Lines of the head by key, in the template's order.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<TemplateLine>> Head { get; }

    /// <summary>The paragraphs after the head.</summary>
    internal IReadOnlyList<TemplateParagraph> Body { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="path">Where it is from, for the messages.</param>
    /// <param name="headKeys">Keys that the head must have, and no other.</param>
    /// <exception cref="ChannelException">Something in it is wrong; the message names file and lines.</exception>
    public static DraftTemplate Parse(string text, string path, IReadOnlyList<string> headKeys)
    {
        var problems = new List<ConfigProblem>();
        var paragraphs = Paragraphs(text, problems);
        var head = new Dictionary<string, IReadOnlyList<TemplateLine>>(StringComparer.Ordinal);
        if (paragraphs.Count > 0)
            foreach (var group in paragraphs[0].Lines.Select(line => Keyed(line, headKeys, problems)).OfType<(string Key, TemplateLine Line)>().GroupBy(entry => entry.Key))
                head[group.Key] = [.. group.Select(entry => entry.Line)];
        foreach (var key in headKeys)
            if (!head.TryGetValue(key, out var lines))
                problems.Add(new ConfigProblem(1, $"the first paragraph has no line \"{key}: …\""));
            else if (lines[^1].Conditions.Count > 0)
                problems.Add(new ConfigProblem(lines[^1].Number, $"the last line for {key} must have no condition, so that there is always one"));
        if (paragraphs.Count < 2)
            problems.Add(new ConfigProblem(1, "there is no text after the first paragraph"));
        if (problems.Count == 0)
            return new DraftTemplate(head, paragraphs[1..]);
        var told = string.Join("\n", problems.OrderBy(p => p.Line).Take(MaxProblemsTold).Select(p => $"{path}, line {p.Line}: {p.Sentence}"));
        throw new ChannelException(problems.Count > MaxProblemsTold ? $"{told}\nand {problems.Count - MaxProblemsTold} more" : told);
    }

    private static List<TemplateParagraph> Paragraphs(string text, List<ConfigProblem> problems)
    {
        var paragraphs = new List<TemplateParagraph>();
        var lines = new List<TemplateLine>();
        var isEach = false;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.StartsWith("%%", StringComparison.Ordinal))
                continue;
            if (line.Length == 0)
                End();
            else if (line == EachCandidate && lines.Count == 0)
                isEach = true;
            else if (line[0] == '%')
                problems.Add(new ConfigProblem(number, $"a line may begin with % only as a comment (%%) or as \"{EachCandidate}\" before a paragraph"));
            else
                lines.Add(Line(line, number, isEach, problems));
        }
        End();
        return paragraphs;

        void End()
        {
            if (lines.Count > 0)
            {
                if (lines.Count > 1 && lines.Find(line => line.IsTable) is { } table)
                    problems.Add(new ConfigProblem(table.Number, $"{{{Table}}} must stand alone in its paragraph"));
                if (isEach && paragraphs.Count == 0)
                    problems.Add(new ConfigProblem(lines[0].Number, "the first paragraph is the head and cannot be repeated"));
                paragraphs.Add(new TemplateParagraph(isEach, [.. lines]));
                lines.Clear();
                isEach = false;
            }
        }
    }

    private static TemplateLine Line(string line, int number, bool isEach, List<ConfigProblem> problems)
    {
        var conditions = new List<TemplateCondition>();
        if (GuardPattern().Match(line) is { Success: true } guard)
        {
            foreach (var part in guard.Groups[1].Value.Split(','))
            {
                var wanted = !part.Trim().StartsWith("not ", StringComparison.Ordinal);
                var word = wanted ? part.Trim() : part.Trim()[4..].Trim();
                Known(word, "condition", DraftPlaces.Conditions.Keys);
                conditions.Add(new TemplateCondition(word, wanted));
            }
            line = line[guard.Length..];
        }
        var parts = new List<TemplatePart>();
        var at = 0;
        foreach (Match place in PlacePattern().Matches(line))
        {
            Literal(line[at..place.Index]);
            var name = place.Groups[1].Value;
            Known(name, "place", DraftPlaces.Values.Keys.Append(Table));
            if (name == Table && (place.Length != line.Length || isEach))
                problems.Add(new ConfigProblem(number, $"{{{Table}}} must stand alone in its paragraph"));
            parts.Add(new TemplatePart(name, true));
            at = place.Index + place.Length;
        }
        Literal(line[at..]);
        return new TemplateLine(number, conditions, parts);

        void Literal(string text)
        {
            if (text.AsSpan().IndexOfAny('{', '}') >= 0)
                problems.Add(new ConfigProblem(number, "a brace is no part of a place: write {name}, or {?condition} at the beginning of the line"));
            if (text.Length > 0)
                parts.Add(new TemplatePart(text, false));
        }

        void Known(string word, string what, IEnumerable<string> known)
        {
            if (!known.Contains(word, StringComparer.Ordinal))
                problems.Add(new ConfigProblem(number, $"there is no {what} {{{word}}}" +
                    (NearestWord.Find(word, known) is { } nearest ? $"; did you mean {nearest}?" : $"; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}")));
            else if (!isEach && word.StartsWith(DraftPlaces.OfCandidate, StringComparison.Ordinal))
                problems.Add(new ConfigProblem(number, $"{word} is only known in a paragraph after \"{EachCandidate}\""));
        }
    }

    private static (string Key, TemplateLine Line)? Keyed(TemplateLine line, IReadOnlyList<string> keys, List<ConfigProblem> problems)
    {
        if (line.Parts is [{ IsPlace: false } first, ..] && KeyPattern().Match(first.Text) is { Success: true } match && keys.Contains(match.Groups[1].Value))
            return (match.Groups[1].Value, line with { Parts = [new TemplatePart(first.Text[match.Length..], false), .. line.Parts.Skip(1)] });
        problems.Add(new ConfigProblem(line.Number, $"a line of the first paragraph begins with one of {string.Join(", ", keys.Select(key => key + ":"))}"));
        return null;
    }

    [GeneratedRegex(@"\A\{\?([^{}]*)\}\s*")]
    private static partial Regex GuardPattern();

    [GeneratedRegex(@"\{([A-Za-z_.]+)\}")]
    private static partial Regex PlacePattern();

    [GeneratedRegex(@"\A([a-z]+):\s*")]
    private static partial Regex KeyPattern();
}

/// <summary>A paragraph of a template.</summary>
internal sealed record TemplateParagraph(bool IsEachCandidate, IReadOnlyList<TemplateLine> Lines);

/// <summary>A line of a template, with its number in the file.</summary>
internal sealed record TemplateLine(int Number, IReadOnlyList<TemplateCondition> Conditions, IReadOnlyList<TemplatePart> Parts)
{
    public bool IsTable => Parts is [{ IsPlace: true, Text: DraftTemplate.Table }];
}

/// <summary>A condition of a line.</summary>
internal readonly record struct TemplateCondition(string Word, bool Wanted);

/// <summary>A piece of text, or the name of a place.</summary>
internal readonly record struct TemplatePart(string Text, bool IsPlace);
