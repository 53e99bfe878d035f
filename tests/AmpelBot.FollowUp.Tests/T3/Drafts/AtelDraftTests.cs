using System.Globalization;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class AtelDraftTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(5000)]
    public void A_draft_fits_into_a_telegram(int candidates) => Check(Atel(Reports.Of(candidates: candidates)));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5000)]
    public void Even_with_the_longest_names_it_fits(int candidates)
    {
        var report = Reports.Of(candidates: candidates, name: new string('e', 4000));
        report = report with
        {
            ScanId = new string('s', 4000),
            ProgramVersion = new string('v', 4000),
            Candidates = [.. report.Candidates.Select((candidate, i) => candidate with { Name = new string('n', 4000), Survey = new string('y', 4000) + i })],
            Funnel = report.Funnel with { Rejections = [.. Enumerable.Range(0, 50).Select(i => new FunnelStep(new string('u', 900), new string('c', 900), new string('l', 900), i + 1))] },
            Plan = report.Plan with { NotDone = [.. Enumerable.Repeat(new string('x', 4000), 5)], Channel = report.Plan.Channel with { Name = new string('k', 4000) } },
        };
        var draft = Atel(report);
        Assert.True(draft.Length < 4000, $"{draft.Length} characters");
        Assert.Equal(candidates > 3, OneLine(draft).Contains(" of 5000 candidates; candidates.csv has all of them.]"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(5000)]
    public void What_people_said_has_its_place_and_never_makes_the_draft_too_long(int candidates)
    {
        var votes = Reports.SomeVotes with { Notes = [.. Enumerable.Repeat(Reports.SomeVotes.Notes[0] with { Note = new string('x', 2000) }, 20)] };
        var draft = Atel(Reports.Of(candidates: candidates));
        var said = Atel(WithVotes(Reports.SomeVotes));
        Check(said);
        Check(Atel(WithVotes(votes)));
        Assert.DoesNotContain("people said", draft);
        Assert.Contains("1 x rejected (AGN); 1 x interesting; \"in the nucleus, \"WISE\" colours ?\"]", OneLine(said));
        Assert.Equal(candidates > 20, OneLine(said).Contains("[TO CHECK: people said something of "));
        Assert.DoesNotContain("Bob", said);

        ScanReport WithVotes(Votes votes)
        {
            var report = Reports.Of(candidates: candidates);
            return report with { Candidates = [.. report.Candidates.Select(c => c with { Votes = votes })] };
        }
    }

    [Theory]
    [InlineData(Messenger.GravitationalWave, "S190814bv", "Subjects: Optical, Gravitational Waves, Transient", "the gravitational-wave event S190814bv", "to S190814bv with ZTF")]
    [InlineData(Messenger.Neutrino, "IC191001A", "Subjects: Optical, Neutrinos, Transient", "the high-energy neutrino event IceCube-191001A", "to IceCube-191001A with ZTF")]
    [InlineData(Messenger.GammaRayBurst, "GRB180116A", "Subjects: Optical, Gamma-Ray Burst, Transient", "the gamma-ray burst GRB 180116A", "to GRB 180116A with ZTF")]
    [InlineData(Messenger.Unknown, "bayestar", "Subjects: Optical, Transient", "the event bayestar", "to bayestar with ZTF")]
    public void Each_messenger_has_its_words(Messenger messenger, string name, string subjects, string words, string title)
    {
        var draft = Atel(Reports.Of(candidates: 2, name: name, messenger: messenger));
        Assert.Contains(subjects + "\n", draft);
        Assert.Contains(words, OneLine(draft));
        Assert.StartsWith("Title: Candidate Counterparts " + title, draft);
        Assert.Equal(messenger == Messenger.GravitationalWave, draft.Contains("gravitational"));
        Assert.Equal(messenger == Messenger.Neutrino, draft.Contains("neutrino"));
    }

    [Fact]
    public void Every_number_is_the_reports()
    {
        var report = Reports.Of(candidates: 4);
        var draft = OneLine(Atel(report));
        foreach (var candidate in report.Candidates)
        {
            var latest = candidate.LatestDetection;
            Assert.Contains(string.Create(CultureInfo.InvariantCulture,
                $"| {candidate.Coord.RaDeg:F7} | +{candidate.Coord.DecDeg:F7} | {latest.Band} | {latest.Mag:F2} | {latest.MagErr:F2}"), draft);
            var first = candidate.FirstDetection;
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" at {first.Band} = {first.Mag:F2} +- {first.MagErr:F2} mag and lies at the {candidate.CredibleLevel * 100:F1}% credible level"), draft);
        }
        Assert.Contains("Of 304 alerts of 154 objects in the region and time window, 4 passed all cuts.", draft);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"We searched the 90% credible region of the gravitational-wave sky map (revision 2), {report.Plan.Region.AreaSqDeg:F1} deg2"), draft);
        Assert.Contains("detected on 2019-08-14 21:10:39.012 UTC", draft);
        Assert.Contains("Each exposure was 30 s with a typical depth of 20.5 mag.", draft);
        Assert.Contains("We are left with four candidate counterparts:", draft);
    }

    [Fact]
    public void Days_count_from_the_event_in_both_directions()
    {
        var report = Reports.Of(candidates: 1).WithFirst(candidate => candidate with { FirstDetection = candidate.FirstDetection with { Jd = 2458710.9475231 } });
        Assert.Contains("first detected on 2019-08-15 10:44:25 UTC (0.57 days after the event)", OneLine(Atel(report)));
        report = report.WithFirst(candidate => candidate with { FirstDetection = candidate.FirstDetection with { Jd = 2458610.5 } });
        Assert.Contains("first detected on 2019-05-07 00:00:00 UTC (99.88 days before the event)", OneLine(Atel(report)));
    }

    [Fact]
    public void What_the_report_does_not_know_is_left_open()
    {
        var report = Reports.Of(candidates: 1)
            .WithNotice(notice => notice with { EventTimeUtc = null, Revision = null })
            .WithFirst(candidate => candidate with
            {
                FirstDetection = candidate.FirstDetection with { Mag = null, MagErr = null },
                LatestDetection = candidate.LatestDetection with { Mag = null, MagErr = null },
            });
        report = report with { Plan = report.Plan with { Channel = report.Plan.Channel with { ExposureSeconds = null, TypicalDepthMag = null } } };
        var draft = OneLine(Atel(report));
        Assert.Contains("detected on [TO FILL: event time, UTC]", draft);
        Assert.Contains("Each exposure was [TO FILL: exposure] s with a typical depth of [TO FILL: depth in mag].", draft);
        Assert.Contains("Authors: [TO FILL: authors and affiliations]", draft);
        Assert.DoesNotContain("days after", draft);
        Assert.DoesNotContain("revision", draft);
        Assert.DoesNotContain("Mpc", draft);
        Assert.Contains("| - | -", draft);
        Check(Atel(report));
    }

    [Fact]
    public void What_was_observed_is_told_with_area_and_percentage_of_the_same_places()
    {
        var report = Reports.Of(candidates: 1);
        var draft = OneLine(Atel(report with { Coverage = Reports.Coverage(report) }));
        Assert.Contains("Observations in the g, r and z bands began at 2019-08-15 10:40:39 UTC, approximately 13.5 hours after the event. Within the searched region they covered 73.8% (17.1 deg2) of the " +
            "localization probability at least twice, more than 14.4 minutes apart, and 88.6% (21.1 deg2) at least once, not counting chip gaps and the Galactic plane (|b| < 10 deg). " +
            "Each exposure was 30 s and the median limiting magnitudes (5 sigma, AB) are g = 20.9 and r = 20.8.", draft);
        Assert.DoesNotContain("TO FILL: percent", draft);
        // The log knows better than the channel's file.
        foreach (var (seconds, said) in new[] { ((300.0, 300.0), "Each exposure was 300 s and the median"), ((30.0, 300.0), "The exposures were 30 to 300 s long and the median") })
            Assert.Contains(said, OneLine(Atel(report with { Coverage = Reports.Coverage(report) with { ExposureSeconds = seconds } })));
        // With half of it in the plane both numbers lose half: the area of a telegram once kept the plane that its percentage left out.
        draft = OneLine(Atel(report with { Coverage = Reports.Coverage(report, inPlane: 0.5, hoursAfterEvent: -2) }));
        Assert.Contains("approximately 2.0 hours before the event. Within the searched region they covered 36.9% (8.5 deg2) of", draft);
        Assert.Contains("and 44.3% (10.6 deg2) at least once", draft);
        Assert.Contains("Another 44.3% (10.6 deg2) was observed at least once in the plane.", draft);
        Check(Atel(report with { Coverage = Reports.Coverage(report) }));
    }

    [Fact]
    public void A_log_that_saw_nothing_or_has_an_unknown_camera_is_to_be_checked()
    {
        var report = Reports.Of(candidates: 1);
        var coverage = Reports.Coverage(report);
        var nothing = coverage with { Exposures = 0, FirstJd = null, LastJd = null, Once = default, Twice = default, Bands = [] };
        Assert.Contains("[TO CHECK: no exposure in the log of observations saw the searched region in this time.]", OneLine(Atel(report with { Coverage = nothing })));
        Assert.Contains("[TO CHECK: 7 entries of the log are left out, because the camera is not known.]", OneLine(Atel(report with { Coverage = coverage with { EntriesOfUnknownCameras = 7 } })));
        Assert.Contains("with a typical depth of [TO FILL: depth in mag].", OneLine(Atel(report with { Coverage = coverage with { Bands = coverage.Bands.Skip(2).ToArray() } })));
    }

    [Fact]
    public void Without_candidates_the_draft_reports_none()
    {
        var draft = OneLine(Atel(Reports.Of(candidates: 0)));
        Assert.StartsWith("Title: No Candidate Counterparts to S190814bv with ZTF", draft);
        Assert.Contains("No candidate counterpart was found. [TO FILL: limiting magnitudes, once coverage and depth are known]", draft);
        Assert.DoesNotContain("IAU", draft);
        Assert.Contains("None of 300 alerts of 150 objects in the region and time window passed all cuts.", draft);
        Assert.Contains("There is no alert in the region and time window. [TO CHECK: does the archive hold these nights?]", OneLine(Atel(Reports.Of(candidates: 0, rejected: 0))));
        var report = Reports.Of(candidates: 0);
        Assert.Contains("No candidate counterpart was found in the observed part of the region, to the limiting magnitudes given above.", OneLine(Atel(report with { Coverage = Reports.Coverage(report) })));
    }

    [Fact]
    public void A_mock_event_is_not_to_be_sent()
    {
        Assert.Contains("NOT TO BE SENT: the name says that MS181101ab is a mock event.", Atel(Reports.Of(candidates: 1, name: "MS181101ab")));
        Assert.DoesNotContain("NOT TO BE SENT", Atel(Reports.Of(candidates: 1)));
    }

    [Fact]
    public void Signs_that_are_not_ascii_are_written_out()
    {
        var report = Reports.Of(candidates: 1);
        report = report with { Plan = report.Plan with { NotDone = ["no cut at ≤ 3 ± 1 °, “Gaia” – later…", "\u0007\u4e2d"] } };
        var draft = Atel(report);
        Check(draft);
        Assert.Contains("no cut at <= 3 +- 1 deg, \"Gaia\" - later... ??", OneLine(draft));
    }

    [SkippableFact]
    public void The_distance_is_the_maps()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var report = Reports.Of(SkyMapReader.Read(RealData.Path("skymaps/S190814bv_LALInference.v1.multiorder.fits"), CancellationToken.None), candidates: 2);
        var draft = OneLine(Atel(report));
        Assert.Contains("The luminosity distance of the map is 267.4 +- 51.6 Mpc.", draft);
        Assert.Contains("(revision 2), 23.1 deg2,", draft);
    }

    private static string Atel(ScanReport report) => Drafts.Atel.Write(report, DraftTexts.Default, null);

    private static void Check(string draft)
    {
        Assert.True(draft.Length < 4000, $"{draft.Length} characters");
        Assert.All(draft, c => Assert.True(c is '\n' or >= ' ' and <= '~', $"not plain ASCII: U+{(int)c:X4}"));
        Assert.All(draft.Split('\n'), line => Assert.True(line.Length <= 80, $"{line.Length} characters: {line}"));
        Assert.EndsWith("\n", draft);
    }

    private static string OneLine(string draft) => string.Join(' ', draft.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
