using System.Diagnostics;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Alerts.Tests.Observations;

public class CoverageTallyTests
{
    private const double SkySqDeg = 41_252.96124941928;
    private const double Jd = 2458600.75;

    private static readonly TimeWindow Window = new(TimeScales.JdToUtc(Jd - 1), TimeScales.JdToUtc(Jd + 1));

    // The same density everywhere: probability is area over that of the sky, whatever the cells.
    private static readonly SkyMap Uniform = SkyMap.FromCells([.. Enumerable.Range(0, 12).Select(i => new HealpixIndex(0, i))], [.. Enumerable.Repeat(1.0, 12)]);

    public static TheoryData<double, double> Places => new() { { 180, 30 }, { 0, 0 }, { 359.9, -40 }, { 77, 90 }, { 10, -90 }, { 200, 88 }, { 266.4, -28.9 } };

    [Theory]
    [MemberData(nameof(Places))]
    public void Quadrants_are_seen_as_large_as_they_are(double raDeg, double decDeg)
    {
        var center = new SkyCoord(raDeg, decDeg);
        var squares = 0.0;
        foreach (var quadrant in Enumerable.Range(0, 8).Select(i => 9 * i))
        {
            var corners = ZtfCamera.Corners(center, quadrant);
            var coverage = Of(Cone(corners[0], 1.5), [Entry(center, quadrant: quadrant)]);
            Assert.Equal((13, 1), (coverage.Order, coverage.Exposures));
            var error = coverage.Once.Total.AreaSqDeg / AreaSqDeg(corners) - 1;
            Assert.InRange(error, -0.0025, 0.0025);
            squares += error * error / 8;
        }
        Assert.InRange(Math.Sqrt(squares), 0.0001, 0.0011);
        var camera = Of(Cone(center, 6), [Entry(center)]);
        var area = Enumerable.Range(0, 64).Sum(quadrant => AreaSqDeg(ZtfCamera.Corners(center, quadrant)));
        Assert.Equal(12, camera.Order);
        Assert.Equal(area, camera.Once.Total.AreaSqDeg, area * 0.0008);
        Assert.Equal(default, camera.Twice);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Area_and_probability_are_of_the_same_cells(double raDeg, double decDeg)
    {
        var center = new SkyCoord(raDeg, decDeg);
        var coverage = Of(Cone(center, 5), [Entry(center), Entry(center.Offset(30, 4), Jd + 0.3)]);
        foreach (var sky in new[] { coverage.Region, coverage.Once, coverage.Twice, coverage.Bands[0].Once })
        {
            foreach (var part in new[] { sky.Total, sky.InPlane, sky.OutsidePlane })
                Assert.Equal(part.AreaSqDeg / SkySqDeg, part.Probability, 1e-12);
            Assert.Equal(sky.Total.AreaSqDeg, sky.InPlane.AreaSqDeg + sky.OutsidePlane.AreaSqDeg, 1e-9);
        }
        Assert.Equal(Cone(center, 5).AreaSqDeg, coverage.Region.Total.AreaSqDeg, 1e-9);
        Assert.True(coverage.Twice.Total.AreaSqDeg > 5);
    }

    [Fact]
    public void Every_place_is_counted_as_often_as_its_exposures_say()
    {
        // Against a count by hand at places of its own.
        var center = new SkyCoord(0, 20);
        Exposure[] log =
        [
            Entry(center, mag: 20.5), Entry(center, Jd + 0.005, mag: 21), Entry(center.Offset(70, 5), Jd + 0.1, band: "g", mag: 19),
            .. Enumerable.Range(10, 20).Select(q => Entry(center, Jd + 0.2, q, "i", 20 + q * 0.01)),
        ];
        var region = Cone(center.Offset(90, 2), 7);
        var coverage = Of(region, log);
        var (all, once, twice, random) = (0, 0, 0, new Random(4));
        var bands = new Dictionary<string, int>();
        while (all < 40_000)
        {
            var place = new SkyCoord(350 + 24 * random.NextDouble(), Math.Asin(Math.Sin(12 * Math.PI / 180) + random.NextDouble() * 0.26) * 180 / Math.PI);
            if (!region.Contains(place))
                continue;
            all++;
            var seen = log.Where(e => ZtfCamera.QuadrantAt(new SkyCoord(e.RaDeg, e.DecDeg), place) is { } q && (e.Quadrant ?? q) == q).ToArray();
            once += seen.Length > 0 ? 1 : 0;
            twice += seen.Length > 0 && seen.Max(e => e.Jd) - seen.Min(e => e.Jd) > 0.01 ? 1 : 0;
            foreach (var band in seen.Select(e => e.Band).Distinct())
                bands[band] = bands.GetValueOrDefault(band) + 1;
        }
        Same(once, coverage.Once);
        Same(twice, coverage.Twice);
        Assert.Equal(["g", "i", "r"], coverage.Bands.Select(b => b.Band));
        Assert.Equal([1, 1, 2], coverage.Bands.Select(b => b.Exposures));
        foreach (var band in coverage.Bands)
            Same(bands[band.Band], band.Once);
        Assert.Equal(4, coverage.Exposures);
        Assert.Equal((Jd, Jd + 0.2), (coverage.FirstJd, coverage.LastJd));

        void Same(int count, ObservedSky sky)
        {
            var share = (double)count / all;
            Assert.Equal(share, sky.Total.AreaSqDeg / coverage.Region.Total.AreaSqDeg, 4 * Math.Sqrt(share * (1 - share) / all));
        }
    }

    [Theory]
    [InlineData(0.005, false)]
    [InlineData(0.02, true)]
    [InlineData(-0.02, true)]
    public void Twice_is_more_than_a_hundredth_of_a_day_apart(double days, bool counts)
    {
        var center = new SkyCoord(100, 10);
        var coverage = Of(Cone(center, 3), [Entry(center), Entry(center, Jd + days, band: "g")]);
        Assert.Equal(counts ? coverage.Once : default, coverage.Twice);
        Assert.Equal(2, coverage.Exposures);
        Assert.Equal(counts ? coverage.OnceMoc.AreaSqDeg : 0, coverage.TwiceMoc.AreaSqDeg);
    }

    [Fact]
    public void The_galactic_plane_is_where_the_latitude_is_below_10_degrees()
    {
        var edge = new GalacticCoord(45, 10).ToIcrs();
        var coverage = Of(Cone(edge, 3), [Entry(edge)]);
        Assert.Equal(0.5, coverage.Region.InPlane.AreaSqDeg / coverage.Region.Total.AreaSqDeg, 0.01);
        Assert.InRange(coverage.Once.InPlane.AreaSqDeg / coverage.Once.Total.AreaSqDeg, 0.45, 0.55);
        var inside = Of(Cone(new GalacticCoord(120, 0).ToIcrs(), 3), [Entry(new GalacticCoord(120, 0).ToIcrs())]);
        Assert.Equal(inside.Once.Total, inside.Once.InPlane);
        Assert.Equal(default, inside.Once.OutsidePlane);
    }

    [Fact]
    public void Depth_is_that_of_the_deepest_exposure_at_each_place_and_weighted_with_area()
    {
        var center = new SkyCoord(100, 10);
        Exposure[] log =
        [
            .. Enumerable.Range(0, 40).Select(q => Entry(center, Jd, q, mag: 20)), .. Enumerable.Range(0, 24).Select(q => Entry(center, Jd + 0.1, q, mag: 21)),
            Entry(center, Jd, 60, mag: null), Entry(center, Jd, 61, "g", null),
        ];
        var coverage = Of(Cone(center, 6), log);
        var (g, r) = (coverage.Bands[0], coverage.Bands[1]);
        Assert.Null(g.Depth);
        // 24 quadrants at 21 and 16 at 20: half of the area is reached among the deeper.
        Assert.Equal((21, 20, 21), (r.Depth!.Value.MedianMag, r.Depth.Value.BrightestMag, r.Depth.Value.FaintestMag));
        Assert.Equal(r.Once.Total.AreaSqDeg * 40 / 41, r.Depth.Value.AreaSqDeg, 0.05);
        var shallow = Of(Cone(center, 6), log.Where(e => e.LimitingMag != 21 || e.Quadrant < 19));
        Assert.Equal(20, shallow.Bands[1].Depth!.Value.MedianMag);
    }

    [Fact]
    public void More_bands_than_are_counted_at_once_are_counted_too()
    {
        var center = new SkyCoord(100, 10);
        var coverage = Of(Cone(center, 2), Enumerable.Range(0, 11).Select(i => Entry(center, Jd + i * 0.001, null, "b" + (char)('a' + i), 20 + i)));
        Assert.Equal(11, coverage.Bands.Count);
        Assert.All(coverage.Bands, (band, i) => Assert.Equal((20.0 + i, coverage.Once), (band.Depth!.Value.MedianMag, band.Once)));
    }

    [Fact]
    public void What_does_not_count_is_told()
    {
        var center = new SkyCoord(100, 10);
        Exposure[] log =
        [
            Entry(center, Jd - 1.5), Entry(center, Jd + 1), Entry(center) with { Survey = "Gattini" }, Entry(center) with { ProgramId = 2 },
            Entry(center, Jd + 0.5) with { ProgramId = 1 }, Entry(center.Offset(0, 60)),
        ];
        var coverage = Of(Cone(center, 2), log);
        Assert.Equal((1, 1L, 1L), (coverage.Exposures, coverage.EntriesOfUnknownCameras, coverage.EntriesNotPublic));
        Assert.Equal((Jd + 0.5, Jd + 0.5), (coverage.FirstJd, coverage.LastJd));
        Assert.Equal(2, Of(Cone(center, 2), log, DataRights.Partnership).Exposures);
        var nothing = Of(Cone(center, 2), [Entry(center.Offset(0, 60))]);
        Assert.Equal((0, null, default, 0), (nothing.Exposures, nothing.FirstJd, nothing.Once, nothing.Bands.Count));
        Assert.True(nothing.OnceMoc.IsEmpty);
        Assert.Equal(default, Of(Moc.Empty, log).Region);
    }

    [Fact]
    public void A_whole_night_of_all_quadrants_is_counted_at_once()
    {
        var center = new SkyCoord(150, 25);
        var region = Cone(center, 17.9);
        Assert.InRange(region.AreaSqDeg, 990, 1020);
        var fields = FieldGrid.Own.Fields.Select(f => FieldGrid.Own.CenterOf(f)!.Value).OrderBy(c => c.SeparationDeg(center)).Take(350).ToArray();
        var log = fields.SelectMany((c, i) => Enumerable.Range(0, 64).SelectMany(q => new[] { Entry(c, Jd + i * 0.0005, q, "g"), Entry(c, Jd + 0.2 + i * 0.0005, q) })).ToArray();
        Assert.Equal(44_800, log.Length);
        Of(Cone(center, 1), log);
        var clock = Stopwatch.StartNew();
        var coverage = Of(region, log);
        // Under a second on two cores that have other work too; this only guards against a method that is too slow by far.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.InRange(coverage.Twice.Total.AreaSqDeg / coverage.Region.Total.AreaSqDeg, 0.8, 0.95);
    }

    [Fact]
    public void Exposure_times_are_those_of_the_exposures_that_saw_the_region_and_none_where_one_is_not_told()
    {
        var center = new SkyCoord(180, 30);
        var (survey, followUp, elsewhere) = (
            Entry(center) with { ExposureSeconds = 30 }, Entry(center, Jd + 0.1) with { ExposureSeconds = 300 }, Entry(new SkyCoord(90, 30), Jd + 0.2) with { ExposureSeconds = 600 });
        Assert.Equal((30.0, 300.0), Of(Cone(center, 2), [followUp, survey, elsewhere]).ExposureSeconds);
        Assert.Null(Of(Cone(center, 2), [survey, Entry(center, Jd + 0.3)]).ExposureSeconds);
        Assert.Null(Of(Cone(center, 2), [elsewhere]).ExposureSeconds);
    }

    private static ObservationCoverage Of(Moc region, IEnumerable<Exposure> log, DataRights rights = DataRights.Public)
    {
        var tally = new CoverageTally(Uniform, region, Window, rights);
        foreach (var exposure in log)
            tally.Add(exposure);
        return tally.Result(CancellationToken.None);
    }

    private static Moc Cone(SkyCoord center, double radiusDeg) => SkyCover.Cone(center, radiusDeg, 9, CoverMode.CentersInside);

    private static Exposure Entry(SkyCoord center, double jd = Jd, int? quadrant = null, string band = "r", double? mag = 20.5) => new()
    {
        Survey = "ZTF",
        Jd = jd,
        Field = 1,
        RaDeg = center.RaDeg,
        DecDeg = center.DecDeg,
        Quadrant = quadrant,
        Band = band,
        LimitingMag = mag,
    };

    private static double AreaSqDeg(SkyCoord[] corners)
    {
        var excess = -360.0;
        for (var i = 0; i < 4; i++)
        {
            var angle = Math.Abs(corners[i].PositionAngleDeg(corners[(i + 3) % 4]) - corners[i].PositionAngleDeg(corners[(i + 1) % 4]));
            excess += Math.Min(angle, 360 - angle);
        }
        return excess * 180 / Math.PI;
    }
}
