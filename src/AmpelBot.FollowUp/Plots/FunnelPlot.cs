using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.Plots;

/// <summary>How many alerts each cut took, in the order in which the cuts judge, with a logarithmic axis where the numbers are far apart.</summary>
/// <remarks>Readable at a third of its size, as on a phone. The same report gives the same bytes (on a machine with the same fonts).</remarks>
public static class FunnelPlot
{
    /// <summary>Width of the picture in pixels; the height follows the number of cuts.</summary>
    public const int WidthPixels = 1200;

    /// <summary>The most cuts that get a bar of their own; those that took least share one.</summary>
    public const int MostCuts = 16;

    private const double LogarithmicAbove = 30;
    private const double Top = 156;
    private const double RowHeight = 66;
    private const double BarLeft = 470;
    private const double BarRight = 960;
    private const double LabelSize = 28;
    private const double LimitSize = 20;

    /// <summary>Writes the picture.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="style">Format, theme and size.</param>
    /// <param name="stream">Gets the picture.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    public static void Write(ScanReport report, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var canvas = new Canvas(WidthPixels, HeightPixels(report), style, PlotTitle.Document(report, "funnel"));
        Draw(canvas, report);
        canvas.Write(stream);
    }

    /// <summary>Height of the picture in pixels.</summary>
    public static int HeightPixels(ScanReport report) => (int)(Top + Rows(report.Funnel).Count * RowHeight + 90);

    /// <summary>Draws it from the upper left corner on.</summary>
    internal static void Draw(Canvas canvas, ScanReport report)
    {
        var funnel = report.Funnel;
        var title = $"{report.Plan.Notice.EventName}: what each cut took";
        canvas.Text(new PlotPoint(32, 62), PlotText.Fitted(canvas, title, 42, true, WidthPixels - 64), 42, canvas.Palette.Ink, bold: true);
        canvas.Text(new PlotPoint(32, 108), PlotText.Fitted(canvas,
            $"{TextNumbers.Count(funnel.AlertsScanned, "alert")} of {TextNumbers.Count(funnel.ObjectsScanned, "object")} in region and window; "
            + TextNumbers.Count(report.Candidates.Count, "candidate"), 30, false, WidthPixels - 64), 30, canvas.Palette.SoftInk);
        var rows = Rows(funnel);
        var axis = new CountAxis(rows.Select(r => r.Alerts));
        DrawAxis(canvas, axis, Top + rows.Count * RowHeight);
        for (var i = 0; i < rows.Count; i++)
            DrawRow(canvas, axis, rows[i], Top + i * RowHeight, funnel.AlertsScanned);
    }

    /// <summary>All alerts, the cuts, and what passed.</summary>
    internal static IReadOnlyList<Row> Rows(Funnel funnel)
    {
        var cuts = funnel.Rejections;
        var least = cuts.OrderBy(c => c.Alerts).Take(cuts.Count > MostCuts ? cuts.Count - MostCuts + 1 : 0).ToHashSet();
        var rows = new List<Row> { new("alerts", "in region and window", funnel.AlertsScanned, RowKind.All) };
        rows.AddRange(cuts.Where(c => !least.Contains(c)).Select(c => new Row(c.Cut, c.Limit, c.Alerts, RowKind.Cut)));
        if (least.Count > 0)
            rows.Add(new Row(TextNumbers.Count(least.Count, "other cut"), "those that took least", least.Sum(c => c.Alerts), RowKind.Cut));
        rows.Add(new Row("passed", "every cut", funnel.AlertsAccepted, RowKind.Passed));
        return rows;
    }

    private static void DrawRow(Canvas canvas, CountAxis axis, Row row, double y, long all)
    {
        var palette = canvas.Palette;
        canvas.Text(new PlotPoint(32, y + 30), PlotText.Fitted(canvas, row.Name, LabelSize, row.Kind != RowKind.Cut, BarLeft - 60), LabelSize, palette.Ink, bold: row.Kind != RowKind.Cut);
        canvas.Text(new PlotPoint(32, y + 54), PlotText.Fitted(canvas, row.Limit, LimitSize, false, BarLeft - 60), LimitSize, palette.SoftInk);
        var color = row.Kind switch
        {
            RowKind.All => palette.SoftInk,
            RowKind.Passed => palette.Candidate,
            _ => Rgba.Hex(palette.DensityArgb(0.85)),
        };
        var length = axis.Share(row.Alerts) * (BarRight - BarLeft);
        if (length > 0)
        {
            var right = BarLeft + Math.Max(3, length);
            canvas.Polygon([new(BarLeft, y + 10), new(right, y + 10), new(right, y + 50), new(BarLeft, y + 50)], color, 0, color);
        }
        var share = row.Kind == RowKind.All || all == 0 ? "" : "  " + TextNumbers.Share((double)row.Alerts / all);
        canvas.Text(new PlotPoint(BarLeft + Math.Max(0, length) + 12, y + 40), TextNumbers.Count(row.Alerts) + share, LabelSize, palette.Ink,
            bold: row.Kind == RowKind.Passed, halo: palette.Paper);
    }

    private static void DrawAxis(Canvas canvas, CountAxis axis, double bottom)
    {
        foreach (var tick in axis.Ticks)
        {
            var x = BarLeft + axis.Share(tick) * (BarRight - BarLeft);
            canvas.Line([new(x, Top), new(x, bottom + 4)], 1.5, canvas.Palette.Graticule);
            canvas.Text(new PlotPoint(x, bottom + 34), TextNumbers.Count(tick), 24, canvas.Palette.SoftInk, Anchor.Middle);
        }
        canvas.Text(new PlotPoint(BarLeft, bottom + 70), axis.IsLogarithmic ? "alerts, logarithmic axis" : "alerts", 24, canvas.Palette.SoftInk);
    }

    /// <summary>What a bar stands for.</summary>
    internal enum RowKind
    {
        All,
        Cut,
        Passed,
    }

    /// <summary>One bar.</summary>
    internal sealed record Row(string Name, string Limit, long Alerts, RowKind Kind);

    /// <summary>An axis of numbers from 0, or logarithmic from a half where the smallest would else be a speck.</summary>
    internal sealed class CountAxis
    {
        private const double LogarithmicFrom = 0.5;
        private readonly double most;

        public CountAxis(IEnumerable<long> counts)
        {
            var positive = counts.Where(c => c > 0).DefaultIfEmpty(1).ToArray();
            most = positive.Max();
            IsLogarithmic = most / positive.Min() > LogarithmicAbove;
            Ticks = [.. AllTicks()];
        }

        public bool IsLogarithmic { get; }

        public IReadOnlyList<long> Ticks { get; }

        /// <summary>Share of the axis' length, 0 to 1.</summary>
        public double Share(long count) => count <= 0 ? 0 : IsLogarithmic ? Math.Log(count / LogarithmicFrom) / Math.Log(most / LogarithmicFrom) : count / most;

        private IEnumerable<long> AllTicks()
        {
            if (!IsLogarithmic)
            {
                var step = Math.Max(1, (long)Math.Pow(10, Math.Floor(Math.Log10(most))));
                step = most / step >= 4 ? step : most / step >= 2 ? Math.Max(1, step / 2) : Math.Max(1, step / 5);
                for (long at = 0; at <= most; at += step * (long)Math.Ceiling(most / step / 5))
                    yield return at;
                yield break;
            }
            var stride = (int)Math.Ceiling(Math.Log10(most) / 5);
            for (var power = 0; Math.Pow(10, power) <= most; power += stride)
                yield return (long)Math.Pow(10, power);
        }
    }
}
