using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The sources that catalogs have around a candidate, north up and east to the left, with a scale.</summary>
internal static class CandidateFinder
{
    private const double LabelSize = 15;
    private const double LeastRadiusArcsec = 5;
    private const double MostRadiusArcsec = 300;
    private const int MostSources = 200;

    /// <summary>Draws it.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="frame">Where: a square.</param>
    /// <param name="candidate">The candidate, with at least one source near it.</param>
    public static void Draw(Canvas canvas, PlotRect frame, Candidate candidate)
    {
        var sources = candidate.Analysis.Sources.Take(MostSources).Select(source => (Source: source, At: Offset(candidate.Coord, source.Coord))).ToArray();
        var farthest = sources.Select(s => Math.Max(Math.Abs(s.At.East), Math.Abs(s.At.North))).Where(r => r <= MostRadiusArcsec).DefaultIfEmpty(0).Max();
        var radius = Math.Max(LeastRadiusArcsec, farthest * 1.15);
        var perArcsec = frame.Width / 2 / radius;
        PlotPoint[] corners = [new(frame.X, frame.Y), new(frame.Right, frame.Y), new(frame.Right, frame.Bottom), new(frame.X, frame.Bottom)];
        canvas.Polygon(corners, canvas.Palette.Paper, 2, canvas.Palette.Frame);
        var labels = new LabelPlacement(new PlotRect(frame.X + 4, frame.Y + 28, frame.Width - 8, frame.Height - 58));
        var center = frame.Center;
        labels.Block(new PlotRect(center.X - 10, center.Y - 10, 20, 20));
        var inside = 0;
        canvas.Clipped(frame, () =>
        {
            foreach (var (source, at) in sources)
            {
                var point = new PlotPoint(center.X - at.East * perArcsec, center.Y - at.North * perArcsec);
                if (!frame.Contains(point))
                    continue;
                inside++;
                canvas.Circle(point, source.IsHost ? 9 : 5, source.IsHost ? 3 : 2, source.IsHost ? canvas.Palette.ZoomMark : canvas.Palette.GalacticPlane);
                var label = PlotText.Fitted(canvas, source.Name, LabelSize, false, 130);
                if (labels.Place(point, 11, canvas.TextWidth(label, LabelSize), LabelSize) is { } place)
                    canvas.Text(new PlotPoint(place.X, place.Bottom - 3), label, LabelSize, canvas.Palette.Ink, halo: canvas.Palette.Paper);
            }
            canvas.Lines([[new(center.X - 12, center.Y), new(center.X + 12, center.Y)], [new(center.X, center.Y - 12), new(center.X, center.Y + 12)]], 3, canvas.Palette.Candidate);
        });
        canvas.Text(new PlotPoint(frame.X + 10, frame.Y + 24), "catalog sources", 20, canvas.Palette.Ink, bold: true, halo: canvas.Palette.Paper);
        var missing = candidate.Analysis.Sources.Count - inside;
        if (missing > 0)
            canvas.Text(new PlotPoint(frame.X + 10, frame.Bottom - 10), FormattableString.Invariant($"{missing} farther out"), LabelSize, canvas.Palette.SoftInk, halo: canvas.Palette.Paper);
        var bar = new[] { 1.0, 2, 5, 10, 20, 50, 100 }.Last(b => b <= Math.Max(1, radius * 0.6));
        canvas.Line([new(frame.Right - 12 - bar * perArcsec, frame.Bottom - 12), new(frame.Right - 12, frame.Bottom - 12)], 3, canvas.Palette.Ink);
        canvas.Text(new PlotPoint(frame.Right - 12, frame.Bottom - 20), FormattableString.Invariant($"{bar:0}″"), LabelSize, canvas.Palette.Ink, Anchor.End, halo: canvas.Palette.Paper);
    }

    /// <summary>Offset of a place from another in arcseconds on the tangent plane.</summary>
    internal static (double East, double North) Offset(SkyCoord from, SkyCoord to)
    {
        var (sinDec, cosDec) = Math.SinCos(to.DecDeg * Math.PI / 180);
        var (sinFrom, cosFrom) = Math.SinCos(from.DecDeg * Math.PI / 180);
        var (sinRa, cosRa) = Math.SinCos((to.RaDeg - from.RaDeg) * Math.PI / 180);
        var along = sinFrom * sinDec + cosFrom * cosDec * cosRa;
        if (along <= 0)
            return (double.PositiveInfinity, double.PositiveInfinity);
        const double ArcsecPerRad = 648_000 / Math.PI;
        return (cosDec * sinRa / along * ArcsecPerRad, (cosFrom * sinDec - sinFrom * cosDec * cosRa) / along * ArcsecPerRad);
    }
}
