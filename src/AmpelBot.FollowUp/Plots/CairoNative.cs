using System.Runtime.InteropServices;

namespace AmpelBot.FollowUp.Plots;

/// <summary>The entry points of libcairo 2 that the plots use, under the names of its C interface.</summary>
internal static unsafe partial class CairoNative
{
    private const string Cairo = "libcairo.so.2";

    /// <summary>CAIRO_FORMAT_ARGB32: 32 bits a pixel in the machine's byte order, alpha in the highest byte, premultiplied.</summary>
    internal const int FormatArgb32 = 0;

    /// <summary>CAIRO_FILTER_NEAREST: an image's pixels stay squares.</summary>
    internal const int NearestFilter = 3;

    [LibraryImport(Cairo)]
    internal static partial nint cairo_image_surface_create(int format, int width, int height);

    [LibraryImport(Cairo)]
    internal static partial void cairo_surface_destroy(nint surface);

    [LibraryImport(Cairo)]
    internal static partial int cairo_surface_status(nint surface);

    [LibraryImport(Cairo)]
    internal static partial void cairo_surface_flush(nint surface);

    [LibraryImport(Cairo)]
    internal static partial void cairo_surface_mark_dirty(nint surface);

    [LibraryImport(Cairo)]
    internal static partial byte* cairo_image_surface_get_data(nint surface);

    [LibraryImport(Cairo)]
    internal static partial int cairo_image_surface_get_stride(nint surface);

    [LibraryImport(Cairo)]
    internal static partial int cairo_surface_write_to_png_stream(
        nint surface, delegate* unmanaged[Cdecl]<void*, byte*, uint, int> write, void* closure);

    [LibraryImport(Cairo)]
    internal static partial nint cairo_pdf_surface_create_for_stream(
        delegate* unmanaged[Cdecl]<void*, byte*, uint, int> write, void* closure, double widthPoints, double heightPoints);

    [LibraryImport(Cairo, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void cairo_pdf_surface_set_metadata(nint surface, int metadata, string text);

    [LibraryImport(Cairo, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int cairo_pdf_surface_add_outline(nint surface, int parent, string text, string attributes, int flags);

    [LibraryImport(Cairo)]
    internal static partial nint cairo_svg_surface_create_for_stream(
        delegate* unmanaged[Cdecl]<void*, byte*, uint, int> write, void* closure, double widthPoints, double heightPoints);

    [LibraryImport(Cairo)]
    internal static partial void cairo_surface_finish(nint surface);

    [LibraryImport(Cairo)]
    internal static partial void cairo_show_page(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_scale(nint cr, double x, double y);

    [LibraryImport(Cairo, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void cairo_show_text(nint cr, string text);

    [LibraryImport(Cairo, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void cairo_tag_begin(nint cr, string name, string attributes);

    [LibraryImport(Cairo, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void cairo_tag_end(nint cr, string name);

    [LibraryImport(Cairo)]
    internal static partial void cairo_rotate(nint cr, double angle);

    [LibraryImport(Cairo)]
    internal static partial void cairo_translate(nint cr, double x, double y);

    [LibraryImport(Cairo)]
    internal static partial nint cairo_status_to_string(int status);

    [LibraryImport(Cairo)]
    internal static partial nint cairo_create(nint surface);

    [LibraryImport(Cairo)]
    internal static partial void cairo_destroy(nint cr);

    [LibraryImport(Cairo)]
    internal static partial int cairo_status(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_save(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_restore(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_set_source_rgba(nint cr, double red, double green, double blue, double alpha);

    [LibraryImport(Cairo)]
    internal static partial void cairo_set_source_surface(nint cr, nint surface, double x, double y);

    [LibraryImport(Cairo)]
    internal static partial nint cairo_get_source(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_pattern_set_filter(nint pattern, int filter);

    [LibraryImport(Cairo)]
    internal static partial void cairo_paint(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_new_path(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_new_sub_path(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_move_to(nint cr, double x, double y);

    [LibraryImport(Cairo)]
    internal static partial void cairo_line_to(nint cr, double x, double y);

    [LibraryImport(Cairo)]
    internal static partial void cairo_close_path(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_arc(nint cr, double x, double y, double radius, double from, double to);

    [LibraryImport(Cairo)]
    internal static partial void cairo_rectangle(nint cr, double x, double y, double width, double height);

    [LibraryImport(Cairo)]
    internal static partial void cairo_fill(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_fill_preserve(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_stroke(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_stroke_preserve(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_clip(nint cr);

    [LibraryImport(Cairo)]
    internal static partial void cairo_set_line_width(nint cr, double width);

    [LibraryImport(Cairo)]
    internal static partial void cairo_set_line_cap(nint cr, int cap);

    [LibraryImport(Cairo)]
    internal static partial void cairo_set_line_join(nint cr, int join);

    [LibraryImport(Cairo)]
    internal static partial void cairo_set_dash(nint cr, double* dashes, int count, double offset);

    [LibraryImport(Cairo, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void cairo_select_font_face(nint cr, string family, int slant, int weight);

    [LibraryImport(Cairo)]
    internal static partial void cairo_set_font_size(nint cr, double size);

    [LibraryImport(Cairo)]
    internal static partial void cairo_set_font_options(nint cr, nint options);

    [LibraryImport(Cairo)]
    internal static partial nint cairo_font_options_create();

    [LibraryImport(Cairo)]
    internal static partial void cairo_font_options_destroy(nint options);

    [LibraryImport(Cairo)]
    internal static partial void cairo_font_options_set_antialias(nint options, int antialias);

    [LibraryImport(Cairo)]
    internal static partial void cairo_font_options_set_hint_style(nint options, int style);

    [LibraryImport(Cairo)]
    internal static partial void cairo_font_options_set_hint_metrics(nint options, int metrics);

    [LibraryImport(Cairo, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void cairo_text_extents(nint cr, string text, TextExtents* extents);

    [LibraryImport(Cairo, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void cairo_text_path(nint cr, string text);

    /// <summary>cairo_text_extents_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TextExtents
    {
        internal double XBearing;
        internal double YBearing;
        internal double Width;
        internal double Height;
        internal double XAdvance;
        internal double YAdvance;
    }
}
