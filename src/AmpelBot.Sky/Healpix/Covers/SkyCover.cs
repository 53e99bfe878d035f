using AmpelBot.Sky.Healpix.Covers;

namespace AmpelBot.Sky.Healpix;

/// <summary>Covers of shapes: the cells of an order that belong to a cone, an ellipse, a polygon or a box, as a region.</summary>
/// <remarks>
/// <para>All shapes are closed: their border belongs to them. All may lie over a pole or RA 0. A centre within 1e-12 radian of the border
/// may fall on either side.</para>
/// <para><see cref="CoverMode.Overlapping"/> misses no cell. It may take cells that do not overlap, since the sides of cells are no great circles but
/// lie in a band about them: those that come to overlap when the four great circles between their corners are moved away from the cell's
/// middle by min(0.15, 0.65 / r) of their distance from it, where r is the number of rings from the nearer pole to the cell's centre, nside at most.
/// At order 12 that is 2e-4 of a cell in the belt; within 32 rings of a pole it is a sixty-fourth of it, below order 5 that of
/// the cells of order 5. <see cref="CoverMode.EntirelyInside"/> may leave out cells whose band crosses the border. Boxes are
/// told from cells without any band; cells that touch a box from outside may or may not be taken.</para>
/// <para>The tree of nested cells is descended from the base cells; whole cells are kept whole. A cover that would test more than
/// <see cref="MostCells"/> cells is refused. [Gorski05]</para>
/// </remarks>
public static class SkyCover
{
    /// <summary>The most cells that one cover tests.</summary>
    public const long MostCells = 1L << 24;

    /// <summary>The most vertices of a polygon.</summary>
    public const int MostVertices = 1000;

    // Below, sides of cells bend too much; and radii of the smallest shapes are those that rounding leaves a meaning.
    private const int LeastOrder = 5;
    private const double LeastRadius = 1e-15;

    // A part of a box up to this width meets a base cell in one piece.
    private const double WidestPart = 270;

    /// <summary>The cells of a cone: the directions within a radius of a centre.</summary>
    /// <param name="center">Centre.</param>
    /// <param name="radiusDeg">Radius in degrees, 0 to 180.</param>
    /// <param name="order">Order of the cells, 0 to 29.</param>
    /// <param name="mode">Which cells are taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius or the order is out of bounds.</exception>
    /// <exception cref="ArgumentException">The order is too deep for a shape of this size.</exception>
    public static Moc Cone(SkyCoord center, double radiusDeg, int order, CoverMode mode)
    {
        if (!(radiusDeg is >= 0 and <= 180))
            throw new ArgumentOutOfRangeException(nameof(radiusDeg), radiusDeg, "the radius of a cone lies between 0 and 180 degrees");
        _ = HealpixNested.CellCount(order);
        if (radiusDeg == 180)
            return Moc.FromRanges(Moc.FullSky.Ranges.ToArray(), order);
        if (radiusDeg <= 90)
            return Ellipse(center, radiusDeg, radiusDeg, 0, order, mode);
        var rest = mode switch
        {
            CoverMode.Overlapping => CoverMode.EntirelyInside,
            CoverMode.EntirelyInside => CoverMode.Overlapping,
            _ => mode,
        };
        return Ellipse(new SkyCoord(center.RaDeg + 180, -center.DecDeg), 180 - radiusDeg, 180 - radiusDeg, 0, order, rest).Complement();
    }

