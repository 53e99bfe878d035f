using System.Globalization;
using System.Text;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Vetting;
using static AmpelBot.FollowUp.T3.ReportText;

namespace AmpelBot.FollowUp.T3;

/// <summary>A draft of an Astronomer's Telegram from a report alone.</summary>
/// <remarks>
/// Plain ASCII, lines of at most 80 characters, under the telegram's limit of 4,000 characters. What the report does not know is marked
/// [TO FILL: ...]; the program never sends it. The order of the parts is that of ZTF's telegrams (ATel 13160).
/// </remarks>
public static class AtelDraft
{
    /// <summary>The telegram's limit: a draft has fewer characters.</summary>
    internal const int LimitCharacters = 4000;

    private const int LineCharacters = 80;
    private const int MostCutsNamed = 5;
    private const int MostListed = 40;
    private const int LeastDescribed = 3;
    private const int MostSaidCharacters = 300;
    private const int MostWordCharacters = 60;

    /// <summary>The draft: plain text under 4,000 characters; what the report does not know is marked [TO FILL: …].</summary>
    public static string Write(ScanReport report)
    {
        var listed = Math.Min(MostListed, report.Candidates.Count);
        while (listed > 0 && Compose(report, listed, Math.Min(listed, LeastDescribed)).Length >= LimitCharacters)
            listed--;
        var draft = Compose(report, listed, Math.Min(listed, LeastDescribed));
        for (var described = LeastDescribed + 1; described <= listed; described++)
            if (Compose(report, listed, described) is { Length: < LimitCharacters } longer)
                draft = longer;
            else
                break;
        return draft;
    }

    /// <summary>The draft with so many rows in the table and so many sentences.</summary>
    private static string Compose(ScanReport report, int listed, int described)
    {
        var text = new StringBuilder();
        var words = new EventWords(report.Plan.Notice);
        Paragraph(text, $"Title: {Headline(report, words)}");
        Paragraph(text, "Authors: [TO FILL: authors and affiliations]");
        Paragraph(text, $"Subjects: Optical, {words.Subject}Transient");
        text.Append('\n');
        if (words.IsMock)
            Block(text, "[NOT TO BE SENT: the name says that this is a mock event.]");
        Block(text, $"On behalf of [TO FILL: collaborations], we report a search for optical counterparts to {words.Long} " +
            $"[TO FILL: reference, GCN Circ.]{EventTime(report)} in {Survey(report, true)}.");
        Block(text, Observations(report));
        Block(text, Region(report, words));
        Block(text, Pipeline(report));
        if (report.Plan.NotDone.Count > 0)
            Block(text, $"[TO CHECK: not done by this scan: {Clip(string.Join(" ", report.Plan.NotDone), 300)}]");
        Candidates(text, report, listed, described);
        Paragraph(text, "Acknowledgements: [TO FILL: the survey's current text]. " +
            $"Drafted with AmpelBot {Clip(report.ProgramVersion, 20)}, scan {Clip(report.ScanId, 60)}, {Map(report.Plan.Notice)}, " +
            $"channel {Clip(report.Plan.Channel.Name, 30)}.");
        return text.ToString();
    }

    private static string Map(Notice notice)
        => notice.SkyMapSha256 is { } hash ? "sky map sha256 " + Clip(hash[..Math.Min(16, hash.Length)], 16) : "sky map made from a position";

    private static string Headline(ScanReport report, EventWords words) => report.Candidates.Count switch
    {
        0 => $"No Candidate Counterparts to {words.Short} with {Survey(report, false)}",
        1 => $"Candidate Counterpart to {words.Short} with {Survey(report, false)}",
        _ => $"Candidate Counterparts to {words.Short} with {Survey(report, false)}",
    };

    private static string Survey(ScanReport report, bool cited)
    {
        var surveys = report.Candidates.Select(candidate => candidate.Survey).Distinct(StringComparer.Ordinal).Take(3).ToArray();
        if (surveys.Length == 0)
            return cited ? "public alerts of [TO FILL: survey]" : "[TO FILL: survey]";
        if (!cited)
            return Clip(string.Join(" and ", surveys), 40);
        return "alerts of " + string.Join(" and ", surveys.Select(survey => survey == "ZTF"
            ? "the Zwicky Transient Facility (ZTF; Bellm et al. 2019, Graham et al. 2019)"
            : Clip(survey, 30)));
    }

