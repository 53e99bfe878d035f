using System.Globalization;
using AmpelBot.Alerts;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.T3;
using AmpelBot.FollowUp.Vetting;
using AmpelBot.Sky;

namespace AmpelBot.FollowUp.Plots;

/// <summary>
/// Everything about one candidate on one page: light curve, cutouts, finder, features, cuts passed by a small margin, results of analysis, what people said,
/// and where to look it up. A place for which there is nothing yet is left out.
/// </summary>
internal sealed class CandidatePage
{
    /// <summary>Width of the page in pixels; A4 on its side has 144 of them to the inch.</summary>
    public const int WidthPixels = 1684;

    /// <summary>Height of the page in pixels.</summary>
    public const int HeightPixels = 1190;

    private const double Left = 48;
    private const double Right = WidthPixels - 48;
    private const double SmallSize = 16;
    private const int FeatureColumns = 3;
    private const double BlocksTop = 806;
    private const double LabelWidth = 150;
    private const double CurveScale = 0.74;
    private const int MostWordCharacters = 400;

    private static readonly string[] Kinds = ["Science", "Template", "Difference"];

    private readonly Canvas canvas;
    private readonly ScanReport report;
    private readonly Candidate candidate;
    private readonly int rank;

    /// <summary>A page.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="report">The scan.</param>
    /// <param name="rank">The candidate's place, from 1.</param>
    public CandidatePage(Canvas canvas, ScanReport report, int rank)
        => (this.canvas, this.report, this.rank, candidate) = (canvas, report, rank, report.Candidates[rank - 1]);

    /// <summary>The candidate's place and name: the page's title and bookmark.</summary>
    public static string Title(ScanReport report, int rank)
        => string.Create(CultureInfo.InvariantCulture, $"{rank}. {report.Candidates[rank - 1].Name}");

    /// <summary>Draws it.</summary>
    /// <param name="cutouts">The cutouts of the candidate's latest accepted alert; null when they could not be read.</param>
    /// <param name="cancellation">Stops the work.</param>
    public void Draw(IReadOnlyList<Cutout>? cutouts, CancellationToken cancellation)
    {
        DrawHead();
        CandidateCurve.Draw(canvas, new PlotRect(126, 230, 914, 414), report, candidate, CurveScale, Left);
        DrawCutouts(cutouts, cancellation);
        var top = DrawLinks();
        DrawFeatures(new PlotRect(Left, BlocksTop, 800, top - BlocksTop - 6));
        DrawAnalysis(new PlotRect(886, BlocksTop, 370, top - BlocksTop - 6));
        DrawPeople(new PlotRect(1292, BlocksTop, Right - 1292, top - BlocksTop - 6));
    }

    private void DrawHead()
    {
        var level = "credible level " + PlotText.Percent(Math.Round(candidate.CredibleLevel, 4));
        var levelWidth = canvas.TextWidth(level, 28, bold: true);
        canvas.Text(new PlotPoint(Left, 74), PlotText.Fitted(canvas, Title(report, rank), 46, true, Right - Left - levelWidth - 40), 46, canvas.Palette.Ink, bold: true);
        canvas.Text(new PlotPoint(Right, 70), level, 28, canvas.Palette.Candidate, Anchor.End, bold: true);
        var head = new TextColumn(canvas, new PlotRect(Left, 90, Right - Left, 90), 20);
        var coord = candidate.Coord;
        head.Line($"{candidate.Survey}   α {Sexagesimal.FormatRa(coord.RaDeg, 2)}   δ {Sexagesimal.FormatDec(coord.DecDeg, 1)}   (ICRS; "
            + string.Create(CultureInfo.InvariantCulture, $"{coord.RaDeg:F6}°, {Signed(coord.DecDeg, 6)}°)   Galactic latitude {Signed(candidate.GalacticLatitudeDeg, 1)}°"));
        var curve = candidate.LightCurve;
        head.Line($"first detection {Seen(candidate.FirstDetection)}   latest {Seen(candidate.LatestDetection)}", canvas.Palette.SoftInk);
        head.Line($"{TextNumbers.Count(curve.Detections.Count, "detection")} in the light curve; {TextNumbers.Count(candidate.Alerts.Count, "alert")} accepted, "
            + $"{TextNumbers.Count(candidate.RejectedAlerts)} rejected", canvas.Palette.SoftInk);
    }

