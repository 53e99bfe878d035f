namespace AmpelBot.Sky.Healpix;

/// <summary>The nested HEALPix scheme at orders 0 to 29, written from [Gorski05], [CR07] and [RH15].</summary>
/// <remarks>
/// <para>Keys used here and in the rest of the room:
/// [Gorski05] Gorski et al. 2005, ApJ 622, 759 (the pixelisation);
/// [CR07] Calabretta and Roukema 2007, MNRAS 381, 865 (the projection);
/// [RH15] Reinecke and Hivon 2015, A&amp;A 580, A132 (ranges at the deepest order);
/// [MOC2] IVOA Multi-Order Coverage maps 2.0 (coverage files, NUNIQ).</para>
/// <para>The projection of [CR07] takes the sphere to a plane where the twelve base cells are equal diamonds. Within a base cell x runs to
/// the north-east and y to the north-west, 0 to nside - 1 each; the nested index is the base cell followed by the interleaved bits of
/// x and y.</para>
/// <para>A direction exactly on a border between two cells of the equatorial belt belongs to the northern one if it came in degrees; if it came in
/// radians, as z or as a vector, to the eastern one.</para>
/// <para>Directions come as right ascension and declination in degrees, as colatitude theta and longitude phi in radians, as z and phi (z is the
/// sine of the latitude), or as a vector of any length. East is where right ascension grows.</para>
/// <para>The forms for spans give the same bits as those for one value. They allocate nothing and do not throw for what is not a direction or not
/// a cell: there the index is -1 and the coordinates are NaN. They do throw for a wrong order and for spans of different lengths.</para>
/// </remarks>
public static partial class HealpixNested
{
    /// <summary>The deepest order, at which the archive keeps its index.</summary>
    public const int MaxOrder = 29;

    private const double SqDegPerSr = SkyCoord.DegPerRad * SkyCoord.DegPerRad;

    /// <summary>Number of cells on the sky at an order, 12 * 4^order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static long CellCount(int order)
    {
        CheckOrder(order);
        return 12L << (2 * order);
    }

    /// <summary>Area of one cell in square degrees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static double CellAreaSqDeg(int order) => CellAreaSr(order) * SqDegPerSr;

    /// <summary>Area of one cell in steradian, pi / (3 * 4^order).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static double CellAreaSr(int order)
    {
        CheckOrder(order);
        return Math.PI / 3 / (1L << (2 * order));
    }

    /// <summary>Resolution in degrees: the side of a square as large as one cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static double ResolutionDeg(int order) => Math.Sqrt(CellAreaSr(order)) * SkyCoord.DegPerRad;

    /// <summary>The largest angle in degrees between the centre of a cell and a point of it, over all cells of an order.</summary>
    /// <remarks>
    /// It is the northern corner of the first cell of the ring where belt and cap meet: the centre lies at z = 2/3, the corner on the border of the
    /// base cell and one ring further north.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static double MaxCellRadiusDeg(int order)
    {
        CheckOrder(order);
        double nside = 1L << order;
        // The half angle by the haversine: both differences are small and known without loss.
        var (theta, cornerTheta) = (Plane.Theta(nside, nside), Plane.Theta(nside, nside - 1));
        var (sinLat, sinLon) = (Math.Sin(0.5 * (theta - cornerTheta)), Math.Sin(Math.PI / 8 / nside));
        return 2 * Math.Asin(Math.Sqrt(sinLat * sinLat + Math.Sin(theta) * Math.Sin(cornerTheta) * sinLon * sinLon)) * SkyCoord.DegPerRad;
    }

    /// <summary>Nested index of the cell that holds a direction.</summary>
    /// <remarks>[CR07] equations 1 to 9. Near a pole sqrt(3 (1 - |sin dec|)) is taken as sqrt(6) sin(colatitude / 2), which loses no digit.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static long Index(int order, SkyCoord coord)
    {
        CheckOrder(order);
        return Plane.IndexOfDegrees(order, coord.RaDeg, coord.DecDeg);
    }

