using System.Text.Json;
using System.Text.Json.Nodes;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3.Views;

/// <summary>The candidates of a scan as AMPEL's views.</summary>
/// <remarks>
/// t0 and t1 are the object's state as it was known at the latest accepted alert; the journal and the results are all that the archive has
/// and the report's rights let see. A state's link is the archive's hash, 16 hexadecimal digits. extra holds what the scan found
/// ("ampelbot") and the cutouts of the latest accepted alert ("cutouts").
/// </remarks>
public static class CandidateViews
{
    /// <summary>The view of one candidate.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="rank">The candidate's place, from 1.</param>
    /// <param name="archive">The archive that was scanned.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArchiveException">The archive cannot be used.</exception>
    public static async Task<TransientView> OfAsync(ScanReport report, int rank, IArchive archive, CancellationToken cancellation)
    {
        var candidate = report.Candidates[rank - 1];
        var (key, latest, rights) = (candidate.Object, candidate.Alerts[^1], report.Plan.Rights);
        string[] channels = [report.Plan.Channel.Name];
        var alerts = (await archive.AlertsOfAsync(key, rights, cancellation)).Select(alert => alert.AlertId).ToHashSet();
        // An entry about no alert may tell of one that the reader may not see.
        bool IsVisible(long? alertId) => alertId is { } id ? alerts.Contains(id) : rights == DataRights.Partnership;
        var state = await archive.StateOfAsync(key, latest.TimeUtc, rights, cancellation);
        var points = state?.LightCurve.Datapoints ?? candidate.LightCurve.Datapoints;
        var journal = (await archive.JournalOfAsync(key, cancellation)).Where(entry => IsVisible(entry.AlertId));
        var results = (await archive.ScienceRecordsOfAsync(key, cancellation)).Where(record => IsVisible(record.AlertId));
        var cutouts = await archive.CutoutsAsync(latest.Survey, latest.AlertId, rights, cancellation);
        return new TransientView
        {
            Id = key.Stock,
            Names = [candidate.Name],
            Channels = channels,
            Tags = [candidate.Survey],
            Journal = [.. journal.Select(Entry)],
            Datapoints = [.. points.Select(point => new ViewDatapoint(point.Id, channels, Tags(candidate.Survey, point), PythonJson.Of(point.Body)))],
            States = state is null ? [] : [new ViewState(Element(state.Id), [.. points.Select(point => point.Id)], channels, [candidate.Survey])],
            Results = [.. results.Select(Result)],
            Extra = Element(Extra(report, rank, candidate, latest, cutouts)),
        };
    }

    private static IReadOnlyList<string> Tags(string survey, Datapoint point) =>
    [
        survey,
        survey + point.Kind switch { DatapointKind.Detection => "_DP", DatapointKind.UpperLimit => "_UL", _ => "_FP" },
        $"{survey}_{point.Band.ToUpperInvariant()}",
        survey + (point.ProgramId == 1 ? "_PUB" : "_PRIV"),
    ];

    private static JsonElement Entry(JournalEntry entry)
    {
        var document = new JsonObject { ["tier"] = entry.Tier, ["process"] = entry.Unit, ["unit"] = entry.Unit, ["ts"] = Seconds(entry.TimeUtc) };
        if (entry.Run is { } run)
            document["run"] = run;
        if (entry.AlertId is { } alert)
            document["doc"] = alert;
        if (entry.StateId is { } state)
            document["link"] = state;
        if (entry.Channel is { } channel)
            document["channel"] = channel;
        if (entry.ExtraJson is { } extra)
            document["extra"] = Node(extra);
        return Element(document);
    }

    private static ViewResult Result(ScienceRecord record) => new(
        Element(record.Unit), record.ConfigHash is { } hash ? Element(hash) : default, record.StateId is { } state ? Element(state) : default, Element(0),
        Element(Node(record.BodyJson)), Element(new JsonArray(new JsonObject { ["tier"] = 2, ["ts"] = Seconds(record.TimeUtc), ["code"] = 0 })));

    private static JsonObject Extra(ScanReport report, int rank, Candidate candidate, Alert latest, IReadOnlyList<Cutout> cutouts)
    {
        var notice = report.Plan.Notice;
        var extra = new JsonObject
        {
            ["ampelbot"] = new JsonObject
            {
                ["version"] = report.ProgramVersion,
                ["event"] = notice.EventName,
                ["eventTimeUtc"] = notice.EventTimeUtc is { } time ? ReportText.Iso(time) : null,
                ["skyMapSha256"] = notice.SkyMapSha256,
                ["scanId"] = report.ScanId,
                ["rank"] = rank,
                ["raDeg"] = candidate.Coord.RaDeg,
                ["decDeg"] = candidate.Coord.DecDeg,
                ["credibleLevel"] = candidate.CredibleLevel,
                ["galacticLatitudeDeg"] = candidate.GalacticLatitudeDeg,
                ["alerts"] = new JsonArray([.. candidate.Alerts.Select(alert => JsonValue.Create(alert.AlertId))]),
                ["rejectedAlerts"] = candidate.RejectedAlerts,
            },
        };
        if (cutouts.Count > 0)
        {
            var images = new JsonObject();
            foreach (var cutout in cutouts)
                images[cutout.Kind.ToLowerInvariant()] = new JsonObject { ["$binary"] = Convert.ToBase64String(cutout.Data), ["$type"] = "00" };
            extra["cutouts"] = new JsonObject { [FormattableString.Invariant($"{latest.AlertId}")] = images };
        }
        return extra;
    }

    private static JsonNode? Node(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return JsonValue.Create(json);
        }
    }

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private static JsonElement Element(JsonNode? node) => JsonElement.Parse(node?.ToJsonString() ?? "null");

    private static JsonElement Element(string text) => JsonSerializer.SerializeToElement(text);

    private static JsonElement Element(int number) => JsonSerializer.SerializeToElement(number);
}
