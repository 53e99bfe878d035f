using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.Tests.Covers;

/// <summary>A shape by another definition than the one that covers are made from.</summary>
/// <param name="Name">For messages.</param>
/// <param name="MarginDeg">Negative inside, 0 on the border, positive outside.</param>
/// <param name="Cover">Cells of an order.</param>
internal sealed record Shape(string Name, Func<SkyCoord, double> MarginDeg, Func<int, CoverMode, Moc> Cover);

internal static class Shapes
{
    public static Shape Cone(SkyCoord center, double radiusDeg) => new($"cone {center} {radiusDeg}",
        point => point.SeparationDeg(center) - radiusDeg,
        (order, mode) => SkyCover.Cone(center, radiusDeg, order, mode));

    // Distances to the foci, which lie at f along the longer axis: cos a = cos b cos f.
    public static Shape Ellipse(SkyCoord center, double majorDeg, double minorDeg, double angleDeg)
    {
        var f = Deg(Math.Acos(Math.Min(1, Math.Cos(Rad(majorDeg)) / Math.Cos(Rad(minorDeg)))));
        var (one, other) = (Away(center, angleDeg, f), Away(center, angleDeg + 180, f));
        return new($"ellipse {center} {majorDeg} {minorDeg} {angleDeg}",
            point => (point.SeparationDeg(one) + point.SeparationDeg(other) - 2 * majorDeg) / 2,
            (order, mode) => SkyCover.Ellipse(center, majorDeg, minorDeg, angleDeg, order, mode));
    }

    public static Shape Box(double west, double east, double min, double max) => new($"box {west} {east} {min} {max}",
        point =>
        {
            var width = east >= west ? east - west : east - west + 360;
            var along = new SkyCoord(point.RaDeg - west, 0).RaDeg;
            var beside = width == 360 ? -1 : along <= width ? Math.Max(-along, along - width) : Math.Min(along - width, 360 - along);
            return Math.Max(beside, Math.Max(point.DecDeg - max, min - point.DecDeg));
        },
        (order, mode) => SkyCover.Box(west, east, min, max, order, mode));

    // The vertices turn once about a point inside as seen from it, and not at all about one outside that lies in their hemisphere.
    public static Shape Polygon(SkyCoord[] vertices, SkyCoord hemisphere) => new($"polygon {string.Join(' ', vertices)}",
        point =>
        {
            if (point.SeparationDeg(hemisphere) > 90)
                return 1;
            var turned = 0.0;
            for (var i = 0; i < vertices.Length; i++)
            {
                var step = Angle(point, vertices[(i + 1) % vertices.Length]) - Angle(point, vertices[i]);
                turned += Math.IEEERemainder(step, 360);
            }
            return Math.Abs(turned) > 180 ? -1 : 1;
        },
        (order, mode) => SkyCover.Polygon(vertices, order, mode));

    /// <summary>The place at a distance in a direction (from north through east).</summary>
    public static SkyCoord Away(SkyCoord from, double angleDeg, double distanceDeg)
    {
        var (sin, cos) = Math.SinCos(Rad(distanceDeg));
        var (sinDec, cosDec) = Math.SinCos(Rad(from.DecDeg));
        var (sinAngle, cosAngle) = Math.SinCos(Rad(angleDeg));
        var (east, along, north) = (sin * sinAngle, cos * cosDec - sin * sinDec * cosAngle, cos * sinDec + sin * cosDec * cosAngle);
        return new SkyCoord(from.RaDeg + Deg(Math.Atan2(east, along)), Deg(Math.Atan2(north, double.Hypot(east, along))));
    }

    private static double Angle(SkyCoord from, SkyCoord to)
    {
        var ra = Rad(to.RaDeg - from.RaDeg);
        var (sinDec, cosDec) = Math.SinCos(Rad(from.DecDeg));
        var (sinTo, cosTo) = Math.SinCos(Rad(to.DecDeg));
        return Deg(Math.Atan2(cosTo * Math.Sin(ra), sinTo * cosDec - cosTo * sinDec * Math.Cos(ra)));
    }

    private static double Rad(double deg) => deg * Math.PI / 180;

    private static double Deg(double rad) => rad * 180 / Math.PI;
}
