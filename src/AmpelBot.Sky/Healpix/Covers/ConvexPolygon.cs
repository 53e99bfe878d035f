using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>A convex polygon of great circles: the directions to the left of every side; or the line between two vertices.</summary>
internal readonly struct ConvexPolygon : IConvexShape
{
    // Three numbers for each vertex, and for each side's unit normal, which points inside.
    private readonly double[] vertices, normals;

    /// <summary>A polygon from three or more vertices, anticlockwise as seen from outside, or the line between two, in the frame turned by an angle.</summary>
    public ConvexPolygon(ReadOnlySpan<SkyCoord> anticlockwise, double turnedByDeg)
    {
        vertices = new double[3 * anticlockwise.Length];
        normals = new double[anticlockwise.Length == 2 ? 12 : vertices.Length];
        for (var i = 0; i < anticlockwise.Length; i++)
        {
            var (sinRa, cosRa) = Math.SinCos((anticlockwise[i].RaDeg - turnedByDeg) * SkyCoord.RadPerDeg);
            var (sinDec, cosDec) = Math.SinCos(anticlockwise[i].DecDeg * SkyCoord.RadPerDeg);
            vertices[3 * i] = cosDec * cosRa;
            vertices[3 * i + 1] = cosDec * sinRa;
            vertices[3 * i + 2] = sinDec;
        }
        for (var i = 0; i < vertices.Length; i += 3)
        {
            var j = i + 3 < vertices.Length ? i + 3 : 0;
            // The sum of two vertices times their difference is twice their product, and keeps its digits for neighbours.
            var (sx, sy, sz) = (vertices[i] + vertices[j], vertices[i + 1] + vertices[j + 1], vertices[i + 2] + vertices[j + 2]);
            var (dx, dy, dz) = (vertices[j] - vertices[i], vertices[j + 1] - vertices[i + 1], vertices[j + 2] - vertices[i + 2]);
            var (x, y, z) = (sy * dz - sz * dy, sz * dx - sx * dz, sx * dy - sy * dx);
            var length = Math.Sqrt(x * x + y * y + z * z);
            (normals[i], normals[i + 1], normals[i + 2]) = (x / length, y / length, z / length);
        }
        // The two sides of a line are one great circle: what bounds it stands upright on its ends.
        for (var i = 6; i < normals.Length && vertices.Length == 6; i += 3)
        {
            var (x, y, z) = (normals[i - 6], normals[i - 5], normals[i - 4]);
            (normals[i], normals[i + 1], normals[i + 2]) = (
                y * vertices[i - 4] - z * vertices[i - 5], z * vertices[i - 6] - x * vertices[i - 4], x * vertices[i - 5] - y * vertices[i - 6]);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Inside(in FacePoints points)
    {
        var least = Vector256.Create(double.MaxValue);
        for (var i = 0; i + 2 < normals.Length; i += 3)
            least = Vector256.Min(least, Along(points, normals, i));
        return Bits(Vector256.GreaterThanOrEqual(least, Vector256<double>.Zero));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Sort(in FacePoints centers, CircleSize circle, out int outside, out int inside)
    {
        var least = Vector256.Create(double.MaxValue);
        for (var i = 0; i + 2 < normals.Length; i += 3)
            least = Vector256.Min(least, Along(centers, normals, i));
        outside = Bits(Vector256.LessThan(least, Vector256.Create(-circle.Sin)));
        inside = Bits(Vector256.GreaterThan(least, Vector256.Create(circle.Sin)));
    }

    /// <inheritdoc/>
    /// <remarks>Two convex polygons stay clear of each other where a side of one has all of the other on its far side.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Contact Against(in FacePoints corners)
    {
        var zero = Vector256<double>.Zero;
        var within = 0b1111;
        for (var i = 0; i + 2 < normals.Length; i += 3)
        {
            var before = Bits(Vector256.LessThan(Along(corners, normals, i), zero));
            if (before == 0b1111)
                return Contact.Outside;
            within &= ~before;
        }
        if (within != 0)
            return within == 0b1111 ? Contact.Inside : Contact.Cut;
        var (nextX, nextY, nextZ) = (FacePoints.Next(corners.X), FacePoints.Next(corners.Y), FacePoints.Next(corners.Z));
        var (dx, dy, dz) = (nextX - corners.X, nextY - corners.Y, nextZ - corners.Z);
        var sides = new FacePoints(corners.Y * dz - corners.Z * dy, corners.Z * dx - corners.X * dz, corners.X * dy - corners.Y * dx);
        var most = Vector256.Create(double.MinValue);
        for (var i = 0; i + 2 < vertices.Length; i += 3)
            most = Vector256.Max(most, Along(sides, vertices, i));
        return Bits(Vector256.LessThan(most, zero)) != 0 ? Contact.Outside : Contact.Cut;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Along(in FacePoints p, double[] with, int at) => Vector256.MultiplyAddEstimate(p.X, Vector256.Create(with[at]),
        Vector256.MultiplyAddEstimate(p.Y, Vector256.Create(with[at + 1]), p.Z * with[at + 2]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bits(Vector256<double> mask) => (int)mask.ExtractMostSignificantBits();
}
