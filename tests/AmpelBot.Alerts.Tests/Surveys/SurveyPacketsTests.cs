using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Testing;

namespace AmpelBot.Alerts.Tests.Surveys;

public class SurveyPacketsTests
{
    [SkippableTheory]
    [InlineData("other_alerts/elasticc_alert_mjd59583.0511_obj1131_src2262001.avro", "ELAsTiCC", "1131", 2)]
    [InlineData("other_alerts/elasticc_alert_mjd60662.2587_obj1152_src2304008.avro", "ELAsTiCC", "1152", null)]
    [InlineData("other_alerts/atlas_02a59543o0040o_006230.avro", "ATLAS", "1200825211121548288", 1)]
    [InlineData("ztf_alerts/boom_2024-07-14", "ZTF", null, null)]
    public void Each_real_packet_is_an_alert_of_its_survey_and_comes_back_whole(string path, string survey, string? name, int? points)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var file = RealData.Path(path);
        foreach (var packet in Directory.Exists(file) ? Directory.GetFiles(file, "*.avro").Take(5).Select(Read) : [Read(file)])
        {
            var alert = SurveyPackets.Parse(packet);
            Assert.Equal(survey, alert.Survey);
            Assert.Equal(name ?? alert.ObjectId, alert.ObjectId);
            Assert.Equal(points ?? alert.LightCurve.Datapoints.Count, alert.LightCurve.Datapoints.Count);
            Assert.Same(alert.Candidate.Record, alert.LightCurve.Detections[^1].Body);
            var row = AlertRow.Of(alert);
            var bodies = row.Datapoints.ToDictionary(d => new DatapointReference(d.Key, d.BodyCheck), d => d.Datapoint.Body);
            var again = row.Skeleton!.Assemble(row.Candidate, (reference, _) => bodies[reference], row.Cutouts);
            Assert.Equal(packet.Bytes.ToArray(), again.Bytes.ToArray());
        }
    }

    [SkippableFact]
    public void Rubins_own_sample_is_refused_for_its_clock()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        Assert.Equal(
            "the midpointMjdTai 1480360995 of diaSource is no modified Julian date between 1972 and 2100",
            Refusal(Read(RealData.Path("other_alerts/lsst_v7_4_fakeAlert.avro"))));
    }

    [SkippableFact]
    public void A_bare_message_of_kafka_is_refused_until_its_schema_is_known()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var message = File.ReadAllBytes(RealData.Path("other_alerts/lsst_7912941781254298.avro"));
        Assert.True(ConfluentMessage.IsOne(message));
        var refusal = Assert.Throws<SurveyPacketException>(() => ConfluentMessage.Decode(message, _ => null)).Message;
        Assert.Contains("the schema 900 is not known (Rubin's 9.0): put it as 900.avsc into the folder of schemas", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bare_message_is_decoded_by_the_schema_of_its_number()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""{"type":"record","name":"r","fields":[{"name":"n","type":"long"}]}""");
        Assert.Equal(-1L, ConfluentMessage.Decode([0, 0, 0, 1, 2, 1], number => number == 258 ? schema : null)["n"]);
        Assert.Throws<AvroException>(() => ConfluentMessage.Decode([0, 0, 0, 1, 2, 1, 0], _ => schema));
        Assert.Equal(
            "a bare message of Kafka (it begins with 00 and a schema number), and the schema 258 is not known: put it as 258.avsc into the folder of schemas (--schemas or AMPELBOT_SCHEMAS), then: ampelbot ingest --replay",
            Assert.Throws<SurveyPacketException>(() => ConfluentMessage.Decode([0, 0, 0, 1, 2, 1], _ => null)).Message);
        Assert.False(ConfluentMessage.IsOne([0, 0, 0, 1, 2]));
        Assert.False(ConfluentMessage.IsOne("Obj\x01 and more"u8));
    }

    [Theory]
    [InlineData("winter.alert", "ZTF18abyouwp", "winter")]
    [InlineData("WIRC.alert", null, "wirc")]
    [InlineData("zuds.alert", null, "zuds")]
    [InlineData("alert", "WNTR24aaaab", "WNTR24aaaab")]
    [InlineData("topLevelRecord", "C202309242206308m052248", "C202309242206308m052248")]
    public void A_packet_that_only_looks_like_one_of_ztf_is_refused_by_its_name(string schema, string? objectId, string reason)
        => Assert.Contains(reason, Refusal(LikeZtf(schema, "objectId", objectId)), StringComparison.Ordinal);

    [Fact]
    public void The_name_of_an_object_is_found_in_winters_spelling_too()
        => Assert.Contains("WNTR24aaaab", Refusal(LikeZtf("alert", "objectid", "WNTR24aaaab")), StringComparison.Ordinal);

    [Theory]
    [InlineData("ztf.alert", "ZTF18abyouwp")]
    [InlineData("topLevelRecord", "ZTF18abyouwp")]
    [InlineData("broker.alert", null)]
    public void A_packet_with_ztfs_blocks_is_ztfs_under_any_other_name(string schema, string? objectId)
        => Assert.Equal(("ZTF", objectId), (SurveyPackets.Parse(LikeZtf(schema, "objectId", objectId)) is var a ? (a.Survey, a.ObjectId) : default));

    [Fact]
    public void Fluxes_of_which_the_unit_is_not_told_are_refused()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse(
            """{"type":"record","name":"broker.alert","fields":[{"name":"diaSource","type":{"type":"record","name":"s","fields":[{"name":"x","type":"int"}]}}]}""");
        var source = (AvroRecordSchema)schema.Fields[0].Schema;
        Assert.Contains("in what unit its fluxes are cannot be told", Refusal(new AvroRecord(schema, [new AvroRecord(source, [1])])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_another_kind_is_refused()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""{"type":"record","name":"gcn.notice","fields":[{"name":"id","type":"string"}]}""");
        Assert.Equal("not a ZTF packet: gcn.notice has no candidate block", Refusal(new AvroRecord(schema, ["S190814bv"])));
    }

    private static AvroRecord LikeZtf(string name, string objectField, string? objectId)
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse($$$"""
            {"type":"record","name":"{{{name}}}","fields":[{"name":"{{{objectField}}}","type":["null","string"]},{"name":"candidate","type":
              {"type":"record","name":"candidate","fields":[{"name":"jd","type":"double"},{"name":"ra","type":"double"},{"name":"dec","type":"double"},{"name":"fid","type":"int"}]}}]}
            """);
        return new AvroRecord(schema, [objectId, new AvroRecord((AvroRecordSchema)schema.Fields[1].Schema, [2_458_450.5, 10.0, 20.0, 1])]);
    }

    private static AvroRecord Read(string file)
    {
        using var stream = File.OpenRead(file);
        return AvroContainer.Read(stream, CancellationToken.None).First().Record;
    }

    private static string Refusal(AvroRecord packet) => Assert.Throws<SurveyPacketException>(() => SurveyPackets.Parse(packet)).Message;
}
