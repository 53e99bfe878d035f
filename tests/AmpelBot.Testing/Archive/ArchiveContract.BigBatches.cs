using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using Xunit;

namespace AmpelBot.Testing.Archive;

// Batches that are big enough to be found through lists, beside small ones that are found through indexes.
public abstract partial class ArchiveContract
{
    /// <summary>Alerts that are found through lists.</summary>
    protected abstract Task<long> CountListedAsync();

    [SkippableFact]
    public async Task Alerts_of_big_and_small_batches_are_found_in_the_same_way()
    {
        var packed = HandMade.Alert(2 * BigBatch.Count + 1, BigBatch.Jd + 1.1, objectId: BigBatch.NameOf(7), history: [HandMade.UpperLimit(7, BigBatch.Jd)], cutouts: [new Cutout("Science", "a", [1])]);
        var small = new[] { HandMade.Bare(3 * BigBatch.Count, BigBatch.Jd + 0.1, objectId: BigBatch.NameOf(7)), HandMade.Bare(3 * BigBatch.Count + 1, BigBatch.Jd + 2, objectId: "other") };
        Assert.Equal(BigBatch.Count, await Archive.AddAsync(BigBatch.Night(1, BigBatch.Jd), [], default));
        Assert.Equal(2, await Archive.AddAsync([.. small.Select(AlertRow.Of)], [], default));
        Assert.Equal(BigBatch.Count + 1, await Archive.AddAsync([.. BigBatch.Night(BigBatch.Count + 1, BigBatch.Jd + 1), AlertRow.Of(packed)], [], default));
        Assert.Equal(2L * BigBatch.Count + 1, await CountListedAsync());

        var key = small[0].Object;
        long[] expected = [.. Enumerable.Range(1, 2 * BigBatch.Count).Where(i => i % BigBatch.Objects == 7).Select(i => (long)i), packed.AlertId, small[0].AlertId];
        var alerts = await Archive.AlertsOfAsync(key, DataRights.Partnership, default);
        Assert.Equal(expected.Order(), alerts.Select(a => a.AlertId).Order());
        Assert.Equal(alerts.OrderBy(a => a.Jd).Select(a => a.AlertId), alerts.Select(a => a.AlertId));
        Assert.Equal(expected.Order(), (await Archive.JournalOfAsync(key, default)).Select(e => e.AlertId!.Value).Order());
        Assert.Empty(await Archive.AlertsOfAsync(key with { Survey = "LSST" }, DataRights.Partnership, default));
        HandMade.AssertSame(packed.Packet!, (await Archive.PacketAsync("ZTF", packed.AlertId, DataRights.Partnership, default))!);
        Assert.Single(await Archive.CutoutsAsync("ZTF", packed.AlertId, DataRights.Partnership, default));
        Assert.Null(await Archive.PacketAsync("ZTF", 5, DataRights.Partnership, default));
        Assert.Empty(await Archive.CutoutsAsync("ZTF", 4L * BigBatch.Count, DataRights.Partnership, default));
        Assert.Equal(2L * BigBatch.Count + 3, await Archive.CountAsync(Query(), default));
        await BigBatch.AssertSoundAsync(Archive);
    }

    [SkippableFact]
    public async Task What_the_public_may_not_see_is_not_shown_of_listed_alerts()
    {
        var hidden = HandMade.Alert(BigBatch.Count + 1, BigBatch.Jd + 0.1, objectId: BigBatch.NameOf(7), cutouts: [new Cutout("Science", "a", [1])]);
        await Archive.AddAsync([.. BigBatch.Night(1, BigBatch.Jd).Select(r => r with { ProgramId = 1 }), AlertRow.Of(hidden) with { ProgramId = 2 }], [], default);
        var key = hidden.Object;
        var seen = (await Archive.AlertsOfAsync(key, DataRights.Public, default)).Select(a => a.AlertId).ToArray();
        Assert.DoesNotContain(hidden.AlertId, seen);
        Assert.Equal([.. seen, hidden.AlertId], (await Archive.AlertsOfAsync(key, DataRights.Partnership, default)).Select(a => a.AlertId));
        Assert.Empty(await Archive.CutoutsAsync("ZTF", hidden.AlertId, DataRights.Public, default));
        Assert.Null(await Archive.PacketAsync("ZTF", hidden.AlertId, DataRights.Public, default));
        Assert.NotNull(await Archive.PacketAsync("ZTF", hidden.AlertId, DataRights.Partnership, default));
    }

