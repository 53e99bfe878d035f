using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>
/// A light curve: days since the event below, dates in UTC above, magnitudes at the left with the bright ones above, absolute magnitudes at the right when a
/// distance is given.
/// </summary>
internal sealed class LightCurvePanel
{
    private const double CardLabelSize = 27;
    private const double CardMarkRadius = 9;
    private const int ManyPoints = 120;
    private const double MostDaysToEvent = 60;
    private const double BrightestMag = -5;
    private const double FaintestMag = 40;

    private static readonly double[] DaySteps =
        [1 / 1440.0, 5 / 1440.0, 15 / 1440.0, 1 / 24.0, 3 / 24.0, 6 / 24.0, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

    private readonly Canvas canvas;
    private readonly PlotRect rect;
    private readonly double scale;
    private readonly double? distanceMpc;
    private readonly Datapoint[] detections;
    private readonly Datapoint[] limits;
    private readonly double eventJd;
    private readonly (double From, double To) days;
    private readonly (double Bright, double Faint) mags;

    /// <summary>A panel.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="rect">The frame; labels go around it.</param>
    /// <param name="curve">The light curve.</param>
    /// <param name="eventJd">Time from which the days count, Julian date in UTC.</param>
    /// <param name="scale">Size of text, marks and lines; 1 is that of a card.</param>
    /// <param name="distanceMpc">Distance for the axis of absolute magnitudes, above 0; null for none.</param>
    public LightCurvePanel(Canvas canvas, PlotRect rect, LightCurve curve, double eventJd, double scale = 1, double? distanceMpc = null)
    {
        (this.canvas, this.rect, this.eventJd, this.scale, this.distanceMpc) = (canvas, rect, eventJd, scale, distanceMpc);
        var timed = curve.Datapoints.Where(d => double.IsFinite(d.Jd) && Math.Abs(d.Jd - eventJd) < 100_000).ToArray();
        detections = [.. timed.Where(d => IsOnScale(d.Mag) && d.Kind != DatapointKind.UpperLimit)];
        limits = [.. timed.Where(d => d.Kind == DatapointKind.UpperLimit && IsOnScale(d.LimitingMag))];
        NotDrawn = curve.Datapoints.Count - detections.Length - limits.Length;
        days = Days();
        mags = Mags();
    }

    /// <summary>Datapoints without a time or magnitude that could be drawn.</summary>
    public int NotDrawn { get; }

    /// <summary>The bands that are drawn, in the order of their wavelengths.</summary>
    public IReadOnlyList<string> Bands =>
        [.. detections.Concat(limits).Select(d => d.Band).Distinct().OrderBy(b => "ugcroizy".IndexOf(b, StringComparison.Ordinal) is >= 0 and var at ? at : 99).ThenBy(b => b, StringComparer.Ordinal)];

    /// <summary>Whether a limit is drawn.</summary>
    public bool HasLimits => limits.Length > 0;

    /// <summary>Whether a hollow mark is drawn: a source fainter than in the reference.</summary>
    public bool HasFainter => detections.Any(d => d.IsPositive == false);

    private double LabelSize => CardLabelSize * scale;

    private double MarkRadius => CardMarkRadius * scale * (detections.Length > ManyPoints ? 0.6 : 1);

    /// <summary>Absolute magnitude of an apparent one, without extinction and without a correction for redshift.</summary>
    internal static double AbsoluteMag(double mag, double distanceMpc) => mag - 5 * Math.Log10(distanceMpc) - 25;

    /// <summary>Draws it.</summary>
    /// <param name="origin">What the days count from, for the axis' title.</param>
    public void Draw(string origin)
    {
        DrawDays(origin);
        DrawDates();
        DrawMags();
        DrawAbsoluteMags();
        canvas.Clipped(rect, () =>
        {
            if (days.From <= 0 && days.To >= 0)
                canvas.Line([new(X(0), rect.Y), new(X(0), rect.Bottom)], 4 * scale, canvas.Palette.ZoomMark, [14 * scale, 8 * scale]);
            foreach (var limit in limits)
                DrawLimit(canvas, new PlotPoint(X(limit.Jd - eventJd), Y(limit.LimitingMag!.Value)), canvas.Palette.OnPaper(BandMark.Of(limit.Band).Color), scale);
            foreach (var point in detections)
                DrawError(point);
            foreach (var point in detections)
                BandMark.Of(point.Band).Draw(canvas, At(point), point.Kind == DatapointKind.ForcedPhotometry ? MarkRadius * 0.6 : MarkRadius, point.IsPositive != false);
        });
        canvas.Polygon([new(rect.X, rect.Y), new(rect.Right, rect.Y), new(rect.Right, rect.Bottom), new(rect.X, rect.Bottom)], null, 2 * scale, canvas.Palette.Frame);
        if (days.From > 0 || days.To < 0)
            canvas.Text(new PlotPoint(days.From > 0 ? rect.X + 12 * scale : rect.Right - 12 * scale, rect.Bottom - 14 * scale),
                days.From > 0 ? "← event" : "event →", LabelSize, canvas.Palette.ZoomMark, days.From > 0 ? Anchor.Start : Anchor.End, halo: canvas.Palette.Paper);
        if (detections.Length + limits.Length == 0)
            canvas.Text(rect.Center, "no datapoints to draw", 30 * scale, canvas.Palette.SoftInk, Anchor.Middle);
    }

    /// <summary>An upper limit: a bar with an arrow towards the faint.</summary>
    public static void DrawLimit(Canvas canvas, PlotPoint at, Rgba color, double scale = 1)
    {
        var (wing, barb, length) = (8 * scale, 6 * scale, 22 * scale);
        canvas.Lines(
            [
                [new(at.X - wing, at.Y), new(at.X + wing, at.Y)], [at, new(at.X, at.Y + length)],
                [new(at.X - barb, at.Y + length - wing), new(at.X, at.Y + length), new(at.X + barb, at.Y + length - wing)],
            ], 3 * scale, color with { Alpha = 0.75 });
    }

    private static bool IsOnScale(double? mag) => mag is > BrightestMag and < FaintestMag;

    private PlotPoint At(Datapoint point) => new(X(point.Jd - eventJd), Y(point.Mag!.Value));

    private void DrawError(Datapoint point)
    {
        if (point.MagErr is not { } error || !double.IsFinite(error) || error <= 0)
            return;
        var at = At(point);
        double top = Y(point.Mag!.Value - error), bottom = Y(point.Mag.Value + error);
        var wing = MarkRadius * 2 / 3;
        canvas.Lines([[new(at.X, top), new(at.X, bottom)], [new(at.X - wing, top), new(at.X + wing, top)], [new(at.X - wing, bottom), new(at.X + wing, bottom)]],
            3 * scale, canvas.Palette.OnPaper(BandMark.Of(point.Band).Color));
    }

    /// <summary>All points, and the event when it is near enough not to press them together.</summary>
    private (double From, double To) Days()
    {
        var at = detections.Concat(limits).Select(d => d.Jd - eventJd).DefaultIfEmpty(0).ToArray();
        double from = at.Min(), to = at.Max();
        var near = Math.Max(MostDaysToEvent, to - from);
        (from, to) = (from > 0 && from <= near ? 0 : from, to < 0 && -to <= near ? 0 : to);
        var margin = Math.Max((to - from) * 0.05, 0.01);
        return (from - margin, to + margin);
    }

    private (double Bright, double Faint) Mags()
    {
        const double MostError = 1;
        var values = detections.SelectMany(d => new[] { d.Mag!.Value - Error(d), d.Mag.Value + Error(d) }).Concat(limits.Select(d => d.LimitingMag!.Value)).DefaultIfEmpty(20).ToArray();
        double bright = values.Min(), faint = values.Max();
        var margin = Math.Max((faint - bright) * 0.08, (1 - (faint - bright)) / 2);
        return (bright - margin, faint + margin * 1.4);

        static double Error(Datapoint d) => d.MagErr is > 0 and var error && double.IsFinite(error) ? Math.Min(error, MostError) : 0;
    }

    private double X(double day) => rect.X + (day - days.From) / (days.To - days.From) * rect.Width;

    private double Y(double mag) => rect.Y + (mag - mags.Bright) / (mags.Faint - mags.Bright) * rect.Height;

    private void DrawDays(string origin)
    {
        var step = Step(day => Number(day, days.To - days.From));
        foreach (var day in Multiples(step, days.From, days.To))
        {
            var text = Number(day, step);
            Tick(new PlotPoint(X(day), rect.Bottom), 8 * scale);
            canvas.Text(new PlotPoint(Inside(X(day), text), rect.Bottom + 36 * scale), text, LabelSize, canvas.Palette.Ink, Anchor.Middle);
        }
        canvas.Text(new PlotPoint(rect.Center.X, rect.Bottom + 72 * scale), origin, LabelSize, canvas.Palette.SoftInk, Anchor.Middle);
    }

    private void DrawDates()
    {
        var midnight = Math.Floor(eventJd - 0.5) + 0.5 - eventJd;
        var step = Step(_ => "2019-08-14 12:00");
        var whole = step >= 1;
        if (whole)
            step = Step(_ => "2019-08-14");
        foreach (var day in Multiples(step, days.From - midnight, days.To - midnight).Select(d => d + midnight))
        {
            if (Utc(eventJd + day) is not { } time)
                continue;
            var text = time.ToString(whole ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            var half = canvas.TextWidth(text, LabelSize) / 2;
            Tick(new PlotPoint(X(day), rect.Y), -8 * scale);
            canvas.Text(new PlotPoint(Math.Clamp(X(day), rect.X + half, rect.Right - half), rect.Y - 16 * scale), text, LabelSize, canvas.Palette.Ink, Anchor.Middle);
        }
        canvas.Text(new PlotPoint(rect.X - 18 * scale, rect.Y - 16 * scale), "UTC", LabelSize, canvas.Palette.SoftInk, Anchor.End);
    }

    private void DrawMags()
    {
        var step = MagStep(mags.Faint - mags.Bright);
        foreach (var mag in Multiples(step, mags.Bright, mags.Faint))
        {
            canvas.Line([new(rect.X, Y(mag)), new(rect.Right, Y(mag))], scale, canvas.Palette.Graticule);
            canvas.Text(new PlotPoint(rect.X - 12 * scale, Y(mag) + 10 * scale), mag.ToString(step < 1 ? "F1" : "F0", CultureInfo.InvariantCulture), LabelSize, canvas.Palette.Ink, Anchor.End);
        }
        canvas.Text(new PlotPoint(rect.X - 12 * scale, rect.Bottom + 36 * scale), "mag", LabelSize, canvas.Palette.SoftInk, Anchor.End);
    }

    private void DrawAbsoluteMags()
    {
        if (distanceMpc is not { } distance)
            return;
        var (bright, faint) = (AbsoluteMag(mags.Bright, distance), AbsoluteMag(mags.Faint, distance));
        var step = MagStep(faint - bright);
        foreach (var mag in Multiples(step, bright, faint))
        {
            var y = rect.Y + (mag - bright) / (faint - bright) * rect.Height;
            canvas.Line([new(rect.Right - 10 * scale, y), new(rect.Right, y)], 2 * scale, canvas.Palette.Frame);
            canvas.Text(new PlotPoint(rect.Right + 12 * scale, y + 10 * scale), Signed(mag, step), LabelSize, canvas.Palette.Ink);
        }
        canvas.Text(new PlotPoint(rect.Right + 12 * scale, rect.Bottom + 36 * scale), "abs.", LabelSize, canvas.Palette.SoftInk);
    }

    private static string Signed(double mag, double step)
        => (mag < -step / 2 ? "−" : "") + Math.Abs(mag).ToString(step < 1 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static double MagStep(double span) => new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 }.First(s => span / s <= 6 || s == 10);

    private void Tick(PlotPoint at, double length) => canvas.Line([at, new(at.X, at.Y - length)], 2 * scale, canvas.Palette.Frame);

    /// <summary>The middle of a text near a place of the axis, so that it stays below the frame.</summary>
    private double Inside(double x, string text)
    {
        var half = canvas.TextWidth(text, LabelSize) / 2;
        return Math.Clamp(x, rect.X + half, rect.Right - half);
    }

    /// <summary>The smallest step whose labels stand apart.</summary>
    private double Step(Func<double, string> label)
    {
        var width = canvas.TextWidth(label(-(days.To - days.From)), LabelSize) + 26 * scale;
        return DaySteps.FirstOrDefault(step => step / (days.To - days.From) * rect.Width >= width, DaySteps[^1]);
    }

    private static IEnumerable<double> Multiples(double step, double from, double to)
    {
        for (var i = (long)Math.Ceiling(from / step); i * step <= to; i++)
            yield return i * step;
    }

    private static string Number(double day, double step) =>
        (day < 0 && Math.Abs(day) >= 0.0005 ? "−" : "") + Math.Abs(day).ToString(step >= 1 ? "F0" : step >= 0.1 ? "0.##" : "0.###", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Utc(double jd)
    {
        try
        {
            // To the minute nearest: a Julian date as a double is off by some 10 microseconds.
            var time = TimeScales.JdToUtc(jd);
            return new DateTimeOffset((time.Ticks + TimeSpan.TicksPerMinute / 2) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
