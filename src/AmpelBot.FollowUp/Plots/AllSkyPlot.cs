using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The all-sky picture of a scan: Mollweide, ICRS, right ascension to the left; density, region, alerts, candidates.</summary>
/// <remarks>
/// A region that is a speck on the whole sky is shown a second time, enlarged, and a mark on the whole sky says where it is.
/// The same report gives the same bytes (on a machine with the same fonts).
/// </remarks>
public static class AllSkyPlot
{
    /// <summary>Width of the picture in pixels.</summary>
    public const int WidthPixels = 1600;

    /// <summary>Height of the picture in pixels.</summary>
    public const int HeightPixels = 900;

    /// <summary>The radius in degrees below which a region is shown enlarged.</summary>
    internal const double ZoomBelowRadiusDeg = 20;

    private const int NumberedMarks = 20;
    private const double AreaOfZoomSqDeg = 1260;
    private const double LabelSize = 28;
    private const double NoteSize = 28;

    /// <summary>Writes the picture as PNG, 1600 x 900 pixels, light.</summary>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    public static void WritePng(ScanReport report, Stream stream, CancellationToken cancellation)
        => Write(report, PlotStyle.Png, stream, cancellation);

    /// <summary>Writes the picture; as PNG it has 1600 x 900 pixels unless the style says otherwise.</summary>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    public static void Write(ScanReport report, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        using var canvas = new Canvas(WidthPixels, HeightPixels, style, PlotTitle.Document(report, "sky map"));
        Draw(canvas, report, cancellation);
        cancellation.ThrowIfCancellationRequested();
        canvas.Write(stream);
    }

    /// <summary>Draws it from the upper left corner on.</summary>
    internal static void Draw(Canvas canvas, ScanReport report, CancellationToken cancellation)
    {
        var levels = Levels(report);
        PlotTitle.Draw(canvas, report, PlotTitle.RegionAndWindow(report));
        if (ZoomOf(report) is { } zoom)
            DrawWithZoom(canvas, report, levels, zoom, cancellation);
        else
            DrawAlone(canvas, report, levels, cancellation);
    }

    /// <summary>The part of the sky that is shown enlarged; null when the region is large enough without.</summary>
    internal static RegionExtent? ZoomOf(ScanReport report)
    {
        var region = report.Plan.Region;
        if (region.AreaSqDeg > AreaOfZoomSqDeg || RegionExtent.Of(region.Moc) is not { } extent || extent.RadiusDeg >= ZoomBelowRadiusDeg)
            return null;
        return extent with { RadiusDeg = Math.Max(extent.RadiusDeg * 1.15, 0.02) };
    }

    /// <summary>0.5, when the scanned level is higher, and the scanned level.</summary>
    internal static IReadOnlyList<double> Levels(ScanReport report)
        => report.Plan.Region.Level > 0.5 ? [0.5, report.Plan.Region.Level] : [report.Plan.Region.Level];

    private static void DrawAlone(Canvas canvas, ScanReport report, IReadOnlyList<double> levels, CancellationToken cancellation)
    {
        var projection = new AllSkyProjection(150, 132, 1300);
        var panel = new SkyPanel(canvas, projection);
        panel.DrawSky(report.Plan.Notice.SkyMap, levels, report.RejectedPositions, cancellation);
        DrawAllSkyLines(canvas, panel, projection, LabelSize);
        var labels = new LabelPlacement(projection.Rect);
        BlockHours(labels, projection, LabelSize);
        if (report.Plan.Notice.EventTimeUtc is { } utc)
            panel.DrawSunAndMoon(utc, LabelSize, labels);
        panel.DrawCandidates(report.Candidates, NumberedMarks, labels);
        var legend = new PlotLegend(canvas, report, levels);
        legend.DrawRegions(30, 812);
        legend.DrawLines(30 + 470, 812);
        legend.DrawMarks(WidthPixels - 30, 772, Anchor.End);
        canvas.Text(new PlotPoint(30, 768), "ICRS, α to the left", NoteSize, canvas.Palette.SoftInk);
    }

    private static void DrawWithZoom(
        Canvas canvas, ScanReport report, IReadOnlyList<double> levels, RegionExtent zoom, CancellationToken cancellation)
    {
        var map = report.Plan.Notice.SkyMap;
        var small = new AllSkyProjection(72, 160, 716);
        var whole = new SkyPanel(canvas, small);
        whole.DrawSky(map, [levels[^1]], [], cancellation);
        DrawAllSkyLines(canvas, whole, small, 26);
        var names = new LabelPlacement(small.Rect);
        BlockHours(names, small, 26);
        if (report.Plan.Notice.EventTimeUtc is { } utc)
            whole.DrawSunAndMoon(utc, 26, names);

        var large = new ZoomProjection(958, 162, 606, zoom.Center, zoom.RadiusDeg);
        MarkZoom(canvas, small, large);
        ZoomPanel.Draw(canvas, report, large, levels, NumberedMarks, LabelSize, cancellation);
        var legend = new PlotLegend(canvas, report, levels);
        legend.DrawRegions(40, 640);
        legend.DrawLines(40, 640 + 40 * levels.Count);
        legend.DrawMarks(430, 640, Anchor.Start);
        canvas.Text(new PlotPoint(40, 858), "ICRS, α to the left; frame: enlarged", NoteSize, canvas.Palette.SoftInk);
    }

    /// <summary>The border of the enlarged part on the whole sky, or a ring around it where the border would be a speck.</summary>
    internal static void MarkZoom(Canvas canvas, AllSkyProjection whole, ZoomProjection zoom)
    {
        const double Ring = 15;
        if (2 * zoom.HalfFieldDeg * whole.Rect.Width / 360 > 2 * Ring)
        {
            canvas.Lines(((ISkyProjection)whole).Curve(Border(zoom)), 3, canvas.Palette.ZoomMark);
            return;
        }
        if (whole.ToPlot(zoom.Center) is not { } center)
            return;
        canvas.Circle(center, Ring, 3.4, canvas.Palette.ZoomMark);
        var mirrored = center with { X = 2 * whole.Rect.Center.X - center.X };
        if (whole.ToSky(center.X - Ring, center.Y) is null || whole.ToSky(center.X + Ring, center.Y) is null)
            canvas.Circle(mirrored, Ring, 3.4, canvas.Palette.ZoomMark);
    }

    private static IEnumerable<SkyCoord> Border(ZoomProjection zoom)
    {
        for (var i = 0; i <= 240; i++)
        {
            PlotPoint from = zoom.Border[i / 60 % 4], to = zoom.Border[(i / 60 + 1) % 4];
            if (zoom.ToSky(from.X + (to.X - from.X) * (i % 60) / 60, from.Y + (to.Y - from.Y) * (i % 60) / 60) is { } coord)
                yield return coord;
        }
    }

    internal static void DrawAllSkyLines(Canvas canvas, SkyPanel panel, AllSkyProjection projection, double size)
    {
        panel.DrawGraticule(Enumerable.Range(1, 11).Select(i => SkyPanel.Meridian(30 * i, -90, 90)));
        panel.DrawGraticule(new[] { -60, -30, 0, 30, 60 }.Select(dec => SkyPanel.Parallel(dec, 0.001, 359.999)));
        panel.DrawGalacticPlane();
        panel.DrawSurveyLimit();
        panel.DrawBorder(2.4, canvas.Palette.Frame);
        foreach (var hour in HourLabels)
            if (HourLabelAt(projection, hour, size) is { } at)
                canvas.Text(at, FormattableString.Invariant($"{hour} h"), size, canvas.Palette.SoftInk, Anchor.Middle, halo: canvas.Palette.Paper);
        foreach (var dec in new[] { -60, -30, 30, 60 })
        {
            var (x, y) = Mollweide.Forward(-180, dec);
            var scale = projection.Rect.Width / 2 / Mollweide.HalfWidth;
            var at = new PlotPoint(
                projection.Rect.Center.X + x * scale - 10, projection.Rect.Center.Y - y * scale + (dec > 0 ? 0 : size * 0.7));
            canvas.Text(at, FormattableString.Invariant($"{(dec > 0 ? "+" : "−")}{Math.Abs(dec)}°"), size, canvas.Palette.SoftInk, Anchor.End);
        }
    }

    private static readonly int[] HourLabels = [20, 16, 12, 8, 4];

    private static PlotPoint? HourLabelAt(AllSkyProjection projection, int hour, double size)
        => projection.ToPlot(new SkyCoord(hour * 15, 0)) is { } at ? new PlotPoint(at.X, at.Y + size * 1.05) : null;

    internal static void BlockHours(LabelPlacement labels, AllSkyProjection projection, double size)
    {
        foreach (var hour in HourLabels)
            if (HourLabelAt(projection, hour, size) is { } at)
                labels.Block(new PlotRect(at.X - size * 1.3, at.Y - size * 0.8, size * 2.6, size));
    }
}
