namespace AmpelBot.Alerts.Archive;

/// <summary>What an archive holds: the state that a report is made from.</summary>
/// <param name="SchemaVersion">Version of the archive's tables.</param>
/// <param name="Alerts">Number of alerts.</param>
/// <param name="Objects">Number of objects with a name.</param>
/// <param name="Datapoints">Number of datapoints.</param>
/// <param name="Cutouts">Number of cutouts.</param>
/// <param name="DeadLetters">Number of packets that could not be read.</param>
/// <param name="Nights">Number of nights (UTC dates) with alerts.</param>
/// <param name="FirstJd">Earliest alert, Julian date in UTC; null when empty.</param>
/// <param name="LastJd">Latest alert, Julian date in UTC; null when empty.</param>
/// <param name="StateHash">Hash over the ids of all alerts (order does not matter): equal hashes, equal alerts. 16 hexadecimal digits.</param>
public sealed record ArchiveInfo(
    int SchemaVersion, long Alerts, long Objects, long Datapoints, long Cutouts, long DeadLetters, int Nights,
    double? FirstJd, double? LastJd, string StateHash);
