using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Vetting;

namespace AmpelBot.Cli;

/// <summary>The JSON document of <c>ampelbot why --json</c>.</summary>
internal static class TraceJson
{
    public static object Of(ObjectTrace trace) => new
    {
        trace.ObjectName,
        trace.InArchive,
        Accepted = trace.Alerts.Any(a => a.Accepted),
        Event = trace.Plan.Notice.EventName,
        Region = new { trace.Plan.Region.Level, trace.Plan.Region.AreaSqDeg },
        Window = new { FromUtc = trace.Plan.Window.From, ToUtc = trace.Plan.Window.To },
        Channel = new { trace.Plan.Channel.Name, trace.Plan.Channel.Hash },
        DataRights = trace.Plan.Rights == DataRights.Public ? "public" : "partnership",
        trace.Plan.NotDone,
        Votes = trace.Votes.Latest.Select(Said),
        Notes = trace.Votes.Notes.Select(Said),
        Alerts = trace.Alerts.Select(a => new
        {
            a.AlertId,
            a.TimeUtc,
            a.CredibleLevel,
            a.InsideRegion,
            a.InWindow,
            a.Accepted,
            Cuts = a.Cuts.Select(c => new { c.Unit, Cut = c.Cut.Name, c.Cut.Value, c.Cut.Limit, c.Cut.Passed }),
        }),
    };

    private static object Said(Vote vote) => new
    {
        State = vote.State is { } state ? VettingJournal.Word(state) : null,
        vote.Reason,
        vote.Note,
        vote.UserId,
        vote.UserName,
        vote.TimeUtc,
        Event = vote.EventName,
        vote.ScanId,
    };
}
