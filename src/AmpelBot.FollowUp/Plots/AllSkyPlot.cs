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

    /// <summary>Writes the picture as PNG, 1600 x 900 pixels.</summary>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    public static void WritePng(ScanReport report, Stream stream, CancellationToken cancellation)
    {
        using var canvas = new Canvas(WidthPixels, HeightPixels, Palette.Paper);
        var regions = Regions(report);
        Titles(canvas, report);
        if (ZoomOf(report) is { } zoom)
            DrawWithZoom(canvas, report, regions, zoom, cancellation);
        else
            DrawAlone(canvas, report, regions, cancellation);
        cancellation.ThrowIfCancellationRequested();
        canvas.WritePng(stream);
    }

    /// <summary>The part of the sky that is shown enlarged; null when the region is large enough without.</summary>
    internal static RegionExtent? ZoomOf(ScanReport report)
    {
        var region = report.Plan.Region;
        if (region.AreaSqDeg > AreaOfZoomSqDeg || RegionExtent.Of(region.Moc) is not { } extent || extent.RadiusDeg >= ZoomBelowRadiusDeg)
            return null;
        return extent with { RadiusDeg = Math.Max(extent.RadiusDeg * 1.15, 0.02) };
    }

    /// <summary>The 50 % region, when the scanned one is larger, and the scanned one.</summary>
    private static IReadOnlyList<Moc> Regions(ScanReport report)
        => report.Plan.Region.Level > 0.5
            ? [report.Plan.Notice.SkyMap.RegionAt(0.5).Moc, report.Plan.Region.Moc]
            : [report.Plan.Region.Moc];

    private static void DrawAlone(Canvas canvas, ScanReport report, IReadOnlyList<Moc> regions, CancellationToken cancellation)
    {
        var projection = new AllSkyProjection(140, 138, 1320);
        var panel = new SkyPanel(canvas, projection);
        panel.DrawSky(report, regions, withRejected: true, cancellation);
        DrawAllSkyLines(canvas, panel, projection, LabelSize);
        var labels = new LabelPlacement(projection.Rect);
        BlockHours(labels, projection, LabelSize);
        panel.DrawCandidates(report.Candidates, NumberedMarks, labels);
        var legend = new PlotLegend(canvas, report, regions.Count);
        legend.DrawLines(30, 796);
        legend.DrawMarks(WidthPixels - 30, 796, Anchor.End);
        canvas.Text(new PlotPoint(WidthPixels / 2.0, 878), "ICRS, RA increases to the left", NoteSize, Palette.SoftInk, Anchor.Middle);
    }

    private static void DrawWithZoom(
        Canvas canvas, ScanReport report, IReadOnlyList<Moc> regions, RegionExtent zoom, CancellationToken cancellation)
    {
        var small = new AllSkyProjection(72, 196, 716);
        var whole = new SkyPanel(canvas, small);
        whole.DrawSky(report, [regions[^1]], withRejected: false, cancellation);
        DrawAllSkyLines(canvas, whole, small, 26);

        var large = new ZoomProjection(958, 162, 606, zoom.Center, zoom.RadiusDeg);
        MarkZoom(canvas, small, large);
        var part = new SkyPanel(canvas, large);
        part.DrawSky(report, regions, withRejected: true, cancellation);
        canvas.Clipped(large.Rect, () => ZoomAxes.DrawLines(part, large));
        var labels = new LabelPlacement(new PlotRect(large.Rect.X + 4, large.Rect.Y + 4, large.Rect.Width - 8, large.Rect.Height - 8));
        canvas.Clipped(large.Rect, () =>
        {
            part.DrawGalacticPlane();
            part.DrawCandidates(report.Candidates, NumberedMarks, labels);
        });
        part.DrawBorder(4, Palette.ZoomMark);
        ZoomAxes.DrawLabels(canvas, large, LabelSize);
        var legend = new PlotLegend(canvas, report, regions.Count);
        legend.DrawLines(40, 674);
        legend.DrawMarks(396, 674, Anchor.Start);
        canvas.Text(new PlotPoint(40, 868), "ICRS, RA increases to the left; frame: enlarged", NoteSize, Palette.SoftInk);
    }

    /// <summary>The border of the enlarged part on the whole sky, or a ring around it where the border would be a speck.</summary>
    private static void MarkZoom(Canvas canvas, AllSkyProjection whole, ZoomProjection zoom)
    {
        const double Ring = 15;
        if (2 * zoom.HalfFieldDeg * whole.Rect.Width / 360 > 2 * Ring)
        {
            canvas.Lines(((ISkyProjection)whole).Curve(Border(zoom)), 3, Palette.ZoomMark);
            return;
        }
        if (whole.ToPlot(zoom.Center) is not { } center)
            return;
        canvas.Circle(center, Ring, 3.4, Palette.ZoomMark);
        var mirrored = center with { X = 2 * whole.Rect.Center.X - center.X };
        if (whole.ToSky(center.X - Ring, center.Y) is null || whole.ToSky(center.X + Ring, center.Y) is null)
            canvas.Circle(mirrored, Ring, 3.4, Palette.ZoomMark);
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

    private static void DrawAllSkyLines(Canvas canvas, SkyPanel panel, AllSkyProjection projection, double size)
    {
        panel.DrawGraticule(Enumerable.Range(1, 11).Select(i => SkyPanel.Meridian(30 * i, -90, 90)));
        panel.DrawGraticule(new[] { -60, -30, 0, 30, 60 }.Select(dec => SkyPanel.Parallel(dec, 0.001, 359.999)));
        panel.DrawGalacticPlane();
        panel.DrawBorder(2.4, Palette.Frame);
        foreach (var hour in HourLabels)
            if (HourLabelAt(projection, hour, size) is { } at)
                canvas.Text(at, FormattableString.Invariant($"{hour} h"), size, Palette.SoftInk, Anchor.Middle, halo: Palette.Paper);
        foreach (var dec in new[] { -60, -30, 30, 60 })
        {
            var (x, y) = Mollweide.Forward(-180, dec);
            var scale = projection.Rect.Width / 2 / Mollweide.HalfWidth;
            var at = new PlotPoint(
                projection.Rect.Center.X + x * scale - 10, projection.Rect.Center.Y - y * scale + (dec > 0 ? 0 : size * 0.7));
            canvas.Text(at, FormattableString.Invariant($"{(dec > 0 ? "+" : "−")}{Math.Abs(dec)}°"), size, Palette.SoftInk, Anchor.End);
        }
    }

    private static readonly int[] HourLabels = [20, 16, 12, 8, 4];

    private static PlotPoint? HourLabelAt(AllSkyProjection projection, int hour, double size)
        => projection.ToPlot(new SkyCoord(hour * 15, 0)) is { } at ? new PlotPoint(at.X, at.Y + size * 1.05) : null;

    private static void BlockHours(LabelPlacement labels, AllSkyProjection projection, double size)
    {
        foreach (var hour in HourLabels)
            if (HourLabelAt(projection, hour, size) is { } at)
                labels.Block(new PlotRect(at.X - size * 1.3, at.Y - size * 0.8, size * 2.6, size));
    }

    private static void Titles(Canvas canvas, ScanReport report)
    {
        var notice = report.Plan.Notice;
        var revision = notice.Revision is { } number ? FormattableString.Invariant($", revision {number}") : "";
        Fitted(canvas, new PlotPoint(40, 64), notice.EventName + revision, 50, bold: true, Palette.Ink);
        var region = report.Plan.Region;
        var window = report.Plan.Window;
        var alerts = FormattableString.Invariant($"alerts of {window.From:yyyy-MM-dd HH:mm} to {window.To:yyyy-MM-dd HH:mm} UTC");
        Fitted(canvas, new PlotPoint(40, 116),
            $"{PlotText.Percent(region.Level)} region {PlotText.Area(region.AreaSqDeg)},  {alerts}", 36, bold: false, Palette.SoftInk);
    }

    /// <summary>A line of text, smaller or cut at its end when it is wider than the picture.</summary>
    private static void Fitted(Canvas canvas, PlotPoint at, string text, double size, bool bold, Rgba color)
    {
        const int MostCharacters = 200;
        if (text.Length > MostCharacters)
            text = text[..MostCharacters];
        var room = WidthPixels - 2 * at.X;
        var least = size * 0.65;
        while (size > least && canvas.TextWidth(text, size, bold) > room)
            size--;
        if (canvas.TextWidth(text, size, bold) > room)
        {
            while (text.Length > 1 && canvas.TextWidth(text + "…", size, bold) > room)
                text = text[..^1];
            text += "…";
        }
        canvas.Text(at, text, size, color, bold: bold);
    }
}
