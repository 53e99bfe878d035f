using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>The archive on the real packets of all schema versions.</summary>
public sealed class RealPacketsArchiveTests(RealPacketsArchive real) : IClassFixture<RealPacketsArchive>
{
    private async Task<List<Alert>> ScanAsync(Moc moc, TimeWindow window)
    {
        var found = new List<Alert>();
        await foreach (var alert in real.Archive.ScanAsync(new AlertQuery { Moc = moc, Window = window, Rights = DataRights.Partnership }, default))
            found.Add(alert);
        return found;
    }

    [SkippableFact]
    public async Task The_readable_packets_are_in_once()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        // 531 rows in the index of the folder, of which one packet is a second copy.
        Assert.Equal((530, 1), (real.Report.Added, real.Report.AlreadyThere));
        var info = await real.Archive.InfoAsync(default);
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
        Assert.Equal(real.Packets.Where(p => p.DeadLetter is not null).Select(p => p.DeadLetter! with { Bytes = null }), letters.Select(l => l with { Bytes = null }));
        foreach (var file in unreadable.Select(f => RealData.Path("ztf_alerts/" + f)))
            Assert.Contains(letters, letter => letter.File == file && letter.Reason.Length > 10);
        Assert.Equal(531 + letters.Count, real.Report.Packets);
    }

    [SkippableFact]
    public async Task Ingesting_again_adds_nothing()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var info = await real.Archive.InfoAsync(default);
        var report = await AlertIngest.RunAsync([RealData.Path("ztf_alerts")], real.Archive, null, default);
        Assert.Equal((0, real.Report.Packets - real.Report.DeadLetters.Count), (report.Added, report.AlreadyThere));
        Assert.Equal(info, await real.Archive.InfoAsync(default));
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
            var found = await ScanAsync(region.Moc, HandMade.AllTime);
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
        Assert.Empty(await ScanAsync(region.Moc, new TimeWindow(from.AddDays(-1), from)));
        var found = await ScanAsync(region.Moc, new TimeWindow(from, from.AddDays(1)));
        Assert.Equal(40, found.Count);
        // The other two are of 2016.
        Assert.Equal(42, (await ScanAsync(region.Moc, HandMade.AllTime)).Count);
    }
}
