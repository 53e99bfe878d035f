namespace AmpelBot.Sky.Healpix;

/// <summary>The ring HEALPix scheme at orders 0 to 29: the cells of <see cref="HealpixNested"/>, counted along rings from the north pole eastward.</summary>
/// <remarks>
/// [Gorski05] equations 2 to 9. All of it is as in <see cref="HealpixNested"/>, with RING indices in place of nested ones: forms, units, errors, and what
/// the forms for spans do with what is not a direction or a cell. What does not depend on the numbering (areas, radii) is there alone.
/// </remarks>
public static class HealpixRing
{
    private const int Block = 256;

    /// <summary>RING index of the cell that holds a direction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    public static long Index(int order, SkyCoord coord) => RingScheme.FromNested(order, HealpixNested.Index(order, coord));

    /// <summary>RING indices of the cells that hold directions in degrees; -1 where there is no such direction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Index(int order, ReadOnlySpan<double> raDeg, ReadOnlySpan<double> decDeg, Span<long> ring)
    {
        HealpixNested.Index(order, raDeg, decDeg, ring);
        HealpixNested.ToRing(order, ring, ring);
    }

    /// <summary>RING index of the cell at a colatitude and longitude in radians.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such direction.</exception>
    public static long IndexOfAngles(int order, double theta, double phi) => RingScheme.FromNested(order, HealpixNested.IndexOfAngles(order, theta, phi));

    /// <summary>RING indices of the cells at colatitudes and longitudes in radians; -1 where there is no such direction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void IndexOfAngles(int order, ReadOnlySpan<double> theta, ReadOnlySpan<double> phi, Span<long> ring)
    {
        HealpixNested.IndexOfAngles(order, theta, phi, ring);
        HealpixNested.ToRing(order, ring, ring);
    }

    /// <summary>RING index of the cell at the sine of a latitude and a longitude in radians.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such direction.</exception>
    public static long IndexOfZPhi(int order, double z, double phi) => RingScheme.FromNested(order, HealpixNested.IndexOfZPhi(order, z, phi));

    /// <summary>RING indices of the cells at sines of the latitude and longitudes in radians; -1 where there is no such direction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void IndexOfZPhi(int order, ReadOnlySpan<double> z, ReadOnlySpan<double> phi, Span<long> ring)
    {
        HealpixNested.IndexOfZPhi(order, z, phi, ring);
        HealpixNested.ToRing(order, ring, ring);
    }

    /// <summary>RING index of the cell towards which a vector points, whatever its length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or the vector is zero or not finite.</exception>
    public static long IndexOfVector(int order, double x, double y, double z) => RingScheme.FromNested(order, HealpixNested.IndexOfVector(order, x, y, z));

    /// <summary>RING indices of the cells towards which vectors point; -1 where a vector is zero or not finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void IndexOfVector(int order, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<long> ring)
    {
        HealpixNested.IndexOfVector(order, x, y, z, ring);
        HealpixNested.ToRing(order, ring, ring);
    }

    /// <summary>Centre of a cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static SkyCoord Center(int order, long ring) => HealpixNested.Center(order, HealpixNested.FromRing(order, ring));

    /// <summary>Centres of cells in degrees; NaN where there is no such cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Center(int order, ReadOnlySpan<long> ring, Span<double> raDeg, Span<double> decDeg)
    {
        HealpixNested.CheckOrder(order);
        HealpixNested.SameLength(ring.Length, raDeg.Length, decDeg.Length);
        Span<long> nested = stackalloc long[Block];
        for (var i = 0; i < ring.Length; i += Block)
        {
            var count = Math.Min(Block, ring.Length - i);
            HealpixNested.FromRing(order, ring.Slice(i, count), nested[..count]);
            HealpixNested.Center(order, nested[..count], raDeg.Slice(i, count), decDeg.Slice(i, count));
        }
    }

    /// <summary>Centre of a cell as colatitude and longitude in radians.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static (double Theta, double Phi) CenterAngles(int order, long ring) => HealpixNested.CenterAngles(order, HealpixNested.FromRing(order, ring));

    /// <summary>Centres of cells as colatitudes and longitudes in radians; NaN where there is no such cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void CenterAngles(int order, ReadOnlySpan<long> ring, Span<double> theta, Span<double> phi)
    {
        HealpixNested.CheckOrder(order);
        HealpixNested.SameLength(ring.Length, theta.Length, phi.Length);
        Span<long> nested = stackalloc long[Block];
        for (var i = 0; i < ring.Length; i += Block)
        {
            var count = Math.Min(Block, ring.Length - i);
            HealpixNested.FromRing(order, ring.Slice(i, count), nested[..count]);
            HealpixNested.CenterAngles(order, nested[..count], theta.Slice(i, count), phi.Slice(i, count));
        }
    }

