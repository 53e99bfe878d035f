using System.Globalization;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky.Fits;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>The candidates as a FITS binary table: extension CANDIDATES, one row a candidate. FITS standard 4.0, section 7.3</summary>
/// <remarks>
/// TUNITn has the unit, TUCDn the UCD, TCOMMn the description. Missing numbers are NaN, missing texts blank. FITS holds ASCII alone: other
/// characters of a text are written \uXXXX and a backslash \\. A text is cut after 4,000 characters, and ends in "..." then.
/// </remarks>
public static class FitsCandidateTable
{
    private const int MostTextCharacters = 4000;

    /// <summary>Writes the table.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="stream">Takes the file; stays open.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static void Write(ScanReport report, Stream stream, CancellationToken cancellation)
    {
        var candidates = report.Candidates;
        var columns = CandidateColumns.All.Select(column => column.Kind switch
        {
            ColumnKind.Whole => FitsColumnData.Of(column.Name, Values(column, value => (long)value!), column.Unit),
            ColumnKind.Real => FitsColumnData.Of(column.Name, Values(column, value => value is double real && double.IsFinite(real) ? real : double.NaN), column.Unit),
            _ => FitsColumnData.Of(column.Name, Values(column, value => Bounded((string?)value ?? ""))),
        }).ToArray();
        var cards = new List<FitsCard> { FitsCard.Of("EXTNAME", "CANDIDATES", "one row a candidate"), FitsCard.Of("RADESYS", "ICRS"), FitsCard.Of("TIMESYS", "UTC") };
        for (var i = 0; i < columns.Length; i++)
        {
            var number = (i + 1).ToString(CultureInfo.InvariantCulture);
            cards.Add(FitsCard.Of("TUCD" + number, CandidateColumns.All[i].Ucd));
            cards.Add(FitsCard.Of("TCOMM" + number, CandidateColumns.All[i].Description));
        }
        cards.AddRange(TableFact.Of(report).Select(fact => fact.Value switch
        {
            double real => FitsCard.Of(fact.Key, real, fact.Description),
            long whole => FitsCard.Of(fact.Key, whole, fact.Description),
            var text => FitsCard.Of(fact.Key, Bounded((string)text), fact.Description),
        }));
        FitsTableWriter.Write(stream, columns, cards, cancellation);

        T[] Values<T>(CandidateColumn column, Func<object?, T> read) =>
            [.. candidates.Select((candidate, i) => read(column.Value(report, i + 1, candidate)))];
    }

    private static string Bounded(string text) => PlainCharacters.Ascii(text, MostTextCharacters);
}
