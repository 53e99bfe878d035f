using System.Globalization;
using AmpelBot.Alerts.Observations;
using static AmpelBot.FollowUp.T3.DraftFacts;
using static AmpelBot.FollowUp.T3.ReportText;

namespace AmpelBot.FollowUp.T3;

/// <summary>The places and conditions that templates may use. A value that is null leaves [TO FILL: …] with the description.</summary>
internal static class DraftPlaces
{
    /// <summary>What the names of places begin with that are known in the paragraph of a candidate only.</summary>
    public const string OfCandidate = "candidate.";

    public static readonly IReadOnlyDictionary<string, DraftPlace> Values = new Dictionary<string, DraftPlace>(StringComparer.Ordinal)
    {
        ["event.name"] = new("name of the event", f => Name(f, f.Words.Short)),
        ["event.long"] = new("the event", f => Name(f, f.Words.Long)),
        ["event.circular"] = new("name of the event", f => f.Words.Circular),
        ["event.map"] = new("localization", f => f.Words.Map),
        ["event.time"] = new("event time, UTC", f => f.EventTime),
        ["event.reference"] = new("authors, GCN Circ. number", _ => null),
        ["region.level"] = new("level", f => Percent(f.Report.Plan.Region.Level) + "%"),
        ["region.area"] = new("area", f => Area(f.Report.Plan.Region.AreaSqDeg) + " deg2"),
        ["region.revision"] = new("revision", f => f.Revision),
        ["region.distance"] = new("luminosity distance", f => f.Distance),
        ["window.start"] = new("start", f => Instant(f.Report.Plan.Window.From)),
        ["window.end"] = new("end", f => Instant(f.Report.Plan.Window.To)),
        ["coverage.start"] = new("start, UTC", f => f.CoverageStart),
        ["coverage.hours"] = new("hours after the event", f => f.CoverageHours),
        ["coverage.bands"] = new("bands", f => f.Bands),
        ["coverage.once"] = new("percent and area", f => f.Coverage is { } seen ? Covered(seen.Once.OutsidePlane) : null),
        ["coverage.twice"] = new("percent and area", f => f.Coverage is { } seen ? Covered(seen.Twice.OutsidePlane) : null),
        ["coverage.plane"] = new("percent and area", f => f.Coverage is { } seen ? Covered(seen.Once.InPlane) : null),
        ["coverage.plane_deg"] = new("degrees", _ => Digits(ObservationCoverage.GalacticPlaneDeg)),
        ["coverage.minutes_apart"] = new("minutes", _ => Digits(Math.Round(ObservationCoverage.LeastDaysBetweenVisits * 1440, 6))),
        ["coverage.depths"] = new("depth", f => f.Depths),
        ["coverage.unknown_entries"] = new("entries", f => f.Report.Coverage?.EntriesOfUnknownCameras.ToString(CultureInfo.InvariantCulture)),
        ["exposure"] = new("exposure", f => f.Exposure),
        ["typical_depth"] = new("depth in mag", f => f.TypicalDepth),
        ["cuts.solar_system_arcsec"] = new("arcsec", f => f.Decent is { } cuts ? Digits(cuts.MinSsoDist) : null),
        ["cuts.detections"] = new("number of detections", f => f.History is { } cuts ? Number((int)Math.Min(cuts.MinPreviousDetections + 1, int.MaxValue)) : null),
        ["cuts.duration_minutes"] = new("minutes", f => f.History is { } cuts ? Digits(Math.Round(cuts.MinDurationDays * 1440, 6)) : null),
        ["funnel.alerts"] = new("alerts", f => Plural(f.Report.Funnel.AlertsScanned, "alert")),
        ["funnel.objects"] = new("objects", f => Plural(f.Report.Funnel.ObjectsScanned, "object")),
        ["funnel.accepted"] = new("alerts", f => f.Report.Funnel.AlertsAccepted.ToString(CultureInfo.InvariantCulture)),
        ["candidates.number"] = new("number", f => Number(f.Report.Candidates.Count)),
        ["candidates.all"] = new("number", f => f.Report.Candidates.Count.ToString(CultureInfo.InvariantCulture)),
        ["candidates.left_out"] = new("number", f => (f.Report.Candidates.Count - f.Listed).ToString(CultureInfo.InvariantCulture)),
        ["candidates.file"] = new("file", _ => ScanFiles.Candidates),
        ["people.others"] = new("number", f => f.VotedButNotDescribed.ToString(CultureInfo.InvariantCulture)),
        ["people.rejected"] = new("names", f => f.RejectedByPeople),
        ["not_done"] = new("steps", f => f.NotDone),
        ["scan.id"] = new("scan", f => f.Free(f.Report.ScanId, 60)),
        ["scan.version"] = new("version", f => f.Free(f.Report.ProgramVersion, 20)),
        ["scan.channel"] = new("channel", f => f.Free(f.Report.Plan.Channel.Name, 30)),
        ["scan.map"] = new("sky map", f => f.Map),
        ["candidate.name"] = new("name", f => f.Free(f.Current!.Name, 30)),
        ["candidate.first_time"] = new("time", f => Second(f.Current!.FirstDetection.Jd)),
        ["candidate.first_age"] = new("days", f => f.Age(f.Current!.FirstDetection.Jd)),
        ["candidate.first_mag"] = new("magnitude", f => f.Magnitude(f.Current!.FirstDetection)),
        ["candidate.latest_time"] = new("time", f => Second(f.Current!.LatestDetection.Jd)),
        ["candidate.latest_mag"] = new("magnitude", f => f.Magnitude(f.Current!.LatestDetection)),
        ["candidate.last_limit"] = new("last non-detection", f => f.LastLimit(f.Current!)),
        ["candidate.level"] = new("level", f => Fixed(f.Current!.CredibleLevel * 100, 1) + "%"),
        ["candidate.galactic_latitude"] = new("degrees", f => Signed(f.Current!.GalacticLatitudeDeg, 1) + " deg"),
        ["candidate.said"] = new("notes", f => f.Said(f.Current!, isNamed: false)),
        ["candidate.said_by"] = new("notes", f => f.Said(f.Current!, isNamed: true)),
    };

