using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Plots;

/// <summary>How far the source is: the distribution of the map's distance whatever the direction, its mean and standard deviation.</summary>
internal static class DistancePlot
{
    private const double LabelSize = 30;
    private const int Points = 400;
    private const double Shown = 0.998;

    /// <summary>Writes the picture.</summary>
    /// <exception cref="PlotException">The map has no distances.</exception>
    public static void Write(SkyPlotInput input, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        var report = input.Report;
        if (Marginal(input.MapWithDistances) is not { } marginal)
            throw new PlotException(
                $"The sky map of {PlainText.Plain(report.Plan.Notice.EventName)} has no distances, so there is none to draw; the sky map itself is the plot \"skymap\".");
        cancellation.ThrowIfCancellationRequested();
        using var canvas = new Canvas(AllSkyPlot.WidthPixels, AllSkyPlot.HeightPixels, style, PlotTitle.Document(report, "distance"));
        PlotTitle.Draw(canvas, report, $"distance {Text(marginal)} (mean ± standard deviation)");
        Draw(canvas, new PlotRect(130, 170, 1420, 590), marginal);
        var shares = new List<string>();
        if (marginal.QuantileMpc(0.05) is { } low && marginal.QuantileMpc(0.95) is { } high)
            shares.Add(FormattableString.Invariant($"90 % between {low:G3} and {high:G3} Mpc"));
        if (marginal.Probability < 0.9995)
            shares.Add($"{PlotText.Percent(Math.Round(1 - marginal.Probability, 4))} of the probability has no distance");
        canvas.Text(new PlotPoint(130, 876), string.Join("; ", shares), LabelSize, canvas.Palette.SoftInk);
        canvas.Write(stream);
    }

    /// <summary>The distance of a map whatever the direction; null when it has none.</summary>
    public static DistanceMarginal? Marginal(SkyMap? map)
        => map?.Distances is not null && new Crossmatch(map).Marginal is { } marginal && double.IsFinite(marginal.MeanMpc) ? marginal : null;

    /// <summary>Mean and standard deviation: "41.0 ± 8.3 Mpc".</summary>
    public static string Text(DistanceMarginal marginal) => PlotAxis.WithError(marginal.MeanMpc, marginal.StdMpc) + " Mpc";

    private static void Draw(Canvas canvas, PlotRect rect, DistanceMarginal marginal)
    {
        var palette = canvas.Palette;
        var to = marginal.QuantileMpc(Shown * marginal.Probability) ?? marginal.MeanMpc + 4 * marginal.StdMpc;
        var from = marginal.QuantileMpc((1 - Shown) * marginal.Probability) is { } near && near > 0.3 * to ? near : 0;
        (from, to) = (Math.Max(0, from - 0.05 * (to - from)), to + 0.05 * (to - from));
        var densities = Enumerable.Range(0, Points + 1).Select(i => marginal.DensityPerMpc(from + (to - from) * i / Points)).ToArray();
        var highest = densities.Max() * 1.08;
        double X(double mpc) => rect.X + (mpc - from) / (to - from) * rect.Width;
        PlotPoint At(int i) => new(rect.X + rect.Width * i / Points, rect.Bottom - densities[i] / highest * rect.Height);

        canvas.Clipped(rect, () =>
        {
            PlotPoint[] area = [new(rect.X, rect.Bottom), .. Enumerable.Range(0, Points + 1).Select(At), new(rect.Right, rect.Bottom)];
            var shade = Rgba.Hex(palette.DensityArgb(0.3) & 0xFFFFFF);
            canvas.Polygon(area, shade, 0.1, shade);
            double low = X(marginal.MeanMpc - marginal.StdMpc), high = X(marginal.MeanMpc + marginal.StdMpc);
            var dense = Rgba.Hex(palette.DensityArgb(0.55) & 0xFFFFFF);
            canvas.Clipped(new PlotRect(low, rect.Y, high - low, rect.Height), () => canvas.Polygon(area, dense, 0.1, dense));
            canvas.Line([.. Enumerable.Range(0, Points + 1).Select(At)], 4, palette.Ink);
            canvas.Line([new(X(marginal.MeanMpc), rect.Y), new(X(marginal.MeanMpc), rect.Bottom)], 3.4, palette.ZoomMark, [14, 8]);
        });
        canvas.Polygon([new(rect.X, rect.Y), new(rect.Right, rect.Y), new(rect.Right, rect.Bottom), new(rect.X, rect.Bottom)], null, 2.4, palette.Frame);
        var step = PlotAxis.Step(to - from, 8);
        foreach (var mpc in PlotAxis.Multiples(step, from, to))
        {
            canvas.Line([new(X(mpc), rect.Bottom), new(X(mpc), rect.Bottom + 9)], 2.4, palette.Frame);
            canvas.Text(new PlotPoint(X(mpc), rect.Bottom + 44), PlotAxis.Number(mpc, step), LabelSize, palette.Ink, Anchor.Middle);
        }
        canvas.Text(new PlotPoint(rect.Right, rect.Bottom + 82), "distance (Mpc)", LabelSize, palette.SoftInk, Anchor.End);
        var mark = Math.Clamp(X(marginal.MeanMpc), rect.X + 60, rect.Right - 60);
        canvas.Text(new PlotPoint(mark, rect.Y - 12), "mean", LabelSize, palette.ZoomMark, Anchor.Middle);
        canvas.TextUpwards(new PlotPoint(rect.X - 24, rect.Center.Y), "probability per Mpc", LabelSize, palette.SoftInk, Anchor.Middle);
    }
}
