namespace AmpelBot.Sky.SkyMaps;

/// <summary>The edges of a region: pieces of its cells' edges with the region on the left and nothing on the right.</summary>
/// <remarks>
/// For a plane map the sky is cut along longitude 180, where edges run on both sides (of the cells of base cell 6 that it halves: along
/// their diagonals), and each pole is an edge from one meridian to the next.
/// </remarks>
internal sealed class ContourEdges
{
    private const long Nside = ContourVertex.Nside;

    private readonly List<ContourEdge> edges = [];
    private readonly ContourCells cells;
    private readonly bool plane;

    private ContourEdges(ContourCells cells, bool plane) => (this.cells, this.plane) = (cells, plane);

    /// <summary>All edges of the region; afterwards the cells know which of them hang together.</summary>
    /// <param name="cells">The region's cells.</param>
    /// <param name="plane">Whether the edges are for a map of longitude and latitude, or for the sphere.</param>
    public static List<ContourEdge> Of(ContourCells cells, bool plane)
    {
        var found = new ContourEdges(cells, plane);
        for (var cell = 0; cell < cells.Count; cell++)
            found.AddCell(cell);
        return found.edges;
    }

    private void AddCell(int cell)
    {
        var (face, x, y, size) = cells[cell];
        var halved = plane && face == 6 && x == y;
        var (east, west) = (2 * cell, halved ? 2 * cell + 1 : 2 * cell);
        var (farX, farY) = (x + size, y + size);
        // East of the seam when its corners on the seam are at longitude -180.
        var isEast = face is 2 or 10 || (face == 6 && x > y);
        AddSide(east, face, Side.SouthEast, x, y, farX, y, isEast || halved);
        AddSide(east, face, Side.NorthEast, farX, y, farX, farY, isEast || halved);
        AddSide(west, face, Side.NorthWest, farX, farY, x, farY, isEast);
        AddSide(west, face, Side.SouthWest, x, farY, x, y, isEast);
        if (halved)
        {
            AddStraight(west, Vertex(face, x, y, Side.SouthWest, false), Vertex(face, farX, farY, Side.NorthWest, false));
            AddStraight(east, Vertex(face, farX, farY, Side.NorthEast, true), Vertex(face, x, y, Side.SouthEast, true));
        }
        if (plane && face < 4 && farX == Nside && farY == Nside)
            AddStraight(east, Vertex(face, farX, farY, Side.NorthEast, isEast), Vertex(face, farX, farY, Side.NorthWest, isEast));
        if (plane && face >= 8 && x == 0 && y == 0)
            AddStraight(east, Vertex(face, x, y, Side.SouthWest, isEast), Vertex(face, x, y, Side.SouthEast, isEast));
    }

    private void AddStraight(int half, ContourVertex from, ContourVertex to) => edges.Add(new(from, to, half, -1, 0, 0, 0, 0));

    private void AddSide(int half, int face, Side side, long fromX, long fromY, long toX, long toY, bool isEast)
    {
        var size = Math.Abs(toX - fromX) + Math.Abs(toY - fromY);
        var onSeam = plane && OnSeam(face, side, fromX, fromY);
        if (!onSeam)
        {
            var (nextFace, x, y) = Beyond(face, side, Math.Min(fromX, toX), Math.Min(fromY, toY), size);
            var (any, all, neighbour) = cells.Cover(nextFace, x, y, size);
            if (all)
            {
                var entersWest = plane && nextFace == 6 && IsHalved(neighbour) && side is Side.SouthEast or Side.NorthEast;
                cells.Join(half, 2 * neighbour + (entersWest ? 1 : 0));
                return;
            }
            if (any)
            {
                var (middleX, middleY) = ((fromX + toX) / 2, (fromY + toY) / 2);
                AddSide(half, face, side, fromX, fromY, middleX, middleY, isEast);
                AddSide(half, face, side, middleX, middleY, toX, toY, isEast);
                return;
            }
        }
        var (from, to) = (Vertex(face, fromX, fromY, side, isEast), Vertex(face, toX, toY, side, isEast));
        edges.Add(new(from, to, half, onSeam ? -1 : face, fromX, fromY, toX, toY));
    }

    private bool IsHalved(int cell)
    {
        var (_, x, y, _) = cells[cell];
        return x == y;
    }

    // Whether a side of a polar base cell lies on longitude 180.
    private static bool OnSeam(int face, Side side, long x, long y) => (face, side) switch
    {
        (1, Side.NorthEast) => x == Nside,
        (2, Side.NorthWest) => y == Nside,
        (9, Side.SouthEast) => y == 0,
        (10, Side.SouthWest) => x == 0,
        _ => false,
    };

    // The corner that an edge of a side meets. On the plane a pole and the seam have one for each side that ends there.
    private ContourVertex Vertex(int face, long x, long y, Side side, bool isEast)
    {
        var (ring, across) = ContourVertex.Of(face, x, y);
        var atPole = ring is 0 or 4 * Nside;
        if (!plane)
            return atPole ? new(ring, 0) : new(ring, Wrap(across, 8 * ContourVertex.FromPole(ring)));
        if (atPole)
            across = 2 * (face & 3) + (side is Side.NorthEast or Side.SouthEast ? 2 : 0);
        var half = 4 * Math.Max(1, ContourVertex.FromPole(ring));
        return new(ring, across > half || (across == half && isEast) ? across - 2 * half : across);
    }

    private static long Wrap(long across, long turn) => across < 0 ? across + turn : across >= turn ? across - turn : across;

    // The block of the same size on the other side of an edge whose lower end is (x, y). [Gorski05] figure 4: how the base cells touch
    private static (int Face, long X, long Y) Beyond(int face, Side side, long x, long y, long size)
    {
        int row = face >> 2, k = face & 3, next = (k + 1) & 3, before = (k + 3) & 3;
        switch (side)
        {
            case Side.SouthEast:
                if (y > 0)
                    return (face, x, y - size);
                return row == 0 ? (4 + next, x, Nside - size) : row == 1 ? (8 + k, x, Nside - size) : (8 + next, 0, x);
            case Side.NorthEast:
                if (x < Nside)
                    return (face, x, y);
                return row == 0 ? (next, y, Nside - size) : row == 1 ? (k, 0, y) : (4 + next, 0, y);
            case Side.NorthWest:
                if (y < Nside)
                    return (face, x, y);
                return row == 0 ? (before, Nside - size, x) : row == 1 ? (before, x, 0) : (4 + k, x, 0);
            default:
                if (x > 0)
                    return (face, x - size, y);
                return row == 0 ? (4 + k, Nside - size, y) : row == 1 ? (8 + before, Nside - size, y) : (8 + before, y, 0);
        }
    }

    private enum Side
    {
        SouthEast,
        NorthEast,
        NorthWest,
        SouthWest,
    }
}

/// <summary>A piece of a region's border, the region on its left.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Half">The half of a cell on its left.</param>
/// <param name="Face">The base cell in whose grid the piece is a straight line; -1 when it is one on the map itself.</param>
/// <param name="FromX">Begin in the base cell's grid.</param>
/// <param name="FromY">Begin in the base cell's grid.</param>
/// <param name="ToX">End in the base cell's grid.</param>
/// <param name="ToY">End in the base cell's grid.</param>
internal readonly record struct ContourEdge(
    ContourVertex From, ContourVertex To, int Half, int Face, long FromX, long FromY, long ToX, long ToY);
