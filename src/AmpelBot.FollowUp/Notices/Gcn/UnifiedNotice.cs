using System.Text.Json;

namespace AmpelBot.FollowUp.Notices.Gcn;

/// <summary>Notices in GCN's unified schema (nasa-gcn/gcn-schema: core/Alert, Event, Localization, Statistics and the missions' own).</summary>
internal static class UnifiedNotice
{
    /// <summary>Containment where none is sent (core/Localization: "if absent, default is 0.9").</summary>
    private const double DefaultContainment = 0.9;

    private const string SchemaPath = "/gcn/notices/";

    // The table of senders: what the schema's path begins with, the sender, its messenger, the prefix of its identifiers,
    // and whether its name of the event is told apart better than its number.
    private static readonly (string Path, string Sender, string? Instrument, Messenger Messenger, string Prefix, bool PrefersName)[] Senders =
    [
        ("icecube/", "IceCube", null, Messenger.Neutrino, "IceCube", false),
        ("km3net/", "KM3NeT", null, Messenger.Neutrino, "KM3NeT", true),
        ("superk/", "Super-Kamiokande", null, Messenger.Neutrino, "Super-Kamiokande", false),
        ("fermi/gbm/", "Fermi", "GBM", Messenger.GammaRayBurst, "Fermi", false),
        ("fermi/lat/", "Fermi", "LAT", Messenger.Unknown, "Fermi-LAT", true),
        ("swift/bat/guano", "Swift", "BAT-GUANO", Messenger.GammaRayBurst, "GUANO", false),
        ("swift/", "Swift", null, Messenger.GammaRayBurst, "Swift", false),
        ("svom/", "SVOM", null, Messenger.GammaRayBurst, "SVOM", false),
        ("einstein_probe/", "Einstein Probe", "WXT", Messenger.Unknown, "EP", false),
        ("burstcube/", "BurstCube", null, Messenger.GammaRayBurst, "BurstCube", false),
        ("glowbug/", "Glowbug", null, Messenger.GammaRayBurst, "Glowbug", false),
        ("maxi/", "MAXI", "GSC", Messenger.Unknown, "MAXI", false),
        ("chime/", "CHIME", null, Messenger.Unknown, "CHIME", false),
        ("dsa110/", "DSA-110", null, Messenger.Unknown, "DSA-110", false),
        ("boom/", "BOOM", null, Messenger.Unknown, "BOOM", true),
        ("heasarc/", "HEASARC", null, Messenger.Unknown, "HEASARC", false),
    ];

    private static readonly HashSet<string> Used =
    [
        "$schema", "mission", "instrument", "messenger", "alert_type", "alert_tense", "record_number", "alert_datetime", "trigger_time", "id", "ra", "dec",
        "ra_dec_error", "containment_probability", "systematic_included", "healpix_url", "healpix_file", "far", "p_astro", "nu_energy", "pipeline", "t90",
        "luminosity_distance",
    ];

    public static bool Knows(JsonFields fields) =>
        Path(fields) is not null || ((fields.Has("trigger_time") || fields.Has("alert_datetime")) && (fields.Has("mission") || fields.Has("instrument")));

