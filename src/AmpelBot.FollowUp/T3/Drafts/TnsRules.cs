using System.Globalization;
using System.Text.Json;

namespace AmpelBot.FollowUp.T3;

/// <summary>The rules T1 to T5 of <see cref="DraftLint.Tns"/>.</summary>
internal static class TnsRules
{
    private const int MostCharacters = 4_000_000;

    private static readonly string[] Required =
        ["ra", "dec", "reporting_group_id", "discovery_data_source_id", "reporter", "discovery_datetime", "at_type", "non_detection", "photometry"];

    public static void Check(string text, List<DraftFinding> findings)
    {
        if (text.Length > MostCharacters)
        {
            Add("T1", $"The report is longer than {MostCharacters} characters.");
            return;
        }
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            findings.Add(new("T1", (int)(e.LineNumber ?? 0) + 1, DraftWeight.Refused, "The text is not JSON from here on."));
            return;
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("at_report", out var reports) || reports.ValueKind != JsonValueKind.Object)
            {
                Add("T1", "There is no object at_report at the top.");
                return;
            }
            foreach (var other in document.RootElement.EnumerateObject().Where(property => property.Name != "at_report"))
                findings.Add(new("T1", 1, DraftWeight.Open, $"{AsciiText.Clip(other.Name, 60)} is not for TNS; read it, then take it out before sending."));
            foreach (var report in reports.EnumerateObject())
                Report(report.Name, report.Value);
        }

        void Report(string number, JsonElement report)
        {
            if (report.ValueKind != JsonValueKind.Object)
            {
                Add("T2", $"Report {AsciiText.Clip(number, 20)} is no object.");
                return;
            }
            var name = AsciiText.Clip(Text(report, "internal_name") ?? "report " + number, 60);
            foreach (var key in Required.Where(key => !report.TryGetProperty(key, out _)))
                Add("T2", $"{name} has no {key}.");
            foreach (var (key, least, most) in new[] { ("ra", 0.0, 360.0), ("dec", -90.0, 90.0) })
                if (report.TryGetProperty(key, out var place) && !(Number(place, "value") is { } degrees && degrees >= least && degrees <= most))
                    Add("T3", FormattableString.Invariant($"{key} of {name} is no number from {least} to {most} degrees."));
            if (report.TryGetProperty("non_detection", out var limit) && !(Has(limit, "obsdate") && Number(limit, "limiting_flux") is not null) && !(Has(limit, "archiveid") && Has(limit, "archival_remarks")))
                Add("T4", $"{name} has neither a non-detection with time and limit nor an archive with remarks.");
            if (report.TryGetProperty("photometry", out var photometry)
                && !(photometry.ValueKind == JsonValueKind.Object && photometry.TryGetProperty("photometry_group", out var group) && group.ValueKind == JsonValueKind.Object
                    && group.EnumerateObject().FirstOrDefault().Value is { ValueKind: JsonValueKind.Object } first && Has(first, "obsdate") && Number(first, "flux") is not null && Has(first, "filter_value")))
                Add("T5", $"{name} has no detection with time, magnitude and filter.");
        }

        void Add(string rule, string sentence) => findings.Add(new(rule, 1, DraftWeight.Refused, sentence));
    }

    private static bool Has(JsonElement element, string key) => Text(element, key) is { Length: > 0 };

    private static double? Number(JsonElement element, string key) =>
        double.TryParse(Text(element, key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static string? Text(JsonElement element, string key) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value)
        ? value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null } : null;
}
