using AmpelBot.FollowUp.Notices.Circulars;

namespace AmpelBot.FollowUp.Notices.Hermes;

/// <summary>Messages of Hermes (SCiMMA): prose with a table of targets, which are somebody's findings and not where the event is.</summary>
internal static class HermesMessage
{
    public static bool Knows(JsonFields fields) => fields.Has("title") && fields.Has("message_text");

    public static SentNotice Parse(JsonFields fields)
    {
        var body = fields.Get("message_text") is { ValueKind: System.Text.Json.JsonValueKind.String } text ? text.GetString()! : throw new NoticeRefusal("The field \"message_text\" of the message is not a text.");
        var data = fields.Object("data");
        var notice = CircularReader.Read(NoticeFormat.Hermes, null, fields.Text("title")!, fields.TimeUtc("published"), data?.Text("event_id"), body);
        var topic = fields.Text("topic");
        return notice with
        {
            Purpose = topic == "hermes.test" || topic?.EndsWith("-test", StringComparison.Ordinal) == true ? NoticePurpose.Test : notice.Purpose,
            MessageId = fields.Text("uuid"),
            Further = [.. notice.Further, .. new[] { "topic", "submitter", "authors" }.Where(fields.Has).Select(n => new SentValue(n, fields.Text(n)!, null))],
        };
    }
}