    public static SentNotice Parse(JsonFields fields)
    {
        var remarks = new List<string>();
        var path = Path(fields);
        if (path is not null && path.StartsWith("core", StringComparison.OrdinalIgnoreCase))
            return Core(fields, path);
        var known = Senders.FirstOrDefault(s => path is not null ? path.StartsWith(s.Path, StringComparison.OrdinalIgnoreCase) : IsMission(s.Sender, fields.Text("mission")));
        var sender = known.Sender ?? fields.Text("mission") ?? fields.Text("instrument") ?? "GCN";
        if (fields.Object("data")?.Objects("targets") is { Count: > 0 } targets)
            return Target(fields, targets, sender, remarks);
        var prefix = known.Prefix ?? sender;
        var names = fields.Texts("event_name");
        var ids = fields.Texts("id");
        var timeUtc = fields.TimeUtc("trigger_time");
        // A name that is not dated may be a source's (M1, Crab), which many events share: it joins nothing.
        var dated = names.Where(n => EventName.TryParse(n) is not null);
        var identifiers = (known.PrefersName && names.Count > 0 ? names : ids.Count > 0 ? ids.Concat(dated) : names).Select(id => Identifier(prefix, id)).OfType<string>().ToArray();
        var key = identifiers.FirstOrDefault() ?? EventIds.OfTime(prefix, timeUtc);
        var name = names.Concat(ids).Select(EventName.TryParse).FirstOrDefault(n => n is not null);
        var position = Position(fields, remarks);
        var maps = Map(fields, stands: position is not null, remarks);
        if (fields.Number("flux") is not null && fields.Text("flux_unit") is null && fields.Text("flux_spectral_unit") is null)
            remarks.Add("A flux was sent without its unit.");
        return new SentNotice
        {
            Format = NoticeFormat.GcnJson,
            Sender = sender,
            Instrument = fields.Text("instrument") ?? known.Instrument,
            Messenger = MessengerOf(fields, known.Sender is null ? Messenger.Unknown : known.Messenger, name),
            Kind = Kind(fields),
            Purpose = Purpose(fields, path),
            EventId = key,
            EventName = name,
            Aliases = EventIds.Aliases(key, identifiers.Skip(1)),
            FollowsUp = [.. new[] { fields.Text("follow_up_event"), fields.Text("ref_ID") }.OfType<string>().Select(t => EventName.TryParse(t)?.Name ?? t)],
            Sequence = fields.Whole("record_number"),
            SentUtc = fields.TimeUtc("alert_datetime"),
            EventTimeUtc = timeUtc,
            Position = position,
            SkyMap = maps,
            Classification = fields.Probabilities("classification", remarks),
            Properties = fields.Probabilities("properties", remarks),
            FarHz = fields.Number("far"),
            Pipelines = fields.Texts("pipeline"),
            Signalness = fields.Number("p_astro"),
            EnergyTeV = fields.Number("nu_energy"),
            DurationSeconds = fields.Number("t90"),
            DistanceMpc = fields.Number("luminosity_distance"),
            DistanceErrorMpc = fields.Numbers("luminosity_distance_error") is [var error] ? error : null,
            Further = [.. fields.Further(Used)],
            Remarks = remarks,
        };
    }

    /// <summary>The position under ra, dec and ra_dec_error (core/Localization); null where there is none.</summary>
    public static SentPosition? Position(JsonFields fields, ICollection<string> remarks)
    {
        if (fields.Number("ra") is not { } ra || fields.Number("dec") is not { } dec)
            return null;
        var error = fields.Get("rectangular_error_corners") is { ValueKind: JsonValueKind.Array } corners
            ? SentPositions.Box(Corners(corners), remarks) : SentPositions.CircleOrEllipse(fields.Numbers("ra_dec_error"), remarks);
        return SentPositions.Of(ra, dec, error, fields.Number("containment_probability"), DefaultContainment, fields.Flag("systematic_included"), remarks);
    }

    /// <summary>What alert_tense says, and a topic for tests.</summary>
    public static NoticePurpose Purpose(JsonFields fields, string? path) => fields.Text("alert_tense") switch
    {
        "test" => NoticePurpose.Test,
        "injection" or "injections" => NoticePurpose.Mock,
        "planned" or "commanded" => NoticePurpose.Planned,
        _ => path is not null && path.Contains("/test.", StringComparison.OrdinalIgnoreCase) ? NoticePurpose.Test : NoticePurpose.Observation,
    };

