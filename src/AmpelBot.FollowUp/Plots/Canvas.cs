using System.Runtime.InteropServices;
using static AmpelBot.FollowUp.Plots.CairoNative;

namespace AmpelBot.FollowUp.Plots;

/// <summary>A point on a picture, pixels from the upper left corner, x to the right, y down.</summary>
internal readonly record struct PlotPoint(double X, double Y);

/// <summary>A rectangle on a picture in pixels.</summary>
internal readonly record struct PlotRect(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public PlotPoint Center => new(X + Width / 2, Y + Height / 2);

    public bool Contains(PlotPoint point) => point.X >= X && point.X <= Right && point.Y >= Y && point.Y <= Bottom;

    public bool Contains(PlotRect other) => other.X >= X && other.Right <= Right && other.Y >= Y && other.Bottom <= Bottom;

    public bool Overlaps(PlotRect other) => other.X < Right && other.Right > X && other.Y < Bottom && other.Bottom > Y;
}

/// <summary>How a text sits at its point.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A picture that is drawn on: lines, areas and text in pixels, antialiased, in the order of the calls.</summary>
internal sealed unsafe class Canvas : IDisposable
{
    private const string FontFamily = "DejaVu Sans";

    private nint surface;
    private nint cr;

    /// <summary>A picture filled with one colour.</summary>
    /// <exception cref="PlotException">The drawing library is not on this machine, or has no memory.</exception>
    public Canvas(int width, int height, Rgba background)
    {
        Width = width;
        Height = height;
        try
        {
            surface = cairo_image_surface_create(FormatArgb32, width, height);
        }
        catch (DllNotFoundException missing)
        {
            throw new PlotException(
                "Pictures cannot be drawn: the library libcairo.so.2 is not on this machine. " +
                "Install the package libcairo2 (sudo apt-get install libcairo2 fonts-dejavu-core).", missing);
        }
        Check(cairo_surface_status(surface));
        cr = cairo_create(surface);
        Check(cairo_status(cr));
        var options = cairo_font_options_create();
        cairo_font_options_set_antialias(options, 2);
        cairo_font_options_set_hint_style(options, 1);
        cairo_font_options_set_hint_metrics(options, 1);
        cairo_set_font_options(cr, options);
        cairo_font_options_destroy(options);
        cairo_set_line_cap(cr, 1);
        cairo_set_line_join(cr, 1);
        Source(background);
        cairo_paint(cr);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Runs the drawing with everything outside the rectangle left as it is.</summary>
    public void Clipped(PlotRect rect, Action draw)
    {
        cairo_save(cr);
        cairo_rectangle(cr, rect.X, rect.Y, rect.Width, rect.Height);
        cairo_clip(cr);
        draw();
        cairo_restore(cr);
    }

    /// <summary>Runs the drawing with everything outside the polygon left as it is.</summary>
    public void Clipped(IReadOnlyList<PlotPoint> polygon, Action draw)
    {
        cairo_save(cr);
        Path(polygon, true);
        cairo_clip(cr);
        draw();
        cairo_restore(cr);
    }

    /// <summary>Puts pixels (opaque or premultiplied ARGB, row by row) with their upper left corner at a whole pixel.</summary>
    public void Pixels(int x, int y, int width, int height, ReadOnlySpan<uint> argb)
    {
        if (argb.Length != width * height)
            throw new ArgumentException("one value for each pixel", nameof(argb));
        var image = cairo_image_surface_create(FormatArgb32, width, height);
        try
        {
            Check(cairo_surface_status(image));
            cairo_surface_flush(image);
            var data = cairo_image_surface_get_data(image);
            var stride = cairo_image_surface_get_stride(image);
            for (var row = 0; row < height; row++)
                argb.Slice(row * width, width).CopyTo(new Span<uint>(data + (long)row * stride, width));
            cairo_surface_mark_dirty(image);
            cairo_set_source_surface(cr, image, x, y);
            cairo_paint(cr);
        }
        finally
        {
            cairo_surface_destroy(image);
        }
    }

    /// <summary>Strokes lines, all in one go so that translucent ones do not add up where they cross.</summary>
    public void Lines(IEnumerable<IReadOnlyList<PlotPoint>> lines, double width, Rgba color, ReadOnlySpan<double> dashes = default)
    {
        foreach (var line in lines)
            Path(line, false);
        Stroke(width, color, dashes);
    }

    /// <summary>Strokes one line.</summary>
    public void Line(IReadOnlyList<PlotPoint> line, double width, Rgba color, ReadOnlySpan<double> dashes = default)
        => Lines([line], width, color, dashes);

    /// <summary>Fills a polygon, and strokes its border when a width is given.</summary>
    public void Polygon(IReadOnlyList<PlotPoint> polygon, Rgba? fill, double width, Rgba border)
    {
        Path(polygon, true);
        if (fill is { } color)
        {
            Source(color);
            cairo_fill_preserve(cr);
        }
        Stroke(width, border, default);
    }

    /// <summary>Fills discs of one size, all in one go.</summary>
    public void Discs(IEnumerable<PlotPoint> centers, double radius, Rgba color)
    {
        foreach (var center in centers)
        {
            cairo_new_sub_path(cr);
            cairo_arc(cr, center.X, center.Y, radius, 0, 2 * Math.PI);
        }
        Source(color);
        cairo_fill(cr);
    }

    /// <summary>Strokes a circle.</summary>
    public void Circle(PlotPoint center, double radius, double width, Rgba color)
    {
        cairo_new_sub_path(cr);
        cairo_arc(cr, center.X, center.Y, radius, 0, 2 * Math.PI);
        Stroke(width, color, default);
    }

    /// <summary>Width of a text in pixels.</summary>
    public double TextWidth(string text, double size, bool bold = false)
    {
        Font(size, bold);
        TextExtents extents;
        cairo_text_extents(cr, Printable(text), &extents);
        return extents.XAdvance;
    }

    /// <summary>Writes a line of text; the point is on its base line. A halo keeps it readable on any ground.</summary>
    public void Text(PlotPoint at, string text, double size, Rgba color, Anchor anchor = Anchor.Start, bool bold = false, Rgba? halo = null)
    {
        text = Printable(text);
        var shift = anchor switch
        {
            Anchor.Middle => TextWidth(text, size, bold) / 2,
            Anchor.End => TextWidth(text, size, bold),
            _ => 0,
        };
        Font(size, bold);
        cairo_move_to(cr, at.X - shift, at.Y);
        cairo_text_path(cr, text);
        if (halo is { } ground)
        {
            Source(ground);
            cairo_set_line_width(cr, size / 4.5);
            cairo_stroke_preserve(cr);
        }
        Source(color);
        cairo_fill(cr);
    }

    /// <summary>Writes the picture as PNG.</summary>
    /// <exception cref="PlotException">Encoding failed.</exception>
    public void WritePng(Stream stream)
    {
        cairo_surface_flush(surface);
        var target = new PngTarget(stream);
        var handle = GCHandle.Alloc(target);
        int status;
        try
        {
            status = cairo_surface_write_to_png_stream(surface, &Receive, (void*)GCHandle.ToIntPtr(handle));
        }
        finally
        {
            handle.Free();
        }
        if (target.Failure is { } failure)
            throw failure is IOException
                ? new IOException(failure.Message, failure)
                : new PlotException("The picture could not be written.", failure);
        Check(status);
    }

    public void Dispose()
    {
        if (cr != 0)
            cairo_destroy(cr);
        if (surface != 0)
            cairo_surface_destroy(surface);
        cr = surface = 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static int Receive(void* closure, byte* data, uint length)
    {
        const int Success = 0, WriteError = 11;
        var target = (PngTarget)GCHandle.FromIntPtr((nint)closure).Target!;
        try
        {
            target.Stream.Write(new ReadOnlySpan<byte>(data, (int)length));
            return Success;
        }
        catch (Exception failure)
        {
            target.Failure = failure;
            return WriteError;
        }
    }

    private sealed class PngTarget(Stream stream)
    {
        public Stream Stream { get; } = stream;

        public Exception? Failure { get; set; }
    }

    private void Path(IReadOnlyList<PlotPoint> points, bool closed)
    {
        for (var i = 0; i < points.Count; i++)
            if (i == 0)
                cairo_move_to(cr, points[i].X, points[i].Y);
            else
                cairo_line_to(cr, points[i].X, points[i].Y);
        if (closed)
            cairo_close_path(cr);
    }

    private void Stroke(double width, Rgba color, ReadOnlySpan<double> dashes)
    {
        Source(color);
        cairo_set_line_width(cr, width);
        fixed (double* first = dashes)
            cairo_set_dash(cr, first, dashes.Length, 0);
        cairo_stroke(cr);
        cairo_set_dash(cr, null, 0, 0);
    }

    private void Source(Rgba color) => cairo_set_source_rgba(cr, color.Red, color.Green, color.Blue, color.Alpha);

    private void Font(double size, bool bold)
    {
        cairo_select_font_face(cr, FontFamily, 0, bold ? 1 : 0);
        cairo_set_font_size(cr, size);
    }

    /// <summary>Cairo stops for good at text that is not UTF-8, and a control character would be drawn as a box.</summary>
    private static string Printable(string text)
    {
        var printable = new char[text.Length];
        for (var i = 0; i < text.Length; i++)
            printable[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '?' : text[i];
        return new string(printable);
    }

    private static void Check(int status)
    {
        if (status != 0)
            throw new PlotException($"The picture could not be drawn: {Marshal.PtrToStringUTF8(cairo_status_to_string(status))}.");
    }
}
