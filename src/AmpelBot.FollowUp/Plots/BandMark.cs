namespace AmpelBot.FollowUp.Plots;

/// <summary>How the points of a band are drawn: its colour, and a shape that tells it apart without colour.</summary>
/// <param name="Color">The colour.</param>
/// <param name="Shape">Corners of the mark, around 0, within a circle of radius 1; none for a disc.</param>
internal sealed record BandMark(Rgba Color, IReadOnlyList<PlotPoint> Shape)
{
    private static readonly IReadOnlyList<PlotPoint> Disc = [];
    private static readonly IReadOnlyList<PlotPoint> Square = [new(-0.86, -0.86), new(0.86, -0.86), new(0.86, 0.86), new(-0.86, 0.86)];
    private static readonly IReadOnlyList<PlotPoint> Diamond = [new(0, -1.25), new(1.1, 0), new(0, 1.25), new(-1.1, 0)];
    private static readonly IReadOnlyList<PlotPoint> Up = [new(0, -1.15), new(1.1, 0.85), new(-1.1, 0.85)];
    private static readonly IReadOnlyList<PlotPoint> Down = [new(0, 1.15), new(1.1, -0.85), new(-1.1, -0.85)];

    private static readonly IReadOnlyList<PlotPoint> Cross =
    [
        new(-1.1, -0.5), new(-0.5, -1.1), new(0, -0.6), new(0.5, -1.1), new(1.1, -0.5), new(0.6, 0),
        new(1.1, 0.5), new(0.5, 1.1), new(0, 0.6), new(-0.5, 1.1), new(-1.1, 0.5), new(-0.6, 0),
    ];

    /// <summary>The mark of a band: green, red and so on as the surveys have it, in shades that any colour vision tells apart.</summary>
    /// <param name="band">Band as people write it.</param>
    public static BandMark Of(string band) => band switch
    {
        "u" => new(Rgba.Hex(0x0072B2), Up),
        "g" or "c" => new(Rgba.Hex(0x008F68), Disc),
        "r" or "o" => new(Rgba.Hex(0xC94F00), Square),
        "i" => new(Rgba.Hex(0xA0307A), Diamond),
        "z" => new(Rgba.Hex(0x3B4BA8), Down),
        _ => new(Rgba.Hex(0x4A5361), Cross),
    };

    /// <summary>Draws the mark.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="at">Where its middle is.</param>
    /// <param name="radius">Its size in pixels.</param>
    /// <param name="isFilled">Whether it is filled, or only its border drawn.</param>
    public void Draw(Canvas canvas, PlotPoint at, double radius, bool isFilled)
    {
        var color = canvas.Palette.OnPaper(Color);
        var border = isFilled ? canvas.Palette.Paper : color;
        var width = isFilled ? 1.5 : 3;
        if (Shape.Count > 0)
        {
            canvas.Polygon([.. Shape.Select(p => new PlotPoint(at.X + p.X * radius, at.Y + p.Y * radius))], isFilled ? color : canvas.Palette.Paper, width, border);
            return;
        }
        canvas.Discs([at], radius, isFilled ? color : canvas.Palette.Paper);
        canvas.Circle(at, radius, width, border);
    }
}
