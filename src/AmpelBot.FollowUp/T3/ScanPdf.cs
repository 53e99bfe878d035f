using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky.Ephemeris;

namespace AmpelBot.FollowUp.T3;

/// <summary>
/// A scan as one document to send on: summary, sky map, funnel, visibility, the table of all candidates, and a page for each of the first; its text can be
/// searched and its bookmarks lead to every candidate.
/// </summary>
/// <remarks>The same report and cutouts give the same bytes (on a machine with the same fonts).</remarks>
public static class ScanPdf
{
    /// <summary>Candidates that get a page, the first ones; all others are rows of the table.</summary>
    public const int MostPages = 50;

    /// <summary>Candidates that get a row of the table, the first ones; beyond, the document says where all are.</summary>
    public const int MostRows = 5000;

    /// <summary>Writes the document.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="readCutouts">Gives the cutouts of an alert; one that throws <see cref="ArchiveException"/> leaves their frames empty.</param>
    /// <param name="stream">Gets the PDF.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    public static async Task WriteAsync(ScanReport report, CutoutReader readCutouts, Stream stream, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var canvas = new Canvas(CandidatePage.WidthPixels, CandidatePage.HeightPixels, new PlotStyle(PlotFormat.Pdf), PlotTitle.Document(report, "scan " + report.ScanId));
        var pages = new ScanPages(canvas, report);
        ScanSummary.Draw(canvas, report, pages);

        pages.Next("Sky map");
        canvas.Inset(new PlotPoint(48, 96), (double)(CandidatePage.WidthPixels - 96) / AllSkyPlot.WidthPixels, () => AllSkyPlot.Draw(canvas, report, cancellation));
        pages.Next("Funnel");
        var height = FunnelPlot.HeightPixels(report);
        var scale = Math.Min(1.1, 1080.0 / height);
        canvas.Inset(new PlotPoint((CandidatePage.WidthPixels - FunnelPlot.WidthPixels * scale) / 2, 24), scale, () => FunnelPlot.Draw(canvas, report));
        if (report.Candidates.Count > 0)
        {
            pages.Next("Visibility");
            var site = ObservingSite.Palomar;
            canvas.Inset(new PlotPoint(48, 96), (double)(CandidatePage.WidthPixels - 96) / VisibilityPlot.WidthPixels,
                () => VisibilityPlot.Draw(canvas, report, site, VisibilityPlot.EveningOf(site, report.StartedUtc)));
            ScanPdfTable.Draw(canvas, report, pages, cancellation);
            await DrawCandidatesAsync(canvas, report, pages, readCutouts, cancellation);
        }
        cancellation.ThrowIfCancellationRequested();
        canvas.Write(stream);
    }

    /// <summary>The document in memory; see <see cref="WriteAsync"/>.</summary>
    internal static async Task<MemoryStream> MakeAsync(ScanReport report, CutoutReader readCutouts, CancellationToken cancellation)
    {
        var document = new MemoryStream();
        await WriteAsync(report, readCutouts, document, cancellation);
        return document;
    }

    /// <summary>One candidate's page alone.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="rank">The candidate's place, from 1.</param>
    /// <param name="readCutouts">As in <see cref="WriteAsync"/>.</param>
    /// <param name="style">Format, theme and size.</param>
    /// <param name="stream">Gets the page.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no candidate at that place.</exception>
    public static async Task WritePageAsync(ScanReport report, int rank, CutoutReader readCutouts, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, report.Candidates.Count);
        cancellation.ThrowIfCancellationRequested();
        var cutouts = await CutoutsAsync(report.Candidates[rank - 1], readCutouts, cancellation);
        using var canvas = new Canvas(CandidatePage.WidthPixels, CandidatePage.HeightPixels, style, PlotTitle.Document(report, CandidatePage.Title(report, rank)));
        new CandidatePage(canvas, report, rank).Draw(cutouts, cancellation);
        ScanPages.Foot(canvas, report, null);
        canvas.Write(stream);
    }

    /// <summary>The cutouts of a candidate's latest accepted alert; null when the archive cannot give them.</summary>
    internal static async Task<IReadOnlyList<Cutout>?> CutoutsAsync(Candidate candidate, CutoutReader readCutouts, CancellationToken cancellation)
    {
        try
        {
            return await readCutouts(candidate.Alerts[^1], cancellation);
        }
        catch (ArchiveException)
        {
            return null;
        }
    }

    private static async Task DrawCandidatesAsync(Canvas canvas, ScanReport report, ScanPages pages, CutoutReader readCutouts, CancellationToken cancellation)
    {
        int? parent = null;
        for (var rank = 1; rank <= Math.Min(report.Candidates.Count, MostPages); rank++)
        {
            cancellation.ThrowIfCancellationRequested();
            var cutouts = await CutoutsAsync(report.Candidates[rank - 1], readCutouts, cancellation);
            pages.Next(null);
            parent ??= canvas.Bookmark("Candidates");
            canvas.Bookmark(CandidatePage.Title(report, rank), parent);
            new CandidatePage(canvas, report, rank).Draw(cutouts, cancellation);
        }
    }
}

/// <summary>The pages of a document: each with what scan it is of, and its number.</summary>
internal sealed class ScanPages
{
    private readonly Canvas canvas;
    private readonly ScanReport report;
    private int page = 1;

    /// <summary>Begins with the first page.</summary>
    public ScanPages(Canvas canvas, ScanReport report)
    {
        (this.canvas, this.report) = (canvas, report);
        Foot(canvas, report, page);
    }

    /// <summary>Begins the next page, with a bookmark when it has a title.</summary>
    public void Next(string? title)
    {
        canvas.NextPage();
        Foot(canvas, report, ++page);
        if (title is not null)
            canvas.Bookmark(title);
    }

    /// <summary>The line at the foot of a page.</summary>
    public static void Foot(Canvas canvas, ScanReport report, int? page)
    {
        const double Size = 15, Y = CandidatePage.HeightPixels - 26;
        var text = $"{report.Plan.Notice.EventName}   scan {report.ScanId}   AmpelBot {report.ProgramVersion}";
        canvas.Text(new PlotPoint(48, Y), PlotText.Fitted(canvas, text, Size, false, 1300), Size, canvas.Palette.SoftInk);
        if (page is { } number)
            canvas.Text(new PlotPoint(CandidatePage.WidthPixels - 48, Y), string.Create(CultureInfo.InvariantCulture, $"page {number}"), Size, canvas.Palette.SoftInk, Anchor.End);
    }
}
