using System.Buffers.Binary;
using AmpelBot.Alerts;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Tests.T3;
using AmpelBot.Sky;
using AmpelBot.Sky.Ephemeris;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class CandidatePlotsTests
{
    private static readonly ScanReport Report = Reports.Of(candidates: 3);

    public static TheoryData<string> Names => [.. CandidatePlots.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_kind_is_written_in_every_format_and_theme_and_the_same_each_time(string name)
    {
        foreach (var (format, start) in new[] { (PlotFormat.Png, "\u0089PNG"), (PlotFormat.Pdf, "%PDF"), (PlotFormat.Svg, "<?xm") })
        {
            var light = await DrawnAsync(name, Report, new PlotStyle(format));
            Assert.Equal(start, System.Text.Encoding.Latin1.GetString(light, 0, 4));
            Assert.Equal(light, await DrawnAsync(name, Report, new PlotStyle(format)));
            Assert.NotEqual(light, await DrawnAsync(name, Report, new PlotStyle(format, PlotTheme.Dark)));
        }
        Assert.Equal(400, BinaryPrimitives.ReadInt32BigEndian((await DrawnAsync(name, Report, new PlotStyle(WidthPixels: 400))).AsSpan(16)));
    }

    [Fact]
    public void A_kind_is_found_by_its_name_in_any_case()
    {
        Assert.Equal(["card", "lightcurve", "page", "funnel", "visibility"], CandidatePlots.All.Select(p => p.Name));
        Assert.Equal("page", CandidatePlots.Find("PAGE")?.Name);
        Assert.Null(CandidatePlots.Find("pag"));
    }

    [Theory]
    [InlineData("card", 0)]
    [InlineData("lightcurve", 4)]
    [InlineData("page", -1)]
    public async Task A_candidate_that_is_not_there_is_a_sentence(string name, int rank)
    {
        var refusal = await Assert.ThrowsAsync<PlotException>(() => DrawnAsync(name, Report, PlotStyle.Png, rank));
        Assert.Contains($"no candidate {rank}", refusal.Message);
        Assert.Contains("3 candidates", refusal.Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Odd_names_times_and_magnitudes_are_drawn(string name)
    {
        foreach (var odd in new[] { "", "../<b>&amp;\u0000\u0007\ud800 \u00e9\u4e2d", new string('W', 5000) })
            Assert.NotEmpty(await DrawnAsync(name, Report.WithFirst(c => c with { Name = odd }).WithNotice(n => n with { EventName = odd }), PlotStyle.Png));
        var point = Report.Candidates[0].LatestDetection;
        foreach (var curve in new[]
        {
            new LightCurve([]),
            new LightCurve([point]),
            new LightCurve(Enumerable.Range(0, 900).Select(i => point with { Id = i, Mag = 18 + i % 30 / 10.0, Jd = point.Jd - i % 450 })),
            new LightCurve(Enumerable.Repeat(point, 40)),
            new LightCurve([point with { Mag = double.NaN, MagErr = double.NaN, Jd = double.NaN, Band = new string('b', 3000) }]),
        })
            Assert.NotEmpty(await DrawnAsync(name, Report.WithFirst(c => c with { LightCurve = curve }), PlotStyle.Png));
    }

    [Fact]
    public void The_distance_is_that_at_the_candidate_and_otherwise_the_mean()
    {
        var map = Reports.Ellipse.ToSkyMap();
        Assert.Null(CandidateDistance.Of(Reports.Of(map, candidates: 1), Reports.Of(map, candidates: 1).Candidates[0]));
        var (mu, sigma, norm) = (new double[12], new double[12], new double[12]);
        for (var i = 0; i < 12; i++)
            (mu[i], sigma[i], norm[i]) = (100 + 10 * i, 1e-3, DistanceAnsatz.Normalized(100 + 10 * i, 1e-3).NormPerMpc2);
        norm[11] = 0;
        var cells = Enumerable.Range(0, 12).Select(i => new Sky.Healpix.HealpixIndex(0, i)).ToArray();
        var layered = SkyMap.FromCells(cells, Enumerable.Repeat(1.0, 12).ToArray(), new DistanceLayer(mu, sigma, norm));
        var report = Reports.Of(layered, candidates: 40);
        foreach (var candidate in report.Candidates)
        {
            var cell = Sky.Healpix.HealpixNested.Index(0, candidate.Coord);
            var distance = CandidateDistance.Of(report, candidate);
            if (cell == 11)
                Assert.Null(distance);
            else
                Assert.Equal(100 + 10 * cell, distance!.MeanMpc, 4);
        }
        Assert.Equal(-17.5, LightCurvePanel.AbsoluteMag(17.5, 100), 12);
    }

    [Fact]
    public void The_funnel_has_a_bar_for_each_cut_and_loses_no_alert()
    {
        var steps = Enumerable.Range(0, 60).Select(i => new FunnelStep("Unit", $"cut{i}", "< 1", 1 + i * i % 97)).ToArray();
        var funnel = new Funnel(steps.Sum(s => s.Alerts) + 5, 900, 5, steps);
        var rows = FunnelPlot.Rows(funnel);
        Assert.Equal(FunnelPlot.MostCuts + 2, rows.Count);
        Assert.Equal(funnel.AlertsScanned, rows.Skip(1).Sum(r => r.Alerts));
        Assert.Contains(rows, r => r.Name == $"{60 - FunnelPlot.MostCuts + 1} other cuts");
        Assert.Equal(2, FunnelPlot.Rows(new Funnel(0, 0, 0, [])).Count);
    }

    [Theory]
    [InlineData(new long[] { 100, 60, 40 }, false)]
    [InlineData(new long[] { 1_000_000, 3 }, true)]
    [InlineData(new long[] { 0 }, false)]
    public void The_funnel_axis_is_logarithmic_when_the_numbers_are_far_apart(long[] counts, bool isLogarithmic)
    {
        var axis = new FunnelPlot.CountAxis(counts);
        Assert.Equal(isLogarithmic, axis.IsLogarithmic);
        Assert.Equal(0, axis.Share(0));
        Assert.All(counts, c => Assert.InRange(axis.Share(c), 0, 1));
        Assert.All(axis.Ticks, t => Assert.InRange(axis.Share(t), 0, 1));
        Assert.InRange(axis.Ticks.Count, 1, 8);
        Assert.Equal(axis.Ticks.Distinct(), axis.Ticks);
    }

    [Fact]
    public void The_night_is_the_one_under_way_or_the_next()
    {
        var site = ObservingSite.Palomar;
        Assert.Equal(new DateOnly(2019, 8, 14), VisibilityPlot.EveningOf(site, new DateTimeOffset(2019, 8, 15, 8, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2019, 8, 15), VisibilityPlot.EveningOf(site, new DateTimeOffset(2019, 8, 15, 16, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2019, 8, 15), VisibilityPlot.EveningOf(site, new DateTimeOffset(2019, 8, 15, 23, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void A_track_is_lowest_where_the_object_culminates_or_the_night_ends()
    {
        var site = ObservingSite.Palomar;
        var evening = new DateOnly(2019, 8, 15);
        var (dark, night) = (Twilight.Night(site, evening, -18)!.Value, Twilight.Night(site, evening, -0.833)!.Value);
        var overhead = new VisibilityPlot.Track(1, Report.Candidates[0] with { Coord = new SkyCoord(330, 33.36) }, site, dark, night);
        Assert.Equal(1, overhead.Best!.Value.Airmass, 3);
        Assert.InRange(overhead.Best.Value.Time, dark.From, dark.To);
        var southern = new VisibilityPlot.Track(2, Report.Candidates[0] with { Coord = new SkyCoord(330, -75) }, site, dark, night);
        Assert.Null(southern.Best);
        Assert.Empty(southern.Runs);
        Assert.Equal("below the horizon", southern.Words);
    }

    [Theory]
    [InlineData("2019-06-21", 0)]
    [InlineData("2019-08-15", 8)]
    public void A_night_without_candidates_or_without_darkness_is_drawn(string evening, int candidates)
    {
        foreach (var site in ObservingSites.All.Append(new ObservingSite("Nordkapp", 25.78, 71.17, 300)))
        {
            using var stream = new MemoryStream();
            VisibilityPlot.Write(Reports.Of(candidates: candidates), site, DateOnly.Parse(evening, System.Globalization.CultureInfo.InvariantCulture), PlotStyle.Png, stream, CancellationToken.None);
            Assert.NotEqual(0, stream.Length);
        }
    }

    [Fact]
    public void A_source_to_the_north_east_lies_above_and_to_the_left()
    {
        var (east, north) = CandidateFinder.Offset(new SkyCoord(0.001, 60), new SkyCoord(359.999, 60.001));
        Assert.Equal(-3.6, east, 2);
        Assert.Equal(3.6, north, 3);
        Assert.True(double.IsInfinity(CandidateFinder.Offset(new SkyCoord(0, 0), new SkyCoord(180, 0)).East));
    }

    [Fact]
    public async Task Analysis_has_its_places_and_changes_nothing_until_there_is_some()
    {
        var analysis = new CandidateAnalysis
        {
            Sources = [.. Enumerable.Range(0, 300).Select(i => new NearbySource($"source {i}", "PS1", new SkyCoord(Report.Candidates[0].Coord.RaDeg + i * 3e-4, Report.Candidates[0].Coord.DecDeg), i == 0))],
            Hosts = [.. Enumerable.Range(0, 40).Select(i => new AnalysisLine($"host {i}", "z = 0.01"))],
            Models = [new AnalysisLine("kilonova", "chi2 12.5 of 9")],
            ScoreTerms = [new AnalysisLine("volume", "0.4")],
        };
        var before = await DrawnAsync("page", Report, PlotStyle.Png);
        Assert.NotEqual(before, await DrawnAsync("page", Report.WithFirst(c => c with { Analysis = analysis }), PlotStyle.Png));
        Assert.Equal(before, await DrawnAsync("page", Report.WithFirst(c => c with { Analysis = new CandidateAnalysis() }), PlotStyle.Png));
    }

    private static async Task<byte[]> DrawnAsync(string name, ScanReport report, PlotStyle style, int rank = 1)
    {
        using var stream = new MemoryStream();
        await CandidatePlots.Find(name)!.WriteAsync(report, new CandidatePlotChoice { Rank = rank }, (_, _) => Task.FromResult<IReadOnlyList<Cutout>>([]), style, stream, CancellationToken.None);
        return stream.ToArray();
    }
}
