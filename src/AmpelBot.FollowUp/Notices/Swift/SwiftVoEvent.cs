using AmpelBot.FollowUp.Notices.VoEvents;

namespace AmpelBot.FollowUp.Notices.Swift;

/// <summary>VOEvents of Swift through GCN: positions of BAT (61, 84, 97), XRT (67) and UVOT (81), and what else it sends about a trigger.</summary>
internal static class SwiftVoEvent
{
    public const string Sender = "Swift";

    /// <summary>BAT, XRT and UVOT give radii of 90 % (their circulars say so).</summary>
    private const double Containment = 0.9;

    public static bool Knows(VoEventMessage message) => message.Ivorn.Contains("/SWIFT#", StringComparison.OrdinalIgnoreCase);

    public static SentNotice Parse(VoEventMessage message)
    {
        var remarks = new List<string>();
        var timeUtc = VoEventPlace.TimeUtc(message, remarks);
        var type = message.Ivorn[(message.Ivorn.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var notBurst = message.Is("Def_NOT_a_GRB");
        if (notBurst)
            remarks.Add("The sender's flag Def_NOT_a_GRB is set: the trigger is definitely no gamma-ray burst.");
        return new SentNotice
        {
            Format = NoticeFormat.VoEvent,
            Sender = Sender,
            Instrument = type.StartsWith("XRT", StringComparison.OrdinalIgnoreCase) ? "XRT" : type.StartsWith("UVOT", StringComparison.OrdinalIgnoreCase) ? "UVOT"
                : type.StartsWith("BAT", StringComparison.OrdinalIgnoreCase) || type.StartsWith("FOM", StringComparison.OrdinalIgnoreCase) ? "BAT" : null,
            Messenger = Messenger.GammaRayBurst,
            Kind = notBurst || message.Retracts.Count > 0 ? NoticeKind.Retraction : Kind(type),
            Purpose = VoEventPlace.Purpose(message),
            EventId = EventIds.Of(Sender, message.Text("TrigID")) ?? EventIds.OfTime(Sender, timeUtc),
            MessageId = message.Ivorn,
            Supersedes = message.Supersedes,
            SentUtc = message.DateUtc,
            EventTimeUtc = timeUtc,
            Position = VoEventPlace.Position(message, null, Containment, remarks),
            Further = message.Further(),
            Remarks = remarks,
        };
    }

    private static NoticeKind Kind(string type) =>
        type.StartsWith("BAT_GRB_Pos", StringComparison.OrdinalIgnoreCase) || type.StartsWith("BAT_QuickLook_Pos", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("BAT_SubSub", StringComparison.OrdinalIgnoreCase) || type.StartsWith("BAT_SubThresh", StringComparison.OrdinalIgnoreCase) ? NoticeKind.Initial
        : type.Contains("_Pos", StringComparison.OrdinalIgnoreCase) ? NoticeKind.Update
        : NoticeKind.Report;
}
