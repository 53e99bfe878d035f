namespace AmpelBot.Sky.SkyMaps;

/// <summary>Outlines of regions: the outer edges of their HEALPix cells.</summary>
public static class Contours
{
    /// <summary>The finest tolerance, in degrees.</summary>
    public const double LeastToleranceDeg = 1e-6;

    /// <summary>The coarsest tolerance, in degrees.</summary>
    public const double MostToleranceDeg = 10;

    /// <summary>The region's connected pieces as polygons on the sphere, largest first.</summary>
    /// <remarks>
    /// Pieces hang together by edges; two that touch at a corner only are two polygons. The points are the corners of cells along the
    /// border, and between them as many points of the cells' edges (which are no great circles) as the tolerance asks for. Nothing is cut
    /// at RA 0 or at the poles. No two rings cross; they may touch at corners.
    /// </remarks>
    /// <param name="moc">The region.</param>
    /// <param name="toleranceDeg">How far the great circles between points may lie from the cells' edges, in degrees, 1e-6 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is not 1e-6 to 10.</exception>
    public static IReadOnlyList<ContourPolygon> Of(Moc moc, double toleranceDeg)
    {
        Check(toleranceDeg);
        var polygons = ContourRings.Trace(moc, plane: false, toleranceDeg).ConvertAll(rings =>
            new ContourPolygon(rings.ConvertAll(ring => ring.ConvertAll(p => new SkyCoord(p.LonDeg, p.LatDeg)))));
        return [.. polygons.OrderByDescending(polygon => polygon.AreaSqDeg)];
    }

    /// <summary>Outlines of a map's credible region; see <see cref="Of(Moc, double)"/>.</summary>
    /// <param name="map">The map.</param>
    /// <param name="level">Credible level, above 0 to 1.</param>
    /// <param name="toleranceDeg">Degrees, 1e-6 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level or the tolerance is out of range.</exception>
    public static IReadOnlyList<ContourPolygon> Of(SkyMap map, double level, double toleranceDeg) =>
        Of(map.RegionAt(level).Moc, toleranceDeg);

    internal static void Check(double toleranceDeg)
    {
        if (!(toleranceDeg >= LeastToleranceDeg && toleranceDeg <= MostToleranceDeg))
            throw new ArgumentOutOfRangeException(nameof(toleranceDeg), toleranceDeg,
                $"the tolerance of an outline lies between {LeastToleranceDeg} and {MostToleranceDeg} degrees");
    }
}
