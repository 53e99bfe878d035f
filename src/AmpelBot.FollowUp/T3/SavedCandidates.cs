using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Surveys;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.FollowUp.T3;

/// <summary>Brings the candidates of a report together with their alerts in the archive.</summary>
internal static class SavedCandidates
{
    private const int MostTold = 10;

    private static readonly IReadOnlyDictionary<long, Alert> NoAlerts = new Dictionary<long, Alert>();

    /// <summary>The candidates: numbers of the report, alerts and the survey's own fields of the archive.</summary>
    /// <param name="saved">The report's candidates.</param>
    /// <param name="rights">The report's rights.</param>
    /// <param name="archive">The archive; null for none.</param>
    /// <param name="differences">Gets a sentence for each candidate of which the archive says something else, the first ten by name.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task<IReadOnlyList<Candidate>> LoadAsync(
        IReadOnlyList<SavedCandidate> saved, DataRights rights, IArchive? archive, List<string> differences, CancellationToken cancellation)
    {
        var candidates = new List<Candidate>(saved.Count);
        var told = new List<string>();
        foreach (var one in saved)
        {
            var stored = archive is null ? NoAlerts : await StoredAsync(archive, one, rights, cancellation);
            candidates.Add(Join(one, stored, archive is null ? null : told));
        }
        differences.AddRange(told.Take(MostTold));
        if (told.Count > MostTold)
            differences.Add($"The same of {TextNumbers.Count(told.Count - MostTold, "more candidate")}.");
        return candidates;
    }

    private static async Task<IReadOnlyDictionary<long, Alert>> StoredAsync(IArchive archive, SavedCandidate saved, DataRights rights, CancellationToken cancellation)
    {
        var alerts = await archive.AlertsOfAsync(Key(saved), rights, cancellation);
        return alerts.ToDictionary(alert => alert.AlertId);
    }

    private static ObjectKey Key(SavedCandidate saved) => new(saved.Survey,
        IsNameless(saved) ? StockId.OfNameless(saved.AlertIds[^1]) : StockId.Of(saved.Survey, saved.Name));

    private static bool IsNameless(SavedCandidate saved) => saved.Name == FormattableString.Invariant($"alert {saved.AlertIds[^1]}");

    private static Candidate Join(SavedCandidate saved, IReadOnlyDictionary<long, Alert> stored, List<string>? told)
    {
        var missing = saved.AlertIds.Where(id => !stored.ContainsKey(id)).ToArray();
        if (missing.Length > 0)
            told?.Add($"The archive has {(missing.Length == 1 ? "alert" : "alerts")} {string.Join(", ", missing.Take(3))}{(missing.Length > 3 ? $" and {missing.Length - 3} more" : "")} of {saved.Name} no more, or not for these data rights; what the report says of {(missing.Length == 1 ? "it" : "them")} stands.");
        // The light curve of a report is that of its latest alert.
        var curve = new LightCurve(saved.LightCurve);
        var (first, last) = (saved.FirstDetection, saved.LatestDetection);
        if (stored.TryGetValue(saved.AlertIds[^1], out var latest))
        {
            if (latest.LightCurve.Datapoints.Select(Numbers).SequenceEqual(saved.LightCurve.Select(Numbers)))
            {
                curve = latest.LightCurve;
                IReadOnlyList<Datapoint> detections = curve.Detections is { Count: > 0 } known ? known : [ScanTally.Detection(latest)];
                if (Numbers(detections[0]) == Numbers(first) && Numbers(detections[^1]) == Numbers(last))
                    (first, last) = (detections[0], detections[^1]);
            }
            else
                told?.Add($"The archive's light curve of {saved.Name} is not the one of the report any more; the report's is taken, without the survey's own fields.");
            if (latest.Coord != saved.Coord)
                told?.Add($"The archive's position of {saved.Name} is not the one of the report any more; the report's is taken.");
        }
        return new Candidate
        {
            Name = saved.Name,
            Survey = saved.Survey,
            Coord = saved.Coord,
            CredibleLevel = saved.CredibleLevel,
            GalacticLatitudeDeg = saved.GalacticLatitudeDeg,
            FirstDetection = first,
            LatestDetection = last,
            LightCurve = curve,
            Alerts = [.. saved.AlertIds.Select(id => stored.TryGetValue(id, out var alert) ? alert : Told(saved, id, curve))],
            RejectedAlerts = saved.RejectedAlerts,
            Votes = saved.Votes,
        };
    }

    /// <summary>What the report tells of an alert that the archive does not have: its number, and the object's place and light curve.</summary>
    private static Alert Told(SavedCandidate saved, long id, LightCurve curve) => new()
    {
        Survey = saved.Survey,
        ObjectId = IsNameless(saved) ? null : saved.Name,
        Candid = null,
        AlertId = id,
        Jd = saved.LatestDetection.Jd,
        Coord = saved.Coord,
        Hpx29 = HealpixNested.Index(HealpixNested.MaxOrder, saved.Coord),
        Candidate = new CandidateBlock(saved.LatestDetection.Body),
        LightCurve = curve,
    };

    private static (DatapointKind, double, string, double?, double?, double?, bool?) Numbers(Datapoint p) =>
        (p.Kind, p.Jd, p.Band, Finite(p.Mag), Finite(p.MagErr), Finite(p.LimitingMag), p.IsPositive);

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