    public static readonly IReadOnlyDictionary<string, Func<DraftFacts, bool>> Conditions = new Dictionary<string, Func<DraftFacts, bool>>(StringComparer.Ordinal)
    {
        ["gw"] = f => f.Words.Kind == "gw",
        ["neutrino"] = f => f.Words.Kind == "neutrino",
        ["grb"] = f => f.Words.Kind == "grb",
        ["xray"] = f => f.Words.Kind == "xray",
        ["ztf"] = f => f.IsZtf,
        ["markdown"] = f => f.IsMarkdown,
        ["none"] = f => f.Report.Candidates.Count == 0,
        ["one"] = f => f.Report.Candidates.Count == 1,
        ["alerts"] = f => f.Report.Funnel.AlertsScanned > 0,
        ["revision"] = f => f.Revision is not null,
        ["distance"] = f => f.Distance is not null,
        ["event_time"] = f => f.EventTime is not null,
        ["nothing_observed"] = f => f.Report.Coverage is { FirstJd: null },
        ["observed"] = f => f.Coverage is not null,
        ["depths"] = f => f.Depths is not null,
        ["plane"] = f => f.Coverage is { Once.InPlane.AreaSqDeg: > 0 },
        ["unknown_entries"] = f => f.Report.Coverage is { EntriesOfUnknownCameras: > 0 },
        ["several_exposures"] = f => f.Coverage is { ExposureSeconds: { } times } && times.Shortest != times.Longest,
        ["cuts.stars"] = f => f.Decent is { Ps1SgvetoRad: > 0 },
        ["cuts.solar_system"] = f => f.Decent is { MinSsoDist: > 0 },
        ["cuts.real_bogus"] = f => f.Packet is { MinRb: > 0 } or { MinDrb: > 0 } || f.Decent is { MinRb: > 0 } or { MinDrb: > 0 },
        ["cuts.duration"] = f => f.History is { MinDurationDays: > 0 },
        ["cuts.repeated"] = f => f.History is { MinPreviousDetections: > 0 },
        ["cuts.new"] = f => f.History is { FirstDetectionInWindow: true },
        ["not_done"] = f => f.Report.Plan.NotDone.Count > 0,
        ["left_out"] = f => f.Report.Candidates.Count > f.Listed,
        ["table"] = f => f.Listed > 0,
        ["more_described"] = f => f.Described < f.Listed,
        ["people.others"] = f => f.VotedButNotDescribed > 0,
        ["people.rejected"] = f => f.Report.Candidates.Any(IsRejected),
        ["candidate.first_age"] = f => f.Age(f.Current!.FirstDetection.Jd) is not null,
        ["candidate.first_mag"] = f => f.Magnitude(f.Current!.FirstDetection) is not null,
        ["candidate.last_limit"] = f => f.LastLimit(f.Current!) is not null,
        ["candidate.again"] = f => f.Current!.LatestDetection.Jd > f.Current.FirstDetection.Jd && f.Magnitude(f.Current.LatestDetection) is not null,
        ["candidate.said"] = f => f.Current!.Votes.Any,
    };

    private static string Name(DraftFacts facts, string words) => facts.IsMarkdown ? facts.Free(words, 120) : words;
}

/// <summary>A place of a template.</summary>
/// <param name="Description">What to write where the report does not say.</param>
/// <param name="Value">The value; null when the report does not have it.</param>
internal sealed record DraftPlace(string Description, Func<DraftFacts, string?> Value);
