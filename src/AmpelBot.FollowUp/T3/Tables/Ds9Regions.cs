using System.Globalization;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>The scanned region and the candidates as a region file of SAOImage DS9, version 4.1, ICRS.</summary>
/// <remarks>
/// The region is its outline: a polygon for each connected piece, and excluded polygons for holes. An outline of more than 20,000 corners
/// is that of the region in coarser cells, which holds the whole region and somewhat more; a comment says so. Candidates are circles of
/// 5 arcsec with rank and name.
/// </remarks>
public static class Ds9Regions
{
    /// <summary>The most corners of the outline.</summary>
    public const int MostCorners = 20_000;

    private const string CandidateRadius = "5\"";
    private const int CoarsestOrder = 4;
    private static readonly double[] TolerancesDeg = [0.01, 0.1, 1];

    /// <summary>Writes the file, lines end with LF, degrees in full.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="writer">Takes the text.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static void Write(ScanReport report, TextWriter writer, CancellationToken cancellation)
    {
        writer.Write("# Region file format: DS9 version 4.1\n");
        writer.Write($"# {Comment(report.Plan.Notice.EventName)}, scan {Comment(report.ScanId)}: {ReportText.RoundTrip(report.Plan.Region.Probability)} of the probability in {ReportText.RoundTrip(report.Plan.Region.AreaSqDeg)} deg2\n");
        writer.Write("global color=green width=1 select=1 edit=1 move=0 delete=1 include=1 source=1\nicrs\n");
        var (polygons, coarse) = Outline(report.Plan.Region.Moc, cancellation);
        if (coarse is { } order)
            writer.Write($"# The outline is drawn in cells of HEALPix order {order.ToString(CultureInfo.InvariantCulture)} and holds more than the region; the region itself is in the MOC files.\n");
        if (polygons is null)
            writer.Write("# The outline has too many corners to be drawn; the region is in the MOC files.\n");
        foreach (var polygon in polygons ?? [])
        {
            if (polygon.Outer.Count == 0)
                writer.Write("# The region holds the whole sky but for the polygons that are excluded.\n");
            else
                Polygon(writer, "", polygon.Outer);
            foreach (var hole in polygon.Holes)
                Polygon(writer, "-", hole);
        }
        for (var i = 0; i < report.Candidates.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var candidate = report.Candidates[i];
            writer.Write(string.Create(CultureInfo.InvariantCulture,
                $"circle({Degrees(candidate.Coord)},{CandidateRadius}) # color=red text={{{i + 1} {Label(candidate.Name)}}} tag={{candidate}}\n"));
        }
    }

    private static (IReadOnlyList<ContourPolygon>? Polygons, int? CoarseOrder) Outline(Moc moc, CancellationToken cancellation)
    {
        for (var order = moc.MaxOrder; order >= Math.Min(CoarsestOrder, moc.MaxOrder); order--)
        {
            cancellation.ThrowIfCancellationRequested();
            var region = order == moc.MaxOrder ? moc : moc.Degrade(order);
            // An outline has a corner for each cell along it at least, and a range has a cell along it.
            if (region.Ranges.Length > MostCorners)
                continue;
            foreach (var toleranceDeg in TolerancesDeg)
                if (Contours.Of(region, toleranceDeg) is var polygons && polygons.Sum(p => p.Outer.Count + p.Holes.Sum(h => h.Count)) <= MostCorners)
                    return (polygons, order == moc.MaxOrder ? null : order);
        }
        return (null, null);
    }

    private static void Polygon(TextWriter writer, string sign, IReadOnlyList<SkyCoord> corners) =>
        writer.Write($"{sign}polygon({string.Join(',', corners.Select(Degrees))}) # color=blue tag={{region}}\n");

    private static string Degrees(SkyCoord coord) => $"{Decimal(coord.RaDeg)},{Decimal(coord.DecDeg)}";

    // DS9 reads exponents, but its grammar names none: 15 decimals hold every double of a few degrees.
    private static string Decimal(double degrees) =>
        ReportText.RoundTrip(degrees) is var text && text.Contains('E', StringComparison.Ordinal) ? degrees.ToString("0.0###################", CultureInfo.InvariantCulture) : text;

    // Braces hold a text and have no escape.
    private static string Label(string text) => PlainCharacters.OneLine(text).Replace('{', '(').Replace('}', ')');

    private static string Comment(string text) => PlainCharacters.OneLine(text);
}
