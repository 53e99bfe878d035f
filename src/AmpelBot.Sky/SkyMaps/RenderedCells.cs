using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Makes a multi-order map of a function on the sky, with cells as small as the function asks.</summary>
internal static class RenderedCells
{
    /// <summary>Largest distance from a cell's centre to its corner, times nside, in radians: 1.0690 in the limit of deep orders, beside the poles.</summary>
    public const double CornerDistance = 1.07;

    /// <summary>The function at a cell's centre, in any unit of density per steradian; null when the cell is too large and is cut in four.</summary>
    /// <param name="center">Centre of the cell.</param>
    /// <param name="sideRad">Radians, 1 / nside: the cell's area is pi / 3 times its square, and its corners lie within
    /// <see cref="CornerDistance"/> times it.</param>
    /// <param name="mayCut">False at order 29, where null is not allowed.</param>
    public delegate double? Density(SkyCoord center, double sideRad, bool mayCut);

    /// <summary>The map; densities are divided by their sum.</summary>
    public static SkyMap Map(Density density)
    {
        var cells = new CellList();
        var deepest = 0;
        for (var face = 0; face < 12; face++)
            Fill(0, face);
        return SkyMap.Made(cells, deepest);

        void Fill(int order, long ipix)
        {
            if (density(HealpixNested.Center(order, ipix), 1.0 / (1L << order), order < HealpixNested.MaxOrder) is { } value)
            {
                cells.Append(order, ipix, value);
                deepest = Math.Max(deepest, order);
                return;
            }
            for (var child = 0; child < 4; child++)
                Fill(order + 1, 4 * ipix + child);
        }
    }
}
