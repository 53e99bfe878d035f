namespace AmpelBot.FollowUp.Plots;

/// <summary>Thousands of translucent dots in no time; where dots overlap, the ground is covered only once.</summary>
internal static class DotLayer
{
    /// <summary>Draws dots within a rectangle.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="rect">Dots outside are left out.</param>
    /// <param name="centers">Middles of the dots.</param>
    /// <param name="radius">Their radius in units.</param>
    /// <param name="color">Their colour.</param>
    public static void Draw(Canvas canvas, PlotRect rect, IEnumerable<PlotPoint> centers, double radius, Rgba color)
    {
        int left = (int)Math.Floor(rect.X), top = (int)Math.Floor(rect.Y);
        int width = (int)Math.Ceiling(rect.Right) - left, height = (int)Math.Ceiling(rect.Bottom) - top;
        var cover = new float[width * height];
        var any = false;
        foreach (var center in centers)
        {
            double x = center.X - left, y = center.Y - top;
            any = true;
            for (var row = Math.Max(0, (int)(y - radius - 1)); row < Math.Min(height, y + radius + 1); row++)
                for (var column = Math.Max(0, (int)(x - radius - 1)); column < Math.Min(width, x + radius + 1); column++)
                {
                    var distance = Math.Sqrt((column + 0.5 - x) * (column + 0.5 - x) + (row + 0.5 - y) * (row + 0.5 - y));
                    var part = (float)Math.Clamp(radius + 0.5 - distance, 0, 1);
                    if (part > cover[row * width + column])
                        cover[row * width + column] = part;
                }
        }
        if (!any)
            return;
        var argb = new uint[cover.Length];
        for (var i = 0; i < argb.Length; i++)
            if (cover[i] > 0)
                argb[i] = Premultiplied(color, cover[i] * color.Alpha);
        canvas.Clipped(rect, () => canvas.Pixels(left, top, width, height, argb));
    }

    private static uint Premultiplied(Rgba color, double alpha)
        => (uint)Math.Round(255 * alpha) << 24 | (uint)Math.Round(255 * alpha * color.Red) << 16
            | (uint)Math.Round(255 * alpha * color.Green) << 8 | (uint)Math.Round(255 * alpha * color.Blue);
}
