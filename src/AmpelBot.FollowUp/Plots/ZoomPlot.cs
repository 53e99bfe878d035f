using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>Each mode of an event enlarged: the connected pieces of the region with the most probability, gnomonic, and where they are.</summary>
internal static class ZoomPlot
{
    private const int MostModes = 3;
    private const int MostCells = 100_000;
    private const int MostPieces = 100;
    private const double LeastProbability = 0.005;
    private const double LargestHalfFieldDeg = 40;
    private const double SmallestHalfFieldDeg = 0.02;
    private const int NumberedMarks = 20;
    private const double LabelSize = 28;
    private const double Side = 610;
    private const double Top = PlotTitle.Bottom + 60;
    private const double RowHeight = Side + 165;
    private const double BottomHeight = 330;

    /// <summary>A piece of the region and the square that shows it.</summary>
    /// <param name="Extent">Middle of the square, and the angle to the middle of its edge.</param>
    /// <param name="Probability">Probability of the piece, 0 to 1.</param>
    /// <param name="AreaSqDeg">Area of the piece.</param>
    /// <param name="IsCut">Whether the piece goes on outside the square.</param>
    internal readonly record struct Mode(RegionExtent Extent, double Probability, double AreaSqDeg, bool IsCut);

    /// <summary>Writes the picture.</summary>
    public static void Write(SkyPlotInput input, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        var report = input.Report;
        var modes = Modes(report);
        var rows = (modes.Count + 1) / 2;
        var hasBottom = modes.Count % 2 == 0;
        var height = Top + rows * RowHeight + (hasBottom ? BottomHeight : 0);
        using var canvas = new Canvas(AllSkyPlot.WidthPixels, (int)Math.Round(height), style, PlotTitle.Document(report, "enlarged modes"));
        PlotTitle.Draw(canvas, report, PlotTitle.RegionAndWindow(report));
        var levels = AllSkyPlot.Levels(report);
        var zooms = new List<ZoomProjection>();
        for (var i = 0; i < modes.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (x, y) = Slot(i);
            var zoom = new ZoomProjection(x, y, Side, modes[i].Extent.Center, modes[i].Extent.RadiusDeg);
            zooms.Add(zoom);
            var title = $"{(modes.Count > 1 ? FormattableString.Invariant($"{(char)('A' + i)}: ") : "")}{PlotText.Percent(Math.Round(modes[i].Probability, 3))} in "
                + PlotText.Area(modes[i].AreaSqDeg) + (modes[i].IsCut ? ", goes on outside" : "");
            PlotTitle.Fitted(canvas, new PlotPoint(x, y - 18), title, 32, bold: true, canvas.Palette.Ink, Side);
            ZoomPanel.Draw(canvas, report, zoom, levels, NumberedMarks, LabelSize, cancellation);
        }
        DrawWhole(canvas, report, levels, zooms, cancellation);
        canvas.Write(stream);
    }

    /// <summary>The pieces that get a square: those with the most probability, half a percent at least, each only where no square before shows it.</summary>
    internal static IReadOnlyList<Mode> Modes(ScanReport report)
    {
        var (region, map) = (report.Plan.Region.Moc, report.Plan.Notice.SkyMap);
        // Too many cells are joined to larger ones; what belongs together stays together.
        while (region.Ranges.Length > MostCells && region.MaxOrder > 0)
            region = region.Degrade(region.MaxOrder - 1);
        var modes = new List<Mode>();
        foreach (var (piece, probability) in region.ConnectedParts().Take(MostPieces)
            .Select(piece => (Piece: piece, Probability: map.ProbabilityIn(piece))).OrderByDescending(piece => piece.Probability))
        {
            if (modes.Count == MostModes || (modes.Count > 0 && probability < LeastProbability) || RegionExtent.Of(piece) is not { } extent)
                break;
            if (modes.Any(mode => new ZoomProjection(0, 0, 1, mode.Extent.Center, mode.Extent.RadiusDeg) is var zoom
                && zoom.ToPlot(extent.Center) is { } at && zoom.Rect.Contains(at)))
                continue;
            var half = Math.Clamp(extent.RadiusDeg * 1.15, SmallestHalfFieldDeg, LargestHalfFieldDeg);
            var isCut = extent.RadiusDeg > half;
            modes.Add(new Mode(new RegionExtent(isCut ? Densest(report, piece) : extent.Center, half), probability, piece.AreaSqDeg, isCut));
        }
        return modes;
    }

    /// <summary>The direction in a piece with the highest density, of one per cell of some ten thousand.</summary>
    private static SkyCoord Densest(ScanReport report, Moc piece)
    {
        var map = report.Plan.Notice.SkyMap;
        if (piece.Contains(map.Peak))
            return map.Peak;
        return RegionExtent.Places(piece).MaxBy(map.ProbDensityPerSr);
    }

    private static (double X, double Y) Slot(int i) => (140 + i % 2 * 810, Top + i / 2 * RowHeight);

    private static void DrawWhole(
        Canvas canvas, ScanReport report, IReadOnlyList<double> levels, List<ZoomProjection> zooms, CancellationToken cancellation)
    {
        var (x, y) = Slot(zooms.Count);
        var isBottom = zooms.Count % 2 == 0;
        var projection = new AllSkyProjection(x - 10, isBottom ? y - 40 : y - 10, 620);
        var panel = new SkyPanel(canvas, projection);
        panel.DrawSky(report.Plan.Notice.SkyMap, [levels[^1]], [], cancellation);
        AllSkyPlot.DrawAllSkyLines(canvas, panel, projection, 24);
        var labels = new LabelPlacement(projection.Rect);
        AllSkyPlot.BlockHours(labels, projection, 24);
        for (var i = 0; i < zooms.Count; i++)
        {
            AllSkyPlot.MarkZoom(canvas, projection, zooms[i]);
            if (zooms.Count > 1 && projection.ToPlot(zooms[i].Center) is { } at
                && labels.Place(at, 18, 30, 30) is { } place)
                canvas.Text(new PlotPoint(place.Center.X, place.Bottom - 3), FormattableString.Invariant($"{(char)('A' + i)}"), 34, canvas.Palette.ZoomMark,
                    Anchor.Middle, bold: true, halo: canvas.Palette.Paper);
        }
        var legend = new PlotLegend(canvas, report, levels);
        var (left, top) = isBottom ? (940.0, y - 10) : (x, projection.Rect.Bottom + 70);
        legend.DrawRegions(left, top);
        legend.DrawLines(left, top + 40 * levels.Count);
        legend.DrawMarks(left, top + 40 * (levels.Count + 2), Anchor.Start);
        canvas.Text(new PlotPoint(left, top + 40 * (levels.Count + 5)), "ICRS, α to the left", LabelSize, canvas.Palette.SoftInk);
    }
}
