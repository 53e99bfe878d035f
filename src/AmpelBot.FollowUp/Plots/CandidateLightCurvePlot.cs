using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The light curve of one candidate alone, with the bands and what its marks mean.</summary>
internal static class CandidateLightCurvePlot
{
    private const int WidthPixels = 1200;
    private const int HeightPixels = 760;

    /// <summary>Writes the picture.</summary>
    public static void Write(ScanReport report, Candidate candidate, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var canvas = new Canvas(WidthPixels, HeightPixels, style, PlotTitle.Document(report, "light curve of " + candidate.Name));
        var title = $"{candidate.Name}, {report.Plan.Notice.EventName}";
        canvas.Text(new PlotPoint(32, 58), PlotText.Fitted(canvas, title, 42, true, WidthPixels - 64), 42, canvas.Palette.Ink, bold: true);
        CandidateCurve.Draw(canvas, new PlotRect(110, 132, WidthPixels - 140, 410), report, candidate, 1, 32);
        canvas.Write(stream);
    }
}
