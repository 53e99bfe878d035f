using System.Globalization;
using System.Text.Json;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class TnsDraftTests
{
    [Fact]
    public void Every_number_is_the_packets()
    {
        var report = Reports.Of(candidates: 3);
        using var json = JsonDocument.Parse(Write(report));
        var reports = json.RootElement.GetProperty("at_report");
        Assert.Equal(["at_report"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["0", "1", "2"], reports.EnumerateObject().Select(property => property.Name));
        foreach (var (candidate, at) in report.Candidates.Select((candidate, i) => (candidate, reports.GetProperty(i.ToString(CultureInfo.InvariantCulture)))))
        {
            Assert.Equal(candidate.Name, Text(at, "internal_name"));
            Assert.Equal(candidate.Coord.RaDeg, Number(at.GetProperty("ra"), "value"));
            Assert.Equal(candidate.Coord.DecDeg, Number(at.GetProperty("dec"), "value"));
            Assert.Equal("48", Text(at, "discovery_data_source_id"));
            var limit = candidate.LightCurve.Datapoints[0];
            Assert.Equal((limit.Jd, limit.LimitingMag), (Number(at.GetProperty("non_detection"), "obsdate"), Number(at.GetProperty("non_detection"), "limiting_flux")));
            var group = at.GetProperty("photometry").GetProperty("photometry_group");
            foreach (var (point, entry) in candidate.LightCurve.Detections.Select((point, i) => (point, group.GetProperty(i.ToString(CultureInfo.InvariantCulture)))))
            {
                Assert.Equal((point.Jd, point.Mag, point.MagErr, point.LimitingMag), (Number(entry, "obsdate"), Number(entry, "flux"), Number(entry, "flux_error"), Number(entry, "limiting_flux")));
                Assert.Equal(("1", "196"), (Text(entry, "flux_units"), Text(entry, "instrument_value")));
                Assert.Equal(point.Band switch { "g" => "110", "r" => "111", _ => "112" }, Text(entry, "filter_value"));
            }
        }
    }

    [Fact]
    public void A_32_bit_number_has_the_digits_of_a_32_bit_number()
    {
        var report = Reports.Of(candidates: 1).WithFirst(candidate => candidate with
        {
            LightCurve = new AmpelBot.Alerts.LightCurve(candidate.LightCurve.Datapoints.Select(point => point.Mag is null ? point : point with { Mag = 19.79f })),
        });
        Assert.Contains("\"flux\": \"19.79\"", Write(report));
    }

    [Fact]
    public void What_the_report_does_not_know_is_left_open_and_what_the_collaboration_knows_is_filled()
    {
        var report = Reports.Of(candidates: 1).WithFirst(candidate => candidate with { Survey = "é", LightCurve = new AmpelBot.Alerts.LightCurve(candidate.LightCurve.Detections) });
        var draft = Write(report);
        foreach (var open in new[] { "number of the reporting group", "number of the data source", "names and affiliations", "0 other, 1 PSN", "last non-detection, or the archive", "number of the filter", "number of the instrument" })
            Assert.Contains(Drafts.Tns.Lint(draft), finding => finding is { Rule: "D1", Weight: DraftWeight.Open } && finding.Sentence.Contains(open, StringComparison.Ordinal));
        draft = Drafts.Tns.Write(report, DraftTexts.Default with { Tns = new TnsReporter(74, "Ü. Author", 1) }, null);
        Assert.Contains("\"reporting_group_id\": \"74\"", draft);
        Assert.Contains("\"reporter\": \"U. Author\"", draft);
        Assert.Contains("\"at_type\": \"1\"", draft);
    }

    [Fact]
    public void More_than_a_hundred_candidates_are_left_out_and_counted()
    {
        using var json = JsonDocument.Parse(Write(Reports.Of(candidates: 5000)));
        Assert.Equal(100, json.RootElement.GetProperty("at_report").EnumerateObject().Count());
        Assert.Equal("Left out here: 4900 of 5000 candidates; candidates.csv has all of them.", json.RootElement.GetProperty("draft_notes")[0].GetString());
        Assert.Contains("There is no candidate to report.", Write(Reports.Of(candidates: 0)));
    }

    private static string Write(ScanReport report) => Drafts.Tns.Write(report, DraftTexts.Default, null);

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();

    private static double? Number(JsonElement element, string key) => double.Parse(Text(element, key)!, CultureInfo.InvariantCulture);
}
