using System.Globalization;
using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Observations;
using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Plots;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3;

/// <summary>The first page of a scan's document: what was asked, what was scanned and found, what was not done, and what it was made from.</summary>
internal static class ScanSummary
{
    /// <summary>Candidates in the short table.</summary>
    internal const int MostShown = 16;

    private const double Size = 18;
    private const double LabelWidth = 176;
    private const double Top = 148;
    private const double Bottom = CandidatePage.HeightPixels - 60;
    private static readonly PlotRect Left = new(48, Top, 760, Bottom - Top);
    private static readonly PlotRect Right = new(868, Top, 768, Bottom - Top);

    /// <summary>Draws it, and further pages where it has more to say than one can hold.</summary>
    public static void Draw(Canvas canvas, ScanReport report, ScanPages pages)
    {
        canvas.Bookmark("Summary");
        var notice = report.Plan.Notice;
        canvas.Text(new PlotPoint(48, 80), PlotText.Fitted(canvas, $"Search for counterparts of {notice.EventName}", 48, true, CandidatePage.WidthPixels - 96), 48, canvas.Palette.Ink, bold: true);
        canvas.Text(new PlotPoint(48, 120), PlotText.Fitted(canvas, Found(report), 26, false, CandidatePage.WidthPixels - 96), 26, canvas.Palette.SoftInk);
        var flow = new Flow(canvas, pages, Shortlist(canvas, report));
        Section(flow, "Event", Event(notice));
        Section(flow, "Scan", ScanRows(report));
        Section(flow, "Funnel", FunnelRows(report.Funnel));
        Section(flow, "Coverage", Coverage(report.Coverage));
        Sentences(flow, "Defaults taken", report.Plan.Defaults);
        Sentences(flow, "Not done", report.Plan.NotDone);
        Sentences(flow, "Remarks", [.. notice.SkyMap.Header.Notes, .. report.Remarks]);
        Section(flow, "Made from", Provenance(report));
    }

    private static string Found(ScanReport report)
    {
        var count = report.Candidates.Count;
        var found = count == 0 ? "No candidate passed all cuts" : TextNumbers.Count(count, "candidate");
        var pages = count > ScanPdf.MostPages ? $"; pages of the first {ScanPdf.MostPages}, rows of {(count > ScanPdf.MostRows ? "the first " + TextNumbers.Count(ScanPdf.MostRows) : "all")}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{found}{pages}.  Scan of {report.StartedUtc.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
    }

    private static IEnumerable<(string, string)> Event(Notice notice)
    {
        yield return ("messenger", notice.Messenger switch
        {
            Messenger.GravitationalWave => "gravitational wave",
            Messenger.Neutrino => "neutrino",
            Messenger.GammaRayBurst => "gamma-ray burst",
            _ => "not told",
        });
        yield return ("time", notice.EventTimeUtc is { } time ? TextNumbers.Time(time) : "not told; days count from the window's start");
        yield return ("sky map", notice.Source);
        if (notice.Revision is { } revision)
            yield return ("revision", notice.LatestRevision is { } latest && latest != revision
                ? string.Create(CultureInfo.InvariantCulture, $"{revision} (the latest is {latest})") : revision.ToString(CultureInfo.InvariantCulture));
        if (notice.SkyMap.Header.DistMeanMpc is { } mean && double.IsFinite(mean))
            yield return ("distance", TextNumbers.Distance(mean, notice.SkyMap.Header.DistStdMpc).Replace("+-", "±", StringComparison.Ordinal));
    }

    private static IEnumerable<(string, string)> ScanRows(ScanReport report)
    {
        var plan = report.Plan;
        yield return ("region", $"{PlotText.Percent(plan.Region.Level)} credible, {PlotText.Area(plan.Region.AreaSqDeg)}, holding {PlotText.Percent(plan.Region.Probability)}");
        yield return ("window", $"{TextNumbers.Time(plan.Window.From)} to {TextNumbers.Time(plan.Window.To)} ({TextNumbers.Days(Math.Round(plan.Window.Days, 4))})");
        yield return ("channel", $"{plan.Channel.Name}: {string.Join(", ", plan.Channel.Filters.Select(f => f.Unit))}");
        yield return ("data", plan.Rights == DataRights.Public ? "public alerts only" : "alerts of all programs, public or not");
        yield return ("took", TextNumbers.Duration(report.Seconds));
    }

    private static IEnumerable<(string, string)> FunnelRows(Funnel funnel)
    {
        const int MostCuts = 6;
        yield return ("in the region", $"{TextNumbers.Count(funnel.AlertsScanned, "alert")} of {TextNumbers.Count(funnel.ObjectsScanned, "object")}");
        var named = funnel.Rejections.OrderByDescending(s => s.Alerts).Take(MostCuts).ToArray();
        foreach (var step in named)
            yield return (step.Cut, $"took {TextNumbers.Count(step.Alerts)}  ({step.Limit})");
        if (funnel.Rejections.Count > named.Length)
            yield return ("other cuts", "took " + TextNumbers.Count(funnel.Rejections.Sum(s => s.Alerts) - named.Sum(s => s.Alerts)));
        yield return ("passed all", TextNumbers.Count(funnel.AlertsAccepted, "alert"));
    }

