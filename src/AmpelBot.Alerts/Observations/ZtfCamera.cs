using AmpelBot.Sky;

namespace AmpelBot.Alerts.Observations;

/// <summary>ZTF's camera: 16 CCDs of four quadrants each, with gaps between the CCDs.</summary>
/// <remarks>
/// 4 x 4 CCDs of 6144 x 6160 pixels of 1.01 arcsec [Dekany20, PASP 132, 038001; Bellm19, PASP 131, 018002], laid out in the plane that
/// touches the sky at the field's centre (gnomonic projection; east is left when north is up). The edges below are means over the rows and
/// columns; each CCD of the published layout lies within 0.003 degrees of them. Quadrant = 4 (CCD - 1) + (q - 1): CCD 1 is the
/// south-eastern one and numbers run west, then north; within a CCD q 1 is north-east, 2 north-west, 3 south-west and 4 south-east.
/// Pointing errors and the optics' distortion are not modelled.
/// </remarks>
public static class ZtfCamera
{
    /// <summary>Number of quadrants.</summary>
    public const int Quadrants = 64;

    /// <summary>No place that the camera sees is farther from the field's centre than this, in degrees.</summary>
    public const double MaxRadiusDeg = 5.21;

    private const int CcdsInRow = 4;
    private const double RadPerDeg = Math.PI / 180;

    // Edges of the CCDs in degrees of the tangent plane, ascending to the east and to the north: CCD i lies between [2i] and [2i + 1].
    private static readonly double[] EdgesEastDeg = [-3.646, -1.919, -1.789, -0.063, 0.063, 1.789, 1.919, 3.646];
    private static readonly double[] EdgesNorthDeg = [-3.730, -2.003, -1.817, -0.0905, 0.0905, 1.817, 2.003, 3.730];

    /// <summary>The four corners of a quadrant on the sky, counter-clockwise seen from inside the sphere.</summary>
    /// <remarks>The first is the north-eastern one. The sides between them are great circles.</remarks>
    /// <param name="center">Centre of the field. At a pole east is that of the meridian of its right ascension.</param>
    /// <param name="quadrant">0 to 63.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such quadrant.</exception>
    public static SkyCoord[] Corners(SkyCoord center, int quadrant)
    {
        if (quadrant is < 0 or >= Quadrants)
            throw new ArgumentOutOfRangeException(nameof(quadrant), quadrant, $"the camera has the quadrants 0 to {Quadrants - 1}");
        var (ccd, part) = (quadrant / 4, quadrant % 4);
        var (west, east) = Half(EdgesEastDeg, CcdsInRow - 1 - ccd % CcdsInRow, part is 0 or 3);
        var (south, north) = Half(EdgesNorthDeg, ccd / CcdsInRow, part is 0 or 1);
        return [OnSky(center, east, north), OnSky(center, east, south), OnSky(center, west, south), OnSky(center, west, north)];
    }

    /// <summary>The quadrant that sees a place; null in a gap and outside.</summary>
    /// <remarks>A quadrant has its southern and western edges and not its northern and eastern ones, so that no place is seen twice.</remarks>
    /// <param name="center">Centre of the field.</param>
    /// <param name="place">The place.</param>
    public static int? QuadrantAt(SkyCoord center, SkyCoord place)
    {
        var (sinRa, cosRa) = Math.SinCos(place.RaDeg * RadPerDeg);
        var (sinDec, cosDec) = Math.SinCos(place.DecDeg * RadPerDeg);
        return new Axes(center).QuadrantAt(cosDec * cosRa, cosDec * sinRa, sinDec);
    }

    /// <summary>The camera turned to a field: what is to be asked for many places.</summary>
    internal readonly struct Axes
    {
        private readonly double sinRa, cosRa, sinDec, cosDec;

        /// <summary>The camera at a field's centre.</summary>
        public Axes(SkyCoord center)
        {
            (sinRa, cosRa) = Math.SinCos(center.RaDeg * RadPerDeg);
            (sinDec, cosDec) = Math.SinCos(center.DecDeg * RadPerDeg);
        }

        /// <summary>The quadrant that sees a unit vector (x to RA 0, y to RA 90 on the equator); null in a gap and outside.</summary>
        public int? QuadrantAt(double x, double y, double z)
        {
            var outward = x * cosRa + y * sinRa;
            var along = outward * cosDec + z * sinDec;
            if (!(along > 0))
                return null;
            var column = At(EdgesEastDeg, (y * cosRa - x * sinRa) / along / RadPerDeg);
            var row = At(EdgesNorthDeg, (z * cosDec - outward * sinDec) / along / RadPerDeg);
            if (column < 0 || row < 0)
                return null;
            var ccd = (row >> 1) * CcdsInRow + (CcdsInRow - 1 - (column >> 1));
            return 4 * ccd + ((row & 1, column & 1) switch { (1, 1) => 0, (1, 0) => 1, (0, 0) => 2, _ => 3 });
        }
    }

    private static (double From, double To) Half(double[] edges, int ccd, bool upper)
    {
        var (from, to) = (edges[2 * ccd], edges[2 * ccd + 1]);
        return upper ? ((from + to) / 2, to) : (from, (from + to) / 2);
    }

    // Half of a CCD, counted upwards: twice the CCD, and one more in its upper half; -1 in a gap and outside.
    private static int At(double[] edges, double place)
    {
        for (var ccd = 0; ccd < CcdsInRow; ccd++)
            if (place >= edges[2 * ccd] && place < edges[2 * ccd + 1])
                return 2 * ccd + (place >= (edges[2 * ccd] + edges[2 * ccd + 1]) / 2 ? 1 : 0);
        return -1;
    }

    // The inverse of the gnomonic projection, from the unit vector rather than its angles: exact at the poles.
    private static SkyCoord OnSky(SkyCoord center, double eastDeg, double northDeg)
    {
        var (east, north) = (eastDeg * RadPerDeg, northDeg * RadPerDeg);
        var (sin, cos) = Math.SinCos(center.DecDeg * RadPerDeg);
        var (outward, up) = (cos - north * sin, sin + north * cos);
        return new SkyCoord(center.RaDeg + Math.Atan2(east, outward) / RadPerDeg, Math.Atan2(up, Math.Sqrt(east * east + outward * outward)) / RadPerDeg);
    }
}
