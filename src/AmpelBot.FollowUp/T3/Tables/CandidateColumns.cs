using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Vetting;
using static AmpelBot.FollowUp.T3.ReportText;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>The columns of the candidate table, in order, for every format.</summary>
public static class CandidateColumns
{
    private const string Mag = "phot.mag;em.opt";

    /// <summary>All columns.</summary>
    public static IReadOnlyList<CandidateColumn> All { get; } =
    [
        Whole("rank", "meta.id", "Place among the candidates, from 1", (_, rank, _) => rank) with { IsMain = true },
        Text("name", "meta.id;meta.main", "The survey's name of the object", c => c.Name) with { IsMain = true },
        Text("survey", "meta.dataset", "Survey that found it", c => c.Survey),
        Real("ra_deg", "deg", "pos.eq.ra;meta.main", "Right ascension (ICRS) of the latest accepted alert", c => c.Coord.RaDeg) with { IsMain = true },
        Real("dec_deg", "deg", "pos.eq.dec;meta.main", "Declination (ICRS) of the latest accepted alert", c => c.Coord.DecDeg) with { IsMain = true },
        Real("credible_level", null, "stat.probability", "Credible level of the sky map at that position, 0 to 1", c => c.CredibleLevel) with { IsMain = true },
        Real("galactic_latitude_deg", "deg", "pos.galactic.lat", "Galactic latitude", c => c.GalacticLatitudeDeg),
        Time("first_detection_utc", "time.epoch;stat.min", "First detection of the light curve, UTC", c => c.FirstDetection.Jd) with { IsMain = true },
        Real("first_detection_jd", "d", "time.epoch;stat.min", "First detection of the light curve, Julian date in UTC", c => c.FirstDetection.Jd),
        new("first_detection_days_after_event", ColumnKind.Real, "d", "time.interval", "First detection, days after the event; below 0 before it",
            (report, _, candidate) => DaysAfterEvent(report, candidate.FirstDetection.Jd)),
        Real("first_mag", "mag", Mag, "Magnitude (AB, PSF) of the first detection", c => c.FirstDetection.Mag),
        Real("first_mag_err", "mag", "stat.error;" + Mag, "Error (1 sigma) of that magnitude", c => c.FirstDetection.MagErr),
        Text("first_band", "instr.bandpass", "Band of the first detection", c => c.FirstDetection.Band),
        Time("latest_detection_utc", "time.epoch;stat.max", "Latest detection of the light curve, UTC", c => c.LatestDetection.Jd),
        Real("latest_detection_jd", "d", "time.epoch;stat.max", "Latest detection of the light curve, Julian date in UTC", c => c.LatestDetection.Jd),
        Real("latest_mag", "mag", Mag, "Magnitude (AB, PSF) of the latest detection", c => c.LatestDetection.Mag) with { IsMain = true },
        Real("latest_mag_err", "mag", "stat.error;" + Mag, "Error (1 sigma) of that magnitude", c => c.LatestDetection.MagErr) with { IsMain = true },
        Text("latest_band", "instr.bandpass", "Band of the latest detection", c => c.LatestDetection.Band) with { IsMain = true },
        Whole("detections", "meta.number", "Detections in the light curve", (_, _, c) => c.LightCurve.Detections.Count) with { IsMain = true },
        Whole("accepted_alerts", "meta.number", "Alerts that passed every cut", (_, _, c) => c.Alerts.Count),
        Whole("rejected_alerts", "meta.number", "Alerts in region and window that a cut rejected", (_, _, c) => c.RejectedAlerts),
        Whole("votes_interesting", "meta.number", "People who find it interesting", (_, _, c) => c.Votes.Count(VetState.Interesting)),
        Whole("votes_rejected", "meta.number", "People who reject it", (_, _, c) => c.Votes.Count(VetState.Rejected)),
        Whole("votes_ambiguous", "meta.number", "People who cannot tell", (_, _, c) => c.Votes.Count(VetState.Ambiguous)),
        Text("votes", "meta.note", "Latest vote of each person", c => CandidateTable.Said(c.Votes.Latest, VettingJournal.Words)) with { IsMain = true },
        Text("notes", "meta.note", "What people noted", c => CandidateTable.Said(c.Votes.Notes, vote => vote.Note)),
    ];

    private static CandidateColumn Text(string name, string ucd, string description, Func<Candidate, string> value) =>
        new(name, ColumnKind.Text, null, ucd, description, (_, _, candidate) => value(candidate));

    private static CandidateColumn Time(string name, string ucd, string description, Func<Candidate, double> jd) =>
        new(name, ColumnKind.Time, null, ucd, description, (_, _, candidate) => Iso(Utc(jd(candidate))));

    private static CandidateColumn Whole(string name, string ucd, string description, Func<ScanReport, int, Candidate, int> value) =>
        new(name, ColumnKind.Whole, null, ucd, description, (report, rank, candidate) => (long)value(report, rank, candidate));

    private static CandidateColumn Real(string name, string? unit, string ucd, string description, Func<Candidate, double?> value) =>
        new(name, ColumnKind.Real, unit, ucd, description, (_, _, candidate) => value(candidate));
}
