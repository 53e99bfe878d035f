using System.Globalization;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Notices.Lvk;

/// <summary>A superevent as GraceDB's API gives it (api/superevents/ID/): the state of an event rather than a message about it.</summary>
internal static class GraceDbSuperevent
{
    // The advocates' label behind which a retraction is sent.
    private const string AdvocatesNo = "ADVNO";

    public static bool Knows(JsonFields fields) => fields.Has("superevent_id") && fields.Has("t_0");

    public static SentNotice Parse(JsonFields fields)
    {
        var id = fields.Text("superevent_id")!;
        var name = EventName.TryParse(id);
        var key = name?.Name ?? EventIds.Of(IgwnAlert.Sender, id);
        var preferred = fields.Object("preferred_event_data");
        var labels = fields.Texts("labels");
        var search = preferred?.Text("search");
        return new SentNotice
        {
            Format = NoticeFormat.GraceDbJson,
            Sender = IgwnAlert.Sender,
            Messenger = Messenger.GravitationalWave,
            Kind = labels.Contains(AdvocatesNo) ? NoticeKind.Retraction : NoticeKind.Unstated,
            Purpose = fields.Text("category") switch
            {
                "MDC" => NoticePurpose.Mock,
                "Test" => NoticePurpose.Test,
                _ => IgwnAlert.PurposeOf(id, search),
            },
            EventId = key,
            EventName = name,
            Aliases = EventIds.Aliases(key, fields.Text("gw_id") is { } gw ? EventName.TryParse(gw)?.Name ?? gw : null),
            SentUtc = fields.TimeUtc("created"),
            EventTimeUtc = Gps(fields.Get("t_0")!.Value.GetRawText()),
            FarHz = fields.Number("far"),
            Search = search,
            Group = preferred?.Text("group"),
            Pipelines = preferred?.Texts("pipeline") ?? [],
            Instruments = preferred?.Text("instruments")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Labels = labels,
            Further = [.. fields.Further(new HashSet<string> { "superevent_id", "gw_id", "created", "t_0", "far", "labels" })],
        };
    }

    private static DateTimeOffset Gps(string text)
    {
        try
        {
            return TimeScales.GpsToUtc(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new NoticeRefusal("The field \"t_0\" of the superevent is no time in GPS seconds.");
        }
    }
}
