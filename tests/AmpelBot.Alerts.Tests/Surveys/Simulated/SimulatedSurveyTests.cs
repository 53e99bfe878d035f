using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Observations;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.Alerts.Surveys.Ztf;
using AmpelBot.Sky;

namespace AmpelBot.Alerts.Tests.Surveys.Simulated;

public class SimulatedSurveyTests
{
    private static readonly SimulatedInjection Injected = new("kilonova", new SkyCoord(218.25, 31.40), new DateTimeOffset(2026, 6, 12, 5, 0, 0, TimeSpan.Zero), 60);

    private static readonly SimulatedPlan Plan = new()
    {
        Seed = 11,
        FirstNight = new DateOnly(2026, 6, 11),
        Nights = 5,
        Region = new SimulatedRegion(new SkyCoord(218, 31), 5),
        Share = 0.03,
        Injections = [Injected],
        FollowUp = new SimulatedFollowUp(new SimulatedRegion(new SkyCoord(218, 31), 5), Injected.TimeUtc, 3),
    };

    private static readonly Lazy<Made> Survey = new(() => Make(Plan));

    [Fact]
    public void One_plan_gives_the_same_bytes_and_another_seed_others()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", ".", "~");
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(Hash(Survey.Value), Hash(Make(Plan)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.NotEqual(Hash(Survey.Value), Hash(Make(Plan with { Seed = 12 })));
    }

    [Fact]
    public void The_files_of_one_plan_are_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("ampelbot");
        try
        {
            foreach (var name in new[] { "one", "two" })
            {
                using var files = new SimulatedFiles(Path.Combine(folder.FullName, name));
                foreach (var night in new SimulatedSurvey(Plan with { Nights = 2 }).Nights(CancellationToken.None))
                    files.Write(night, _ => { }, CancellationToken.None);
            }
            var made = Directory.GetFiles(Path.Combine(folder.FullName, "one")).Order().ToArray();
            Assert.Contains(made, f => f.EndsWith(".tar.gz", StringComparison.Ordinal));
            Assert.Contains(made, f => f.EndsWith("_exposures.csv", StringComparison.Ordinal));
            Assert.Contains(made, f => f.EndsWith("truth.csv", StringComparison.Ordinal));
            Assert.All(made, f => Assert.Equal(File.ReadAllBytes(f), File.ReadAllBytes(f.Replace("/one/", "/two/", StringComparison.Ordinal))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_injection_changes_nothing_else()
    {
        var without = Make(Plan with { Injections = [] });
        var with = Survey.Value.Packets.Where(p => !p.Packet.Truth.IsInjected).ToList();
        Assert.Equal(without.Packets.Select(p => p.Packet.FileName), with.Select(p => p.Packet.FileName));
        Assert.All(without.Packets.Zip(with), p => Assert.Equal(p.First.Packet.Bytes, p.Second.Packet.Bytes));
        Assert.Equal(without.Exposures, Survey.Value.Exposures);
    }

    [Fact]
    public void A_smaller_share_is_a_smaller_survey()
    {
        var small = Make(Plan with { Share = 0.01 });
        Assert.InRange((double)small.Packets.Count / Survey.Value.Packets.Count, 0.15, 0.6);
        Assert.Equal(small.Exposures, Survey.Value.Exposures);
    }

    [Fact]
    public void Packets_are_in_time_order_named_by_candids_that_differ_and_say_that_they_are_invented()
    {
        var packets = Survey.Value.Packets;
        Assert.InRange(packets.Count, 200, 3000);
        Assert.Equal(packets.Select(p => p.Alert.Jd).Order(), packets.Select(p => p.Alert.Jd));
        Assert.Equal(packets.Count, packets.Select(p => p.Alert.Candid).Distinct().Count());
        Assert.All(packets, p =>
        {
            Assert.Equal($"{p.Alert.Candid}.avro", p.Packet.FileName);
            Assert.Equal(p.Alert.ObjectId, p.Packet.Truth.ObjectId);
            Assert.Matches("^ZTF[12][0-9][a-z]{7}$", p.Alert.ObjectId);
            Assert.Equal("AmpelBot simulation", p.Alert.Packet!["publisher"]);
        });
        Assert.All(packets.GroupBy(p => p.Alert.ObjectId), g => Assert.Single(g, p => p.Packet.IsFirst));
        Assert.All(packets.GroupBy(p => p.Alert.ObjectId), g => Assert.Single(g.Select(p => p.Packet.Truth.Type).Distinct()));
    }

    [Fact]
    public void Counts_dates_and_numbers_of_a_packet_hold()
    {
        foreach (var (_, alert) in Survey.Value.Packets)
        {
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
            Assert.True(c.Number("sigmapsf") < 0.22);
            Assert.True(c.Number("magpsf") < c.Number("diffmaglim") + 0.5);
        }
    }

    [Fact]
    public void A_detection_has_the_same_number_in_every_packet_that_tells_of_it()
    {
        var sent = Survey.Value.Packets.Select(p => p.Alert.Candid!.Value).ToHashSet();
        var firstJd = Survey.Value.Packets.Min(p => p.Alert.Jd);
        var repeated = Survey.Value.Packets.SelectMany(p => p.Alert.LightCurve.Detections.Where(d => d.Jd >= firstJd)).ToArray();
        Assert.True(repeated.Length > sent.Count);
        Assert.All(repeated, d => Assert.Contains(d.Candid!.Value, sent));
    }

    [Fact]
    public void Every_alert_lies_in_an_exposure_of_the_log()
    {
        var log = Survey.Value.Exposures.ToDictionary(e => (e.Jd, e.Field, e.Quadrant));
        Assert.All(Survey.Value.Packets, p =>
        {
            var c = p.Alert.Candidate;
            var exposure = log[(p.Alert.Jd, (int)c.Integer("field")!.Value, (int)c.Integer("rcid")!.Value)];
            Assert.Equal(exposure.Band, p.Alert.LightCurve.Detections[^1].Band);
            Assert.Equal(exposure.LimitingMag!.Value, c.Number("diffmaglim")!.Value, 0.001);
            Assert.Equal(exposure.ProgramId, p.Alert.ProgramId);
        });
    }

    [Fact]
    public void Populations_have_sane_numbers()
    {
        var packets = Survey.Value.Packets;
        var types = packets.GroupBy(p => p.Packet.Truth.Type).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(["agn", "bogus", "kilonova", "variable star"], types.Keys.Where(k => k is not ("supernova" or "flare" or "asteroid" or "tde")).Order(StringComparer.Ordinal));
        Assert.InRange((double)types["bogus"] / packets.Count, 0.2, 0.7);
        double Share(bool isReal, double above) => packets.Where(p => (p.Packet.Truth.Type != "bogus") == isReal).Average(p => p.Alert.Candidate.Number("drb") > above ? 1.0 : 0);
        Assert.InRange(Share(isReal: true, 0.5), 0.95, 1);
        Assert.InRange(Share(isReal: false, 0.5), 0, 0.05);
    }

    [Fact]
    public void The_kilonova_is_as_bright_as_its_model_and_has_no_past()
    {
        var alerts = Survey.Value.Packets.Where(p => p.Packet.Truth.Type == "kilonova").Select(p => p.Alert).ToArray();
        Assert.True(alerts.Length >= 4);
        var t0 = TimeScales.UtcToJd(Injected.TimeUtc);
        var dustMag = new Dictionary<string, double>(StringComparer.Ordinal) { ["g"] = Dust.Mag(Injected.Coord.GalacticLatitudeDeg, 1), ["r"] = Dust.Mag(Injected.Coord.GalacticLatitudeDeg, 2), ["i"] = Dust.Mag(Injected.Coord.GalacticLatitudeDeg, 3) };
        Assert.All(alerts, a =>
        {
            var point = a.LightCurve.Detections[^1];
            var expected = KilonovaModel.At2017gfo.ApparentMag(a.Jd - t0, Bands.AngstromOf(point.Band switch { "g" => 1, "r" => 2, _ => 3 }), Injected.DistanceMpc) + dustMag[point.Band];
            Assert.InRange((point.Mag!.Value - expected) / point.MagErr!.Value, -5, 5);
            Assert.InRange(a.Coord.SeparationDeg(Injected.Coord) * 3600, 0, 2);
            Assert.True(a.Candidate.Number("jdstarthist") > t0);
            Assert.Contains(a.LightCurve.Datapoints, d => d.Kind == DatapointKind.UpperLimit && d.Jd < t0);
        });
    }

    [Fact]
    public void Asteroids_pass_through_fields_near_the_ecliptic()
    {
        var made = Make(Plan with { FirstNight = new DateOnly(2026, 6, 13), Nights = 4, Region = new SimulatedRegion(new SkyCoord(262, -23), 1), Share = 0.1, Injections = [], FollowUp = null });
        var asteroids = made.Packets.Where(p => p.Packet.Truth.Type == "asteroid").ToArray();
        Assert.True(asteroids.Length > 10);
        Assert.InRange(asteroids.Average(p => p.Alert.Candidate.Number("ssdistnr") >= 0 ? 1.0 : 0), 0.7, 1);
        Assert.InRange(asteroids.Average(p => p.Alert.LightCurve.Detections.Count), 1, 1.5);
        Assert.All(asteroids.Where(p => p.Alert.Candidate.Number("ssdistnr") >= 0), p =>
            Assert.InRange(p.Alert.Candidate.Number("ssmagnr")!.Value - p.Alert.Candidate.Number("magpsf")!.Value, -1.5, 1.5));
    }

    [Fact]
    public void Cutouts_are_gzipped_FITS_images_with_the_change_in_the_middle()
    {
        var alert = Survey.Value.Packets.Where(p => p.Packet.Truth.Type == "kilonova").MinBy(p => p.Alert.Candidate.Number("magpsf")).Alert;
        Assert.Equal(["Science", "Template", "Difference"], alert.Cutouts.Select(c => c.Kind));
        using var gzip = new GZipStream(new MemoryStream(alert.Cutouts[2].Data), CompressionMode.Decompress);
        using var fits = new MemoryStream();
        gzip.CopyTo(fits);
        var bytes = fits.ToArray();
        Assert.Equal(0, bytes.Length % 2880);
        Assert.StartsWith("SIMPLE  =                    T", Encoding.ASCII.GetString(bytes, 0, 80), StringComparison.Ordinal);
        float Pixel(int x, int y) => System.Buffers.Binary.BinaryPrimitives.ReadSingleBigEndian(bytes.AsSpan(2880 + 4 * (63 * y + x)));
        Assert.True(Pixel(31, 31) > 5 * Math.Abs(Pixel(3, 3)));
        Assert.Equal(Math.Pow(10, 0.4 * (26.3 - alert.Candidate.Number("magpsf")!.Value)), Sum(), 0.25 * Sum());

        double Sum() => Enumerable.Range(27, 9).Sum(y => Enumerable.Range(27, 9).Sum(x => (double)Pixel(x, y)));
    }

    [Fact]
    public void A_night_of_the_whole_sky_is_a_plausible_night()
    {
        var schedule = new SimulatedSchedule(new SimulatedPlan { Seed = 3, FirstNight = new DateOnly(2026, 9, 1), Nights = 10 });
        var nights = Enumerable.Range(0, 10).Select(i => schedule.Night(new DateOnly(2026, 9, 1).AddDays(i))).Where(n => n.Count > 0).ToArray();
        Assert.InRange(nights.Length, 5, 10);
        foreach (var night in nights)
        {
            Assert.InRange(night.Count, 300, 900);
            Assert.All(night.Zip(night.Skip(1)), p => Assert.True(p.Second.Jd - p.First.Jd > 39.9 / 86400));
            // The public survey sees a field in g and half an hour or more later in r.
            foreach (var field in night.Where(e => e.ProgramId == 1).GroupBy(e => e.Field.Number).Where(g => g.Count() == 2))
            {
                Assert.Equal([1, 2], field.Select(e => e.Fid));
                Assert.InRange((field.Last().Jd - field.First().Jd) * 24 * 60, 29.9, 45);
            }
            Assert.All(night, e => Assert.InRange(e.LimitingMag, 16.5, 21.5));
            Assert.True(night.Where(e => e.ProgramId == 1).GroupBy(e => e.Field.Number).Count() > 80);
        }
    }

    [Fact]
    public void A_simulation_stops_when_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new SimulatedSurvey(Plan).Nights(cancellation.Token).SelectMany(n => n.Packets).ToList());
    }

    internal static Made Make(SimulatedPlan plan)
    {
        var (packets, exposures) = (new List<(SimulatedPacket, Alert)>(), new List<Exposure>());
        foreach (var night in new SimulatedSurvey(plan).Nights(CancellationToken.None))
        {
            exposures.AddRange(night.Exposures);
            packets.AddRange(night.Packets.Select(p => (p, ZtfPacket.Parse(AvroContainer.Read(new MemoryStream(p.Bytes), CancellationToken.None).Single().Record))));
        }
        return new Made(packets, exposures);
    }

    private static string Hash(Made made) => Convert.ToHexString(SHA256.HashData([.. made.Packets.SelectMany(p => SHA256.HashData(p.Packet.Bytes))]));

    internal sealed record Made(List<(SimulatedPacket Packet, Alert Alert)> Packets, List<Exposure> Exposures);
}
