using AmpelBot.Alerts;
using AmpelBot.Alerts.Archive;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.Tests.Plots;

namespace AmpelBot.FollowUp.Tests.T3;

public sealed class ScanPdfTests
{
    private const string NoPoppler = "pdftotext (poppler-utils) is not on this machine";

    [Fact]
    public async Task The_same_report_gives_the_same_bytes()
    {
        var report = Reports.Of(candidates: 3);
        var pdf = await PdfAsync(report);
        Assert.Equal("%PDF"u8, pdf.AsSpan(0, 4));
        Assert.Equal(pdf, await PdfAsync(report));
    }

    [SkippableFact]
    public async Task Its_text_can_be_searched_and_holds_every_part()
    {
        Skip.IfNot(File.Exists("/usr/bin/pdftotext"), NoPoppler);
        var report = Reports.Of().WithFirst(c => c with { Votes = Reports.SomeVotes });
        var text = Poppler.Text(await PdfAsync(report with { Coverage = Reports.Coverage(report), Remarks = ["A remark of the scan."] }));
        foreach (var part in new[]
        {
            "Search for counterparts of S190814bv", "12 candidates", "gravitational wave", "bayestar.fits.gz", "channel", "EventWindow", "DecentFilter",
            "seen twice", "73.8 %", "A remark of the scan.", "Gaia step is not taken", "SHA-256", report.ScanId, "what each cut took", "from Palomar",
            "Candidates 1 to 12 of 12", "rejected (AGN)", "https://alerce.online/object/", "wis-tns.org", "page 17",
        })
            Assert.Contains(part, text);
        Assert.All(report.Candidates, c => Assert.Contains(c.Name, text));
        Assert.DoesNotContain("Hosts", text);
        Assert.DoesNotContain("page 18", text);
    }

    [SkippableFact]
    public async Task Five_thousand_candidates_are_rows_and_only_the_first_have_pages()
    {
        Skip.IfNot(File.Exists("/usr/bin/pdftotext"), NoPoppler);
        var report = Reports.Of(candidates: 5000);
        var text = Poppler.Text(await PdfAsync(report));
        Assert.Contains("5,000 candidates; pages of the first 50, rows of all", text);
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        Assert.All(report.Candidates, c => Assert.Contains(c.Name, words));
        Assert.Contains("50. " + report.Candidates[49].Name, text);
        Assert.DoesNotContain("51. " + report.Candidates[50].Name, text);
    }

    [SkippableFact]
    public async Task What_has_no_row_is_said()
    {
        Skip.IfNot(File.Exists("/usr/bin/pdftotext"), NoPoppler);
        var report = Reports.Of(candidates: 100);
        report = report with { Candidates = [.. Enumerable.Range(0, 51).SelectMany(_ => report.Candidates)] };
        var text = Poppler.Text(await PdfAsync(report));
        Assert.Contains("5,100 candidates; pages of the first 50, rows of the first 5,000", text);
        Assert.Contains("The other 100 are in candidates.csv", text);
    }

    [SkippableFact]
    public async Task A_scan_without_candidates_has_no_page_of_any()
    {
        Skip.IfNot(File.Exists("/usr/bin/pdftotext"), NoPoppler);
        var text = Poppler.Text(await PdfAsync(Reports.Of(candidates: 0, rejected: 0)));
        Assert.Contains("No candidate passed all cuts", text);
        Assert.Contains("page 3", text);
        Assert.DoesNotContain("page 4", text);
    }

    [SkippableFact]
    public async Task A_summary_that_is_longer_than_its_page_goes_on_and_loses_nothing()
    {
        Skip.IfNot(File.Exists("/usr/bin/pdftotext"), NoPoppler);
        var remarks = Enumerable.Range(0, 200).Select(i => $"remark number{i} with a word that is {new string('x', 100)} long").ToArray();
        var text = Poppler.Text(await PdfAsync(Reports.Of(candidates: 1) with { Remarks = remarks }));
        Assert.All(Enumerable.Range(0, 200), i => Assert.Contains($"number{i} ", text.Replace('\n', ' ')));
    }

    [Fact]
    public async Task Cutouts_that_are_broken_or_that_the_archive_cannot_give_leave_empty_frames()
    {
        var report = Reports.Of(candidates: 1);
        var failed = await PdfAsync(report, (_, _) => throw new ArchiveException("The disk is gone."));
        var broken = await PdfAsync(report, (_, _) => Task.FromResult<IReadOnlyList<Cutout>>(
            [.. new[] { "Science", "Template", "Difference" }.Select(kind => new Cutout(kind, "x.fits.gz", [0x1f, 0x8b, 0, 1, 2]))]));
        Assert.Equal(failed, broken);
        Assert.NotEqual(failed, await PdfAsync(report));
    }

    [Fact]
    public async Task Cancelling_stops_it()
    {
        using var source = new CancellationTokenSource();
        var cutouts = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ScanPdf.WriteAsync(Reports.Of(), (_, _) =>
        {
            if (++cutouts == 2)
                source.Cancel();
            return Task.FromResult<IReadOnlyList<Cutout>>([]);
        }, Stream.Null, source.Token));
        Assert.Equal(2, cutouts);
    }

    private static async Task<byte[]> PdfAsync(ScanReport report, CutoutReader? cutouts = null)
    {
        using var stream = new MemoryStream();
        await ScanPdf.WriteAsync(report, cutouts ?? ((_, _) => Task.FromResult<IReadOnlyList<Cutout>>([])), stream, CancellationToken.None);
        return stream.ToArray();
    }
}