    /// <summary>Centre of a cell as the sine of its latitude and its longitude in radians.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static (double Z, double Phi) CenterZPhi(int order, long ring) => HealpixNested.CenterZPhi(order, HealpixNested.FromRing(order, ring));

    /// <summary>Centres of cells as sines of the latitude and longitudes in radians; NaN where there is no such cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void CenterZPhi(int order, ReadOnlySpan<long> ring, Span<double> z, Span<double> phi)
    {
        HealpixNested.CheckOrder(order);
        HealpixNested.SameLength(ring.Length, z.Length, phi.Length);
        Span<long> nested = stackalloc long[Block];
        for (var i = 0; i < ring.Length; i += Block)
        {
            var count = Math.Min(Block, ring.Length - i);
            HealpixNested.FromRing(order, ring.Slice(i, count), nested[..count]);
            HealpixNested.CenterZPhi(order, nested[..count], z.Slice(i, count), phi.Slice(i, count));
        }
    }

    /// <summary>Centre of a cell as a unit vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static (double X, double Y, double Z) CenterVector(int order, long ring) => HealpixNested.CenterVector(order, HealpixNested.FromRing(order, ring));

    /// <summary>Centres of cells as unit vectors; NaN where there is no such cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void CenterVector(int order, ReadOnlySpan<long> ring, Span<double> x, Span<double> y, Span<double> z)
    {
        HealpixNested.CheckOrder(order);
        HealpixNested.SameLength(ring.Length, x.Length, y.Length);
        HealpixNested.SameLength(ring.Length, x.Length, z.Length);
        Span<long> nested = stackalloc long[Block];
        for (var i = 0; i < ring.Length; i += Block)
        {
            var count = Math.Min(Block, ring.Length - i);
            HealpixNested.FromRing(order, ring.Slice(i, count), nested[..count]);
            HealpixNested.CenterVector(order, nested[..count], x.Slice(i, count), y.Slice(i, count), z.Slice(i, count));
        }
    }

    /// <summary>Nested index of a cell; the same as <see cref="HealpixNested.FromRing(int, long)"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    public static long ToNested(int order, long ring) => HealpixNested.FromRing(order, ring);

    /// <summary>Nested indices of cells; -1 where there is no such cell. The spans may be the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void ToNested(int order, ReadOnlySpan<long> ring, Span<long> ipix) => HealpixNested.FromRing(order, ring, ipix);

    /// <summary>The cells around a cell, in the order of <see cref="HealpixNested.Neighbours"/>; -1 where there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    /// <exception cref="ArgumentException">There is no room for eight.</exception>
    public static void Neighbours(int order, long ring, Span<long> neighbours)
    {
        HealpixNested.Neighbours(order, HealpixNested.FromRing(order, ring), neighbours);
        HealpixNested.ToRing(order, neighbours[..8], neighbours[..8]);
    }

    /// <summary>The corners of a cell: north, west, south, east.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, or there is no such cell.</exception>
    /// <exception cref="ArgumentException">There is no room for four.</exception>
    public static void Corners(int order, long ring, Span<SkyCoord> corners) => HealpixNested.Corners(order, HealpixNested.FromRing(order, ring), corners);

    /// <summary>Points on the border of a cell, as <see cref="HealpixNested.Boundary"/> gives them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29, there is no such cell, or there are no steps.</exception>
    /// <exception cref="ArgumentException">There is no room for the points.</exception>
    public static void Boundary(int order, long ring, int steps, Span<SkyCoord> points) =>
        HealpixNested.Boundary(order, HealpixNested.FromRing(order, ring), steps, points);

    /// <summary>The four cells between whose centres a direction is interpolated, and their weights, as <see cref="HealpixNested.Interpolation"/> gives them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not 0 to 29.</exception>
    /// <exception cref="ArgumentException">There is no room for four.</exception>
    public static void Interpolation(int order, SkyCoord coord, Span<long> ring, Span<double> weights)
    {
        HealpixNested.CheckOrder(order);
        HealpixNested.Room(ring.Length, 4, nameof(ring));
        HealpixNested.Room(weights.Length, 4, nameof(weights));
        BilinearCells.Of(order, coord, ring, weights);
    }
}