    /// <summary>What stands behind /gcn/notices/ in the address of the schema.</summary>
    private static string? Path(JsonFields fields) =>
        fields.Get("$schema") is { ValueKind: JsonValueKind.String } && fields.Text("$schema")! is var schema
        && schema.IndexOf(SchemaPath, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? schema[(at + SchemaPath.Length)..] : null;

    private static bool IsMission(string sender, string? mission) => mission is not null && sender.Equals(mission, StringComparison.OrdinalIgnoreCase);

    private static SentNotice Core(JsonFields fields, string path)
    {
        if (path.StartsWith("core/Alert.", StringComparison.OrdinalIgnoreCase) && fields.TimeUtc("alert_datetime") is { } sentUtc && !fields.Has("trigger_time"))
            return new SentNotice
            {
                Format = NoticeFormat.GcnJson,
                Sender = "GCN",
                Messenger = Messenger.Unknown,
                Kind = NoticeKind.Heartbeat,
                EventId = null,
                SentUtc = sentUtc,
            };
        throw new NoticeRefusal($"This is a piece of GCN's core schema ({PlainText.Plain(path.Length <= 60 ? path : path[..60])}), and no notice: it names no event.");
    }

    /// <summary>A survey's transient that was found with GCN's events (BOOM): the transient is the event, GCN's are what it follows up.</summary>
    private static SentNotice Target(JsonFields fields, IReadOnlyList<JsonFields> targets, string sender, List<string> remarks)
    {
        if (targets.Count > 1)
            remarks.Add($"The notice holds {targets.Count} transients; the first is read, the names of the others are kept.");
        var ids = targets.Select(t => t.Texts("event_name").FirstOrDefault()).Select(n => n is null ? null : Identifier(null, n)).ToArray();
        return new SentNotice
        {
            Format = NoticeFormat.GcnJson,
            Sender = sender,
            Messenger = Messenger.Unknown,
            Kind = NoticeKind.Report,
            Purpose = Purpose(fields, null),
            EventId = ids[0],
            OtherEventIds = [.. ids.Skip(1).OfType<string>()],
            FollowsUp = [.. targets[0].Objects("gcn_crossmatch").Select(g => g.Text("ref_ID")).OfType<string>().Select(t => EventName.TryParse(t)?.Name ?? t)],
            SentUtc = fields.TimeUtc("alert_datetime"),
            Position = Position(targets[0], remarks),
            Classification = targets[0].Probabilities("classification_scores", remarks),
            Remarks = remarks,
        };
    }

    private static string? Identifier(string? prefix, string id) =>
        prefix == "IceCube" && id.Split('_') is [var run, var number] && EventIds.OfIceCube(run, number) is { } numbered ? numbered
        : prefix is null ? EventName.TryParse(id)?.Name ?? id : EventIds.Of(prefix, id);

    private static NoticeKind Kind(JsonFields fields) => fields.Text("alert_type") switch
    {
        "initial" => NoticeKind.Initial,
        "subsequent" => NoticeKind.Subsequent,
        "update" => NoticeKind.Update,
        "retraction" => NoticeKind.Retraction,
        null => NoticeKind.Unstated,
        var other => throw new NoticeRefusal($"The alert's type \"{PlainText.Plain(other[..Math.Min(other.Length, 40)])}\" is none of initial, subsequent, update, retraction."),
    };

    private static Messenger MessengerOf(JsonFields fields, Messenger usual, EventName? name) => fields.Text("messenger") switch
    {
        "GW" => Messenger.GravitationalWave,
        "Neutrino" => Messenger.Neutrino,
        _ => usual != Messenger.Unknown || name is null ? usual : name.Messenger,
    };

    private static SentSkyMap? Map(JsonFields fields, bool stands, List<string> remarks)
    {
        var address = fields.Text("healpix_url");
        ReadOnlyMemory<byte>? fits = null;
        if (fields.Get("healpix_file") is { } file)
        {
            fits = EmbeddedMap.Read(file, "healpix_file", out var refusal);
            if (refusal is not null && !stands && address is null)
                throw new NoticeRefusal($"The sky map is all that the notice says of the place, and it cannot be used: {refusal}.");
            if (refusal is not null)
                remarks.Add($"The embedded sky map cannot be used: {refusal}.");
        }
        return fits is null && address is null ? null : new SentSkyMap(fits, address);
    }

    private static IReadOnlyList<(double RaDeg, double DecDeg)> Corners(JsonElement corners)
    {
        var all = new List<(double, double)>();
        foreach (var corner in corners.EnumerateArray())
        {
            if (corner.ValueKind != JsonValueKind.Array || corner.GetArrayLength() != 2 || corner.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.Number || !double.IsFinite(c.GetDouble())))
                throw new NoticeRefusal("The field \"rectangular_error_corners\" of the notice is not a list of pairs of numbers.");
            all.Add((corner[0].GetDouble(), corner[1].GetDouble()));
        }
        return all;
    }
}
