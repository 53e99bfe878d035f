namespace AmpelBot.FollowUp.Notices.IceCube;

/// <summary>IceCube's search for neutrinos with a gravitational wave (gcn-schema, icecube/lvk_nu_track_search): about LVK's event, not one of its own.</summary>
internal static class NeutrinoTrackSearch
{
    public static bool Knows(JsonFields fields) => fields.Has("ref_ID") && (fields.Has("coincident_events") || fields.Has("n_events_coincident") || fields.Has("pval_generic"));

    public static SentNotice Parse(JsonFields fields)
    {
        var remarks = new List<string>();
        // LVK's messages are referred to by the event with number and kind behind it: S230904n-2-Preliminary.
        var reference = fields.Text("ref_ID")!;
        var name = EventName.TryParse(reference) ?? EventName.TryParse(reference.Split('-')[0]);
        if (fields.Text("alert_type") == "retraction")
            remarks.Add("IceCube takes back its search; LVK's event stands.");
        return new SentNotice
        {
            Format = NoticeFormat.GcnJson,
            Sender = IceCubeVoEvent.Sender,
            Messenger = name?.Messenger ?? Messenger.GravitationalWave,
            Kind = NoticeKind.Report,
            Purpose = Gcn.UnifiedNotice.Purpose(fields, fields.Text("$schema")),
            EventId = name?.Name ?? EventIds.Of("LVK", reference),
            EventName = name,
            Sequence = fields.Whole("record_number"),
            SentUtc = fields.TimeUtc("alert_datetime"),
            EventTimeUtc = fields.TimeUtc("trigger_time"),
            CoincidentNeutrinos = [.. fields.Objects("coincident_events").Select(e => new CoincidentNeutrino(
                e.Number("event_dt"),
                Gcn.UnifiedNotice.Position(e.Object("localization") ?? e, remarks),
                e.Number("event_pval_generic"), e.Number("event_pval_bayesian")))],
            Further = [.. fields.Further(new HashSet<string> { "$schema", "record_number", "alert_datetime", "trigger_time" })],
            Remarks = remarks,
        };
    }
}
