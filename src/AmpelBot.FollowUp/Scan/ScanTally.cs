using AmpelBot.Alerts;
using AmpelBot.FollowUp.T0;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Scan;

/// <summary>Counts what the filters said of each alert, and groups the accepted ones by object.</summary>
/// <param name="plan">What is scanned.</param>
internal sealed class ScanTally(ScanPlan plan)
{
    private const int MostRejectedPositions = 20_000;

    private readonly Dictionary<string, ObjectTally> objects = new(StringComparer.Ordinal);
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
        var name = NameOf(alert);
        if (!objects.TryGetValue(name, out var tally))
            objects.Add(name, tally = new ObjectTally());
        if (verdict.Accepted)
        {
            accepted++;
            tally.Accepted.Add(alert);
            return;
        }
        tally.Rejected++;
        if (rejectedPositions.Count < MostRejectedPositions)
            rejectedPositions.Add(alert.Coord);
        var cut = verdict.Rejection!.Value;
        var key = (verdict.Unit!, cut.Name);
        rejections[key] = (cut.Limit, rejections.GetValueOrDefault(key).Alerts + 1);
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
        return new Funnel(AlertsScanned, objects.Count, accepted, steps);
    }

    /// <summary>Objects with an accepted alert, deepest inside the map first.</summary>
    public IReadOnlyList<Candidate> Candidates() =>
        objects.Where(o => o.Value.Accepted.Count > 0)
            .Select(o => MakeCandidate(o.Key, o.Value))
            .OrderBy(c => c.CredibleLevel)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .ToArray();

    private static string NameOf(Alert alert) => alert.ObjectId ?? $"alert {alert.AlertId}";

    private Candidate MakeCandidate(string name, ObjectTally tally)
    {
        var alerts = tally.Accepted.OrderBy(a => a.Jd).ThenBy(a => a.AlertId).ToArray();
        var latest = alerts[^1];
        var detections = latest.LightCurve.Detections;
        return new Candidate
        {
            Name = name,
            Survey = latest.Survey,
            Coord = latest.Coord,
            CredibleLevel = plan.Notice.SkyMap.CredibleLevel(latest.Hpx29),
            GalacticLatitudeDeg = latest.Coord.GalacticLatitudeDeg,
            FirstDetection = detections[0],
            LatestDetection = detections[^1],
            LightCurve = latest.LightCurve,
            Alerts = alerts,
            RejectedAlerts = tally.Rejected,
        };
    }

    private sealed class ObjectTally
    {
        public List<Alert> Accepted { get; } = [];

        public int Rejected { get; set; }
    }
}
