using AmpelBot.Alerts;
using AmpelBot.Sky.Fits;

namespace AmpelBot.FollowUp.Plots;

/// <summary>One cutout in its frame: dark is bright, pixels without value are tinted.</summary>
internal static class CutoutFrame
{
    private const double CardSide = 252;
    private const int MostShownSide = 256;
    private const uint NoValue = 0xFFC6D9F1;

    // The scale of ZTF's camera (Bellm et al. 2019, PASP 131, 018002, table 1).
    private const double ZtfArcsecPerPixel = 1.01;
    private const double BarArcsec = 10;

    /// <summary>Draws the cutout of one kind.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="frame">Where: whole pixels, a square.</param>
    /// <param name="kind">Science, Template or Difference.</param>
    /// <param name="survey">The survey, which tells scale and orientation where they are known.</param>
    /// <param name="cutouts">The alert's cutouts; null when they could not be read.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static void Draw(Canvas canvas, PlotRect frame, string kind, string survey, IReadOnlyList<Cutout>? cutouts, CancellationToken cancellation)
    {
        var scale = frame.Width / CardSide;
        var cutout = cutouts?.FirstOrDefault(c => c.Kind == kind);
        var image = cutout is null ? null : ReadImage(cutout, cancellation);
        if (image is null)
            canvas.Polygon(Corners(frame), Rgba.Hex(0xF1F3F6), 0, canvas.Palette.Paper);
        else
            DrawImage(canvas, frame, image, isNorthFirst: survey == "ZTF");
        canvas.Polygon(Corners(frame), null, 2, canvas.Palette.Frame);
        canvas.Text(new PlotPoint(frame.X + 10 * scale, frame.Y + 34 * scale), kind.ToLowerInvariant(), 30 * scale, canvas.Palette.Ink, bold: true, halo: canvas.Palette.Paper);
        if (image is null)
        {
            var reason = cutouts is null || cutout is not null ? new[] { "cutout cannot", "be read" } : ["no cutout"];
            for (var i = 0; i < reason.Length; i++)
                canvas.Text(new PlotPoint(frame.Center.X, frame.Center.Y + (12 + 34 * i) * scale), reason[i], 28 * scale, canvas.Palette.SoftInk, Anchor.Middle);
            return;
        }
        if (image.Width == image.Height)
            DrawReticle(canvas, frame);
        if (survey == "ZTF")
            DrawBar(canvas, frame, frame.Width / Math.Max(image.Width, image.Height) / ZtfArcsecPerPixel * BarArcsec);
    }

    private static FitsImage? ReadImage(Cutout cutout, CancellationToken cancellation)
    {
        try
        {
            return FitsImage.Read(cutout.Data, cancellation);
        }
        catch (FitsException)
        {
            return null;
        }
    }

    // ZTF's rows run from north to south, as its packets' ypos and dec show; FITS alone would have the first row at the bottom.
    private static void DrawImage(Canvas canvas, PlotRect frame, FitsImage image, bool isNorthFirst)
    {
        var scale = frame.Width / Math.Max(image.Width, image.Height);
        var (low, high) = ZScale.Of(image.Values) ?? (0, 1);
        var step = (Math.Max(image.Width, image.Height) + MostShownSide - 1) / MostShownSide;
        int columns = (image.Width + step - 1) / step, rows = (image.Height + step - 1) / step;
        var argb = new uint[columns * rows];
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < columns; x++)
                argb[y * columns + x] = Shade(image.Values[(isNorthFirst ? y * step : image.Height - 1 - y * step) * image.Width + x * step], low, high);
        canvas.Polygon(Corners(frame), Rgba.Hex(NoValue & 0xFFFFFF), 0, canvas.Palette.Paper);
        var (width, height) = (image.Width * scale, image.Height * scale);
        canvas.Image(new PlotRect(frame.X + (frame.Width - width) / 2, frame.Y + (frame.Height - height) / 2, width, height), columns, rows, argb);
    }

    private static uint Shade(float value, double low, double high)
    {
        if (!float.IsFinite(value))
            return NoValue;
        var share = high > low ? Math.Clamp((value - low) / (high - low), 0, 1) : 0.5;
        var grey = (uint)Math.Round(255 * (1 - share));
        return 0xFF000000 | (grey << 16) | (grey << 8) | grey;
    }

    private static void DrawReticle(Canvas canvas, PlotRect frame)
    {
        var (from, to) = (frame.Width / CardSide * 20, frame.Width / CardSide * 46);
        var (x, y) = (frame.Center.X, frame.Center.Y);
        IReadOnlyList<PlotPoint>[] lines = [[new(x, y - from), new(x, y - to)], [new(x + from, y), new(x + to, y)]];
        canvas.Lines(lines, 6, canvas.Palette.Paper);
        canvas.Lines(lines, 3, canvas.Palette.Candidate);
    }

    private static void DrawBar(Canvas canvas, PlotRect frame, double pixels)
    {
        if (pixels > frame.Width * 0.8)
            return;
        var y = frame.Bottom - 14;
        IReadOnlyList<PlotPoint> bar = [new(frame.Right - 14 - pixels, y), new(frame.Right - 14, y)];
        canvas.Line(bar, 8, canvas.Palette.Paper);
        canvas.Line(bar, 4, canvas.Palette.Ink);
        canvas.Text(new PlotPoint(frame.Right - 14 - pixels / 2, y - 12), "10″", 26, canvas.Palette.Ink, Anchor.Middle, halo: canvas.Palette.Paper);
    }

    private static PlotPoint[] Corners(PlotRect r) => [new(r.X, r.Y), new(r.Right, r.Y), new(r.Right, r.Bottom), new(r.X, r.Bottom)];
}
