using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Following;

/// <summary>The block scan_when: what it takes, what it refuses, and how it decides.</summary>
public sealed class ChannelRulesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2019, 8, 15, 0, 0, 0, TimeSpan.Zero);
    private static readonly MapFacts Facts = new(3926, 900, 12.5, -25, 267, 52);
    private static readonly SkyMap Map = GaussianMap.Render(new SkyCoord(12.5, -25), 20, 0.9);

    private readonly string folder = Directory.CreateTempSubdirectory("ampelbot-rules").FullName;

    [Fact]
    public void A_decision_says_value_and_limit()
    {
        var decision = Rules("messengers: [gravitational-wave]\n  area90_sqdeg: { max: 2000, unknown: scan }").Judge(Story(), Map, Facts, Now);
        Assert.False(decision.Scans);
        Assert.Equal("not scanned, because area90 3,926.0 deg2 > 2,000 deg2", decision.Sentence);
    }

    [Theory]
    [InlineData("significant: { unknown: skip }", false, "its sender does not call it significant")]
    [InlineData("far_per_year: { max: 1, unknown: scan }", false, "FAR 31.558 per year > 1 per year")]
    [InlineData("far_per_year: { max: 100, unknown: scan }", true, null)]
    [InlineData("class_probability: { sum_of: [BNS, NSBH], min: 0.25, unknown: skip }", true, null)]
    [InlineData("class_probability: { sum_of: [BNS, NSBH], min: 0.3, unknown: skip }", false, "BNS + NSBH 0.25 < 0.3")]
    [InlineData("class_probability: { sum_of: [HasNS], min: 0.9, unknown: skip }", false, "HasNS 0.5 < 0.9")]
    [InlineData("class_probability: { sum_of: [GRB], min: 0.9, unknown: skip }", false, "the probability of GRB was not sent, which the channel does not let pass")]
    [InlineData("class_probability: { sum_of: [GRB], min: 0.9, unknown: scan }", true, null)]
    [InlineData("signalness: { min: 0.5, unknown: skip }", false, "signalness was not sent, which the channel does not let pass")]
    [InlineData("signalness: { min: 0.5, unknown: scan }", true, null)]
    [InlineData("distance_mpc: { max: 200, unknown: scan }", false, "distance 267 Mpc > 200 Mpc")]
    [InlineData("galactic_latitude_deg: { min: 89.5, unknown: scan }", false, "Galactic latitude (sign ignored) 87")]
    [InlineData("declination_deg: { min: -20, unknown: scan }", false, "declination -25 deg < -20 deg")]
    [InlineData("sun_distance_deg: { min: 30, unknown: scan }", true, null)]
    [InlineData("visible_tonight: { min: 0.99, unknown: scan }", false, "share of the probability that rises tonight 0.")]
    [InlineData("kinds: [update]", false, "kind preliminary is not among update")]
    [InlineData("senders: [IceCube]", false, "sender LVK is not among IceCube")]
    public void Each_rule_judges_by_its_own_number(string rule, bool scans, string? reason)
    {
        var decision = Rules("messengers: [gravitational-wave]\n  " + rule).Judge(Story(), Map, Facts, Now);
        Assert.Equal(scans, decision.Scans);
        if (reason is not null)
            Assert.StartsWith("not scanned, because " + reason, decision.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Mock_and_test_events_are_no_observations()
    {
        var story = EventStory.Of([new HeardNotice("a", Notice() with { Purpose = NoticePurpose.Mock })]);
        Assert.False(Rules("messengers: [gravitational-wave]").Judge(story, Map, Facts, Now).Scans);
        Assert.True(Rules("messengers: [gravitational-wave]\n  purposes: [observation, mock]").Judge(story, Map, Facts, Now).Scans);
    }

    [Fact]
    public void A_value_close_to_its_limit_is_written_in_full()
    {
        var decision = Rules("messengers: [gravitational-wave]\n  area90_sqdeg: { max: 2000, unknown: scan }").Judge(Story(), Map, Facts with { Area90SqDeg = 2000.04 }, Now);
        Assert.Equal("not scanned, because area90 2000.04 deg2 > 2,000 deg2", decision.Sentence);
    }

    [Fact]
    public void Before_the_map_is_there_nothing_is_said_about_it()
    {
        var decision = Rules("messengers: [gravitational-wave]\n  area90_sqdeg: { max: 1, unknown: skip }").Judge(Story(), null, null, Now);
        Assert.True(decision.Scans);
        Assert.DoesNotContain(decision.Reasons, r => r.Rule == "area90_sqdeg");
    }

    [Theory]
    [InlineData("messengers: [gravity]", "messengers in scan_when")]
    [InlineData("messengers: [neutrino]\n  area_sqdeg: { max: 1, unknown: scan }", "unknown key area_sqdeg")]
    [InlineData("messengers: [neutrino]\n  area90_sqdeg: { max: 1 }", "the key unknown is missing in area90_sqdeg")]
    [InlineData("messengers: [neutrino]\n  area90_sqdeg: { unknown: scan }", "has neither min nor max")]
    [InlineData("messengers: [neutrino]\n  area90_sqdeg: { max: 1, unknown: maybe }", "must be scan or skip")]
    [InlineData("messengers: [neutrino]\n  signalness: { min: 2, unknown: scan }", "must lie between 0 and 1")]
    [InlineData("kinds: [initial]", "the key messengers is missing")]
    public void What_is_wrong_is_said_with_its_line(string block, string complaint)
    {
        var error = Assert.Throws<ChannelException>(() => Rules(block));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Matches("line [0-9]+", error.Message);
    }

    [Theory]
    [InlineData("gw")]
    [InlineData("neutrino")]
    [InlineData("grb")]
    public void The_shipped_channels_decide(string channel) =>
        Assert.NotNull(new ChannelFolder(Path.Combine(Repository.Folder, "channels")).Load(channel).ScanWhen);

    [Fact]
    public void What_of_a_map_is_visible_tonight_is_between_nothing_and_all()
    {
        var at = new DateTimeOffset(2019, 8, 15, 20, 0, 0, TimeSpan.Zero);
        Assert.Equal(0, MapFacts.VisibleTonight(GaussianMap.Render(new SkyCoord(300, -70), 5, 0.9), at), 6);
        Assert.Equal(1, MapFacts.VisibleTonight(GaussianMap.Render(new SkyCoord(300, 33), 3, 0.9), at), 3);
        // Beside the Sun, which is at RA 145 then.
        Assert.InRange(MapFacts.VisibleTonight(GaussianMap.Render(new SkyCoord(145, 14), 3, 0.9), at), 0, 0.05);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ChannelRules Rules(string block)
    {
        var yaml = File.ReadAllText(Path.Combine(Repository.Folder, "channels", "gw.yaml"));
        var (from, to) = (yaml.IndexOf("scan_when:", StringComparison.Ordinal), yaml.IndexOf("# How long an event", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "test.yaml"), yaml[..from] + "scan_when:\n  " + block + "\n" + yaml[to..]);
        return new ChannelFolder(folder).Load("test").ScanWhen!;
    }

    private static EventStory Story() => EventStory.Of([new HeardNotice("a", Notice())]);

    private static SentNotice Notice() => new()
    {
        Format = NoticeFormat.IgwnJson,
        Sender = "LVK",
        Messenger = Messenger.GravitationalWave,
        Kind = NoticeKind.Preliminary,
        EventId = "S190814bv",
        SkyMap = new SentSkyMap(null, "https://example.org/map"),
        FarHz = 1e-6,
        Significant = false,
        Classification = new Dictionary<string, double> { ["BNS"] = 0.125, ["NSBH"] = 0.125, ["BBH"] = 0.75 },
        Properties = new Dictionary<string, double> { ["HasNS"] = 0.5 },
    };
}
