using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Surveys.Atlas;

public class AtlasPacketTests
{
    private static readonly AvroRecordSchema Schema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"atlas.alert","fields":[{"name":"objectId","type":"string"},{"name":"candid","type":"string"},{"name":"candidate","type":
          {"type":"record","name":"atlas.candidate","fields":[{"name":"mjd","type":"double"},{"name":"filter","type":"string"},{"name":"RA","type":"double"},
            {"name":"Dec","type":"double"},{"name":"Mag","type":"float"},{"name":"Dmag","type":"float"},{"name":"isdiffpos","type":"string"}]}}]}
        """);

    private static AvroRecord Packet(double mjd = 59543.25, double ra = 10, float mag = 18.25f, string sign = "t", string candid = "02a59543o0040o_006230")
        => new(Schema, ["1200825211121548288", candid, new AvroRecord((AvroRecordSchema)Schema.Fields[2].Schema, [mjd, "o", ra, -20.0, mag, 0.125f, sign])]);

    [SkippableFact]
    public void A_real_packet_is_an_alert_of_one_detection()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var stream = File.OpenRead(RealData.Path("other_alerts/atlas_02a59543o0040o_006230.avro"));
        var alert = SurveyPackets.Parse(AvroContainer.Read(stream, CancellationToken.None).First().Record);
        Assert.Equal((null, null, 2459543.694825, 302.10505), (alert.Candid, alert.ProgramId, alert.Jd, alert.Coord.RaDeg));
        var point = Assert.Single(alert.LightCurve.Detections);
        Assert.Equal(("o", (double)18.3f, false, alert.AlertId), (point.Band, point.Mag, point.IsPositive, point.Id));
        Assert.Equal([("Science", 54720), ("Difference", 57600)], alert.Cutouts.Select(c => (c.Kind, c.Data.Length)));
    }

    [Fact]
    public void The_number_is_a_hash_of_the_text()
    {
        var id = SurveyPackets.Parse(Packet()).AlertId;
        Assert.Equal(id, SurveyPackets.Parse(Packet(mjd: 59543.5)).AlertId);
        Assert.NotEqual(id, SurveyPackets.Parse(Packet(candid: "02a59543o0040o_006231")).AlertId);
        Assert.Equal(new ObjectKey("ATLAS", 1200825211121548288), SurveyPackets.Parse(Packet()).Object);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Contains("mjd 2459543.75", Refusal(Packet(mjd: 2459543.75)), StringComparison.Ordinal);
        Assert.Contains("RA NaN", Refusal(Packet(ra: double.NaN)), StringComparison.Ordinal);
        Assert.Contains("no candid", Refusal(Packet(candid: "")), StringComparison.Ordinal);
        Assert.Null(SurveyPackets.Parse(Packet(mag: float.NaN)).LightCurve.Detections[0].Mag);
    }

    private static string Refusal(AvroRecord packet) => Assert.Throws<SurveyPacketException>(() => SurveyPackets.Parse(packet)).Message;
}
