using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Vetting;
using static AmpelBot.FollowUp.T3.ReportText;

namespace AmpelBot.FollowUp.T3;

/// <summary>What a report says, in the words and digits of drafts: ASCII; null where the report does not have it.</summary>
/// <param name="Report">The scan.</param>
/// <param name="IsMarkdown">Whether names and notes are written so that Markdown shows them as they are.</param>
/// <param name="Listed">Rows of the table.</param>
/// <param name="Described">Candidates that get a paragraph, at most <paramref name="Listed"/>.</param>
internal sealed record DraftFacts(ScanReport Report, bool IsMarkdown, int Listed, int Described)
{
    private const int MostSaidCharacters = 300;
    private const int MostWordCharacters = 60;
    private const int MostRejectedNamed = 5;
    private const int MostNotDoneCharacters = 300;

    private static readonly string[] Numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    public EventWords Words { get; } = new(Report.Plan.Notice);

    /// <summary>The candidate whose paragraph is written.</summary>
    public Candidate? Current { get; init; }

    /// <summary>The coverage, where some exposure saw some of the region.</summary>
    public ObservationCoverage? Coverage => Report.Coverage is { FirstJd: not null } coverage ? coverage : null;

    public HistoryCutsConfig? History => Report.Plan.Channel.Filters.OfType<HistoryCuts>().FirstOrDefault()?.Config;

    public DecentFilterConfig? Decent => Report.Plan.Channel.Filters.OfType<DecentFilter>().FirstOrDefault()?.Config;

    public PacketCutsConfig? Packet => Report.Plan.Channel.Filters.OfType<PacketCuts>().FirstOrDefault()?.Config;

    /// <summary>Whether nothing tells of a survey other than ZTF.</summary>
    public bool IsZtf => Report.Candidates.All(candidate => candidate.Survey == "ZTF");

    public string? EventTime => Report.Plan.Notice.EventTimeUtc is { } time ? Instant(time) : null;

    public string? Revision => Report.Plan.Notice.Revision?.ToString(CultureInfo.InvariantCulture);

    public string? Distance => Report.Plan.Notice.SkyMap.Header switch
    {
        { DistMeanMpc: { } mean, DistStdMpc: { } deviation } when double.IsFinite(mean) && double.IsFinite(deviation) => $"{Fixed(mean, 1)} +- {Fixed(deviation, 1)} Mpc",
        { DistMeanMpc: { } mean } when double.IsFinite(mean) => $"{Fixed(mean, 1)} Mpc (mean)",
        _ => null,
    };

    /// <summary>Exposure times; what the log of observations says goes before what the channel's file says.</summary>
    public string? Exposure => Coverage?.ExposureSeconds switch
    {
        null when Report.Plan.Channel.ExposureSeconds is { } seconds => Digits(seconds),
        null => null,
        var (shortest, longest) when shortest == longest => Digits(shortest),
        var (shortest, longest) => $"{Digits(shortest)} to {Digits(longest)}",
    };

    public string? TypicalDepth => Report.Plan.Channel.TypicalDepthMag is { } mag ? Digits(mag) + " mag" : null;

    /// <summary>Median limiting magnitudes by band.</summary>
    public string? Depths => Coverage?.Bands.Where(band => band.Depth is not null).Take(6)
        .Select(band => $"{Clip(band.Band, 8)} = {Fixed(band.Depth!.Value.MedianMag, 1)}").ToArray() is { Length: > 0 } known ? And(known) : null;

    public string? Bands => Coverage?.Bands.Take(6).Select(band => Clip(band.Band, 8)).ToArray() switch
    {
        { Length: 1 } one => $"the {one[0]} band",
        { Length: > 1 } several => $"the {And(several)} bands",
        _ => null,
    };

    public string? CoverageStart => Coverage is { FirstJd: { } jd } ? Second(jd) : null;

    public string? CoverageHours => Coverage is { FirstJd: { } jd } && DaysAfterEvent(Report, jd) is { } days
        ? $"{Fixed(Math.Abs(days) * 24, 1)} hours {(days < 0 ? "before" : "after")} the event" : null;

    public string RejectedByPeople
    {
        get
        {
            var rejected = Report.Candidates.Where(IsRejected).ToArray();
            var named = rejected.Take(MostRejectedNamed)
                .Select(candidate => Free(candidate.Name, 30) + (candidate.Votes.Latest.Select(vote => vote.Reason).FirstOrDefault(reason => reason.Length > 0) is { } why ? $" ({Free(why, 40)})" : ""));
            return string.Join(", ", named) + (rejected.Length > MostRejectedNamed ? Invariant($" and {rejected.Length - MostRejectedNamed} more") : "");
        }
    }

