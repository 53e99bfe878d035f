using System.Text.Json;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class ReportJsonTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(5000)]
    public void Every_candidate_is_there_with_its_light_curve(int candidates)
    {
        var report = Reports.Of(candidates: candidates);
        using var json = Parse(report);
        var list = json.RootElement.GetProperty("candidates");
        Assert.Equal(candidates, list.GetArrayLength());
        for (var i = 0; i < candidates; i++)
        {
            var (read, candidate) = (list[i], report.Candidates[i]);
            Assert.Equal(i + 1, read.GetProperty("rank").GetInt32());
            Assert.Equal(candidate.Name, read.GetProperty("name").GetString());
            Assert.Equal(candidate.Coord.RaDeg, read.GetProperty("raDeg").GetDouble());
            Assert.Equal(candidate.Coord.DecDeg, read.GetProperty("decDeg").GetDouble());
            Assert.Equal(candidate.CredibleLevel, read.GetProperty("credibleLevel").GetDouble());
            Assert.Equal(candidate.GalacticLatitudeDeg, read.GetProperty("galacticLatitudeDeg").GetDouble());
            Assert.Equal(candidate.Alerts[0].Candid, read.GetProperty("alerts")[0].GetInt64());
            Assert.Equal(candidate.LatestDetection.Jd, read.GetProperty("latestDetection").GetProperty("jd").GetDouble());
            var curve = read.GetProperty("lightCurve");
            Assert.Equal(3, curve.GetArrayLength());
            Assert.Equal("upperLimit", curve[0].GetProperty("kind").GetString());
            Assert.Equal(JsonValueKind.Null, curve[0].GetProperty("mag").ValueKind);
            Assert.Equal(candidate.FirstDetection.Mag, curve[1].GetProperty("mag").GetDouble());
        }
    }

    [Fact]
    public void What_people_said_reads_back_with_person_and_time()
    {
        using var json = Parse(Reports.Of(candidates: 2).WithFirst(candidate => candidate with { Votes = Reports.SomeVotes }));
        var list = json.RootElement.GetProperty("candidates");
        Assert.Equal((2, 1, 0, 0), (list[0].GetProperty("votes").GetArrayLength(), list[0].GetProperty("notes").GetArrayLength(), list[1].GetProperty("votes").GetArrayLength(), list[1].GetProperty("notes").GetArrayLength()));
        var vote = list[0].GetProperty("votes")[0];
        var said = Reports.SomeVotes.Latest[0];
        Assert.Equal(("rejected", "AGN", said.Note), (vote.GetProperty("state").GetString(), vote.GetProperty("reason").GetString(), vote.GetProperty("note").GetString()));
        Assert.Equal(("U2", "=Bob", "S190814bv", said.ScanId), (vote.GetProperty("user").GetString(), vote.GetProperty("userName").GetString(), vote.GetProperty("event").GetString(), vote.GetProperty("scanId").GetString()));
        Assert.Equal(said.TimeUtc, vote.GetProperty("timeUtc").GetDateTimeOffset());
    }

    [Fact]
    public void The_keys_are_those_that_others_build_on()
    {
        using var json = Parse(Reports.Of(candidates: 1));
        var root = json.RootElement;
        Assert.Equal(
            ["schemaVersion", "scanId", "program", "event", "skyMap", "request", "channel", "region", "window", "defaults", "notDone", "dataRights", "archive", "coverage", "funnel",
                "alertsBeforeWindow", "alertsAfterWindow", "remarks", "candidates", "startedUtc", "seconds"],
            Keys(root));
        Assert.Equal(["name", "messenger", "revision", "latestRevision", "timeUtc", "source", "skyMapSha256", "ellipse"], Keys(root.GetProperty("event")));
        Assert.Equal(
            ["ordering", "nside", "maxOrder", "fileCells", "probColumn", "probSum", "object", "creator", "distMeanMpc", "distStdMpc", "notes"], Keys(root.GetProperty("skyMap")));
        Assert.Equal(["level", "probability", "areaSqDeg", "skyFraction"], Keys(root.GetProperty("region")));
        Assert.Equal(["fromUtc", "toUtc", "days"], Keys(root.GetProperty("window")));
        Assert.Equal(["alertsScanned", "objectsScanned", "alertsAccepted", "rejections"], Keys(root.GetProperty("funnel")));
        Assert.Equal(["unit", "cut", "limit", "alerts"], Keys(root.GetProperty("funnel").GetProperty("rejections")[0]));
        Assert.Equal(
            ["rank", "name", "survey", "raDeg", "decDeg", "credibleLevel", "galacticLatitudeDeg", "firstDetection", "latestDetection", "alerts", "rejectedAlerts", "lightCurve", "votes", "notes"],
            Keys(root.GetProperty("candidates")[0]));
        Assert.Equal(["kind", "jd", "timeUtc", "band", "mag", "magErr", "limitingMag", "positive"], Keys(root.GetProperty("candidates")[0].GetProperty("lightCurve")[0]));
    }

    [Fact]
    public void Coverage_is_told_in_full_and_null_where_nobody_knows()
    {
        var report = Reports.Of(candidates: 0);
        using var unknown = Parse(report);
        Assert.Equal(JsonValueKind.Null, unknown.RootElement.GetProperty("coverage").ValueKind);
        using var json = Parse(report with { Coverage = Reports.Coverage(report, inPlane: 1 / 3.0) });
        var coverage = json.RootElement.GetProperty("coverage");
        Assert.Equal(
            ["exposures", "firstJd", "lastJd", "shortestExposureSeconds", "longestExposureSeconds", "entriesOfUnknownCameras", "entriesNotPublic", "order", "galacticPlaneDeg", "daysBetweenVisits", "region", "once", "twice", "bands"], Keys(coverage));
        Assert.Equal(24, coverage.GetProperty("exposures").GetInt32());
        Assert.Equal(JsonValueKind.Null, coverage.GetProperty("longestExposureSeconds").ValueKind);
        Assert.Equal(["total", "inPlane", "outsidePlane"], Keys(coverage.GetProperty("twice")));
        Assert.Equal(0.738 / 3, coverage.GetProperty("twice").GetProperty("inPlane").GetProperty("probability").GetDouble(), 1e-15);
        Assert.Equal(17.0625, coverage.GetProperty("twice").GetProperty("total").GetProperty("areaSqDeg").GetDouble());
        var bands = coverage.GetProperty("bands");
        Assert.Equal(["band", "exposures", "once", "medianLimitingMag", "brightestLimitingMag", "faintestLimitingMag", "limitingMagAreaSqDeg"], Keys(bands[0]));
        Assert.Equal(20.93, bands[0].GetProperty("medianLimitingMag").GetDouble());
        Assert.Equal(JsonValueKind.Null, bands[2].GetProperty("medianLimitingMag").ValueKind);
    }

    [Fact]
    public void Provenance_is_told()
    {
        var report = Reports.Of(candidates: 0);
        using var json = Parse(report);
        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("schemaVersion").GetInt32());
        Assert.Equal("0.1.0", root.GetProperty("program").GetProperty("version").GetString());
        Assert.Equal("gravitationalWave", root.GetProperty("event").GetProperty("messenger").GetString());
        Assert.Equal("2019-08-14T21:10:39.012Z", root.GetProperty("event").GetProperty("timeUtc").GetString());
        Assert.Equal(report.Plan.Notice.SkyMapSha256, root.GetProperty("event").GetProperty("skyMapSha256").GetString());
        Assert.Equal(report.Plan.Channel.Hash, root.GetProperty("channel").GetProperty("hash").GetString());
        Assert.Equal(report.Plan.Region.AreaSqDeg, root.GetProperty("region").GetProperty("areaSqDeg").GetDouble());
        Assert.Equal(3.0, root.GetProperty("window").GetProperty("days").GetDouble());
        Assert.Equal("0123456789abcdef", root.GetProperty("archive").GetProperty("stateHash").GetString());
        Assert.Equal(300, root.GetProperty("funnel").GetProperty("rejections").EnumerateArray().Sum(step => step.GetProperty("alerts").GetInt64()));
        Assert.Equal("S190814bv", root.GetProperty("request").GetProperty("event").GetProperty("text").GetString());
    }

    [Fact]
    public void What_is_missing_or_not_finite_is_null()
    {
        var report = Reports.Of(candidates: 1)
            .WithFirst(candidate => candidate with
            {
                CredibleLevel = double.NaN,
                LatestDetection = candidate.LatestDetection with { Jd = double.PositiveInfinity, Mag = null, MagErr = double.NaN, IsPositive = null },
            })
            .WithNotice(notice => notice with { EventTimeUtc = null, Revision = null, SkyMapSha256 = null });
        using var json = Parse(report with { Seconds = double.PositiveInfinity });
        var root = json.RootElement;
        var latest = root.GetProperty("candidates")[0].GetProperty("latestDetection");
        Assert.All(
            [
                root.GetProperty("seconds"), root.GetProperty("event").GetProperty("timeUtc"), root.GetProperty("event").GetProperty("revision"),
                root.GetProperty("event").GetProperty("skyMapSha256"), root.GetProperty("event").GetProperty("ellipse"),
                root.GetProperty("candidates")[0].GetProperty("credibleLevel"), latest.GetProperty("jd"), latest.GetProperty("timeUtc"),
                latest.GetProperty("mag"), latest.GetProperty("magErr"), latest.GetProperty("positive"), root.GetProperty("skyMap").GetProperty("distMeanMpc"),
            ],
            value => Assert.Equal(JsonValueKind.Null, value.ValueKind));
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("ZTF<b>\"\\\u0000\n")]
    [InlineData("=cmd")]
    public void Odd_names_come_back_as_they_were(string name)
    {
        using var json = Parse(Reports.Of(candidates: 1, name: name).WithFirst(candidate => candidate with { Name = name }));
        Assert.Equal(name, json.RootElement.GetProperty("event").GetProperty("name").GetString());
        Assert.Equal(name, json.RootElement.GetProperty("candidates")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced()
    {
        using var json = Parse(Reports.Of(candidates: 1).WithFirst(candidate => candidate with { Name = "a\ud800b" }));
        Assert.Equal("a\ufffdb", json.RootElement.GetProperty("candidates")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void A_request_by_position_keeps_the_position()
    {
        var report = Reports.Of(candidates: 0, messenger: Messenger.Neutrino);
        report = report with
        {
            Request = new ScanRequest { Event = new EventReference.Position(Reports.Ellipse, Reports.EventTime), Days = 0.1 },
            Plan = report.Plan with { Notice = report.Plan.Notice with { Ellipse = Reports.Ellipse } },
        };
        using var json = Parse(report);
        var request = json.RootElement.GetProperty("request");
        Assert.Equal("position", request.GetProperty("event").GetProperty("kind").GetString());
        Assert.Equal(314.08, request.GetProperty("event").GetProperty("ellipse").GetProperty("raDeg").GetDouble());
        Assert.Equal(2.26, json.RootElement.GetProperty("event").GetProperty("ellipse").GetProperty("raMinusDeg").GetDouble());
        Assert.Equal(0.1, request.GetProperty("days").GetDouble());
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static JsonDocument Parse(ScanReport report)
    {
        using var stream = new MemoryStream();
        ReportJson.Write(report, stream);
        Assert.True(stream.CanRead);
        return JsonDocument.Parse(stream.ToArray());
    }
}
