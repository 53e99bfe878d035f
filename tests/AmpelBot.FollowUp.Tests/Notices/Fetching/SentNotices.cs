using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Tests.Notices.Fetching;

internal static class SentNotices
{
    public static SentNotice With(SentSkyMap? map) => new()
    {
        Format = NoticeFormat.IgwnJson,
        Sender = "LVK",
        Messenger = Messenger.GravitationalWave,
        Kind = NoticeKind.Preliminary,
        EventId = "S260612ab",
        SkyMap = map,
    };
}
