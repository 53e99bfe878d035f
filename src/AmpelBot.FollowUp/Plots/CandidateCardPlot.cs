using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The picture of one candidate for a chat: the light curve, and the three cutouts of its latest accepted alert.</summary>
/// <remarks>Readable at a third of its size, as on a phone. The same candidate and cutouts give the same bytes (on a machine with the same fonts).</remarks>
public static class CandidateCardPlot
{
    /// <summary>Width of the picture in pixels.</summary>
    public const int WidthPixels = 1200;

    /// <summary>Height of the picture in pixels.</summary>
    public const int HeightPixels = 600;

    private const int Side = 252;
    private const double TitleSize = 44;
    private const double LegendSize = 28;
    private const int MostBandsInLegend = 4;

    /// <summary>Writes the picture as PNG, 1200 x 600 pixels.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="cutouts">The cutouts of the candidate's latest accepted alert; null when they could not be read.</param>
    /// <param name="stream">Gets the PNG.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    public static void WritePng(ScanReport report, Candidate candidate, IReadOnlyList<Cutout>? cutouts, Stream stream, CancellationToken cancellation)
        => Write(report, candidate, cutouts, PlotStyle.Png, stream, cancellation);

    /// <summary>Writes the picture.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="cutouts">The cutouts of the candidate's latest accepted alert; null when they could not be read.</param>
    /// <param name="style">Format, theme and size.</param>
    /// <param name="stream">Gets the picture.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    public static void Write(ScanReport report, Candidate candidate, IReadOnlyList<Cutout>? cutouts, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var canvas = new Canvas(WidthPixels, HeightPixels, style, PlotTitle.Document(report, candidate.Name));
        var level = "credible level " + PlotText.Percent(Math.Round(candidate.CredibleLevel, 4));
        var levelWidth = canvas.TextWidth(level, 32);
        canvas.Text(new PlotPoint(24, 50), PlotText.Fitted(canvas, candidate.Name, TitleSize, true, WidthPixels - 90 - levelWidth), TitleSize, canvas.Palette.Ink, bold: true);
        canvas.Text(new PlotPoint(WidthPixels - 8, 50), level, 32, canvas.Palette.SoftInk, Anchor.End);

        var plan = report.Plan;
        var distance = CandidateDistance.Of(report, candidate);
        var panel = new LightCurvePanel(canvas, new PlotRect(92, 114, distance is null ? 560 : 490, 398), candidate.LightCurve,
            TimeScales.UtcToJd(plan.EventTimeUtc), distanceMpc: distance?.MeanMpc);
        var origin = plan.EventTimeUtc.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        panel.Draw($"days since {(plan.Notice.EventTimeUtc is null ? "window start" : "event")} {origin}");

        const int Left = WidthPixels - 2 * Side - 16, Top = 76;
        string[] kinds = ["Science", "Template", "Difference"];
        for (var i = 0; i < kinds.Length; i++)
            CutoutFrame.Draw(canvas, new PlotRect(Left + i % 2 * (Side + 8), Top + i / 2 * (Side + 8), Side, Side), kinds[i], candidate.Survey, cutouts, cancellation);
        DrawLegend(canvas, panel, distance, Left + Side + 8 + 14, Top + Side + 8, hasEvent: plan.Notice.EventTimeUtc is not null);
        cancellation.ThrowIfCancellationRequested();
        canvas.Write(stream);
    }

    private static void DrawLegend(Canvas canvas, LightCurvePanel panel, CandidateDistance? distance, double x, double y, bool hasEvent)
    {
        const double RowHeight = 36, TextX = 38;
        var row = y + 30;
        var bands = panel.Bands;
        for (var i = 0; i < Math.Min(bands.Count, MostBandsInLegend); i += 2)
        {
            for (var column = 0; column < 2 && i + column < Math.Min(bands.Count, MostBandsInLegend); column++)
            {
                var at = x + column * 118;
                BandMark.Of(bands[i + column]).Draw(canvas, new PlotPoint(at + 14, row - 10), 12, isFilled: true);
                canvas.Text(new PlotPoint(at + TextX, row), PlotText.Fitted(canvas, bands[i + column], LegendSize, false, 70), LegendSize, canvas.Palette.Ink);
            }
            row += RowHeight;
        }
        if (bands.Count > MostBandsInLegend)
            Row(FormattableString.Invariant($"and {bands.Count - MostBandsInLegend} more"), null);
        if (panel.HasLimits)
            Row("5σ limit", at => LightCurvePanel.DrawLimit(canvas, at with { Y = at.Y - 11 }, canvas.Palette.SoftInk));
        if (panel.HasFainter)
            Row("faded", at => BandMark.Of("g").Draw(canvas, at, 11, isFilled: false));
        Row(hasEvent ? "event" : "window start", at => canvas.Line([new(at.X, at.Y - 14), new(at.X, at.Y + 14)], 4, canvas.Palette.ZoomMark, [9, 5]));
        if (distance is not null)
            canvas.Text(new PlotPoint(x - 4, row), PlotText.Fitted(canvas, "abs. at " + distance.Short, LegendSize, false, WidthPixels - x), LegendSize, canvas.Palette.SoftInk);
        row += distance is null ? 0 : RowHeight;
        if (panel.NotDrawn > 0)
            Row(FormattableString.Invariant($"{panel.NotDrawn} w/o mag"), null);

        void Row(string text, Action<PlotPoint>? mark)
        {
            mark?.Invoke(new PlotPoint(x + 14, row - 10));
            canvas.Text(new PlotPoint(x + TextX, row), text, LegendSize, canvas.Palette.Ink);
            row += RowHeight;
        }
    }
}
