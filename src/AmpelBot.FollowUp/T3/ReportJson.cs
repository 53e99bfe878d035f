using System.Text.Json;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.T3;

/// <summary>The report as JSON.</summary>
/// <remarks>
/// Units are in the names: angles degrees (ICRS), areas deg2, times ISO 8601 in UTC, jd Julian dates in UTC, levels and probabilities
/// 0 to 1, magnitudes AB. Numbers read back as the same double; what is missing or not finite is null, and every key is always there.
/// </remarks>
public static class ReportJson
{
    /// <summary>Writes report.json: schema version, event, sky map, region, window, candidates with light curves, funnel, provenance.</summary>
    /// <param name="report">The report.</param>
    /// <param name="stream">Gets one UTF-8 document; stays open.</param>
    public static void Write(ScanReport report, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", ScanReport.SchemaVersion);
        json.WriteString("scanId", Sound(report.ScanId));
        json.WriteStartObject("program");
        json.WriteString("name", "AmpelBot");
        json.WriteString("version", report.ProgramVersion);
        json.WriteEndObject();
        WriteEvent(json, report.Plan.Notice);
        WriteSkyMap(json, report.Plan.Notice.SkyMap.Header);
        WriteRequest(json, report.Request);
        WritePlan(json, report.Plan);
        WriteArchive(json, report);
        WriteCoverage(json, report.Coverage);
        WriteFunnel(json, report.Funnel);
        Number(json, "alertsBeforeWindow", report.OtherTimes?.Before);
        Number(json, "alertsAfterWindow", report.OtherTimes?.After);
        Texts(json, "remarks", report.Remarks);
        json.WriteStartArray("candidates");
        for (var i = 0; i < report.Candidates.Count; i++)
        {
            WriteCandidate(json, report.Candidates[i], i + 1);
            json.Flush();
        }
        json.WriteEndArray();
        Time(json, "startedUtc", report.StartedUtc);
        Number(json, "seconds", report.Seconds);
        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, Notice notice)
    {
        json.WriteStartObject("event");
        json.WriteString("name", Sound(notice.EventName));
        json.WriteString("messenger", Messenger(notice.Messenger));
        Number(json, "revision", notice.Revision);
        Number(json, "latestRevision", notice.LatestRevision);
        Time(json, "timeUtc", notice.EventTimeUtc);
        json.WriteString("source", Sound(notice.Source));
        json.WriteString("skyMapSha256", notice.SkyMapSha256);
        Ellipse(json, notice.Ellipse);
        json.WriteEndObject();
    }

    private static void WriteSkyMap(Utf8JsonWriter json, SkyMapHeader header)
    {
        json.WriteStartObject("skyMap");
        json.WriteString("ordering", header.Ordering);
        Number(json, "nside", header.Nside);
        json.WriteNumber("maxOrder", header.MaxOrder);
        json.WriteNumber("fileCells", header.FileCells);
        json.WriteString("probColumn", Sound(header.ProbColumn));
        Number(json, "probSum", header.ProbSum);
        json.WriteString("object", Sound(header.Object));
        json.WriteString("creator", Sound(header.Creator));
        Number(json, "distMeanMpc", header.DistMeanMpc);
        Number(json, "distStdMpc", header.DistStdMpc);
        Texts(json, "notes", header.Notes);
        json.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter json, ScanRequest request)
    {
        json.WriteStartObject("request");
        json.WriteStartObject("event");
        var (kind, text) = request.Event switch
        {
            EventReference.Named named => ("name", named.Name.Name),
            EventReference.File file => ("file", file.Name ?? file.Path),
            EventReference.Url url => ("url", url.Address.AbsoluteUri),
            EventReference.Position => ("position", null),
            _ => ("other", null),
        };
        json.WriteString("kind", kind);
        json.WriteString("text", Sound(text));
        var position = request.Event as EventReference.Position;
        Ellipse(json, position?.Ellipse);
        Time(json, "timeUtc", position?.EventTimeUtc);
        if (position is not null)
        {
            json.WriteBoolean("containmentAssumed", position.ContainmentAssumed);
            Number(json, "radiusDeg", position.RadiusDeg);
        }
        json.WriteEndObject();
        Number(json, "revision", request.Revision);
        Number(json, "level", request.Level);
        Number(json, "days", request.Days);
        Time(json, "fromUtc", request.From);
        Time(json, "toUtc", request.To);
        json.WriteBoolean("fromIsDate", request.FromIsDate);
        json.WriteBoolean("toIsDate", request.ToIsDate);
        Time(json, "eventTimeUtc", request.EventTimeUtc);
        json.WriteString("channel", Sound(request.Channel));
        json.WriteString("dataRights", request.Rights is { } rights ? Rights(rights) : null);
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, ScanPlan plan)
    {
        json.WriteStartObject("channel");
        json.WriteString("name", Sound(plan.Channel.Name));
        json.WriteString("hash", plan.Channel.Hash);
        json.WriteString("description", Sound(plan.Channel.Description));
        Number(json, "defaultLevel", plan.Channel.DefaultLevel);
        Number(json, "defaultWindowDays", plan.Channel.DefaultWindowDays);
        Number(json, "exposureSeconds", plan.Channel.ExposureSeconds);
        Number(json, "typicalDepthMag", plan.Channel.TypicalDepthMag);
        Texts(json, "filters", [.. plan.Channel.Filters.Select(filter => filter.Unit)]);
        json.WriteEndObject();
        json.WriteStartObject("region");
        Number(json, "level", plan.Region.Level);
        Number(json, "probability", plan.Region.Probability);
        Number(json, "areaSqDeg", plan.Region.AreaSqDeg);
        Number(json, "skyFraction", plan.Region.Moc.SkyFraction);
        json.WriteEndObject();
        json.WriteStartObject("window");
        Time(json, "fromUtc", plan.Window.From);
        Time(json, "toUtc", plan.Window.To);
        Number(json, "days", plan.Window.Days);
        json.WriteEndObject();
        Texts(json, "defaults", plan.Defaults);
        Texts(json, "notDone", plan.NotDone);
        json.WriteString("dataRights", Rights(plan.Rights));
    }

