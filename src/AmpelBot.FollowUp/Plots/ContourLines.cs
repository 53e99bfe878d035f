namespace AmpelBot.FollowUp.Plots;

/// <summary>The lines of equal value in a grid of samples: marching squares, the crossings placed by linear interpolation.</summary>
internal static class ContourLines
{
    /// <summary>
    /// The lines between samples below a value and the others. A line is closed (it ends where it began) or ends at the grid's edge. In a square
    /// of two low and two high corners the low ones are joined when their mean is low.
    /// </summary>
    /// <param name="field">Samples row by row, finite.</param>
    /// <param name="width">Samples in a row.</param>
    /// <param name="value">The value of the lines.</param>
    /// <param name="first">Place of the first sample on the picture.</param>
    /// <param name="step">Units between samples.</param>
    public static IReadOnlyList<IReadOnlyList<PlotPoint>> Trace(ReadOnlySpan<float> field, int width, double value, PlotPoint first, double step)
    {
        var height = field.Length / width;
        // A crossing lies on the edge from a sample to the one right of it (even number) or below it (odd); two pieces of line meet there at most.
        var links = new Dictionary<int, (int A, int B)>();
        for (var row = 0; row + 1 < height; row++)
            for (var column = 0; column + 1 < width; column++)
            {
                var at = row * width + column;
                bool a = field[at] < value, b = field[at + 1] < value, c = field[at + width + 1] < value, d = field[at + width] < value;
                if (a == b && b == c && c == d)
                    continue;
                int north = 2 * at, east = 2 * (at + 1) + 1, south = 2 * (at + width), west = 2 * at + 1;
                if (a == c && b == d)
                {
                    var joined = (field[at] + field[at + 1] + field[at + width] + field[at + width + 1]) / 4 < value;
                    Link(links, north, a == joined ? east : west);
                    Link(links, south, a == joined ? west : east);
                    continue;
                }
                var from = a != b ? north : b != c ? east : south;
                Link(links, from, a != d ? west : from != south && d != c ? south : east);
            }
        return Walk(links, field, width, value, first, step);
    }

    private static void Link(Dictionary<int, (int A, int B)> links, int a, int b)
    {
        links[a] = links.TryGetValue(a, out var known) ? (known.A, b) : (b, -1);
        links[b] = links.TryGetValue(b, out known) ? (known.A, a) : (a, -1);
    }

    private static List<IReadOnlyList<PlotPoint>> Walk(
        Dictionary<int, (int A, int B)> links, ReadOnlySpan<float> field, int width, double value, PlotPoint first, double step)
    {
        var lines = new List<IReadOnlyList<PlotPoint>>();
        var seen = new HashSet<int>();
        // Lines that end at the edge first, from an end.
        foreach (var ends in new[] { true, false })
            foreach (var (start, beside) in links)
            {
                if (ends != beside.B < 0 || !seen.Add(start))
                    continue;
                var line = new List<PlotPoint> { Crossing(start, field, width, value, first, step) };
                for (var edge = beside.A; edge >= 0 && seen.Add(edge);)
                {
                    line.Add(Crossing(edge, field, width, value, first, step));
                    var (a, b) = links[edge];
                    edge = b < 0 || !seen.Contains(a) ? a : b;
                }
                if (!ends)
                    line.Add(line[0]);
                lines.Add(line);
            }
        return lines;
    }

    private static PlotPoint Crossing(int edge, ReadOnlySpan<float> field, int width, double value, PlotPoint first, double step)
    {
        var at = edge >> 1;
        var (column, row) = (at % width, at / width);
        double here = field[at], there = field[(edge & 1) == 0 ? at + 1 : at + width];
        var part = Math.Clamp((value - here) / (there - here), 0, 1);
        return (edge & 1) == 0
            ? new PlotPoint(first.X + (column + part) * step, first.Y + row * step)
            : new PlotPoint(first.X + column * step, first.Y + (row + part) * step);
    }
}