    /// <summary>Nested index of the cell at a colatitude and longitude.</summary>
    /// <param name="order">HEALPix order.</param>
    /// <param name="theta">Colatitude in radians, 0 (north pole) to pi.</param>
    /// <param name="phi">Longitude in radians, any finite number of turns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such direction.</exception>
    public static long IndexOfAngles(int order, double theta, double phi)
    {
        CheckOrder(order);
        if (!(theta >= 0 && theta <= Math.PI))
            throw new ArgumentOutOfRangeException(nameof(theta), theta, "a colatitude lies between 0 and pi");
        CheckLongitude(phi);
        return Plane.IndexOfAngles(order, theta, phi);
    }

    /// <summary>Nested index of the cell at a height and longitude; near the poles z alone has fewer digits than an angle.</summary>
    /// <param name="order">HEALPix order.</param>
    /// <param name="z">Sine of the latitude, -1 to 1.</param>
    /// <param name="phi">Longitude in radians, any finite number of turns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such direction.</exception>
    public static long IndexOfZPhi(int order, double z, double phi)
    {
        CheckOrder(order);
        if (!(z >= -1 && z <= 1))
            throw new ArgumentOutOfRangeException(nameof(z), z, "z lies between -1 and 1");
        CheckLongitude(phi);
        return Plane.IndexOfZPhi(order, z, phi);
    }

    /// <summary>Nested index of the cell towards which a vector points, whatever its length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or the vector is zero or not finite.</exception>
    public static long IndexOfVector(int order, double x, double y, double z)
    {
        CheckOrder(order);
        if (!IsDirection(x, y, z))
            throw new ArgumentOutOfRangeException(nameof(x), $"({x}, {y}, {z})", "a direction is a finite vector other than zero");
        return Plane.IndexOfVector(order, x, y, z);
    }

    /// <summary>Centre of a cell.</summary>
    /// <remarks>[Gorski05] equations 4 to 9; near a pole the colatitude comes from its half angle, 2 asin(ring / (sqrt(6) nside)).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static SkyCoord Center(int order, long ipix)
    {
        var (middle, ring, eastward) = Place(order, ipix);
        var (ra, dec) = Plane.Degrees(1L << order, middle, ring, eastward);
        return new SkyCoord(ra, dec);
    }

    /// <summary>Centre of a cell as colatitude and longitude in radians.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static (double Theta, double Phi) CenterAngles(int order, long ipix)
    {
        var (middle, ring, eastward) = Place(order, ipix);
        return Plane.Angles(1L << order, middle, ring, eastward);
    }

    /// <summary>Centre of a cell as the sine of its latitude and its longitude in radians.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static (double Z, double Phi) CenterZPhi(int order, long ipix)
    {
        var (middle, ring, eastward) = Place(order, ipix);
        var (z, _, phi) = Plane.ZPhi(1L << order, middle, ring, eastward);
        return (z, phi);
    }

    /// <summary>Centre of a cell as a unit vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static (double X, double Y, double Z) CenterVector(int order, long ipix)
    {
        var (middle, ring, eastward) = Place(order, ipix);
        var (z, across, phi) = Plane.ZPhi(1L << order, middle, ring, eastward);
        var (sin, cos) = Math.SinCos(phi);
        return (across * cos, across * sin, z);
    }

    /// <summary>Nested index of the cell with a RING index.</summary>
    /// <remarks>[Gorski05] equations 2 to 9, in integers; in the belt's rings without the half step the first cell lies at RA 0.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static long FromRing(int order, long ring)
    {
        if (ring < 0 || ring >= CellCount(order))
            throw new ArgumentOutOfRangeException(nameof(ring), ring, $"a RING index at order {order} lies between 0 and {CellCount(order) - 1}");
        return RingScheme.ToNested(order, ring);
    }

    /// <summary>RING index of a cell.</summary>
    /// <remarks>[Gorski05] equations 2 to 9, in integers.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static long ToRing(int order, long ipix)
    {
        CheckCell(order, ipix);
        return RingScheme.FromNested(order, ipix);
    }

