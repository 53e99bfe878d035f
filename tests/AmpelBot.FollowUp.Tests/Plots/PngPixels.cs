using System.Runtime.InteropServices;
using System.Text;

namespace AmpelBot.FollowUp.Tests.Plots;

/// <summary>A PNG as pixels.</summary>
internal sealed class PngPixels
{
    private const string Cairo = "libcairo.so.2";

    private PngPixels(int width, int height, uint[] argb) => (Width, Height, Argb) = (width, height, argb);

    public int Width { get; }

    public int Height { get; }

    public uint[] Argb { get; }

    public static PngPixels Of(byte[] png)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, png);
            var surface = cairo_image_surface_create_from_png(Encoding.UTF8.GetBytes(path + "\0"));
            Assert.Equal(0, cairo_surface_status(surface));
            int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
            var argb = new uint[width * height];
            var line = new int[width];
            for (var row = 0; row < height; row++)
            {
                Marshal.Copy(cairo_image_surface_get_data(surface) + row * cairo_image_surface_get_stride(surface), line, 0, width);
                MemoryMarshal.Cast<int, uint>(line).CopyTo(argb.AsSpan(row * width));
            }
            cairo_surface_destroy(surface);
            return new PngPixels(width, height, argb);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Share of pixels of which a colour differs by more than an amount (of 255).</summary>
    public double ShareDifferent(PngPixels other, int amount)
    {
        var different = 0;
        for (var i = 0; i < Argb.Length; i++)
        {
            var most = 0;
            for (var shift = 0; shift < 24; shift += 8)
                most = Math.Max(most, Math.Abs((int)((Argb[i] >> shift) & 255) - (int)((other.Argb[i] >> shift) & 255)));
            if (most > amount)
                different++;
        }
        return (double)different / Argb.Length;
    }

    [DllImport(Cairo)]
    private static extern nint cairo_image_surface_create_from_png(byte[] path);

    [DllImport(Cairo)]
    private static extern int cairo_surface_status(nint surface);

    [DllImport(Cairo)]
    private static extern int cairo_image_surface_get_width(nint surface);

    [DllImport(Cairo)]
    private static extern int cairo_image_surface_get_height(nint surface);

    [DllImport(Cairo)]
    private static extern int cairo_image_surface_get_stride(nint surface);

    [DllImport(Cairo)]
    private static extern nint cairo_image_surface_get_data(nint surface);

    [DllImport(Cairo)]
    private static extern void cairo_surface_destroy(nint surface);
}
