using AmpelBot.FollowUp.Notices.VoEvents;

namespace AmpelBot.FollowUp.Notices.Lvk;

/// <summary>VOEvents of LIGO, Virgo and KAGRA (LVK userguide, "Notice Contents"; O2's with GraceDB event numbers too).</summary>
internal static class LvkVoEvent
{
    // Where the map lies: 2018 and later; O2.
    private static readonly string[] MapParams = ["skymap_fits", "skymap_fits_basic", "skymap_fits_x509", "skymap_fits_shib"];

    public static bool Knows(VoEventMessage message) => message.Text("GraceID") is not null;

    public static SentNotice Parse(VoEventMessage message)
    {
        var remarks = new List<string>();
        var id = message.Text("GraceID")!;
        var name = EventName.TryParse(id);
        var search = message.Text("Search");
        var coincidence = Coincidence(message);
        var far = message.Number("FAR");
        var kind = message.Is("Retraction") ? NoticeKind.Retraction : IgwnAlert.Kind(message.Text("AlertType") ?? "");
        if (message.Param("FAR") is { Unit: not null and not "Hz" } other)
        {
            remarks.Add($"The false alarm rate was sent in {PlainText.Plain(other.Unit)}; it is left among the further values.");
            far = null;
        }
        var properties = message.Probabilities("Properties", remarks);
        if (properties.Count == 0)
            properties = OfO2(message);
        return new SentNotice
        {
            Format = NoticeFormat.VoEvent,
            Sender = IgwnAlert.Sender,
            Messenger = Messenger.GravitationalWave,
            Kind = kind,
            Purpose = message.Is("HardwareInj") || IgwnAlert.PurposeOf(id, search) == NoticePurpose.Mock ? NoticePurpose.Mock
                : message.Role == "test" ? NoticePurpose.Test : IgwnAlert.PurposeOf(id, search),
            EventId = name?.Name ?? EventIds.Of(IgwnAlert.Sender, id),
            EventName = name,
            MessageId = message.Ivorn,
            Supersedes = message.Supersedes,
            Sequence = message.Whole("Pkt_Ser_Num"),
            SentUtc = message.DateUtc,
            EventTimeUtc = VoEventPlace.TimeUtc(message, remarks),
            SkyMap = MapParams.Select(message.Text).OfType<string>().FirstOrDefault() is { } address ? new SentSkyMap(null, address) : null,
            Classification = message.Probabilities("Classification", remarks),
            Properties = properties,
            FarHz = far,
            Significant = message.Flag("Significant"),
            Search = search,
            Group = message.Text("Group"),
            Pipelines = Words(message.Text("Pipeline")),
            Instruments = Words(message.Text("Instruments")),
            DurationSeconds = message.Number("Duration"),
            CentralFrequencyHz = message.Number("CentralFreq"),
            ExternalCoincidence = coincidence,
            FollowsUp = coincidence?.EventId is { } associated ? [associated] : [],
            Further = [.. message.Params.Where(p => far is null || p.Name != "FAR").Where(p => p.GroupType is null && p.Group is null && p.Value.Length > 0 && !Used.Contains(p.Name))
                .Select(p => new SentValue(p.Name, p.Value, p.Unit))],
            Remarks = remarks,
        };
    }

    private static readonly HashSet<string> Used =
        ["GraceID", "AlertType", "Retraction", "Pkt_Ser_Num", "Significant", "Search", "Group", "Pipeline", "Instruments", "Duration", "CentralFreq", "ProbHasNS", "ProbHasRemnant"];

    private static Dictionary<string, double> OfO2(VoEventMessage message)
    {
        var all = new Dictionary<string, double>();
        if (message.Number("ProbHasNS") is { } hasNs)
            all["HasNS"] = hasNs;
        if (message.Number("ProbHasRemnant") is { } hasRemnant)
            all["HasRemnant"] = hasRemnant;
        return all;
    }

    private static ExternalCoincidence? Coincidence(VoEventMessage message)
    {
        if (message.Text("External_Observatory") is null && message.Text("External_Ivorn") is null)
            return null;
        var observatory = message.Text("External_Observatory");
        return new ExternalCoincidence
        {
            EventId = EventIds.Of(observatory ?? "GCN", message.Text("External_GCN_Notice_Id")),
            Ivorn = message.Text("External_Ivorn"),
            Observatory = observatory,
            Search = message.Text("External_Search"),
            TimeDifferenceSeconds = message.Number("Time_Difference"),
            TimeCoincidenceFarHz = message.Number("Time_Coincidence_FAR"),
            TimeSkyPositionCoincidenceFarHz = message.Number("Time_Sky_Position_Coincidence_FAR"),
            CombinedSkyMap = (message.Text("joint_skymap_fits") ?? message.Text("combined_skymap_fits")) is { } address ? new SentSkyMap(null, address) : null,
        };
    }

    private static string[] Words(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
