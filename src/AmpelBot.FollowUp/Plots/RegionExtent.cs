using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.FollowUp.Plots;

/// <summary>A cap that holds a region.</summary>
/// <param name="Center">Direction of its middle.</param>
/// <param name="RadiusDeg">Angle from the middle to its farthest part in degrees, 0 to 180.</param>
internal readonly record struct RegionExtent(SkyCoord Center, double RadiusDeg)
{
    private const int SampleOrder = 5;
    private const int MostSamples = 200_000;

    /// <summary>A cap around a region, hardly larger than the smallest one; null when the region holds nothing.</summary>
    public static RegionExtent? Of(Moc region)
    {
        var points = Samples(region);
        if (points.Count == 0)
            return null;
        var center = Mean(points);
        // Badoiu and Clarkson 2003: steps of falling length towards the farthest point end in the middle of the smallest cap.
        for (var i = 1; i <= 60; i++)
        {
            var far = Farthest(points, center);
            center = Unit(center.X + (far.X - center.X) / (i + 1), center.Y + (far.Y - center.Y) / (i + 1), center.Z + (far.Z - center.Z) / (i + 1));
        }
        var middle = new SkyCoord(Math.Atan2(center.Y, center.X) * 180 / Math.PI,
            Math.Clamp(Math.Atan2(center.Z, Math.Sqrt(center.X * center.X + center.Y * center.Y)) * 180 / Math.PI, -90, 90));
        return new RegionExtent(middle, AngleDeg(center, Farthest(points, center)));
    }

    /// <summary>Places strewn evenly over a region, each piece of it with one at least while there are not too many.</summary>
    public static IEnumerable<SkyCoord> Places(Moc region)
        => Samples(region).Select(v => new SkyCoord(
            Math.Atan2(v.Y, v.X) * 180 / Math.PI, Math.Clamp(Math.Atan2(v.Z, Math.Sqrt(v.X * v.X + v.Y * v.Y)) * 180 / Math.PI, -90, 90)));

    private static List<Vector> Samples(Moc region)
    {
        const long Step = 1L << (2 * (HealpixNested.MaxOrder - SampleOrder));
        var ranges = region.Ranges;
        var every = Math.Max(1, ranges.Length / (MostSamples / 2));
        var points = new List<Vector>();
        for (var i = 0; i < ranges.Length; i += every)
        {
            for (var hpx = ranges[i].Start; hpx < ranges[i].End; hpx += Step)
                points.Add(Of(hpx));
            points.Add(Of(ranges[i].End - 1));
        }
        return points;
    }

    private static Vector Of(long hpx29)
    {
        var coord = HealpixNested.Center(HealpixNested.MaxOrder, hpx29);
        var (sinRa, cosRa) = Math.SinCos(coord.RaDeg * Math.PI / 180);
        var (sinDec, cosDec) = Math.SinCos(coord.DecDeg * Math.PI / 180);
        return new Vector(cosDec * cosRa, cosDec * sinRa, sinDec);
    }

    private static Vector Mean(List<Vector> points)
    {
        double x = 0, y = 0, z = 0;
        foreach (var point in points)
            (x, y, z) = (x + point.X, y + point.Y, z + point.Z);
        return Unit(x, y, z);
    }

    private static Vector Unit(double x, double y, double z)
    {
        var length = Math.Sqrt(x * x + y * y + z * z);
        return length > 1e-12 ? new Vector(x / length, y / length, z / length) : new Vector(1, 0, 0);
    }

    private static Vector Farthest(List<Vector> points, Vector from)
    {
        var farthest = points[0];
        var least = double.PositiveInfinity;
        foreach (var point in points)
        {
            var cos = point.X * from.X + point.Y * from.Y + point.Z * from.Z;
            if (cos < least)
                (least, farthest) = (cos, point);
        }
        return farthest;
    }

    private static double AngleDeg(Vector a, Vector b)
    {
        var (x, y, z) = (a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
        return Math.Atan2(Math.Sqrt(x * x + y * y + z * z), a.X * b.X + a.Y * b.Y + a.Z * b.Z) * 180 / Math.PI;
    }

    private readonly record struct Vector(double X, double Y, double Z);
}
