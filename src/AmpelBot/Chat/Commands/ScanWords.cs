using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Chat.Commands;

/// <summary>The sentences of a scan's thread, in the order in which they are said. Pure: the same input gives the same text.</summary>
/// <remarks>Each method gives one message of the thread; lines are parted by \n and none ends with one. Numbers are in the invariant culture.</remarks>
public static class ScanWords
{
    /// <summary>The first message.</summary>
    /// <param name="user">How the person is addressed, with the front end's own marks (@person); null where nobody is known, as in the terminal.</param>
    public static string Greeting(string? user) =>
        $"Hi{(user is null ? "" : " " + user)}! You are interested in multi-messenger stuff, right? Let me get right on that for you.";

    /// <summary>What was understood, from the request alone, every default named.</summary>
    /// <param name="request">The request.</param>
    /// <param name="channelName">The channel that is taken.</param>
    /// <param name="defaultLevel">The channel's level, 0 to 1.</param>
    /// <param name="defaultDays">The channel's length of the window in days; null: from the event to now.</param>
    public static string Understanding(ScanRequest request, string channelName, double defaultLevel, double? defaultDays) =>
        string.Join(' ', RequestChoices.Of(request, channelName, defaultLevel, defaultDays).Select(c => c.Sentence).Prepend(Interest(request)));

    /// <summary>What is done with a request, every default named; for a message after <see cref="FirstLook"/>.</summary>
    public static string Choices(ScanRequest request, Channel channel) =>
        string.Join(' ', RequestChoices.Of(request, channel.Name, channel.DefaultLevel, channel.DefaultWindowDays).Select(c => c.Sentence));

    /// <summary>What was understood when only the sky map can tell which channel it is for.</summary>
    public static string FirstLook(ScanRequest request) => Interest(request) + " I read it first, to see what kind of event it is of.";

    /// <summary>What was understood of <c>why</c>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="channelName">The channel that is taken.</param>
    /// <param name="defaultLevel">The channel's level, 0 to 1.</param>
    /// <param name="defaultDays">The channel's length of the window in days; null: from the event to now.</param>
    public static string Understanding(WhyCommand command, string channelName, double defaultLevel, double? defaultDays) =>
        $"You want to know what becomes of {command.ObjectName}. " + Understanding(command.Request, channelName, defaultLevel, defaultDays);

    /// <summary>The sky map once it is read: region, distance, time of the event, the window, and what is odd.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="header">What the map's file says: <c>plan.Notice.SkyMap.Header</c>.</param>
    public static string SkyMap(ScanPlan plan, SkyMapHeader header)
    {
        var notice = plan.Notice;
        var revision = notice.Revision is { } number ? $" (revision {number}{(notice.LatestRevision is { } last ? $" of {last}" : "")})" : "";
        var distance = header.DistMeanMpc is { } mean ? $", distance {TextNumbers.Distance(mean, header.DistStdMpc)}" : "";
        var lines = new List<string>
        {
            $"Sky map: {notice.Source}{revision}, {TextNumbers.Percent(plan.Region.Level)} region {TextNumbers.Area(plan.Region.AreaSqDeg)}{distance}.",
            notice.EventTimeUtc is { } time
                ? $"Time of the event: {TextNumbers.Time(time)}."
                : "Nobody said when the event was; where a filter asks, I take the start of the time range.",
            $"Time range: {TextNumbers.Time(plan.Window.From)} to {TextNumbers.Time(plan.Window.To)}, {Length(plan.Window)}.",
        };
        if (OtherDay(notice) is { } warning)
            lines.Add(warning);
        lines.AddRange(header.Notes.Select(n => "About the file: " + n));
        return string.Join('\n', lines);
    }

    /// <summary>How the archive is read, and the share of the sky that the region takes.</summary>
    public static string Method(ScanPlan plan) =>
        Method(plan.Region.Moc.Ranges.Length, Nights(plan.Window), plan.Region.Moc.SkyFraction);

