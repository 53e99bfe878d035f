namespace AmpelBot.FollowUp.Plots;

/// <summary>The file format of a picture.</summary>
public enum PlotFormat
{
    /// <summary>Pixels; what a chat shows.</summary>
    Png,

    /// <summary>Lines and searchable text, several pages; what is printed and sent on.</summary>
    Pdf,

    /// <summary>Lines; what goes into a web page or a talk.</summary>
    Svg,
}

/// <summary>The ground that a picture is drawn on.</summary>
public enum PlotTheme
{
    /// <summary>Dark ink on white.</summary>
    Light,

    /// <summary>Light ink on near-black.</summary>
    Dark,
}

/// <summary>How a picture is written: the same routine draws all of them.</summary>
/// <param name="Format">The file format.</param>
/// <param name="Theme">Light or dark.</param>
/// <param name="WidthPixels">
/// Width, 200 to 8000: pixels of a PNG, points (1/72 inch) of a PDF or SVG; the height follows. Null for the picture's own width as PNG and
/// half of that in points.
/// </param>
public sealed record PlotStyle(PlotFormat Format = PlotFormat.Png, PlotTheme Theme = PlotTheme.Light, int? WidthPixels = null)
{
    /// <summary>The least width.</summary>
    public const int LeastWidthPixels = 200;

    /// <summary>The greatest width.</summary>
    public const int MostWidthPixels = 8000;

    /// <summary>A light PNG of the picture's own size.</summary>
    public static PlotStyle Png { get; } = new();

    /// <summary>The colours of the theme.</summary>
    internal Palette Palette => Theme == PlotTheme.Dark ? Palette.Dark : Palette.Light;

    /// <summary>Pixels or points for each unit of a drawing that is this many units wide.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not 200 to 8000.</exception>
    internal double ScaleOf(int widthUnits) => WidthPixels switch
    {
        null => Format == PlotFormat.Png ? 1 : 0.5,
        >= LeastWidthPixels and <= MostWidthPixels => (double)WidthPixels.Value / widthUnits,
        _ => throw new ArgumentOutOfRangeException(
            "size", WidthPixels, $"a picture is {LeastWidthPixels} to {MostWidthPixels} pixels (PDF, SVG: points) wide"),
    };
}

/// <summary>What a PDF says of itself in its properties; the time is an argument so that the same input gives the same bytes.</summary>
/// <param name="Title">Title.</param>
/// <param name="CreatedUtc">Time that is entered as that of its making.</param>
/// <param name="Creator">Program and version.</param>
internal sealed record PlotDocument(string Title, DateTimeOffset CreatedUtc, string Creator);
