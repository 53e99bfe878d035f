using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.Plots;

/// <summary>What the survey observed, place by place, over the region: how often, and how deep in its most frequent band; gaps between CCDs left out.</summary>
internal static class CoveragePlot
{
    private const double LargestZoomDeg = 40;
    private const double LabelSize = 28;
    private const double TextSize = 32;
    private const int MostCount = 6;

    /// <summary>Writes the picture.</summary>
    /// <exception cref="PlotException">Nobody knows what was observed.</exception>
    public static void Write(SkyPlotInput input, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        var report = input.Report;
        if (input.Observed is not { } observed)
            throw new PlotException(
                "The archive has no exposures in the window, so nobody knows what was observed. Load the survey's log first: ampelbot ingest PATH.");
        var extent = RegionExtent.Of(report.Plan.Region.Moc) is { } found && found.RadiusDeg < LargestZoomDeg ? found : (RegionExtent?)null;
        var height = extent is null ? 760 : 1040;
        using var canvas = new Canvas(AllSkyPlot.WidthPixels, height, style, PlotTitle.Document(report, "coverage"));
        PlotTitle.Draw(canvas, report, Summary(report));
        var band = observed.Bands.Count > 0 ? observed.Bands[0] : "";
        for (var column = 0; column < 2; column++)
        {
            var left = column == 0 ? 60.0 : 850.0;
            ISkyProjection projection = extent is { } part
                ? new ZoomProjection(left + 80, 200, 600, part.Center, Math.Max(part.RadiusDeg * 1.15, 0.5))
                : new AllSkyProjection(left + 20, 212, 680);
            var raster = Raster.Of(projection, observed, band, cancellation);
            var title = column == 0 ? "number of exposures" : band.Length > 0 ? $"deepest limit in {band} (mag, 5σ)" : "no exposures";
            PlotTitle.Fitted(canvas, new PlotPoint(left, 178), title, TextSize, bold: true, canvas.Palette.Ink, 700);
            DrawOne(canvas, report, projection, raster, column == 1, cancellation);
        }
        canvas.Text(new PlotPoint(60, height - 14), "ICRS, α to the left; white: not observed".Replace("white", style.Theme == PlotTheme.Dark ? "dark" : "white", StringComparison.Ordinal),
            LabelSize, canvas.Palette.SoftInk);
        canvas.Write(stream);
    }

    private static string Summary(ScanReport report)
        => report.Coverage is { } coverage
            ? $"observed once {Part(coverage.Once.Total.Probability)}, twice {Part(coverage.Twice.Total.Probability)} of the probability"
            : "what the survey observed in the window";

    private static string Part(double probability) => PlotText.Percent(Math.Round(probability, 3));

    private static void DrawOne(Canvas canvas, ScanReport report, ISkyProjection projection, Raster raster, bool isDepth, CancellationToken cancellation)
    {
        var panel = new SkyPanel(canvas, projection);
        var (least, most) = isDepth ? raster.DepthRange : (1, Math.Clamp(raster.MostExposures, 1, MostCount));
        canvas.Clipped(projection.Border, () => canvas.Shades(raster.Rect, raster.Width, raster.Height, raster.Argb(canvas.Palette, isDepth, least, most)));
        var field = SkyField.Of(projection, report.Plan.Notice.SkyMap, cancellation);
        var levels = AllSkyPlot.Levels(report);
        canvas.Clipped(projection.Border, () =>
        {
            for (var i = 0; i < levels.Count; i++)
            {
                var outline = field.Outline(levels[i]);
                canvas.Lines(outline, SkyPanel.LineWidth(i, levels.Count) + 3, canvas.Palette.Paper with { Alpha = 0.8 });
                canvas.Lines(outline, SkyPanel.LineWidth(i, levels.Count), canvas.Palette.Ink);
            }
        });
        double y;
        if (projection is ZoomProjection square)
        {
            canvas.Clipped(square.Rect, () =>
            {
                ZoomAxes.DrawLines(panel, square);
                ZoomPanel.DrawScaleBar(canvas, square, LabelSize);
            });
            panel.DrawBorder(2.4, canvas.Palette.Frame);
            ZoomAxes.DrawLabels(canvas, square, LabelSize);
            y = square.Rect.Bottom + 110;
        }
        else
        {
            AllSkyPlot.DrawAllSkyLines(canvas, panel, (AllSkyProjection)projection, 24);
            y = projection.Rect.Bottom + 50;
        }
        if (raster.MostExposures > 0)
            DrawKey(canvas, new PlotRect(projection.Rect.X, y, projection.Rect.Width, 26), isDepth, least, most, raster.MostExposures);
    }

