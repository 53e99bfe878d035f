using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.Ephemeris;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Plots;

/// <summary>One map of a picture with everything on it, from the ground up.</summary>
/// <param name="canvas">The picture.</param>
/// <param name="projection">Where and how the sky is shown.</param>
internal sealed class SkyPanel(Canvas canvas, ISkyProjection projection)
{
    private const double MarkRadius = 9;
    private const int MostMarksKeptFree = 100;
    private const int FirstEphemerisYear = 1973;

    /// <summary>ZTF's survey has the fields north of this declination, in degrees. Bellm et al. 2019, PASP 131, 018002</summary>
    public const double SurveyLimitDecDeg = -31;

    /// <summary>Shades the density, outlines the regions and dots the rejected alerts.</summary>
    /// <param name="map">The map.</param>
    /// <param name="levels">Credible levels, ascending; the last one is drawn boldest.</param>
    /// <param name="rejected">Positions of rejected alerts.</param>
    /// <param name="cancellation">Stops the work.</param>
    public void DrawSky(SkyMap map, IReadOnlyList<double> levels, IReadOnlyList<SkyCoord> rejected, CancellationToken cancellation)
    {
        var field = SkyField.Of(projection, map, cancellation);
        field.DrawShades(canvas, map.ProbDensityPerSr(map.Peak));
        if (rejected.Count > 0)
            DotLayer.Draw(canvas, projection.Rect, Shown(rejected), RejectedRadius(rejected.Count), canvas.Palette.Rejected);
        canvas.Clipped(projection.Border, () =>
        {
            for (var i = 0; i < levels.Count; i++)
                canvas.Lines(field.Outline(levels[i]), LineWidth(i, levels.Count), canvas.Palette.Ink);
        });
    }

    /// <summary>Radius of a rejected alert's dot: the more there are, the smaller.</summary>
    private static double RejectedRadius(int count) => count <= 1000 ? 2.8 : count <= 5000 ? 1.9 : 0.9;

    /// <summary>Width of a region's outline; a single one is on the small map.</summary>
    public static double LineWidth(int level, int levels) => levels == 1 ? 2.2 : level == levels - 1 ? 3.4 : 1.8;

    /// <summary>The sun and the moon at a time, with their names where there is room.</summary>
    /// <param name="utc">The time; before 1972 nothing is drawn.</param>
    /// <param name="size">Size of the names; 0 for marks alone.</param>
    /// <param name="labels">Where names may go, and what later labels keep clear of.</param>
    public void DrawSunAndMoon(DateTimeOffset utc, double size, LabelPlacement labels)
    {
        if (utc.Year < FirstEphemerisYear)
            return;
        const double SunRadius = 11, MoonRadius = 12;
        if (projection.ToPlot(Sun.Direction(utc)) is { } sun && InRect(sun))
        {
            canvas.Discs([sun], SunRadius + 3, canvas.Palette.Paper);
            canvas.Discs([sun], SunRadius - 3, canvas.Palette.Sun);
            canvas.Lines(Enumerable.Range(0, 8).Select(i => Math.SinCos(i * Math.PI / 4)).Select(ray => new PlotPoint[]
            {
                new(sun.X + ray.Cos * (SunRadius - 1), sun.Y + ray.Sin * (SunRadius - 1)),
                new(sun.X + ray.Cos * (SunRadius + 5), sun.Y + ray.Sin * (SunRadius + 5)),
            }), 2.6, canvas.Palette.Sun);
            Name(sun, SunRadius + 6, "Sun", size, canvas.Palette.Ink, labels);
        }
        if (projection.ToPlot(Moon.Direction(utc)) is { } moon && InRect(moon))
        {
            canvas.Discs([moon], MoonRadius + 2.5, canvas.Palette.Paper);
            canvas.Discs([moon], MoonRadius, canvas.Palette.Moon);
            canvas.Circle(moon, MoonRadius, 1.6, canvas.Palette.Ink);
            Name(moon, MoonRadius + 4, FormattableString.Invariant($"Moon {100 * Moon.IlluminatedFraction(utc):0} %"), size, canvas.Palette.Ink, labels);
        }
    }

    /// <summary>The southern limit of ZTF's survey.</summary>
    public void DrawSurveyLimit()
        => canvas.Lines(projection.Curve(Parallel(SurveyLimitDecDeg, 0.001, 359.999)), 2.6, canvas.Palette.SurveyLimit, [3, 7]);

