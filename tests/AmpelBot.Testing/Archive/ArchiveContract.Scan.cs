using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using Xunit;

namespace AmpelBot.Testing.Archive;

/// <summary>Regions, windows, rights, order and streaming.</summary>
public abstract partial class ArchiveContract
{
    [SkippableTheory]
    [InlineData(1, 0, 0.5)]
    [InlineData(2, 3, 0.3)]
    [InlineData(3, 5, 0.9)]
    [InlineData(4, 7, 0.1)]
    [InlineData(5, 7, 0.5)]
    public async Task A_scan_finds_what_looking_at_every_alert_finds(int seed, int order, double share)
    {
        var alerts = HandMade.Many(900, 6, seed);
        await AddAsync(alerts);
        var random = new Random(seed);
        var moc = HandMade.RandomMoc(random, order, share);
        var from = TimeScales.MjdToUtc(58_450 + 2 * random.NextDouble());
        var window = new TimeWindow(from, from.AddDays(3));

        var inside = alerts.Where(a => moc.Contains(a.Hpx29)).ToList();
        var expected = inside.Where(a => window.Contains(a.TimeUtc))
            .OrderBy(a => Math.Floor(a.Jd - HandMade.MjdZeroJd)).ThenBy(a => a.Hpx29).ThenBy(a => a.AlertId).Select(a => a.AlertId).ToList();
        var found = await ScanAsync(moc, window);
        Assert.Equal(expected, found.Select(a => a.AlertId));
        Assert.InRange(found.Count, 1, inside.Count - 1);
        Assert.Equal(found.Count, await Archive.CountAsync(Query(moc, window), default));
        Assert.Equal(inside.Count, await Archive.CountAsync(Query(moc), default));
    }

    [SkippableFact]
    public async Task Alerts_come_in_the_order_of_night_place_number_and_survey()
    {
        var coord = new SkyCoord(10, -20);
        await AddAsync(
            HandMade.Bare(5, Jd, 10, -20), HandMade.Bare(-7, Jd + 0.01, 10, -20), HandMade.Bare(5, Jd, 10, -20, survey: "LSST"),
            HandMade.Bare(1, Jd + 1, 10, -20), HandMade.Bare(9, Jd, 300, 80), HandMade.Bare(8, Jd, 200, -80));
        var found = await ScanAsync();
        Assert.Equal(
            found.OrderBy(a => Math.Floor(a.Jd - HandMade.MjdZeroJd)).ThenBy(a => a.Hpx29).ThenBy(a => a.AlertId)
                .ThenBy(a => a.Survey, StringComparer.Ordinal).Select(a => (a.AlertId, a.Survey)),
            found.Select(a => (a.AlertId, a.Survey)));
        Assert.Equal([(-7L, "ZTF"), (5L, "LSST"), (5L, "ZTF"), (1L, "ZTF")], found.Where(a => a.Coord == coord).Select(a => (a.AlertId, a.Survey)));
    }

    [SkippableFact]
    public async Task A_window_holds_its_start_and_not_its_end()
    {
        var from = new DateTimeOffset(2018, 11, 29, 0, 0, 0, TimeSpan.Zero);
        var to = from.AddHours(6);
        var (first, end) = (TimeScales.UtcToJd(from), TimeScales.UtcToJd(to));
        double[] jds = [Math.BitDecrement(first), first, Math.BitIncrement(first), Math.BitDecrement(end), end, Math.BitIncrement(end)];
        var alerts = jds.Select((jd, i) => HandMade.Bare(i, jd)).ToList();
        await AddAsync(alerts);
        foreach (var window in new[] { new TimeWindow(from, to), new TimeWindow(from.AddTicks(1), to.AddTicks(1)), new TimeWindow(from, from.AddTicks(10)) })
        {
            var expected = alerts.Where(a => window.Contains(a.TimeUtc)).Select(a => a.AlertId).ToList();
            Assert.Equal(expected, (await ScanAsync(window: window)).Select(a => a.AlertId).Order());
            Assert.Equal(expected.Count, await Archive.CountAsync(Query(window: window), default));
        }
        Assert.Equal([1L, 2L, 3L], (await ScanAsync(window: new TimeWindow(from, to))).Select(a => a.AlertId).Order());
    }

    [SkippableFact]
    public async Task A_night_is_a_UTC_date_and_windows_across_midnight_miss_nothing()
    {
        // JD n.5 is midnight.
        await AddAsync(HandMade.Bare(1, 2_458_450.5), HandMade.Bare(2, 2_458_451.499_999_9), HandMade.Bare(3, 2_458_451.5), HandMade.Bare(4, 2_458_461.5));
        Assert.Equal(3, (await Archive.InfoAsync(default)).Nights);
        var midnight = TimeScales.JdToUtc(2_458_451.5);
        Assert.Equal([2L, 3L], (await ScanAsync(window: new TimeWindow(midnight.AddHours(-1), midnight.AddHours(1)))).Select(a => a.AlertId));
        Assert.Equal([3L], (await ScanAsync(window: new TimeWindow(midnight, midnight.AddTicks(1)))).Select(a => a.AlertId));
    }