    /// <summary>The cells of an ellipse on the sphere: the directions whose distances to two foci add to at most the major axis.</summary>
    /// <remarks>Seen in the gnomonic plane at its centre it is the plane's ellipse with the half axes tan(a) and tan(b).</remarks>
    /// <param name="center">Centre.</param>
    /// <param name="semiMajorDeg">Half of the longer axis in degrees, to 90.</param>
    /// <param name="semiMinorDeg">Half of the shorter axis in degrees, from 0 to the longer one.</param>
    /// <param name="positionAngleDeg">Direction of the longer axis in degrees, from north through east.</param>
    /// <param name="order">Order of the cells, 0 to 29.</param>
    /// <param name="mode">Which cells are taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis, the angle or the order is out of bounds.</exception>
    /// <exception cref="ArgumentException">The order is too deep for a shape of this size.</exception>
    public static Moc Ellipse(SkyCoord center, double semiMajorDeg, double semiMinorDeg, double positionAngleDeg, int order, CoverMode mode)
    {
        if (!(semiMajorDeg is >= 0 and <= 90))
            throw new ArgumentOutOfRangeException(nameof(semiMajorDeg), semiMajorDeg, "the longer half axis of an ellipse lies between 0 and 90 degrees");
        if (!(semiMinorDeg >= 0 && semiMinorDeg <= semiMajorDeg))
            throw new ArgumentOutOfRangeException(nameof(semiMinorDeg), semiMinorDeg, "the shorter half axis of an ellipse lies between 0 and the longer one");
        if (!double.IsFinite(positionAngleDeg))
            throw new ArgumentOutOfRangeException(nameof(positionAngleDeg), positionAngleDeg, "a position angle must be finite");
        var (major, minor) = (Math.Max(semiMajorDeg * SkyCoord.RadPerDeg, LeastRadius), Math.Max(semiMinorDeg * SkyCoord.RadPerDeg, LeastRadius));
        var chords = SphericalEllipse.Chords(major, minor);
        return Convex(order, mode, new TestCount(order),
            face => new SphericalEllipse(center, major, minor, positionAngleDeg, FacePoints.MiddleDeg(face), chords));
    }

    /// <summary>The cells of a polygon, convex or not, whose sides are great circles.</summary>
    /// <remarks>
    /// The polygon lies within a hemisphere, and its inside is the side that does, whichever way round the vertices go. Sides may not cross.
    /// Vertices that repeat the one before are left out.
    /// </remarks>
    /// <param name="vertices">Three or more vertices in order, <see cref="MostVertices"/> at most; the last is joined to the first.</param>
    /// <param name="order">Order of the cells, 0 to 29.</param>
    /// <param name="mode">Which cells are taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">
    /// Fewer than three vertices differ, there are too many, they lie on one great circle or in no hemisphere, sides cross, or the order is too
    /// deep for a shape of this size.
    /// </exception>
    public static Moc Polygon(ReadOnlySpan<SkyCoord> vertices, int order, CoverMode mode)
    {
        _ = HealpixNested.CellCount(order);
        var pieces = PolygonPieces.Split(vertices);
        if (pieces.Count == 1 || mode != CoverMode.EntirelyInside)
            return Pieces(pieces, order, mode);
        // Inside as a whole are the cells whose centre is and that no side meets.
        var sides = new List<SkyCoord[]>(vertices.Length);
        for (var i = 0; i < vertices.Length; i++)
            if (vertices[i] != vertices[(i + 1) % vertices.Length])
                sides.Add([vertices[i], vertices[(i + 1) % vertices.Length]]);
        return Pieces(pieces, order, CoverMode.CentersInside).Difference(Pieces(sides, order, CoverMode.Overlapping));
    }

