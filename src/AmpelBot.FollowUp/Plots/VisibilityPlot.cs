using System.Globalization;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.Ephemeris;

namespace AmpelBot.FollowUp.Plots;

/// <summary>When the first candidates can be observed in one night from one site: airmass, twilight, and how far the moon is.</summary>
/// <remarks>The same report, site and night give the same bytes (on a machine with the same fonts).</remarks>
public static class VisibilityPlot
{
    /// <summary>Width of the picture in pixels.</summary>
    public const int WidthPixels = 1600;

    /// <summary>Height of the picture in pixels.</summary>
    public const int HeightPixels = 900;

    /// <summary>Candidates that are shown, the first ones.</summary>
    public const int MostCandidates = 8;

    private const double SunsetDeg = -0.833;
    private const double LeastAirmass = 0.95;
    private const double MostAirmass = 3;
    private const double LabelSize = 27;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(4);
    private static readonly PlotRect Frame = new(110, 174, 960, 600);
    private static readonly uint[] Colors = [0x0072B2, 0xC94F00, 0x008F68, 0xA0307A, 0x7A5C00, 0x3B4BA8, 0x5B6570, 0x9B2226];

    /// <summary>Writes the picture.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="site">The site.</param>
    /// <param name="evening">The site's date on which the night begins; null for the night under way at the time of the scan, or the next one.</param>
    /// <param name="style">Format, theme and size.</param>
    /// <param name="stream">Gets the picture.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="PlotException">The drawing library libcairo.so.2 is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The evening is not within 1972 to 9998.</exception>
    public static void Write(ScanReport report, ObservingSite site, DateOnly? evening, PlotStyle style, Stream stream, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var canvas = new Canvas(WidthPixels, HeightPixels, style, PlotTitle.Document(report, "visibility"));
        Draw(canvas, report, site, evening ?? EveningOf(site, report.StartedUtc));
        canvas.Write(stream);
    }

    /// <summary>The evening of the night under way, or of the next one where it has ended.</summary>
    public static DateOnly EveningOf(ObservingSite site, DateTimeOffset utc)
    {
        var evening = Twilight.EveningOf(site, utc);
        return Twilight.Night(site, evening, SunsetDeg) is { } night && night.To <= utc ? evening.AddDays(1) : evening;
    }

    /// <summary>Draws it from the upper left corner on.</summary>
    internal static void Draw(Canvas canvas, ScanReport report, ObservingSite site, DateOnly evening)
    {
        var date = evening.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        canvas.Text(new PlotPoint(40, 64), PlotText.Fitted(canvas, $"{report.Plan.Notice.EventName} from {site.Name}", 46, true, WidthPixels - 80), 46, canvas.Palette.Ink, bold: true);
        if (Twilight.Night(site, evening, SunsetDeg) is not { } night)
        {
            canvas.Text(new PlotPoint(40, 112), $"night of {date}: the sun does not set", 32, canvas.Palette.SoftInk);
            return;
        }
        var dark = Twilight.Night(site, evening, Twilight.AstronomicalDeg);
        var middle = night.From + (night.To - night.From) / 2;
        var moon = Math.Round(100 * Moon.IlluminatedFraction(middle));
        var darkness = dark is { } d ? $"astronomical night {Clock(d.From)} to {Clock(d.To)} UTC" : "no astronomical night";
        canvas.Text(new PlotPoint(40, 112), string.Create(CultureInfo.InvariantCulture, $"night of {date}:  {darkness},  moon {moon:0} % lit"), 32, canvas.Palette.SoftInk);
        DrawNight(canvas, site, evening, night);
        DrawMoon(canvas, site, night);
        var paths = report.Candidates.Take(MostCandidates).Select((c, i) => new Track(i + 1, c, site, dark ?? night, night)).ToArray();
        DrawTracks(canvas, paths, night);
        DrawList(canvas, report, paths, hasDark: dark is not null);
    }

    private static double X(TimeWindow night, DateTimeOffset time) => Frame.X + (time - night.From) / (night.To - night.From) * Frame.Width;

