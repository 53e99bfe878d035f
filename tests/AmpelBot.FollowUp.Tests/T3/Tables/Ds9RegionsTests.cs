using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3.Tables;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.T3.Tables;

public sealed class Ds9RegionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(5000)]
    public void Each_candidate_is_a_circle_where_it_is_with_rank_and_name(int candidates)
    {
        var report = Reports.Of(candidates: candidates);
        var circles = Ds9Grammar.Read(Text(report)).Where(s => s.Name == "circle").ToArray();
        Assert.Equal(report.Candidates.Select((c, i) => $"{i + 1} {c.Name}"), circles.Select(c => c.Properties["text"]));
        Assert.Equal(report.Candidates.Select(c => (c.Coord.RaDeg, c.Coord.DecDeg)), circles.Select(c => (c.Arguments[0], c.Arguments[1])));
        Assert.All(circles, circle => Assert.Equal(5.0 / 3600, circle.Arguments[2], 12));
    }

    [Fact]
    public void The_polygons_have_the_area_of_the_region_and_hold_its_candidates()
    {
        var report = Reports.Of();
        var polygons = Ds9Grammar.Read(Text(report)).Where(s => s.Name == "polygon").ToArray();
        Assert.NotEmpty(polygons);
        var outlines = Contours.Of(report.Plan.Region.Moc, 0.01);
        Assert.Equal(outlines.Sum(p => 1 + p.Holes.Count), polygons.Length);
        Assert.Equal(outlines.Sum(p => p.Holes.Count), polygons.Count(p => p.Excludes));
        Assert.All(polygons, p => Assert.Equal(0, p.Arguments.Length % 2));
        Assert.Equal(report.Plan.Region.AreaSqDeg, outlines.Sum(p => p.AreaSqDeg), report.Plan.Region.AreaSqDeg / 1000);
    }

    [Theory]
    [InlineData("a{b}c", "a(b)c")]
    [InlineData("a\nb\u0007", "a b ")]
    [InlineData("} # color=blue text={x", ") # color=blue text=(x")]
    [InlineData("中", "中")]
    public void A_name_never_breaks_its_braces_or_its_line(string name, string label)
    {
        var report = Reports.Of(candidates: 1).WithFirst(c => c with { Name = name });
        Assert.Equal("1 " + label, Ds9Grammar.Read(Text(report)).Single(s => s.Name == "circle").Properties["text"]);
    }

    [Fact]
    public void An_event_of_many_lines_stays_a_comment()
        => Assert.NotEmpty(Ds9Grammar.Read(Text(Reports.Of(candidates: 1).WithNotice(n => n with { EventName = "a\nbox(1,2,3,4)" }))));

    [Fact]
    public void A_ragged_region_is_drawn_coarser_holds_all_of_it_and_says_so()
    {
        var moc = HandMade.RandomMoc(new Random(7), 6, 0.4);
        var report = Reports.Of(candidates: 0);
        report = report with { Plan = report.Plan with { Region = new CredibleRegion(0.9, 0.9, moc.AreaSqDeg, moc) } };
        var text = Text(report);
        Assert.Contains("drawn in cells of HEALPix order", text, StringComparison.Ordinal);
        Assert.InRange(Ds9Grammar.Read(text).Sum(s => s.Arguments.Length / 2), 4, Ds9Regions.MostCorners);
    }

    [Fact]
    public void An_empty_region_and_the_whole_sky_have_no_outline()
    {
        var report = Reports.Of(candidates: 0);
        foreach (var moc in new[] { Moc.Empty, Moc.FullSky })
            Assert.Empty(Ds9Grammar.Read(Text(report with { Plan = report.Plan with { Region = new CredibleRegion(1, 1, moc.AreaSqDeg, moc) } })));
    }

    [SkippableTheory]
    [InlineData("S190425z.multiorder.fits")]
    [InlineData("S190426c.multiorder.fits")]
    public void Regions_of_real_events_stay_bounded(string file)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var path = Directory.EnumerateFiles(RealData.Path("skymaps"), file.Split('.')[0] + "*", SearchOption.AllDirectories).FirstOrDefault();
        Skip.If(path is null, $"there is no map of {file}");
        using var stream = File.OpenRead(path!);
        var map = SkyMapReader.Read(stream, path!, CancellationToken.None);
        var shapes = Ds9Grammar.Read(Text(Reports.Of(map, candidates: 3, rejected: 0)));
        Assert.InRange(shapes.Where(s => s.Name == "polygon").Sum(s => s.Arguments.Length / 2), 4, Ds9Regions.MostCorners);
    }

    private static string Text(ScanReport report)
    {
        using var writer = new StringWriter();
        Ds9Regions.Write(report, writer, CancellationToken.None);
        return writer.ToString();
    }
}
