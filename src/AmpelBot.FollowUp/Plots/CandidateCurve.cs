using System.Globalization;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>A candidate's light curve with a line under it that says what its marks mean.</summary>
internal static class CandidateCurve
{
    private const double AbsoluteAxisWidth = 78;

    /// <summary>Draws it.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="rect">The frame and, where a distance is known, the labels at its right; other labels go around it.</param>
    /// <param name="report">The scan.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="scale">Size of text, marks and lines; 1 is that of a card.</param>
    /// <param name="left">Left edge of the line under it.</param>
    public static void Draw(Canvas canvas, PlotRect rect, ScanReport report, Candidate candidate, double scale, double left)
    {
        var plan = report.Plan;
        var distance = CandidateDistance.Of(report, candidate);
        var frame = distance is null ? rect : rect with { Width = rect.Width - AbsoluteAxisWidth * scale };
        var panel = new LightCurvePanel(canvas, frame, candidate.LightCurve, TimeScales.UtcToJd(plan.EventTimeUtc), scale, distance?.MeanMpc);
        var start = plan.Notice.EventTimeUtc is null ? "window start" : "event";
        panel.Draw($"days since {start} {plan.EventTimeUtc.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}");

        var size = 26 * scale;
        var (x, y) = (left, rect.Bottom + 118 * scale);
        foreach (var band in panel.Bands)
            Item(at => BandMark.Of(band).Draw(canvas, at, 11 * scale, isFilled: true), PlotText.Fitted(canvas, band, size, false, 160 * scale));
        if (panel.HasLimits)
            Item(at => LightCurvePanel.DrawLimit(canvas, at with { Y = at.Y - 11 * scale }, canvas.Palette.SoftInk, scale), "5σ limit");
        if (panel.HasFainter)
            Item(at => BandMark.Of("g").Draw(canvas, at, 11 * scale, isFilled: false), "fainter than the reference");
        Item(at => canvas.Line([new(at.X, at.Y - 14 * scale), new(at.X, at.Y + 14 * scale)], 4 * scale, canvas.Palette.ZoomMark, [9 * scale, 5 * scale]), start);
        if (panel.NotDrawn > 0)
            Item(null, $"{TextNumbers.Count(panel.NotDrawn, "datapoint")} without magnitude");
        if (distance is null)
            return;
        if (x > left)
            (x, y) = (left, y + 36 * scale);
        Item(null, $"abs.: absolute magnitude at {distance.Words}");

        void Item(Action<PlotPoint>? mark, string text)
        {
            var indent = mark is null ? 0 : 40 * scale;
            if (x > left && x + indent + canvas.TextWidth(text, size) > rect.Right)
                (x, y) = (left, y + 36 * scale);
            mark?.Invoke(new PlotPoint(x + 14 * scale, y - 9 * scale));
            canvas.Text(new PlotPoint(x + indent, y), PlotText.Fitted(canvas, text, size, false, rect.Right - x - indent), size, canvas.Palette.Ink);
            x += indent + canvas.TextWidth(text, size) + 36 * scale;
        }
    }
}