    private static double Y(double airmass) => Frame.Y + (airmass - LeastAirmass) / (MostAirmass - LeastAirmass) * Frame.Height;

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static void DrawNight(Canvas canvas, ObservingSite site, DateOnly evening, TimeWindow night)
    {
        var palette = canvas.Palette;
        foreach (var (altitude, alpha) in new[] { (Twilight.NauticalDeg, 0.26), (Twilight.AstronomicalDeg, 0.16) })
        {
            var inner = Twilight.Night(site, evening, altitude);
            var (from, to) = inner is { } part ? (X(night, part.From), X(night, part.To)) : (Frame.Right, Frame.Right);
            Shade(Frame.X, from, alpha);
            Shade(to, Frame.Right, alpha);
        }
        foreach (var airmass in new[] { 1, 1.5, 2, 2.5, 3 })
        {
            canvas.Line([new(Frame.X, Y(airmass)), new(Frame.Right, Y(airmass))], 1.2, palette.Graticule);
            canvas.Text(new PlotPoint(Frame.X - 12, Y(airmass) + 10), airmass.ToString("0.0", CultureInfo.InvariantCulture), LabelSize, palette.Ink, Anchor.End);
        }
        canvas.TextUpwards(new PlotPoint(38, Frame.Center.Y), "airmass", LabelSize, palette.SoftInk, Anchor.Middle);
        var hours = (night.To - night.From).TotalHours > 14 ? 3 : 2;
        for (var time = new DateTimeOffset(night.From.UtcDateTime.Date, TimeSpan.Zero); time <= night.To; time = time.AddHours(hours))
        {
            if (time < night.From)
                continue;
            canvas.Line([new(X(night, time), Frame.Bottom), new(X(night, time), Frame.Bottom - 10)], 2, palette.Frame);
            canvas.Text(new PlotPoint(X(night, time), Frame.Bottom + 36), Clock(time), LabelSize, palette.Ink, Anchor.Middle);
        }
        canvas.Text(new PlotPoint(Frame.Center.X, Frame.Bottom + 70), $"UTC, sunset {Clock(night.From)} to sunrise {Clock(night.To)}; shaded: nautical and astronomical twilight",
            24, palette.SoftInk, Anchor.Middle);
        canvas.Polygon([new(Frame.X, Frame.Y), new(Frame.Right, Frame.Y), new(Frame.Right, Frame.Bottom), new(Frame.X, Frame.Bottom)], null, 2, palette.Frame);

        void Shade(double from, double to, double alpha)
        {
            if (to > from)
                canvas.Polygon([new(from, Frame.Y), new(to, Frame.Y), new(to, Frame.Bottom), new(from, Frame.Bottom)],
                    palette.Sun with { Alpha = alpha }, 0, palette.Sun with { Alpha = 0 });
        }
    }

    private static void DrawMoon(Canvas canvas, ObservingSite site, TimeWindow night)
    {
        var runs = Runs(night, time => Moon.Horizontal(site, time).AltitudeDeg);
        canvas.Clipped(Frame, () => canvas.Lines(runs, 3, canvas.Palette.Moon, [3, 9]));
        if (runs.Where(r => r.Count > 1).MaxBy(r => r.Count) is { } longest)
            canvas.Text(longest[longest.Count / 2] with { Y = longest[longest.Count / 2].Y + 30 }, "moon", 24, canvas.Palette.SoftInk, Anchor.Middle, halo: canvas.Palette.Paper);
    }

    private static void DrawTracks(Canvas canvas, Track[] tracks, TimeWindow night)
    {
        canvas.Clipped(Frame, () =>
        {
            foreach (var track in tracks)
                canvas.Lines(track.Runs, 4, Color(canvas, track.Rank), Dashes(track.Rank));
        });
        // Each number on its own line, where no other number is.
        var taken = new List<PlotPoint>();
        foreach (var track in tracks.Where(t => t.Runs.Count > 0))
        {
            var wanted = Y(1.25 + 0.2 * (track.Rank - 1));
            var at = track.Runs.SelectMany(r => r).Where(p => Frame.Contains(p) && taken.All(t => Math.Abs(t.X - p.X) > 36 || Math.Abs(t.Y - p.Y) > 36))
                .Select(p => (PlotPoint?)p).MinBy(p => Math.Abs(p!.Value.Y - wanted));
            if (at is not { } place)
                continue;
            taken.Add(place);
            canvas.Discs([place], 17, Color(canvas, track.Rank));
            canvas.Text(new PlotPoint(place.X, place.Y + 9), track.Rank.ToString(CultureInfo.InvariantCulture), 25, canvas.Palette.Paper, Anchor.Middle, bold: true);
        }
    }

