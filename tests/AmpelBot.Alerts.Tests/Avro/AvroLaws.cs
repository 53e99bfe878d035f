using AmpelBot.Alerts.Avro;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Alerts.Tests.Avro;

public class AvroLaws
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20190814, 1);

    [Fact]
    public void What_is_encoded_is_decoded_to_the_same_bytes()
    {
        Prop.ForAll(AvroValues.SchemaAndValue.ToArbitrary(), sample =>
        {
            var schema = AvroSchema.Parse(sample.Json);
            var bytes = AvroBinary.Encode(schema, sample.Value);
            var value = AvroBinary.Decode(schema, bytes);
            return AvroBinary.Encode(schema, value).SequenceEqual(bytes) && Same(sample.Value, value);
        }).Check(Quick);
    }

    [Fact]
    public void A_canonical_schema_parses_to_one_with_the_same_canonical_text_and_decodes_the_same_bytes()
    {
        Prop.ForAll(AvroValues.SchemaAndValue.ToArbitrary(), sample =>
        {
            var schema = AvroSchema.Parse(sample.Json);
            var again = AvroSchema.Parse(schema.Json);
            return again.Json == schema.Json && Same(sample.Value, AvroBinary.Decode(again, AvroBinary.Encode(schema, sample.Value)));
        }).Check(Quick);
    }

    [Fact]
    public void Every_proper_prefix_and_every_longer_text_is_refused_or_ends_elsewhere()
    {
        Prop.ForAll(AvroValues.SchemaAndValue.ToArbitrary(), sample =>
        {
            var schema = AvroSchema.Parse(sample.Json);
            var bytes = AvroBinary.Encode(schema, sample.Value);
            return Enumerable.Range(0, Math.Min(bytes.Length, 200)).All(n => Refused(() => AvroBinary.Decode(schema, bytes.AsSpan(0, n))))
                && Refused(() => AvroBinary.Decode(schema, [.. bytes, 0]));
        }).Check(Quick);
    }

    [Theory]
    [InlineData(AvroCodec.Null)]
    [InlineData(AvroCodec.Deflate)]
    [InlineData(AvroCodec.Snappy)]
    public void A_container_gives_back_its_records_in_order_and_is_the_same_bytes_each_time(AvroCodec codec)
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""{"type":"record","name":"r","fields":[{"name":"n","type":"long"},{"name":"b","type":"bytes"}]}""");
        var records = Enumerable.Range(0, 500).Select(i => new AvroRecord(schema, [(long)i, new byte[i]])).ToList();
        var bytes = Containers.Write(schema, records, codec);
        Assert.Equal(bytes, Containers.Write(schema, records, codec));
        var read = AvroContainer.Read(new MemoryStream(bytes), CancellationToken.None).Select(i => i.Record).ToList();
        Assert.Equal(records.Select(r => r["n"]), read.Select(r => r["n"]));
        Assert.Equal(records.Select(r => ((byte[])r["b"]!).Length), read.Select(r => ((byte[])r["b"]!).Length));
    }

    internal static bool Same(object? a, object? b) => (a, b) switch
    {
        (AvroRecord x, AvroRecord y) => x.Schema.Name == y.Schema.Name && x.Values.Zip(y.Values).All(p => Same(p.First, p.Second)),
        (byte[] x, byte[] y) => x.SequenceEqual(y),
        (object?[] x, object?[] y) => x.Length == y.Length && x.Zip(y).All(p => Same(p.First, p.Second)),
        (Dictionary<string, object?> x, Dictionary<string, object?> y) => x.Count == y.Count && x.All(p => y.TryGetValue(p.Key, out var v) && Same(p.Value, v)),
        _ => Equals(a, b) && a?.GetType() == b?.GetType(),
    };

    private static bool Refused(Action decode)
    {
        try
        {
            decode();
            return false;
        }
        catch (AvroException)
        {
            return true;
        }
    }
}