    private static void WriteArchive(Utf8JsonWriter json, ScanReport report)
    {
        var archive = report.Archive;
        json.WriteStartObject("archive");
        json.WriteNumber("schemaVersion", archive.SchemaVersion);
        json.WriteNumber("alerts", archive.Alerts);
        json.WriteNumber("objects", archive.Objects);
        json.WriteNumber("datapoints", archive.Datapoints);
        json.WriteNumber("cutouts", archive.Cutouts);
        json.WriteNumber("deadLetters", archive.DeadLetters);
        json.WriteNumber("nights", archive.Nights);
        Number(json, "firstJd", archive.FirstJd);
        Number(json, "lastJd", archive.LastJd);
        json.WriteString("stateHash", archive.StateHash);
        json.WriteEndObject();
    }

    private static void WriteCoverage(Utf8JsonWriter json, ObservationCoverage? coverage)
    {
        if (coverage is null)
        {
            json.WriteNull("coverage");
            return;
        }
        json.WriteStartObject("coverage");
        json.WriteNumber("exposures", coverage.Exposures);
        Number(json, "firstJd", coverage.FirstJd);
        Number(json, "lastJd", coverage.LastJd);
        Number(json, "shortestExposureSeconds", coverage.ExposureSeconds?.Shortest);
        Number(json, "longestExposureSeconds", coverage.ExposureSeconds?.Longest);
        json.WriteNumber("entriesOfUnknownCameras", coverage.EntriesOfUnknownCameras);
        json.WriteNumber("entriesNotPublic", coverage.EntriesNotPublic);
        json.WriteNumber("order", coverage.Order);
        Number(json, "galacticPlaneDeg", ObservationCoverage.GalacticPlaneDeg);
        Number(json, "daysBetweenVisits", ObservationCoverage.LeastDaysBetweenVisits);
        Observed(json, "region", coverage.Region);
        Observed(json, "once", coverage.Once);
        Observed(json, "twice", coverage.Twice);
        json.WriteStartArray("bands");
        foreach (var band in coverage.Bands)
        {
            json.WriteStartObject();
            json.WriteString("band", Sound(band.Band));
            json.WriteNumber("exposures", band.Exposures);
            Observed(json, "once", band.Once);
            Number(json, "medianLimitingMag", band.Depth?.MedianMag);
            Number(json, "brightestLimitingMag", band.Depth?.BrightestMag);
            Number(json, "faintestLimitingMag", band.Depth?.FaintestMag);
            Number(json, "limitingMagAreaSqDeg", band.Depth?.AreaSqDeg);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Observed(Utf8JsonWriter json, string name, ObservedSky sky)
    {
        json.WriteStartObject(name);
        foreach (var (part, of) in new[] { ("total", sky.Total), ("inPlane", sky.InPlane), ("outsidePlane", sky.OutsidePlane) })
        {
            json.WriteStartObject(part);
            Number(json, "areaSqDeg", of.AreaSqDeg);
            Number(json, "probability", of.Probability);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteFunnel(Utf8JsonWriter json, Funnel funnel)
    {
        json.WriteStartObject("funnel");
        json.WriteNumber("alertsScanned", funnel.AlertsScanned);
        json.WriteNumber("objectsScanned", funnel.ObjectsScanned);
        json.WriteNumber("alertsAccepted", funnel.AlertsAccepted);
        json.WriteStartArray("rejections");
        foreach (var step in funnel.Rejections)
        {
            json.WriteStartObject();
            json.WriteString("unit", Sound(step.Unit));
            json.WriteString("cut", Sound(step.Cut));
            json.WriteString("limit", Sound(step.Limit));
            json.WriteNumber("alerts", step.Alerts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCandidate(Utf8JsonWriter json, Candidate candidate, int rank)
    {
        json.WriteStartObject();
        json.WriteNumber("rank", rank);
        json.WriteString("name", Sound(candidate.Name));
        json.WriteString("survey", Sound(candidate.Survey));
        Number(json, "raDeg", candidate.Coord.RaDeg);
        Number(json, "decDeg", candidate.Coord.DecDeg);
        Number(json, "credibleLevel", candidate.CredibleLevel);
        Number(json, "galacticLatitudeDeg", candidate.GalacticLatitudeDeg);
        json.WritePropertyName("firstDetection");
        WriteDatapoint(json, candidate.FirstDetection);
        json.WritePropertyName("latestDetection");
        WriteDatapoint(json, candidate.LatestDetection);
        json.WriteStartArray("alerts");
        foreach (var alert in candidate.Alerts)
            json.WriteNumberValue(alert.AlertId);
        json.WriteEndArray();
        json.WriteNumber("rejectedAlerts", candidate.RejectedAlerts);
        json.WriteStartArray("lightCurve");
        foreach (var datapoint in candidate.LightCurve.Datapoints)
            WriteDatapoint(json, datapoint);
        json.WriteEndArray();
        WriteVotes(json, "votes", candidate.Votes.Latest);
        WriteVotes(json, "notes", candidate.Votes.Notes);
        json.WriteEndObject();
    }

    private static void WriteVotes(Utf8JsonWriter json, string name, IReadOnlyList<Vote> votes)
    {
        json.WriteStartArray(name);
        foreach (var vote in votes)
        {
            json.WriteStartObject();
            json.WriteString("state", vote.State is { } state ? VettingJournal.Word(state) : null);
            json.WriteString("reason", Sound(vote.Reason));
            json.WriteString("note", Sound(vote.Note));
            json.WriteString("user", Sound(vote.UserId));
            json.WriteString("userName", Sound(vote.UserName));
            Time(json, "timeUtc", vote.TimeUtc);
            json.WriteString("event", Sound(vote.EventName));
            json.WriteString("scanId", Sound(vote.ScanId));
            json.WriteString("dataRights", Rights(vote.Rights));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDatapoint(Utf8JsonWriter json, Datapoint datapoint)
    {
        json.WriteStartObject();
        json.WriteString("kind", datapoint.Kind switch
        {
            DatapointKind.Detection => "detection",
            DatapointKind.UpperLimit => "upperLimit",
            _ => "forcedPhotometry",
        });
        Number(json, "jd", datapoint.Jd);
        Time(json, "timeUtc", ReportText.Utc(datapoint.Jd));
        json.WriteString("band", Sound(datapoint.Band));
        Number(json, "mag", datapoint.Mag);
        Number(json, "magErr", datapoint.MagErr);
        Number(json, "limitingMag", datapoint.LimitingMag);
        if (datapoint.IsPositive is { } positive)
            json.WriteBoolean("positive", positive);
        else
            json.WriteNull("positive");
        json.WriteEndObject();
    }

    private static void Ellipse(Utf8JsonWriter json, ErrorEllipse? ellipse)
    {
        if (ellipse is null)
        {
            json.WriteNull("ellipse");
            return;
        }
        json.WriteStartObject("ellipse");
        Number(json, "raDeg", ellipse.Center.RaDeg);
        Number(json, "decDeg", ellipse.Center.DecDeg);
        Number(json, "raPlusDeg", ellipse.RaPlusDeg);
        Number(json, "raMinusDeg", ellipse.RaMinusDeg);
        Number(json, "decPlusDeg", ellipse.DecPlusDeg);
        Number(json, "decMinusDeg", ellipse.DecMinusDeg);
        Number(json, "containment", ellipse.Containment);
        json.WriteEndObject();
    }

    private static string Rights(DataRights rights) => rights == DataRights.Public ? "public" : "partnership";

    private static string Messenger(Messenger messenger) => messenger switch
    {
        Notices.Messenger.GravitationalWave => "gravitationalWave",
        Notices.Messenger.Neutrino => "neutrino",
        Notices.Messenger.GammaRayBurst => "gammaRayBurst",
        _ => "unknown",
    };

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
        => json.WriteString(name, time is null ? null : ReportText.Iso(time));

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(Sound(text));
        json.WriteEndArray();
    }

    /// <summary>Half of a surrogate pair is no text that JSON can hold.</summary>
    private static string? Sound(string? text)
        => text is null || !text.Any(char.IsSurrogate) ? text : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
