using AmpelBot.Alerts.Ingest;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>The archive on the real packets of all schema versions.</summary>
public sealed class RealPacketsArchiveTests(RealPacketsArchive real) : IClassFixture<RealPacketsArchive>
{
    [SkippableFact]
    public void The_readable_packets_are_in_once()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        // 531 rows in the index of the folder, of which one packet is a second copy.
        Assert.Equal((530, 1), (real.Report.Added, real.Report.AlreadyThere));
        var info = real.Archive.Info();
        Assert.Equal(530, info.Alerts);
        Assert.Equal(real.Alerts.Where(a => a.ObjectId is not null).Select(a => a.ObjectId).Distinct().Count(), info.Objects);
        Assert.Equal(real.Alerts.Sum(a => a.Cutouts.Count), info.Cutouts);
        Assert.Equal(real.Report.DeadLetters.Count, info.DeadLetters);
    }

    [SkippableFact]
    public void The_unreadable_packets_are_dead_letters_with_the_reason()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        string[] unreadable =
        [
            "ampel_public_20180601/516442330015015017.avro", "ampel_public_20180601/516442805615015004.avro",
            "ampel_public_20180601/516476004815015005.avro", "ampel_schema_versions/schema_4.02.avro",
        ];
        var letters = real.Report.DeadLetters;
        Assert.Equal(real.Packets.Where(p => p.DeadLetter is not null).Select(p => p.DeadLetter!), letters);
        foreach (var file in unreadable.Select(f => RealData.Path("ztf_alerts/" + f)))
            Assert.Contains(letters, letter => letter.File == file && letter.Reason.Length > 10);
        Assert.Equal(531 + letters.Count, real.Report.Packets);
    }

    [SkippableFact]
    public async Task Ingesting_again_adds_nothing()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var info = real.Archive.Info();
        var report = await AlertIngest.RunAsync([RealData.Path("ztf_alerts")], real.Archive, null, default);
        Assert.Equal((0, real.Report.Packets - real.Report.DeadLetters.Count), (report.Added, report.AlreadyThere));
        Assert.Equal(info, real.Archive.Info());
    }

    [SkippableFact]
    public async Task Every_alert_comes_back_with_every_field_and_its_light_curve()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var found = (await real.Archive.ScanAsync(Moc.FullSky, HandMade.AllTime, default).ToListAsync()).ToDictionary(a => a.AlertId);
        Assert.Equal((465, 65), (found.Values.Count(a => a.Candid is not null), found.Values.Count(a => a.Candid is null)));
        foreach (var alert in real.Alerts)
        {
            HandMade.AssertSame(alert, found[alert.AlertId]);
            // A body may be the fuller one of another packet, but says the same where both say something.
            foreach (var (sent, kept) in alert.LightCurve.Datapoints.Zip(found[alert.AlertId].LightCurve.Datapoints))
                Assert.True(kept.Body.Schema.Fields.Count >= sent.Body.Schema.Fields.Count);
        }
    }

    [SkippableFact]
    public void A_datapoint_is_kept_once_for_each_object()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var once = real.Alerts.SelectMany(a => a.LightCurve.Datapoints.Select(p => (a.ObjectId ?? $"{a.AlertId}", HandMade.Values(p)))).Distinct().Count();
        Assert.Equal(once, real.Archive.Info().Datapoints);
        Assert.True(once < real.Alerts.Sum(a => a.LightCurve.Datapoints.Count));
    }

    [SkippableFact]
    public void Cutouts_come_back()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        foreach (var alert in real.Alerts)
            Assert.Equal(alert.Cutouts.Select(c => (c.Kind, c.FileName, Convert.ToBase64String(c.Data))),
                real.Archive.CutoutsOf(alert).Select(c => (c.Kind, c.FileName, Convert.ToBase64String(c.Data))));
    }

    [SkippableFact]
    public async Task A_scan_finds_what_looking_at_every_packet_finds()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var random = new Random(20190814);
        var touched = 0;
        for (var i = 0; i < 30; i++)
        {
            var moc = SqliteArchiveScanTests.RandomMoc(random, random.Next(8), random.NextDouble());
            var from = TimeScales.JdToUtc(real.Alerts[random.Next(real.Alerts.Count)].Jd).AddDays(-random.NextDouble());
            var window = new TimeWindow(from, from.AddDays(1 + random.Next(800) * (i % 2)));
            var inside = real.Alerts.Where(a => moc.Contains(a.Coord)).ToList();
            var expected = inside.Where(a => window.Contains(a.TimeUtc)).Select(a => a.AlertId).Order();
            var found = await real.Archive.ScanAsync(moc, window, default).ToListAsync();
            Assert.Equal(expected, found.Select(a => a.AlertId).Order());
            Assert.Equal(inside.Count, real.Archive.CountInside(moc, default));
            touched += found.Count;
        }
        Assert.True(touched > 500);
    }

    [SkippableFact]
    public void The_alerts_of_an_object_are_all_of_its_packets()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        foreach (var packets in real.Alerts.Where(a => a.ObjectId is not null).GroupBy(a => a.ObjectId!))
            Assert.Equal(packets.OrderBy(a => a.Jd).ThenBy(a => a.AlertId).Select(a => a.AlertId), real.Archive.AlertsOf(packets.Key, default).Select(a => a.AlertId));
    }

    [SkippableFact]
    public async Task The_alerts_inside_the_region_of_every_sky_map_are_those_of_the_table()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        // Made by another program from the same maps: skymap,alert_file,objectId,candid,ra,dec,credible_level.
        var rows = File.ReadLines(RealData.Path("expected_alerts_inside_90pct.csv")).Skip(1).Select(line => line.Split(','))
            .Where(row => row[1].StartsWith("ztf_alerts/") && row[3].Length > 0).ToList();
        foreach (var map in rows.GroupBy(row => row[0]).Where(map => new FileInfo(RealData.Path(map.Key)).Length < 3_000_000))
        {
            var region = SkyMapReader.Read(RealData.Path(map.Key), default).RegionAt(0.9);
            var found = await real.Archive.ScanAsync(region.Moc, HandMade.AllTime, default).ToListAsync();
            var listed = map.Select(row => long.Parse(row[3])).ToHashSet();
            Assert.Superset(listed, found.Select(a => a.AlertId).ToHashSet());
        }
    }

    [SkippableFact]
    public async Task A_UTC_day_of_S190814bv_touches_forty_alerts()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var region = SkyMapReader.Read(RealData.Path("skymaps/S190814bv_bayestar.fits.gz_v0"), default).RegionAt(0.9);
        // The night of 2018-11-28 at Palomar: all were taken on 2018-11-29 at 6 h UTC.
        var from = new DateTimeOffset(2018, 11, 29, 0, 0, 0, TimeSpan.Zero);
        Assert.Empty(await real.Archive.ScanAsync(region.Moc, new TimeWindow(from.AddDays(-1), from), default).ToListAsync());
        var found = await real.Archive.ScanAsync(region.Moc, new TimeWindow(from, from.AddDays(1)), default).ToListAsync();
        Assert.Equal(40, found.Count);
        // The other two are of 2016.
        Assert.Equal(42, real.Archive.CountInside(region.Moc, default));
    }
}
