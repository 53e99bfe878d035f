using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.Following;

/// <summary>A notice as it was heard, with the identity of its bytes.</summary>
/// <param name="Sha256">SHA-256 of the bytes, hexadecimal: the same bytes are the same notice, however often and by whom they are brought.</param>
/// <param name="Notice">What they say.</param>
public sealed record HeardNotice(string Sha256, SentNotice Notice)
{
    /// <summary>Whether somebody wrote it for people.</summary>
    public bool IsCircular => Notice.Format is NoticeFormat.CircularJson or NoticeFormat.CircularText or NoticeFormat.Hermes;

    /// <summary>The notice, once for each event that it is about: its own, and those of which it says the same.</summary>
    public static IEnumerable<HeardNotice> ForEachEvent(string sha256, SentNotice notice)
    {
        if (notice.EventId is not null)
            yield return new HeardNotice(sha256, notice with { OtherEventIds = [] });
        foreach (var other in notice.OtherEventIds.Distinct(StringComparer.Ordinal).Where(o => !notice.Identifiers.Contains(o, StringComparer.Ordinal)))
            yield return new HeardNotice(sha256, notice with { EventId = other, EventName = EventName.TryParse(other), Aliases = [], OtherEventIds = [], Position = null, SkyMap = null });
    }

    /// <summary>Whether it says where the event is, as far as it goes.</summary>
    internal bool Localises => Notice is { Kind: not (NoticeKind.Report or NoticeKind.Retraction or NoticeKind.Heartbeat or NoticeKind.Correction) } and ({ SkyMap: not null } or { Position: not null });
}
