using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Tests.Avro;

public class AvroSchemaTests
{
    [Fact]
    public void Names_are_resolved_in_the_namespace_around_them_and_a_part_stands_alone()
    {
        var alert = (AvroRecordSchema)AvroSchema.Parse("""
            {"type":"record","name":"alert","namespace":"ztf","doc":"packet","fields":[
              {"name":"flag","type":{"type":"fixed","name":"two","size":2}},
              {"name":"candidate","type":{"type":"record","name":"candidate","namespace":"ztf.alert","fields":[
                {"name":"flag","type":"ztf.two"},{"name":"jd","type":"double","default":0}]}},
              {"name":"prv","type":["null",{"type":"array","items":"ztf.alert.candidate"}],"default":null}]}
            """);
        Assert.Equal("ztf.alert", alert.Name);
        var candidate = (AvroRecordSchema)alert.Fields[1].Schema;
        Assert.Equal(
            """{"name":"ztf.alert.candidate","type":"record","fields":[{"name":"flag","type":{"name":"ztf.two","type":"fixed","size":2}},{"name":"jd","type":"double"}]}""",
            candidate.Json);
        Assert.Equal(candidate.Json, AvroSchema.Parse(candidate.Json).Json);
        Assert.Same(candidate, ((AvroArraySchema)((AvroUnionSchema)alert.Fields[2].Schema).Branches[1]).Items);
    }

    [Fact]
    public void A_name_without_namespace_keeps_none_inside_a_namespace()
    {
        var outer = AvroSchema.Parse("""
            {"type":"record","name":"a.outer","fields":[{"name":"x","type":{"type":"record","name":"inner","namespace":"","fields":[]}},{"name":"y","type":"inner"}]}
            """);
        var inner = (AvroRecordSchema)((AvroRecordSchema)AvroSchema.Parse(outer.Json)).Fields[0].Schema;
        Assert.Equal("inner", inner.Name);
    }

    [Fact]
    public void One_text_is_parsed_once()
    {
        const string Json = """{"type":"record","name":"parsedOnce","fields":[]}""";
        Assert.Same(AvroSchema.Parse(Json), AvroSchema.Parse(new string(Json.AsSpan())));
    }

    [Fact]
    public void Numbers_have_the_bytes_of_the_specification()
    {
        // Specification 1.11, "Binary Encoding": 0 -> 00, -1 -> 01, 1 -> 02, -64 -> 7f, 64 -> 80 01; "foo" -> 06 66 6f 6f.
        var number = AvroSchema.Parse("\"long\"");
        Assert.Equal(["00", "01", "02", "7F", "8001"], new[] { 0L, -1, 1, -64, 64 }.Select(n => Convert.ToHexString(AvroBinary.Encode(number, n))));
        Assert.Equal("06666F6F", Convert.ToHexString(AvroBinary.Encode(AvroSchema.Parse("\"string\""), "foo")));
        Assert.Equal("06061B3600", Convert.ToHexString(AvroBinary.Encode(AvroSchema.Parse("""{"type":"array","items":"long"}"""), new object?[] { 3L, -14L, 27L })));
    }

    [Fact]
    public void A_block_with_a_negative_count_and_its_size_is_read()
    {
        // Count -2, then 2 bytes of items, then the end.
        var items = (object?[])AvroBinary.Decode(AvroSchema.Parse("""{"type":"array","items":"long"}"""), [0x03, 0x04, 0x06, 0x36, 0x00])!;
        Assert.Equal([3L, 27L], items);
    }

    [Fact]
    public void A_value_of_another_type_is_refused_when_written()
    {
        Assert.Throws<ArgumentException>(() => AvroBinary.Encode(AvroSchema.Parse("\"int\""), 1L));
        Assert.Throws<ArgumentException>(() => AvroBinary.Encode(AvroSchema.Parse("""["null","string"]"""), 1.0));
    }
}