    [SkippableFact]
    public async Task What_is_listed_is_not_added_again_wherever_it_comes()
    {
        Assert.Equal(BigBatch.Count, await Archive.AddAsync(BigBatch.Night(1, BigBatch.Jd), [], default));
        var info = await Archive.InfoAsync(default);
        Assert.Equal(0, await Archive.AddAsync(BigBatch.Night(1, BigBatch.Jd), [], default));
        Assert.Equal(0, await Archive.AddAsync([.. BigBatch.Night(1, BigBatch.Jd + 1).Reverse()], [], default));
        Assert.Equal(0, await Archive.AddAsync([AlertRow.Of(HandMade.Bare(17, BigBatch.Jd + 40, 3, 4, "other"))], [], default));
        Assert.Equal(info, await Archive.InfoAsync(default));
        // Half of it is new, in a batch that is big enough.
        Assert.Equal(BigBatch.Count / 2, await Archive.AddAsync(BigBatch.Night(BigBatch.Count / 2 + 1, BigBatch.Jd), [], default));
        // The same numbers of another survey; and a number within the span of a list that the list lacks.
        Assert.Equal(1, await Archive.AddAsync([AlertRow.Of(HandMade.Bare(17, BigBatch.Jd, survey: "LSST")), AlertRow.Of(HandMade.Bare(18, BigBatch.Jd))], [], default));
        Assert.Equal(BigBatch.Count, await Archive.AddAsync([.. Enumerable.Range(0, BigBatch.Count).Select(i => AlertRow.Of(HandMade.Bare(1_000_000 + 2 * i, BigBatch.Jd, objectId: BigBatch.NameOf(i))))], [], default));
        Assert.Equal(2, await Archive.AddAsync([.. Enumerable.Range(0, 4).Select(i => AlertRow.Of(HandMade.Bare(1_000_100 + i, BigBatch.Jd, objectId: BigBatch.NameOf(i))))], [], default));
        Assert.Equal(2L * BigBatch.Count, await CountListedAsync());
        await BigBatch.AssertSoundAsync(Archive);
    }

    [SkippableFact]
    public async Task A_batch_in_reversed_order_with_some_twice_is_listed_once()
    {
        Assert.Equal(BigBatch.Count, await Archive.AddAsync([.. BigBatch.Night(1, BigBatch.Jd).Reverse(), .. BigBatch.Night(1, BigBatch.Jd)[..50]], [], default));
        Assert.Equal(BigBatch.Count, await CountListedAsync());
        await BigBatch.AssertSoundAsync(Archive);
    }

