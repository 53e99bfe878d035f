using System.Globalization;
using AmpelBot.Alerts;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The features of a candidate's latest alert that a page shows, under the survey's own names.</summary>
internal static class CandidateFeatures
{
    /// <summary>The most features that a page shows.</summary>
    public const int Most = 30;

    private const int FewestKnown = 8;

    // What people look at in a ZTF alert, with its unit; the survey's names (ZTF's avro schema 3.3).
    private static readonly (string Field, string Unit)[] Known =
    [
        ("rb", ""), ("drb", ""), ("isdiffpos", ""), ("ndethist", ""), ("ncovhist", ""), ("jdstarthist", ""), ("jdendhist", ""),
        ("magpsf", "mag"), ("sigmapsf", "mag"), ("diffmaglim", "mag"), ("magap", "mag"), ("magdiff", "mag"), ("fwhm", "px"), ("elong", ""), ("nbad", ""),
        ("classtar", ""), ("distnr", "px"), ("magnr", "mag"), ("ssdistnr", "″"), ("ssmagnr", "mag"),
        ("distpsnr1", "″"), ("sgscore1", ""), ("srmag1", "mag"), ("distpsnr2", "″"), ("sgscore2", ""), ("neargaia", "″"), ("maggaia", "mag"),
        ("field", ""), ("rcid", ""), ("programid", ""),
    ];

    /// <summary>
    /// Names and values, every digit that the packet has. Those that people look at where the packet has them, otherwise the first of the packet; a field
    /// that is null says so.
    /// </summary>
    /// <param name="block">The alert's features.</param>
    public static IReadOnlyList<(string Name, string Value)> Of(CandidateBlock block)
    {
        var known = Known.Where(k => block.Record.Has(k.Field)).ToArray();
        return known.Length >= FewestKnown
            ? [.. known.Select(k => (k.Field, Value(block, k.Field, k.Unit)))]
            : [.. block.Record.Schema.Fields.Take(Most).Select(f => (f.Name, Value(block, f.Name, "")))];
    }

    /// <summary>How many features the alert has.</summary>
    public static int Count(CandidateBlock block) => block.Record.Schema.Fields.Count;

    private static string Value(CandidateBlock block, string field, string unit)
    {
        const int MostCharacters = 40;
        var text = block.Value(field) switch
        {
            null => "none",
            bool flag => flag ? "true" : "false",
            string word => word.Length > MostCharacters ? word[..MostCharacters] + "…" : word,
            float or double or int or long => ((IFormattable)block.Value(field)!).ToString(null, CultureInfo.InvariantCulture),
            byte[] bytes => FormattableString.Invariant($"{bytes.Length} bytes"),
            _ => "…",
        };
        return unit.Length > 0 && block.Number(field) is not null ? $"{text} {unit}" : text;
    }
}
