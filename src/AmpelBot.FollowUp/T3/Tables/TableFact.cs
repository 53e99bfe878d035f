using AmpelBot.FollowUp.Scan;
using static AmpelBot.FollowUp.T3.ReportText;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>One thing that a table says of the scan it comes from.</summary>
/// <param name="Key">Keyword of 8 characters at most, for FITS.</param>
/// <param name="Name">Name, with the unit where there is one.</param>
/// <param name="Value">A string, a long or a finite double.</param>
/// <param name="Description">What it is, one line of printable ASCII.</param>
internal sealed record TableFact(string Key, string Name, object Value, string Description)
{
    /// <summary>What every table says of a scan; what the report does not know is left out.</summary>
    public static IReadOnlyList<TableFact> Of(ScanReport report)
    {
        var (plan, notice) = (report.Plan, report.Plan.Notice);
        var facts = new List<TableFact>();
        void Add(string key, string name, object? value, string description)
        {
            if (value is not (null or "" or double.NaN or double.PositiveInfinity or double.NegativeInfinity))
                facts.Add(new TableFact(key, name, value, description));
        }
        Add("EVENT", "event", notice.EventName, "event");
        Add("EVTIME", "event_time_utc", Iso(notice.EventTimeUtc), "time of the event");
        Add("SKYMAP", "sky_map", notice.Source, "where the sky map is from");
        Add("MAPREV", "sky_map_revision", (long?)notice.Revision, "revision of the sky map");
        Add("MAPSHA", "sky_map_sha256", notice.SkyMapSha256, "SHA-256 of its file");
        Add("CRLEVEL", "credible_level_scanned", plan.Region.Level, "credible level that was scanned");
        Add("CRPROB", "probability_scanned", plan.Region.Probability, "probability inside");
        Add("CRAREA", "area_sq_deg", plan.Region.AreaSqDeg, "area in deg2");
        Add("WINFROM", "window_from_utc", Iso(plan.Window.From), "start of the window");
        Add("WINTO", "window_to_utc", Iso(plan.Window.To), "end of the window");
        Add("CHANNEL", "channel", plan.Channel.Name, "follow-up channel");
        Add("CHANSHA", "channel_sha256", plan.Channel.Hash, "SHA-256 of the channel's file");
        Add("NSCANNED", "alerts_scanned", report.Funnel.AlertsScanned, "alerts in region and window");
        Add("NACCEPT", "alerts_accepted", report.Funnel.AlertsAccepted, "alerts that passed every cut");
        Add("ARCHIVE", "archive_state", report.Archive.StateHash, "hash of the alerts in the archive");
        Add("SCANID", "scan_id", report.ScanId, "name of the scan");
        Add("SCANTIME", "scan_started_utc", Iso(report.StartedUtc), "when the scan began");
        Add("PROGVER", "program", "AmpelBot " + report.ProgramVersion, "program that scanned");
        return facts;
    }
}
