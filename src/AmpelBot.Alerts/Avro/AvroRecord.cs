namespace AmpelBot.Alerts.Avro;

/// <summary>A decoded Avro record: its schema and one value for each field, in the schema's order.</summary>
/// <remarks>
/// Values are null, bool, int, long, float, double, string, byte[], <see cref="AvroRecord"/>, object?[] (array) or
/// Dictionary of string (map). Enum symbols are strings, fixed values byte[].
/// </remarks>
public sealed class AvroRecord
{
    private readonly object?[] values;

    /// <summary>A record with its values.</summary>
    /// <exception cref="ArgumentException">The values are not one for each field.</exception>
    public AvroRecord(AvroRecordSchema schema, object?[] values)
    {
        if (values.Length != schema.Fields.Count)
            throw new ArgumentException($"{schema.Name} has {schema.Fields.Count} fields, not {values.Length}", nameof(values));
        (Schema, this.values) = (schema, values);
    }

    /// <summary>The writer's schema; it can be stored and parsed alone.</summary>
    public AvroRecordSchema Schema { get; }

    /// <summary>The values in the schema's order.</summary>
    public IReadOnlyList<object?> Values => values;

    /// <summary>The value of a field; null when the field is null or absent.</summary>
    public object? this[string field] => Schema.IndexOf(field) is var i and >= 0 ? values[i] : null;

    /// <summary>Whether the schema has the field.</summary>
    public bool Has(string field) => Schema.IndexOf(field) >= 0;
}
