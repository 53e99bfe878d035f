using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Tests.T3;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class SkyPlotsTests
{
    private static readonly SkyMap OneCell = SkyMap.FromCells([new HealpixIndex(8, 300_000)], [1.0]);

    private static readonly SkyMap Uniform = SkyMap.FromCells(
        [.. Enumerable.Range(0, 3072).Select(i => new HealpixIndex(4, i))], [.. Enumerable.Repeat(1.0, 3072)]);

    public static TheoryData<string, PlotFormat> KindsAndFormats
    {
        get
        {
            var data = new TheoryData<string, PlotFormat>();
            foreach (var plot in SkyPlots.All)
                foreach (var format in Enum.GetValues<PlotFormat>())
                    data.Add(plot.Name, format);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndFormats))]
    public void Every_kind_is_drawn_in_every_format_with_the_same_bytes_each_time(string kind, PlotFormat format)
    {
        var input = new SkyPlotInput(Reports.Of()) { MapWithDistances = Gallery.Arc(), Previous = Gallery.Previous(OneCell), Observed = OnePointing() };
        var style = new PlotStyle(format, PlotTheme.Dark, 500);
        Assert.Equal(Drawn(kind, input, style), Drawn(kind, input, style));
    }

    [Theory]
    [InlineData("skymap")]
    [InlineData("zoom")]
    [InlineData("coverage")]
    [InlineData("change")]
    public void Maps_of_one_cell_and_of_the_whole_sky_and_any_number_of_candidates_are_drawn(string kind)
    {
        foreach (var map in new[] { OneCell, Uniform })
            foreach (var candidates in new[] { 0, 5000 })
                foreach (var level in new[] { 0.3, 1 })
                    Assert.NotEmpty(Drawn(kind, new SkyPlotInput(Reports.Of(map, candidates, 0, level)) { Previous = Gallery.Previous(Uniform), Observed = new SurveyDepth() },
                        new PlotStyle(WidthPixels: 300)));
    }

    [Theory]
    [InlineData("distance", "has no distances")]
    [InlineData("change", "no earlier map")]
    [InlineData("coverage", "no exposures")]
    public void A_picture_of_what_is_not_there_is_refused_with_a_sentence(string kind, string why)
        => Assert.Contains(why, Assert.Throws<PlotException>(() => Drawn(kind, new SkyPlotInput(Reports.Of()) { MapWithDistances = Uniform }, PlotStyle.Png)).Message);

    [SkippableFact]
    public void The_text_of_a_sky_map_as_pdf_can_be_searched()
    {
        Skip.IfNot(File.Exists("/usr/bin/pdftotext"), "pdftotext (poppler-utils) is not on this machine");
        var text = Poppler.Text(Drawn("skymap", new SkyPlotInput(Reports.Of()), new PlotStyle(PlotFormat.Pdf)));
        Assert.Contains("S190814bv, revision 2", text);
        Assert.Contains("90 %: 20.0 deg²", text);
    }

    [Fact]
    public void An_event_before_the_ephemeris_is_drawn_without_sun_and_moon()
        => Assert.NotEmpty(Drawn("skymap", new SkyPlotInput(Reports.Of().WithNotice(n => n with { EventTimeUtc = new DateTimeOffset(1967, 7, 2, 14, 19, 0, TimeSpan.Zero) })), PlotStyle.Png));

    [Theory]
    [InlineData("SkyMap", "skymap")]
    [InlineData("zoom", "zoom")]
    [InlineData("../x", null)]
    [InlineData("", null)]
    public void A_kind_is_found_by_its_name(string name, string? found) => Assert.Equal(found, SkyPlots.Find(name)?.Name);

    [Fact]
    public void Each_piece_of_a_region_has_a_square_that_shows_it()
    {
        var modes = ZoomPlot.Modes(Reports.Of(Gallery.Arc()));
        Assert.Equal(2, modes.Count);
        Assert.Equal(0.9, modes.Sum(mode => mode.Probability), 0.01);
        var square = new ZoomProjection(0, 0, 600, modes[0].Extent.Center, modes[0].Extent.RadiusDeg);
        foreach (var place in RegionExtent.Places(Gallery.Arc().RegionAt(0.9).Moc).Where(place => place.DecDeg > 0))
            Assert.True(square.Rect.Contains(square.ToPlot(place)!.Value), $"{place}");
        Assert.InRange(modes[1].Extent.Center.SeparationDeg(new SkyCoord(190, -42)), 0, 0.5);
    }

    [SkippableTheory]
    [InlineData("S190425z_LALInference.fits.gz", 2)]
    [InlineData("S190814bv_LALInference.v1.multiorder.fits", 2)]
    [InlineData("GW170817.fits.gz", 1)]
    [InlineData("S190426c_bayestar1.fits.gz", 3)]
    public void Real_maps_have_their_modes(string file, int modes)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        Assert.Equal(modes, ZoomPlot.Modes(Reports.Of(Gallery.RealMap(file), 0, 0)).Count);
    }

    [Fact]
    public void A_gap_between_ccds_is_not_observed_and_a_place_on_one_is()
    {
        var depth = OnePointing();
        Assert.Equal((2, 20.9), depth.At(new SkyCoord(100.8, 20.8), "r"));
        Assert.Equal((2, (double?)null), depth.At(new SkyCoord(100.8, 20.8), "i"));
        Assert.Equal((0, (double?)null), depth.At(new SkyCoord(100, 20), "r"));
        Assert.Equal((0, (double?)null), depth.At(new SkyCoord(200, 20), "r"));
        Assert.Equal(["r", "g"], depth.Bands);
    }

    /// <summary>The same exposures, counted over the region's cells by the coverage and place by place by the picture.</summary>
    [Fact]
    public void The_picture_and_the_coverage_agree_on_the_observed_area()
    {
        var map = GaussianMap.Render(new SkyCoord(101, 21), 4, 0.9);
        var region = map.RegionAt(0.9);
        var window = new TimeWindow(Reports.EventTime, Reports.EventTime.AddDays(3));
        var tally = new CoverageTally(map, region.Moc, window, Alerts.Archive.DataRights.Partnership);
        foreach (var exposure in Exposures())
            tally.Add(exposure);
        var once = tally.Result(CancellationToken.None).Once.Total.AreaSqDeg;
        var depth = OnePointing();
        const int Order = 11;
        var cells = region.Moc.Degrade(Order).Intersection(region.Moc).Cells().Where(cell => cell.Order <= Order)
            .SelectMany(cell => Enumerable.Range(0, 1 << (2 * (Order - cell.Order))).Select(i => (cell.Ipix << (2 * (Order - cell.Order))) + i));
        var seen = cells.Count(ipix => depth.At(HealpixNested.Center(Order, ipix), "r").Exposures > 0) * HealpixNested.CellAreaSqDeg(Order);
        Assert.Equal(once, seen, once * 0.01);
    }

    private static SurveyDepth OnePointing()
    {
        var depth = new SurveyDepth();
        foreach (var exposure in Exposures())
            depth.Add(exposure);
        return depth;
    }

    private static IEnumerable<Exposure> Exposures()
    {
        for (var i = 0; i < 3; i++)
            yield return new Exposure
            {
                Survey = i == 2 ? "LSST" : "ZTF",
                Jd = TimeScales.UtcToJd(Reports.EventTime) + 1,
                Field = 1,
                RaDeg = 100,
                DecDeg = 20,
                Quadrant = null,
                Band = i == 0 ? "g" : "r",
                LimitingMag = 20.9,
            };
        yield return new Exposure
        {
            Survey = "ZTF",
            Jd = TimeScales.UtcToJd(Reports.EventTime) + 1,
            Field = 2,
            RaDeg = 40,
            DecDeg = 20,
            Quadrant = 3,
            Band = "r",
            LimitingMag = 20.1,
        };
    }

    private static byte[] Drawn(string kind, SkyPlotInput input, PlotStyle style)
    {
        using var stream = new MemoryStream();
        SkyPlots.Find(kind)!.Write(input, style, stream, CancellationToken.None);
        return stream.ToArray();
    }
}
