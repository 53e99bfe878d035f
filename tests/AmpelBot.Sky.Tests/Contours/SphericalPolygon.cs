using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Sky.Tests.Contours;

/// <summary>Plain tests of polygons, told by crossings, apart from the code under test.</summary>
internal static class SphericalPolygon
{
    /// <summary>Whether the point lies to the left of all rings of one of the polygons.</summary>
    public static bool Contains(IEnumerable<ContourPolygon> polygons, SkyCoord coord)
    {
        var point = Vector(coord);
        return polygons.Any(polygon => Rings(polygon).All(ring => IsLeft(ring, point)));
    }

    public static IEnumerable<IReadOnlyList<SkyCoord>> Rings(ContourPolygon polygon) =>
        polygon.Outer.Count == 0 ? [] : polygon.Holes.Prepend(polygon.Outer);

    public static double PerimeterDeg(IReadOnlyList<SkyCoord> ring) => ring.Select((c, i) => c.SeparationDeg(ring[(i + 1) % ring.Count])).Sum();

    // On the arc from the point to a place on one edge: which side it arrives on, turned by every other edge that is crossed.
    private static bool IsLeft(IReadOnlyList<SkyCoord> ring, (double X, double Y, double Z) point)
    {
        var corners = ring.Select(Vector).ToArray();
        var (from, to) = (corners[0], corners[1]);
        const double Share = 0.4871;
        var goal = (X: from.X + Share * (to.X - from.X), Y: from.Y + Share * (to.Y - from.Y), Z: from.Z + Share * (to.Z - from.Z));
        var isLeft = Triple(from, to, point) > 0;
        for (var i = 1; i < corners.Length; i++)
            if (Cross(point, goal, corners[i], corners[(i + 1) % corners.Length]))
                isLeft = !isLeft;
        return isLeft;
    }

    private static bool Cross((double, double, double) a, (double, double, double) b, (double, double, double) c, (double, double, double) d)
    {
        var turn = Triple(a, c, b) > 0;
        return Triple(c, b, d) > 0 == turn && Triple(b, d, a) > 0 == turn && Triple(d, a, c) > 0 == turn;
    }

    private static double Triple((double X, double Y, double Z) a, (double X, double Y, double Z) b, (double X, double Y, double Z) c) =>
        a.X * (b.Y * c.Z - b.Z * c.Y) + a.Y * (b.Z * c.X - b.X * c.Z) + a.Z * (b.X * c.Y - b.Y * c.X);

    private static (double X, double Y, double Z) Vector(SkyCoord coord)
    {
        var (ra, dec) = (coord.RaDeg * Math.PI / 180, coord.DecDeg * Math.PI / 180);
        return (Math.Cos(dec) * Math.Cos(ra), Math.Cos(dec) * Math.Sin(ra), Math.Sin(dec));
    }
}
