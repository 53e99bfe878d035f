using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using Xunit;

namespace AmpelBot.Testing.Archive;

/// <summary>Objects, their alerts, and their states.</summary>
public abstract partial class ArchiveContract
{
    private Task<ObjectState?> StateAsync(DateTimeOffset? asOf = null, string name = "ZTF18aaa", DataRights rights = DataRights.Partnership)
        => Archive.StateOfAsync(Key(name), asOf, rights, default);

    [SkippableFact]
    public async Task An_alert_comes_back_as_it_went_in()
    {
        Alert[] alerts =
        [
            HandMade.Alert(697251920015010010, Jd, 26.856_698_3, -26.967_711_2, history: [
                HandMade.UpperLimit(-3, Jd - 20), HandMade.Detection(5, Jd - 10, HandMade.HistoryRecord(Jd - 10)),
                new Datapoint { Kind = DatapointKind.ForcedPhotometry, Id = 5, Jd = Jd - 10, Band = "i", IsPositive = false, Body = HandMade.HistoryRecord(Jd - 10, 0.1f) }]),
            HandMade.Alert(long.MinValue, Jd + 1e-9, 0, 90, objectId: null, hasCandid: false, program: null),
            HandMade.Alert(long.MaxValue, Jd + 1e-9, 0, 90, objectId: null, program: int.MinValue),
            HandMade.Alert(-2, Jd - 700, 359.999_999_999, -90, "'; DROP TABLE alert; --", "LSST", program: int.MaxValue),
            HandMade.Bare(3, Jd, objectId: null, program: null),
            HandMade.Bare(0, Jd, objectId: "ZTF32zzzzzzz"),
        ];
        Assert.Equal(6, await AddAsync(alerts));
        foreach (var alert in alerts)
        {
            HandMade.AssertSame(alert, await TheOneAsync(alert.AlertId));
            HandMade.AssertSame(alert, Assert.Single(await Archive.AlertsOfAsync(alert.Object, DataRights.Partnership, default)));
        }
    }

