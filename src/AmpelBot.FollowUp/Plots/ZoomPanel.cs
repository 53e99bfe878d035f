using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.Plots;

/// <summary>An enlarged part of the sky with everything on it: density, outlines, alerts, candidates, axes and a scale bar.</summary>
internal static class ZoomPanel
{
    private static readonly double[] BarDegs = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002];

    /// <summary>Draws it.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="report">The scan.</param>
    /// <param name="zoom">Where, and which part.</param>
    /// <param name="levels">Credible levels, ascending.</param>
    /// <param name="numbered">How many candidates get their number.</param>
    /// <param name="size">Size of the axes' numbers.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static void Draw(
        Canvas canvas, ScanReport report, ZoomProjection zoom, IReadOnlyList<double> levels, int numbered, double size, CancellationToken cancellation)
    {
        var panel = new SkyPanel(canvas, zoom);
        panel.DrawSky(report.Plan.Notice.SkyMap, levels, report.RejectedPositions, cancellation);
        var rect = zoom.Rect;
        var labels = new LabelPlacement(new PlotRect(rect.X + 4, rect.Y + 4, rect.Width - 8, rect.Height - 8));
        canvas.Clipped(rect, () =>
        {
            ZoomAxes.DrawLines(panel, zoom);
            panel.DrawGalacticPlane();
            panel.DrawSurveyLimit();
            labels.Block(DrawScaleBar(canvas, zoom, size));
            if (report.Plan.Notice.EventTimeUtc is { } utc)
                panel.DrawSunAndMoon(utc, size, labels);
            panel.DrawCandidates(report.Candidates, numbered, labels);
        });
        panel.DrawBorder(4, canvas.Palette.ZoomMark);
        ZoomAxes.DrawLabels(canvas, zoom, size);
    }

    /// <summary>A bar of a round angle in the lower left corner, true in the middle of the map; gives the place that it takes.</summary>
    internal static PlotRect DrawScaleBar(Canvas canvas, ZoomProjection zoom, double size)
    {
        var rect = zoom.Rect;
        var deg = BarDegs.FirstOrDefault(deg => deg * zoom.UnitsPerDeg <= rect.Width * 0.3, BarDegs[^1]);
        var length = deg * zoom.UnitsPerDeg;
        var text = deg >= 1 ? FormattableString.Invariant($"{deg}°") : FormattableString.Invariant($"{deg * 60:0.##}′");
        double left = rect.X + 20, y = rect.Bottom - 20;
        PlotPoint[][] bar = [[new(left, y - 7), new(left, y + 7)], [new(left, y), new(left + length, y)], [new(left + length, y - 7), new(left + length, y + 7)]];
        canvas.Lines(bar, 7, canvas.Palette.Paper);
        canvas.Lines(bar, 3, canvas.Palette.Ink);
        canvas.Text(new PlotPoint(left + length / 2, y - 13), text, size, canvas.Palette.Ink, Anchor.Middle, halo: canvas.Palette.Paper);
        var width = Math.Max(length, canvas.TextWidth(text, size));
        return new PlotRect(left + length / 2 - width / 2 - 6, y - 16 - size, width + 12, size + 28);
    }
}
