using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.Chat.Commands;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Tests.Chat.Commands;

public class ScanWordsTests
{
    private const string AllPrograms = " No program has been specified; I take the alerts of all, public or not.";

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 22, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Merger = new(2019, 8, 14, 21, 10, 39, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "Hi! You are interested in multi-messenger stuff, right? Let me get right on that for you.")]
    [InlineData("@person", "Hi @person! You are interested in multi-messenger stuff, right? Let me get right on that for you.")]
    public void The_greeting_names_the_person_where_there_is_one(string? user, string sentence) => Assert.Equal(sentence, ScanWords.Greeting(user));

    [Theory]
    [InlineData("S191109d", "You are interested in LIGO event S191109d. No revision number has been specified; I take the most recent one. No channel has been specified; I take gw. The sky map will be scanned up to 95.0 % of the probability, the default of channel gw. No time range has been specified: from merger time to now." + AllPrograms)]
    [InlineData("S191109d rev=2 level=0.9 days=3 channel=gw", "You are interested in LIGO event S191109d. I take revision 2 of its sky map. I take channel gw. The sky map will be scanned up to 90.0 % of the probability. Time range: from merger time to 3 days after it." + AllPrograms)]
    [InlineData("MS181101ab level=99.73% from=2018-11-01 channel=gw rev=0", "You are interested in the LIGO mock event MS181101ab. I take revision 0 of its sky map. I take channel gw. The sky map will be scanned up to 99.73 % of the probability. Time range: from 2018-11-01 UTC; no end has been specified: to now." + AllPrograms)]
    [InlineData("bn180116026 rev=1 channel=gw level=0.5 days=36h", "You are interested in gamma-ray burst GRB180116026. I take revision 1 of its sky map. I take channel gw. The sky map will be scanned up to 50.0 % of the probability. Time range: from trigger time to 1.5 days after it." + AllPrograms)]
    [InlineData("EP240219a rev=1 channel=gw level=1 to=2024-03-01", "You are interested in event EP240219a. I take revision 1 of its sky map. I take channel gw. The sky map will be scanned up to 100.0 % of the probability. Time range: to 2024-03-02 20:00:00 UTC, the end of the night that begins on the last date; no start has been specified: from event time." + AllPrograms)]
    [InlineData("maps/bayestar.fits.gz channel=gw level=0.9 from=2019-08-14T21:10:39.5 to=2019-08-15", "You are interested in the sky map in the file maps/bayestar.fits.gz. I take channel gw. The sky map will be scanned up to 90.0 % of the probability. Time range: from 2019-08-14 21:10:39.5 UTC to 2019-08-16 20:00:00 UTC, the end of the night that begins on the last date." + AllPrograms)]
    [InlineData("<https://example.org/b.fits|b> channel=gw level=0.9 days=1 t0=2019-08-14", "You are interested in the sky map at https://example.org/b.fits, an event at 2019-08-14 UTC. I take channel gw. The sky map will be scanned up to 90.0 % of the probability. Time range: from event time to 1 day after it." + AllPrograms)]
    [InlineData("ra=314.08+6.56-2.26 dec=12.94+1.50-1.47 t0=2019-10-01T20:09:18 channel=gw level=0.9 days=10", "You are interested in a position at RA 314.08 (+6.56, -2.26) deg, Dec 12.94 (+1.5, -1.47) deg, an event at 2019-10-01 20:09:18 UTC. I take channel gw. No containment has been specified; I take 90.0 % inside the errors. The sky map will be scanned up to 90.0 % of the probability. Time range: from event time to 10 days after it." + AllPrograms)]
    [InlineData("ra=10 dec=60 err=0.5 containment=50% t0=2019-10-01 channel=gw level=0.9 days=10", "You are interested in a circle of 0.5 deg around RA 10 deg, Dec 60 deg, an event at 2019-10-01 UTC. I take channel gw. The errors hold 50.0 % of the probability. The sky map will be scanned up to 90.0 % of the probability. Time range: from event time to 10 days after it." + AllPrograms)]
    public void The_request_is_said_back_with_every_default(string text, string sentences)
    {
        var request = Assert.IsType<ScanCommand>(CommandParser.Parse(text, new ParseContext(Now)).Value).Request;

        Assert.Equal(sentences, ScanWords.Understanding(request, "gw", 0.95, null));
    }

    [Fact]
    public void A_default_length_of_the_window_is_named_with_its_channel()
    {
        var request = Assert.IsType<ScanCommand>(CommandParser.Parse("IceCube-191001A rev=0 level=0.9", new ParseContext(Now)).Value).Request;

        Assert.Equal("You are interested in IceCube event IC191001A. I take revision 0 of its sky map. No channel has been specified; I take neutrino. The sky map will be scanned up to 90.0 % of the probability. "
            + "No time range has been specified: from neutrino arrival to 10 days after it, the default of channel neutrino." + AllPrograms, ScanWords.Understanding(request, "neutrino", 0.9, 10));
    }

    [Fact]
    public void Without_a_log_nobody_knows_what_was_observed() =>
        Assert.Equal("What the survey observed of the region is not known: the archive has no exposures in the time range. To bring a log of observations in: ampelbot observations FILE.",
            ScanWords.Coverage(Report(new Funnel(0, 0, 0, []))));

    [Fact]
    public void What_was_observed_is_told_once_twice_and_in_the_plane()
    {
        var coverage = new ObservationCoverage
        {
            Window = Plan().Window,
            Order = 13,
            Region = Seen(0.9, 23.27, 0.25),
            Once = Seen(0.888, 21.125, 0.25),
            Twice = Seen(0.738, 17.0625, 0.5),
            Bands = [new BandCoverage("g", 12, Seen(0.8, 20, 0), new BandDepth(20.934, 20.1, 21.34, 20)), new BandCoverage("z", 1, Seen(0.1, 1, 0), null)],
            Exposures = 13,
            FirstJd = TimeScales.UtcToJd(Merger.AddHours(13.5)),
            LastJd = TimeScales.UtcToJd(Merger.AddHours(40)),
            EntriesOfUnknownCameras = 0,
            EntriesNotPublic = 0,
            OnceMoc = Moc.Empty,
            TwiceMoc = Moc.Empty,
        };
        var report = Report(new Funnel(0, 0, 0, [])) with { Coverage = coverage };
        Assert.Equal("""
            In total, 88.8 % of the probability (21.1 deg2) was observed at least once; the region holds 90.0 % of the probability (23.3 deg2). This includes 22.2 % of the probability (5.28 deg2) in the galactic plane (|b| < 10 deg).
            73.8 % of the probability (17.1 deg2) was observed at least twice, more than 14.4 minutes apart; outside the plane, 36.9 % of the probability (8.53 deg2). Gaps between chips are not counted as observed.
            13 exposures saw the region, the first at 2019-08-15 10:40 UTC, 13.5 hours after the event.
            - g: 12 exposures, 80.0 % of the probability (20.0 deg2), limiting magnitude 20.93 (median over the area; 20.10 to 21.34)
            - z: 1 exposure, 10.0 % of the probability (1.00 deg2), limiting magnitude not known
            """, ScanWords.Coverage(report));
        Assert.Equal("""
            No exposure of the time range saw the region: nothing of it was observed, as far as the log tells.
            Not counted: 3 entries of the log, because I do not know the camera.
            Not counted: 2 entries of the log, because their alerts are not public.
            """, ScanWords.Coverage(report with { Coverage = coverage with { FirstJd = null, EntriesOfUnknownCameras = 3, EntriesNotPublic = 2 } }));

        static ObservedSky Seen(double probability, double areaSqDeg, double inPlane) => new(
            new ObservedPart(areaSqDeg, probability), new ObservedPart(areaSqDeg * inPlane, probability * inPlane),
            new ObservedPart(areaSqDeg * (1 - inPlane), probability * (1 - inPlane)));
    }

    [Fact]
    public void A_trace_is_said_back_with_its_object()
    {
        var command = Assert.IsType<WhyCommand>(CommandParser.Parse("why ZTF19abpuhbh in S190814bv rev=0 channel=gw level=0.9 days=3", new ParseContext(Now)).Value);

        Assert.Equal("You want to know what becomes of ZTF19abpuhbh. You are interested in LIGO event S190814bv. I take revision 0 of its sky map. I take channel gw. "
            + "The sky map will be scanned up to 90.0 % of the probability. Time range: from merger time to 3 days after it." + AllPrograms, ScanWords.Understanding(command, "gw", 0.95, null));
    }

    [Fact]
    public void The_sky_map_is_told_with_region_distance_and_window() =>
        Assert.Equal("""
            Sky map: bayestar.fits.gz (revision 1 of 2), 90.0 % region 771.8 deg2, distance 236 +- 50 Mpc.
            Time of the event: 2019-08-14 21:10:39 UTC.
            Time range: 2019-08-14 21:10:39 UTC to 2019-08-17 21:10:39 UTC, 3 days in 4 nights.
            """, ScanWords.SkyMap(Plan(), Header(236.0194, 49.7)));

    [Fact]
    public void A_map_of_another_day_than_its_name_is_pointed_out() =>
        Assert.Equal("""
            Sky map: bayestar.fits.gz (revision 1 of 2), 90.0 % region 771.8 deg2, distance 38.0 +- 7.5 Mpc.
            Time of the event: 2019-08-14 21:10:39 UTC.
            Time range: 2019-08-14 21:10:39 UTC to 2019-08-17 21:10:39 UTC, 3 days in 4 nights.
            Careful: S190425z names the day 2019-04-25, but the sky map is of 2019-08-14. Is it the right map?
            About the file: The file has no COORDSYS; it is taken as ICRS.
            """, ScanWords.SkyMap(Plan("S190425z"), Header(37.9597, 7.5) with { Notes = ["The file has no COORDSYS; it is taken as ICRS."] }));

    [Fact]
    public void A_map_without_time_distance_or_revision_says_less()
    {
        var plan = Plan("cWB.fits.gz");
        var bare = plan with { Notice = plan.Notice with { Revision = null, LatestRevision = null, EventTimeUtc = null }, Region = plan.Region with { AreaSqDeg = 0.08847 } };

        Assert.Equal("""
            Sky map: bayestar.fits.gz, 90.0 % region 0.0885 deg2.
            Nobody said when the event was; where a filter asks, I take the start of the time range.
            Time range: 2019-08-14 21:10:39 UTC to 2019-08-17 21:10:39 UTC, 3 days in 4 nights.
            """, ScanWords.SkyMap(bare, Header(null, null)));
    }

    [Theory]
    [InlineData(1234, 1, 0.018709, "Scanning method: 1,234 ranges of HEALPix order 29 in 1 night; the region covers 1.87 % of the sky.")]
    [InlineData(1, 3, 0.0000021, "Scanning method: 1 range of HEALPix order 29 in 3 nights; the region covers 0.000210 % of the sky.")]
    [InlineData(12, 3, 1, "Scanning method: 12 ranges of HEALPix order 29 in 3 nights; the region covers 100 % of the sky.")]
    public void The_method_is_told(int ranges, int nights, double share, string sentence) => Assert.Equal(sentence, ScanWords.Method(ranges, nights, share));

    [Fact]
    public void The_funnel_is_told_cut_by_cut() =>
        Assert.Equal("""
            40 alerts of 38 objects were inside region and time range.
            - 12 failed DecentFilter distpsnr1 (must be not (< 1 and sgscore1 > 0.8))
            - 25 failed DecentFilter archive_tspan (must be > 0 and < 365)
            - 3 passed every cut
            """, ScanWords.Funnel(Report(new Funnel(40, 38, 3, [new("DecentFilter", "distpsnr1", "not (< 1 and sgscore1 > 0.8)", 12), new("DecentFilter", "archive_tspan", "> 0 and < 365", 25)]))));

    [Fact]
    public void A_funnel_that_does_not_add_up_says_so() =>
        Assert.Equal("""
            1 alert of 1 object was inside region and time range.
            - 0 passed every cut
            These numbers do not add up (1 alert has no verdict): do not trust this scan, and please report it as a fault of mine.
            """, ScanWords.Funnel(Report(new Funnel(1, 1, 0, []))));

    [Fact]
    public void An_empty_archive_is_told() =>
        Assert.Equal("No alert was inside region and time range. The archive is empty: fill it first, with ampelbot ingest PATH.",
            ScanWords.Funnel(Report(new Funnel(0, 0, 0, []), archive: new ArchiveInfo(1, 0, 0, 0, 0, 0, 0, null, null, "0000000000000000"))));

    [Theory]
    [InlineData(2458450.5, 2458451.75, "No alert was inside region and time range. The archive holds 531 alerts from 2018-11-28 UTC to 2018-11-29 06:00:00 UTC, none of them in the time range at all.")]
    [InlineData(2458450.5, 2458711.5, "No alert was inside region and time range. The archive holds 531 alerts from 2018-11-28 UTC to 2019-08-16 UTC.")]
    public void An_archive_that_does_not_reach_the_window_is_told(double first, double last, string sentence) =>
        Assert.Equal(sentence, ScanWords.Funnel(Report(new Funnel(0, 0, 0, []), archive: new ArchiveInfo(1, 531, 400, 9000, 1, 0, 2, first, last, "0123456789abcdef"))));

    [Theory]
    [InlineData(0, 0, "None lies inside the region at any other time.")]
    [InlineData(1204, 1, "Inside the region lie 1,204 alerts from before the time range and 1 alert from after it.")]
    public void Alerts_of_the_region_at_other_times_are_told_where_the_window_has_none(long before, long after, string sentence) =>
        Assert.Equal("No alert was inside region and time range. The archive holds 531 alerts from 2018-11-28 UTC to 2019-08-16 UTC. " + sentence,
            ScanWords.Funnel(Report(new Funnel(0, 0, 0, [])) with { OtherTimes = new OtherTimes(before, after) }));

    [Fact]
    public void The_program_is_said_back()
    {
        var request = Assert.IsType<ScanCommand>(CommandParser.Parse("S190814bv rev=0 channel=gw level=0.9 days=3 program=public", new ParseContext(Now)).Value).Request;
        Assert.EndsWith(" 3 days after it. I take public alerts only.", ScanWords.Understanding(request, "gw", 0.95, null), StringComparison.Ordinal);
        Assert.EndsWith(" I take the alerts of all programs, public or not.", ScanWords.Understanding(request with { Rights = DataRights.Partnership }, "gw", 0.95, null), StringComparison.Ordinal);
    }

    [Fact]
    public void Remarks_are_told_a_line_each()
    {
        Assert.Null(ScanWords.Remarks(Report(new Funnel(0, 0, 0, []))));
        Assert.Equal("One.\nTwo.", ScanWords.Remarks(Report(new Funnel(0, 0, 0, [])) with { Remarks = ["One.", "Two."] }));
    }

    [Fact]
    public void What_was_not_done_is_listed()
    {
        Assert.Null(ScanWords.NotDone(Plan()));
        Assert.Equal("Not done in this scan:\n- The Gaia star cut of DecentFilter: it needs a catalog.",
            ScanWords.NotDone(Plan() with { NotDone = ["The Gaia star cut of DecentFilter: it needs a catalog."] }));
    }

    [Fact]
    public void No_candidate_is_told_with_a_way_to_ask_why()
    {
        Assert.Equal("No candidate survived the cuts. To see what became of an object, type: why OBJECT in S190814bv.", ScanWords.Outcome(Report(new Funnel(40, 38, 0, []))));
        Assert.Equal("So there is no candidate, which says nothing about the event: nothing was there to judge.", ScanWords.Outcome(Report(new Funnel(0, 0, 0, []))));
        Assert.Equal("I'm all finished. No counterpart this time, better luck with the next one! (It took 12.3 s.)", ScanWords.Closing(Report(new Funnel(40, 38, 0, []))));
    }

    [Fact]
    public void One_candidate_is_told()
    {
        var report = Report(new Funnel(40, 38, 1, []), [Candidate("ZTF19abpuhbh", 0.43217)]);

        Assert.Equal("One candidate survived the cuts:\n1. ZTF19abpuhbh: credible level 0.4322, first detected 2019-08-15 10:44 UTC, latest r=20.86 +- 0.28 at 2019-08-16 12:00 UTC",
            ScanWords.Outcome(report));
        Assert.Equal("I'm all finished. Go find that counterpart! (It took 12.3 s.)", ScanWords.Closing(report));
    }

    [Fact]
    public void Of_many_candidates_the_best_five_are_told()
    {
        var report = Report(new Funnel(40, 38, 7, []), [.. Enumerable.Range(1, 7).Select(i => Candidate("ZTF" + i, i / 10.0))]);

        var lines = ScanWords.Outcome(report).Split('\n');
        Assert.Equal("7 candidates survived the cuts, deepest inside the region first:", lines[0]);
        Assert.StartsWith("5. ZTF5: credible level 0.5000,", lines[5]);
        Assert.Equal("... and 2 more in the table.", lines[6]);
    }

    [Fact]
    public void Errors_are_told_with_an_apology_a_wink_and_the_reason()
    {
        Assert.Equal("Sorry, I did not get that ;) I do not know the word \"foo\" (character 1).", ScanWords.NotUnderstood("I do not know the word \"foo\" (character 1)."));
        Assert.Equal("Sorry, that did not work out ;) The archive is not there.", ScanWords.Apology("The archive is not there."));
    }

    [Theory]
    [InlineData("2019-08-14T00:00:00Z", "2019-08-15T00:00:00Z", 1)]
    [InlineData("2019-08-14T23:59:59Z", "2019-08-15T00:00:01Z", 2)]
    [InlineData("2019-08-14T00:00:00Z", "2019-08-14T00:00:00Z", 0)]
    public void Nights_are_the_dates_that_a_window_touches(string from, string to, int nights) =>
        Assert.Equal(nights, ScanWords.Nights(new TimeWindow(DateTimeOffset.Parse(from), DateTimeOffset.Parse(to))));

    internal static ScanPlan Plan(string eventName = "S190814bv") => new()
    {
        Notice = new Notice
        {
            EventName = eventName,
            Messenger = Messenger.GravitationalWave,
            Revision = 1,
            LatestRevision = 2,
            EventTimeUtc = Merger,
            SkyMap = null!,
            Source = "bayestar.fits.gz",
            SkyMapSha256 = null,
        },
        Channel = new Channel { Name = "gw", Description = "", DefaultLevel = 0.95, DefaultWindowDays = null, Filters = [], Hash = "" },
        Region = new CredibleRegion(0.9, 0.9001, 771.8223, null!),
        Window = new TimeWindow(Merger, Merger.AddDays(3)),
        Defaults = [],
        NotDone = [],
    };

    private static SkyMapHeader Header(double? mean, double? std) => new()
    {
        Ordering = "NESTED",
        MaxOrder = 9,
        FileCells = 12,
        ProbSum = 1,
        ProbColumn = "PROB",
        DistMeanMpc = mean,
        DistStdMpc = std,
    };

    private static ScanReport Report(Funnel funnel, IReadOnlyList<Candidate>? candidates = null, ArchiveInfo? archive = null) => new()
    {
        ScanId = "id",
        Request = Assert.IsType<ScanCommand>(CommandParser.Parse("S190814bv", new ParseContext(Now)).Value).Request,
        Plan = Plan(),
        Candidates = candidates ?? [],
        Funnel = funnel,
        RejectedPositions = [],
        Archive = archive ?? new ArchiveInfo(1, 531, 400, 9000, 1, 0, 2, 2458450.5, 2458711.5, "0123456789abcdef"),
        ProgramVersion = "0.1.0",
        StartedUtc = Now,
        Seconds = 12.34,
    };

    private static Candidate Candidate(string name, double level) => new()
    {
        Name = name,
        Survey = "ZTF",
        Coord = new SkyCoord(11.2569224, -22.5161471),
        CredibleLevel = level,
        GalacticLatitudeDeg = -85,
        FirstDetection = Point(2458710.9475231, 20.9),
        LatestDetection = Point(2458712.0, 20.857),
        LightCurve = null!,
        Alerts = [],
        RejectedAlerts = 0,
    };

    private static Datapoint Point(double jd, double mag) =>
        new() { Kind = DatapointKind.Detection, Id = 1, Jd = jd, Band = "r", Mag = mag, MagErr = 0.284, Body = null! };
}