    [SkippableFact]
    public async Task Bodies_of_the_history_come_back_too()
    {
        await AddAsync(HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(7, Jd - 1)]));
        foreach (var alert in new[] { await TheOneAsync(1), (await Archive.AlertsOfAsync(Key("ZTF18aaa"), DataRights.Partnership, default))[0] })
        {
            HandMade.AssertSame(HandMade.HistoryRecord(Jd - 1, null), alert.LightCurve.Datapoints[0].Body);
            HandMade.AssertSame(HandMade.CandidateRecord(Jd), alert.LightCurve.Datapoints[1].Body);
        }
    }

    [SkippableTheory]
    [InlineData("ZTF18abyouwp")]
    [InlineData("ZTF17aaaaaaa")]
    [InlineData("ZTF32zzzzzzz")]
    [InlineData("ZTF18ABYOUWP")]
    [InlineData("ZTF99abyouwp")]
    [InlineData("0")]
    [InlineData("191")]
    [InlineData("0191")]
    [InlineData("4611686018427387903")]
    [InlineData("4611686018427387904")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("naïve \"α\" 星 🌟")]
    [InlineData("'; DROP TABLE alert; --")]
    public async Task A_name_finds_its_object_in_each_survey_that_uses_it(string name)
    {
        string[] surveys = ["ZTF", "LSST", "Ünï 🔭", "x"];
        await AddAsync(surveys.Select((s, i) => HandMade.Alert(i, Jd + i, objectId: name, survey: s)).Append(HandMade.Alert(9, Jd, objectId: "other")));
        var found = await Archive.FindObjectsAsync(name, default);
        Assert.Equal(surveys.Order(StringComparer.Ordinal), found.Select(key => key.Survey).Order(StringComparer.Ordinal));
        foreach (var key in found)
        {
            Assert.Equal(Key(name, key.Survey), key);
            var alert = Assert.Single(await Archive.AlertsOfAsync(key, DataRights.Partnership, default));
            Assert.Equal((key.Survey, name), (alert.Survey, alert.ObjectId));
            Assert.Equal(name, (await Archive.StateOfAsync(key, null, DataRights.Partnership, default))!.Name);
        }
        Assert.Equal(surveys.Length, (await ScanAsync()).Count(a => a.ObjectId == name));
        Assert.Equal(surveys.Length + 1, (await Archive.InfoAsync(default)).Objects);
    }

    [SkippableFact]
    public async Task A_name_is_no_pattern_and_its_case_counts()
    {
        await AddAsync(HandMade.Alert(1, Jd, objectId: "ZTF18abyouwp"), HandMade.Alert(2, Jd, objectId: "named"));
        foreach (var name in new[] { "ztf18abyouwp", "ZTF18%", "ZTF18abyouw_", "NAMED", "%", "ZTF18abyouwp ", "ZTF18abyouwq" })
            Assert.Empty(await Archive.FindObjectsAsync(name, default));
    }

    [SkippableFact]
    public async Task The_alerts_of_an_object_ascend_in_time()
    {
        await AddAsync(
            HandMade.Alert(1, Jd + 200), HandMade.Alert(2, Jd), HandMade.Alert(3, Jd + 1), HandMade.Alert(5, Jd + 1, 200, 80), HandMade.Alert(4, Jd, objectId: "ZTF18aab"),
            HandMade.Bare(6, Jd + 0.5));
        var alerts = await Archive.AlertsOfAsync(Key("ZTF18aaa"), DataRights.Partnership, default);
        Assert.Equal([2L, 6L, 3L, 5L, 1L], alerts.Select(a => a.AlertId));
        Assert.All(alerts, alert => Assert.Equal(alert.AlertId == 6 ? 0 : 1, alert.LightCurve.Datapoints.Count));
    }

    [SkippableFact]
    public async Task Alerts_without_an_object_name_are_joined_with_no_other()
    {
        Alert[] alerts = [HandMade.Alert(1, Jd, objectId: null), HandMade.Alert(2, Jd, objectId: null), HandMade.Alert(3, Jd, objectId: "")];
        await AddAsync(alerts);
        Assert.Equal(1, (await Archive.InfoAsync(default)).Objects);
        foreach (var alert in alerts)
        {
            Assert.Equal([alert.AlertId], (await Archive.AlertsOfAsync(alert.Object, DataRights.Partnership, default)).Select(a => a.AlertId));
            var state = await Archive.StateOfAsync(alert.Object, null, DataRights.Partnership, default);
            Assert.Equal((alert.ObjectId, alert.Object), (state!.Name, state.Object));
        }
        Assert.Null((await TheOneAsync(2)).ObjectId);
    }

    [SkippableFact]
    public async Task A_light_curve_ends_with_what_its_packet_knew()
    {
        var first = HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(7, Jd - 30)]);
        // A year later the packet's history no longer reaches back.
        var last = HandMade.Alert(2, Jd + 365, history: [HandMade.UpperLimit(8, Jd + 360)]);
        await AddAsync(first, last);
        Assert.Equal([7L, 1L], (await TheOneAsync(1)).LightCurve.Datapoints.Select(p => p.Id));
        Assert.Equal([8L, 2L], (await TheOneAsync(2)).LightCurve.Datapoints.Select(p => p.Id));
        Assert.Equal(4, (await Archive.InfoAsync(default)).Datapoints);
        // The object's state holds all of it.
        Assert.Equal([7L, 1L, 8L, 2L], (await StateAsync())!.LightCurve.Datapoints.Select(p => p.Id));
    }

    [SkippableFact]
    public async Task A_revised_datapoint_does_not_change_the_alert_that_had_the_first_numbers()
    {
        var own = HandMade.Alert(1, Jd);
        var later = HandMade.Alert(2, Jd + 3, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd), mag: 18.5)]);
        await AddAsync(own, later);
        Assert.Equal(18.25, (await TheOneAsync(1)).LightCurve.Datapoints[0].Mag);
        Assert.Equal(18.5, (await TheOneAsync(2)).LightCurve.Datapoints[0].Mag);
        Assert.Equal(3, (await Archive.InfoAsync(default)).Datapoints);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_state_is_what_was_known_at_its_time_in_whatever_order_it_came(bool backwards)
    {
        Alert[] alerts =
        [
            HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(7, Jd - 30)]),
            HandMade.Alert(2, Jd + 3, history: [HandMade.UpperLimit(7, Jd - 30), HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd), mag: 18.5)]),
            HandMade.Alert(3, Jd + 6, history: [HandMade.Detection(1, Jd, HandMade.HistoryRecord(Jd), mag: 18.5), HandMade.UpperLimit(8, Jd - 1)]),
        ];
        foreach (var alert in backwards ? alerts.Reverse() : alerts)
            await AddAsync(alert);

        Assert.Null(await StateAsync(alerts[0].TimeUtc.AddTicks(-1)));
        Assert.Null(await StateAsync(DateTimeOffset.MinValue));
        var first = (await StateAsync(alerts[0].TimeUtc))!;
        Assert.Equal([(7L, null), (1L, 18.25)], first.LightCurve.Datapoints.Select(p => (p.Id, p.Mag)));
        Assert.Equal(first.Id, (await StateAsync(alerts[1].TimeUtc.AddTicks(-1)))!.Id);
        // A measurement that was revised has the latest numbers.
        var second = (await StateAsync(alerts[1].TimeUtc))!;
        Assert.Equal([(7L, null), (1L, 18.5), (2L, 18.25)], second.LightCurve.Datapoints.Select(p => (p.Id, p.Mag)));
        var third = (await StateAsync())!;
        Assert.Equal([7L, 8L, 1L, 2L, 3L], third.LightCurve.Datapoints.Select(p => p.Id));
        Assert.Equal(third.Id, (await StateAsync(DateTimeOffset.MaxValue))!.Id);
        Assert.Equal(3, new[] { first.Id, second.Id, third.Id }.Distinct().Count());
        Assert.All([first, second, third], state =>
        {
            Assert.Matches("^[0-9a-f]{16}$", state.Id);
            Assert.Equal(("ZTF18aaa", Key("ZTF18aaa")), (state.Name, state.Object));
        });
        HandMade.AssertSame(alerts[0].LightCurve, first.LightCurve);
    }

    [SkippableFact]
    public async Task The_id_of_a_state_is_that_of_its_members()
    {
        await AddAsync(HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(7, Jd - 30), HandMade.UpperLimit(8, Jd - 30)]));
        var row = AlertRow.Of(HandMade.Alert(1, Jd, history: [HandMade.UpperLimit(8, Jd - 30), HandMade.UpperLimit(7, Jd - 30)]));
        var state = (await StateAsync())!;
        Assert.Equal(StateId.Of(row.Datapoints.Select(p => p.Key)), state.Id);
        // Another object with the same datapoints has the same members.
        await AddAsync(HandMade.Alert(1, Jd, objectId: "twin", survey: "LSST", history: [HandMade.UpperLimit(7, Jd - 30), HandMade.UpperLimit(8, Jd - 30)]));
        Assert.Equal(state.Id, (await Archive.StateOfAsync(Key("twin", "LSST"), null, DataRights.Partnership, default))!.Id);
    }

    [SkippableFact]
    public async Task A_bare_alert_has_no_state_and_no_light_curve()
    {
        await AddAsync(HandMade.Bare(1, Jd));
        Assert.Null(await StateAsync());
        Assert.Empty((await TheOneAsync(1)).LightCurve.Datapoints);
        Assert.Equal(0, (await Archive.InfoAsync(default)).Datapoints);
        Assert.Equal(1, (await Archive.InfoAsync(default)).Objects);
        await AddAsync(HandMade.Alert(2, Jd + 1));
        Assert.Equal([2L], (await StateAsync())!.LightCurve.Datapoints.Select(p => p.Id));
        Assert.Empty((await TheOneAsync(1)).LightCurve.Datapoints);
    }

    [SkippableFact]
    public async Task The_public_knows_of_an_object_what_is_public()
    {
        await AddAsync(HandMade.Alert(1, Jd, program: 2));
        Assert.Null(await StateAsync(rights: DataRights.Public));
        await AddAsync(HandMade.Alert(2, Jd + 1, history: [HandMade.Detection(1, Jd, HandMade.CandidateRecord(Jd), program: 2)]));
        Assert.Equal([2L], (await StateAsync(rights: DataRights.Public))!.LightCurve.Datapoints.Select(p => p.Id));
        Assert.Equal([1L, 2L], (await StateAsync())!.LightCurve.Datapoints.Select(p => p.Id));
    }

    [SkippableFact]
    public async Task A_magnitude_that_is_no_number_is_one_that_nobody_knows()
    {
        var alert = HandMade.Alert(1, Jd, candidate: HandMade.CandidateRecord(Jd, float.NaN), history: [
            HandMade.Detection(5, Jd - 1, HandMade.HistoryRecord(Jd - 1, float.PositiveInfinity), mag: double.NaN),
            HandMade.Detection(6, Jd - 1, HandMade.HistoryRecord(Jd - 1, float.NegativeInfinity), mag: double.NegativeInfinity)]);
        await AddAsync(alert);
        var seen = await TheOneAsync(1);
        HandMade.AssertSame(alert, seen);
        Assert.Equal([null, double.NegativeInfinity, 18.25], seen.LightCurve.Datapoints.OrderBy(p => p.Id == 1).ThenBy(p => p.Id).Select(p => p.Mag));
        HandMade.AssertSame(alert.Packet!, (await Archive.PacketAsync("ZTF", 1, DataRights.Partnership, default))!);
    }
}
