using System.Text.Json;
using System.Text.Json.Serialization;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Chat.Slack.Blocks;
using AmpelBot.Chat.Slack.Cards;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Chat.Slack.Cards;

/// <summary>Cards made by hand.</summary>
internal static class CardSamples
{
    public static readonly DateTimeOffset EventTime = new(2019, 8, 14, 21, 10, 39, TimeSpan.Zero);

    public static readonly CardKey Key = new("20190815T010203Z-3f9a1c27", new ObjectKey("ZTF", 123456789), 1, "ZTF19abpuhbh", "S190814bv", DataRights.Partnership);

    public static readonly CardPlace Place = new("C123", "1700000000.000100", "1700000000.000200");

    public static readonly CardFacts Facts = new()
    {
        Key = Key,
        RaDeg = 11.2569224,
        DecDeg = -22.5161471,
        GalacticLatitudeDeg = -85.1234,
        CredibleLevel = 0.12345,
        LatestMag = 20.857,
        LatestMagErr = 0.284,
        LatestBand = "r",
        FirstSeenUtc = EventTime.AddHours(13.6),
        LastSeenUtc = EventTime.AddHours(14.6),
        EventTimeUtc = EventTime,
        Detections = 2,
        RejectedAlerts = 1,
    };

    public static Vote Vote(string user, VetState? state, string reason = "", string note = "", int minute = 0) => new()
    {
        State = state,
        Reason = reason,
        Note = note,
        UserId = user,
        UserName = "Person",
        TimeUtc = new DateTimeOffset(2019, 8, 16, 4, 12, 0, TimeSpan.Zero).AddMinutes(minute),
        ScanId = Key.ScanId,
        EventName = Key.EventName,
        Rights = Key.Rights,
    };

    /// <summary>A report with alike candidates ZTF19a0, ZTF19a1 and so on, the first of them rejected by somebody.</summary>
    public static ScanReport Report(int candidates)
    {
        var map = new ErrorEllipse(new SkyCoord(11, -22), 2, 2, 2, 2, 0.9).ToSkyMap();
        return new ScanReport
        {
            ScanId = Key.ScanId,
            Request = new ScanRequest { Event = new EventReference.Named(new EventName(Key.EventName, Messenger.GravitationalWave)) },
            Plan = new ScanPlan
            {
                Notice = new Notice { EventName = Key.EventName, Messenger = Messenger.GravitationalWave, EventTimeUtc = EventTime, SkyMap = map, Source = "a position", Revision = null, LatestRevision = null, SkyMapSha256 = null },
                Channel = new Channel { Name = "gw", Description = "", DefaultLevel = 0.9, DefaultWindowDays = 3, Filters = [], Hash = "" },
                Region = map.RegionAt(0.9),
                Window = new TimeWindow(EventTime, EventTime.AddDays(3)),
                Defaults = [],
                NotDone = [],
            },
            Candidates = [.. Enumerable.Range(0, candidates).Select(Candidate)],
            Funnel = new Funnel(candidates, candidates, candidates, []),
            RejectedPositions = [],
            Archive = new ArchiveInfo(1, 531, 400, 9000, 1, 0, 2, 2458450.5, 2458711.5, "0123456789abcdef"),
            ProgramVersion = "0.1.0",
            StartedUtc = EventTime,
            Seconds = 1,
        };
    }

    private static Candidate Candidate(int number)
    {
        var (first, latest) = (Point(2458710.9475231, 20.9), Point(2458710.99, 20.857));
        var curve = new LightCurve([first, latest]);
        return new Candidate
        {
            Name = "ZTF19a" + number,
            Survey = "ZTF",
            Coord = new SkyCoord(11.2569224, -22.5161471),
            CredibleLevel = 0.12345,
            GalacticLatitudeDeg = -85.1234,
            FirstDetection = first,
            LatestDetection = latest,
            LightCurve = curve,
            Alerts = [HandMade.Bare(number + 1, latest.Jd, objectId: "ZTF19a" + number)],
            RejectedAlerts = 0,
            Votes = number == 0 ? VettingJournal.Of([Vote("U2", VetState.Rejected)]) : Votes.None,
        };
    }

    private static Datapoint Point(double jd, double mag) =>
        new() { Kind = DatapointKind.Detection, Id = 1, Jd = jd, Band = "r", Mag = mag, MagErr = 0.284, Body = HandMade.HistoryRecord(jd) };

    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Blocks as Slack gets them.</summary>
    public static JsonElement Json(IReadOnlyList<SlackBlock> blocks) => JsonSerializer.SerializeToElement(blocks, Wire);

    /// <summary>A modal as Slack gets it.</summary>
    public static JsonElement Json(ModalView view) => JsonSerializer.SerializeToElement(view, Wire);

    /// <summary>All texts in a document.</summary>
    public static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Texts(p.Value)),
        _ => [],
    };
}