    [SkippableFact]
    public async Task Nothing_is_inside_an_empty_region_or_window()
    {
        var alert = HandMade.Alert(1, Jd);
        await AddAsync(alert);
        Assert.Empty(await ScanAsync(Moc.Empty));
        Assert.Empty(await ScanAsync(window: new TimeWindow(alert.TimeUtc, alert.TimeUtc)));
        Assert.Empty(await ScanAsync(window: default(TimeWindow)));
        Assert.Equal(0, await Archive.CountAsync(Query(Moc.Empty), default));
        Assert.Equal(1, await Archive.CountAsync(Query(), default));
    }

    [SkippableFact]
    public async Task The_first_and_the_last_cell_of_the_sky_are_inside()
    {
        var last = HealpixNested.CellCount(29) - 1;
        await AddAsync(HandMade.Bare(1, Jd) with { Hpx29 = last }, HandMade.Bare(2, Jd) with { Hpx29 = 0 });
        Assert.Equal([2L, 1L], (await ScanAsync()).Select(a => a.AlertId));
        Assert.Equal([1L], (await ScanAsync(Moc.FromRanges([new HpxRange(last, last + 1)]))).Select(a => a.AlertId));
        Assert.Equal([2L], (await ScanAsync(Moc.FromRanges([new HpxRange(0, 1)]))).Select(a => a.AlertId));
    }

    [SkippableFact]
    public async Task Right_ascension_0_and_the_poles_are_found_from_both_sides()
    {
        (double Ra, double Dec)[] places = [(0, 0), (359.999_999_9, 1e-9), (1e-9, -1e-9), (0, 90), (123, 90), (45, -90), (0, 45), (360 - 1e-12, 45)];
        var alerts = places.Select((p, i) => HandMade.Bare(i, Jd, p.Ra, p.Dec)).ToList();
        await AddAsync(alerts);
        foreach (var alert in alerts)
            foreach (var order in new[] { 3, 12, 29 })
            {
                var cell = HealpixNested.Index(order, alert.Coord);
                var moc = Moc.FromRanges([new HealpixIndex(order, cell).Range], order);
                Assert.Equal(alerts.Where(a => moc.Contains(a.Hpx29)).Select(a => a.AlertId), (await ScanAsync(moc)).Select(a => a.AlertId).Order());
                Assert.Contains(alert.AlertId, (await ScanAsync(moc)).Select(a => a.AlertId));
            }
        foreach (var alert in alerts)
            Assert.Equal(alert.Coord, (await TheOneAsync(alert.AlertId)).Coord);
    }

    [SkippableFact]
    public async Task The_public_sees_program_1_alone()
    {
        int?[] programs = [1, 2, 3, null, 0, -1];
        await AddAsync(programs.Select((p, i) => HandMade.Alert(i, Jd + i, program: p)));
        Assert.Equal([0L], (await ScanAsync(rights: DataRights.Public)).Select(a => a.AlertId));
        Assert.Equal(1, await Archive.CountAsync(Query(rights: DataRights.Public), default));
        Assert.Equal([0L], (await Archive.AlertsOfAsync(Key("ZTF18aaa"), DataRights.Public, default)).Select(a => a.AlertId));
        Assert.Equal(6, (await ScanAsync()).Count);
        Assert.Equal(programs, (await ScanAsync()).OrderBy(a => a.AlertId).Select(a => a.ProgramId));
    }

    [SkippableFact]
    public async Task The_public_sees_the_public_datapoints_of_a_public_alert()
    {
        var alert = HandMade.Alert(9, Jd, history: [
            HandMade.UpperLimit(1, Jd - 4), HandMade.UpperLimit(2, Jd - 3, program: 2), HandMade.UpperLimit(3, Jd - 2, program: null),
            HandMade.Detection(4, Jd - 1, HandMade.HistoryRecord(Jd - 1), program: 3)]);
        await AddAsync(alert);
        foreach (var seen in new[]
        {
            Assert.Single(await ScanAsync(rights: DataRights.Public)),
            Assert.Single(await Archive.AlertsOfAsync(alert.Object, DataRights.Public, default)),
        })
            Assert.Equal([1L, 9L], seen.LightCurve.Datapoints.Select(p => p.Id));
        var state = await Archive.StateOfAsync(alert.Object, null, DataRights.Public, default);
        Assert.Equal([1L, 9L], state!.LightCurve.Datapoints.Select(p => p.Id));
        Assert.NotEqual((await Archive.StateOfAsync(alert.Object, null, DataRights.Partnership, default))!.Id, state.Id);
        HandMade.AssertSame(alert, Assert.Single(await ScanAsync()));
    }