    /// <summary>The cells around a cell: south-west, west, north-west, north, north-east, east, south-east, south.</summary>
    /// <remarks>
    /// -1 stands where there is none: at eight points of the sky three base cells meet, not four, and the 24 cells there lack one neighbour each (at
    /// order 0 all twelve lack two). At order 0 and 1 one cell may stand twice.
    /// </remarks>
    /// <param name="order">HEALPix order.</param>
    /// <param name="ipix">The cell.</param>
    /// <param name="neighbours">Takes the eight nested indices.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    /// <exception cref="ArgumentException">There is no room for eight.</exception>
    public static void Neighbours(int order, long ipix, Span<long> neighbours)
    {
        CheckCell(order, ipix);
        Room(neighbours.Length, 8, nameof(neighbours));
        CellNeighbours.Of(order, ipix, neighbours);
    }

    /// <summary>The corners of a cell: north, west, south, east.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    /// <exception cref="ArgumentException">There is no room for four.</exception>
    public static void Corners(int order, long ipix, Span<SkyCoord> corners) => Boundary(order, ipix, 1, corners);

    /// <summary>Points on the border of a cell: from the northern corner over west, south and east, each side cut into equal steps in the plane.</summary>
    /// <param name="order">HEALPix order.</param>
    /// <param name="ipix">The cell.</param>
    /// <param name="steps">Steps on each of the four sides, 1 for the corners alone.</param>
    /// <param name="points">Takes 4 * steps points.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, there is no such cell, or there are no steps.</exception>
    /// <exception cref="ArgumentException">There is no room for the points.</exception>
    public static void Boundary(int order, long ipix, int steps, Span<SkyCoord> points)
    {
        CheckCell(order, ipix);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Room(points.Length, 4L * steps, nameof(points));
        var (face, x, y) = Plane.Split(order, ipix);
        double nside = 1L << order;
        var top = ((face >> 2) + 2) * nside;
        for (var k = 0; k < 4 * steps; k++)
        {
            var (side, step) = (k / steps, (double)(k % steps) / steps);
            var (atX, atY) = side switch
            {
                0 => (x + (1 - step), y + 1.0),
                1 => (x, y + (1 - step)),
                2 => (x + step, y),
                _ => (x + 1.0, y + step),
            };
            var (ra, dec) = Plane.Degrees(nside, Plane.MiddleOf(face), top - atX - atY, atX - atY);
            points[k] = new SkyCoord(ra, dec);
        }
    }

    /// <summary>The four cells between whose centres a direction is interpolated, and their weights, which sum to 1.</summary>
    /// <remarks>
    /// Bilinear: along longitude in the ring of centres north of the direction (the first two cells, western first) and in the one south of it (the
    /// last two), then along colatitude between the rings. Beyond the first or last ring the pole is the mean of that ring's four cells.
    /// </remarks>
    /// <param name="order">HEALPix order.</param>
    /// <param name="coord">The direction.</param>
    /// <param name="ipix">Takes the four nested indices.</param>
    /// <param name="weights">Takes the four weights, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">There is no room for four.</exception>
    public static void Interpolation(int order, SkyCoord coord, Span<long> ipix, Span<double> weights)
    {
        HealpixRing.Interpolation(order, coord, ipix, weights);
        FromRing(order, ipix[..4], ipix[..4]);
    }

    internal static void CheckOrder(int order)
    {
        if ((uint)order > MaxOrder)
            throw new ArgumentOutOfRangeException(nameof(order), order, "a HEALPix order lies between 0 and 29");
    }

    internal static void Room(int length, long needed, string name)
    {
        if (length < needed)
            throw new ArgumentException($"{name} has room for {length}, and {needed} are needed", name);
    }

    internal static bool IsDirection(double x, double y, double z) =>
        double.IsFinite(x) && double.IsFinite(y) && double.IsFinite(z) && (x != 0 || y != 0 || z != 0);

    private static void CheckCell(int order, long ipix)
    {
        if (ipix < 0 || ipix >= CellCount(order))
            throw new ArgumentOutOfRangeException(nameof(ipix), ipix, $"a nested index at order {order} lies between 0 and {CellCount(order) - 1}");
    }

    private static void CheckLongitude(double phi)
    {
        if (!double.IsFinite(phi))
            throw new ArgumentOutOfRangeException(nameof(phi), phi, "a longitude must be finite");
    }

    private static (int Middle, long Ring, long Eastward) Place(int order, long ipix)
    {
        CheckCell(order, ipix);
        var (face, x, y) = Plane.Split(order, ipix);
        return (Plane.MiddleOf(face), Plane.RingOf(order, face, x, y), x - y);
    }
}
