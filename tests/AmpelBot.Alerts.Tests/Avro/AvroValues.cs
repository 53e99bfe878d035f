using AmpelBot.Alerts.Avro;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Alerts.Tests.Avro;

/// <summary>Random schemas with values that they hold.</summary>
internal static class AvroValues
{
    /// <summary>The JSON of a schema, and a value of it by a maker that knows the parsed schema.</summary>
    internal static Gen<(string Json, object? Value)> SchemaAndValue { get; } =
        from json in SchemaJson(3, new Counter())
        let schema = AvroSchema.Parse(json)
        from value in Value(schema)
        select (json, value);

    internal static Gen<object?> Value(AvroSchema schema) => schema switch
    {
        AvroRecordSchema record => record.Fields.Select(f => Value(f.Schema)).ToArray() is var parts
            ? Gen.CollectToArray(parts).Select(v => (object?)new AvroRecord(record, v)) : throw new InvalidOperationException(),
        AvroUnionSchema union => Gen.OneOf(union.Branches.Select(Value)),
        AvroArraySchema array => Value(array.Items).ListOf().Select(l => (object?)l.Take(5).ToArray()),
        AvroMapSchema map => Text.ListOf().SelectMany(keys => Gen.CollectToArray(keys.Take(4).Distinct().Select(
            k => Value(map.Values).Select(v => (k, v))).ToArray())).Select(pairs => (object?)pairs.ToDictionary(p => p.k, p => p.v)),
        AvroEnumSchema symbols => Gen.Elements(symbols.Symbols.ToArray()).Select(s => (object?)s),
        AvroFixedSchema given => Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), given.Size).Select(b => (object?)b),
        _ => schema.Type switch
        {
            AvroType.Null => Gen.Constant((object?)null),
            AvroType.Boolean => ArbMap.Default.GeneratorFor<bool>().Select(b => (object?)b),
            AvroType.Int => Gen.OneOf(ArbMap.Default.GeneratorFor<int>(), Gen.Elements(int.MinValue, int.MaxValue, 0, -1, 64, -65)).Select(i => (object?)i),
            AvroType.Long => Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Elements(long.MinValue, long.MaxValue, 0L, 1L << 62)).Select(i => (object?)i),
            AvroType.Float => Gen.Elements(0f, -0f, 1.5f, float.NaN, float.NegativeInfinity, float.Epsilon, -999f).Select(f => (object?)f),
            AvroType.Double => Gen.Elements(0d, -0d, 2458451.7519213, double.NaN, double.PositiveInfinity, double.MaxValue).Select(d => (object?)d),
            AvroType.Bytes => ArbMap.Default.GeneratorFor<byte[]>().Select(b => (object?)b),
            _ => Text.Select(t => (object?)t),
        },
    };

    private static Gen<string> Text { get; } = Gen.Elements("", "a", "ZTF18abyouwp", "µ Cephei", "\ud83d\udd2d", new string('x', 300));

    private static Gen<string> SchemaJson(int depth, Counter names)
    {
        var simple = Gen.Elements("null", "boolean", "int", "long", "float", "double", "bytes", "string").Select(n => $"\"{n}\"");
        if (depth == 0)
            return simple;
        var inner = SchemaJson(depth - 1, names);
        return Gen.OneOf(
            simple,
            inner.Select(i => $$"""{"type":"array","items":{{i}}}"""),
            inner.Select(i => $$"""{"type":"map","values":{{i}}}"""),
            simple.Where(s => s != "\"null\"").Select(s => $"""["null",{s}]"""),
            Gen.Constant(0).Select(_ => $$"""{"type":"enum","name":"E{{names.Next()}}","symbols":["A","B","C"]}"""),
            Gen.Choose(0, 5).Select(n => $$"""{"type":"fixed","name":"F{{names.Next()}}","size":{{n}}}"""),
            Gen.Zip(inner, inner).Select(p => $$"""{"type":"record","name":"R{{names.Next()}}","namespace":"n.s","fields":[{"name":"a","type":{{p.Item1}}},{"name":"b","type":{{p.Item2}}}]}"""));
    }

    private sealed class Counter
    {
        private int last;

        internal int Next() => Interlocked.Increment(ref last);
    }
}