    private static IEnumerable<(string, string)> Coverage(ObservationCoverage? coverage)
    {
        if (coverage is null)
        {
            yield return ("", "not known: the archive has no log of observations in the window");
            yield break;
        }
        yield return ("seen once", Part(coverage.Once.Total));
        yield return ("seen twice", $"{Part(coverage.Twice.Total)}, more than {TextNumbers.Number(Math.Round(ObservationCoverage.LeastDaysBetweenVisits * 1440, 6))} min apart");
        foreach (var band in coverage.Bands)
            yield return ("band " + band.Band, $"{TextNumbers.Count(band.Exposures, "exposure")}, {Part(band.Once.Total)}"
                + (band.Depth is { } depth ? string.Create(CultureInfo.InvariantCulture, $", median depth {depth.MedianMag:F2} mag (5σ, AB)") : ", depth not told"));
        if (coverage.EntriesOfUnknownCameras + coverage.EntriesNotPublic > 0)
            yield return ("left out", $"{TextNumbers.Count(coverage.EntriesOfUnknownCameras)} entries of unknown cameras, {TextNumbers.Count(coverage.EntriesNotPublic)} not public");

        static string Part(ObservedPart part) => $"{TextNumbers.Share(part.Probability)} of the probability, {PlotText.Area(part.AreaSqDeg)}";
    }

    private static IEnumerable<(string, string)> Provenance(ScanReport report)
    {
        yield return ("scan", report.ScanId);
        yield return ("program", "AmpelBot " + report.ProgramVersion);
        if (report.Plan.Notice.SkyMapSha256 is { } map)
            yield return ("sky map", "SHA-256 " + map);
        yield return ("channel file", "SHA-256 " + report.Plan.Channel.Hash);
        yield return ("archive", $"state {report.Archive.StateHash}, {TextNumbers.Count(report.Archive.Alerts, "alert")} in {TextNumbers.Count(report.Archive.Nights, "night")}");
    }

    /// <summary>The first candidates at the right.</summary>
    /// <returns>Where the next line at the right may begin.</returns>
    private static double Shortlist(Canvas canvas, ScanReport report)
    {
        var column = new TextColumn(canvas, Right, Size);
        if (report.Candidates.Count == 0)
        {
            column.Heading("No candidates");
            return column.Top + 20;
        }
        column.Heading(report.Candidates.Count <= MostShown ? "Candidates" : string.Create(CultureInfo.InvariantCulture, $"The first {MostShown} of {report.Candidates.Count} candidates"));
        foreach (var (candidate, rank) in report.Candidates.Take(MostShown).Select((c, i) => (c, i + 1)))
        {
            var y = column.Top + Size;
            var days = ReportText.DaysAfterEvent(report, candidate.FirstDetection.Jd) is { } age ? ReportText.Signed(age, 2) + " d" : "";
            canvas.Text(new PlotPoint(Right.X + 34, y), rank.ToString(CultureInfo.InvariantCulture), Size, canvas.Palette.SoftInk, Anchor.End);
            canvas.Text(new PlotPoint(Right.X + 48, y), PlotText.Fitted(canvas, candidate.Name, Size, true, 240), Size, canvas.Palette.Ink, bold: true);
            canvas.Text(new PlotPoint(Right.X + 392, y), ReportText.Fixed(candidate.CredibleLevel * 100, 1) + " %", Size, canvas.Palette.Ink, Anchor.End);
            canvas.Text(new PlotPoint(Right.X + 420, y), PlotText.Fitted(canvas, ScanPdfTable.Mag(candidate.LatestDetection), Size, false, 210), Size, canvas.Palette.Ink);
            canvas.Text(new PlotPoint(Right.Right, y), days, Size, canvas.Palette.SoftInk, Anchor.End);
            column.Skip(1);
        }
        canvas.Text(new PlotPoint(Right.X + 48, column.Top + 14), "credible level, latest magnitude, days from event to first detection", 14, canvas.Palette.SoftInk);
        return column.Top + 44;
    }

    private static void Section(Flow flow, string title, IEnumerable<(string Label, string Value)> rows)
    {
        flow.Heading(title);
        foreach (var (label, value) in rows)
            flow.Row(label, value);
    }

    private static void Sentences(Flow flow, string title, IReadOnlyList<string> sentences)
    {
        if (sentences.Count == 0)
            return;
        flow.Heading(title);
        foreach (var sentence in sentences)
            flow.Row("", sentence);
    }

    /// <summary>Text that goes on in the next column, and on the next page.</summary>
    private sealed class Flow(Canvas canvas, ScanPages pages, double rightTop)
    {
        private const int MostCharacters = 2000;
        private PlotRect rect = Left;
        private TextColumn column = new(canvas, Left, Size);
        private bool isFirstPage = true;
        private bool isEmpty = true;

        public void Heading(string title)
        {
            if (!isEmpty)
                column.Skip(0.5);
            MakeRoom(3);
            column.Heading(title);
            isEmpty = false;
        }

        public void Row(string label, string value)
        {
            if (value.Length > MostCharacters)
                value = value[..MostCharacters] + "…";
            var indent = label.Length > 0 ? LabelWidth : 0;
            var lines = TextColumn.Wrap(canvas, value, Size, rect.Width - indent);
            for (var i = 0; i < lines.Count; i++)
            {
                MakeRoom(1);
                if (indent > 0)
                    column.Row(i == 0 ? label : "", lines[i], indent);
                else
                    column.Line(lines[i]);
            }
        }

        private void MakeRoom(int lines)
        {
            if (column.Room >= lines)
                return;
            if (rect == Left)
                rect = isFirstPage ? Right with { Y = rightTop, Height = Bottom - rightTop } : Right;
            else
            {
                pages.Next(null);
                (rect, isFirstPage) = (Left, false);
            }
            column = new TextColumn(canvas, rect, Size);
        }
    }
}