    private static string EventTime(ScanReport report)
        => report.Plan.Notice.EventTimeUtc is { } time ? $", detected on {Instant(time)}," : ", detected on [TO FILL: event time, UTC],";

    private static string Observations(ScanReport report)
    {
        var channel = report.Plan.Channel;
        var exposure = channel.ExposureSeconds is { } seconds ? RoundTrip(seconds) + " s" : "[TO FILL: exposure] s";
        if (report.Coverage is { FirstJd: { } firstJd } coverage)
            return Coverage(report, coverage, firstJd) + $" {Exposures(coverage) ?? $"Each exposure was {exposure}"}{Depth(coverage)}.";
        if (report.Coverage is not null)
            return "[TO CHECK: no exposure in the log of observations saw the searched region in this time.]";
        var depth = channel.TypicalDepthMag is { } mag ? RoundTrip(mag) + " mag" : "[TO FILL: depth] mag";
        return "Observations began at [TO FILL: start, UTC], approximately [TO FILL: hours] hours after the event, " +
            $"and covered [TO FILL: percent] of the localization probability ([TO FILL: area] deg2). Each exposure was {exposure} with a typical depth of {depth}.";
    }

    // A telegram's number is what was seen twice outside the galactic plane; area and percentage are of the same places.
    private static string Coverage(ScanReport report, ObservationCoverage coverage, double firstJd)
    {
        var start = Utc(firstJd) is { } time ? Instant(new DateTimeOffset(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero)) : "[TO FILL: start, UTC]";
        var hours = report.Plan.Notice.EventTimeUtc is not null && DaysAfterEvent(report, firstJd) is { } days
            ? $"{Fixed(Math.Abs(days) * 24, 1)} hours {(days < 0 ? "before" : "after")} the event"
            : "[TO FILL: hours] hours after the event";
        var text = $"Observations began at {start}, approximately {hours}, and covered {Covered(coverage.Twice.OutsidePlane)} of the localization probability " +
            $"inside the searched region at least twice, more than {RoundTrip(Math.Round(ObservationCoverage.LeastDaysBetweenVisits * 1440, 6))} minutes apart, and {Covered(coverage.Once.OutsidePlane)} at least once, " +
            $"not counting chip gaps and the Galactic plane (|b| < {RoundTrip(ObservationCoverage.GalacticPlaneDeg)} deg)";
        text += coverage.Once.InPlane.AreaSqDeg > 0 ? $"; {Covered(coverage.Once.InPlane)} was observed at least once in the plane." : ".";
        return coverage.EntriesOfUnknownCameras > 0
            ? text + Invariant($" [TO CHECK: {coverage.EntriesOfUnknownCameras} entries of the log are left out, because the camera is not known.]")
            : text;
    }

    // What the log of observations says goes before what the channel's file says.
    private static string? Exposures(ObservationCoverage coverage) => coverage.ExposureSeconds switch
    {
        null => null,
        var (shortest, longest) when shortest == longest => $"Each exposure was {RoundTrip(shortest)} s",
        var (shortest, longest) => $"Exposures were {RoundTrip(shortest)} to {RoundTrip(longest)} s long",
    };

    private static string Covered(ObservedPart part) => $"{Fixed(part.Probability * 100, 1)}% ({Area(part.AreaSqDeg)} deg2)";

    private static string Depth(ObservationCoverage coverage)
    {
        const int mostBands = 6;
        var known = coverage.Bands.Where(band => band.Depth is not null).Take(mostBands)
            .Select(band => $"{Clip(band.Band, 8)} = {Fixed(band.Depth!.Value.MedianMag, 1)}").ToArray();
        return known.Length == 0
            ? " with a typical depth of [TO FILL: depth] mag"
            : $" and reached a median limiting magnitude (5 sigma, AB) of {string.Join(", ", known)}";
    }

    private static string Region(ScanReport report, EventWords words)
    {
        var (plan, header) = (report.Plan, report.Plan.Notice.SkyMap.Header);
        var revision = plan.Notice.Revision is { } number ? Invariant($" (revision {number})") : "";
        var text = $"We searched the {Percent(plan.Region.Level)}% credible region of the {words.Map}{revision}, {Area(plan.Region.AreaSqDeg)} deg2, " +
            $"for alerts between {Instant(plan.Window.From)} and {Instant(plan.Window.To)}.";
        if (header.DistMeanMpc is { } mean && double.IsFinite(mean))
            text += header.DistStdMpc is { } deviation && double.IsFinite(deviation)
                ? $" The luminosity distance of the map is {Fixed(mean, 1)} +- {Fixed(deviation, 1)} Mpc."
                : $" The mean luminosity distance of the map is {Fixed(mean, 1)} Mpc.";
        return text;
    }

