using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.Plots;

/// <summary>What the lines, colours and marks of the picture mean.</summary>
/// <param name="canvas">On what.</param>
/// <param name="report">The scan.</param>
/// <param name="levels">The credible levels whose outlines are drawn, ascending.</param>
internal sealed class PlotLegend(Canvas canvas, ScanReport report, IReadOnlyList<double> levels)
{
    private const double Size = 30;
    private const double RowHeight = 40;
    private const double SymbolWidth = 62;
    private const double Gap = 14;

    /// <summary>The regions with their areas; left edge and first base line.</summary>
    public void DrawRegions(double x, double y)
    {
        for (var i = levels.Count - 1; i >= 0; i--)
        {
            var region = levels[i] == report.Plan.Region.Level ? report.Plan.Region : report.Plan.Notice.SkyMap.RegionAt(levels[i]);
            var width = SkyPanel.LineWidth(i, Math.Max(2, levels.Count));
            Row(x, ref y, Anchor.Start, $"{PlotText.Percent(region.Level)}: {PlotText.Area(region.AreaSqDeg)}",
                at => canvas.Line([at, new(at.X + SymbolWidth, at.Y)], width, canvas.Palette.Ink));
        }
    }

    /// <summary>The Galactic plane and the survey's limit; left edge and first base line.</summary>
    public void DrawLines(double x, double y)
    {
        Row(x, ref y, Anchor.Start, "Galactic plane",
            at => canvas.Line([at, new(at.X + SymbolWidth, at.Y)], 2.6, canvas.Palette.GalacticPlane, [12, 8]));
        Row(x, ref y, Anchor.Start, FormattableString.Invariant($"ZTF limit, δ −{Math.Abs(SkyPanel.SurveyLimitDecDeg)}°"),
            at => canvas.Line([at, new(at.X + SymbolWidth, at.Y)], 2.6, canvas.Palette.SurveyLimit, [3, 7]));
    }

    /// <summary>The shades and marks with their numbers; left or right edge and first base line.</summary>
    public void DrawMarks(double x, double y, Anchor anchor)
    {
        Row(x, ref y, anchor, "low to high probability", at =>
        {
            const int Height = 22;
            var argb = new uint[(int)SymbolWidth * Height];
            for (var i = 0; i < argb.Length; i++)
                argb[i] = canvas.Palette.DensityArgb(i % (int)SymbolWidth / (SymbolWidth - 1));
            canvas.Pixels((int)at.X, (int)at.Y - Height / 2, (int)SymbolWidth, Height, argb);
        });
        Row(x, ref y, anchor, CandidateText, at => canvas.Discs([new(at.X + SymbolWidth / 2, at.Y)], 10, canvas.Palette.Candidate));
        Row(x, ref y, anchor, RejectedText, at => canvas.Discs(
            Enumerable.Range(0, 4).Select(i => new PlotPoint(at.X + 7 + 16 * i, at.Y + (i % 2 * 10) - 5)), 2.8, canvas.Palette.Rejected));
    }

    private string CandidateText
        => report.Candidates.Count switch
        {
            0 => "no candidates",
            1 => "1 candidate",
            var count => PlotText.Count(count) + " candidates",
        };

    private string RejectedText
    {
        get
        {
            var rejected = report.Funnel.AlertsScanned - report.Funnel.AlertsAccepted;
            return report.RejectedPositions.Count < rejected
                ? $"{PlotText.Count(report.RejectedPositions.Count)} of {PlotText.Count(rejected)} rejected alerts"
                : PlotText.Count(rejected) + (rejected == 1 ? " rejected alert" : " rejected alerts");
        }
    }

    private void Row(double x, ref double y, Anchor anchor, string text, Action<PlotPoint> symbol)
    {
        if (anchor == Anchor.End)
            x -= SymbolWidth + Gap + canvas.TextWidth(text, Size);
        symbol(new PlotPoint(x, y - Size * 0.35));
        canvas.Text(new PlotPoint(x + SymbolWidth + Gap, y), text, Size, canvas.Palette.Ink);
        y += RowHeight;
    }
}