    private static void DrawKey(Canvas canvas, PlotRect rect, bool isDepth, double least, double most, int mostExposures)
    {
        if (isDepth && !(most >= least))
        {
            canvas.Text(new PlotPoint(rect.X, rect.Y + 24), "no limiting magnitudes known", LabelSize, canvas.Palette.SoftInk);
            return;
        }
        var parts = isDepth ? 64 : (int)most;
        for (var i = 0; i < parts; i++)
        {
            var color = Rgba.Hex(canvas.Palette.OrderedArgb(parts == 1 ? 1 : (double)i / (parts - 1)) & 0xFFFFFF);
            var left = rect.X + rect.Width * i / parts;
            canvas.Polygon([new(left, rect.Y), new(left + rect.Width / parts, rect.Y), new(left + rect.Width / parts, rect.Bottom), new(left, rect.Bottom)], color, 0.6, color);
            if (!isDepth)
                canvas.Text(new PlotPoint(left + rect.Width / parts / 2, rect.Bottom + 32),
                    FormattableString.Invariant($"{i + 1}{(i + 1 == parts && mostExposures > parts ? "+" : "")}"), LabelSize, canvas.Palette.Ink, Anchor.Middle);
        }
        if (!isDepth)
            return;
        canvas.Text(new PlotPoint(rect.X, rect.Bottom + 32), PlotAxis.Number(least, 0.01), LabelSize, canvas.Palette.Ink);
        if (most > least)
            canvas.Text(new PlotPoint(rect.Right, rect.Bottom + 32), PlotAxis.Number(most, 0.01), LabelSize, canvas.Palette.Ink, Anchor.End);
    }

    /// <summary>What was observed at each pixel of a projection.</summary>
    private sealed class Raster
    {
        private readonly int[] counts;
        private readonly double[] depths;

        private Raster(PlotRect rect)
        {
            Rect = rect;
            (Width, Height) = ((int)rect.Width, (int)rect.Height);
            (counts, depths) = (new int[Width * Height], new double[Width * Height]);
        }

        public PlotRect Rect { get; }

        public int Width { get; }

        public int Height { get; }

        public int MostExposures => counts.Max();

        /// <summary>Least and greatest limiting magnitude; the first above the second when none is known.</summary>
        public (double Least, double Most) DepthRange
        {
            get
            {
                var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
                foreach (var depth in depths)
                    if (depth > 0)
                        (least, most) = (Math.Min(least, depth), Math.Max(most, depth));
                return (least, most);
            }
        }

        public static Raster Of(ISkyProjection projection, SurveyDepth observed, string band, CancellationToken cancellation)
        {
            var raster = new Raster(projection.Rect);
            Parallel.For(0, raster.Height, new ParallelOptions { CancellationToken = cancellation }, row =>
            {
                for (var column = 0; column < raster.Width; column++)
                {
                    if (projection.ToSky(raster.Rect.X + column + 0.5, raster.Rect.Y + row + 0.5) is not { } coord)
                        continue;
                    var (count, depth) = observed.At(coord, band);
                    raster.counts[row * raster.Width + column] = count;
                    raster.depths[row * raster.Width + column] = depth ?? 0;
                }
            });
            return raster;
        }

        /// <summary>Colours between the least and the most; transparent where nothing was observed.</summary>
        public uint[] Argb(Palette palette, bool isDepth, double least, double most)
        {
            var argb = new uint[counts.Length];
            for (var i = 0; i < argb.Length; i++)
                if (isDepth ? depths[i] > 0 : counts[i] > 0)
                    argb[i] = palette.OrderedArgb(most > least ? ((isDepth ? depths[i] : counts[i]) - least) / (most - least) : 1);
            return argb;
        }
    }
}