    /// <summary>How the archive is read, from the numbers.</summary>
    /// <param name="ranges">Number of ranges of the region.</param>
    /// <param name="nights">Number of nights (UTC dates) that the window touches.</param>
    /// <param name="skyFraction">Share of the sky inside the region, 0 to 1.</param>
    public static string Method(int ranges, int nights, double skyFraction) =>
        $"Scanning method: {TextNumbers.Count(ranges, "range")} of HEALPix order 29 in {TextNumbers.Count(nights, "night")}; "
        + $"the region covers {TextNumbers.Share(skyFraction)} of the sky.";

    /// <summary>Where the alerts went, a line for each cut that took some, with the archive's reach where nothing was found.</summary>
    public static string Funnel(ScanReport report)
    {
        var funnel = report.Funnel;
        if (funnel.AlertsScanned == 0)
            return "No alert was inside region and time range. " + Reach(report);
        var lines = new List<string>
        {
            $"{TextNumbers.Count(funnel.AlertsScanned, "alert")} of {TextNumbers.Count(funnel.ObjectsScanned, "object")} "
                + $"{(funnel.AlertsScanned == 1 ? "was" : "were")} inside region and time range.",
        };
        lines.AddRange(funnel.Rejections.Select(r => $"- {TextNumbers.Count(r.Alerts)} failed {r.Unit} {r.Cut} (must be {r.Limit})"));
        lines.Add($"- {TextNumbers.Count(funnel.AlertsAccepted)} passed every cut");
        var lost = funnel.AlertsScanned - funnel.AlertsAccepted - funnel.Rejections.Sum(r => r.Alerts);
        if (lost != 0)
            lines.Add($"These numbers do not add up ({TextNumbers.Count(lost, "alert")} {(lost == 1 ? "has" : "have")} no verdict): do not trust this scan, and please report it as a fault of mine.");
        return string.Join('\n', lines);
    }

    /// <summary>What the survey observed of the region, when, and how deep; that it is not known where the archive has no exposures.</summary>
    public static string Coverage(ScanReport report)
    {
        if (report.Coverage is not { } coverage)
            return "What the survey observed of the region is not known: the archive has no exposures in the time range. "
                + "To bring a log of observations in: ampelbot observations FILE.";
        var lines = new List<string>();
        if (coverage.FirstJd is not { } firstJd)
            lines.Add("No exposure of the time range saw the region: nothing of it was observed, as far as the log tells.");
        else
        {
            lines.Add($"In total, {Observed(coverage.Once.Total)} was observed at least once; the region holds {Observed(coverage.Region.Total)}. "
                + $"This includes {Observed(coverage.Once.InPlane)} in the galactic plane (|b| < {TextNumbers.Number(ObservationCoverage.GalacticPlaneDeg)} deg).");
            lines.Add($"{Observed(coverage.Twice.Total)} was observed at least twice, more than {TextNumbers.Number(Math.Round(ObservationCoverage.LeastDaysBetweenVisits * 1440, 6))} minutes apart; "
                + $"outside the plane, {Observed(coverage.Twice.OutsidePlane)}. Gaps between chips are not counted as observed.");
            lines.Add($"{TextNumbers.Count(coverage.Exposures, "exposure")} saw the region, the first {After(report, firstJd)}.");
            lines.AddRange(coverage.Bands.Select(band => $"- {band.Band}: {TextNumbers.Count(band.Exposures, "exposure")}, {Observed(band.Once.Total)}, "
                + (band.Depth is { } depth
                    ? $"limiting magnitude {Mag(depth.MedianMag)} (median over the area; {Mag(depth.BrightestMag)} to {Mag(depth.FaintestMag)})"
                    : "limiting magnitude not known")));
        }
        if (coverage.EntriesOfUnknownCameras > 0)
            lines.Add($"Not counted: {TextNumbers.Count(coverage.EntriesOfUnknownCameras)} entries of the log, because I do not know the camera.");
        if (coverage.EntriesNotPublic > 0)
            lines.Add($"Not counted: {TextNumbers.Count(coverage.EntriesNotPublic)} entries of the log, because their alerts are not public.");
        return string.Join('\n', lines);
    }

