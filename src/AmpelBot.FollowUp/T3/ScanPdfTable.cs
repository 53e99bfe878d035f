using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.Vetting;

namespace AmpelBot.FollowUp.T3;

/// <summary>The table of candidates in the document of a scan.</summary>
internal static class ScanPdfTable
{
    private const double Size = 16.5;
    private const double RowHeight = 24.4;
    private const double Top = 150;
    private const double Bottom = CandidatePage.HeightPixels - 60;

    private static readonly Column[] Columns =
    [
        new("#", 92, Anchor.End, (_, rank, _) => rank.ToString(CultureInfo.InvariantCulture)),
        new("name", 104, Anchor.Start, (_, _, c) => c.Name, 190),
        new("RA (deg)", 412, Anchor.End, (_, _, c) => c.Coord.RaDeg.ToString("F6", CultureInfo.InvariantCulture)),
        new("Dec (deg)", 536, Anchor.End, (_, _, c) => ReportText.Signed(c.Coord.DecDeg, 6)),
        new("level", 622, Anchor.End, (_, _, c) => ReportText.Fixed(c.CredibleLevel * 100, 2) + " %"),
        new("gal. b", 700, Anchor.End, (_, _, c) => ReportText.Signed(c.GalacticLatitudeDeg, 1) + "°"),
        new("first detection (UTC)", 720, Anchor.Start, (_, _, c) => Time(c.FirstDetection)),
        new("days", 976, Anchor.End, (r, _, c) => ReportText.DaysAfterEvent(r, c.FirstDetection.Jd) is { } days ? ReportText.Signed(days, 2) : ""),
        new("first mag", 996, Anchor.Start, (_, _, c) => Mag(c.FirstDetection), 170),
        new("latest mag", 1180, Anchor.Start, (_, _, c) => Mag(c.LatestDetection), 170),
        new("det.", 1400, Anchor.End, (_, _, c) => TextNumbers.Count(c.LightCurve.Detections.Count)),
        new("alerts", 1480, Anchor.End, (_, _, c) => string.Create(CultureInfo.InvariantCulture, $"{c.Alerts.Count} + {c.RejectedAlerts}")),
        new("votes", 1496, Anchor.Start, (_, _, c) => Votes(c.Votes), 140),
    ];

    /// <summary>Draws it, on as many pages as it needs.</summary>
    public static void Draw(Canvas canvas, ScanReport report, ScanPages pages, CancellationToken cancellation)
    {
        var shown = Math.Min(report.Candidates.Count, ScanPdf.MostRows);
        var perPage = (int)((Bottom - Top) / RowHeight);
        for (var i = 0; i < shown; i++)
        {
            if (i % perPage == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                pages.Next(i == 0 ? "Table of candidates" : null);
                Head(canvas, report, i, Math.Min(i + perPage, shown));
            }
            Row(canvas, report, i + 1, Top + i % perPage * RowHeight);
        }
    }

    private static void Head(Canvas canvas, ScanReport report, int from, int to)
    {
        var all = report.Candidates.Count;
        canvas.Text(new PlotPoint(48, 74), string.Create(CultureInfo.InvariantCulture, $"Candidates {from + 1} to {to} of {all}"), 36, canvas.Palette.Ink, bold: true);
        var note = "ICRS; days after the event; magnitudes AB; alerts accepted + rejected; votes interesting / ambiguous / rejected";
        canvas.Text(new PlotPoint(48, 104),
            all > ScanPdf.MostRows && to == ScanPdf.MostRows ? $"The other {TextNumbers.Count(all - to)} are in {ScanFiles.Candidates}. {note}" : note, 15, canvas.Palette.SoftInk);
        foreach (var column in Columns)
            canvas.Text(new PlotPoint(column.X, Top - 18), column.Title, Size, canvas.Palette.SoftInk, column.Anchor, bold: true);
        canvas.Line([new(48, Top - 8), new(CandidatePage.WidthPixels - 48, Top - 8)], 1.5, canvas.Palette.Frame);
    }

    private static void Row(Canvas canvas, ScanReport report, int rank, double y)
    {
        var candidate = report.Candidates[rank - 1];
        foreach (var column in Columns)
        {
            var text = column.Value(report, rank, candidate);
            if (column.Room is { } room)
                text = PlotText.Fitted(canvas, text, Size, false, room);
            if (text.Length > 0)
                canvas.Text(new PlotPoint(column.X, y + Size), text, Size, canvas.Palette.Ink, column.Anchor);
        }
    }

    private static string Time(Datapoint point) => ReportText.Utc(point.Jd)?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A magnitude with its band and error: "g 19.43 ± 0.12".</summary>
    internal static string Mag(Datapoint point)
        => point.Mag is not { } mag || !double.IsFinite(mag) ? $"{point.Band} no magnitude"
            : point.MagErr is { } error && double.IsFinite(error) ? $"{point.Band} {ReportText.Fixed(mag, 2)} ± {ReportText.Fixed(error, 2)}"
            : $"{point.Band} {ReportText.Fixed(mag, 2)}";

    private static string Votes(Votes votes)
        => votes.Any ? string.Create(CultureInfo.InvariantCulture, $"{votes.Count(VetState.Interesting)} / {votes.Count(VetState.Ambiguous)} / {votes.Count(VetState.Rejected)}") : "";

    private sealed record Column(string Title, double X, Anchor Anchor, Func<ScanReport, int, Candidate, string> Value, double? Room = null);
}
