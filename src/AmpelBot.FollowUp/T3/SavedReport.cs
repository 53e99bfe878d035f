using System.Text.Json;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.T3;

/// <summary>What report.json tells, as it stands there: everything of a report but the sky map, the filters and the alerts.</summary>
/// <param name="root">The document.</param>
internal sealed class SavedReport(ReportFields root)
{
    /// <summary>The largest document that is read, in bytes.</summary>
    public const int MostBytes = 256 << 20;

    private static readonly AvroRecord NoFields = new((AvroRecordSchema)AvroSchema.Parse("""{"type": "record", "name": "candidate", "fields": []}"""), []);

    /// <summary>Reads a document.</summary>
    /// <exception cref="SavedScanException">It is none, or of another version; the message is the end of a sentence about the file.</exception>
    public static SavedReport Read(ReadOnlyMemory<byte> utf8)
    {
        JsonElement element;
        try
        {
            element = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 32 }).RootElement;
        }
        catch (JsonException e)
        {
            throw new SavedScanException($"it is no JSON: {e.Message}", e);
        }
        if (element.ValueKind != JsonValueKind.Object)
            throw new SavedScanException("it is no JSON object");
        var root = new ReportFields(element, "");
        if (root.Whole("schemaVersion") is not ScanReport.SchemaVersion and var version)
            throw new SavedScanException($"it is of version {version}, and this program reads version {ScanReport.SchemaVersion}");
        return new SavedReport(root);
    }

    public string ScanId => root.Text("scanId");

    public string ProgramVersion => root.Object("program").Text("version");

    public DateTimeOffset StartedUtc => root.Time("startedUtc");

    public double Seconds => root.Number("seconds");

    public IReadOnlyList<string> Remarks => root.Texts("remarks");

    public string? SkyMapSha256 => root.Object("event").OptionalText("skyMapSha256");

    public ErrorEllipse? EventEllipse => Ellipse(root.Object("event"));

    public string ChannelName => root.Object("channel").Text("name");

    public IReadOnlyList<string> FilterUnits => root.Object("channel").Texts("filters");

    public double Level => root.Object("region").Number("level") is > 0 and <= 1 and var level ? level : throw root.Wrong("region.level", "above 0 and at most 1");

    public double Probability => root.Object("region").Number("probability");

    public double AreaSqDeg => root.Object("region").Number("areaSqDeg");

    public DataRights DataRights => Rights(root, "dataRights");

    public IReadOnlyList<string> Defaults => root.Texts("defaults");

    public IReadOnlyList<string> NotDone => root.Texts("notDone");

    public TimeWindow Window => root.Object("window") is var window && window.Time("fromUtc") is var from && window.Time("toUtc") is var to && from <= to
        ? new TimeWindow(from, to) : throw root.Wrong("window", "a window that ends after it begins");

    public OtherTimes? OtherTimes => root.OptionalWhole("alertsBeforeWindow") is { } before && root.OptionalWhole("alertsAfterWindow") is { } after ? new OtherTimes(before, after) : null;

    public IReadOnlyList<SavedCandidate> Candidates() => [.. root.Objects("candidates").Select(fields => new SavedCandidate(
        fields.Text("name"), fields.Text("survey"), fields.Coord(), fields.Number("credibleLevel"), fields.Number("galacticLatitudeDeg"),
        Point(fields.Object("firstDetection")), Point(fields.Object("latestDetection")),
        fields.Wholes("alerts") is { Count: > 0 } alerts ? alerts : throw fields.Wrong("alerts", "a list of alerts"),
        fields.Int("rejectedAlerts"), [.. fields.Objects("lightCurve").Select(Point)],
        new Votes([.. fields.Objects("votes").Select(Vote)], [.. fields.Objects("notes").Select(Vote)])))];

    public Notice Notice(SkyMap map)
    {
        var fields = root.Object("event");
        return new Notice
        {
            EventName = fields.Text("name"),
            Messenger = fields.Word("messenger", ("gravitationalWave", Messenger.GravitationalWave), ("neutrino", Messenger.Neutrino),
                ("gammaRayBurst", Messenger.GammaRayBurst), ("unknown", Messenger.Unknown)),
            Revision = fields.OptionalInt("revision"),
            LatestRevision = fields.OptionalInt("latestRevision"),
            EventTimeUtc = fields.OptionalTime("timeUtc"),
            SkyMap = map,
            Source = fields.Text("source"),
            SkyMapSha256 = fields.OptionalText("skyMapSha256"),
            Ellipse = Ellipse(fields),
        };
    }

    public ScanRequest Request()
    {
        var fields = root.Object("request");
        return new ScanRequest
        {
            Event = Reference(fields.Object("event")),
            Revision = fields.OptionalInt("revision"),
            Level = fields.OptionalNumber("level"),
            Days = fields.OptionalNumber("days"),
            From = fields.OptionalTime("fromUtc"),
            To = fields.OptionalTime("toUtc"),
            FromIsDate = fields.OptionalFlag("fromIsDate") ?? false,
            ToIsDate = fields.OptionalFlag("toIsDate") ?? false,
            Channel = fields.OptionalText("channel"),
            Rights = fields.OptionalText("dataRights") is null ? null : Rights(fields, "dataRights"),
            EventTimeUtc = fields.OptionalTime("eventTimeUtc"),
        };
    }

    /// <summary>The channel as it was at the scan, without its filters.</summary>
    public Channels.Channel Channel()
    {
        var fields = root.Object("channel");
        return new Channels.Channel
        {
            Name = fields.Text("name"),
            Description = fields.OptionalText("description") ?? "",
            DefaultLevel = fields.OptionalNumber("defaultLevel") ?? Level,
            DefaultWindowDays = fields.OptionalNumber("defaultWindowDays"),
            ExposureSeconds = fields.OptionalNumber("exposureSeconds"),
            TypicalDepthMag = fields.OptionalNumber("typicalDepthMag"),
            Filters = [],
            Hash = fields.Text("hash"),
        };
    }

    public ArchiveInfo Archive()
    {
        var fields = root.Object("archive");
        return new ArchiveInfo(fields.Int("schemaVersion"), fields.Whole("alerts"), fields.Whole("objects"), fields.Whole("datapoints"), fields.Whole("cutouts"),
            fields.Whole("deadLetters"), fields.Int("nights"), fields.OptionalNumber("firstJd"), fields.OptionalNumber("lastJd"), fields.Text("stateHash"));
    }

    public Funnel Funnel()
    {
        var fields = root.Object("funnel");
        return new Funnel(fields.Whole("alertsScanned"), fields.Whole("objectsScanned"), fields.Whole("alertsAccepted"),
            [.. fields.Objects("rejections").Select(step => new FunnelStep(step.Text("unit"), step.Text("cut"), step.Text("limit"), step.Whole("alerts")))]);
    }

    /// <summary>The coverage, whose MOCs the document does not have; null where nobody knew.</summary>
    public ObservationCoverage? Coverage() => root.OptionalObject("coverage") is not { } fields ? null : new ObservationCoverage
    {
        Window = Window,
        Order = fields.Int("order"),
        Region = Observed(fields, "region"),
        Once = Observed(fields, "once"),
        Twice = Observed(fields, "twice"),
        Bands = [.. fields.Objects("bands").Select(Band)],
        Exposures = fields.Int("exposures"),
        FirstJd = fields.OptionalNumber("firstJd"),
        LastJd = fields.OptionalNumber("lastJd"),
        ExposureSeconds = fields.OptionalNumber("shortestExposureSeconds") is { } shortest && fields.OptionalNumber("longestExposureSeconds") is { } longest ? (shortest, longest) : null,
        EntriesOfUnknownCameras = fields.Whole("entriesOfUnknownCameras"),
        EntriesNotPublic = fields.Whole("entriesNotPublic"),
        OnceMoc = Moc.Empty,
        TwiceMoc = Moc.Empty,
    };

    private static EventReference Reference(ReportFields fields)
    {
        var text = fields.OptionalText("text");
        switch (fields.Text("kind"))
        {
            case "name":
                return new EventReference.Named(EventName.TryParse(fields.Text("text")) ?? new EventName(fields.Text("text"), Messenger.Unknown));
            case "file":
                return new EventReference.File(fields.Text("text"));
            case "url":
                return Uri.TryCreate(text, UriKind.Absolute, out var address) ? new EventReference.Url(address) : throw fields.Wrong("text", "an address");
            case "position":
                return new EventReference.Position(Ellipse(fields) ?? throw fields.Wrong("ellipse", "an object"), fields.OptionalTime("timeUtc"))
                {
                    ContainmentAssumed = fields.OptionalFlag("containmentAssumed") ?? false,
                    RadiusDeg = fields.OptionalNumber("radiusDeg"),
                };
            default:
                throw fields.Wrong("kind", "name, file, url or position");
        }
    }

    private static ErrorEllipse? Ellipse(ReportFields parent)
    {
        if (parent.OptionalObject("ellipse") is not { } fields)
            return null;
        try
        {
            return new ErrorEllipse(fields.Coord(), fields.Number("raPlusDeg"), fields.Number("raMinusDeg"),
                fields.Number("decPlusDeg"), fields.Number("decMinusDeg"), fields.Number("containment"));
        }
        catch (ArgumentException e)
        {
            throw new SavedScanException($"its ellipse is none: {e.Message}", e);
        }
    }

    private static DataRights Rights(ReportFields fields, string name) => fields.Word(name, ("public", DataRights.Public), ("partnership", DataRights.Partnership));

    private static ObservedSky Observed(ReportFields parent, string name)
    {
        var fields = parent.Object(name);
        ObservedPart Part(string part) => fields.Object(part) is var p ? new ObservedPart(p.Number("areaSqDeg"), p.Number("probability")) : default;
        return new ObservedSky(Part("total"), Part("inPlane"), Part("outsidePlane"));
    }

    private static BandCoverage Band(ReportFields fields) => new(fields.Text("band"), fields.Int("exposures"), Observed(fields, "once"),
        fields.OptionalNumber("medianLimitingMag") is { } median
            ? new BandDepth(median, fields.Number("brightestLimitingMag"), fields.Number("faintestLimitingMag"), fields.Number("limitingMagAreaSqDeg")) : null);

    private static Datapoint Point(ReportFields fields) => new()
    {
        Kind = fields.Word("kind", ("detection", DatapointKind.Detection), ("upperLimit", DatapointKind.UpperLimit), ("forcedPhotometry", DatapointKind.ForcedPhotometry)),
        Id = 0,
        Jd = fields.Number("jd"),
        Band = fields.Text("band"),
        Mag = fields.OptionalNumber("mag"),
        MagErr = fields.OptionalNumber("magErr"),
        LimitingMag = fields.OptionalNumber("limitingMag"),
        IsPositive = fields.OptionalFlag("positive"),
        Body = NoFields,
    };

    private static Vote Vote(ReportFields fields) => new()
    {
        State = fields.OptionalText("state") is null ? null
            : fields.Word("state", ("interesting", VetState.Interesting), ("rejected", VetState.Rejected), ("ambiguous", VetState.Ambiguous)),
        Reason = fields.OptionalText("reason") ?? "",
        Note = fields.OptionalText("note") ?? "",
        UserId = fields.Text("user"),
        UserName = fields.OptionalText("userName") ?? "",
        TimeUtc = fields.Time("timeUtc"),
        EventName = fields.Text("event"),
        ScanId = fields.Text("scanId"),
        Rights = fields.OptionalText("dataRights") is null ? DataRights.Partnership : Rights(fields, "dataRights"),
    };
}

/// <summary>A candidate as report.json has it: alerts by their numbers, datapoints without ids, places and the survey's own fields.</summary>
internal sealed record SavedCandidate(
    string Name, string Survey, SkyCoord Coord, double CredibleLevel, double GalacticLatitudeDeg, Datapoint FirstDetection, Datapoint LatestDetection,
    IReadOnlyList<long> AlertIds, int RejectedAlerts, IReadOnlyList<Datapoint> LightCurve, Votes Votes);
