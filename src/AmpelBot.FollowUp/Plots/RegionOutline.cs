namespace AmpelBot.FollowUp.Plots;

/// <summary>The border lines of a set of pixels (marching squares), so that they can be stroked smoothly.</summary>
internal static class RegionOutline
{
    /// <summary>Closed lines around the pixels that are set; each ends where it began.</summary>
    /// <param name="inside">Row by row, one value a pixel.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="x">Left edge of the first pixel on the picture.</param>
    /// <param name="y">Upper edge of the first pixel on the picture.</param>
    public static IReadOnlyList<IReadOnlyList<PlotPoint>> Trace(ReadOnlySpan<bool> inside, int width, double x, double y)
    {
        var height = inside.Length / width;
        // A node lies between two neighbouring pixels of which one is set; one line passes it, so it has two neighbours.
        var links = new Dictionary<Node, (Node First, Node Second)>();
        for (var row = -1; row < height; row++)
            for (var column = -1; column < width; column++)
            {
                bool a = At(inside, width, height, column, row), b = At(inside, width, height, column + 1, row),
                    c = At(inside, width, height, column + 1, row + 1), d = At(inside, width, height, column, row + 1);
                if (a == b && b == c && c == d)
                    continue;
                Node north = new(2 * column + 1, 2 * row), east = new(2 * column + 2, 2 * row + 1),
                    south = new(2 * column + 1, 2 * row + 2), west = new(2 * column, 2 * row + 1);
                if (a == c && b == d)
                {
                    // Two set pixels that touch at a corner belong together.
                    Link(links, a ? north : west, a ? east : north);
                    Link(links, a ? west : south, a ? south : east);
                }
                else if (a == b && c == d)
                    Link(links, west, east);
                else if (a == d && b == c)
                    Link(links, north, south);
                else if (a != b && a != d)
                    Link(links, west, north);
                else if (b != a && b != c)
                    Link(links, north, east);
                else if (c != b && c != d)
                    Link(links, east, south);
                else
                    Link(links, south, west);
            }
        return Walk(links, x, y);
    }

    private static bool At(ReadOnlySpan<bool> inside, int width, int height, int column, int row)
        => column >= 0 && row >= 0 && column < width && row < height && inside[row * width + column];

    private static void Link(Dictionary<Node, (Node First, Node Second)> links, Node a, Node b)
    {
        links[a] = links.TryGetValue(a, out var known) ? (known.First, b) : (b, default);
        links[b] = links.TryGetValue(b, out known) ? (known.First, a) : (a, default);
    }

    private static List<IReadOnlyList<PlotPoint>> Walk(Dictionary<Node, (Node First, Node Second)> links, double x, double y)
    {
        var lines = new List<IReadOnlyList<PlotPoint>>();
        var seen = new HashSet<Node>();
        foreach (var start in links.Keys)
        {
            if (!seen.Add(start))
                continue;
            var line = new List<PlotPoint> { Point(start, x, y) };
            for (var node = links[start].First; seen.Add(node);)
            {
                line.Add(Point(node, x, y));
                var (first, second) = links[node];
                node = seen.Contains(first) ? second : first;
            }
            lines.Add(Smooth(line));
        }
        return lines;
    }

    private static PlotPoint Point(Node node, double x, double y) => new(x + node.X2 / 2.0 + 0.5, y + node.Y2 / 2.0 + 0.5);

    /// <summary>Takes the steps of the pixels away; no point moves by more than a pixel.</summary>
    private static List<PlotPoint> Smooth(List<PlotPoint> line)
    {
        for (var pass = 0; pass < 3; pass++)
        {
            var smoothed = new List<PlotPoint>(line.Count);
            for (var i = 0; i < line.Count; i++)
            {
                PlotPoint before = line[(i + line.Count - 1) % line.Count], at = line[i], after = line[(i + 1) % line.Count];
                smoothed.Add(new PlotPoint((before.X + 2 * at.X + after.X) / 4, (before.Y + 2 * at.Y + after.Y) / 4));
            }
            line = smoothed;
        }
        line.Add(line[0]);
        return line;
    }

    /// <summary>Twice the distance from the middle of the first pixel, in pixels; one of the two is odd.</summary>
    private readonly record struct Node(int X2, int Y2);
}