    private static string Pipeline(ScanReport report)
    {
        var funnel = report.Funnel;
        var filters = report.Plan.Channel.Filters.Select(filter => filter.Unit).Distinct(StringComparer.Ordinal).ToArray();
        var units = filters.Length == 0 ? "" : $", with the filter{(filters.Length == 1 ? "" : "s")} {Clip(string.Join(", ", filters), 120)}";
        var text = $"The alerts were searched with AmpelBot in the manner of AMPEL (Nordin et al. 2019){units}. " +
            Invariant($"Of {Plural(funnel.AlertsScanned, "alert")} of {Plural(funnel.ObjectsScanned, "object")} in region and window, ") +
            Invariant($"{funnel.AlertsAccepted} passed all cuts.");
        if (funnel.Rejections.Count == 0)
            return text;
        var named = funnel.Rejections.OrderByDescending(step => step.Alerts).Take(MostCutsNamed).ToArray();
        var rest = funnel.Rejections.Sum(step => step.Alerts) - named.Sum(step => step.Alerts);
        var steps = named.Select(step => Invariant($"{Clip(step.Cut, 24)} ({Clip(step.Limit, 40)}): {step.Alerts}"));
        text += " Rejected at " + string.Join("; ", steps);
        return text + (rest > 0 ? Invariant($"; other cuts: {rest}.") : ".");
    }

    private static void Candidates(StringBuilder text, ScanReport report, int listed, int described)
    {
        if (report.Candidates.Count == 0)
        {
            Paragraph(text, "No candidate passed all cuts. [TO FILL: limits, once coverage and depth are known]");
            text.Append('\n');
            return;
        }
        Paragraph(text, report.Candidates.Count == 1 ? "One candidate is left:" : Invariant($"{report.Candidates.Count} candidates are left:"));
        if (listed > 0)
        {
            text.Append("Name          | IAU Name  | RA (deg)    | DEC (deg)   | Filter | Mag   | MagErr\n");
            foreach (var candidate in report.Candidates.Take(listed))
                text.Append(Row(candidate));
        }
        if (report.Candidates.Count > listed)
            Paragraph(text, Invariant($"{report.Candidates.Count - listed} more candidates are left out here; ") +
                Invariant($"{ScanFiles.Candidates} has all {report.Candidates.Count}."));
        text.Append('\n');
        foreach (var candidate in report.Candidates.Take(described))
        {
            Paragraph(text, Sentence(report, candidate));
            if (candidate.Votes.Any)
                Paragraph(text, $"[TO CHECK: people said of {Clip(candidate.Name, 30)}: {Clip(Said(candidate.Votes), MostSaidCharacters)}]");
        }
        if (report.Candidates.Skip(described).Count(candidate => candidate.Votes.Any) is > 0 and var others)
            Paragraph(text, Invariant($"[TO CHECK: people said something of {others} more; it is in {ScanFiles.Candidates}]"));
        if (described < listed)
            Paragraph(text, "[TO FILL: a sentence for each other candidate that is worth one]");
        text.Append('\n');
    }

    private static string Row(Candidate candidate)
    {
        var latest = candidate.LatestDetection;
        var mag = latest.Mag is { } value && double.IsFinite(value) ? Fixed(value, 2) : "-";
        var error = latest.MagErr is { } sigma && double.IsFinite(sigma) ? Fixed(sigma, 2) : "-";
        return Invariant($"{Clip(candidate.Name, 30),-13} | [TO FILL] | {Fixed(candidate.Coord.RaDeg, 7),11} | ") +
            Invariant($"{Signed(candidate.Coord.DecDeg, 7),11} | {Clip(latest.Band, 6),-6} | {mag,5} | {error}\n");
    }

