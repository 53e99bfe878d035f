namespace AmpelBot.FollowUp.Plots;

/// <summary>Finds places for labels beside their points so that none covers another or a mark.</summary>
/// <param name="bounds">Labels stay inside.</param>
internal sealed class LabelPlacement(PlotRect bounds)
{
    private static readonly double[] Distances = [0, 14, 30, 50, 75, 105, 140, 180, 225];

    private readonly List<PlotRect> taken = [];

    /// <summary>Keeps labels away from a rectangle.</summary>
    public void Block(PlotRect rect) => taken.Add(rect);

    /// <summary>The place of a label: as near to its point as there is room, the right side first; null when there is none.</summary>
    /// <param name="point">The point that the label is for.</param>
    /// <param name="gap">Least distance between the point and the label, pixels.</param>
    /// <param name="width">Width of the label, pixels.</param>
    /// <param name="height">Height of the label, pixels.</param>
    public PlotRect? Place(PlotPoint point, double gap, double width, double height)
    {
        foreach (var distance in Distances)
            for (var direction = 0; direction < 16; direction++)
            {
                // Right, left, above, below, then the directions between.
                var angle = Math.PI * (direction switch { 0 => 0, 1 => 1, 2 => -0.5, 3 => 0.5, _ => (direction - 4) / 6.0 + 1 / 12.0 });
                var (sin, cos) = Math.SinCos(angle);
                var reach = gap + distance;
                var rect = new PlotRect(
                    point.X + cos * (reach + width / 2) - width / 2, point.Y + sin * (reach + height / 2) - height / 2, width, height);
                if (!bounds.Contains(rect) || taken.Any(rect.Overlaps))
                    continue;
                taken.Add(rect);
                return rect;
            }
        return null;
    }
}
