namespace AmpelBot.FollowUp.Notices.VoEvents;

/// <summary>VOEvents of all other senders: INTEGRAL, AGILE, SNEWS, MAXI, Konus, HAWC, and transients of surveys (Gaia, MOA, ASAS-SN).</summary>
internal static class OtherVoEvent
{
    // What the ivorn begins with after ivo://, the sender's name, its messenger; INTEGRAL's radii are of 90 %.
    private static readonly (string Ivorn, string Sender, Messenger Messenger, double? Containment)[] Senders =
    [
        ("nasa.gsfc.gcn/INTEGRAL#", "INTEGRAL", Messenger.GammaRayBurst, 0.9),
        ("nasa.gsfc.gcn/AGILE#", "AGILE", Messenger.GammaRayBurst, null),
        ("nasa.gsfc.gcn/SNEWS#", "SNEWS", Messenger.Neutrino, null),
        ("nasa.gsfc.gcn/SK_SN#", "Super-Kamiokande", Messenger.Neutrino, null),
        ("nasa.gsfc.gcn/KONUS#", "Konus-Wind", Messenger.GammaRayBurst, null),
        ("nasa.gsfc.gcn/MAXI#", "MAXI", Messenger.Unknown, null),
        ("nasa.gsfc.gcn/CALET#", "CALET", Messenger.GammaRayBurst, null),
        ("nasa.gsfc.gcn/GECAM#", "GECAM", Messenger.GammaRayBurst, null),
        ("nasa.gsfc.gcn/HAWC#", "HAWC", Messenger.GammaRayBurst, null),
        ("nasa.gsfc.gcn/AMON#", "AMON", Messenger.Neutrino, null),
        ("nasa.gsfc.gcn/MOA#", "MOA", Messenger.Unknown, null),
        ("gaia.cam.uk/alerts#", "Gaia", Messenger.Unknown, null),
        ("voevent.4pisky.org/ASASSN#", "ASAS-SN", Messenger.Unknown, null),
    ];

    public static SentNotice Parse(VoEventMessage message)
    {
        var remarks = new List<string>();
        var ivorn = message.Ivorn.StartsWith("ivo://", StringComparison.OrdinalIgnoreCase) ? message.Ivorn["ivo://".Length..] : message.Ivorn;
        var known = Senders.FirstOrDefault(s => ivorn.StartsWith(s.Ivorn, StringComparison.OrdinalIgnoreCase));
        var split = ivorn.IndexOf('#', StringComparison.Ordinal);
        var sender = known.Sender ?? (split > 0 ? ivorn[..split] : ivorn);
        if (sender.Length > 60)
            sender = sender[..60];
        var isHeartbeat = message.Role == "utility" && message.Time is null;
        var timeUtc = VoEventPlace.TimeUtc(message, remarks);
        var local = split > 0 ? ivorn[(split + 1)..] : null;
        return new SentNotice
        {
            Format = NoticeFormat.VoEvent,
            Sender = sender,
            Messenger = known.Sender is null ? Messenger.Unknown : known.Messenger,
            Kind = isHeartbeat ? NoticeKind.Heartbeat : message.Is("Def_NOT_a_GRB") || message.Is("Retraction") || message.Retracts.Count > 0 ? NoticeKind.Retraction : NoticeKind.Unstated,
            Purpose = VoEventPlace.Purpose(message),
            EventId = isHeartbeat ? null : Key(message, sender, local, timeUtc),
            EventName = local is null ? null : EventName.TryParse(local),
            MessageId = message.Ivorn,
            Supersedes = message.Supersedes,
            SentUtc = message.DateUtc,
            EventTimeUtc = timeUtc,
            Position = VoEventPlace.Position(message, null, known.Containment, remarks),
            Further = message.Further(),
            Remarks = remarks,
        };
    }

    private static string? Key(VoEventMessage message, string sender, string? local, DateTimeOffset? timeUtc) =>
        message.Text("TrigID") is { } trigger ? EventIds.Of(sender, trigger) ?? EventIds.OfTime(sender, timeUtc)
        : local is { Length: <= 100 } ? EventIds.Of(sender, local) : EventIds.OfTime(sender, timeUtc);
}
