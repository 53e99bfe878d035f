using System.Globalization;
using System.Text.RegularExpressions;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3;

/// <summary>The rules of those who publish, checked on a draft before it is sent, whoever wrote it last.</summary>
/// <remarks>
/// <para>
/// Circulars, from GCN's style guide and its subject checks (gcn.nasa.gov/docs/circulars, 2023-2026): C1 a subject; C2 a known keyword or event name in it; C3 no automatic reply; C4 printable ASCII, no tabs;
/// C5 fewer than 60 lines; C6 the circular of the event is cited, as "GCN Circ. 27000", and "et al." is spelt so; C7 no row of a table wider than its frame; C8 no LaTeX; C9 no signature; C10 a text;
/// C11 paragraphs are not broken into lines by hand; C12 numbered references are both used and listed.
/// </para>
/// <para>
/// Telegrams: A1 fewer than 4,000 characters (Rutledge 1998, PASP 110, 754); A2 printable ASCII, no tabs; A3 title, authors and subjects; A4 subjects of ATel's list; A5 a text.
/// TNS (wis-tns.org, bulk report): T1 to T5, see <see cref="Tns"/>. All: D1 places still open; D2 a stamp that says it is not to be sent; D3 positions are the report's (<see cref="AgainstReport"/>).
/// </para>
/// </remarks>
public static partial class DraftLint
{
    private const int MostFindings = 200;
    private const int LeastHandBrokenLines = 4;

    /// <summary>Degrees by which a position in a draft may differ from the report's: 1e-3 deg are 3.6 arcsec.</summary>
    private const double LargestOffsetDeg = 1e-3;

    private static readonly string[] Keywords =
    [
        "AGILE", "ALMA", "ANTARES", "AXP", "Baksan Neutrino Observatory Alert", "CALET", "Chandra", "Fermi", "FXT", "GRB", "GW", "HAWC", "HST", "IBAS", "IceCube", "INTEGRAL", "IPN", "JCMT", "KAGRA", "KamLAND",
        "KONUS", "LIGO", "LOFAR", "LVC", "LVK", "MAGIC", "MASTER", "MAXI", "Pan-STARRS", "POLAR", "RATIR", "SDSS", "SFXT", "SGR", "Super-Kamiokande", "Suzaku", "Swift", "transient", "VLA", "VLBI", "XRB", "XRF", "XRT",
        "XTR", "Virgo", "ZTF",
    ];

    private static readonly string[] AutomaticReplies = ["re: ", "fwd: ", "automatic reply", "auto reply", "autoreply", "vacation", "out of the office", "out of office", "delivery failure", "returned mail", "subject:"];

    private static readonly HashSet<string> AtelSubjects = new(StringComparer.OrdinalIgnoreCase)
    {
        "Radio", "Millimeter", "Sub-Millimeter", "Far-Infra-Red", "Infra-Red", "Optical", "Ultra-Violet", "X-ray", "Gamma Ray", ">GeV", "TeV", "VHE", "UHE", "Neutrinos", "Gravitational Waves", "A Comment", "AGN", "Asteroid",
        "Asteroid(Binary)", "Binary", "Black Hole", "Blazar", "Cataclysmic Variable", "Comet", "Cosmic Rays", "Direct Collapse Event", "Exoplanet", "Fast Radio Burst", "Gamma-Ray Burst", "Globular Cluster", "Gravitational Lensing",
        "Magnetar", "Meteor", "Microlensing Event", "Near-Earth Object", "Neutron Star", "Nova", "Planet", "Planet(minor)", "Potentially Hazardous Asteroid", "Pre-Main-Sequence Star", "Pulsar", "Quasar", "Request for Observations",
        "Soft Gamma-ray Repeater", "Solar System Object", "Star", "Supernova Remnant", "Supernovae", "The Sun", "Tidal Disruption Event", "Transient", "Variables", "Young Stellar Object",
    };

