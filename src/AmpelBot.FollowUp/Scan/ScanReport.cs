using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Scan;

/// <summary>The result of one scan: everything that replies, tables, pictures and drafts are made from.</summary>
/// <remarks>Units: levels and probabilities 0 to 1, areas deg2, angles degrees (ICRS), times UTC, magnitudes AB.</remarks>
public sealed record ScanReport
{
    /// <summary>Version of the report's JSON form.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Names this scan among all of the event: start time (UTC) and a hash of request, map, channel and archive state.</summary>
    public required string ScanId { get; init; }

    /// <summary>The request.</summary>
    public required ScanRequest Request { get; init; }

    /// <summary>What was scanned: the event, the map, the level and the window that were settled on.</summary>
    public required ScanPlan Plan { get; init; }

    /// <summary>Objects that passed every cut, best first (ascending credible level, then name).</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>How many alerts each cut took.</summary>
    public required Funnel Funnel { get; init; }

    /// <summary>Positions of the rejected alerts, for the sky map plot; the first 20,000.</summary>
    public required IReadOnlyList<SkyCoord> RejectedPositions { get; init; }

    /// <summary>What the survey observed of the region in the window; null when the archive has no exposures in the window, so that nobody knows.</summary>
    public ObservationCoverage? Coverage { get; init; }

    /// <summary>What the archive held.</summary>
    public required ArchiveInfo Archive { get; init; }

    /// <summary>Alerts in the region at other times, counted where the scan found none; null when they were not counted or that took too long.</summary>
    public OtherTimes? OtherTimes { get; init; }

    /// <summary>What else the person should know of how the scan went, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Version of the program.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>When the scan began, UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>Time it took, in seconds.</summary>
    public required double Seconds { get; init; }
}

/// <summary>What a request came to, with every default settled.</summary>
public sealed record ScanPlan
{
    /// <summary>The event and its sky map.</summary>
    public required Notice Notice { get; init; }

    /// <summary>The channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The credible region that is scanned.</summary>
    public required CredibleRegion Region { get; init; }

    /// <summary>The window that is scanned.</summary>
    public required TimeWindow Window { get; init; }

    /// <summary>Time that filters take for the event's: the notice's, or the window's start where it has none.</summary>
    public DateTimeOffset EventTimeUtc => Notice.EventTimeUtc ?? Window.From;

    /// <summary>Whose data are scanned.</summary>
    public DataRights Rights { get; init; } = DataRights.Partnership;

    /// <summary>
    /// What filters may know. A source counts as new since the event; where the person asked for an earlier start, since that. A later
    /// start does not move it, or sources that appeared in between would be lost.
    /// </summary>
    public EventContext Context => new(EventTimeUtc < Window.From ? EventTimeUtc : Window.From, Window);

    /// <summary>The choices that the request left open, a sentence each.</summary>
    public required IReadOnlyList<string> Defaults { get; init; }

    /// <summary>What the scan does not do, a sentence each (steps of filters not taken).</summary>
    public required IReadOnlyList<string> NotDone { get; init; }
}

/// <summary>An object that passed every cut.</summary>
public sealed record Candidate
{
    /// <summary>The survey's name, or "alert N" where the packets have none.</summary>
    public required string Name { get; init; }

    /// <summary>Survey's short name.</summary>
    public required string Survey { get; init; }

    /// <summary>Position of the latest accepted alert.</summary>
    public required SkyCoord Coord { get; init; }

    /// <summary>Credible level at that position, 0 to 1: the smaller, the deeper inside.</summary>
    public required double CredibleLevel { get; init; }

    /// <summary>Galactic latitude in degrees.</summary>
    public required double GalacticLatitudeDeg { get; init; }

    /// <summary>The object's first detection that the light curve has.</summary>
    public required Datapoint FirstDetection { get; init; }

    /// <summary>The latest detection that the light curve has.</summary>
    public required Datapoint LatestDetection { get; init; }

    /// <summary>The light curve as of the latest accepted alert.</summary>
    public required LightCurve LightCurve { get; init; }

    /// <summary>Accepted alerts, ascending in time.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>Number of the object's alerts inside region and window that a cut rejected.</summary>
    public required int RejectedAlerts { get; init; }

    /// <summary>The object, of the latest accepted alert.</summary>
    public ObjectKey Object => Alerts[^1].Object;

    /// <summary>What people said of the object, in this scan or in others.</summary>
    public Votes Votes { get; init; } = Votes.None;

    /// <summary>What analysis found out; nothing until it has run.</summary>
    public CandidateAnalysis Analysis { get; init; } = CandidateAnalysis.None;
}

/// <summary>Alerts inside the region that the window leaves out.</summary>
/// <param name="Before">Alerts before its start.</param>
/// <param name="After">Alerts at its end or after it.</param>
public sealed record OtherTimes(long Before, long After);

/// <summary>How many alerts were looked at and where they went.</summary>
/// <param name="AlertsScanned">Alerts inside region and window.</param>
/// <param name="ObjectsScanned">Objects that they belong to.</param>
/// <param name="AlertsAccepted">Alerts that passed every cut.</param>
/// <param name="Rejections">Cuts in the order in which they judge, each with the number it rejected (never 0).</param>
public sealed record Funnel(long AlertsScanned, long ObjectsScanned, long AlertsAccepted, IReadOnlyList<FunnelStep> Rejections);

/// <summary>Alerts that one cut rejected.</summary>
/// <param name="Unit">The filter.</param>
/// <param name="Cut">The cut.</param>
/// <param name="Limit">Its limit, as people read it.</param>
/// <param name="Alerts">How many alerts failed here first.</param>
public sealed record FunnelStep(string Unit, string Cut, string Limit, long Alerts);