    /// <summary>What the scan did not do; null when it did everything.</summary>
    public static string? NotDone(ScanPlan plan) =>
        plan.NotDone.Count == 0 ? null : string.Join('\n', plan.NotDone.Select(n => "- " + n).Prepend("Not done in this scan:"));

    /// <summary>What else the person should know of how the scan went; null when there is nothing.</summary>
    public static string? Remarks(ScanReport report) => report.Remarks.Count == 0 ? null : string.Join('\n', report.Remarks);

    /// <summary>What came out: none, one, or how many, the best of them by name.</summary>
    public static string Outcome(ScanReport report)
    {
        const int most = 5;
        var found = report.Candidates;
        if (found.Count == 0)
            return report.Funnel.AlertsScanned == 0
                ? "So there is no candidate, which says nothing about the event: nothing was there to judge."
                : $"No candidate survived the cuts. To see what became of an object, type: why OBJECT in {report.Plan.Notice.EventName}.";
        var lines = found.Take(most).Select((c, i) => $"{i + 1}. {Candidate(c)}").ToList();
        lines.Insert(0, found.Count == 1 ? "One candidate survived the cuts:" : $"{TextNumbers.Count(found.Count)} candidates survived the cuts, deepest inside the region first:");
        if (found.Count > most)
            lines.Add($"... and {TextNumbers.Count(found.Count - most)} more in the table.");
        return string.Join('\n', lines);
    }

    /// <summary>The last message.</summary>
    public static string Closing(ScanReport report) => report.Candidates.Count > 0
        ? $"I'm all finished. Go find that counterpart! (It took {TextNumbers.Duration(report.Seconds)}.)"
        : $"I'm all finished. No counterpart this time, better luck with the next one! (It took {TextNumbers.Duration(report.Seconds)}.)";

    /// <summary>The answer to a message that was not understood.</summary>
    /// <param name="error">The parser's sentence.</param>
    public static string NotUnderstood(string error) => "Sorry, I did not get that ;) " + error;

    /// <summary>The answer when the work failed for a reason that a person can read.</summary>
    /// <param name="reason">A sentence: what happened, where, what to do.</param>
    public static string Apology(string reason) => "Sorry, that did not work out ;) " + reason;

    /// <summary>Number of nights (UTC dates) that a window touches.</summary>
    public static int Nights(TimeWindow window) =>
        window.To <= window.From ? 0 : (window.To.AddTicks(-1).UtcDateTime.Date - window.From.UtcDateTime.Date).Days + 1;

    private static string Observed(ObservedPart part) => $"{TextNumbers.Share(part.Probability)} of the probability ({TextNumbers.Area(part.AreaSqDeg)})";

    private static string Mag(double mag) => mag.ToString("F2", System.Globalization.CultureInfo.InvariantCulture);

    private static string After(ScanReport report, double jd)
    {
        var hours = report.Plan.Notice.EventTimeUtc is { } time ? (TimeScales.JdToUtc(jd) - time).TotalHours : (double?)null;
        return $"at {Minute(jd)}" + (hours is { } h ? $", {Math.Abs(h).ToString("F1", System.Globalization.CultureInfo.InvariantCulture)} hours {(h < 0 ? "before" : "after")} the event" : "");
    }

