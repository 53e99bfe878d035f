using System.Globalization;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Vetting;

namespace AmpelBot.Chat.Commands;

/// <summary>The answer to <c>why NAME in EVENT</c> in words.</summary>
public static class TraceWords
{
    private const int MostAlerts = 5;
    private const int MostSaid = 20;

    /// <summary>
    /// A verdict with the first failure of the alert that came furthest, then a line for each alert, its first failure first. At most
    /// five alerts are shown, those that came furthest, in order of time.
    /// </summary>
    public static string Write(ObjectTrace trace)
    {
        var plan = trace.Plan;
        if (!trace.InArchive && plan.Rights == DataRights.Public)
            return $"The archive has no public alert of {trace.ObjectName}, so no scan of public alerts can find it: check the name, or leave program=public out.";
        if (!trace.InArchive)
            return $"{trace.ObjectName} is not in the archive, so no scan can find it: check the name, or ingest its packets with ampelbot ingest PATH.";
        var best = trace.Alerts.OrderByDescending(Progress).ThenBy(a => a.TimeUtc).First();
        var accepted = trace.Alerts.Count(a => a.Accepted);
        var lines = new List<string>
        {
            $"{trace.ObjectName} in {plan.Notice.EventName}: {(accepted > 0 ? "a candidate" : "not a candidate")}. The archive has {TextNumbers.Count(trace.Alerts.Count, "alert")} of it: "
                + $"{trace.Alerts.Count(a => a.InsideRegion)} inside the {TextNumbers.Percent(plan.Region.Level)} region, "
                + $"{trace.Alerts.Count(a => a.InWindow)} in the time range, {trace.Alerts.Count(a => a.InsideRegion && a.InWindow)} in both, {accepted} passed every cut.",
        };
        if (accepted == 0)
            lines.Add((trace.Alerts.Count == 1 ? "It failed first at: " : $"The alert that came furthest is {best.AlertId}; it failed first at: ") + Failures(plan, best).First() + ".");
        var shown = trace.Alerts.OrderByDescending(Progress).ThenBy(a => a.TimeUtc).Take(MostAlerts).OrderBy(a => a.TimeUtc).ToArray();
        if (shown.Length < trace.Alerts.Count)
            lines.Add($"These {shown.Length} alerts came furthest; {TextNumbers.Count(trace.Alerts.Count - shown.Length)} more are not shown.");
        lines.AddRange(shown.Select(a => Line(plan, a)));
        lines.AddRange(Said(trace.Votes));
        return string.Join('\n', lines);
    }

    /// <summary>Who said what of the object: the latest vote of each person, and the latest notes.</summary>
    private static IEnumerable<string> Said(Votes votes)
    {
        var said = votes.Latest.Concat(votes.Notes.Where(n => !votes.Latest.Contains(n))).OrderBy(v => v.TimeUtc).ToArray();
        if (said.Length == 0)
            yield break;
        yield return said.Length <= MostSaid ? "People said of it:" : $"People said of it (the latest {MostSaid} of {TextNumbers.Count(said.Length)}):";
        foreach (var vote in said.TakeLast(MostSaid))
            yield return $"- {(vote.UserName.Length > 0 ? vote.UserName : vote.UserId)}, {TextNumbers.Time(vote.TimeUtc)}, in {vote.EventName}: {VettingJournal.Words(vote)}"
                + (vote.Note.Length > 0 ? ": " + vote.Note.ReplaceLineEndings(" ") : "");
    }

    private static string Line(ScanPlan plan, AlertTrace alert)
    {
        var failures = Failures(plan, alert).ToArray();
        var passed = alert.Cuts.Count(c => c.Cut.Passed);
        var counted = alert.Cuts.Count == 0 ? "no cut was judged" : $"{passed} of {TextNumbers.Count(alert.Cuts.Count, "cut")} passed";
        var place = $"- {TextNumbers.Time(alert.TimeUtc)}, alert {alert.AlertId}, credible level {TextNumbers.Number(alert.CredibleLevel)}";
        return failures.Length == 0
            ? $"{place}: passes; inside the region{Crossing(plan, alert)} and in the time range, {counted}."
            : $"{place}: fails {string.Join("; ", failures)}. {char.ToUpperInvariant(counted[0])}{counted[1..]}.";
    }

    /// <summary>What an alert fails, in the order in which a scan asks.</summary>
    private static IEnumerable<string> Failures(ScanPlan plan, AlertTrace alert)
    {
        if (!alert.InsideRegion)
            yield return $"the region (credible level {TextNumbers.Number(alert.CredibleLevel)}, the region ends at {TextNumbers.Number(plan.Region.Level)})";
        if (!alert.InWindow)
            yield return alert.TimeUtc < plan.Window.From
                ? $"the time range ({Apart(plan.Window.From - alert.TimeUtc)} before its start at {TextNumbers.Time(plan.Window.From)})"
                : $"the time range ({Apart(alert.TimeUtc - plan.Window.To)} after its end at {TextNumbers.Time(plan.Window.To)})";
        foreach (var (unit, cut) in alert.Cuts.Where(c => !c.Cut.Passed))
            yield return $"{unit} {cut.Name} ({Value(cut)}, must be {cut.Limit})";
    }

    /// <summary>How far an alert came: region, window, then cuts up to the first that failed.</summary>
    private static int Progress(AlertTrace alert) => !alert.InsideRegion ? 0 : !alert.InWindow ? 1 : 2 + alert.Cuts.TakeWhile(c => c.Cut.Passed).Count();

    private static string Crossing(ScanPlan plan, AlertTrace alert) =>
        alert.CredibleLevel > plan.Region.Level ? " (in the cell that crosses the level, which counts as inside)" : "";

    private static string Value(Cut cut) => cut.Value switch
    {
        null => "the alert has no value",
        double value => TextNumbers.Number(value),
        float value => value.ToString("R", CultureInfo.InvariantCulture),
        string text => Word.Quote(text),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString() ?? "the alert has no value",
    };

    private static string Apart(TimeSpan span) => span.TotalDays >= 2
        ? TextNumbers.Days(Math.Round(span.TotalDays, 2))
        : TextNumbers.Duration(span.TotalSeconds);
}
