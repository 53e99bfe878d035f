namespace AmpelBot.FollowUp.Plots;

/// <summary>A colour, each part 0 to 1, not premultiplied.</summary>
internal readonly record struct Rgba(double Red, double Green, double Blue, double Alpha = 1)
{
    public static Rgba Hex(uint rgb, double alpha = 1)
        => new(((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0, (rgb & 255) / 255.0, alpha);

    /// <summary>The colour mixed with another: share 0 is this one, 1 the other.</summary>
    public Rgba Mixed(Rgba other, double share) => new(
        Red + (other.Red - Red) * share, Green + (other.Green - Green) * share, Blue + (other.Blue - Blue) * share, Alpha);

    /// <summary>Opaque ARGB, one byte each.</summary>
    public uint Argb => 0xFF000000 | (uint)Math.Round(Red * 255) << 16 | (uint)Math.Round(Green * 255) << 8 | (uint)Math.Round(Blue * 255);
}

/// <summary>The colours of all plots: told apart with any colour vision and in grey (marks after Okabe and Ito 2008).</summary>
internal sealed class Palette
{
    public static readonly Palette Light = new()
    {
        Paper = Rgba.Hex(0xFFFFFF),
        Ink = Rgba.Hex(0x14181F),
        SoftInk = Rgba.Hex(0x4A5361),
        Graticule = Rgba.Hex(0x6B7480, 0.38),
        Frame = Rgba.Hex(0x2B313A),
        Candidate = Rgba.Hex(0xC94F00),
        Rejected = Rgba.Hex(0x30363F, 0.38),
        GalacticPlane = Rgba.Hex(0x008F68),
        ZoomMark = Rgba.Hex(0xA0307A),
        Sun = Rgba.Hex(0xE6A100),
        Moon = Rgba.Hex(0x7A8494),
        SurveyLimit = Rgba.Hex(0x7A5C00),
        DensityStops = [0xFFFFFF, 0xDCE9F6, 0xAED0EA, 0x6AAEDD, 0x2E7EBC],
        OrderedStops = [0xF3E9B5, 0xA9D18E, 0x43A58D, 0x1F6E8C, 0x2B2F6B],
        Lift = 0,
    };

    public static readonly Palette Dark = new()
    {
        Paper = Rgba.Hex(0x11151C),
        Ink = Rgba.Hex(0xF1F4F8),
        SoftInk = Rgba.Hex(0xAEB8C6),
        Graticule = Rgba.Hex(0xA9B4C2, 0.30),
        Frame = Rgba.Hex(0xC3CCD8),
        Candidate = Rgba.Hex(0xFF9A4D),
        Rejected = Rgba.Hex(0xD5DCE6, 0.38),
        GalacticPlane = Rgba.Hex(0x3CCB9F),
        ZoomMark = Rgba.Hex(0xE58AC6),
        Sun = Rgba.Hex(0xF5C542),
        Moon = Rgba.Hex(0xC3CCD8),
        SurveyLimit = Rgba.Hex(0xD9B64A),
        DensityStops = [0x11151C, 0x152C45, 0x174C78, 0x1F74B5, 0x4FA9E8],
        OrderedStops = [0x2B3566, 0x23668C, 0x3A9A8C, 0x93C47D, 0xF3E9B5],
        Lift = 0.4,
    };

    private Palette()
    {
    }

    public Rgba Paper { get; private init; }

    public Rgba Ink { get; private init; }

    public Rgba SoftInk { get; private init; }

    public Rgba Graticule { get; private init; }

    public Rgba Frame { get; private init; }

    public Rgba Candidate { get; private init; }

    public Rgba Rejected { get; private init; }

    public Rgba GalacticPlane { get; private init; }

    public Rgba ZoomMark { get; private init; }

    public Rgba Sun { get; private init; }

    public Rgba Moon { get; private init; }

    public Rgba SurveyLimit { get; private init; }

    private uint[] DensityStops { get; init; } = [];

    private uint[] OrderedStops { get; init; } = [];

    private double Lift { get; init; }

    /// <summary>A colour that was chosen for white paper, made readable on this paper.</summary>
    public Rgba OnPaper(Rgba color) => color.Mixed(Rgba.Hex(0xFFFFFF), Lift);

    /// <summary>Colour of a probability density as opaque ARGB.</summary>
    /// <param name="share">Share of the darkest, 0 to 1; anything else is brought to the nearer end.</param>
    public uint DensityArgb(double share) => Between(DensityStops, share);

    /// <summary>Colour of a count or depth as opaque ARGB, from the least to the most, all of them apart from the paper.</summary>
    /// <param name="share">0 to 1; anything else is brought to the nearer end.</param>
    public uint OrderedArgb(double share) => Between(OrderedStops, share);

    private static uint Between(uint[] stops, double share)
    {
        var at = Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1) * (stops.Length - 1);
        var low = Math.Min((int)at, stops.Length - 2);
        return Rgba.Hex(stops[low]).Mixed(Rgba.Hex(stops[low + 1]), at - low).Argb;
    }
}
