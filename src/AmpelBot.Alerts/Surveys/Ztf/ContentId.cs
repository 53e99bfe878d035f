using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys.Ztf;

/// <summary>
/// Ids for what the survey gave no number: the first 63 bits of the SHA-256 of the values that identify it, so that the same point in
/// another packet, of another schema version, has the same id. Archives hold these ids: what goes into them must not change.
/// </summary>
internal static class ContentId
{
    /// <summary>Id of an alert without candid, from its object's name and every field of its candidate block that has a value.</summary>
    internal static long OfAlert(string? objectId, AvroRecord candidate) => Hash(
        candidate.Schema.Fields
            .Select(f => (f.Name, Text: Text(candidate.Values[f.Index])))
            .Where(f => f.Text.Length > 0)
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .SelectMany(f => new[] { f.Name, f.Text })
            .Prepend(objectId ?? "")
            .Prepend("alert"));

    /// <summary>Id of a detection without candid.</summary>
    internal static long OfDetection(CandidateBlock fields) => Of("detection", fields, "magpsf", "ra", "dec");

    /// <summary>Id of an upper limit.</summary>
    internal static long OfUpperLimit(CandidateBlock fields) => Of("upper limit", fields, "diffmaglim");

    /// <summary>Id of a forced measurement; one with another flux is another measurement.</summary>
    internal static long OfForcedPhotometry(CandidateBlock fields) => Of("forced photometry", fields, "forcediffimflux", "forcediffimfluxunc");

    /// <summary>The image (time, filter, processing id or, where there is none, readout channel) and what was measured in it.</summary>
    private static long Of(string kind, CandidateBlock fields, params string[] measured) => Hash(
        new[] { "jd", "fid", fields.Value("pid") is null ? "rcid" : "pid" }.Concat(measured).Select(f => Text(fields.Value(f))).Prepend(kind));

    private static long Hash(IEnumerable<string> parts)
    {
        var text = string.Join('\n', parts.Select(p => p.Replace("\n", "\\n", StringComparison.Ordinal)));
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & long.MaxValue;
    }

    /// <summary>A value as text. A number of 64 bits that a packet of another writer has in 32 reads the same.</summary>
    private static string Text(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        string text => text,
        byte[] bytes => Convert.ToHexString(bytes),
        float number => ((double)number).ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        AvroRecord record => Convert.ToHexString(AvroBinary.Encode(record.Schema, record)),
        _ => throw new SurveyPacketException($"the candidate block holds a {value.GetType().Name}, which no ZTF packet does"),
    };
}
