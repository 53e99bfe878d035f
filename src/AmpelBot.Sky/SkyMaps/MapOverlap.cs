using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>How well two sky maps agree on one direction.</summary>
public static class MapOverlap
{
    /// <summary>
    /// Spatial coincidence odds of two maps, I = 4 pi * integral of p1 p2 over the sky: how much more probable both maps are if they show
    /// one source than if they show two independent ones, for sources anywhere on the sky alike.
    /// </summary>
    /// <remarks>
    /// Ashton et al. 2018, ApJ 860, 6: the overlap integral of the direction, p1 p2 / prior, with the isotropic prior 1 / (4 pi). 1 when one of
    /// the maps is uniform, 0 when no direction has probability in both, above 1 when they agree. Summed over the cells of both maps cut
    /// by each other: exact for maps that are constant within a cell.
    /// </remarks>
    public static double Odds(SkyMap first, SkyMap second)
    {
        var sum = new ExactSum();
        for (int i = 0, j = 0; i < first.CellCount && j < second.CellCount;)
        {
            var (endFirst, endSecond) = (End(first, i), End(second, j));
            var common = Math.Min(endFirst, endSecond) - Math.Max(first.Starts[i], second.Starts[j]);
            if (common > 0)
                sum.Add(first.CellDensity(i) * second.CellDensity(j) * common);
            if (endFirst <= endSecond)
                i++;
            else
                j++;
        }
        return 4 * Math.PI * HealpixNested.CellAreaSr(HealpixNested.MaxOrder) * sum.Value;
    }

    private static long End(SkyMap map, int cell) => map.Starts[cell] + (1L << (2 * (HealpixNested.MaxOrder - map.Orders[cell])));
}
