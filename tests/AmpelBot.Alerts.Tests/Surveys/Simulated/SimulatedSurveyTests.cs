using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Tests.Surveys.Simulated;

public class SimulatedSurveyTests
{
    private static readonly SimulatedEvent Event = EventAt(40);

    private static readonly Lazy<List<(SimulatedPacket Packet, Alert Alert)>> Survey = new(() => Simulate(Event, 1));

    [Fact]
    public void One_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Hash(Survey.Value), Hash(Simulate(Event, 1)));
        Assert.NotEqual(Survey.Value[0].Packet.Bytes, SimulatedSurvey.Packets(Event, 2, CancellationToken.None).First().Bytes);
    }

    [Fact]
    public void The_packets_are_in_time_order_named_by_their_candid_and_of_all_populations()
    {
        var survey = Survey.Value;
        Assert.InRange(survey.Count, 300, 1800);
        Assert.Equal(survey.Select(p => p.Alert.Jd).Order(), survey.Select(p => p.Alert.Jd));
        Assert.All(survey, p => Assert.Equal($"{p.Alert.Candid}.avro", p.Packet.FileName));
        Assert.Equal(survey.Count, survey.Select(p => p.Alert.Candid).Distinct().Count());
        Assert.All(survey, p => Assert.Equal(p.Alert.ObjectId, p.Packet.ObjectId));
        Assert.Equal(["agn", "asteroid", "bogus", "kilonova", "supernova", "variable star"], survey.Select(p => p.Packet.Truth).Distinct().Order(StringComparer.Ordinal));
        Assert.All(survey, p => Assert.Matches("^ZTF[12][0-9][a-z]{7}$", p.Packet.ObjectId));
        Assert.Single(survey.Where(p => p.Packet.Truth == "kilonova").Select(p => p.Packet.ObjectId).Distinct());
    }

    [Theory]
    [InlineData(40)]
    [InlineData(150)]
    public void The_kilonova_is_seen_after_the_event_in_epochs_that_lie_apart(double distanceMpc)
    {
        var simulated = EventAt(distanceMpc);
        var t0 = TimeScales.UtcToJd(simulated.TimeUtc);
        var alerts = Simulate(simulated, 7).Where(p => p.Packet.Truth == "kilonova").Select(p => p.Alert).ToList();
        Assert.All(alerts, a => Assert.InRange(a.Jd - t0, 0, 3.2));
        Assert.All(alerts, a => Assert.Equal(simulated.Kilonova, a.Coord));
        Assert.True(alerts[^1].Jd - alerts[0].Jd > 0.02);
        Assert.Equal(alerts[0].Jd, alerts[^1].Candidate.Number("jdstarthist"));
        Assert.Contains(alerts[^1].LightCurve.Datapoints, d => d.Kind == DatapointKind.UpperLimit && d.Jd < t0);
    }

    [Fact]
    public void The_kilonova_is_as_bright_as_its_formula_says_and_fades_faster_in_g()
    {
        Assert.Equal(-15.8, SimulatedKilonova.AbsoluteMag(0.5, 2), 12);
        Assert.Equal(-14.8, SimulatedKilonova.AbsoluteMag(2.5, 2), 12);
        Assert.Equal(-13.9, SimulatedKilonova.AbsoluteMag(2.5, 1), 12);
        var r = Survey.Value.First(p => p.Packet.Truth == "kilonova" && p.Alert.LightCurve.Detections[^1].Band == "r").Alert;
        var days = r.Jd - TimeScales.UtcToJd(Event.TimeUtc);
        // 40 Mpc: distance modulus 5 log10(40e6 / 10) = 33.0103.
        Assert.InRange(r.Candidate.Number("magpsf")!.Value - (33.0103 - 15.8 + 0.5 * (days - 0.5)), -0.2, 0.2);
    }

    [Fact]
    public void Each_packet_says_that_it_is_invented_and_its_counts_and_dates_hold()
    {
        foreach (var (packet, alert) in Survey.Value)
        {
            var record = AvroContainer.Read(new MemoryStream(packet.Bytes), CancellationToken.None).Single().Record;
            Assert.Equal("AmpelBot simulation", record["publisher"]);
            var c = alert.Candidate;
            Assert.Equal(alert.Jd, c.Number("jdendhist"));
            Assert.True(c.Number("jdstarthist") <= alert.Jd);
            Assert.InRange(alert.LightCurve.Detections.Count, 1, c.Integer("ndethist")!.Value);
            Assert.True(c.Integer("ndethist") <= c.Integer("ncovhist"));
            Assert.All(alert.LightCurve.Datapoints, d => Assert.InRange(d.Jd, alert.Jd - 30, alert.Jd));
            Assert.Equal(alert.Candid, alert.LightCurve.Detections[^1].Id);
            // ZTF's numbering: night and time of the day, readout channel, 15, then 015 or 010 and a counter.
            Assert.Equal((long)Math.Floor((alert.Jd - 2457754.5) * 1e5), alert.Candid / 10_000_000_000);
            Assert.Equal(c.Integer("pid"), alert.Candid / 1_000_000);
            Assert.Equal(c.Text("isdiffpos") == "t" ? 15 : 10, alert.Candid / 1000 % 1000);
        }
    }

    [Fact]
    public void Nobody_but_the_kilonova_begins_after_the_event_and_meets_every_cut()
    {
        var t0 = TimeScales.UtcToJd(Event.TimeUtc);
        Assert.Equal(["kilonova"], Survey.Value.Where(p => Meets(p.Alert, t0)).Select(p => p.Packet.Truth).Distinct());
    }

    [Fact]
    public void Cutouts_are_gzipped_FITS_images_with_a_source_in_the_middle()
    {
        var alert = Survey.Value.First(p => p.Packet.Truth == "kilonova").Alert;
        Assert.Equal(["Science", "Template", "Difference"], alert.Cutouts.Select(c => c.Kind));
        using var gzip = new GZipStream(new MemoryStream(alert.Cutouts[2].Data), CompressionMode.Decompress);
        using var fits = new MemoryStream();
        gzip.CopyTo(fits);
        var bytes = fits.ToArray();
        Assert.Equal(0, bytes.Length % 2880);
        Assert.StartsWith("SIMPLE  =                    T", Encoding.ASCII.GetString(bytes, 0, 80), StringComparison.Ordinal);
        short Pixel(int x, int y) => (short)((bytes[2880 + 2 * (63 * y + x)] << 8) | bytes[2881 + 2 * (63 * y + x)]);
        Assert.True(Pixel(31, 31) > 10 * Math.Abs(Pixel(3, 3)));
    }

    [Theory]
    [InlineData(197.45, -23.38, 190, -18, 15, 1)]
    [InlineData(1, 40, 355, 38, 10, 2)]
    [InlineData(120, 80, 100, 84, 12, 3)]
    [InlineData(50, -5, 50, -5, 20, 4)]
    public void The_sky_map_is_whole_and_holds_the_kilonova_between_its_50_and_90_percent_levels(
        double ra, double dec, double regionRa, double regionDec, double radiusDeg, int seed)
    {
        var simulated = new SimulatedEvent(new SkyCoord(ra, dec), Event.TimeUtc, 100, new SkyCoord(regionRa, regionDec), radiusDeg);
        var (cells, densities) = SimulatedSkyMap.Cells(simulated, seed);
        Assert.InRange(cells.Count, 3000, 20_000);
        Assert.All(cells, c => Assert.InRange(c.Order, 4, 8));
        Assert.Equal(HealpixNested.CellCount(8), cells.Sum(c => HealpixNested.CellCount(8 - c.Order) / 12));
        Assert.Equal(1, cells.Zip(densities).Sum(c => c.Second * HealpixNested.CellAreaSr(c.First.Order)), 9);
        var (level, area90) = LevelOf(simulated.Kilonova, cells, densities);
        Assert.InRange(level, 0.5, 0.9);
        Assert.InRange(area90, 50, 200);
    }

    [Fact]
    public void A_simulation_stops_when_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => SimulatedSurvey.Packets(Event, 1, cancellation.Token).ToList());
    }

    private static SimulatedEvent EventAt(double distanceMpc) =>
        new(new SkyCoord(197.45, -23.38), new DateTimeOffset(2026, 3, 14, 6, 12, 0, TimeSpan.Zero), distanceMpc, new SkyCoord(190, -18), 15);

    private static List<(SimulatedPacket Packet, Alert Alert)> Simulate(SimulatedEvent simulated, int seed) =>
    [
        .. SimulatedSurvey.Packets(simulated, seed, CancellationToken.None).Select(
            p => (p, ZtfPacket.Parse(AvroContainer.Read(new MemoryStream(p.Bytes), CancellationToken.None).Single().Record))),
    ];

    private static string Hash(List<(SimulatedPacket Packet, Alert Alert)> survey) =>
        Convert.ToHexString(SHA256.HashData([.. survey.SelectMany(p => SHA256.HashData(p.Packet.Bytes))]));

    /// <summary>The packet cuts of nuztf and of AMPEL's DecentFilter with nuztf's settings for gravitational waves, without the sky.</summary>
    private static bool Meets(Alert alert, double t0)
    {
        var c = alert.Candidate;
        double N(string field) => c.Number(field) ?? double.NaN;
        double[] scores = [N("sgscore1"), N("sgscore2"), N("sgscore3")];
        double[] distances = [N("distpsnr1"), N("distpsnr2"), N("distpsnr3")];
        return alert.Jd > t0 && alert.Jd < t0 + 3
            && N("rb") > 0.3 && N("magpsf") > 15 && N("ndethist") <= 10
            && N("jdstarthist") >= t0 && c.Text("isdiffpos") == "t" && N("drb") >= 0.3
            && N("fwhm") <= 5.5 && N("elong") <= 1.4 && Math.Abs(N("magdiff")) <= 1
            && N("jdendhist") - N("jdstarthist") >= 0.01
            && !(N("ssdistnr") is >= 0 and < 20)
            && !(distances[0] < 1 && scores[0] > 0.8)
            && !(distances.Max() < 3 && scores.Max(s => Math.Abs(s - 0.5)) < 0.1)
            && alert.LightCurve.Detections.Any(d => d.Jd > t0 && d.Jd < alert.Jd);
    }

    private static (double Level, double Area90SqDeg) LevelOf(SkyCoord coord, IReadOnlyList<HealpixIndex> cells, IReadOnlyList<double> densities)
    {
        var (sum, area, area90, level) = (0.0, 0.0, 0.0, 1.0);
        foreach (var i in Enumerable.Range(0, cells.Count).OrderByDescending(i => densities[i]))
        {
            sum += densities[i] * HealpixNested.CellAreaSr(cells[i].Order);
            area += HealpixNested.CellAreaSqDeg(cells[i].Order);
            if (area90 == 0 && sum > 0.9)
                area90 = area;
            if (HealpixNested.Index(cells[i].Order, coord) == cells[i].Ipix)
                level = sum;
        }
        return (level, area90);
    }
}
