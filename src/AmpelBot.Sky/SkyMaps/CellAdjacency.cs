using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>Which cells of a map touch, and how many connected parts its densest cells make.</summary>
/// <remarks>Two cells touch when they share a piece of an edge or a corner.</remarks>
internal static class CellAdjacency
{
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
        Span<long> around = stackalloc long[8];
        for (var cell = 0; cell < map.CellCount; cell++)
        {
            var order = map.Orders[cell];
            var shift = 2 * (HealpixNested.MaxOrder - order);
            CellNeighbours.Of(order, map.Starts[cell] >> shift, around);
            foreach (var beside in around)
                if (beside >= 0 && map.Find(beside << shift) is var other and >= 0
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
}
