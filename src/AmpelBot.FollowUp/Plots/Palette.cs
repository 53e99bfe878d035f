namespace AmpelBot.FollowUp.Plots;

/// <summary>A colour, each part 0 to 1, not premultiplied.</summary>
internal readonly record struct Rgba(double Red, double Green, double Blue, double Alpha = 1)
{
    public static Rgba Hex(uint rgb, double alpha = 1)
        => new(((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0, (rgb & 255) / 255.0, alpha);
}

/// <summary>The colours of all plots: told apart with any colour vision and in grey (marks after Okabe and Ito 2008).</summary>
internal static class Palette
{
    public static readonly Rgba Paper = Rgba.Hex(0xFFFFFF);
    public static readonly Rgba Ink = Rgba.Hex(0x14181F);
    public static readonly Rgba SoftInk = Rgba.Hex(0x4A5361);
    public static readonly Rgba Graticule = Rgba.Hex(0x6B7480, 0.38);
    public static readonly Rgba Frame = Rgba.Hex(0x2B313A);
    public static readonly Rgba Candidate = Rgba.Hex(0xC94F00);
    public static readonly Rgba Rejected = Rgba.Hex(0x30363F, 0.45);
    public static readonly Rgba GalacticPlane = Rgba.Hex(0x008F68);
    public static readonly Rgba ZoomMark = Rgba.Hex(0xA0307A);

    private static readonly uint[] DensityStops = [0xFFFFFF, 0xDCE9F6, 0xAED0EA, 0x6AAEDD, 0x2E7EBC];

    /// <summary>Colour of a probability density as opaque ARGB.</summary>
    /// <param name="share">Share of the darkest, 0 to 1; anything else is brought to the nearer end.</param>
    public static uint DensityArgb(double share)
    {
        var at = Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1) * (DensityStops.Length - 1);
        var low = Math.Min((int)at, DensityStops.Length - 2);
        var part = at - low;
        uint argb = 0xFF;
        for (var shift = 16; shift >= 0; shift -= 8)
        {
            double a = (DensityStops[low] >> shift) & 255, b = (DensityStops[low + 1] >> shift) & 255;
            argb = (argb << 8) | (uint)Math.Round(a + (b - a) * part);
        }
        return argb;
    }
}
