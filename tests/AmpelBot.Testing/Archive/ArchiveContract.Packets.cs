using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Sky;
using Xunit;

namespace AmpelBot.Testing.Archive;

/// <summary>Whole packets and their cutouts, made by hand and real.</summary>
public abstract partial class ArchiveContract
{
    private static readonly Lazy<Alert[]> Real = new(() =>
    [
        .. AlertFiles.Read([RealData.Path("ztf_alerts")], _ => { }, default).Where(p => p.DeadLetter is null).Select(p => p.Alert!).DistinctBy(a => a.AlertId),
    ]);

    private static readonly Cutout[] Cutouts =
        [new("Science", "a.fits.gz", [1, 2, 3]), new("Template", "", [4]), new("Difference", "b", [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * i))])];

    private async Task AssertRecoveredAsync(Alert alert)
    {
        var packet = await Archive.PacketAsync(alert.Survey, alert.AlertId, DataRights.Partnership, default);
        Assert.NotNull(packet);
        HandMade.AssertSame(alert.Packet!, packet);
    }

    private static IEnumerable<(string, string, string)> Seen(IEnumerable<Cutout> cutouts) => cutouts.Select(c => (c.Kind, c.FileName, Convert.ToBase64String(c.Data)));

    [SkippableFact]
    public async Task Cutouts_come_on_demand_and_not_with_a_scan()
    {
        await AddAsync(HandMade.Alert(1, Jd, cutouts: Cutouts), HandMade.Alert(2, Jd), HandMade.Alert(1, Jd, survey: "LSST"));
        Assert.All(await ScanAsync(), alert => Assert.Empty(alert.Cutouts));
        Assert.All(await ScanAsync(), alert => Assert.Null(alert.Packet));
        Assert.Equal(Seen(Cutouts), Seen(await Archive.CutoutsAsync("ZTF", 1, DataRights.Partnership, default)));
        Assert.Empty(await Archive.CutoutsAsync("ZTF", 2, DataRights.Partnership, default));
        Assert.Empty(await Archive.CutoutsAsync("LSST", 1, DataRights.Partnership, default));
        Assert.Empty(await Archive.CutoutsAsync("ZTF", 3, DataRights.Partnership, default));
        Assert.Equal(3, (await Archive.InfoAsync(default)).Cutouts);
    }

    [SkippableFact]
    public async Task A_packet_is_recovered_with_every_field()
    {
        Alert[] alerts =
        [
            HandMade.Alert(1, Jd, cutouts: Cutouts, history: [
                HandMade.UpperLimit(7, Jd - 1), HandMade.Detection(3, Jd - 2, HandMade.HistoryRecord(Jd - 2)), HandMade.UpperLimit(7, Jd - 1)]),
            HandMade.Alert(2, Jd, objectId: null, hasCandid: false),
            HandMade.Alert(-3, Jd, objectId: "", survey: "LSST", history: [HandMade.UpperLimit(7, Jd - 1)]),
        ];
        await AddAsync(alerts);
        foreach (var alert in alerts)
            await AssertRecoveredAsync(alert);
        Assert.Null(await Archive.PacketAsync("ZTF", -3, DataRights.Partnership, default));
        Assert.Null(await Archive.PacketAsync("ZTF", 4, DataRights.Partnership, default));
    }

    [SkippableFact]
    public async Task A_bare_alert_has_no_packet()
    {
        await AddAsync(HandMade.Bare(1, Jd));
        Assert.Null(await Archive.PacketAsync("ZTF", 1, DataRights.Partnership, default));
    }

    [SkippableFact]
    public async Task The_public_gets_a_packet_only_when_all_of_it_is_public()
    {
        await AddAsync(
            HandMade.Alert(1, Jd, cutouts: Cutouts, history: [HandMade.UpperLimit(7, Jd - 1)]),
            HandMade.Alert(2, Jd, cutouts: Cutouts, history: [HandMade.UpperLimit(8, Jd - 1, program: 2)]),
            HandMade.Alert(3, Jd, cutouts: Cutouts, history: [HandMade.UpperLimit(9, Jd - 1, program: null)]),
            HandMade.Alert(4, Jd, cutouts: Cutouts, program: 2), HandMade.Alert(5, Jd, cutouts: Cutouts, program: null));
        for (var id = 1; id <= 5; id++)
        {
            Assert.Equal(id == 1, await Archive.PacketAsync("ZTF", id, DataRights.Public, default) is not null);
            Assert.NotNull(await Archive.PacketAsync("ZTF", id, DataRights.Partnership, default));
            Assert.Equal(id <= 3 ? 3 : 0, (await Archive.CutoutsAsync("ZTF", id, DataRights.Public, default)).Count);
            Assert.Equal(3, (await Archive.CutoutsAsync("ZTF", id, DataRights.Partnership, default)).Count);
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_datapoint_that_packets_repeat_is_kept_once_with_the_fuller_body(bool laterPacketFirst)
    {
        var own = HandMade.Alert(1, Jd);
        var later = HandMade.Alert(2, Jd + 3, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd, 0.75f))]);
        foreach (var alert in laterPacketFirst ? [later, own] : new[] { own, later })
            await AddAsync(alert);
        Assert.Equal(2, (await Archive.InfoAsync(default)).Datapoints);
        HandMade.AssertSame(own.Candidate.Record, (await TheOneAsync(2)).LightCurve.Datapoints[0].Body);
        foreach (var alert in new[] { own, later })
        {
            HandMade.AssertSame(alert, await TheOneAsync(alert.AlertId));
            await AssertRecoveredAsync(alert);
        }
    }

    [SkippableTheory]
    [InlineData(0, 1, 2, 3)]
    [InlineData(3, 2, 1, 0)]
    [InlineData(1, 3, 0, 2)]
    [InlineData(2, 0, 3, 1)]
    public async Task A_form_of_a_datapoint_that_no_other_holds_is_kept_too(params int[] order)
    {
        Alert[] alerts =
        [
            HandMade.Alert(1, Jd),
            HandMade.Alert(2, Jd + 1, history: [HandMade.Detection(1, Jd, HandMade.OtherHistoryRecord(Jd))]),
            HandMade.Alert(3, Jd + 2, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd, 0.75f))]),
            HandMade.Alert(4, Jd + 3, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd, 0.25f)), HandMade.Detection(1, Jd, HandMade.OtherHistoryRecord(Jd, 31))]),
        ];
        foreach (var at in order)
            await AddAsync(alerts[at]);
        Assert.Equal(4, (await Archive.InfoAsync(default)).Datapoints);
        foreach (var alert in alerts)
        {
            HandMade.AssertSame(alert, await TheOneAsync(alert.AlertId));
            await AssertRecoveredAsync(alert);
        }
        Assert.All(await Archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
    }

    [SkippableFact]
    public async Task All_forms_in_one_batch_are_kept_as_well()
    {
        Alert[] alerts = [.. Enumerable.Range(1, 30).Select(i => HandMade.Alert(i, Jd + i, history: [
            .. Enumerable.Range(1, i - 1).Select(j => HandMade.Detection(j, Jd + j, (i + j) % 3 == 0 ? HandMade.OtherHistoryRecord(Jd + j, i) : HandMade.HistoryRecord(Jd + j, i % 4)))]))];
        await AddAsync(alerts.Reverse());
        Assert.Equal(30, (await Archive.InfoAsync(default)).Datapoints);
        foreach (var alert in alerts)
            await AssertRecoveredAsync(alert);
    }

    [SkippableFact]
    public async Task Real_packets_come_back_with_every_field_their_light_curves_and_cutouts()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        foreach (var batch in Real.Value.Chunk(200))
            Assert.Equal(batch.Length, await AddAsync(batch));
        Assert.Equal(0, await AddAsync(Real.Value));

        var info = await Archive.InfoAsync(default);
        Assert.Equal(530, info.Alerts);
        Assert.Equal(Real.Value.Where(a => a.ObjectId is not null).Select(a => a.ObjectId).Distinct().Count(), info.Objects);
        Assert.Equal(Real.Value.Sum(a => a.Cutouts.Count), info.Cutouts);
        Assert.Equal((Real.Value.Min(a => a.Jd), Real.Value.Max(a => a.Jd)), (info.FirstJd, info.LastJd));
        Assert.Equal(Real.Value.SelectMany(a => a.LightCurve.Datapoints.Select(p => (a.Object, HandMade.Values(p)))).Distinct().Count(), info.Datapoints);

        var found = (await ScanAsync()).ToDictionary(a => a.AlertId);
        Assert.Equal((465, 65), (found.Values.Count(a => a.Candid is not null), found.Values.Count(a => a.Candid is null)));
        foreach (var alert in Real.Value)
        {
            HandMade.AssertSame(alert, found[alert.AlertId]);
            await AssertRecoveredAsync(alert);
            Assert.Equal(Seen(alert.Cutouts), Seen(await Archive.CutoutsAsync(alert.Survey, alert.AlertId, DataRights.Partnership, default)));
        }
        foreach (var packets in Real.Value.GroupBy(a => a.Object))
            Assert.Equal(packets.OrderBy(a => a.Jd).ThenBy(a => a.AlertId).Select(a => a.AlertId),
                (await Archive.AlertsOfAsync(packets.Key, DataRights.Partnership, default)).Select(a => a.AlertId));
        Assert.All(await Archive.VerifyAsync(null, default), check => Assert.True(check.IsOk, check.Name + ": " + check.Detail));
    }

    [SkippableFact]
    public async Task A_scan_of_real_packets_finds_what_looking_at_every_packet_finds()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        await AddAsync(Real.Value);
        var random = new Random(20190814);
        var touched = 0;
        for (var i = 0; i < 30; i++)
        {
            var moc = HandMade.RandomMoc(random, random.Next(8), random.NextDouble());
            var from = TimeScales.JdToUtc(Real.Value[random.Next(Real.Value.Length)].Jd).AddDays(-random.NextDouble());
            var window = new TimeWindow(from, from.AddDays(1 + random.Next(800) * (i % 2)));
            foreach (var rights in Enum.GetValues<DataRights>())
            {
                var inside = Real.Value.Where(a => moc.Contains(a.Coord) && (rights == DataRights.Partnership || a.ProgramId == 1)).ToList();
                var found = await ScanAsync(moc, window, rights);
                Assert.Equal(inside.Where(a => window.Contains(a.TimeUtc)).Select(a => a.AlertId).Order(), found.Select(a => a.AlertId).Order());
                Assert.Equal(inside.Count, await Archive.CountAsync(Query(moc, rights: rights), default));
                touched += found.Count;
            }
        }
        Assert.True(touched > 500);
    }
}
