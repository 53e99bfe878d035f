using AmpelBot.Sky.Healpix;

namespace AmpelBot.Sky.SkyMaps;

/// <summary>A corner of an order-29 cell, as whole numbers, so that corners of neighbouring cells are equal.</summary>
/// <param name="Ring">Number of the parallel, 0 at the north pole to 4 nside at the south pole.</param>
/// <param name="Across">Longitude in units of 45 degrees / (number of the parallel from the nearer pole, at least 1 and at most
/// nside).</param>
internal readonly record struct ContourVertex(long Ring, long Across)
{
    /// <summary>nside at order 29.</summary>
    public const long Nside = 1L << HealpixNested.MaxOrder;

    /// <summary>Longitude and latitude of the corner.</summary>
    public LonLat Place => PlaceOf(Ring, (double)Across / Math.Max(1, FromPole(Ring)));

    /// <summary>The corner (x, y), 0 to nside each, of a base cell's grid.</summary>
    public static (long Ring, long Across) Of(int face, long x, long y)
    {
        var ring = ((face >> 2) + 2) * Nside - x - y;
        return (ring, MiddleOf(face) * FromPole(ring) + x - y);
    }

    /// <summary>A point (x, y) of a base cell's grid that is not on a pole, the longitude brought into -180 (included) to 180.</summary>
    public static LonLat PlaceOf(int face, double x, double y)
    {
        var ring = ((face >> 2) + 2) * Nside - x - y;
        var eighths = MiddleOf(face) + (x - y) / FromPole(ring);
        return PlaceOf(ring, eighths >= 4 ? eighths - 8 : eighths);
    }

    /// <summary>Distance of a parallel from the nearer pole, at most nside.</summary>
    public static long FromPole(long ring) => Math.Min(Math.Min(ring, 4 * Nside - ring), Nside);

    private static double FromPole(double ring) => Math.Min(Math.Min(ring, 4 * Nside - ring), Nside);

    // [CR07] equations 1 to 9, turned around, for the whole grid instead of the centres.
    private static LonLat PlaceOf(double ring, double eighths)
    {
        var fromPole = FromPole(ring);
        if (fromPole >= Nside)
            return new LonLat(45 * eighths, Math.Asin(Math.Clamp((2 * Nside - ring) * 2 / (3.0 * Nside), -1, 1)) * SkyCoord.DegPerRad);
        var lat = 90 - 2 * Math.Asin(fromPole / (Math.Sqrt(6) * Nside)) * SkyCoord.DegPerRad;
        return new LonLat(45 * eighths, ring > 2 * Nside ? -lat : lat);
    }

    // Middle of a base cell in units of 45 degrees.
    private static long MiddleOf(int face) => face is >= 4 and < 8 ? 2 * (face & 3) : 2 * (face & 3) + 1;
}

/// <summary>A point of a map of longitude and latitude in degrees.</summary>
internal readonly record struct LonLat(double LonDeg, double LatDeg);
