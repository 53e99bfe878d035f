namespace AmpelBot.FollowUp.Plots;

/// <summary>A kind of picture of the sky.</summary>
/// <param name="Name">The word that people type.</param>
/// <param name="Shows">What it shows, a phrase.</param>
/// <param name="Write">
/// Draws it. Throws <see cref="PlotException"/> with a sentence for the person when the input lacks what the picture is of, or when the drawing
/// library is missing.
/// </param>
public sealed record SkyPlot(string Name, string Shows, Action<SkyPlotInput, PlotStyle, Stream, CancellationToken> Write);

/// <summary>The kinds of pictures of the sky, by name.</summary>
public static class SkyPlots
{
    /// <summary>All of them, in the order in which they are listed to people.</summary>
    public static IReadOnlyList<SkyPlot> All { get; } =
    [
        new("skymap", "the whole sky, and the region enlarged where it is small", (input, style, stream, cancellation) =>
            AllSkyPlot.Write(input.Report, style, stream, cancellation)),
        new("zoom", "each connected piece of the region enlarged", ZoomPlot.Write),
        new("distance", "how far the source is, from a map with distances", DistancePlot.Write),
        new("coverage", "how often and how deep the survey observed the region", CoveragePlot.Write),
        new("change", "the previous map and the new one side by side", ChangePlot.Write),
    ];

    /// <summary>The kind of a name, whatever its case; null when there is none.</summary>
    public static SkyPlot? Find(string name) => All.FirstOrDefault(plot => string.Equals(plot.Name, name, StringComparison.OrdinalIgnoreCase));
}
