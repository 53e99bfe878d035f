using System.Globalization;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.Sky.Ephemeris;

namespace AmpelBot.FollowUp.Plots;

/// <summary>What a plot of candidates is drawn of, beside the scan.</summary>
public sealed record CandidatePlotChoice
{
    /// <summary>The candidate's place, from 1; plots of all candidates do not look at it.</summary>
    public int Rank { get; init; } = 1;

    /// <summary>The site of the visibility plot.</summary>
    public ObservingSite Site { get; init; } = ObservingSite.Palomar;

    /// <summary>The site's date on which the night of the visibility plot begins; null for that of the scan.</summary>
    public DateOnly? Evening { get; init; }
}

/// <summary>A kind of plot.</summary>
/// <param name="Name">Its name, one word.</param>
/// <param name="Shows">What it shows, one line.</param>
/// <param name="IsOfOneCandidate">Whether it is of the candidate at <see cref="CandidatePlotChoice.Rank"/>.</param>
/// <param name="WriteAsync">
/// Draws it. Throws <see cref="PlotException"/> with a sentence for the person when there is no candidate at the rank, or when the drawing library is missing.
/// </param>
public sealed record CandidatePlot(
    string Name, string Shows, bool IsOfOneCandidate,
    Func<ScanReport, CandidatePlotChoice, CutoutReader, PlotStyle, Stream, CancellationToken, Task> WriteAsync);

/// <summary>The plots of candidates and of how they were found, by name.</summary>
public static class CandidatePlots
{
    /// <summary>All of them, in the order in which they are listed to people.</summary>
    public static IReadOnlyList<CandidatePlot> All { get; } =
    [
        new("card", "light curve and cutouts of a candidate, for a chat", true, async (report, choice, cutouts, style, stream, cancellation) =>
        {
            var candidate = CandidateAt(report, choice.Rank);
            CandidateCardPlot.Write(report, candidate, await ScanPdf.CutoutsAsync(candidate, cutouts, cancellation), style, stream, cancellation);
        }),
        new("lightcurve", "light curve of a candidate", true, (report, choice, _, style, stream, cancellation) =>
        {
            CandidateLightCurvePlot.Write(report, CandidateAt(report, choice.Rank), style, stream, cancellation);
            return Task.CompletedTask;
        }),
        new("page", "everything about a candidate on one page", true, (report, choice, cutouts, style, stream, cancellation) =>
            ScanPdf.WritePageAsync(report, Checked(report, choice.Rank), cutouts, style, stream, cancellation)),
        new("funnel", "how many alerts each cut took", false, (report, _, _, style, stream, cancellation) =>
        {
            FunnelPlot.Write(report, style, stream, cancellation);
            return Task.CompletedTask;
        }),
        new("visibility", "when the first candidates can be observed in a night from a site", false, (report, choice, _, style, stream, cancellation) =>
        {
            VisibilityPlot.Write(report, choice.Site, choice.Evening, style, stream, cancellation);
            return Task.CompletedTask;
        }),
    ];

    /// <summary>The kind of a name, in any case; null when there is none.</summary>
    public static CandidatePlot? Find(string name) => All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.OrdinalIgnoreCase));

    private static Candidate CandidateAt(ScanReport report, int rank) => report.Candidates[Checked(report, rank) - 1];

    private static int Checked(ScanReport report, int rank) => rank >= 1 && rank <= report.Candidates.Count
        ? rank
        : throw new PlotException(string.Create(CultureInfo.InvariantCulture, $"There is no candidate {rank}: the scan has {TextNumbers.Count(report.Candidates.Count, "candidate")}."));
}
