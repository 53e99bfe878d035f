using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys.Ztf;

/// <summary>
/// Ids for what the survey gave no number, from the values that identify it, so that the same point in another packet, of another schema version, has the
/// same id. Archives hold these ids: what goes into them must not change.
/// </summary>
internal static class ContentId
{
    /// <summary>Id of an alert without candid, from its object's name and every field of its candidate block that has a value.</summary>
    internal static long OfAlert(string? objectId, AvroRecord candidate) => ContentHash.Of(
        candidate.Schema.Fields
            .Select(f => (f.Name, Text: ContentHash.Text(candidate.Values[f.Index])))
            .Where(f => f.Text.Length > 0)
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .SelectMany(f => new[] { f.Name, f.Text })
            .Prepend(objectId ?? "")
            .Prepend("alert"));

    /// <summary>Id of a detection without candid.</summary>
    internal static long OfDetection(CandidateBlock fields) => ContentHash.Of("detection", fields, ["jd", "fid", Image(fields), "magpsf", "ra", "dec"]);

    /// <summary>Id of an upper limit.</summary>
    internal static long OfUpperLimit(CandidateBlock fields) => ContentHash.Of("upper limit", fields, ["jd", "fid", Image(fields), "diffmaglim"]);

    /// <summary>Id of a forced measurement; one with another flux is another measurement.</summary>
    internal static long OfForcedPhotometry(CandidateBlock fields)
        => ContentHash.Of("forced photometry", fields, ["jd", "fid", Image(fields), "forcediffimflux", "forcediffimfluxunc"]);

    /// <summary>What tells the image: the processing id or, where there is none, the readout channel.</summary>
    private static string Image(CandidateBlock fields) => fields.Value("pid") is null ? "rcid" : "pid";
}
