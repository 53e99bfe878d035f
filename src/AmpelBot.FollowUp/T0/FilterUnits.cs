using AmpelBot.FollowUp.Channels;

namespace AmpelBot.FollowUp.T0;

/// <summary>The table of T0 units: what a channel file may name, and how each is made from its config.</summary>
public static class FilterUnits
{
    private static readonly Dictionary<string, Func<ConfigBlock, IAlertFilter>> Table = new(StringComparer.Ordinal)
    {
        [nameof(PacketCuts)] = block => new PacketCuts(PacketCutsConfig.Read(block)),
        [nameof(DecentFilter)] = block => new DecentFilter(DecentFilterConfig.Read(block)),
        [nameof(HistoryCuts)] = block => new HistoryCuts(HistoryCutsConfig.Read(block)),
    };

    /// <summary>Names of the units, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The filter of a unit; null when there is no such unit. What is wrong with its config is noted in the block.</summary>
    public static IAlertFilter? Make(string unit, ConfigBlock block)
        => Table.TryGetValue(unit, out var make) ? make(block) : null;
}
