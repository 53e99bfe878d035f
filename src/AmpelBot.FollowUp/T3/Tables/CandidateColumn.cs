using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>UTC instant in ISO 8601, ends in Z.</summary>
    Time,

    /// <summary>Whole number.</summary>
    Whole,

    /// <summary>Number of double precision.</summary>
    Real,
}

/// <summary>One column of the candidate table, from which the writers of all formats take name, unit, UCD and values.</summary>
/// <param name="Name">Name, with the unit where there is one.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Unit">Unit as FITS, VOUnits and astropy spell it: deg, d, mag; null for none.</param>
/// <param name="Ucd">Meaning in words of IVOA's UCD1+ controlled vocabulary, 1.4.</param>
/// <param name="Description">What it is, one line of printable ASCII.</param>
/// <param name="Value">
/// The value of a candidate with its rank, from 1: a string, a long or a double, by the kind. An empty text and a double that is null or not
/// finite are missing.
/// </param>
public sealed record CandidateColumn(
    string Name, ColumnKind Kind, string? Unit, string Ucd, string Description, Func<ScanReport, int, Candidate, object?> Value)
{
    /// <summary>Whether tables for people, which are narrow, show it.</summary>
    public bool IsMain { get; init; }

    /// <summary>Time scale and form of the times in it: JD (Julian date in UTC), ISO (ISO 8601 in UTC); null for none.</summary>
    public string? TimeForm => Kind == ColumnKind.Time ? "ISO" : Name.EndsWith("_jd", StringComparison.Ordinal) ? "JD" : null;

    /// <summary>The text of a candidate; empty when missing.</summary>
    public string Text(ScanReport report, int rank, Candidate candidate) => Value(report, rank, candidate) switch
    {
        string text => text,
        long whole => whole.ToString(System.Globalization.CultureInfo.InvariantCulture),
        double real => ReportText.RoundTrip(real),
        _ => "",
    };

    /// <summary>The number of a candidate; null when missing.</summary>
    public double? Real(ScanReport report, int rank, Candidate candidate) =>
        Value(report, rank, candidate) is double value && double.IsFinite(value) ? value : null;
}
