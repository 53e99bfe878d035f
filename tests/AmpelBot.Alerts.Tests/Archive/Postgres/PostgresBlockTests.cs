using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Archive.Postgres;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Testing;
using AmpelBot.Testing.Archive;

namespace AmpelBot.Alerts.Tests.Archive.Postgres;

/// <summary>Big batches in blocks: scans merge them with rows, and damage is found.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresBlockTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const double Jd = 2_458_451.75;
    private const int Count = ListedAlerts.LeastAlerts;

    private readonly string address = cluster.NewAddress();
    private PostgresArchive archive = null!;

    public async Task InitializeAsync()
    {
        Skip.IfNot(cluster.IsPresent, cluster.Why);
        archive = await PostgresArchive.OpenOrCreateAsync(address, default);
    }

    public async Task DisposeAsync()
    {
        if (archive is not null)
            await archive.DisposeAsync();
    }

    /// <summary>A part of the sky where batches overlap; 300 alerts have one place, which is more than a block has.</summary>
    private static Alert[] Made(int firstId, int count, double jd, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i => HandMade.Bare(
                firstId + i, jd + random.NextDouble() * 0.2, i < 300 ? 12.5 : random.NextDouble() * 40, i < 300 ? 3.25 : random.NextDouble() * 30 - 10,
                (i % 3) switch { 0 => null, 1 => $"ZTF18aaaa{(char)('a' + i % 26)}", _ => $"name {i % 999}" },
                candidate: HandMade.CandidateRecord(jd, text: i == 5000 ? new string('x', 20_000) : "a"), program: (i % 5) switch { 0 => 2, 1 => null, _ => 1 })),
        ];
    }

    [SkippableFact]
    public async Task Runs_that_overlap_and_rows_of_the_same_nights_are_scanned_in_one_order()
    {
        Alert[][] batches =
        [
            Made(1, Count, Jd, 1), Made(100_001, 700, Jd, 2), Made(200_001, Count, Jd, 3), Made(300_001, 6000, Jd + 1, 4), Made(400_001, Count, Jd + 2, 5),
            Made(500_001, 50, Jd + 2, 6),
        ];
        foreach (var batch in batches)
            Assert.Equal(batch.Length, await archive.AddAsync([.. batch.Select(AlertRow.Of)], [], default));
        Assert.Equal(3L * Count, await ScalarAsync("select sum(alerts) from alert_block"));
        Assert.Equal(2, await ScalarAsync("select max(runs) from night"));

        var random = new Random(7);
        foreach (var moc in new[]
        {
            Moc.FullSky, HandMade.RandomMoc(random, 3, 0.4), HandMade.RandomMoc(random, 7, 0.3), SkyCover.Cone(new SkyCoord(12.5, 3.25), 0.001, 18, CoverMode.Overlapping), SkyCover.Cone(new SkyCoord(20, 3), 2, 10, CoverMode.Overlapping),
            // Two ranges within a block, and the place of the many.
            Moc.FromRanges([new(batches[0][700].Hpx29, batches[0][700].Hpx29 + 1), new(batches[0][700].Hpx29 + 3, batches[0][700].Hpx29 + 4), new(batches[0][0].Hpx29, batches[0][0].Hpx29 + 1)]),
        })
            foreach (var window in new[] { HandMade.AllTime, new TimeWindow(TimeScales.JdToUtc(Jd + 0.1), TimeScales.JdToUtc(Jd + 2.05)), new TimeWindow(TimeScales.JdToUtc(Jd + 0.9), TimeScales.JdToUtc(Jd + 1.1)) })
                foreach (var rights in new[] { DataRights.Partnership, DataRights.Public })
                {
                    var query = new AlertQuery { Moc = moc, Window = window, Rights = rights };
                    var expected = batches.SelectMany(b => b)
                        .Where(a => moc.Contains(a.Hpx29) && window.Contains(a.TimeUtc) && (rights == DataRights.Partnership || a.ProgramId == 1))
                        .OrderBy(a => Math.Floor(a.Jd - HandMade.MjdZeroJd)).ThenBy(a => a.Hpx29).ThenBy(a => a.AlertId).ToList();
                    var found = new List<Alert>();
                    await foreach (var alert in archive.ScanAsync(query, default))
                        found.Add(alert);
                    Assert.Equal(expected.Select(a => a.AlertId), found.Select(a => a.AlertId));
                    Assert.Equal(expected.Count, await archive.CountAsync(query, default));
                    if (expected.Count < 5000)
                        foreach (var (want, got) in expected.Zip(found))
                            HandMade.AssertSame(want, got);
                }
        var big = batches[0][5000];
        HandMade.AssertSame(big, Assert.Single(await archive.AlertsOfAsync(big.Object, DataRights.Partnership, default), a => a.AlertId == big.AlertId));
        await BigBatch.AssertSoundAsync(archive);
    }

    [SkippableFact]
    public async Task A_first_scan_and_those_after_others_of_other_nights_see_the_same()
    {
        await archive.AddAsync([.. Made(1, Count, Jd, 1).Select(AlertRow.Of)], [], default);
        await archive.AddAsync([.. Made(100_001, 40, Jd + 5, 2).Select(AlertRow.Of)], [], default);
        foreach (var (from, days, count) in new[] { (Jd, 1, Count), (Jd + 5, 1, 40), (Jd + 9, 1, 0), (Jd, 9, Count + 40), (Jd + 5, 1, 40), (Jd, 1, Count) })
        {
            var found = 0;
            await foreach (var _ in archive.ScanAsync(
                new AlertQuery { Moc = Moc.FullSky, Window = new TimeWindow(TimeScales.JdToUtc(from), TimeScales.JdToUtc(from + days)), Rights = DataRights.Partnership }, default))
                found++;
            Assert.Equal(count, found);
        }
    }

    [SkippableFact]
    public async Task Packets_of_an_object_in_blocks_and_in_rows_share_their_datapoints()
    {
        var packed = Enumerable.Range(1, 4).Select(i => HandMade.Alert(
            i % 2 == 0 ? 1_000_000 + i : 9_000_000 + i, Jd + i % 2 + 0.01 * i, objectId: "ZTF18zzz", history: [HandMade.UpperLimit(7, Jd - 1)], cutouts: [new Cutout("Science", "a", [1])])).ToArray();
        Assert.Equal(1, await archive.AddAsync([AlertRow.Of(packed[0])], [], default));
        AlertRow[] big = [.. Made(1, Count, Jd, 1).Select(AlertRow.Of), AlertRow.Of(packed[1]), AlertRow.Of(packed[3]), AlertRow.Of(packed[3] with { AlertId = 2_000_000, Candid = 2_000_000, ObjectId = "alone" })];
        Assert.Equal(big.Length, await archive.AddAsync(big, [], default));
        Assert.Equal(1, await archive.AddAsync([AlertRow.Of(packed[2])], [], default));
        Assert.Equal((long)big.Length, await ScalarAsync("select sum(alerts) from alert_block"));
        foreach (var alert in packed)
            HandMade.AssertSame(alert.Packet!, (await archive.PacketAsync("ZTF", alert.AlertId, DataRights.Partnership, default))!);
        Assert.Equal(packed.OrderBy(a => a.Jd).Select(a => a.AlertId), (await archive.AlertsOfAsync(packed[0].Object, DataRights.Partnership, default)).Select(a => a.AlertId));
        await BigBatch.AssertSoundAsync(archive);
        await ScalarAsync($"delete from packet where alert_id = {packed[1].AlertId}");
        Assert.Contains("packets", (await archive.VerifyAsync(null, default)).Where(check => !check.IsOk).Select(check => check.Name));
    }

    [SkippableFact]
    public async Task An_object_that_is_there_though_the_totals_do_not_count_it_is_found_out()
    {
        var batch = Made(1, Count, Jd, 1);
        var there = batch.First(a => a.ObjectId is not null);
        await ScalarAsync($"insert into object values ({there.Object.Stock}, 'ZTF', '{there.ObjectId}')");
        Assert.Equal(Count, await archive.AddAsync([.. batch.Select(AlertRow.Of)], [], default));
        Assert.Equal((long)Count, await ScalarAsync("select sum(alerts) from alert_block"));
        var names = batch.Select(a => a.ObjectId).Where(n => n is not null).Distinct().Count();
        Assert.Equal((long)names, await ScalarAsync("select count(*) from object"));
        Assert.Equal(names - 1, (await archive.InfoAsync(default)).Objects);
    }

    [SkippableFact]
    public async Task Verify_finds_what_is_wrong_with_the_blocks_and_a_scan_says_so()
    {
        await archive.AddAsync([.. Made(1, Count, Jd, 1).Select(AlertRow.Of)], [], default);
        await archive.AddAsync([.. Made(100_001, Count, Jd, 2).Select(AlertRow.Of)], [], default);
        await BigBatch.AssertSoundAsync(archive);
        await ScalarAsync("create table kept as select * from alert_block where number < 20");
        foreach (var (damage, isMet) in new[]
        {
            ("update alert_block set body = set_byte(body, length(body) - 1, 255 - get_byte(body, length(body) - 1)) where run = 1 and number = 3", true),
            ("update alert_block set body = substring(body for 100) where run = 0 and number = 0", true),
            ("update alert_block set alerts = alerts + 1 where run = 1 and number = 3", true),
            ("update alert_block set first_hpx29 = first_hpx29 - 1 where run = 1 and number = 3", true),
            ("update alert_block a set body = b.body from alert_block b where a.run = 1 and a.number = 3 and b.run = 1 and b.number = 4", true),
            ("delete from alert_block where run = 1 and number = 3", false),
            ("delete from alert_block where run = 1 and number = 0", false),
            ("update alert_block set number = 1000000 where run = 1 and number = 3", false),
            ("update alert_block set survey = 'LSST' where run = 1 and number = 3", false),
        })
        {
            await ScalarAsync(damage);
            var bad = (await archive.VerifyAsync(null, default)).Where(check => !check.IsOk).ToList();
            Assert.Contains("blocks", bad.Select(check => check.Name));
            if (isMet)
            {
                var refusal = await Assert.ThrowsAsync<ArchiveException>(async () =>
                {
                    await foreach (var _ in archive.ScanAsync(new AlertQuery { Moc = Moc.FullSky, Window = HandMade.AllTime, Rights = DataRights.Public }, default))
                    {
                    }
                });
                Assert.Matches("is damaged: block [0-9]+ of run [01] of the night with the modified Julian date 58451 is not what was stored", refusal.Message);
            }
            await ScalarAsync("delete from alert_block where number < 20 or number = 1000000; insert into alert_block select * from kept");
        }
        foreach (var damage in new[] { "update night set runs = runs + 1", "update night set runs = runs - 1" })
        {
            await ScalarAsync(damage);
            var bad = Assert.Single(await archive.VerifyAsync(null, default), check => !check.IsOk);
            Assert.Equal("blocks", bad.Name);
            Assert.Contains("night 58451", bad.Detail, StringComparison.Ordinal);
            await ScalarAsync("update night set runs = 2");
        }
        await ScalarAsync("delete from object where name = 'name 500'");
        Assert.Equal(["objects"], (await archive.VerifyAsync(null, default)).Where(check => !check.IsOk).Select(check => check.Name));
        await ScalarAsync($"insert into object values ({HandMade.Bare(1, Jd, objectId: "name 500").Object.Stock}, 'ZTF', 'name 500')");
        await BigBatch.AssertSoundAsync(archive);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var source = PostgresAddress.Parse(address).Connect(isReadOnly: false);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
