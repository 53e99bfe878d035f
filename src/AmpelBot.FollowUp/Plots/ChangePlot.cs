using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Plots;

/// <summary>Two revisions of a map side by side, in one projection: the previous one at the left, the one that was scanned at the right.</summary>
internal static class ChangePlot
{
    private const double LargestZoomDeg = 40;
    private const double LabelSize = 28;
    private const double TextSize = 32;

    /// <summary>Writes the picture.</summary>
    /// <exception cref="PlotException">There is no previous map.</exception>
    public static void Write(SkyPlotInput input, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        var report = input.Report;
        if (input.Previous is not { } previous)
            throw new PlotException($"There is no earlier map of {PlainText.Plain(report.Plan.Notice.EventName)} to compare with.");
        var level = report.Plan.Region.Level;
        var (before, now) = (previous.SkyMap.RegionAt(level), report.Plan.Region);
        var zoom = RegionExtent.Of(before.Moc.Union(now.Moc)) is { } extent && extent.RadiusDeg < LargestZoomDeg ? extent : (RegionExtent?)null;
        var height = zoom is null ? 800 : 1080;
        using var canvas = new Canvas(AllSkyPlot.WidthPixels, height, style, PlotTitle.Document(report, "change of the map"));
        var share = report.Plan.Notice.SkyMap.ProbabilityIn(before.Moc);
        PlotTitle.Draw(canvas, report, $"the earlier {PlotText.Percent(level)} region holds {PlotText.Percent(Math.Round(share, 3))} of the new map");
        DrawOne(canvas, report, previous, previous.SkyMap, "before", 0, null, zoom, cancellation);
        DrawOne(canvas, report, report.Plan.Notice, input.MapWithDistances ?? report.Plan.Notice.SkyMap, "now", 1, previous.SkyMap, zoom, cancellation);
        canvas.Line([new(830, height - 24), new(892, height - 24)], 2.6, canvas.Palette.ZoomMark, [10, 6]);
        canvas.Text(new PlotPoint(906, height - 14), $"{PlotText.Percent(level)} region before", LabelSize, canvas.Palette.Ink);
        canvas.Text(new PlotPoint(60, height - 14), "ICRS, α to the left", LabelSize, canvas.Palette.SoftInk);
        canvas.Write(stream);
    }

    private static void DrawOne(
        Canvas canvas, ScanReport report, Notice notice, SkyMap distances, string word, int column, SkyMap? other, RegionExtent? zoom, CancellationToken cancellation)
    {
        var levels = AllSkyPlot.Levels(report);
        var left = column == 0 ? 60.0 : 850.0;
        var title = word + (notice.Revision is { } number ? FormattableString.Invariant($": revision {number}") : "");
        PlotTitle.Fitted(canvas, new PlotPoint(left, 178), title, TextSize, bold: true, canvas.Palette.Ink, 700);
        ISkyProjection projection = zoom is { } part
            ? new ZoomProjection(left + 80, 200, 600, part.Center, Math.Max(part.RadiusDeg * 1.15, 0.02))
            : new AllSkyProjection(left + 20, 212, 680);
        var panel = new SkyPanel(canvas, projection);
        panel.DrawSky(notice.SkyMap, levels, [], cancellation);
        if (other is not null)
        {
            var field = SkyField.Of(projection, other, cancellation);
            canvas.Clipped(projection.Border, () => canvas.Lines(field.Outline(levels[^1]), 2.6, canvas.Palette.ZoomMark, [10, 6]));
        }
        double y;
        if (projection is ZoomProjection square)
        {
            canvas.Clipped(square.Rect, () =>
            {
                ZoomAxes.DrawLines(panel, square);
                panel.DrawGalacticPlane();
                ZoomPanel.DrawScaleBar(canvas, square, LabelSize);
            });
            panel.DrawBorder(2.4, canvas.Palette.Frame);
            ZoomAxes.DrawLabels(canvas, square, LabelSize);
            y = square.Rect.Bottom + 120;
        }
        else
        {
            AllSkyPlot.DrawAllSkyLines(canvas, panel, (AllSkyProjection)projection, 24);
            y = projection.Rect.Bottom + 56;
        }
        foreach (var level in levels.Reverse())
            Line($"{PlotText.Percent(level)} region: {PlotText.Area(notice.SkyMap.RegionAt(level).AreaSqDeg)}");
        Line(DistancePlot.Marginal(distances) is { } marginal ? "distance: " + DistancePlot.Text(marginal) : "no distance");

        void Line(string text)
        {
            canvas.Text(new PlotPoint(left, y), text, TextSize, canvas.Palette.Ink);
            y += 42;
        }
    }
}
