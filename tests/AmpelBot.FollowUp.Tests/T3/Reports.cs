using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Tests.T3;

/// <summary>Reports made by hand: what they say is invented, and the same each time.</summary>
internal static class Reports
{
    private static readonly AvroRecord NoFields = new((AvroRecordSchema)AvroSchema.Parse("""{"type": "record", "name": "candidate", "fields": []}"""), []);

    private static readonly string[] Bands = ["g", "r", "i"];

    public static readonly DateTimeOffset EventTime = new(2019, 8, 14, 21, 10, 39, 12, TimeSpan.Zero);

    /// <summary>The ellipse of IceCube-191001A.</summary>
    public static readonly ErrorEllipse Ellipse = new(new SkyCoord(314.08, 12.94), 6.56, 2.26, 1.50, 1.47, 0.9);

    /// <summary>Two people's votes, one with a reason and a note.</summary>
    public static readonly Votes SomeVotes = VettingJournal.Of(
    [
        new Vote
        {
            State = VetState.Rejected, Reason = "AGN", Note = "in the nucleus,\n\"WISE\" colours \u4e2d", UserId = "U2", UserName = "=Bob",
            TimeUtc = EventTime.AddHours(5), ScanId = "20190815T010203Z-3f9a1c27", EventName = "S190814bv", Rights = DataRights.Partnership,
        },
        new Vote
        {
            State = VetState.Interesting, UserId = "U3", UserName = "Eve",
            TimeUtc = EventTime.AddHours(6), ScanId = "20190815T010203Z-3f9a1c27", EventName = "S190814bv", Rights = DataRights.Partnership,
        },
    ]);

    /// <summary>A report with candidates and rejected alerts strewn over the region.</summary>
    /// <param name="map">The sky map; the ellipse when none is given.</param>
    /// <param name="candidates">Number of candidates.</param>
    /// <param name="rejected">Number of rejected alerts.</param>
    /// <param name="level">Credible level.</param>
    /// <param name="name">Name of the event.</param>
    /// <param name="messenger">Messenger.</param>
    public static ScanReport Of(
        SkyMap? map = null, int candidates = 12, int rejected = 300, double level = 0.9, string name = "S190814bv",
        Messenger messenger = Messenger.GravitationalWave)
    {
        map ??= Ellipse.ToSkyMap();
        var region = map.RegionAt(level);
        var random = new Random(814);
        var window = new TimeWindow(EventTime, EventTime.AddDays(3));
        var found = Strewn(map, region, candidates, random).Select((coord, i) => Candidate(i, coord, map, random))
            .OrderBy(candidate => candidate.CredibleLevel).ToArray();
        return new ScanReport
        {
            ScanId = "20190815T010203Z-3f9a1c27",
            Request = new ScanRequest { Event = new EventReference.Named(new EventName(name, messenger)), Level = level },
            Plan = new ScanPlan
            {
                Notice = new Notice
                {
                    EventName = name,
                    Messenger = messenger,
                    Revision = 2,
                    LatestRevision = 3,
                    EventTimeUtc = EventTime,
                    SkyMap = map,
                    Source = "bayestar.fits.gz",
                    SkyMapSha256 = new string('a', 60) + "0123",
                },
                Channel = new Channel
                {
                    Name = "gw",
                    Description = "Gravitational waves",
                    DefaultLevel = 0.9,
                    DefaultWindowDays = 3,
                    ExposureSeconds = 30,
                    TypicalDepthMag = 20.5,
                    Filters = [new Filter("EventWindow"), new Filter("DecentFilter")],
                    Hash = new string('c', 64),
                },
                Region = region,
                Window = window,
                Defaults = ["No revision number has been specified; I take the most recent one."],
                NotDone = ["DecentFilter's Gaia step is not taken: there is no catalog yet."],
            },
            Candidates = found,
            Funnel = new Funnel(rejected + candidates, rejected / 2 + candidates, candidates,
                rejected == 0 ? [] : [new("EventWindow", "new_object", ">= 2019-08-14 21:10:39", rejected - rejected / 3), new("DecentFilter", "rb", ">= 0.3", rejected / 3)]),
            RejectedPositions = [.. Strewn(map, region, rejected, random)],
            Archive = new ArchiveInfo(1, 530, 400, 9000, 1200, 3, 20, 2458300.5, 2458800.75, "0123456789abcdef"),
            ProgramVersion = "0.1.0",
            StartedUtc = EventTime.AddHours(4),
            Seconds = 1.25,
        };
    }

