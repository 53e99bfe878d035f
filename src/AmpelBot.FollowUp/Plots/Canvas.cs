using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
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

/// <summary>
/// A picture that is drawn on: lines, areas and text in units of the drawing, antialiased, in the order of the calls; written as PNG, PDF or SVG.
/// </summary>
/// <remarks>
/// The same calls give the same bytes on a machine with the same fonts. A PDF's text can be searched and copied, and it may have several pages.
/// </remarks>
internal sealed unsafe partial class Canvas : IDisposable
{
    private const string FontFamily = "DejaVu Sans";

    private readonly PlotFormat format;
    private readonly double scale;
    private readonly MemoryStream vectors = new();
    private GCHandle target;
    private nint surface;
    private nint cr;
    private int pages = 1;
    private bool written;

    /// <summary>A picture of one page, filled with the paper's colour.</summary>
    /// <param name="width">Width in units of the drawing; a PNG of its own size has a pixel for each.</param>
    /// <param name="height">Height in the same units.</param>
    /// <param name="style">Format, theme and size.</param>
    /// <param name="document">What a PDF says of itself; left out elsewhere.</param>
    /// <exception cref="PlotException">The drawing library is not on this machine, or has no memory.</exception>
    public Canvas(int width, int height, PlotStyle style, PlotDocument? document = null)
    {
        (Width, Height, Palette, format, scale) = (width, height, style.Palette, style.Format, style.ScaleOf(width));
        target = GCHandle.Alloc(new StreamTarget(vectors));
        try
        {
            surface = format switch
            {
                PlotFormat.Pdf => cairo_pdf_surface_create_for_stream(&Receive, (void*)GCHandle.ToIntPtr(target), width * scale, height * scale),
                PlotFormat.Svg => cairo_svg_surface_create_for_stream(&Receive, (void*)GCHandle.ToIntPtr(target), width * scale, height * scale),
                _ => cairo_image_surface_create(FormatArgb32, (int)Math.Round(width * scale), (int)Math.Round(height * scale)),
            };
            Check(cairo_surface_status(surface));
            cr = cairo_create(surface);
            Check(cairo_status(cr));
        }
        catch (DllNotFoundException missing)
        {
            Dispose();
            throw new PlotException(
                "Pictures cannot be drawn: the library libcairo.so.2 is not on this machine. " +
                "Install the package libcairo2 (sudo apt-get install libcairo2 fonts-dejavu-core).", missing);
        }
        catch (PlotException)
        {
            Dispose();
            throw;
        }
        if (format == PlotFormat.Pdf)
            Describe(document);
        var options = cairo_font_options_create();
        cairo_font_options_set_antialias(options, 2);
        cairo_font_options_set_hint_style(options, 1);
        cairo_font_options_set_hint_metrics(options, 1);
        cairo_set_font_options(cr, options);
        cairo_font_options_destroy(options);
        cairo_set_line_cap(cr, 1);
        cairo_set_line_join(cr, 1);
        cairo_scale(cr, scale, scale);
        PaintPaper();
    }

    /// <summary>Width in units of the drawing.</summary>
    public int Width { get; }

    /// <summary>Height in units of the drawing.</summary>
    public int Height { get; }

    /// <summary>The colours of the theme.</summary>
    public Palette Palette { get; }

    /// <summary>Ends the page and begins the next one, with paper and nothing else.</summary>
    /// <exception cref="InvalidOperationException">The picture is no PDF.</exception>
    public void NextPage()
    {
        if (format != PlotFormat.Pdf)
            throw new InvalidOperationException($"a {format} has one page");
        cairo_show_page(cr);
        pages++;
        PaintPaper();
    }

    /// <summary>An entry of the PDF's outline that leads to the top of the current page; nothing in other formats.</summary>
    /// <param name="title">What the reader sees.</param>
    /// <param name="parent">The entry that it stands under; null for the highest level.</param>
    /// <returns>The entry, for those under it.</returns>
    public int Bookmark(string title, int? parent = null)
        => format != PlotFormat.Pdf
            ? 0
            : cairo_pdf_surface_add_outline(surface, parent ?? 0, Printable(title), FormattableString.Invariant($"page={pages} pos=[0 0]"), 1);

    /// <summary>Makes a rectangle of the current page of a PDF lead to an address; nothing in other formats.</summary>
    /// <param name="rect">Where to click.</param>
    /// <param name="address">The address, absolute.</param>
    public void Link(PlotRect rect, Uri address)
    {
        if (format != PlotFormat.Pdf)
            return;
        var uri = address.AbsoluteUri.Replace("'", "%27", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal);
        cairo_tag_begin(cr, "Link", FormattableString.Invariant(
            $"rect=[{rect.X * scale:0.###} {rect.Y * scale:0.###} {rect.Width * scale:0.###} {rect.Height * scale:0.###}] uri='{uri}'"));
        cairo_tag_end(cr, "Link");
    }

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

