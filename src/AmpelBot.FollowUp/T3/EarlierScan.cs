using System.Text.Json;
using AmpelBot.FollowUp.Following;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.T3;

/// <summary>What a later scan of an event is compared with.</summary>
/// <param name="Candidates">The candidates, in their order.</param>
/// <param name="Level">The credible level that was scanned, 0 to 1; null when it is not known.</param>
public sealed record EarlierScan(IReadOnlyList<RankedCandidate> Candidates, double? Level)
{
    private const long MostBytes = 200_000_000;
    private static readonly EarlierScan Unknown = new([], null);

    /// <summary>Reads it from the scan's folder; nobody, and no level, when there is no report that can be read.</summary>
    /// <param name="folder">The folder with report.json.</param>
    public static EarlierScan Read(string folder)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(folder, ScanFiles.Report));
            if (file.Length > MostBytes)
                return Unknown;
            using var json = JsonDocument.Parse(file);
            return new EarlierScan(
                [.. json.RootElement.GetProperty("candidates").EnumerateArray().Select(c => new RankedCandidate(
                    c.GetProperty("name").GetString() ?? "", new SkyCoord(c.GetProperty("raDeg").GetDouble(), c.GetProperty("decDeg").GetDouble()), c.GetProperty("credibleLevel").GetDouble()))],
                json.RootElement.GetProperty("region").GetProperty("level").GetDouble());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return Unknown;
        }
    }
}
