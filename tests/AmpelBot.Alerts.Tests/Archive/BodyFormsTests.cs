using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Tests.Avro;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Alerts.Tests.Archive;

public class BodyFormsTests
{
    private static AvroRecordSchema Schema(string fields, string name = "t.body")
        => (AvroRecordSchema)AvroSchema.Parse($$"""{"type":"record","name":"{{name}}","fields":[{{fields}}]}""");

    private static string Field(string name, string type) => $$"""{"name":"{{name}}","type":{{type}}}""";

    private static AvroRecord One(string type, object? value) => new(Schema(Field("x", type)), [value]);

    private static BodyChoice Choose(AvroRecord stored, AvroRecord added) => BodyForms.Choose(stored, added);

    [Fact]
    public void The_form_with_more_fields_is_kept()
    {
        var longer = new AvroRecord(Schema($"{Field("x", "\"double\"")},{Field("y", "\"int\"")}"), [1.5, 2]);
        var shorter = One("""["null","double"]""", 1.5);
        Assert.Equal(BodyChoice.Keep, Choose(longer, shorter));
        Assert.Equal(BodyChoice.Replace, Choose(shorter, longer));
        Assert.Equal(BodyChoice.Keep, Choose(longer, longer));
        Assert.Equal(shorter.Bytes.ToArray(), BodyForms.Project(longer, shorter.Schema)!.Bytes.ToArray());
        Assert.Null(BodyForms.Project(shorter, longer.Schema));
    }

    [Fact]
    public void Another_value_makes_a_variant_even_if_only_a_bit_differs()
    {
        var quiet = BitConverter.Int64BitsToDouble(0x7ff8_0000_0000_0001);
        Assert.Equal(BodyChoice.Variant, Choose(One("\"double\"", double.NaN), One("""["null","double"]""", quiet)));
        Assert.Equal(BodyChoice.Keep, Choose(One("\"double\"", quiet), One("""["null","double"]""", quiet)));
        Assert.Equal(BodyChoice.Variant, Choose(One("\"double\"", 0.0), One("""["null","double"]""", -0.0)));
        Assert.Equal(BodyChoice.Variant, Choose(One("\"string\"", "t"), One("""["null","string"]""", "f")));
    }

    [Theory]
    [InlineData("\"int\"", 7, "\"long\"")]
    [InlineData("\"float\"", 1.5f, "\"double\"")]
    [InlineData("""["null","int"]""", null, "\"int\"")]
    [InlineData("""["null","int"]""", 7, """["null","long"]""")]
    [InlineData("\"string\"", "t", "\"bytes\"")]
    [InlineData("\"string\"", "D", """{"type":"enum","name":"e","symbols":["A","B"]}""")]
    public void A_value_of_another_type_does_not_fit(string from, object? value, string to) =>
        Assert.Null(BodyForms.Project(One(from, value), Schema(Field("x", to))));

    [Theory]
    [InlineData("""["null","int"]""", 7, "\"int\"")]
    [InlineData("""["null","int","string"]""", "t", """["string","null"]""")]
    [InlineData("\"null\"", null, """["int","null"]""")]
    [InlineData("\"string\"", "B", """{"type":"enum","name":"e","symbols":["A","B"]}""")]
    public void A_value_fits_where_a_branch_has_its_type(string from, object? value, string to) =>
        Assert.Equal(value, BodyForms.Project(One(from, value), Schema(Field("x", to)))!["x"]);