    /// <summary>Puts pixels (opaque or premultiplied ARGB, row by row) with their upper left corner at a whole pixel; sharp ones stay squares when scaled.</summary>
    public void Pixels(int x, int y, int width, int height, ReadOnlySpan<uint> argb, bool isSharp = false)
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
            if (isSharp)
                cairo_pattern_set_filter(cairo_get_source(cr), NearestFilter);
            cairo_paint(cr);
        }
        finally
        {
            cairo_surface_destroy(image);
        }
    }

    /// <summary>Puts coarse pixels (premultiplied ARGB, row by row) over a rectangle, blended into each other.</summary>
    public void Shades(PlotRect rect, int width, int height, ReadOnlySpan<uint> argb) => Scaled(rect, width, height, argb, isSharp: false);

    /// <summary>An image in a rectangle, each of its pixels a sharp square; opaque ARGB, row by row.</summary>
    public void Image(PlotRect rect, int width, int height, ReadOnlySpan<uint> argb) => Scaled(rect, width, height, argb, isSharp: true);

    /// <summary>Runs a drawing that has its own upper left corner and scale.</summary>
    /// <param name="corner">Where its corner comes to lie.</param>
    /// <param name="scale">Size of its unit.</param>
    /// <param name="draw">The drawing.</param>
    public void Inset(PlotPoint corner, double scale, Action draw)
    {
        cairo_save(cr);
        cairo_translate(cr, corner.X, corner.Y);
        cairo_scale(cr, scale, scale);
        draw();
        cairo_restore(cr);
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
        if (format == PlotFormat.Png)
        {
            Source(color);
            cairo_fill(cr);
            return;
        }
        cairo_new_path(cr);
        Source(color);
        cairo_move_to(cr, at.X - shift, at.Y);
        cairo_show_text(cr, text);
        cairo_new_path(cr);
    }

    /// <summary>Writes a line of text upwards; see <see cref="Text"/>.</summary>
    public void TextUpwards(PlotPoint at, string text, double size, Rgba color, Anchor anchor = Anchor.Start)
    {
        cairo_save(cr);
        cairo_translate(cr, at.X, at.Y);
        cairo_rotate(cr, -Math.PI / 2);
        Text(new PlotPoint(0, 0), text, size, color, anchor);
        cairo_restore(cr);
    }

    /// <summary>Ends the picture and writes it in its format. Nothing can be drawn after.</summary>
    /// <exception cref="PlotException">Encoding failed.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public void Write(Stream stream)
    {
        if (written)
            throw new InvalidOperationException("the picture has been written");
        written = true;
        Check(cairo_status(cr));
        if (format == PlotFormat.Png)
        {
            WritePng(stream);
            return;
        }
        cairo_surface_finish(surface);
        Check(cairo_surface_status(surface));
        if (format == PlotFormat.Pdf)
            vectors.WriteTo(stream);
        else
            stream.Write(Encoding.UTF8.GetBytes(Renumbered(Encoding.UTF8.GetString(vectors.GetBuffer(), 0, (int)vectors.Length))));
    }

    public void Dispose()
    {
        if (cr != 0)
            cairo_destroy(cr);
        if (surface != 0)
            cairo_surface_destroy(surface);
        cr = surface = 0;
        if (target.IsAllocated)
            target.Free();
    }

    private void Scaled(PlotRect rect, int width, int height, ReadOnlySpan<uint> argb, bool isSharp)
    {
        cairo_save(cr);
        cairo_translate(cr, rect.X, rect.Y);
        cairo_scale(cr, rect.Width / width, rect.Height / height);
        Pixels(0, 0, width, height, argb, isSharp);
        cairo_restore(cr);
    }

    private void WritePng(Stream stream)
    {
        cairo_surface_flush(surface);
        var png = new StreamTarget(stream);
        var handle = GCHandle.Alloc(png);
        int status;
        try
        {
            status = cairo_surface_write_to_png_stream(surface, &Receive, (void*)GCHandle.ToIntPtr(handle));
        }
        finally
        {
            handle.Free();
        }
        if (png.Failure is { } failure)
            throw failure is IOException
                ? new IOException(failure.Message, failure)
                : new PlotException("The picture could not be written.", failure);
        Check(status);
    }

    private void Describe(PlotDocument? document)
    {
        const int Title = 0, Creator = 4, CreateDate = 5;
        cairo_pdf_surface_set_metadata(surface, Title, Printable(document?.Title ?? ""));
        cairo_pdf_surface_set_metadata(surface, Creator, Printable(document?.Creator ?? "AmpelBot"));
        // Without a time of ours cairo enters the clock's, and no two files would be the same.
        cairo_pdf_surface_set_metadata(surface, CreateDate,
            (document?.CreatedUtc ?? DateTimeOffset.UnixEpoch).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>Cairo numbers what an SVG defines by a counter of the process; here by their order in the file.</summary>
    private static string Renumbered(string svg)
    {
        var numbers = new Dictionary<string, string>();
        return SvgId().Replace(svg, match =>
        {
            var (kind, id) = (match.Groups[2].Value, match.Groups[2].Value + match.Groups[3].Value);
            if (!numbers.TryGetValue(id, out var own))
                numbers[id] = own = FormattableString.Invariant($"{kind}{numbers.Count}");
            return match.Groups[1].Value + own;
        });
    }

    [GeneratedRegex("""(id="|#)([a-z]+)([0-9]+)(?=["-)])""")]
    private static partial Regex SvgId();

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static int Receive(void* closure, byte* data, uint length)
    {
        const int Success = 0, WriteError = 11;
        var target = (StreamTarget)GCHandle.FromIntPtr((nint)closure).Target!;
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

    private sealed class StreamTarget(Stream stream)
    {
        public Stream Stream { get; } = stream;

        public Exception? Failure { get; set; }
    }

    private void PaintPaper()
    {
        Source(Palette.Paper);
        cairo_paint(cr);
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
