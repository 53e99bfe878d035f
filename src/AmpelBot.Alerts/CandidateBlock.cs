using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts;

/// <summary>The features that a survey wrote into an alert's <c>candidate</c> block, under the survey's own names.</summary>
/// <remarks>A view of the decoded record: no field is dropped, renamed or converted.</remarks>
public sealed class CandidateBlock
{
    private readonly AvroRecord record;

    /// <summary>A view of a decoded record.</summary>
    public CandidateBlock(AvroRecord record) => this.record = record;

    /// <summary>The record itself, with its schema.</summary>
    public AvroRecord Record => record;

    /// <summary>
    /// A number, or null when the field is absent, null or not a number. A 32-bit float comes as the double nearest to it,
    /// so that comparisons are those of AMPEL.
    /// </summary>
    public double? Number(string field) => record.Number(field, out var whole, out var real) switch
    {
        AvroType.Int or AvroType.Long => whole,
        AvroType.Float or AvroType.Double => real,
        _ => null,
    };

    /// <summary>A whole number, or null when the field is absent, null or not whole.</summary>
    public long? Integer(string field) => record.Number(field, out var whole, out var real) switch
    {
        AvroType.Int or AvroType.Long => whole,
        AvroType.Float or AvroType.Double when Whole(real) => (long)real,
        _ => null,
    };

    /// <summary>A text, or null when the field is absent, null or not a text.</summary>
    public string? Text(string field) => record[field] as string;

    /// <summary>The value as decoded: null, bool, int, long, float, double, string or byte[]; null when absent.</summary>
    public object? Value(string field) => record[field];

    private static bool Whole(double number) => number == Math.Floor(number) && Math.Abs(number) <= 1L << 53;
}
