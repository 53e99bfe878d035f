using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Ingest;
using Xunit;

namespace AmpelBot.Testing.Archive;

/// <summary>Batches, repetitions, several writers, and the check of the whole.</summary>
public abstract partial class ArchiveContract
{
    [SkippableFact]
    public async Task An_alert_that_is_there_stays_as_it_is()
    {
        var first = HandMade.Alert(1, Jd, cutouts: [new Cutout("Science", "a", [1])]);
        await AddAsync(first);
        var info = await Archive.InfoAsync(default);
        var second = HandMade.Alert(1, Jd + 1, 40, 40, "ZTF18other", history: [HandMade.UpperLimit(7, Jd - 1)], cutouts: [new Cutout("Template", "b", [2])]);
        Assert.Equal(0, await AddAsync(second, second));
        Assert.Equal(0, await AddAsync(HandMade.Bare(1, Jd)));
        HandMade.AssertSame(first, await TheOneAsync(1));
        await AssertRecoveredAsync(first);
        Assert.Equal(Seen(first.Cutouts), Seen(await Archive.CutoutsAsync("ZTF", 1, DataRights.Partnership, default)));
        Assert.Equal(info, await Archive.InfoAsync(default));
        Assert.Empty(await Archive.FindObjectsAsync("ZTF18other", default));
    }

    [SkippableFact]
    public async Task Of_two_alerts_with_one_number_in_a_batch_the_first_is_kept()
    {
        // The second comes earlier in the sky's and in the nights' order.
        var first = HandMade.Alert(1, Jd, 10, -80, history: [HandMade.UpperLimit(7, Jd - 1)]);
        Assert.Equal(2, await AddAsync(HandMade.Bare(5, Jd), first, HandMade.Alert(1, Jd - 3, 45, 10, "ZTF18other"), first));
        HandMade.AssertSame(first, await TheOneAsync(1));
        Assert.Equal((2, 1), ((await Archive.InfoAsync(default)).Alerts, (await Archive.InfoAsync(default)).Objects));
    }

    [SkippableFact]
    public async Task The_same_number_from_another_survey_is_another_alert()
    {
        Assert.Equal(2, await AddAsync(HandMade.Alert(1, Jd), HandMade.Alert(1, Jd, survey: "LSST")));
        Assert.Equal(2, (await Archive.InfoAsync(default)).Alerts);
        Assert.Equal(["LSST", "ZTF"], (await ScanAsync()).Select(a => a.Survey));
    }

    [SkippableFact]
    public async Task Info_counts_what_is_there()
    {
        var alerts = HandMade.Many(300, 7, seed: 1);
        Assert.Equal(100, await AddAsync(alerts[..100]));
        Assert.Equal(200, await AddAsync(alerts));
        var info = await Archive.InfoAsync(default);
        Assert.Equal((300, alerts.Min(a => a.Jd), alerts.Max(a => a.Jd)), (info.Alerts, info.FirstJd, info.LastJd));
        Assert.Equal(alerts.Select(a => a.ObjectId).Distinct().Count(), info.Objects);
        Assert.Equal(alerts.Select(a => Math.Floor(a.Jd - HandMade.MjdZeroJd)).Distinct().Count(), info.Nights);
        Assert.Equal(alerts.Sum(a => a.LightCurve.Datapoints.Count), info.Datapoints);
    }

    [SkippableFact]
    public async Task The_state_hash_knows_no_order_and_no_batches()
    {
        var alerts = HandMade.Many(40, 3, seed: 2);
        await AddAsync(alerts[..20]);
        var half = (await Archive.InfoAsync(default)).StateHash;
        Assert.Matches("^[0-9a-f]{16}$", half);
        foreach (var batch in alerts[20..].AsEnumerable().Reverse().Chunk(7))
            await AddAsync(batch);
        var expected = alerts.Aggregate(0L, (sum, a) => unchecked(sum + StateId.OfAlert(a.Survey, a.AlertId))).ToString("x16");
        Assert.Equal(expected, (await Archive.InfoAsync(default)).StateHash);
        Assert.NotEqual(half, expected);
    }