    /// <summary>The cells of a box between two meridians and two parallels; the whole zone between the parallels for 0 to 360.</summary>
    /// <param name="westRaDeg">RA at the western side in degrees.</param>
    /// <param name="eastRaDeg">RA at the eastern side: from the western one eastward, over RA 0 where it is smaller; 0 to 360 degrees away.</param>
    /// <param name="minDecDeg">Southern declination in degrees, -90 to 90.</param>
    /// <param name="maxDecDeg">Northern declination in degrees, from the southern one to 90.</param>
    /// <param name="order">Order of the cells, 0 to 29.</param>
    /// <param name="mode">Which cells are taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side or the order is out of bounds.</exception>
    /// <exception cref="ArgumentException">The order is too deep for a shape of this size.</exception>
    public static Moc Box(double westRaDeg, double eastRaDeg, double minDecDeg, double maxDecDeg, int order, CoverMode mode)
    {
        _ = HealpixNested.CellCount(order);
        if (!double.IsFinite(westRaDeg))
            throw new ArgumentOutOfRangeException(nameof(westRaDeg), westRaDeg, "a right ascension must be finite");
        // Rounding of a turn that was added does not count.
        if (!(Math.Abs(eastRaDeg - westRaDeg) <= 360 + 1e-9))
            throw new ArgumentOutOfRangeException(nameof(eastRaDeg), eastRaDeg, "the meridians of a box are at most 360 degrees apart");
        if (!(minDecDeg is >= -90 and <= 90))
            throw new ArgumentOutOfRangeException(nameof(minDecDeg), minDecDeg, "a declination lies between -90 and 90 degrees");
        if (!(maxDecDeg >= minDecDeg && maxDecDeg <= 90))
            throw new ArgumentOutOfRangeException(nameof(maxDecDeg), maxDecDeg, "the northern declination of a box lies between the southern one and 90 degrees");
        var width = Math.Clamp(eastRaDeg >= westRaDeg ? eastRaDeg - westRaDeg : eastRaDeg - westRaDeg + 360, 0, 360);
        if (mode != CoverMode.EntirelyInside || width <= WidestPart || width == 360)
            return Parts(westRaDeg, width, minDecDeg, maxDecDeg, order, mode);
        // Over more than three quarters of a turn a base cell may hold both meridians: the zone's cells less those that the rest of the zone reaches into.
        return Parts(0, 360, minDecDeg, maxDecDeg, order, mode)
            .Difference(Parts(westRaDeg + width, 360 - width, minDecDeg, maxDecDeg, order, CoverMode.Overlapping));
    }

    private static Moc Parts(double westRaDeg, double width, double minDecDeg, double maxDecDeg, int order, CoverMode mode)
    {
        var all = Moc.Empty;
        var tests = new TestCount(order);
        var step = width <= WidestPart ? WidestPart : 180;
        for (var from = 0.0; from < width || from == 0; from += step)
        {
            var found = new RangeList();
            var box = new RaDecBox(minDecDeg, maxDecDeg, order, mode, found, tests);
            for (var face = 0; face < 12; face++)
            {
                var west = Math.IEEERemainder(westRaDeg - FacePoints.MiddleDeg(face) + from, 360);
                var east = west + Math.Min(width - from, step);
                if (east >= 315)
                    (west, east) = (west - 360, east - 360);
                if (width == 360)
                    box.Face(face, -45, 45);
                else if (west <= 45 && east >= -45)
                    box.Face(face, west, east);
            }
            all = all.Union(Moc.FromSorted(found.Ranges, order));
            if (width == 360)
                break;
        }
        return all;
    }

    private static Moc Pieces(List<SkyCoord[]> pieces, int order, CoverMode mode)
    {
        var all = Moc.Empty;
        var tests = new TestCount(order);
        foreach (var piece in pieces)
            all = all.Union(Convex(order, mode, tests, face => new ConvexPolygon(piece, FacePoints.MiddleDeg(face))));
        return all;
    }

    private static Moc Convex<TShape>(int order, CoverMode mode, TestCount tests, Func<int, TShape> shapeAt)
        where TShape : struct, IConvexShape
    {
        _ = HealpixNested.CellCount(order);
        var deep = mode == CoverMode.CentersInside ? order : Math.Max(order, LeastOrder);
        var found = new RangeList();
        var descent = new ConvexDescent<TShape>(deep, mode, found, tests);
        for (var face = 0; face < 12; face++)
            descent.Face(face, shapeAt(face));
        var moc = Moc.FromSorted(found.Ranges, deep);
        return deep == order ? moc
            : mode == CoverMode.Overlapping ? moc.Degrade(order)
            : moc.Complement().Degrade(order).Complement();
    }
}
