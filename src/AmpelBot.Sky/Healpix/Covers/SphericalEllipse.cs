using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AmpelBot.Sky.Healpix.Covers;

/// <summary>The directions whose distances to two foci add to at most the major axis: the sphere cut by an elliptic cone about the centre.</summary>
internal readonly struct SphericalEllipse : IConvexShape
{
    private readonly Vector256<double> majorX, majorY, majorZ, minorX, minorY, minorZ, centerX, centerY, centerZ, cot2Major, cot2Minor;
    private readonly double[] outsideChord2, insideChord2;

    /// <summary>An ellipse of semi-axes in radians, above 0 and below or at a right angle, in the frame turned by an angle.</summary>
    public SphericalEllipse(SkyCoord center, double semiMajor, double semiMinor, double positionAngleDeg, double turnedByDeg,
        (double[] Outside, double[] Inside) chords)
    {
        var (sinRa, cosRa) = Math.SinCos((center.RaDeg - turnedByDeg) * SkyCoord.RadPerDeg);
        var (sinDec, cosDec) = Math.SinCos(center.DecDeg * SkyCoord.RadPerDeg);
        var (sinAngle, cosAngle) = Math.SinCos(positionAngleDeg * SkyCoord.RadPerDeg);
        centerX = Vector256.Create(cosDec * cosRa);
        centerY = Vector256.Create(cosDec * sinRa);
        centerZ = Vector256.Create(sinDec);
        majorX = Vector256.Create(-sinDec * cosRa * cosAngle - sinRa * sinAngle);
        majorY = Vector256.Create(-sinDec * sinRa * cosAngle + cosRa * sinAngle);
        majorZ = Vector256.Create(cosDec * cosAngle);
        minorX = Vector256.Create(-sinDec * cosRa * sinAngle + sinRa * cosAngle);
        minorY = Vector256.Create(-sinDec * sinRa * sinAngle - cosRa * cosAngle);
        minorZ = Vector256.Create(cosDec * sinAngle);
        cot2Major = Vector256.Create(Cot2(semiMajor));
        cot2Minor = Vector256.Create(Cot2(semiMinor));
        (outsideChord2, insideChord2) = chords;
    }

    /// <summary>Squares of the chords beyond which a circle's centre is outside, and below which it is inside, for every size of circle.</summary>
    public static (double[] Outside, double[] Inside) Chords(double semiMajor, double semiMinor)
    {
        var (outside, inside) = (new double[CircleSize.Count], new double[CircleSize.Count]);
        for (var i = 0; i < CircleSize.Count; i++)
        {
            var radius = CircleSize.RadiusOf(i);
            outside[i] = semiMajor + radius < Math.PI ? Chord2(semiMajor + radius) : double.PositiveInfinity;
            inside[i] = semiMinor > radius ? Chord2(semiMinor - radius) : 0;
        }
        return (outside, inside);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Inside(in FacePoints points)
    {
        var (x, y, z) = Own(points);
        return Bits(Vector256.LessThanOrEqual(cot2Major * x * x + cot2Minor * y * y, z * z) & Vector256.GreaterThanOrEqual(z, Vector256<double>.Zero));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Sort(in FacePoints centers, CircleSize circle, out int outside, out int inside)
    {
        var (x, y, z) = (centers.X - centerX, centers.Y - centerY, centers.Z - centerZ);
        var chord2 = x * x + y * y + z * z;
        outside = Bits(Vector256.GreaterThan(chord2, Vector256.Create(outsideChord2[circle.Index])));
        inside = Bits(Vector256.LessThan(chord2, Vector256.Create(insideChord2[circle.Index])));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Contact Against(in FacePoints corners)
    {
        var zero = Vector256<double>.Zero;
        var (x, y, z) = Own(corners);
        var form = cot2Major * x * x + cot2Minor * y * y - z * z;
        var inside = Bits(Vector256.LessThanOrEqual(form, zero) & Vector256.GreaterThanOrEqual(z, zero));
        if (inside != 0)
            return inside == 0b1111 ? Contact.Inside : Contact.Cut;
        // Along a side the form is a parabola of which the half slope at the corner is b and the bend a: it meets the ellipse where it sinks to 0.
        var (nextX, nextY, nextZ) = (FacePoints.Next(x), FacePoints.Next(y), FacePoints.Next(z));
        var (dx, dy, dz) = (nextX - x, nextY - y, nextZ - z);
        var a = cot2Major * dx * dx + cot2Minor * dy * dy - dz * dz;
        var b = cot2Major * x * dx + cot2Minor * y * dy - z * dz;
        var meets = Vector256.GreaterThan(a, zero) & Vector256.LessThan(b, zero) & Vector256.GreaterThan(a + b, zero)
            & Vector256.GreaterThanOrEqual(b * b, a * form) & Vector256.GreaterThan(z * a, b * dz);
        if (Bits(meets) != 0)
            return Contact.Cut;
        var holdsCenter = Vector256.GreaterThanOrEqual(x * nextY, y * nextX) & Vector256.GreaterThan(z, zero);
        return Bits(holdsCenter) == 0b1111 ? Contact.Cut : Contact.Outside;
    }

    // Coordinates along the major axis, the minor axis and the centre.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector256<double> X, Vector256<double> Y, Vector256<double> Z) Own(in FacePoints p) => (
        Vector256.MultiplyAddEstimate(p.X, majorX, Vector256.MultiplyAddEstimate(p.Y, majorY, p.Z * majorZ)),
        Vector256.MultiplyAddEstimate(p.X, minorX, Vector256.MultiplyAddEstimate(p.Y, minorY, p.Z * minorZ)),
        Vector256.MultiplyAddEstimate(p.X, centerX, Vector256.MultiplyAddEstimate(p.Y, centerY, p.Z * centerZ)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bits(Vector256<double> mask) => (int)mask.ExtractMostSignificantBits();

    private static double Chord2(double angle) => 4 * Math.Sin(angle / 2) * Math.Sin(angle / 2);

    private static double Cot2(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return cos * cos / (sin * sin);
    }
}