    [SkippableFact]
    public async Task A_batch_that_fails_in_the_middle_leaves_nothing_of_itself()
    {
        // An Avro value that does not follow its schema cannot be written.
        var good = AlertRow.Of(HandMade.Alert(1, Jd));
        var unwritable = AlertRow.Of(HandMade.Bare(2, Jd, objectId: "ZTF18bbb")) with { Candidate = new AvroRecord(HandMade.HistorySchema, ["text", 0.5f]) };
        foreach (var batch in new AlertRow[][] { [good, unwritable], [unwritable, good] })
            await Assert.ThrowsAnyAsync<Exception>(() => Archive.AddAsync(batch, [new DeadLetter("a", 0, "b")], default));
        var info = await Archive.InfoAsync(default);
        Assert.Equal((0, 0, 0, 0, "0000000000000000"), (info.Alerts, info.Objects, info.Datapoints, info.DeadLetters, info.StateHash));
        // The Avro schemas that went with it are written anew.
        Assert.Equal(1, await Archive.AddAsync([good], [], default));
        HandMade.AssertSame(HandMade.Alert(1, Jd), await TheOneAsync(1));
        await AssertRecoveredAsync(HandMade.Alert(1, Jd));
    }

    [SkippableTheory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e300)]
    [InlineData(-1)]
    public async Task What_has_no_date_is_refused_and_nothing_is_added(double jd)
    {
        var row = AlertRow.Of(HandMade.Alert(1, Jd)) with { Jd = jd };
        await Assert.ThrowsAsync<ArgumentException>(() => Archive.AddAsync([AlertRow.Of(HandMade.Alert(2, Jd)), row], [], default));
        await Assert.ThrowsAsync<ArgumentException>(() => Archive.AddExposuresAsync([MadeExposure(Jd), MadeExposure(jd)], default));
        Assert.Equal(0, (await Archive.InfoAsync(default)).Alerts);
        Assert.Empty(await ToListAsync(Archive.ExposuresAsync(HandMade.AllTime, default)));
    }

    [SkippableFact]
    public async Task Two_writers_take_turns()
    {
        var other = await OpenedAsync(isReadOnly: false);
        var alerts = HandMade.Many(400, 3, seed: 1);
        var added = await Task.WhenAll(
            Task.Run(async () => await SumAsync(Archive, alerts.Chunk(40))),
            Task.Run(async () => await SumAsync(other, Enumerable.Reverse(alerts).Chunk(40))));
        Assert.Equal(400, added.Sum());
        Assert.Equal(400, (await Archive.InfoAsync(default)).Alerts);
        Assert.Equal(await Archive.InfoAsync(default), await other.InfoAsync(default));
        Assert.All(await other.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));

        static async Task<int> SumAsync(IArchive archive, IEnumerable<Alert[]> batches)
        {
            var sum = 0;
            foreach (var batch in batches)
                sum += await archive.AddAsync([.. batch.Select(AlertRow.Of)], [], default);
            return sum;
        }
    }

    [SkippableFact]
    public async Task What_another_writer_took_away_or_changed_is_not_remembered()
    {
        // One writer knows the datapoint; the other gives it another known time and a fuller body.
        await AddAsync(HandMade.Alert(2, Jd + 3, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd, 0.75f))]));
        var other = await OpenedAsync(isReadOnly: false);
        await other.AddAsync([AlertRow.Of(HandMade.Alert(1, Jd))], [], default);
        await AddAsync(HandMade.Alert(3, Jd + 4, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd, 0.75f))]));
        Assert.Equal([1L], (await StateAsync(HandMade.Alert(1, Jd).TimeUtc))!.LightCurve.Datapoints.Select(p => p.Id));
        Assert.All(await Archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
        await AssertRecoveredAsync(HandMade.Alert(3, Jd + 4, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd, 0.75f))]));
    }

    [SkippableFact]
    public async Task Vacuum_changes_nothing_that_is_held()
    {
        await AddAsync(HandMade.Many(200, 4, seed: 5));
        await AddAsync(HandMade.Alert(999, Jd, cutouts: Cutouts));
        var info = await Archive.InfoAsync(default);
        var told = new List<string>();
        await Archive.VacuumAsync(new Told(told.Add), default);
        Assert.NotEmpty(told);
        Assert.Equal(info, await Archive.InfoAsync(default));
        Assert.Equal(201, (await ScanAsync()).Count);
        Assert.Equal(Seen(Cutouts), Seen(await Archive.CutoutsAsync("ZTF", 999, DataRights.Partnership, default)));
        Assert.Equal(1, await AddAsync(HandMade.Alert(1000, Jd)));
    }

    [SkippableFact]
    public async Task Verify_says_what_it_checked()
    {
        await FillForDamageAsync();
        var told = new List<string>();
        var checks = await Archive.VerifyAsync(new Told(told.Add), default);
        Assert.NotEmpty(told);
        Assert.True(checks.Count >= 5);
        Assert.Equal(checks.Count, checks.Select(c => c.Name).Distinct().Count());
        Assert.All(checks, check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
        Assert.All(checks, check => Assert.NotEmpty(check.Detail));
    }

    [SkippableTheory]
    [InlineData("DELETE FROM alert WHERE alert_id = 3")]
    [InlineData("UPDATE alert SET body = BYTES WHERE alert_id = 3")]
    [InlineData("UPDATE alert SET jd = jd + 3000 WHERE alert_id = 3")]
    [InlineData("UPDATE alert SET ra = ra + 1 WHERE alert_id = 3")]
    [InlineData("DELETE FROM datapoint WHERE id = 3")]
    [InlineData("UPDATE datapoint SET body = BYTES WHERE id = 3")]
    [InlineData("UPDATE datapoint SET mag = mag + 1 WHERE id = 3")]
    [InlineData("UPDATE datapoint SET known_jd = known_jd + 1 WHERE id = 3")]
    [InlineData("UPDATE datapoint SET known_jd = known_jd - 1 WHERE id = 3")]
    [InlineData("DELETE FROM packet WHERE alert_id = 3")]
    [InlineData("UPDATE packet SET skeleton = BYTES WHERE alert_id = 3")]
    [InlineData("DELETE FROM object WHERE name = 'named'")]
    [InlineData("DELETE FROM datapoint_body")]
    [InlineData("UPDATE datapoint_body SET body = BYTES")]
    [InlineData("UPDATE totals SET alerts = alerts + 1")]
    [InlineData("UPDATE totals SET objects = objects + 1")]
    [InlineData("UPDATE totals SET datapoints = datapoints + 1")]
    [InlineData("UPDATE totals SET state_hash = state_hash + 1")]
    [InlineData("UPDATE totals SET first_jd = first_jd + 1")]
    [InlineData("UPDATE totals SET last_jd = NULL")]
    [InlineData("DELETE FROM cutout WHERE kind = 'Science'")]
    public async Task Verify_finds_what_is_missing_or_changed(string damage)
    {
        await FillForDamageAsync();
        await RunSqlAsync(damage.Replace("BYTES", SqlBytes("07ff"), StringComparison.Ordinal), onCutouts: damage.Contains("cutout", StringComparison.Ordinal));
        var bad = (await Archive.VerifyAsync(null, default)).Where(check => !check.IsOk).ToList();
        Assert.NotEmpty(bad);
        Assert.All(bad, check => Assert.True(check.Detail.Length > 10, check.Detail));
    }

    private async Task FillForDamageAsync()
    {
        await AddAsync(Enumerable.Range(1, 20).Select(i => HandMade.Alert(
            i, Jd + i, 10 + i, -20, "named", cutouts: i % 5 == 3 ? Cutouts : [],
            history: Enumerable.Range(1, i - 1).Select(j => HandMade.Detection(j, Jd + j, i == 15 && j == 7 ? HandMade.OtherHistoryRecord(Jd + j) : HandMade.CandidateRecord(Jd + j))))));
        await AddAsync(HandMade.Many(30, 3, seed: 3).Select(a => HandMade.Bare(1000 + a.AlertId, a.Jd, a.Coord.RaDeg, a.Coord.DecDeg, a.ObjectId, "LSST")));
    }

    [SkippableTheory]
    [InlineData("UPDATE alert SET body = BYTES")]
    [InlineData("UPDATE datapoint SET body = BYTES")]
    [InlineData("DELETE FROM datapoint")]
    [InlineData("UPDATE packet SET skeleton = BYTES")]
    public async Task What_is_missing_or_changed_is_met_with_a_sentence(string damage)
    {
        var alert = HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(7, Jd - 1)]);
        await AddAsync(alert);
        await RunSqlAsync(damage.Replace("BYTES", SqlBytes("07ff"), StringComparison.Ordinal));
        var reader = await OpenedAsync(isReadOnly: true);
        Assert.EndsWith(".", (await Assert.ThrowsAsync<ArchiveException>(() => reader.PacketAsync("ZTF", 1, DataRights.Partnership, default))).Message);
        if (damage.StartsWith("DELETE FROM datapoint", StringComparison.Ordinal))
            foreach (var read in new Func<Task>[]
            {
                () => reader.AlertsOfAsync(alert.Object, DataRights.Partnership, default), () => ScanAsync(archive: reader),
            })
                Assert.Contains("damaged", (await Assert.ThrowsAsync<ArchiveException>(read)).Message, StringComparison.Ordinal);
    }

    private sealed class Told(Action<string> tell) : IProgress<string>
    {
        public void Report(string value) => tell(value);
    }
}
