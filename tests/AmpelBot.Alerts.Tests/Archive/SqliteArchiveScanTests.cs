using AmpelBot.Alerts.Archive.Sqlite;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Alerts.Tests.Archive;

public sealed class SqliteArchiveScanTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SqliteArchive archive;

    public SqliteArchiveScanTests() => archive = SqliteArchive.OpenOrCreate(folder.Path);

    public void Dispose()
    {
        archive.Dispose();
        folder.Dispose();
    }

    /// <summary>Random cells of one order, each in the region with the same chance.</summary>
    internal static Moc RandomMoc(Random random, int order, double share)
    {
        var cells = new List<HpxRange>();
        for (long ipix = 0; ipix < HealpixNested.CellCount(order); ipix++)
            if (random.NextDouble() < share)
                cells.Add(new HealpixIndex(order, ipix).Range);
        return Moc.FromRanges(cells, order);
    }

    [Theory]
    [InlineData(1, 0, 0.5)]
    [InlineData(2, 3, 0.3)]
    [InlineData(3, 5, 0.9)]
    [InlineData(4, 7, 0.1)]
    [InlineData(5, 7, 0.5)]
    public async Task A_scan_finds_what_looking_at_every_alert_finds(int seed, int order, double share)
    {
        var alerts = HandMade.Many(1500, 6, seed);
        archive.Add(alerts, []);
        var random = new Random(seed);
        var moc = RandomMoc(random, order, share);
        // The last two have ranges by the ten thousand, which the scan joins.
        Assert.Equal(order == 7, moc.Ranges.Length > ScanRanges.Most);
        var from = TimeScales.MjdToUtc(58_450 + 2 * random.NextDouble());
        var window = new TimeWindow(from, from.AddDays(3));

        var inside = alerts.Where(a => moc.Contains(a.Hpx29)).ToList();
        var expected = inside.Where(a => window.Contains(a.TimeUtc))
            .OrderBy(a => Math.Floor(a.Jd - HandMade.MjdZeroJd)).ThenBy(a => a.Hpx29).ThenBy(a => a.AlertId).Select(a => a.AlertId).ToList();
        var found = await archive.ScanAsync(moc, window, default).ToListAsync();
        Assert.Equal(expected, found.Select(a => a.AlertId));
        Assert.InRange(found.Count, 1, inside.Count - 1);
        Assert.Equal(inside.Count, archive.CountInside(moc, default));
    }

    [Fact]
    public async Task A_window_holds_its_start_and_not_its_end()
    {
        var from = new DateTimeOffset(2018, 11, 29, 0, 0, 0, TimeSpan.Zero);
        var to = from.AddHours(6);
        var (first, end) = (TimeScales.UtcToJd(from), TimeScales.UtcToJd(to));
        double[] jds = [Math.BitDecrement(first), first, Math.BitIncrement(first), Math.BitDecrement(end), end];
        var alerts = jds.Select((jd, i) => HandMade.Alert(i, jd)).ToList();
        archive.Add(alerts, []);
        var window = new TimeWindow(from, to);
        var found = await archive.ScanAsync(Moc.FullSky, window, default).ToListAsync();
        Assert.Equal([1L, 2L, 3L], found.Select(a => a.AlertId).Order());
        Assert.Equal(alerts.Where(a => window.Contains(a.TimeUtc)).Select(a => a.AlertId), found.Select(a => a.AlertId).Order());
    }

    [Fact]
    public async Task Nothing_is_inside_an_empty_region_or_window()
    {
        var alert = HandMade.Alert(1, 2_458_451.75);
        archive.Add([alert], []);
        Assert.Empty(await archive.ScanAsync(Moc.Empty, HandMade.AllTime, default).ToListAsync());
        Assert.Empty(await archive.ScanAsync(Moc.FullSky, new TimeWindow(alert.TimeUtc, alert.TimeUtc), default).ToListAsync());
        Assert.Equal(0, archive.CountInside(Moc.Empty, default));
        Assert.Equal(1, archive.CountInside(Moc.FullSky, default));
    }

    [Fact]
    public async Task The_last_cell_of_the_sky_is_inside()
    {
        var last = HealpixNested.CellCount(29) - 1;
        archive.Add([HandMade.Alert(1, 2_458_451.75) with { Hpx29 = last }, HandMade.Alert(2, 2_458_451.75) with { Hpx29 = 0 }], []);
        Assert.Equal([2L, 1L], (await archive.ScanAsync(Moc.FullSky, HandMade.AllTime, default).ToListAsync()).Select(a => a.AlertId));
        var moc = Moc.FromRanges([new HpxRange(last, last + 1)]);
        Assert.Equal([1L], (await archive.ScanAsync(moc, HandMade.AllTime, default).ToListAsync()).Select(a => a.AlertId));
    }

    [Theory]
    [InlineData(AlertReader.ScanSql, "SEARCH a USING PRIMARY KEY (night=? AND hpx29>? AND hpx29<?)")]
    [InlineData(AlertReader.CountSql, "SEARCH alert USING PRIMARY KEY (night=? AND hpx29>? AND hpx29<?)")]
    [InlineData(AlertReader.ObjectSql, "SEARCH a USING INDEX alert_of_object (object=?)")]
    [InlineData(AlertReader.LightCurveSql, "SEARCH datapoint USING PRIMARY KEY (object=? AND jd>? AND jd<?)")]
    [InlineData(AlertReader.NightSql, "SEARCH alert USING PRIMARY KEY (night>?)")]
    public void A_query_seeks_and_never_scans(string sql, string seek)
    {
        archive.Add(HandMade.Many(50, 3, seed: 1), []);
        using var files = SqliteLibrary.OpenToRead(folder.File(SqliteArchive.AlertsFile), 5);
        foreach (var analyze in new[] { false, true })
        {
            if (analyze)
            {
                using var writer = SqliteLibrary.OpenToWrite(folder.File(SqliteArchive.AlertsFile), 5);
                writer.Run("ANALYZE");
            }
            using var command = files.Prepare("EXPLAIN QUERY PLAN " + sql, 5);
            using var row = command.ExecuteReader();
            var plan = new List<string>();
            while (row.Read())
                plan.Add(row.GetString(3));
            Assert.Contains(seek, plan);
            Assert.DoesNotContain(plan, step => step.Contains("SCAN"));
            // The alerts of one object are sorted; a scan streams.
            Assert.Equal(sql == AlertReader.ObjectSql, plan.Any(step => step.Contains("TEMP B-TREE")));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    public void Joined_ranges_cover_the_region_with_the_narrowest_gaps_gone(int most)
    {
        var moc = RandomMoc(new Random(most), 4, 0.4);
        var joined = new ScanRanges(moc, most);
        Assert.Equal(most, joined.Ranges.Length);
        Assert.False(joined.Exact);
        foreach (var range in moc.Ranges)
            Assert.Single(joined.Ranges, r => r.Start <= range.Start && range.End <= r.End);
        // Every end that is left is one of the region's own, and no gap that is left is narrower than one that is gone.
        var gaps = Gaps(moc.Ranges.ToArray());
        var left = Gaps(joined.Ranges);
        Assert.Equal(gaps.OrderDescending().Take(most - 1), left.OrderDescending());
        foreach (var range in joined.Ranges)
            for (long hpx29 = range.Start; hpx29 < range.End; hpx29 += new HealpixIndex(4, 0).Range.Length)
                Assert.Equal(moc.Contains(hpx29), joined.Contains(hpx29));
    }

    private static IEnumerable<long> Gaps(HpxRange[] ranges) => ranges.Zip(ranges.Skip(1), (a, b) => b.Start - a.End);

    [Fact]
    public void A_region_of_few_ranges_is_read_as_it_is()
    {
        var moc = RandomMoc(new Random(1), 3, 0.4);
        var ranges = new ScanRanges(moc);
        Assert.True(ranges.Exact);
        Assert.Equal(moc.Ranges.ToArray(), ranges.Ranges);
    }

    [Fact]
    public async Task A_scan_stops_between_alerts()
    {
        archive.Add(HandMade.Many(500, 2, seed: 1), []);
        using var source = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in archive.ScanAsync(Moc.FullSky, HandMade.AllTime, source.Token))
                if (++seen == 3)
                    await source.CancelAsync();
        });
        Assert.Equal(3, seen);
        Assert.ThrowsAny<OperationCanceledException>(() => archive.CountInside(Moc.FullSky, source.Token));
    }

    [Fact]
    public async Task A_caller_may_stop_reading()
    {
        archive.Add(HandMade.Many(500, 2, seed: 1), []);
        await foreach (var _ in archive.ScanAsync(Moc.FullSky, HandMade.AllTime, default))
            break;
        Assert.Equal(1, archive.Add([HandMade.Alert(9999, 2_458_451.75)], []));
    }

    [Fact]
    public async Task A_scan_sees_the_state_at_which_it_began_while_another_writes()
    {
        var alerts = HandMade.Many(1000, 2, seed: 1);
        archive.Add(alerts[..600], []);
        using var reader = SqliteArchive.OpenExisting(folder.Path);
        var seen = 0;
        await foreach (var _ in reader.ScanAsync(Moc.FullSky, HandMade.AllTime, default))
            if (++seen == 1)
                archive.Add(alerts, []);
        Assert.Equal(600, seen);
        Assert.Equal(1000, (await reader.ScanAsync(Moc.FullSky, HandMade.AllTime, default).ToListAsync()).Count);
        Assert.Equal(1000, reader.Info().Alerts);
    }

    [Fact]
    public async Task Readers_and_a_writer_work_at_the_same_time()
    {
        var alerts = HandMade.Many(900, 3, seed: 1);
        archive.Add(alerts[..100], []);
        using var reader = SqliteArchive.OpenExisting(folder.Path);
        var writing = Task.Run(() =>
        {
            foreach (var batch in alerts.Skip(100).Chunk(100))
                archive.Add(batch, []);
        });
        do
        {
            var found = await reader.ScanAsync(Moc.FullSky, HandMade.AllTime, default).ToListAsync();
            Assert.Equal(0, found.Count % 100);
        }
        while (!writing.IsCompleted);
        await writing;
        Assert.Equal(900, reader.CountInside(Moc.FullSky, default));
    }
}
