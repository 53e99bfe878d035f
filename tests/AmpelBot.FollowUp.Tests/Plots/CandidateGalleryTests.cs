using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Testing;

namespace AmpelBot.FollowUp.Tests.Plots;

/// <summary>
/// The pictures of candidates in docs/gallery, of the simulated survey. AMPELBOT_WRITE_EXAMPLES=1 ./test CandidateGallery writes them anew; otherwise they are
/// compared, with a tolerance for another version of the drawing library or of the fonts.
/// </summary>
public sealed class CandidateGalleryTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private const double MostDifferent = 0.02;

    [Theory]
    [InlineData("candidate-card", "card", PlotTheme.Light)]
    [InlineData("candidate-card-dark", "card", PlotTheme.Dark)]
    [InlineData("candidate-lightcurve", "lightcurve", PlotTheme.Light)]
    [InlineData("candidate-page", "page", PlotTheme.Light)]
    [InlineData("candidate-page-analysis", "page", PlotTheme.Light)]
    [InlineData("candidate-funnel", "funnel", PlotTheme.Light)]
    [InlineData("candidate-visibility", "visibility", PlotTheme.Light)]
    public async Task The_picture_is_the_one_in_the_gallery(string file, string kind, PlotTheme theme)
    {
        var made = await SimulatedReport.OfAsync(simulated, 12);
        var report = file.EndsWith("analysis", StringComparison.Ordinal) ? WithAnalysis(made.Report) : made.Report;
        using var stream = new MemoryStream();
        await CandidatePlots.Find(kind)!.WriteAsync(report, new CandidatePlotChoice(), made.Cutouts, new PlotStyle(Theme: theme, WidthPixels: 800), stream, CancellationToken.None);
        var path = Path.Combine(Repository.Folder, "docs", "gallery", file + ".png");
        if (Environment.GetEnvironmentVariable("AMPELBOT_WRITE_EXAMPLES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, stream.ToArray());
        }
        var (drawn, kept) = (PngPixels.Of(stream.ToArray()), PngPixels.Of(await File.ReadAllBytesAsync(path)));
        Assert.Equal((kept.Width, kept.Height), (drawn.Width, drawn.Height));
        Assert.InRange(kept.ShareDifferent(drawn, 40), 0, MostDifferent);
    }

    // Invented, to show where results of analysis will stand.
    private static ScanReport WithAnalysis(ScanReport report)
    {
        var candidate = report.Candidates[0];
        var analysis = new CandidateAnalysis
        {
            Sources =
            [
                new("host A", "invented", Near(2, 3), true), new("star 1", "invented", Near(-18, 9), false),
                new("galaxy 2", "invented", Near(25, -14), false), new("star 3", "invented", Near(8, 21), false),
            ],
            Hosts = [new("host A", "z = 0.022 (invented), 3.6″")],
            Models = [new("kilonova", "0.05 M☉ (invented)")],
            ScoreTerms = [new("region", "0.24 (invented)"), new("distance", "0.9 (invented)")],
        };
        return report with { Candidates = [candidate with { Analysis = analysis }, .. report.Candidates.Skip(1)] };

        SkyCoord Near(double eastArcsec, double northArcsec)
            => new(candidate.Coord.RaDeg + eastArcsec / 3600 / Math.Cos(candidate.Coord.DecDeg * Math.PI / 180), candidate.Coord.DecDeg + northArcsec / 3600);
    }
}