    [SkippableFact]
    public async Task A_light_curve_is_read_only_for_those_who_need_it()
    {
        var alerts = HandMade.Many(40, 3, seed: 4);
        await AddAsync(alerts);
        var asked = new List<Alert>();
        var found = await ScanAsync(needs: alert =>
        {
            lock (asked)
                asked.Add(alert);
            return alert.AlertId % 3 == 0;
        });
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), asked.Select(a => a.AlertId).Order());
        Assert.All(asked, alert => Assert.Equal(0.75, alert.Candidate.Number("rb")));
        Assert.All(found, alert => Assert.Equal(alert.AlertId % 3 == 0, alert.HasLightCurve));
        foreach (var alert in found.Where(a => a.HasLightCurve))
            HandMade.AssertSame(alerts.Single(a => a.AlertId == alert.AlertId), alert);
        Assert.Throws<InvalidOperationException>(() => found.First(a => !a.HasLightCurve).LightCurve);
    }

    [SkippableFact]
    public async Task An_error_in_the_callers_question_reaches_the_caller()
    {
        await AddAsync(HandMade.Many(20, 2, seed: 4));
        var error = await Assert.ThrowsAsync<FormatException>(() => ScanAsync(needs: a => a.AlertId == 7 ? throw new FormatException("seven") : true));
        Assert.Equal("seven", error.Message);
        Assert.Equal(20, (await ScanAsync()).Count);
    }

    [SkippableFact]
    public async Task A_scan_stops_between_alerts()
    {
        await AddAsync(HandMade.Many(500, 2, seed: 1));
        using var source = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Archive.ScanAsync(Query(), source.Token))
                if (++seen == 3)
                    await source.CancelAsync();
        });
        Assert.Equal(3, seen);
    }

    [SkippableFact]
    public async Task A_caller_may_stop_reading_and_nothing_stays_open()
    {
        await AddAsync(HandMade.Many(500, 2, seed: 1));
        for (var i = 0; i < 40; i++)
            await foreach (var _ in Archive.ScanAsync(Query(), default))
                break;
        Assert.Equal(1, await AddAsync(HandMade.Alert(9999, Jd)));
        await Archive.VacuumAsync(null, default);
        Assert.Equal(501, (await ScanAsync()).Count);
    }

    [SkippableFact]
    public async Task One_query_can_be_read_twice_and_two_at_once()
    {
        await AddAsync(HandMade.Many(300, 2, seed: 1));
        var scan = Archive.ScanAsync(Query(), default);
        await foreach (var outer in scan)
        {
            Assert.Equal(300, (await ToListAsync(scan)).Count);
            Assert.Equal(300, (await ScanAsync()).Count);
            Assert.True(outer.HasLightCurve);
            break;
        }
        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await ScanAsync()).Count));
        Assert.All(counts, count => Assert.Equal(300, count));
    }

    [SkippableFact]
    public async Task A_scan_sees_the_state_at_which_it_began_while_another_writes()
    {
        var alerts = HandMade.Many(1000, 2, seed: 1);
        await AddAsync(alerts[..600]);
        var reader = await OpenedAsync(isReadOnly: true);
        var found = new List<Alert>();
        await foreach (var alert in reader.ScanAsync(Query(), default))
        {
            found.Add(alert);
            if (found.Count == 1)
                await AddAsync(alerts);
        }
        Assert.Equal(Enumerable.Range(1, 600).Select(i => (long)i), found.Select(a => a.AlertId).Order());
        Assert.Equal(1000, (await ScanAsync(archive: reader)).Count);
        Assert.Equal(1000, (await reader.InfoAsync(default)).Alerts);
    }

    [SkippableFact]
    public async Task Readers_and_a_writer_work_at_the_same_time()
    {
        var alerts = HandMade.Many(600, 3, seed: 1);
        await AddAsync(alerts[..100]);
        var reader = await OpenedAsync(isReadOnly: true);
        var writing = Task.Run(async () =>
        {
            foreach (var batch in alerts.Skip(100).Chunk(100))
                await AddAsync(batch);
        });
        do
        {
            var found = await ScanAsync(archive: reader);
            Assert.Equal(0, found.Count % 100);
            Assert.All(found, alert => Assert.NotEmpty(alert.LightCurve.Datapoints));
        }
        while (!writing.IsCompleted);
        await writing;
        Assert.Equal(600, await reader.CountAsync(Query(), default));
    }
}