public class TraceWordsTests
{
    private static readonly DateTimeOffset Merger = new(2019, 8, 14, 21, 10, 39, TimeSpan.Zero);
    private static readonly TracedCut Elong = new("DecentFilter", new Cut("elong", 1.1, "<= 1.4", true));
    private static readonly TracedCut Span = new("DecentFilter", new Cut("archive_tspan", 0.0, "> 0 and < 365", false));
    private static readonly TracedCut Drb = new("DecentFilter", new Cut("drb", null, ">= 0.3", false));

    [Fact]
    public void An_object_that_is_not_in_the_archive_is_told() =>
        Assert.Equal("ZTF19abpuhbh is not in the archive, so no scan can find it: check the name, or ingest its packets with ampelbot ingest PATH.", TraceWords.Write(Trace()));

    [Fact]
    public void Who_said_what_comes_last_with_the_latest_at_the_end()
    {
        var votes = VettingJournal.Of([Said("U1", VetState.Rejected, "AGN", "", 0), Said("U2", null, "", "spectrum\ntonight", 7)]);
        Assert.EndsWith("""

            People said of it:
            - Person U1, 2019-08-16 04:12:00 UTC, in S190814bv: rejected (AGN)
            - Person U2, 2019-08-16 04:19:00 UTC, in S190814bv: note: spectrum tonight
            """, TraceWords.Write(Trace(Alert(1, Merger.AddDays(1), 0.4, true, true, Elong)) with { Votes = votes }), StringComparison.Ordinal);
        var many = VettingJournal.Of([.. Enumerable.Range(0, 1000).Select(i => Said("U" + i, VetState.Ambiguous, "", "", i))]);
        var lines = TraceWords.Write(Trace(Alert(1, Merger.AddDays(1), 0.4, true, true, Elong)) with { Votes = many }).Split('\n');
        Assert.Contains("People said of it (the latest 20 of 1,000):", lines);
        Assert.StartsWith("- Person U999,", lines[^1], StringComparison.Ordinal);

        static Vote Said(string user, VetState? state, string reason, string note, int minute) => new()
        {
            State = state,
            Reason = reason,
            Note = note,
            UserId = user,
            UserName = "Person " + user,
            TimeUtc = new DateTimeOffset(2019, 8, 16, 4, 12, 0, TimeSpan.Zero).AddMinutes(minute),
            ScanId = "id",
            EventName = "S190814bv",
            Rights = DataRights.Partnership,
        };
    }

