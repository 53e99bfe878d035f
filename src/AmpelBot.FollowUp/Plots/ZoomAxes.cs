using System.Globalization;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>Lines of equal coordinates on an enlarged map, and their numbers along its lower and left edges.</summary>
internal static class ZoomAxes
{
    private static readonly double[] DecSteps = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];
    private static readonly double[] RaSteps = [60, 45, 30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];

    /// <summary>Draws the lines.</summary>
    public static void DrawLines(SkyPanel panel, ZoomProjection zoom)
    {
        var (ra, dec) = Values(zoom);
        panel.DrawGraticule(ra.Select(value => Meridian(zoom, value)).Concat(dec.Select(value => Parallel(zoom, value))));
    }

    /// <summary>Writes the numbers where the lines meet the edges, each only where it is clear of the one before.</summary>
    public static void DrawLabels(Canvas canvas, ZoomProjection zoom, double size)
    {
        var (raValues, decValues) = Values(zoom);
        var rect = zoom.Rect;
        var taken = new List<PlotRect>();
        foreach (var ra in raValues)
            foreach (var x in Crossings(Meridian(zoom, ra).Select(zoom.ToPlot), at => at.Y - rect.Bottom, at => at.X))
            {
                var text = Number(ra) + "°";
                var width = canvas.TextWidth(text, size);
                var place = new PlotRect(x - width / 2 - 8, rect.Bottom, width + 16, size);
                if (x < rect.X || x > rect.Right || place.Right > canvas.Width - 2 || taken.Any(place.Overlaps))
                    continue;
                taken.Add(place);
                canvas.Line([new(x, rect.Bottom), new(x, rect.Bottom + 7)], 2, canvas.Palette.Frame);
                canvas.Text(new PlotPoint(x, rect.Bottom + size * 1.2), text, size, canvas.Palette.SoftInk, Anchor.Middle);
            }
        taken.Clear();
        foreach (var dec in decValues)
            foreach (var y in Crossings(Parallel(zoom, dec).Select(zoom.ToPlot), at => at.X - rect.X, at => at.Y))
            {
                var place = new PlotRect(rect.X - 100, y - size / 2, 100, size);
                if (y < rect.Y || y > rect.Bottom || taken.Any(place.Overlaps))
                    continue;
                taken.Add(place);
                canvas.Line([new(rect.X - 7, y), new(rect.X, y)], 2, canvas.Palette.Frame);
                canvas.Text(new PlotPoint(rect.X - 13, y + size * 0.36), (dec > 0 ? "+" : "") + Number(dec) + "°", size, canvas.Palette.SoftInk, Anchor.End);
            }
        canvas.Text(new PlotPoint(rect.Center.X, rect.Bottom + size * 2.5), "α (upright lines) and δ", size, canvas.Palette.SoftInk, Anchor.Middle);
    }

    /// <summary>Right ascensions and declinations that get a line, in degrees.</summary>
    internal static (IReadOnlyList<double> RaDeg, IReadOnlyList<double> DecDeg) Values(ZoomProjection zoom)
    {
        double width = 2 * zoom.HalfFieldDeg, low = zoom.Center.DecDeg - width, high = zoom.Center.DecDeg + width;
        var decStep = DecSteps.FirstOrDefault(step => width / step >= 2.8, DecSteps[^1]);
        var dec = Multiples(Math.Max(low, -90 + decStep), Math.Min(high, 90 - decStep), decStep);
        var raWidth = RaWidthDeg(zoom);
        var raStep = raWidth >= 180 ? 30 : RaSteps.FirstOrDefault(step => raWidth / step >= 2.8, RaSteps[^1]);
        var ra = raWidth >= 180
            ? Multiples(0, 360 - raStep, raStep)
            : Multiples(zoom.Center.RaDeg - raWidth, zoom.Center.RaDeg + raWidth, raStep);
        return ([.. ra.Select(value => (value % 360 + 360) % 360).Distinct()], dec);
    }

    /// <summary>How far the map reaches in right ascension, in degrees; 180 (to either side the whole circle) near a pole.</summary>
    private static double RaWidthDeg(ZoomProjection zoom)
    {
        var nearestToPole = Math.Abs(zoom.Center.DecDeg) + zoom.HalfFieldDeg;
        return nearestToPole >= 88 ? 180 : Math.Min(180, 2 * zoom.HalfFieldDeg / Math.Cos(Math.Abs(zoom.Center.DecDeg) * Math.PI / 180));
    }

    private static IEnumerable<SkyCoord> Meridian(ZoomProjection zoom, double raDeg)
        => SkyPanel.Meridian(raDeg, zoom.Center.DecDeg - 2 * zoom.HalfFieldDeg, zoom.Center.DecDeg + 2 * zoom.HalfFieldDeg);

    private static IEnumerable<SkyCoord> Parallel(ZoomProjection zoom, double decDeg)
        => SkyPanel.Parallel(decDeg, zoom.Center.RaDeg - RaWidthDeg(zoom), zoom.Center.RaDeg + RaWidthDeg(zoom));

    private static List<double> Multiples(double low, double high, double step)
    {
        var values = new List<double>();
        for (var i = (long)Math.Ceiling(low / step); i * step <= high; i++)
            values.Add(Math.Round(i * step, 6));
        return values;
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Where a curve goes through an edge: the places at which the distance from it changes its sign.</summary>
    private static IEnumerable<double> Crossings(IEnumerable<PlotPoint?> curve, Func<PlotPoint, double> distance, Func<PlotPoint, double> along)
    {
        PlotPoint? before = null;
        foreach (var point in curve)
        {
            if (before is { } a && point is { } b && distance(a) < 0 != distance(b) < 0)
            {
                var part = distance(a) / (distance(a) - distance(b));
                yield return along(a) + (along(b) - along(a)) * part;
            }
            before = point;
        }
    }
}
