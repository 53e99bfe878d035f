using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AmpelBot.FollowUp.Scan;
using static AmpelBot.FollowUp.T3.ReportText;

namespace AmpelBot.FollowUp.T3;

/// <summary>A draft of a bulk report to the Transient Name Server: the JSON of api/set/bulk-report, type AT.</summary>
/// <remarks>
/// The numbers are the packets' own, with the digits that they have. Times are Julian dates in UTC, but for discovery_datetime. What is not for TNS (stamps, what people said, candidates left
/// out) stands in "draft_notes", to be read and removed before the report is sent.
/// </remarks>
internal static class TnsDraft
{
    /// <summary>Candidates that one report holds, the first ones.</summary>
    internal const int MostReported = 100;

    private const int MostDetections = 10;
    private const string AbMagnitude = "1";

    // TNS's numbers (wis-tns.org/api/values): data source, instrument, bands.
    private static readonly Dictionary<string, (int Source, int Instrument, Dictionary<string, int> Bands)> Surveys = new(StringComparer.Ordinal)
    {
        ["ZTF"] = (48, 196, new(StringComparer.Ordinal) { ["g"] = 110, ["r"] = 111, ["i"] = 112 }),
        ["LSST"] = (165, 287, new(StringComparer.Ordinal) { ["u"] = 160, ["g"] = 161, ["r"] = 162, ["i"] = 163, ["z"] = 164, ["y"] = 165 }),
    };

    public static string Write(ScanReport report, DraftTexts texts, string? stamp)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (Notes(report, stamp) is { Count: > 0 } notes)
            {
                json.WriteStartArray("draft_notes");
                foreach (var note in notes)
                    json.WriteStringValue(note);
                json.WriteEndArray();
            }
            json.WriteStartObject("at_report");
            for (var i = 0; i < Math.Min(MostReported, report.Candidates.Count); i++)
                WriteCandidate(json, i, report, report.Candidates[i], texts.Tns);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static List<string> Notes(ScanReport report, string? stamp)
    {
        var facts = new DraftFacts(report, IsMarkdown: false, MostReported, MostReported);
        var notes = new List<string>(DraftStamps.Of(report, stamp));
        if (report.Candidates.Count == 0)
            notes.Add("There is no candidate to report.");
        if (report.Candidates.Count > MostReported)
            notes.Add(DraftFacts.Invariant($"Left out here: {report.Candidates.Count - MostReported} of {report.Candidates.Count} candidates; {ScanFiles.Candidates} has all of them."));
        foreach (var candidate in report.Candidates.Take(MostReported).Where(candidate => candidate.Votes.Any))
            notes.Add($"[TO CHECK: people said of {facts.Free(candidate.Name, 30)}: {facts.Said(candidate, isNamed: false)}]");
        return notes;
    }

    private static void WriteCandidate(Utf8JsonWriter json, int number, ScanReport report, Candidate candidate, TnsReporter reporter)
    {
        var first = candidate.FirstDetection;
        json.WriteStartObject(number.ToString(CultureInfo.InvariantCulture));
        WriteDegrees(json, "ra", candidate.Coord.RaDeg);
        WriteDegrees(json, "dec", candidate.Coord.DecDeg);
        json.WriteString("reporting_group_id", reporter.GroupId?.ToString(CultureInfo.InvariantCulture) ?? Open("TNS number of the reporting group"));
        json.WriteString("discovery_data_source_id", Surveys.TryGetValue(candidate.Survey, out var survey)
            ? survey.Source.ToString(CultureInfo.InvariantCulture) : Open("TNS number of the data source"));
        json.WriteString("reporter", reporter.Reporter is { } names ? AsciiText.Of(names) : Open("names and affiliations of the reporters"));
        json.WriteString("discovery_datetime", Utc(first.Jd)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? Open("time of the discovery, UTC"));
        json.WriteString("at_type", reporter.AtType?.ToString(CultureInfo.InvariantCulture) ?? Open("0 other, 1 PSN, 2 PNV, 3 AGN, 4 NUC, 5 FRB"));
        json.WriteString("internal_name", AsciiText.Clip(candidate.Name, 100));
        json.WriteString("remarks", DraftFacts.Invariant(
            $"Found in the {Percent(report.Plan.Region.Level)}% credible region of {new EventWords(report.Plan.Notice).Short}, at credible level {candidate.CredibleLevel * 100:F1}%; no association is implied."));
        json.WriteStartObject("non_detection");
        if (DraftFacts.LastLimitOf(candidate) is { } limit)
        {
            json.WriteString("obsdate", RoundTrip(limit.Jd));
            json.WriteString("limiting_flux", Packet(limit.LimitingMag));
            WriteHow(json, candidate.Survey, limit.Band);
        }
        else
        {
            json.WriteString("archiveid", "0");
            json.WriteString("archival_remarks", Open("last non-detection, or the archive that shows nothing here"));
        }
        json.WriteEndObject();
        json.WriteStartObject("photometry");
        json.WriteStartObject("photometry_group");
        var detections = candidate.LightCurve.Detections.Where(point => point.Mag is { } mag && double.IsFinite(mag)).Take(MostDetections).ToArray();
        for (var i = 0; i < detections.Length; i++)
        {
            json.WriteStartObject(i.ToString(CultureInfo.InvariantCulture));
            json.WriteString("obsdate", RoundTrip(detections[i].Jd));
            json.WriteString("flux", Packet(detections[i].Mag));
            json.WriteString("flux_error", Packet(detections[i].MagErr));
            json.WriteString("limiting_flux", Packet(detections[i].LimitingMag));
            WriteHow(json, candidate.Survey, detections[i].Band);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDegrees(Utf8JsonWriter json, string name, double degrees)
    {
        json.WriteStartObject(name);
        json.WriteString("value", RoundTrip(degrees));
        json.WriteEndObject();
    }

    private static void WriteHow(Utf8JsonWriter json, string survey, string band)
    {
        var known = Surveys.TryGetValue(survey, out var numbers);
        json.WriteString("flux_units", AbMagnitude);
        json.WriteString("filter_value", known && numbers.Bands.TryGetValue(band, out var filter)
            ? filter.ToString(CultureInfo.InvariantCulture) : Open($"TNS number of the filter {AsciiText.Clip(band, 20)}"));
        json.WriteString("instrument_value", known ? numbers.Instrument.ToString(CultureInfo.InvariantCulture) : Open("TNS number of the instrument"));
    }

    /// <summary>A packet's number: where it is a 32-bit float's, with that float's digits (20.93, not 20.93000030517578).</summary>
    private static string Packet(double? value) => value is { } number && (float)number == number && double.IsFinite(number)
        ? ((float)number).ToString("R", CultureInfo.InvariantCulture) : RoundTrip(value);

    private static string Open(string what) => $"[TO FILL: {what}]";
}