    private void DrawCutouts(IReadOnlyList<Cutout>? cutouts, CancellationToken cancellation)
    {
        const int Side = 278, Gap = 12, X = (int)Right - 2 * Side - Gap, Y = 196;
        for (var i = 0; i < Kinds.Length; i++)
            CutoutFrame.Draw(canvas, new PlotRect(X + i % 2 * (Side + Gap), Y + i / 2 * (Side + Gap), Side, Side), Kinds[i], candidate.Survey, cutouts, cancellation);
        var last = new PlotRect(X + Side + Gap, Y + Side + Gap, Side, Side);
        if (candidate.Analysis.Sources.Count > 0)
        {
            CandidateFinder.Draw(canvas, last, candidate);
            return;
        }
        var note = new TextColumn(canvas, new PlotRect(last.X + 8, last.Y + 4, last.Width - 8, last.Height), SmallSize);
        note.Line("Latest accepted alert", bold: true);
        note.Paragraph(candidate.Alerts[^1].TimeUtc.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture), canvas.Palette.SoftInk);
        if (candidate.Alerts[^1].Candid is { } candid)
            note.Paragraph(string.Create(CultureInfo.InvariantCulture, $"candid {candid}"), canvas.Palette.SoftInk);
        note.Paragraph(candidate.Survey == "ZTF" ? "North is up, east to the left." : "The first row of each image is at the bottom.", canvas.Palette.SoftInk);
        note.Paragraph("Zscale: dark is bright. Blue: pixels without a value.", canvas.Palette.SoftInk);
    }

    private void DrawFeatures(PlotRect rect)
    {
        var alert = candidate.Alerts[^1];
        var features = CandidateFeatures.Of(alert.Candidate);
        var all = CandidateFeatures.Count(alert.Candidate);
        var head = new TextColumn(canvas, rect, SmallSize);
        head.Heading(all == 0 ? "Latest alert: no features" : string.Create(CultureInfo.InvariantCulture, $"Latest alert: {features.Count} of its {all} features"));
        const double Gap = 14;
        var perColumn = Math.Max(1, (features.Count + FeatureColumns - 1) / FeatureColumns);
        for (var column = 0; column < FeatureColumns; column++)
        {
            var width = (rect.Width - (FeatureColumns - 1) * Gap) / FeatureColumns;
            var text = new TextColumn(canvas, new PlotRect(rect.X + column * (width + Gap), head.Top, width, rect.Bottom - head.Top), SmallSize);
            foreach (var (name, value) in features.Skip(column * perColumn).Take(perColumn))
                text.Row(name, value, 106);
        }
    }

    private void DrawAnalysis(PlotRect rect)
    {
        var text = new TextColumn(canvas, rect, SmallSize);
        var close = report.Plan.Channel.AllCuts(candidate.Alerts[^1], report.Plan.Context).Where(c => c.Cut.IsClose).Select(c => c.Cut).ToArray();
        text.Heading(close.Length == 0 ? "No cut was passed by a small margin" : "Passed by a small margin");
        DrawClose(text, close, candidate.Analysis.AnyLine ? text.Room / 2 : text.Room, LabelWidth);
        DrawResults(text, ("Hosts", candidate.Analysis.Hosts), ("Models", candidate.Analysis.Models));
    }

    private void DrawResults(TextColumn text, params (string Title, IReadOnlyList<AnalysisLine> Lines)[] sections)
    {
        for (var i = 0; i < sections.Length; i++)
        {
            var (title, lines) = sections[i];
            if (lines.Count == 0)
                continue;
            // Each section that follows has at least the line that tells how much it holds.
            var room = text.Room - sections.Skip(i + 1).Count(s => s.Lines.Count > 0);
            if (room < 3)
            {
                text.Line($"{title}: {TextNumbers.Count(lines.Count, "result")}", canvas.Palette.SoftInk);
                continue;
            }
            text.Heading(title);
            room -= 2;
            var shown = lines.Count <= room ? lines.Count : room - 1;
            foreach (var (name, value) in lines.Take(shown))
                text.Row(name, value, LabelWidth);
            if (shown < lines.Count)
                text.Line(string.Create(CultureInfo.InvariantCulture, $"and {lines.Count - shown} more"), canvas.Palette.SoftInk);
        }
    }

    private void DrawClose(TextColumn text, Cut[] cuts, int room, double labelWidth)
    {
        for (var i = 0; i < cuts.Length; i++)
        {
            var limit = TextColumn.Wrap(canvas, cuts[i].Limit, SmallSize, 350);
            if (1 + limit.Count + (i < cuts.Length - 1 ? 1 : 0) > room)
            {
                text.Line(string.Create(CultureInfo.InvariantCulture, $"and {cuts.Length - i} more"), canvas.Palette.SoftInk);
                return;
            }
            text.Row(cuts[i].Name, CutValue(cuts[i]), labelWidth);
            foreach (var line in limit)
                text.Line("   " + line, canvas.Palette.SoftInk);
            room -= 1 + limit.Count;
        }
    }

    private void DrawPeople(PlotRect rect)
    {
        var votes = candidate.Votes;
        var text = new TextColumn(canvas, rect, SmallSize);
        DrawResults(new TextColumn(canvas, votes.Any ? rect with { Height = rect.Height / 2 } : rect, SmallSize), ("Score", candidate.Analysis.ScoreTerms));
        if (!votes.Any)
            return;
        if (candidate.Analysis.ScoreTerms.Count > 0)
            text = new TextColumn(canvas, rect with { Y = rect.Y + rect.Height / 2, Height = rect.Height / 2 }, SmallSize);
        text.Heading("What people said");
        var said = votes.Latest.Select(v => (Vote: v, Text: $"{Person(v)}: {VettingJournal.Words(v)}, {v.TimeUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"))
            .Concat(votes.Notes.Select(v => (Vote: v, Text: $"{Person(v)}: “{Clip(v.Note)}”"))).ToArray();
        for (var i = 0; i < said.Length; i++)
        {
            if (text.Room < 2 && i < said.Length - 1 || text.Room == 0)
            {
                text.Line(string.Create(CultureInfo.InvariantCulture, $"and {said.Length - i} more in {ScanFiles.Candidates}"), canvas.Palette.SoftInk);
                return;
            }
            var lines = TextColumn.Wrap(canvas, said[i].Text, SmallSize, rect.Width);
            var room = Math.Max(1, text.Room - (i < said.Length - 1 ? 1 : 0));
            for (var line = 0; line < Math.Min(lines.Count, room); line++)
                text.Line(line == room - 1 && line < lines.Count - 1 ? lines[line] + " …" : lines[line]);
        }

        static string Clip(string note) => note.Length <= MostWordCharacters ? note : note[..MostWordCharacters] + "…";
        static string Person(Vote vote) => vote.UserName.Length > 0 ? vote.UserName : vote.UserId;
    }

    /// <summary>Draws the addresses at the foot of the page.</summary>
    /// <returns>Where they begin.</returns>
    private double DrawLinks()
    {
        const double Size = 14.5, Gap = 40;
        var links = CandidateLinks.Of(candidate.Survey, candidate.Name, candidate.Coord).ToArray();
        var rows = links.Length > 2 ? new[] { links[..^2], links[^2..] } : [links];
        var top = HeightPixels - 62 - rows.Length * Size * 1.5;
        for (var i = 0; i < rows.Length; i++)
        {
            var at = new PlotPoint(Left, top + (i + 1) * Size * 1.5);
            foreach (var (label, address) in rows[i])
            {
                var text = $"{label} {address}";
                var width = canvas.TextWidth(text, Size);
                canvas.Text(at, text, Size, canvas.Palette.SoftInk);
                canvas.Link(new PlotRect(at.X, at.Y - Size, width, Size * 1.3), address);
                at = at with { X = at.X + width + Gap };
            }
        }
        return top;
    }

    private string Seen(Datapoint point)
    {
        var time = ReportText.Utc(point.Jd)?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "at an unknown time";
        var age = ReportText.DaysAfterEvent(report, point.Jd) is { } days
            ? string.Create(CultureInfo.InvariantCulture, $" ({Math.Abs(days):F2} d {(days < 0 ? "before" : "after")})")
            : "";
        var error = point.MagErr is { } sigma && double.IsFinite(sigma) ? string.Create(CultureInfo.InvariantCulture, $" ± {sigma:F2}") : "";
        var mag = point.Mag is { } value && double.IsFinite(value) ? string.Create(CultureInfo.InvariantCulture, $" {point.Band} = {value:F2}{error}") : "";
        return time + age + mag;
    }

    private static string CutValue(Cut cut) => cut.Value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : $"{cut.Value}";

    private static string Signed(double value, int decimals)
        => (value < 0 ? "−" : "+") + Math.Abs(value).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
