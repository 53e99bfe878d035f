using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Which cells of a map touch, and how many connected parts its densest cells make.</summary>
/// <remarks>Two cells touch when they share a piece of an edge or a corner.</remarks>
internal static class CellAdjacency
{
    private static readonly (int X, int Y)[] Steps = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)];

    /// <summary>
    /// For each cell, the number of connected parts that it and all cells before it in the order make; 1 for a cell without probability. A
    /// cell of a flat map that stands for several pixels counts whole.
    /// </summary>
    public static int[] ModesByCell(SkyMap map)
    {
        var (from, touching) = Touching(map);
        var modes = new int[map.CellCount];
        Array.Fill(modes, 1);
        var parent = new int[map.CellCount];
        Array.Fill(parent, -1);
        var parts = 0;
        foreach (var cell in map.Ranked)
        {
            parent[cell] = cell;
            parts++;
            for (var i = from[cell]; i < from[cell + 1]; i++)
                if (parent[touching[i]] >= 0)
                {
                    var (a, b) = (Find(parent, cell), Find(parent, touching[i]));
                    if (a == b)
                        continue;
                    parent[a] = b;
                    parts--;
                }
            modes[cell] = parts;
        }
        return modes;
    }

    private static int Find(int[] parent, int cell)
    {
        while (parent[cell] != cell)
            cell = parent[cell] = parent[parent[cell]];
        return cell;
    }

    // Of two cells that touch, the deeper one finds the other beside itself; both directions are kept, cell by cell.
    private static (int[] From, int[] Touching) Touching(SkyMap map)
    {
        var pairs = new List<(int A, int B)>(4 * map.CellCount);
        for (var cell = 0; cell < map.CellCount; cell++)
        {
            var order = map.Orders[cell];
            var shift = 2 * (HealpixNested.MaxOrder - order);
            foreach (var step in Steps)
                if (Neighbour(order, map.Starts[cell] >> shift, step.X, step.Y) is var beside and >= 0
                    && map.Find(beside << shift) is var other and >= 0
                    && (map.Orders[other] < order || (map.Orders[other] == order && other < cell)))
                    pairs.Add((cell, other));
        }
        var from = new int[map.CellCount + 1];
        foreach (var (a, b) in pairs)
        {
            from[a + 1]++;
            from[b + 1]++;
        }
        for (var cell = 0; cell < map.CellCount; cell++)
            from[cell + 1] += from[cell];
        var touching = new int[2 * pairs.Count];
        var next = from.AsSpan(0, map.CellCount).ToArray();
        foreach (var (a, b) in pairs)
        {
            touching[next[a]++] = b;
            touching[next[b]++] = a;
        }
        return (from, touching);
    }

    /// <summary>
    /// The cell one step along x (north-east), along y (north-west) or both; -1 at the eight points where only three cells meet and there
    /// is none. [CR07] figure 3: in the plane the base cells have whole coordinates (a, b) along x and y with a + b = 1, 0 and -1 for the
    /// northern, equatorial and southern ones; over the edges towards a pole the axes turn.
    /// </summary>
    internal static long Neighbour(int order, long ipix, int stepX, int stepY)
    {
        var nside = 1 << order;
        var face = (int)(ipix >> (2 * order));
        var (ux, uy) = ZOrder.Separate(ipix & ((1L << (2 * order)) - 1));
        var (x, y) = ((int)ux + stepX, (int)uy + stepY);
        var (beyondX, beyondY) = (Beyond(x, nside), Beyond(y, nside));
        if (beyondX == 0 && beyondY == 0)
            return Compose(face, x, y);
        var k = face & 3;
        if (face < 4 && beyondX + beyondY > 0)
            return beyondX == 1 && beyondY == 1 ? Compose((k + 2) & 3, nside - 1, nside - 1)
                : beyondX == 1 ? Compose((k + 1) & 3, y, nside - 1)
                : Compose((k + 3) & 3, nside - 1, x);
        if (face >= 8 && beyondX + beyondY < 0)
            return beyondX == -1 && beyondY == -1 ? Compose(8 + ((k + 2) & 3), 0, 0)
                : beyondX == -1 ? Compose(8 + ((k + 3) & 3), y, 0)
                : Compose(8 + ((k + 1) & 3), 0, x);
        // Base cell (a, b): northern (k + 1, -k), equatorial (k, -k), southern (k, -k - 1).
        var a = k + (face < 4 ? 1 : 0) + beyondX;
        var b = -k - (face >= 8 ? 1 : 0) + beyondY;
        if (a + b is not (-1 or 0 or 1))
            return -1;
        return Compose(a + b == 1 ? -b & 3 : a + b == 0 ? 4 + (a & 3) : 8 + (a & 3), x - beyondX * nside, y - beyondY * nside);

        long Compose(int f, int i, int j) => ((long)f << (2 * order)) | ZOrder.Interleave((uint)i, (uint)j);
    }

    private static int Beyond(int coordinate, int nside) => coordinate < 0 ? -1 : coordinate >= nside ? 1 : 0;
}