    private static string Interest(ScanRequest request) => "You are interested in " + request.Event switch
    {
        EventReference.Named { Name: var name } => Kind(name) + name.Name,
        EventReference.File { Path: var path, Name: var name } => $"the sky map in the file {name ?? path}",
        EventReference.Url { Address: var address } => $"the sky map at {address.AbsoluteUri}",
        EventReference.Position { RadiusDeg: { } radius } circle =>
            $"a circle of {TextNumbers.Number(radius)} deg around RA {TextNumbers.Number(circle.Ellipse.Center.RaDeg)} deg, Dec {TextNumbers.Number(circle.Ellipse.Center.DecDeg)} deg",
        EventReference.Position { Ellipse: var e } =>
            $"a position at RA {TextNumbers.Number(e.Center.RaDeg)} (+{TextNumbers.Number(e.RaPlusDeg)}, -{TextNumbers.Number(e.RaMinusDeg)}) deg, "
            + $"Dec {TextNumbers.Number(e.Center.DecDeg)} (+{TextNumbers.Number(e.DecPlusDeg)}, -{TextNumbers.Number(e.DecMinusDeg)}) deg",
        _ => throw new ArgumentException($"no words for {request.Event.GetType().Name}", nameof(request)),
    } + ((request.EventTimeUtc ?? (request.Event as EventReference.Position)?.EventTimeUtc) is { } time ? $", an event at {TextNumbers.Time(time)}." : ".");

    private static string Kind(EventName name) => name switch
    {
        _ when name.Name.StartsWith("MS", StringComparison.Ordinal) => "the LIGO mock event ",
        _ when name.Name.StartsWith("TS", StringComparison.Ordinal) => "the LIGO test event ",
        { Messenger: Messenger.GravitationalWave } => "LIGO event ",
        { Messenger: Messenger.GammaRayBurst } => "gamma-ray burst ",
        { Messenger: Messenger.Neutrino } when name.Name.StartsWith("IC", StringComparison.Ordinal) => "IceCube event ",
        { Messenger: Messenger.Neutrino } => "neutrino event ",
        _ => "event ",
    };

    /// <summary>A warning when name and map tell days more than one apart, as when a map is filed under the wrong event.</summary>
    private static string? OtherDay(Notice notice)
    {
        if (notice.EventTimeUtc is not { } time || EventName.TryParse(notice.EventName)?.DayUtc is not { } day)
            return null;
        return Math.Abs(DateOnly.FromDateTime(time.UtcDateTime).DayNumber - day.DayNumber) <= 1
            ? null
            : $"Careful: {notice.EventName} names the day {day:yyyy-MM-dd}, but the sky map is of {time.UtcDateTime:yyyy-MM-dd}. Is it the right map?";
    }

    private static string Length(TimeWindow window) =>
        $"{TextNumbers.Days(Math.Round(window.Days, 4))} in {TextNumbers.Count(Nights(window), "night")}";

    private static string Reach(ScanReport report)
    {
        var (archive, window) = (report.Archive, report.Plan.Window);
        if (archive.Alerts == 0 || archive.FirstJd is not { } firstJd || archive.LastJd is not { } lastJd)
            return "The archive is empty: fill it first, with ampelbot ingest PATH.";
        var (first, last) = (TimeScales.JdToUtc(firstJd), TimeScales.JdToUtc(lastJd));
        var holds = $"The archive holds {TextNumbers.Count(archive.Alerts, "alert")} from {TextNumbers.Time(first)} to {TextNumbers.Time(last)}";
        var reach = window.To <= first || window.From > last ? $"{holds}, none of them in the time range at all." : $"{holds}.";
        return report.OtherTimes switch
        {
            null => reach,
            (0, 0) => $"{reach} None lies inside the region at any other time.",
            (var before, var after) => $"{reach} Inside the region lie {TextNumbers.Count(before, "alert")} from before the time range and {TextNumbers.Count(after, "alert")} from after it.",
        };
    }

    private static string Candidate(Candidate candidate)
    {
        var latest = candidate.LatestDetection;
        var magnitude = latest.Mag is { } mag
            ? $"{latest.Band}={mag.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)}"
                + (latest.MagErr is { } error ? $" +- {error.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)}" : "")
            : $"{latest.Band} without a magnitude";
        return $"{candidate.Name}: credible level {candidate.CredibleLevel.ToString("F4", System.Globalization.CultureInfo.InvariantCulture)}, "
            + $"first detected {Minute(candidate.FirstDetection.Jd)}, latest {magnitude} at {Minute(latest.Jd)}";
    }

    private static string Minute(double jd) =>
        TimeScales.JdToUtc(jd).UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) + " UTC";
}