    public int VotedButNotDescribed => Report.Candidates.Skip(Described).Count(candidate => candidate.Votes.Any);

    public string NotDone => Clip(string.Join(" ", Report.Plan.NotDone.Take(20)), MostNotDoneCharacters);

    public string Map => Report.Plan.Notice.SkyMapSha256 is { } hash ? "sky map sha256 " + Clip(hash[..Math.Min(16, hash.Length)], 16) : "sky map made from a position";

    public static bool IsRejected(Candidate candidate) => candidate.Votes.Latest is { Count: > 0 } latest && latest.All(vote => vote.State == VetState.Rejected);

    /// <summary>What people said of a candidate.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="isNamed">Whether each is called by the name that they go by in the chat.</param>
    public string Said(Candidate candidate, bool isNamed)
    {
        var states = isNamed
            ? candidate.Votes.Latest.Select(vote => $"{VettingJournal.Words(vote)} by {Person(vote)}")
            : candidate.Votes.Latest.GroupBy(VettingJournal.Words, StringComparer.Ordinal).Select(group => Invariant($"{group.Count()} x {group.Key}"));
        var notes = candidate.Votes.Notes.Select(vote => $"\"{OneLine(vote.Note)}\"{(isNamed ? " by " + Person(vote) : "")}");
        return Free(string.Join("; ", states.Concat(notes)), MostSaidCharacters);

        static string Person(Vote vote) => vote.UserName.Length > 0 ? AsciiText.Clip(vote.UserName, 40) : "somebody";

        static string OneLine(string note) =>
            string.Join(' ', note.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => AsciiText.Clip(word, MostWordCharacters)));
    }

    /// <summary>A detection: g = 19.79 +- 0.05 mag; null when it has no magnitude.</summary>
    public string? Magnitude(Datapoint point) => point.Mag is { } mag && double.IsFinite(mag)
        ? $"{Clip(point.Band, 8)} = {Fixed(mag, 2)}{(point.MagErr is { } error && double.IsFinite(error) ? " +- " + Fixed(error, 2) : "")} mag" : null;

    /// <summary>Days before or after the event; null when nobody said when that was.</summary>
    public string? Age(double jd) => DaysAfterEvent(Report, jd) is { } days ? $"{Fixed(Math.Abs(days), 2)} days {(days < 0 ? "before" : "after")} the event" : null;

    /// <summary>The last limit before the first detection: g > 20.52 mag on 2019-08-12 …; null when the light curve has none.</summary>
    public string? LastLimit(Candidate candidate) => LastLimitOf(candidate) is { LimitingMag: { } mag } limit && Second(limit.Jd) is { } when
        ? $"{Clip(limit.Band, 8)} > {Fixed(mag, 2)} mag on {when}" : null;

    public static Datapoint? LastLimitOf(Candidate candidate) => candidate.LightCurve.Datapoints
        .LastOrDefault(point => point.Kind == DatapointKind.UpperLimit && point.Jd < candidate.FirstDetection.Jd && point.LimitingMag is { } mag && double.IsFinite(mag));

    /// <summary>A name or a note, so that it changes nothing around it.</summary>
    public string Free(string text, int most)
    {
        var plain = Clip(text, most).Replace("[TO ", "(TO ", StringComparison.Ordinal);
        return IsMarkdown ? string.Concat(plain.Select(c => "\\`*_~[]<>|#".Contains(c, StringComparison.Ordinal) ? "\\" + c : c.ToString())) : plain;
    }

    public static string Clip(string text, int most) => AsciiText.Clip(text, most);

    public static string Digits(double value) => RoundTrip(value);

    public static string Covered(ObservedPart part) => $"{Fixed(part.Probability * 100, 1)}% ({Area(part.AreaSqDeg)} deg2)";

    public static string Area(double areaSqDeg) => areaSqDeg >= 1 || areaSqDeg == 0 ? Fixed(areaSqDeg, 1) : areaSqDeg.ToString("G3", CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.FFF", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A Julian date to the second, rounded down.</summary>
    public static string? Second(double jd) => Utc(jd) is { } time ? Instant(new DateTimeOffset(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero)) : null;

    public static string Plural(long count, string thing) => Invariant($"{count} {thing}{(count == 1 ? "" : "s")}");

    public static string Number(int count) => count < Numbers.Length ? Numbers[count] : count.ToString(CultureInfo.InvariantCulture);

    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string And(string[] words) => words.Length == 1 ? words[0] : string.Join(", ", words[..^1]) + " and " + words[^1];
}