    /// <summary>A coverage made by hand: 88.6 % seen once, 73.8 % twice, none of it in the plane unless asked for.</summary>
    public static ObservationCoverage Coverage(ScanReport report, double inPlane = 0, double hoursAfterEvent = 13.5) => new()
    {
        Window = report.Plan.Window,
        Order = 13,
        Region = Seen(0.9, 23.25, inPlane),
        Once = Seen(0.886, 21.125, inPlane),
        Twice = Seen(0.738, 17.0625, inPlane),
        Bands =
        [
            new BandCoverage("g", 12, Seen(0.8, 20, 0), new BandDepth(20.93, 20.1, 21.34, 20)),
            new BandCoverage("r", 11, Seen(0.7, 19, 0), new BandDepth(20.78, 19.8, 21.2, 18.5)),
            new BandCoverage("z", 1, Seen(0.1, 1, 0), null),
        ],
        Exposures = 24,
        FirstJd = TimeScales.UtcToJd(EventTime.AddHours(hoursAfterEvent)),
        LastJd = TimeScales.UtcToJd(EventTime.AddHours(hoursAfterEvent + 30)),
        EntriesOfUnknownCameras = 0,
        EntriesNotPublic = 0,
        OnceMoc = report.Plan.Region.Moc,
        TwiceMoc = report.Plan.Region.Moc,
    };

    private static ObservedSky Seen(double probability, double areaSqDeg, double inPlane) => new(
        new ObservedPart(areaSqDeg, probability), new ObservedPart(areaSqDeg * inPlane, probability * inPlane),
        new ObservedPart(areaSqDeg * (1 - inPlane), probability * (1 - inPlane)));

    /// <summary>The report with the first candidate changed.</summary>
    public static ScanReport WithFirst(this ScanReport report, Func<Candidate, Candidate> change)
        => report with { Candidates = [change(report.Candidates[0]), .. report.Candidates.Skip(1)] };

    /// <summary>The report with the notice changed.</summary>
    public static ScanReport WithNotice(this ScanReport report, Func<Notice, Notice> change)
        => report with { Plan = report.Plan with { Notice = change(report.Plan.Notice) } };

    private static IEnumerable<SkyCoord> Strewn(SkyMap map, CredibleRegion region, int count, Random random)
    {
        var ends = new long[region.Moc.Ranges.Length];
        long total = 0;
        for (var i = 0; i < ends.Length; i++)
            ends[i] = total += region.Moc.Ranges[i].Length;
        var coords = new List<SkyCoord>(count);
        while (coords.Count < count)
        {
            var at = random.NextInt64(total);
            var found = Array.BinarySearch(ends, at);
            var range = found >= 0 ? found + 1 : ~found;
            coords.Add(HealpixNested.Center(29, region.Moc.Ranges[range].End - (ends[range] - at)));
        }
        return coords;
    }

    private static Candidate Candidate(int number, SkyCoord coord, SkyMap map, Random random)
    {
        var jd = 2458710.4 + random.NextDouble() * 2;
        var band = Bands[number % 3];
        var mag = 19 + 2 * random.NextDouble();
        Datapoint[] points =
        [
            Limit(number, jd - 3.02, band),
            Detection(number, jd, band, mag, coord),
            Detection(number + 1_000_000, jd + 0.0413, band, mag + 0.11, coord),
        ];
        var curve = new LightCurve(points);
        var candid = 955_430_000_000_000_000 + number;
        return new Candidate
        {
            Name = "ZTF19" + Letters(number),
            Survey = "ZTF",
            Coord = coord,
            CredibleLevel = map.CredibleLevel(coord),
            GalacticLatitudeDeg = coord.GalacticLatitudeDeg,
            FirstDetection = points[1],
            LatestDetection = points[2],
            LightCurve = curve,
            RejectedAlerts = number % 4,
            Alerts =
            [
                new Alert
                {
                    Survey = "ZTF", ObjectId = "ZTF19" + Letters(number), Candid = candid, AlertId = candid, Jd = points[2].Jd, Coord = coord,
                    Hpx29 = HealpixNested.Index(29, coord), Candidate = new CandidateBlock(NoFields), LightCurve = curve,
                },
            ],
        };
    }

    private static Datapoint Detection(long id, double jd, string band, double mag, SkyCoord coord) => new()
    {
        Kind = DatapointKind.Detection,
        Id = id,
        Jd = jd,
        Band = band,
        Mag = mag,
        MagErr = mag / 100 - 0.07,
        LimitingMag = 20.8 + mag / 1000,
        IsPositive = true,
        Coord = coord,
        Body = NoFields,
    };

    private static Datapoint Limit(long id, double jd, string band)
        => new() { Kind = DatapointKind.UpperLimit, Id = id, Jd = jd, Band = band, LimitingMag = 20.517, Body = NoFields };

    private static string Letters(int number)
    {
        var letters = new char[7];
        for (var i = 6; i >= 0; i--, number /= 26)
            letters[i] = (char)('a' + number % 26);
        return new string(letters);
    }

    /// <summary>A filter that only has a name.</summary>
    private sealed class Filter(string unit) : IAlertFilter
    {
        public string Unit => unit;

        public bool NeedsEvent => false;

        public bool NeedsLightCurve => false;

        public IReadOnlyList<string> StepsNotTaken => [];

        public IEnumerable<Cut> Cuts(Alert alert, EventContext? context) => [];
    }
}