    [Fact]
    public void One_alert_is_told_with_its_first_failure_first() =>
        Assert.Equal("""
            ZTF19abpuhbh in S190814bv: not a candidate. The archive has 1 alert of it: 1 inside the 90.0 % region, 0 in the time range, 0 in both, 0 passed every cut.
            It failed first at: the time range (2 min 39 s before its start at 2019-08-14 21:10:39 UTC).
            - 2019-08-14 21:08:00 UTC, alert 1, credible level 0.43217: fails the time range (2 min 39 s before its start at 2019-08-14 21:10:39 UTC); DecentFilter archive_tspan (0, must be > 0 and < 365); DecentFilter drb (the alert has no value, must be >= 0.3). 1 of 3 cuts passed.
            """, TraceWords.Write(Trace(Alert(1, Merger.AddSeconds(-159), 0.43217, true, false, Elong, Span, Drb))));

    [Fact]
    public void Of_several_alerts_the_one_that_came_furthest_is_named() =>
        Assert.Equal("""
            ZTF19abpuhbh in S190814bv: not a candidate. The archive has 3 alerts of it: 2 inside the 90.0 % region, 2 in the time range, 1 in both, 0 passed every cut.
            The alert that came furthest is 2; it failed first at: DecentFilter archive_tspan (0, must be > 0 and < 365).
            - 2019-08-15 21:10:39 UTC, alert 1, credible level 0.9000000004: fails the region (credible level 0.9000000004, the region ends at 0.9). 1 of 1 cut passed.
            - 2019-08-16 21:10:39 UTC, alert 2, credible level 0.5: fails DecentFilter archive_tspan (0, must be > 0 and < 365). 1 of 2 cuts passed.
            - 2019-08-20 21:10:39 UTC, alert 3, credible level 0.5: fails the time range (3 days after its end at 2019-08-17 21:10:39 UTC). No cut was judged.
            """, TraceWords.Write(Trace(
                Alert(1, Merger.AddDays(1), 0.9000000004, false, true, Elong),
                Alert(2, Merger.AddDays(2), 0.5, true, true, Elong, Span),
                Alert(3, Merger.AddDays(6), 0.5, true, false))));

