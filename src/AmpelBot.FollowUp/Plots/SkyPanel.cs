using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>One map of a picture with everything on it, from the ground up.</summary>
/// <param name="canvas">The picture.</param>
/// <param name="projection">Where and how the sky is shown.</param>
internal sealed class SkyPanel(Canvas canvas, ISkyProjection projection)
{
    private const double MarkRadius = 9;
    private const int MostMarksKeptFree = 100;

    /// <summary>Shades the density, outlines the regions (each inside the next) and dots the rejected alerts.</summary>
    public void DrawSky(ScanReport report, IReadOnlyList<Moc> regions, bool withRejected, CancellationToken cancellation)
    {
        var raster = SkyRaster.Of(projection, report.Plan.Notice.SkyMap, regions, cancellation);
        if (withRejected)
            raster.Dots(Shown(report.RejectedPositions), RejectedRadius(report.RejectedPositions.Count), Palette.Rejected);
        canvas.Clipped(projection.Border, () => canvas.Pixels(raster.X, raster.Y, raster.Width, raster.Height, raster.Argb));
        for (var region = 0; region < regions.Count; region++)
            canvas.Lines(RegionOutline.Trace(raster.Inside[region], raster.Width, raster.X, raster.Y),
                LineWidth(region, regions.Count), Palette.Ink);
    }

    /// <summary>Radius of a rejected alert's dot in pixels: the more there are, the smaller.</summary>
    private static double RejectedRadius(int count) => count <= 1000 ? 2.8 : count <= 5000 ? 1.9 : 0.9;

    /// <summary>Width of a region's outline in pixels; a single one is on the small map.</summary>
    public static double LineWidth(int region, int regions) => regions == 1 ? 2.2 : region == regions - 1 ? 3.4 : 1.8;

    /// <summary>Curves of equal right ascension or declination.</summary>
    public void DrawGraticule(IEnumerable<IEnumerable<SkyCoord>> curves)
        => canvas.Lines(curves.SelectMany(projection.Curve), 1.4, Palette.Graticule);

    /// <summary>Directions along a line of equal right ascension.</summary>
    public static IEnumerable<SkyCoord> Meridian(double raDeg, double fromDecDeg, double toDecDeg)
        => Enumerable.Range(0, 181).Select(i => new SkyCoord(raDeg, Math.Clamp(fromDecDeg + (toDecDeg - fromDecDeg) * i / 180, -90, 90)));

    /// <summary>Directions along a line of equal declination.</summary>
    public static IEnumerable<SkyCoord> Parallel(double decDeg, double fromRaDeg, double toRaDeg)
        => Enumerable.Range(0, 361).Select(i => new SkyCoord(fromRaDeg + (toRaDeg - fromRaDeg) * i / 360, decDeg));

    /// <summary>The plane of the Milky Way.</summary>
    public void DrawGalacticPlane() => canvas.Lines(projection.Curve(GalacticPlane.Directions()), 2.6, Palette.GalacticPlane, [12, 8]);

    /// <summary>Marks the candidates, the best on top, and writes the rank beside the first of them wherever there is room.</summary>
    /// <param name="candidates">Candidates, best first.</param>
    /// <param name="numbered">How many of them get a number.</param>
    /// <param name="labels">Where numbers may go.</param>
    /// <returns>How many got one.</returns>
    public int DrawCandidates(IReadOnlyList<Candidate> candidates, int numbered, LabelPlacement labels)
    {
        const double Size = 34;
        var marks = candidates.Select(candidate => projection.ToPlot(candidate.Coord) is { } at && InRect(at) ? at : (PlotPoint?)null).ToArray();
        for (var rank = marks.Length; rank >= 1; rank--)
            if (marks[rank - 1] is { } mark)
            {
                var radius = rank <= numbered ? MarkRadius : marks.Length <= 200 ? MarkRadius * 0.6 : MarkRadius * 0.3;
                canvas.Discs([mark], radius + (rank <= numbered ? 2.5 : 1), Palette.Paper);
                canvas.Discs([mark], radius, Palette.Candidate);
            }
        foreach (var mark in marks.Take(Math.Max(numbered, MostMarksKeptFree)).OfType<PlotPoint>())
            labels.Block(new PlotRect(mark.X - MarkRadius - 2, mark.Y - MarkRadius - 2, 2 * MarkRadius + 4, 2 * MarkRadius + 4));
        var written = 0;
        for (var rank = 1; rank <= Math.Min(numbered, marks.Length); rank++)
        {
            if (marks[rank - 1] is not { } mark)
                continue;
            var text = FormattableString.Invariant($"{rank}");
            if (labels.Place(mark, MarkRadius + 4, canvas.TextWidth(text, Size, bold: true) + 4, Size * 0.82) is not { } place)
                continue;
            var near = new PlotPoint(Math.Clamp(mark.X, place.X, place.Right), Math.Clamp(mark.Y, place.Y, place.Bottom));
            if (Math.Max(Math.Abs(near.X - mark.X), Math.Abs(near.Y - mark.Y)) > MarkRadius + 9)
                canvas.Line([mark, near], 2, Palette.Candidate);
            canvas.Text(new PlotPoint(place.Center.X, place.Bottom - Size * 0.05), text, Size, Palette.Candidate,
                Anchor.Middle, bold: true, halo: Palette.Paper);
            written++;
        }
        return written;
    }

    /// <summary>The line around the map.</summary>
    public void DrawBorder(double width, Rgba color) => canvas.Polygon(projection.Border, null, width, color);

    private IEnumerable<PlotPoint> Shown(IEnumerable<SkyCoord> directions)
        => directions.Select(projection.ToPlot).OfType<PlotPoint>().Where(InRect);

    private bool InRect(PlotPoint point) => projection.Rect.Contains(point);
}