    [Fact]
    public void Arrays_maps_and_records_fit_their_own_schema_and_no_other()
    {
        const string Record = """{"type":"record","name":"t.in","fields":[{"name":"a","type":"int"}]}""";
        const string Array = """{"type":"array","items":"int"}""";
        var body = new AvroRecord(
            Schema($"{Field("r", Record)},{Field("a", Array)}"), [new AvroRecord((AvroRecordSchema)AvroSchema.Parse(Record), [1]), new object?[] { 1 }]);
        var projected = BodyForms.Project(body, Schema($"{Field("r", $"[{Record},\"null\"]")},{Field("a", $"[\"null\",{Array}]")}"));
        Assert.Equal([0, 2, 2, 2, 2, 0], projected!.Bytes.ToArray());
        Assert.Null(BodyForms.Project(body, Schema(Field("a", """{"type":"array","items":"long"}"""))));
        Assert.Null(BodyForms.Project(body, Schema(Field("r", Record.Replace("int", "long", StringComparison.Ordinal)))));
    }

    [Fact]
    public void A_choice_lets_every_form_be_had_again()
    {
        var forms =
            from fields in Gen.SubListOf("a", "b", "c", "d")
            from types in Gen.Elements("\"int\"", """["null","int"]""", """["int","null"]""", """["null","int","string"]""").ListOf(4)
            from isNull in Gen.Elements(true, false, false, false)
            select (Fields: fields, Types: types, IsNull: isNull);
        Prop.ForAll(forms.ListOf().ToArbitrary(), list =>
        {
            var bodies = list.Where(f => f.Fields.Count > 0).Select(f => new AvroRecord(
                Schema(string.Join(',', f.Fields.Select((n, i) => Field(n, f.Types[i])))),
                [.. f.Fields.Select((n, i) => f.IsNull && f.Types[i].Contains("null", StringComparison.Ordinal) ? null : (object)(n[0] - 'a'))])).ToList();
            var packed = bodies.Select(b => new AvroRecord(b.Schema, b.Bytes)).ToList();
            if (bodies.Zip(packed).Any(one => bodies.Zip(packed).Any(two => BodyForms.Choose(one.First, two.First) != BodyForms.Choose(one.Second, two.Second))))
                return false;
            var (fullest, variants) = ((AvroRecord?)null, new List<AvroRecord>());
            foreach (var body in bodies)
                switch (fullest is null ? BodyChoice.Replace : BodyForms.Choose(fullest, body))
                {
                    case BodyChoice.Replace:
                        fullest = body;
                        break;
                    case BodyChoice.Variant:
                        variants.Add(body);
                        break;
                }
            return bodies.TrueForAll(b => (BodyForms.Project(fullest!, b.Schema) is { } p && BodyForms.Check(p) == BodyForms.Check(b))
                || variants.Exists(v => BodyForms.Check(v) == BodyForms.Check(b)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20190814, 1));
    }

    [Fact]
    public void The_check_is_that_of_the_archives_there_are()
    {
        var body = One("\"string\"", "ZTF18abyouwp");
        Assert.Equal("""{"name":"t.body","type":"record","fields":[{"name":"x","type":"string"}]}""", body.Schema.Json);
        // RFC 3720's algorithm; the check value of the catalogues of checksums.
        Assert.Equal(0xe3069283, Crc32C.Of("123456789"u8));
        Assert.Equal(unchecked((int)Crc32C.Of([.. System.Text.Encoding.UTF8.GetBytes(body.Schema.Json), 0, .. body.Bytes.Span])), BodyForms.Check(body));
        Assert.NotEqual(BodyForms.Check(body), BodyForms.Check(One("""["null","string"]""", "ZTF18abyouwp")));
    }

    [Fact]
    public void A_projection_to_the_own_schema_is_the_record()
    {
        Prop.ForAll(AvroValues.SchemaAndValue.Where(s => s.Value is AvroRecord).ToArbitrary(), sample =>
        {
            var record = (AvroRecord)sample.Value!;
            var again = (AvroRecordSchema)AvroSchema.Parse(record.Schema.Json);
            return BodyForms.Project(record, again) is { } same && same.Bytes.Span.SequenceEqual(record.Bytes.Span)
                && BodyForms.Check(same) == BodyForms.Check(record) && BodyForms.Choose(record, same) == BodyChoice.Keep;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20190814, 1));
    }
}
