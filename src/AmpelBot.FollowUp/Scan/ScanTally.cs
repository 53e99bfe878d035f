using System.Runtime.InteropServices;
using AmpelBot.Alerts;
using AmpelBot.FollowUp.T0;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Scan;

/// <summary>Counts what the filters said of each alert, and groups the accepted ones by object.</summary>
/// <param name="plan">What is scanned.</param>
internal sealed class ScanTally(ScanPlan plan)
{
    /// <summary>Rejected positions that are kept.</summary>
    internal const int MostRejectedPositions = 20_000;

    // A scan of a large region sees millions of objects and accepts few: of most there is nothing to keep but a number.
    private readonly Dictionary<ObjectKey, int> rejectedOf = [];
    private readonly Dictionary<ObjectKey, List<Alert>> acceptedOf = [];
    private readonly Dictionary<(string Unit, string Cut), (string Limit, long Alerts)> rejections = [];
    private readonly List<SkyCoord> rejectedPositions = [];
    private long accepted;

    /// <summary>Alerts judged so far.</summary>
    public long AlertsScanned { get; private set; }

    /// <summary>Positions of rejected alerts, the first 20,000.</summary>
    public IReadOnlyList<SkyCoord> RejectedPositions => rejectedPositions;

    /// <summary>Takes one alert with its verdict.</summary>
    public void Add(Alert alert, Verdict verdict)
    {
        AlertsScanned++;
        var key = alert.Object;
        ref var rejected = ref CollectionsMarshal.GetValueRefOrAddDefault(rejectedOf, key, out _);
        if (verdict.Accepted)
        {
            accepted++;
            if (!acceptedOf.TryGetValue(key, out var alerts))
                acceptedOf.Add(key, alerts = []);
            alerts.Add(alert);
            return;
        }
        rejected++;
        if (rejectedPositions.Count < MostRejectedPositions)
            rejectedPositions.Add(alert.Coord);
        var cut = verdict.Rejection!.Value;
        ref var step = ref CollectionsMarshal.GetValueRefOrAddDefault(rejections, (verdict.Unit!, cut.Name), out _);
        step = (cut.Limit, step.Alerts + 1);
    }

    /// <summary>Share of the window that lies before the night of an alert, 0 to 1.</summary>
    public double ShareOfWindow(Alert alert) =>
        plan.Window.Days > 0 ? Math.Clamp((Math.Floor((alert.TimeUtc - plan.Window.From).TotalDays)) / plan.Window.Days, 0, 1) : 1;

    /// <summary>The funnel, cuts in the order in which the channel's filters judge.</summary>
    public Funnel Funnel()
    {
        var order = plan.Channel.Filters.Select((filter, i) => (filter.Unit, i)).ToDictionary(x => x.Unit, x => x.i, StringComparer.Ordinal);
        var steps = rejections
            .Select(r => new FunnelStep(r.Key.Unit, r.Key.Cut, r.Value.Limit, r.Value.Alerts))
            .OrderBy(s => order.GetValueOrDefault(s.Unit, int.MaxValue))
            .ThenByDescending(s => s.Alerts)
            .ThenBy(s => s.Cut, StringComparer.Ordinal)
            .ToArray();
        return new Funnel(AlertsScanned, rejectedOf.Count, accepted, steps);
    }

    /// <summary>Objects with an accepted alert, deepest inside the map first.</summary>
    public IReadOnlyList<Candidate> Candidates() =>
        acceptedOf.Select(o => MakeCandidate(o.Value, rejectedOf[o.Key]))
            .OrderBy(c => c.CredibleLevel)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .ThenBy(c => c.Survey, StringComparer.Ordinal)
            .ToArray();

    private Candidate MakeCandidate(List<Alert> accepted, int rejected)
    {
        var alerts = accepted.OrderBy(a => a.Jd).ThenBy(a => a.AlertId).ToArray();
        var latest = alerts[^1];
        var detections = latest.LightCurve.Detections is { Count: > 0 } known ? known : [Detection(latest)];
        return new Candidate
        {
            Name = latest.ObjectId ?? $"alert {latest.AlertId}",
            Survey = latest.Survey,
            Coord = latest.Coord,
            CredibleLevel = plan.Notice.SkyMap.CredibleLevel(latest.Hpx29),
            GalacticLatitudeDeg = latest.Coord.GalacticLatitudeDeg,
            FirstDetection = detections[0],
            LatestDetection = detections[^1],
            LightCurve = latest.LightCurve,
            Alerts = alerts,
            RejectedAlerts = rejected,
        };
    }

    /// <summary>What an alert alone tells of its detection, for an archive that was given no datapoints: neither band nor magnitude.</summary>
    internal static Datapoint Detection(Alert alert) => new()
    {
        Kind = DatapointKind.Detection,
        Id = alert.AlertId,
        Candid = alert.Candid,
        ProgramId = alert.ProgramId,
        Jd = alert.Jd,
        Band = "?",
        Coord = alert.Coord,
        Body = alert.Candidate.Record,
    };
}
