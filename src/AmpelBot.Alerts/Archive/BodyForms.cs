using System.Runtime.CompilerServices;
using System.Text;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Archive;

/// <summary>What becomes of the body of a datapoint that comes again in another form.</summary>
public enum BodyChoice
{
    /// <summary>The stored body has everything that the new one has: nothing is stored.</summary>
    Keep,

    /// <summary>The new body has everything that the stored one has, and more: it takes its place.</summary>
    Replace,

    /// <summary>Neither can be had from the other: the new body is stored beside it, under its body check.</summary>
    Variant,
}

/// <summary>
/// The forms in which packets repeat a datapoint: a detection's candidate block is longer than the same detection in a later packet's history, and
/// schema versions differ. One body is kept from which the others can be taken field by field; a form that cannot is kept as a variant.
/// </summary>
public static class BodyForms
{
    /// <summary>The checksum's register behind the text of each schema, which is long.</summary>
    private static readonly ConditionalWeakTable<AvroSchema, StrongBox<uint>> Registers = [];

    /// <summary>What becomes of a body when the datapoint is there with another.</summary>
    public static BodyChoice Choose(AvroRecord stored, AvroRecord added)
        => Gives(stored, added) ? BodyChoice.Keep : Gives(added, stored) ? BodyChoice.Replace : BodyChoice.Variant;

    /// <summary>
    /// The fields of a record under another schema, each with the value it has, to the bit; null when a field is missing or its value does not fit. What a
    /// projection of a projection gives, the projection gives at once.
    /// </summary>
    public static AvroRecord? Project(AvroRecord record, AvroRecordSchema schema)
    {
        if (Same(record.Schema, schema))
            return record;
        var values = new object?[schema.Fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var (place, to) = (record.Schema.IndexOf(schema.Fields[i].Name), schema.Fields[i].Schema);
            if (place < 0 || !Fits(record.Schema.Fields[place].Schema, record.Values[place], to))
                return null;
            values[i] = record.Values[place];
        }
        return new AvroRecord(schema, values);
    }

    /// <summary>Hash of a body's schema and bytes. Archives hold it: it must not change.</summary>
    /// <remarks>The CRC-32C of the schema's canonical text, a zero byte and the bytes.</remarks>
    public static int Check(AvroRecord body)
    {
        var register = Registers.GetValue(body.Schema, schema => new StrongBox<uint>(
            Crc32C.Continue(uint.MaxValue, [.. Encoding.UTF8.GetBytes(schema.Json), 0]))).Value;
        return unchecked((int)~Crc32C.Continue(register, body.Bytes.Span));
    }

    /// <summary>Whether one record has everything that another has; told from the bytes alone where both are flat.</summary>
    private static bool Gives(AvroRecord record, AvroRecord other)
    {
        if (!record.IsEncoded || !other.IsEncoded)
            return GivesByProjection(record, other);
        for (var i = 0; i < other.Schema.Fields.Count; i++)
        {
            var place = record.Schema.IndexOf(other.Schema.Fields[i].Name);
            if (place < 0)
                return false;
            var (type, otherType) = (record.Raw(place, out var value), other.Raw(i, out var otherValue));
            if (type == AvroType.Enum || otherType == AvroType.Enum)
                return GivesByProjection(record, other);
            if (type != otherType || !value.SequenceEqual(otherValue))
                return false;
        }
        return true;
    }

    private static bool GivesByProjection(AvroRecord record, AvroRecord other)
        => Project(record, other.Schema) is { } projected && projected.Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <summary>Whether a value of one schema is a value of another. Arrays, maps and records are only of the schema that they have.</summary>
    private static bool Fits(AvroSchema from, object? value, AvroSchema to)
    {
        if (Same(from, to))
            return true;
        if (from is AvroUnionSchema any)
            return Fits(any.Branches.First(b => AvroEncoder.Holds(b, value)), value, to);
        if (to is AvroUnionSchema choice)
            return choice.Branches.FirstOrDefault(b => AvroEncoder.Holds(b, value)) is { } branch && Fits(from, value, branch);
        return value is not (object?[] or Dictionary<string, object?>) && AvroEncoder.Holds(to, value);
    }

    private static bool Same(AvroSchema a, AvroSchema b) => ReferenceEquals(a, b) || (a.Type == b.Type && a.Json == b.Json);
}
