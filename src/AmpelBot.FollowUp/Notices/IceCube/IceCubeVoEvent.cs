using AmpelBot.FollowUp.Notices.VoEvents;

namespace AmpelBot.FollowUp.Notices.IceCube;

/// <summary>VOEvents of IceCube through AMON and GCN: gold and bronze tracks, cascades, and the HESE and EHE streams before 2019.</summary>
internal static class IceCubeVoEvent
{
    public const string Sender = "IceCube";

    public static bool Knows(VoEventMessage message) => message.Ivorn.Contains("ICECUBE_", StringComparison.OrdinalIgnoreCase);

    public static SentNotice Parse(VoEventMessage message)
    {
        var remarks = new List<string>();
        var timeUtc = VoEventPlace.TimeUtc(message, remarks);
        var name = message.Text("event_name") is { } text ? EventName.TryParse(text) : null;
        var key = EventIds.OfIceCube(message.Text("run_id"), message.Text("event_id")) ?? name?.Name ?? EventIds.Of(Sender, message.Text("TrigID"))
            ?? EventIds.OfTime(Sender, timeUtc);
        var revision = message.Whole("Rev");
        var far = message.Param("FAR");
        var perYear = far?.Unit == "yr^-1" ? message.Number("FAR") : null;
        var energy = message.Param("energy");
        // The radius of the position is the one that is sent once more as that of 90 %.
        var is90 = message.Number("src_error_90") is { } radius && message.Error is { } error && VoEventMessage.NumberIn(error, "Error2Radius") == radius;
        return new SentNotice
        {
            Format = NoticeFormat.VoEvent,
            Sender = Sender,
            Messenger = Messenger.Neutrino,
            Kind = message.Is("Retraction") || message.Retracts.Count > 0 ? NoticeKind.Retraction : revision > 0 ? NoticeKind.Update : NoticeKind.Initial,
            Purpose = VoEventPlace.Purpose(message),
            EventId = key,
            EventName = name,
            Aliases = EventIds.Aliases(key, name?.Name),
            MessageId = message.Ivorn,
            Supersedes = message.Supersedes,
            Sequence = revision,
            SentUtc = message.DateUtc,
            EventTimeUtc = timeUtc,
            Position = VoEventPlace.Position(message, is90 ? 0.9 : null, null, remarks),
            SkyMap = message.Text("skymap_fits") is { } address ? new SentSkyMap(null, address) : null,
            FarPerYear = perYear,
            FarHz = perYear / SentNotice.SecondsPerYear ?? (far?.Unit == "Hz" ? message.Number("FAR") : null),
            Search = Stream(message),
            Signalness = message.Number("signalness"),
            EnergyTeV = energy?.Unit == "TeV" ? message.Number("energy") : null,
            Further = message.Further("event_name", "Rev", "signalness"),
            Remarks = remarks,
        };
    }

    /// <summary>GOLD, BRONZE, Cascade, HESE, EHE: the word behind ICECUBE_ in the ivorn.</summary>
    private static string? Stream(VoEventMessage message)
    {
        var rest = message.Ivorn[(message.Ivorn.IndexOf("ICECUBE_", StringComparison.OrdinalIgnoreCase) + "ICECUBE_".Length)..];
        return rest.IndexOf('_', StringComparison.Ordinal) is > 0 and var end ? rest[..end] : null;
    }
}