    [SkippableFact]
    public async Task Several_big_batches_of_one_night_are_all_found()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(BigBatch.Count, await Archive.AddAsync(BigBatch.Night(1 + i * BigBatch.Count, BigBatch.Jd), [], default));
        Assert.Equal(3L * BigBatch.Count, await CountListedAsync());
        Assert.Equal(3 * BigBatch.Count / BigBatch.Objects, (await Archive.AlertsOfAsync(Key(BigBatch.NameOf(4999)), DataRights.Partnership, default)).Count);
        await BigBatch.AssertSoundAsync(Archive);
    }

    [SkippableFact]
    public async Task A_number_that_is_in_the_index_is_not_listed()
    {
        Assert.Equal(1, await Archive.AddAsync([AlertRow.Of(HandMade.Bare(500, BigBatch.Jd - 9))], [], default));
        Assert.Equal(BigBatch.Count - 1, await Archive.AddAsync(BigBatch.Night(1, BigBatch.Jd), [], default));
        Assert.Equal(0L, await CountListedAsync());
        await BigBatch.AssertSoundAsync(Archive);
    }

    [SkippableFact]
    public async Task Batches_of_several_nights_or_surveys_or_without_numbers_are_not_listed()
    {
        foreach (var (place, other) in new[]
        {
            HandMade.Bare(5, BigBatch.Jd + 1), HandMade.Bare(5, BigBatch.Jd, survey: "LSST"), HandMade.Bare(5, BigBatch.Jd, hasCandid: false),
        }.Index())
            Assert.Equal(BigBatch.Count, await Archive.AddAsync([.. BigBatch.Night(BigBatch.Count * (place + 1), BigBatch.Jd)[1..], AlertRow.Of(other) with { AlertId = 5 + place }], [], default));
        Assert.Equal(0L, await CountListedAsync());
        await BigBatch.AssertSoundAsync(Archive);
    }

    [SkippableTheory]
    [InlineData(1, 0, 0.5)]
    [InlineData(2, 6, 0.1)]
    [InlineData(3, 9, 0.02)]
    public async Task A_scan_over_runs_and_small_batches_finds_what_looking_at_every_alert_finds(int seed, int order, double share)
    {
        // Two runs of one night that lie among each other, a run of another, and small batches of both, some at the places of others.
        var runs = new[] { BigBatch.Night(1, BigBatch.Jd), BigBatch.Night(BigBatch.Count + 1, BigBatch.Jd + 0.1), BigBatch.Night(3 * BigBatch.Count, BigBatch.Jd + 1) };
        var small = HandMade.Many(900, 3, seed).Select(a => AlertRow.Of(a) with { AlertId = a.AlertId + 10_000_000 })
            .Concat(Enumerable.Range(1, 300).Select(i => AlertRow.Of(HandMade.Bare(10_000 * i + 20_000_000, BigBatch.Jd + 0.2, i * 0.07, i * 0.01 - 30)))).ToArray();
        var programs = new Random(seed);
        AlertRow[][] batches = [runs[0], small, runs[1], runs[2]];
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Length; i++)
                batch[i] = batch[i] with { ProgramId = programs.Next(4) is > 0 and var program ? program : null };
            Assert.Equal(batch.Length, await Archive.AddAsync(batch, [], default));
        }
        Assert.Equal(3L * BigBatch.Count, await CountListedAsync());

        var moc = HandMade.RandomMoc(new Random(seed), order, share);
        var window = new TimeWindow(TimeScales.JdToUtc(BigBatch.Jd + 0.01), TimeScales.JdToUtc(BigBatch.Jd + 1.02));
        var inside = batches.SelectMany(b => b).Where(r => moc.Contains(r.Hpx29) && window.Contains(TimeScales.JdToUtc(r.Jd)))
            .OrderBy(r => r.Night).ThenBy(r => r.Hpx29).ThenBy(r => r.AlertId).ToList();
        foreach (var rights in new[] { DataRights.Partnership, DataRights.Public })
        {
            var expected = inside.Where(r => rights == DataRights.Partnership || r.ProgramId == 1).ToList();
            var query = new AlertQuery { Moc = moc, Window = window, Rights = rights };
            var found = await ToListAsync(Archive.ScanAsync(query, default));
            Assert.Equal(expected.Select(r => r.AlertId), found.Select(a => a.AlertId));
            Assert.Equal(
                expected.Select(r => (r.Hpx29, r.Stock, r.ObjectName, r.Jd, r.RaDeg, r.DecDeg, r.ProgramId, Convert.ToHexString(r.Candidate.Bytes.Span))),
                found.Select(a => (a.Hpx29, a.Object.Stock, a.ObjectId, a.Jd, a.Coord.RaDeg, a.Coord.DecDeg, a.ProgramId, Convert.ToHexString(a.Candidate.Record.Bytes.Span))));
            Assert.Equal(expected.Count, await Archive.CountAsync(query, default));
            Assert.InRange(expected.Count, 100, inside.Count);
        }
        await BigBatch.AssertSoundAsync(Archive);
    }

    [SkippableFact]
    public async Task Alerts_at_one_place_are_all_found_though_they_fill_several_blocks()
    {
        var rows = Enumerable.Range(1, BigBatch.Count).Select(i => AlertRow.Of(HandMade.Bare(i, BigBatch.Jd + i * 1e-6, i % 3 * 40, 5, BigBatch.NameOf(i % 3)))).ToArray();
        Assert.Equal(BigBatch.Count, await Archive.AddAsync(rows, [], default));
        Assert.Equal(BigBatch.Count, await CountListedAsync());
        foreach (var place in rows.GroupBy(r => r.Hpx29))
        {
            var moc = Moc.FromRanges([new HpxRange(place.Key, place.Key + 1)]);
            Assert.Equal(place.Select(r => r.AlertId).Order(), (await ToListAsync(Archive.ScanAsync(Query(moc), default))).Select(a => a.AlertId));
            Assert.Equal(place.Count(), (await Archive.AlertsOfAsync(new ObjectKey("ZTF", place.First().Stock), DataRights.Partnership, default)).Count);
        }
        await BigBatch.AssertSoundAsync(Archive);
    }

    [SkippableFact]
    public async Task A_scan_of_runs_that_is_left_in_the_middle_leaves_the_archive_ready()
    {
        await Archive.AddAsync(BigBatch.Night(1, BigBatch.Jd), [], default);
        await Archive.AddAsync(BigBatch.Night(BigBatch.Count + 1, BigBatch.Jd), [], default);
        for (var round = 0; round < 3; round++)
        {
            await foreach (var alert in Archive.ScanAsync(Query(), default))
                if (alert.AlertId % 1000 == 0)
                    break;
            Assert.Equal(2L * BigBatch.Count, await Archive.CountAsync(Query(), default));
        }
    }
}
