using System.Buffers.Binary;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Tests.T3;
using AmpelBot.Sky;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Plots;

public sealed class CandidateCardPlotTests
{
    private static readonly ScanReport Report = Reports.Of(candidates: 2);

    [Fact]
    public void The_picture_is_a_png_of_1200_by_600_with_the_same_bytes_each_time()
    {
        var png = Png(Report, Report.Candidates[0], []);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal((1200, 600), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.Equal(png, Png(Report, Report.Candidates[0], []));
    }

    [Fact]
    public void No_cutout_one_that_is_broken_and_archives_that_fail_are_told_apart_or_alike()
    {
        var candidate = Report.Candidates[0];
        var none = Png(Report, candidate, []);
        var failed = Png(Report, candidate, null);
        Assert.NotEqual(none, failed);
        Assert.Equal(failed, Png(Report, candidate, [.. new[] { "Science", "Template", "Difference" }.Select(kind => new Cutout(kind, "x.fits.gz", [0x1f, 0x8b, 0, 1, 2]))]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ZTF<b>\u0000\u0007\ud800 \u00e9\u4e2d")]
    public void Odd_names_are_drawn(string name) => Assert.NotEmpty(Png(Report, Report.Candidates[0] with { Name = name }, []));

    [Fact]
    public void Very_long_names_are_drawn() => Assert.NotEmpty(Png(Report, Report.Candidates[0] with { Name = new string('W', 5000) }, []));

    [Theory]
    [InlineData(double.NaN, 19.0, 0.1)]
    [InlineData(2458710.5, double.NaN, 0.1)]
    [InlineData(2458710.5, 1e300, 0.1)]
    [InlineData(2458710.5, 19.0, double.PositiveInfinity)]
    [InlineData(1e12, 19.0, -5.0)]
    [InlineData(0.0, 19.0, 1e9)]
    public void Numbers_that_cannot_be_drawn_do_not_spoil_the_picture(double jd, double mag, double error)
    {
        var candidate = Report.Candidates[0];
        var odd = candidate.LatestDetection with { Jd = jd, Mag = mag, MagErr = error, Band = "a band that is long" };
        Assert.NotEmpty(Png(Report, candidate with { LightCurve = new LightCurve([odd]) }, []));
        Assert.NotEmpty(Png(Report, candidate with { LightCurve = new LightCurve([.. candidate.LightCurve.Datapoints, odd]) }, []));
    }

    [Fact]
    public void A_light_curve_without_points_and_an_event_without_a_time_are_drawn()
    {
        var candidate = Report.Candidates[0];
        Assert.NotEmpty(Png(Report.WithNotice(notice => notice with { EventTimeUtc = null }), candidate with { LightCurve = new LightCurve([]) }, []));
    }

    [Theory]
    [InlineData(-5000)]
    [InlineData(-70)]
    [InlineData(-0.001)]
    [InlineData(0)]
    [InlineData(3000)]
    public void An_event_far_from_or_amid_the_points_is_drawn(double days)
        => Assert.NotEmpty(Png(Report.WithNotice(notice => notice with { EventTimeUtc = notice.EventTimeUtc!.Value.AddDays(days) }), Report.Candidates[0], []));

    [Fact]
    public void What_is_drawn_of_a_light_curve_and_what_is_not_add_up()
    {
        using var canvas = new Canvas(100, 100, PlotStyle.Png);
        var candidate = Report.Candidates[0];
        var panel = new LightCurvePanel(canvas, new PlotRect(0, 0, 100, 100), new LightCurve(
        [
            .. candidate.LightCurve.Datapoints, candidate.LatestDetection with { Mag = null }, candidate.LatestDetection with { Mag = 99 },
            candidate.LatestDetection with { Band = "u", IsPositive = false },
        ]), TimeScales.UtcToJd(Reports.EventTime));
        Assert.Equal(2, panel.NotDrawn);
        Assert.Equal(["u", candidate.LatestDetection.Band], panel.Bands);
        Assert.True(panel.HasFainter && panel.HasLimits);
    }

    [Fact]
    public void Zscale_shows_the_noise_and_not_the_stars()
    {
        var random = new Random(5);
        var pixels = Enumerable.Range(0, 63 * 63).Select(i => i % 500 == 7 ? 50_000f : 100 + 5 * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)).ToArray();
        pixels[3] = float.NaN;
        var (low, high) = ZScale.Of(pixels)!.Value;
        Assert.InRange(low, 90, 99);
        Assert.InRange(high, 101, 130);
        Assert.Null(ZScale.Of([float.NaN, float.PositiveInfinity]));
        Assert.Equal((7, 7), ZScale.Of([7]));
        Assert.Equal((7, 7), ZScale.Of(Enumerable.Repeat(7f, 4000).ToArray()));
    }

    [SkippableFact]
    public void Cutouts_of_real_packets_are_drawn_and_their_first_row_is_the_north()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var alerts = Directory.GetFiles(RealData.Path("ztf_alerts/alerce"), "*.avro").Order().Take(120).Select(Read).ToArray();
        var alert = alerts.First(a => a.Cutouts.Count == 3 && a.LightCurve.Detections.Count > 2);
        var candidate = Report.Candidates[0] with { Name = alert.ObjectId!, LightCurve = alert.LightCurve, Alerts = [alert] };
        Assert.True(Png(Report, candidate, alert.Cutouts).Length > Png(Report, candidate, []).Length + 10_000);
        var pairs =
            from a in alerts
            from b in alerts
            where a.Candidate.Integer("field") == b.Candidate.Integer("field") && a.Candidate.Integer("rcid") == b.Candidate.Integer("rcid")
                && a.Candidate.Number("ypos") - b.Candidate.Number("ypos") > 200
            select a.Coord.DecDeg - b.Coord.DecDeg;
        Assert.All(pairs.ToArray(), difference => Assert.True(difference < 0));
        Assert.NotEmpty(pairs);

        static Alert Read(string path)
        {
            using var file = File.OpenRead(path);
            return ZtfPacket.Parse(AvroContainer.Read(file, CancellationToken.None).First().Record);
        }
    }

    private static byte[] Png(ScanReport report, Candidate candidate, IReadOnlyList<Cutout>? cutouts)
    {
        using var stream = new MemoryStream();
        CandidateCardPlot.WritePng(report, candidate, cutouts, stream, CancellationToken.None);
        return stream.ToArray();
    }
}
