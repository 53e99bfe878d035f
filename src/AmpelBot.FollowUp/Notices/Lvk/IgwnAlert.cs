using System.Globalization;

namespace AmpelBot.FollowUp.Notices.Lvk;

/// <summary>IGWN alerts of LIGO, Virgo and KAGRA (LVK userguide, "Alert Contents"; Avro schema igwn.alerts.v1_0).</summary>
internal static class IgwnAlert
{
    public const string Sender = "LVK";

    public static bool Knows(JsonFields fields) => fields.Has("superevent_id") && fields.Has("alert_type");

    public static SentNotice Parse(JsonFields fields, NoticeFormat format)
    {
        var remarks = new List<string>();
        var id = fields.Text("superevent_id")!;
        var name = EventName.TryParse(id);
        var kind = Kind(fields.Text("alert_type")!);
        var @event = fields.Object("event");
        if (@event is null && kind != NoticeKind.Retraction)
            throw new NoticeRefusal($"The alert of {PlainText.Plain(id)} is no retraction and tells nothing of its event: \"event\" is null.");
        var coincidence = fields.Object("external_coinc") is { } external ? Coincidence(external, remarks) : null;
        var search = @event?.Text("search");
        return new SentNotice
        {
            Format = format,
            Sender = Sender,
            Messenger = Messenger.GravitationalWave,
            Kind = kind,
            Purpose = PurposeOf(id, search),
            EventId = name?.Name ?? EventIds.Of(Sender, id),
            EventName = name,
            SentUtc = fields.TimeUtc("time_created"),
            EventTimeUtc = @event?.TimeUtc("time"),
            SkyMap = @event is { } e ? Map(e, "skymap", mayStandWithout: coincidence?.CombinedSkyMap is not null, remarks) : null,
            Classification = @event?.Probabilities("classification", remarks) ?? new Dictionary<string, double>(),
            Properties = @event?.Probabilities("properties", remarks) ?? new Dictionary<string, double>(),
            FarHz = @event?.Number("far"),
            Significant = @event?.Flag("significant"),
            Search = search,
            Group = @event?.Text("group"),
            Pipelines = @event?.Texts("pipeline") ?? [],
            Instruments = @event?.Texts("instruments") ?? [],
            DurationSeconds = @event?.Number("duration"),
            CentralFrequencyHz = @event?.Number("central_frequency"),
            ExternalCoincidence = coincidence,
            FollowsUp = coincidence?.EventId is { } other ? [other] : [],
            Further = [.. fields.Object("urls")?.Further(new HashSet<string>()) ?? []],
            Remarks = remarks,
        };
    }

    /// <summary>Mock events are named MS or searched as MDC, tests are named TS.</summary>
    public static NoticePurpose PurposeOf(string id, string? search) =>
        id.StartsWith("MS", StringComparison.OrdinalIgnoreCase) || search == "MDC" ? NoticePurpose.Mock
        : id.StartsWith("TS", StringComparison.OrdinalIgnoreCase) ? NoticePurpose.Test : NoticePurpose.Observation;

    public static NoticeKind Kind(string text) => text.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "EARLYWARNING" => NoticeKind.EarlyWarning,
        "PRELIMINARY" => NoticeKind.Preliminary,
        "INITIAL" => NoticeKind.Initial,
        "UPDATE" => NoticeKind.Update,
        "RETRACTION" => NoticeKind.Retraction,
        _ => throw new NoticeRefusal($"The alert's type \"{PlainText.Plain(text[..Math.Min(text.Length, 40)])}\" is none of EARLYWARNING, PRELIMINARY, INITIAL, UPDATE, RETRACTION."),
    };

    private static ExternalCoincidence Coincidence(JsonFields fields, List<string> remarks)
    {
        var observatory = fields.Text("observatory");
        return new ExternalCoincidence
        {
            EventId = EventIds.Of(observatory ?? "GCN", fields.Word("gcn_notice_id")),
            Ivorn = fields.Text("ivorn"),
            Observatory = observatory,
            Search = fields.Text("search"),
            TimeDifferenceSeconds = fields.Number("time_difference"),
            TimeCoincidenceFarHz = fields.Number("time_coincidence_far"),
            TimeSkyPositionCoincidenceFarHz = fields.Number("time_sky_position_coincidence_far"),
            CombinedSkyMap = Map(fields, "combined_skymap", mayStandWithout: true, remarks),
        };
    }

    private static SentSkyMap? Map(JsonFields fields, string field, bool mayStandWithout, List<string> remarks)
    {
        if (fields.Get(field) is not { } element)
            return null;
        if (EmbeddedMap.Read(element, field, out var refusal) is { } fits)
            return new SentSkyMap(fits, null);
        if (!mayStandWithout)
            throw new NoticeRefusal(string.Create(CultureInfo.InvariantCulture, $"The sky map in the alert cannot be used: {refusal}."));
        remarks.Add($"A sky map in the alert cannot be used: {refusal}.");
        return null;
    }
}