    private static string Sentence(ScanReport report, Candidate candidate)
    {
        var first = candidate.FirstDetection;
        var when = Utc(first.Jd) is { } time
            ? Instant(new DateTimeOffset(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero))
            : "[TO FILL: time]";
        var age = DaysAfterEvent(report, first.Jd) is { } days
            ? $" ({Fixed(Math.Abs(days), 2)} days {(days < 0 ? "before" : "after")} the event)"
            : "";
        var error = first.MagErr is { } sigma && double.IsFinite(sigma) ? $" +- {Fixed(sigma, 2)}" : "";
        var mag = first.Mag is { } value && double.IsFinite(value) ? $" at {Clip(first.Band, 6)} = {Fixed(value, 2)}{error} mag" : "";
        return $"{Clip(candidate.Name, 30)} was first detected on {when}{age}{mag}; credible level {Fixed(candidate.CredibleLevel * 100, 1)}%, " +
            $"Galactic latitude {Signed(candidate.GalacticLatitudeDeg, 1)} deg. [TO FILL: host, redshift, classification]";
    }

    private static string Said(Votes votes)
    {
        var states = votes.Latest.GroupBy(VettingJournal.Words, StringComparer.Ordinal).Select(group => Invariant($"{group.Count()} x {group.Key}"));
        return string.Join("; ", states.Concat(votes.Notes.Select(vote => $"\"{Words(vote.Note)}\"")));

        static string Words(string note) => string.Join(' ', note.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => Clip(word, MostWordCharacters)));
    }

    private static string Plural(long count, string thing) => Invariant($"{count} {thing}{(count == 1 ? "" : "s")}");

    private static string Area(double areaSqDeg) => areaSqDeg >= 1 ? Fixed(areaSqDeg, 1) : areaSqDeg.ToString("G3", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.FFF", CultureInfo.InvariantCulture) + " UTC";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>ASCII of bounded length; what is cut off is marked.</summary>
    private static string Clip(string text, int most)
    {
        var ascii = Ascii(text);
        return ascii.Length <= most ? ascii : ascii[..(most - 3)] + "...";
    }

    private static string Ascii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var c in text)
            ascii.Append(c switch
            {
                '±' => "+-",
                '°' => " deg",
                '²' => "2",
                '≤' => "<=",
                '≥' => ">=",
                '–' or '—' or '−' => "-",
                '“' or '”' => "\"",
                '‘' or '’' => "'",
                '…' => "...",
                >= ' ' and <= '~' => c.ToString(),
                _ => "?",
            });
        return ascii.ToString();
    }

    /// <summary>Adds a paragraph and an empty line.</summary>
    private static void Block(StringBuilder text, string paragraph)
    {
        Paragraph(text, paragraph);
        text.Append('\n');
    }

    /// <summary>Adds a paragraph, broken between words only; a word longer than a line stays whole.</summary>
    private static void Paragraph(StringBuilder text, string paragraph)
    {
        var column = 0;
        foreach (var word in Ascii(paragraph).Split(' ', StringSplitOptions.RemoveEmptyEntries))
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

    /// <summary>How an event is spoken of.</summary>
    private sealed class EventWords
    {
        public EventWords(Notice notice)
        {
            var name = Clip(notice.EventName, 60);
            (Short, Long, Map, Subject) = notice.Messenger switch
            {
                Messenger.GravitationalWave => (name, $"the gravitational-wave event {name}", "gravitational-wave sky map", "Gravitational Waves, "),
                Messenger.Neutrino => (IceCube(name), $"the high-energy neutrino event {IceCube(name)}", "neutrino localization", "Neutrinos, "),
                Messenger.GammaRayBurst => (Burst(name), $"the gamma-ray burst {Burst(name)}", "burst localization", "Gamma-Ray Burst, "),
                _ => (name, $"the event {name}", "localization", ""),
            };
            IsMock = notice.Messenger == Messenger.GravitationalWave && name.StartsWith("MS", StringComparison.Ordinal);
        }

        public string Short { get; }

        public string Long { get; }

        public string Map { get; }

        public string Subject { get; }

        public bool IsMock { get; }

        private static string IceCube(string name) => Respelt(name, "IC", "IceCube-");

        private static string Burst(string name) => Respelt(name, "GRB", "GRB ");

        /// <summary>The name with another prefix, when a digit follows the one it has.</summary>
        private static string Respelt(string name, string prefix, string becomes)
            => name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal) && char.IsAsciiDigit(name[prefix.Length])
                ? becomes + name[prefix.Length..]
                : name;
    }
}