    /// <summary>Rules C1 to C12, D1 and D2.</summary>
    /// <param name="text">Subject line and body, as <see cref="Drafts.Circular"/> writes them.</param>
    public static IReadOnlyList<DraftFinding> Circular(string text)
    {
        var (lines, findings) = Begin(text);
        var subjectAt = Array.FindIndex(lines, line => line.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase));
        var (subject, body) = CircularDraft.Split(text);
        Subject(findings, subject, Math.Max(subjectAt, 0) + 1);
        if (string.IsNullOrWhiteSpace(body))
            findings.Add(new("C10", lines.Length, DraftWeight.Refused, "There is no text after the subject."));
        else if (!CitationPattern().IsMatch(body))
            findings.Add(new("C6", lines.Length, DraftWeight.Advised, "No earlier circular is cited; cite that of the event, as \"J. Doe, et al., GCN Circ. 27000\"."));
        Ascii(findings, lines, "C4");
        if (body.AsSpan().TrimEnd().Count('\n') + 1 is var count and >= CircularDraft.LimitLines)
            findings.Add(new("C5", lines.Length, DraftWeight.Advised, Invariant($"The text has {count} lines; GCN asks for fewer than {CircularDraft.LimitLines}. Leave out rows or sentences.")));
        Tables(findings, lines);
        for (var i = Math.Max(subjectAt, 0); i < lines.Length; i++)
        {
            if (EtAlPattern().IsMatch(lines[i]))
                findings.Add(new("C6", i + 1, DraftWeight.Advised, "\"et al.\" has its point after al, not after et."));
            if (LatexPattern().Match(lines[i]) is { Success: true } latex)
                findings.Add(new("C8", i + 1, DraftWeight.Advised, $"\"{latex.Value}\" looks like LaTeX, which readers see as it stands; write it in words, as 1.2x10^-11."));
            if (SignaturePattern().IsMatch(lines[i]))
                findings.Add(new("C9", i + 1, DraftWeight.Advised, "This line looks like the signature of a mail; leave it out."));
        }
        HandBroken(findings, lines, subjectAt);
        References(findings, lines, body);
        return End(findings);
    }

    /// <summary>Rules A1 to A5, D1 and D2.</summary>
    /// <param name="text">Title, authors, subjects and text, as <see cref="Drafts.Atel"/> writes them.</param>
    public static IReadOnlyList<DraftFinding> Atel(string text)
    {
        var (lines, findings) = Begin(text);
        if (text.Length >= AtelDraft.LimitCharacters)
            findings.Add(new("A1", lines.Length, DraftWeight.Refused, Invariant($"The text has {text.Length} characters; a telegram has fewer than {AtelDraft.LimitCharacters}. Leave out rows or sentences.")));
        Ascii(findings, lines, "A2");
        foreach (var key in new[] { "Title:", "Authors:", "Subjects:" })
            if (Array.FindIndex(lines, line => line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length + 1) < 0)
                findings.Add(new("A3", 1, DraftWeight.Refused, $"There is no line \"{key} …\"."));
        var subjectsAt = Array.FindIndex(lines, line => line.StartsWith("Subjects:", StringComparison.Ordinal));
        if (subjectsAt >= 0)
            foreach (var subject in lines[subjectsAt]["Subjects:".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                if (!AtelSubjects.Contains(subject))
                    findings.Add(new("A4", subjectsAt + 1, DraftWeight.Refused, $"ATel has no subject \"{AsciiText.Clip(subject, 60)}\"."));
        if (subjectsAt >= 0 && lines.Skip(subjectsAt + 1).All(string.IsNullOrWhiteSpace))
            findings.Add(new("A5", lines.Length, DraftWeight.Refused, "There is no text after the subjects."));
        return End(findings);
    }

    /// <summary>
    /// Rules of a TNS bulk report: T1 JSON with at_report and nothing beside it; T2 every field that TNS asks for; T3 right ascension 0 to 360 and declination -90 to 90 deg; T4 a non-detection before the discovery, or an
    /// archive; T5 a photometric point with time, magnitude and filter. D1 places still open.
    /// </summary>
    /// <param name="text">The JSON, as <see cref="Drafts.Tns"/> writes it.</param>
    public static IReadOnlyList<DraftFinding> Tns(string text)
    {
        var (_, findings) = Begin(text);
        TnsRules.Check(text, findings);
        return End(findings);
    }

    /// <summary>
    /// Rule D3: a line that begins with a candidate of the report and two numbers with decimals gives its position, which must be the report's to 1e-3 deg. (GCN Circ. 34688 lost a digit of a right ascension, and 34717
    /// had to correct it.)
    /// </summary>
    /// <param name="text">A draft, as a person left it.</param>
    /// <param name="report">The scan.</param>
    public static IReadOnlyList<DraftFinding> AgainstReport(string text, ScanReport report)
    {
        var findings = new List<DraftFinding>();
        var byName = report.Candidates.GroupBy(candidate => AsciiText.Clip(candidate.Name, 30), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var cells = lines[i].Split([' ', '|', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
            var numbers = cells.Where(cell => DecimalPattern().IsMatch(cell)).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).Take(2).ToArray();
            if (numbers.Length == 2 && cells.Take(3).Select(byName.GetValueOrDefault).FirstOrDefault(found => found is not null) is { } candidate && !lines[i].Contains(" was first ", StringComparison.Ordinal)
                && (Math.Abs(numbers[0] - candidate.Coord.RaDeg) > LargestOffsetDeg || Math.Abs(numbers[1] - candidate.Coord.DecDeg) > LargestOffsetDeg))
                findings.Add(new("D3", i + 1, DraftWeight.Refused,
                    Invariant($"{AsciiText.Clip(candidate.Name, 30)} is at RA {candidate.Coord.RaDeg:F7}, Dec {candidate.Coord.DecDeg:F7} in the report, not at {numbers[0]}, {numbers[1]}.")));
        }
        return findings;
    }

    private static void Subject(List<DraftFinding> findings, string subject, int line)
    {
        if (subject.Length == 0)
            findings.Add(new("C1", line, DraftWeight.Refused, "There is no subject; begin with a line \"Subject: …\"."));
        else if (!OpenPattern().IsMatch(subject) && !Keywords.Any(keyword => subject.Contains(keyword, StringComparison.OrdinalIgnoreCase)) && !EventPattern().IsMatch(subject))
            findings.Add(new("C2", line, DraftWeight.Refused, "GCN knows no keyword in the subject; name the event or the instrument, as \"LIGO/Virgo/KAGRA S230521k\" or \"ZTF\"."));
        if (AutomaticReplies.Any(reply => subject.Contains(reply, StringComparison.OrdinalIgnoreCase)))
            findings.Add(new("C3", line, DraftWeight.Refused, "The subject looks like an automatic reply, which GCN refuses; leave out \"Re:\" and the like."));
    }

    private static void Ascii(List<DraftFinding> findings, string[] lines, string rule)
    {
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].IndexOf('\t', StringComparison.Ordinal) is >= 0 and var tab)
                findings.Add(new(rule, i + 1, DraftWeight.Advised, Invariant($"There is a tab (character {tab + 1}); write blanks.")));
            else if (lines[i].AsSpan().IndexOfAnyExceptInRange(' ', '~') is >= 0 and var at)
                findings.Add(new(rule, i + 1, DraftWeight.Advised, Invariant($"Character {at + 1} (U+{(int)lines[i][at]:X4}) is not plain ASCII; write it in plain letters, as +- or deg.")));
    }

    private static void Tables(List<DraftFinding> findings, string[] lines)
    {
        var frame = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var isRow = lines[i].StartsWith('|') && lines[i].TrimEnd().EndsWith('|');
            if (FramePattern().IsMatch(lines[i].TrimEnd()))
                frame = lines[i].TrimEnd().Length;
            else if (isRow && frame > 0 && lines[i].TrimEnd().Length > frame)
                findings.Add(new("C7", i + 1, DraftWeight.Advised, Invariant($"The row has {lines[i].TrimEnd().Length} characters and its frame {frame}; make the frame wider or the row shorter.")));
            else if (!isRow)
                frame = 0;
        }
    }

    private static void HandBroken(List<DraftFinding> findings, string[] lines, int subjectAt)
    {
        var run = 0;
        for (var i = Math.Max(subjectAt + 1, 0); i < lines.Length; i++)
        {
            run = lines[i].Length is >= 55 and <= 100 && char.IsAsciiLetter(lines[i][0]) && !lines[i].Contains('|', StringComparison.Ordinal) ? run + 1 : 0;
            if (run == LeastHandBrokenLines)
                findings.Add(new("C11", i + 2 - run, DraftWeight.Advised, "This paragraph is broken into lines by hand, which GCN no longer recommends; write it in one line."));
        }
    }

    private static void References(List<DraftFinding> findings, string[] lines, string body)
    {
        var listed = lines.Select(line => ListedReferencePattern().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var used = UsedReferencePattern().Matches(string.Join('\n', body.Split('\n').Where(line => !ListedReferencePattern().IsMatch(line))))
            .SelectMany(match => Numbers(match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        foreach (var number in used.Except(listed))
            findings.Add(new("C12", Math.Max(Array.FindIndex(lines, line => line.Contains($"[{number}]", StringComparison.Ordinal)), 0) + 1, DraftWeight.Advised, $"Reference [{number}] is not in the list."));
        foreach (var number in listed.Except(used))
            findings.Add(new("C12", Array.FindIndex(lines, line => line.TrimStart().StartsWith($"[{number}]", StringComparison.Ordinal)) + 1, DraftWeight.Advised, $"Reference [{number}] is not used in the text."));

        // [1], [1, 3] and [1-3].
        static IEnumerable<string> Numbers(string bracket) => bracket.Split(',').Select(part => part.Split('-').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray())
            .SelectMany(ends => Enumerable.Range(ends[0], Math.Max(ends[^1] - ends[0], 0) + 1)).Select(number => number.ToString(CultureInfo.InvariantCulture));
    }

    private static (string[] Lines, List<DraftFinding> Findings) Begin(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var findings = new List<DraftFinding>();
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (Match open in OpenPattern().Matches(lines[i]))
                findings.Add(new("D1", i + 1, DraftWeight.Open, $"Open: {AsciiText.Clip(open.Value, 120)}"));
            if (lines[i].Contains("NOT TO BE SENT", StringComparison.Ordinal))
                findings.Add(new("D2", i + 1, DraftWeight.Open, "The draft says that it is not to be sent."));
        }
        return (lines, findings);
    }

    private static IReadOnlyList<DraftFinding> End(List<DraftFinding> findings) => [.. findings.OrderByDescending(finding => finding.Weight).ThenBy(finding => finding.Line).Take(MostFindings)];

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"\[TO (?:FILL|CHECK)[^\]\n]*\]?")]
    private static partial Regex OpenPattern();

    // gcn.nasa.gov's matchers of event names, with their separators.
    [GeneratedRegex(@"GRB[.\s_-]*\d{6}|IceCube[.\s_-]*(?:Cascade[.\s_-]*)?\d{6}|\b(?:S|GW)\d{6}|\bEP[.\s_-]*\d{6}[a-z]|\bAT[.\s_-]*(?:19|20)\d{2}[a-z]|\bSN[.\s_-]*(?:19|20)\d{2}|\bFRB[.\s_-]*\d{6}", RegexOptions.IgnoreCase)]
    private static partial Regex EventPattern();

    [GeneratedRegex(@"\bGCN\b|\bGCNC?\s*#?\d{3}", RegexOptions.IgnoreCase)]
    private static partial Regex CitationPattern();

    [GeneratedRegex(@"\bet\.\s*al\b")]
    private static partial Regex EtAlPattern();

    [GeneratedRegex(@"\\(?:times|pm|sim|approx|alpha|beta|gamma|sigma|mathrm|deg|circ)\b|[\^_]\{[^}\n]{1,40}\}|\$[^$\n]{0,40}[\\^_][^$\n]{0,40}\$")]
    private static partial Regex LatexPattern();

    [GeneratedRegex(@"\A(?:-- ?$|(?:Best|Kind|Warm) regards|Cheers,|Sincerely|Sent from my )", RegexOptions.IgnoreCase)]
    private static partial Regex SignaturePattern();

    [GeneratedRegex(@"\A\+[-+]{3,}\+\z|\A\|[-+]{3,}[|+]\z")]
    private static partial Regex FramePattern();

    [GeneratedRegex(@"\A\s*\[([0-9]{1,2})\]:?\s+\S")]
    private static partial Regex ListedReferencePattern();

    [GeneratedRegex(@"\[([0-9]{1,2}(?:\s*[,-]\s*[0-9]{1,2})*)\]")]
    private static partial Regex UsedReferencePattern();

    [GeneratedRegex(@"\A[+-]?[0-9]{1,3}\.[0-9]{3,}\z")]
    private static partial Regex DecimalPattern();
}