    private void Name(PlotPoint at, double radius, string text, double size, Rgba color, LabelPlacement labels)
    {
        labels.Block(new PlotRect(at.X - radius, at.Y - radius, 2 * radius, 2 * radius));
        if (size > 0 && labels.Place(at, radius, canvas.TextWidth(text, size) + 4, size * 0.86) is { } place)
            canvas.Text(new PlotPoint(place.Center.X, place.Bottom - size * 0.1), text, size, color, Anchor.Middle, halo: canvas.Palette.Paper);
    }

    /// <summary>Curves of equal right ascension or declination.</summary>
    public void DrawGraticule(IEnumerable<IEnumerable<SkyCoord>> curves)
        => canvas.Lines(curves.SelectMany(projection.Curve), 1.4, canvas.Palette.Graticule);

    /// <summary>Directions along a line of equal right ascension.</summary>
    public static IEnumerable<SkyCoord> Meridian(double raDeg, double fromDecDeg, double toDecDeg)
        => Enumerable.Range(0, 181).Select(i => new SkyCoord(raDeg, Math.Clamp(fromDecDeg + (toDecDeg - fromDecDeg) * i / 180, -90, 90)));

    /// <summary>Directions along a line of equal declination.</summary>
    public static IEnumerable<SkyCoord> Parallel(double decDeg, double fromRaDeg, double toRaDeg)
        => Enumerable.Range(0, 361).Select(i => new SkyCoord(fromRaDeg + (toRaDeg - fromRaDeg) * i / 360, decDeg));

    /// <summary>The plane of the Milky Way.</summary>
    public void DrawGalacticPlane() => canvas.Lines(projection.Curve(GalacticPlane.Directions()), 2.6, canvas.Palette.GalacticPlane, [12, 8]);

    /// <summary>Marks the candidates, the best on top, and writes the rank beside the first of them wherever there is room.</summary>
    /// <param name="candidates">Candidates, best first.</param>
    /// <param name="numbered">How many of them get a number.</param>
    /// <param name="labels">Where numbers may go.</param>
    /// <returns>How many got one.</returns>
    public int DrawCandidates(IReadOnlyList<Candidate> candidates, int numbered, LabelPlacement labels)
    {
        const double Size = 34;
        var marks = candidates.Select(candidate => projection.ToPlot(candidate.Coord) is { } at && InRect(at) ? at : (PlotPoint?)null).ToArray();
        for (var rank = marks.Length; rank >= 1; rank--)
            if (marks[rank - 1] is { } mark)
            {
                var radius = rank <= numbered ? MarkRadius : marks.Length <= 200 ? MarkRadius * 0.6 : MarkRadius * 0.3;
                canvas.Discs([mark], radius + (rank <= numbered ? 2.5 : 1), canvas.Palette.Paper);
                canvas.Discs([mark], radius, canvas.Palette.Candidate);
            }
        foreach (var mark in marks.Take(Math.Max(numbered, MostMarksKeptFree)).OfType<PlotPoint>())
            labels.Block(new PlotRect(mark.X - MarkRadius - 2, mark.Y - MarkRadius - 2, 2 * MarkRadius + 4, 2 * MarkRadius + 4));
        var written = 0;
        for (var rank = 1; rank <= Math.Min(numbered, marks.Length); rank++)
        {
            if (marks[rank - 1] is not { } mark)
                continue;
            var text = FormattableString.Invariant($"{rank}");
            if (labels.Place(mark, MarkRadius + 4, canvas.TextWidth(text, Size, bold: true) + 4, Size * 0.82) is not { } place)
                continue;
            var near = new PlotPoint(Math.Clamp(mark.X, place.X, place.Right), Math.Clamp(mark.Y, place.Y, place.Bottom));
            if (Math.Max(Math.Abs(near.X - mark.X), Math.Abs(near.Y - mark.Y)) > MarkRadius + 9)
                canvas.Line([mark, near], 2, canvas.Palette.Candidate);
            canvas.Text(new PlotPoint(place.Center.X, place.Bottom - Size * 0.05), text, Size, canvas.Palette.Candidate,
                Anchor.Middle, bold: true, halo: canvas.Palette.Paper);
            written++;
        }
        return written;
    }

    /// <summary>The line around the map.</summary>
    public void DrawBorder(double width, Rgba color) => canvas.Polygon(projection.Border, null, width, color);

    private IEnumerable<PlotPoint> Shown(IEnumerable<SkyCoord> directions)
        => directions.Select(projection.ToPlot).OfType<PlotPoint>().Where(InRect);

    private bool InRect(PlotPoint point) => projection.Rect.Contains(point);
}