    [Fact]
    public void An_alert_that_passes_in_the_crossing_cell_is_told() =>
        Assert.Equal("""
            ZTF19abpuhbh in S190814bv: a candidate. The archive has 1 alert of it: 1 inside the 90.0 % region, 1 in the time range, 1 in both, 1 passed every cut.
            - 2019-08-15 21:10:39 UTC, alert 1, credible level 0.9003: passes; inside the region (in the cell that crosses the level, which counts as inside) and in the time range, 1 of 1 cut passed.
            """, TraceWords.Write(Trace(Alert(1, Merger.AddDays(1), 0.9003, true, true, Elong))));

    [Fact]
    public void Of_many_alerts_the_five_that_came_furthest_are_shown()
    {
        var alerts = Enumerable.Range(0, 30).Select(i => Alert(i, Merger.AddDays(-i), 0.5, i >= 20, false)).ToArray();

        var lines = TraceWords.Write(Trace(alerts)).Split('\n');
        Assert.Equal("These 5 alerts came furthest; 25 more are not shown.", lines[2]);
        Assert.Equal(8, lines.Length);
        Assert.Equal(5, lines.Count(l => l.Contains("fails the time range", StringComparison.Ordinal)));
    }

    private static ObjectTrace Trace(params AlertTrace[] alerts) => new() { ObjectName = "ZTF19abpuhbh", Plan = ScanWordsTests.Plan(), Alerts = alerts };

    private static AlertTrace Alert(long id, DateTimeOffset time, double level, bool inside, bool inWindow, params TracedCut[] cuts) =>
        new() { AlertId = id, TimeUtc = time, CredibleLevel = level, InsideRegion = inside, InWindow = inWindow, Cuts = cuts };
}
