using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky;

/// <summary>The four sides of a cell and the cells beyond them. [Gorski05] section 4, figure 4</summary>
internal static class CellSides
{
    public const int NorthEast = 0, NorthWest = 1, SouthWest = 2, SouthEast = 3, Count = 4;

    /// <summary>The cell of the same order beyond a side; there always is one.</summary>
    public static HealpixIndex Beyond(HealpixIndex cell, int side)
    {
        var (order, nside) = (cell.Order, 1L << cell.Order);
        var face = (int)(cell.Ipix >> (2 * order));
        var (ux, uy) = ZOrder.Separate(cell.Ipix & ((1L << (2 * order)) - 1));
        long x = ux, y = uy;
        var last = nside - 1;
        var (row, column) = (face >> 2, face & 3);
        switch (side)
        {
            case NorthEast when x < last:
                x++;
                break;
            case NorthWest when y < last:
                y++;
                break;
            case SouthWest when x > 0:
                x--;
                break;
            case SouthEast when y > 0:
                y--;
                break;
            // Northern base cells meet each other along the meridians from the pole, where the axes change places.
            case NorthEast when row == 0:
                (face, x, y) = ((column + 1) & 3, y, last);
                break;
            case NorthWest when row == 0:
                (face, x, y) = ((column + 3) & 3, last, x);
                break;
            case SouthWest when row == 2:
                (face, x, y) = (8 + ((column + 3) & 3), y, 0);
                break;
            case SouthEast when row == 2:
                (face, x, y) = (8 + ((column + 1) & 3), 0, x);
                break;
            case NorthEast:
                (face, x) = (row == 1 ? column : 4 + ((column + 1) & 3), 0);
                break;
            case NorthWest:
                (face, y) = (row == 1 ? (column + 3) & 3 : 4 + column, 0);
                break;
            case SouthWest:
                (face, x) = (row == 0 ? 4 + column : 8 + ((column + 3) & 3), last);
                break;
            default:
                (face, y) = (row == 0 ? 4 + ((column + 1) & 3) : 8 + column, last);
                break;
        }
        return new HealpixIndex(order, ((long)face << (2 * order)) | ZOrder.Interleave((uint)x, (uint)y));
    }

    /// <summary>The two children of a cell that lie along a side.</summary>
    public static (HealpixIndex, HealpixIndex) Children(HealpixIndex cell, int side)
    {
        var (one, other) = side switch { NorthEast => (1, 3), NorthWest => (2, 3), SouthWest => (0, 2), _ => (0, 1) };
        return (new HealpixIndex(cell.Order + 1, 4 * cell.Ipix + one), new HealpixIndex(cell.Order + 1, 4 * cell.Ipix + other));
    }
}
