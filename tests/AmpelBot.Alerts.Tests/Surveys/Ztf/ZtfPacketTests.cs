using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Alerts.Surveys.Ztf;

namespace AmpelBot.Alerts.Tests.Surveys.Ztf;

public class ZtfPacketTests
{
    private static readonly AvroRecordSchema PointSchema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"point","namespace":"t","fields":[
          {"name":"jd","type":["null","double"]},{"name":"fid","type":["null","int"]},{"name":"pid","type":["null","long"]},
          {"name":"candid","type":["null","long"]},{"name":"ra","type":["null","double"]},{"name":"dec","type":["null","double"]},
          {"name":"magpsf","type":["null","float"]},{"name":"sigmapsf","type":["null","float"]},{"name":"diffmaglim","type":["null","float"]},
          {"name":"isdiffpos","type":["null","string","int"]},{"name":"forcediffimflux","type":["null","float"]}]}
        """);

    private static readonly AvroRecordSchema PacketSchema = (AvroRecordSchema)AvroSchema.Parse($$"""
        {"type":"record","name":"alert","namespace":"t","fields":[
          {"name":"objectId","type":["null","string"]},{"name":"candid","type":["null","long"]},{"name":"candidate","type":{{PointSchema.Json}}},
          {"name":"prv_candidates","type":["null",{"type":"array","items":"point"}]},{"name":"fp_hists","type":["null",{"type":"array","items":"point"}]}]}
        """);

    [Fact]
    public void The_alert_has_its_own_detection_among_the_points_ascending_in_time()
    {
        var own = Point();
        var alert = ZtfPacket.Parse(Packet(own, prv: [Limit(2458450.7), Point(jd: 2458449.7, candid: 7)], forced: [Point(jd: 2458440.7, candid: null)]));
        Assert.Equal(("ZTF", "ZTF18abyouwp", 697251920015010010L, 697251920015010010L), (alert.Survey, alert.ObjectId, alert.Candid, alert.AlertId));
        Assert.Equal([DatapointKind.ForcedPhotometry, DatapointKind.Detection, DatapointKind.UpperLimit, DatapointKind.Detection], alert.LightCurve.Datapoints.Select(d => d.Kind));
        Assert.Equal([7L, 697251920015010010L], alert.LightCurve.Detections.Select(d => d.Id));
        Assert.Same(own, alert.LightCurve.Detections[^1].Body);
        Assert.Equal((double)14.2834f, alert.LightCurve.Detections[^1].Mag);
        Assert.Equal(["g", "g"], alert.LightCurve.Detections.Select(d => d.Band));
    }

    [Theory]
    [InlineData("t", true)]
    [InlineData("1", true)]
    [InlineData(1, true)]
    [InlineData("f", false)]
    [InlineData("0", false)]
    [InlineData(0, false)]
    [InlineData("?", null)]
    [InlineData(null, null)]
    public void The_sign_of_the_subtraction_is_read_in_every_spelling(object? isdiffpos, bool? expected) =>
        Assert.Equal(expected, ZtfPacket.Parse(Packet(Point(isdiffpos: isdiffpos))).LightCurve.Detections[0].IsPositive);

    [Theory]
    [InlineData(1, "g")]
    [InlineData(2, "r")]
    [InlineData(3, "i")]
    [InlineData(4, "fid 4")]
    [InlineData(null, "?")]
    public void The_filter_number_is_a_band(int? fid, string band) => Assert.Equal(band, ZtfPacket.Parse(Packet(Point(fid: fid))).LightCurve.Detections[0].Band);

    [Theory]
    [InlineData(null, "no jd")]
    [InlineData(58450.5, "no Julian date")]
    [InlineData(double.NaN, "no Julian date")]
    [InlineData(1e300, "no Julian date")]
    public void A_packet_without_a_possible_time_is_refused(double? jd, string reason) =>
        Assert.Contains(reason, Refusal(Packet(Point(jd: jd))), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, 10.0)]
    [InlineData(10.0, null)]
    [InlineData(361.0, 10.0)]
    [InlineData(10.0, -90.5)]
    [InlineData(double.NaN, 10.0)]
    [InlineData(10.0, double.PositiveInfinity)]
    public void A_packet_without_a_possible_position_is_refused(double? ra, double? dec) =>
        Assert.Contains("the candidate block", Refusal(Packet(Point(ra: ra, dec: dec))), StringComparison.Ordinal);

    [Fact]
    public void A_point_of_the_history_without_a_possible_time_is_named() =>
        Assert.Contains("prv_candidates[1]", Refusal(Packet(Point(), prv: [Limit(2458450.7), Limit(58450)])), StringComparison.Ordinal);

    [Fact]
    public void A_packet_of_another_survey_is_refused()
    {
        var other = (AvroRecordSchema)AvroSchema.Parse("""{"type":"record","name":"lsst.alert","fields":[{"name":"diaSource","type":"long"}]}""");
        Assert.Equal("not a ZTF packet: lsst.alert has no candidate block", Refusal(new AvroRecord(other, [1L])));
    }

    [Fact]
    public void Points_without_candid_have_the_same_id_in_each_packet_and_other_points_another()
    {
        var first = Ids(Packet(Point(), prv: [Limit(2458450.7), Limit(2458449.7), Point(jd: 2458448.7, candid: null)]));
        var second = Ids(Packet(Point(candid: 9), prv: [Limit(2458450.7), Limit(2458449.7), Point(jd: 2458448.7, candid: null)]));
        Assert.Equal(first.Take(3), second.Take(3));
        Assert.Equal(4, first.Distinct().Count());
        Assert.All(first, id => Assert.InRange(id, 0, long.MaxValue));
    }

    [Fact]
    public void Alerts_without_candid_are_told_apart_by_their_content()
    {
        long Id(AvroRecord candidate, string name) => ZtfPacket.Parse(Packet(candidate, name: name, candid: null)).AlertId;
        var id = Id(Point(candid: null), "ZTF18abyouwp");
        Assert.Equal(id, Id(Point(candid: null), "ZTF18abyouwp"));
        Assert.Equal(4, new[] { id, Id(Point(candid: null), "ZTF18abyouwq"), Id(Point(candid: null, jd: 2458450.5), "ZTF18abyouwp"), Id(Point(candid: 5), "ZTF18abyouwp") }.Distinct().Count());
    }

    [Fact]
    public void An_absent_field_and_a_null_one_look_alike_and_NaN_stays_a_number()
    {
        var block = new CandidateBlock(Point(ra: double.NaN, fid: null));
        Assert.Null(block.Number("fid"));
        Assert.Null(block.Number("drb"));
        Assert.True(double.IsNaN(block.Number("ra")!.Value));
        Assert.Null(block.Integer("ra"));
        Assert.Equal("t", new CandidateBlock(Point(isdiffpos: "t")).Text("isdiffpos"));
        Assert.Null(block.Number("isdiffpos"));
        Assert.Equal(697251920015010010L, block.Integer("candid"));
    }

    private static IEnumerable<long> Ids(AvroRecord packet) => ZtfPacket.Parse(packet).LightCurve.Datapoints.Select(d => d.Id);

    private static string Refusal(AvroRecord packet) => Assert.Throws<SurveyPacketException>(() => ZtfPacket.Parse(packet)).Message;

    private static AvroRecord Limit(double jd) => new(PointSchema, [jd, 1, 697L, null, null, null, null, null, 20.5f, null, null]);

    private static AvroRecord Point(
        double? jd = 2458451.7519213, long? candid = 697251920015010010, double? ra = 26.8566983, double? dec = -26.9677112, int? fid = 1, object? isdiffpos = null) =>
        new(PointSchema, [jd, fid, 697251920015L, candid, ra, dec, 14.2834f, 0.02f, 20.5f, isdiffpos, null]);

    private static AvroRecord Packet(
        AvroRecord candidate, AvroRecord[]? prv = null, AvroRecord[]? forced = null, string? name = "ZTF18abyouwp", long? candid = 697251920015010010) =>
        new(PacketSchema, [name, candid, candidate, prv, forced]);
}
