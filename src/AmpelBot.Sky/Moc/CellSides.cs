using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>The four sides of a cell and the cells beyond them. [Gorski05] section 4, figure 4</summary>
internal static class CellSides
{
    /// <summary>The sides, each the place of the cell beyond it among the eight of <see cref="HealpixNested.Neighbours"/>.</summary>
    public static readonly int[] All = [NorthEast, NorthWest, SouthWest, SouthEast];

    private const int SouthWest = 0, NorthWest = 2, NorthEast = 4, SouthEast = 6;

    /// <summary>The cell of the same order beyond a side; there always is one.</summary>
    public static HealpixIndex Beyond(HealpixIndex cell, int side)
    {
        Span<long> around = stackalloc long[8];
        CellNeighbours.Of(cell.Order, cell.Ipix, around);
        return new HealpixIndex(cell.Order, around[side]);
    }

    /// <summary>The two children of a cell that lie along a side.</summary>
    public static (HealpixIndex, HealpixIndex) Children(HealpixIndex cell, int side)
    {
        var (one, other) = side switch { NorthEast => (1, 3), NorthWest => (2, 3), SouthWest => (0, 2), _ => (0, 1) };
        return (new HealpixIndex(cell.Order + 1, 4 * cell.Ipix + one), new HealpixIndex(cell.Order + 1, 4 * cell.Ipix + other));
    }
}