    private static void DrawList(Canvas canvas, ScanReport report, Track[] tracks, bool hasDark)
    {
        const double X = 1108, Width = WidthPixels - 40 - X;
        var y = Frame.Y + 22;
        foreach (var track in tracks)
        {
            canvas.Discs([new(X + 17, y - 8)], 17, Color(canvas, track.Rank));
            canvas.Text(new PlotPoint(X + 17, y + 1), track.Rank.ToString(CultureInfo.InvariantCulture), 25, canvas.Palette.Paper, Anchor.Middle, bold: true);
            canvas.Text(new PlotPoint(X + 48, y), PlotText.Fitted(canvas, track.Name, LabelSize, true, Width - 48), LabelSize, canvas.Palette.Ink, bold: true);
            canvas.Text(new PlotPoint(X + 48, y + 29), PlotText.Fitted(canvas, track.Words, 22, false, Width - 48), 22, canvas.Palette.SoftInk);
            y += 72;
        }
        if (tracks.Length == 0)
            canvas.Text(new PlotPoint(X, y), "no candidates", LabelSize, canvas.Palette.SoftInk);
        var more = report.Candidates.Count - tracks.Length;
        var note = $"best: lowest airmass in {(hasDark ? "astronomical night" : "the night")}; moon: distance then";
        canvas.Text(new PlotPoint(40, 878), more > 0 ? $"{note}; {TextNumbers.Count(more)} more candidates are not shown" : note, 24, canvas.Palette.SoftInk);
    }

    private static Rgba Color(Canvas canvas, int rank) => canvas.Palette.OnPaper(Rgba.Hex(Colors[(rank - 1) % Colors.Length]));

    private static double[] Dashes(int rank) => ((rank - 1) % 4) switch
    {
        1 => [18, 9],
        2 => [5, 8],
        3 => [18, 8, 4, 8],
        _ => [],
    };

    /// <summary>The stretches above the lowest altitude shown.</summary>
    private static IReadOnlyList<IReadOnlyList<PlotPoint>> Runs(TimeWindow night, Func<DateTimeOffset, double> altitudeDeg)
    {
        var runs = new List<IReadOnlyList<PlotPoint>>();
        var run = new List<PlotPoint>();
        for (var time = night.From; ; time += Step)
        {
            var end = time > night.To;
            // One step past the frame's edge, which clips the line.
            if (!end && Airmass.SecantZ(altitudeDeg(time)) is { } airmass && airmass < MostAirmass * 2)
                run.Add(new PlotPoint(X(night, time), Y(airmass)));
            else if (run.Count > 0)
            {
                if (run.Any(p => p.Y <= Frame.Bottom))
                    runs.Add(run);
                run = [];
            }
            if (end)
                return runs;
        }
    }

    /// <summary>One candidate's way through the night.</summary>
    internal sealed class Track
    {
        public Track(int rank, Candidate candidate, ObservingSite site, TimeWindow dark, TimeWindow night)
        {
            (Rank, Name) = (rank, candidate.Name);
            Runs = Runs(night, time => site.Horizontal(candidate.Coord, time).AltitudeDeg);
            for (var time = dark.From; time <= dark.To; time += Step)
                if (Airmass.SecantZ(site.Horizontal(candidate.Coord, time).AltitudeDeg) is { } airmass && (Best is not { } best || airmass < best.Airmass))
                    Best = (time, airmass);
            Words = Best is { } top && top.Airmass <= MostAirmass
                ? string.Create(CultureInfo.InvariantCulture,
                    $"best {top.Airmass:0.00} at {Clock(top.Time)}; moon {Moon.Direction(site, top.Time).SeparationDeg(candidate.Coord):0}°")
                : Best is null ? "below the horizon" : string.Create(CultureInfo.InvariantCulture, $"always beyond airmass {MostAirmass}");
        }

        public int Rank { get; }

        public string Name { get; }

        /// <summary>Its lines in the frame.</summary>
        public IReadOnlyList<IReadOnlyList<PlotPoint>> Runs { get; }

        /// <summary>The lowest airmass while it is dark; null when it is below the horizon.</summary>
        public (DateTimeOffset Time, double Airmass)? Best { get; }

        public string Words { get; }
    }
}
