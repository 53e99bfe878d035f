using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Following;

/// <summary>A candidate as it is compared between two scans.</summary>
/// <param name="Name">The survey's name.</param>
/// <param name="Coord">Its position.</param>
/// <param name="CredibleLevel">Credible level of the position in the map of its scan, 0 to 1.</param>
public sealed record RankedCandidate(string Name, SkyCoord Coord, double CredibleLevel);

/// <summary>What a new sky map of an event changed.</summary>
/// <param name="Before">The map before; null when it is no longer there.</param>
/// <param name="After">The new map.</param>
/// <param name="Entered">Names that are candidates now and were none before, each with the reason as far as it is known.</param>
/// <param name="Left">Names that were candidates before and are none now, each with the reason as far as it is known.</param>
/// <param name="Stayed">Names that are candidates in both, with their places in both ranks, from 1.</param>
public sealed record MapChange(
    MapFacts? Before, MapFacts After, IReadOnlyList<(string Name, string Why)> Entered, IReadOnlyList<(string Name, string Why)> Left, IReadOnlyList<(string Name, int RankBefore, int RankAfter)> Stayed)
{
    private const int MostNamed = 10;

    /// <summary>Compares two scans.</summary>
    /// <param name="before">The map before; null when it is no longer there.</param>
    /// <param name="after">The new map.</param>
    /// <param name="ranked">Candidates of the scan before, best first.</param>
    /// <param name="rankedNow">Candidates of the new scan, best first.</param>
    /// <param name="levelBefore">Credible level that the scan before went to, 0 to 1; null when unknown.</param>
    /// <param name="level">Credible level that the new scan went to, 0 to 1.</param>
    public static MapChange Of(SkyMap? before, SkyMap after, IReadOnlyList<RankedCandidate> ranked, IReadOnlyList<RankedCandidate> rankedNow, double? levelBefore, double level)
    {
        var (then, now) = (Places(ranked), Places(rankedNow));
        var entered = rankedNow.Where(c => !then.ContainsKey(c.Name)).Select(c => (c.Name, WhyEntered(c))).ToArray();
        var left = ranked.Where(c => !now.ContainsKey(c.Name)).Select(c => (c.Name, WhyLeft(c))).ToArray();
        return new MapChange(before is null ? null : MapFacts.Of(before), MapFacts.Of(after), entered, left,
            [.. rankedNow.Where(c => then.ContainsKey(c.Name)).Select(c => (c.Name, then[c.Name], now[c.Name]))]);

        string WhyEntered(RankedCandidate c) => before is null || levelBefore is not { } old ? "the map before is no longer there to tell why"
            : before.CredibleLevel(c.Coord) is var was && was > old ? $"at {TextNumbers.Share(was)} of the map before, outside its {TextNumbers.Percent(old)} region; now at {TextNumbers.Share(c.CredibleLevel)}"
            : "inside the region before too: alerts came in since, or a cut judges otherwise";

        string WhyLeft(RankedCandidate c) => after.CredibleLevel(c.Coord) is var now && now > level
            ? $"at {TextNumbers.Share(now)} of the new map, outside its {TextNumbers.Percent(level)} region; before at {TextNumbers.Share(c.CredibleLevel)}"
            : "still inside the region, but a cut rejects it now";
    }

    /// <summary>What changed, a line each; the first is about the map.</summary>
    public string Write()
    {
        var lines = new List<string> { Map() };
        lines.AddRange(Named("entered", Entered));
        lines.AddRange(Named("left", Left));
        var moved = Stayed.Where(s => s.RankBefore != s.RankAfter).ToArray();
        if (moved.Length > 0)
            lines.Add("- moved in rank: " + string.Join(", ", moved.Take(MostNamed).Select(s => $"{s.Name} {s.RankBefore} to {s.RankAfter}")) + More(moved.Length));
        if (Entered.Count + Left.Count + moved.Length == 0)
            lines.Add(Stayed.Count == 0 ? "- no candidates before, and none now" : "- the candidates and their order stay as they were");
        return string.Join('\n', lines);
    }

    private string Map()
    {
        if (Before is not { } then)
            return $"90 % region now {TextNumbers.Area(After.Area90SqDeg)}{(After.DistanceMpc is { } only ? $", distance {TextNumbers.Distance(only, After.DistanceErrorMpc)}" : "")}; the map before is no longer there to compare.";
        var distance = (then.DistanceMpc, After.DistanceMpc) switch
        {
            ({ } old, { } mean) => $"; distance {TextNumbers.Distance(old, then.DistanceErrorMpc)} to {TextNumbers.Distance(mean, After.DistanceErrorMpc)}",
            (null, { } mean) => $"; distance {TextNumbers.Distance(mean, After.DistanceErrorMpc)}, which the map before did not tell",
            ({ } old, null) => $"; no distance in the new map (before: {TextNumbers.Distance(old, then.DistanceErrorMpc)})",
            _ => "",
        };
        return FormattableString.Invariant($"90 % region {TextNumbers.Area(then.Area90SqDeg)} to {TextNumbers.Area(After.Area90SqDeg)}{distance}; most probable place moved by {then.Peak.SeparationDeg(After.Peak):0.0##} deg.");
    }

    private static IEnumerable<string> Named(string what, IReadOnlyList<(string Name, string Why)> names)
    {
        foreach (var (name, why) in names.Take(MostNamed))
            yield return $"- {what}: {name} ({why})";
        if (names.Count > MostNamed)
            yield return $"- {what}: {TextNumbers.Count(names.Count - MostNamed)} more";
    }

    private static string More(int count) => count > MostNamed ? $" and {TextNumbers.Count(count - MostNamed)} more" : "";

    private static Dictionary<string, int> Places(IReadOnlyList<RankedCandidate> ranked)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < ranked.Count; i++)
            places.TryAdd(ranked[i].Name, i + 1);
        return places;
    }
}
