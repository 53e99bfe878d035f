using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Benchmarks;

/// <summary>Covers at nside 4096 about the centres of streams 103 and 104, and lookups of the points of streams 101 and 102 in a region.</summary>
public static class CoverRows
{
    private const int Order = 12;
    private const double RadiusDeg = 5;
    private const int Centers = 20;
    private const int Points = 1_000_000;
    private const int Runs = 30;

    public static void Rows(RowWriter rows)
    {
        var centers = new SkyCoord[Centers];
        for (var i = 0; i < Centers; i++)
            centers[i] = Place(2 * SplitMix64.Unit(103, i) - 1, 2 * Math.PI * SplitMix64.Unit(104, i));
        var pentagons = Array.ConvertAll(centers, Pentagon);
        foreach (var mode in Enum.GetValues<CoverMode>())
        {
            Covers($"H3_cone_nest4096_r5_{mode}", i => SkyCover.Cone(centers[i], RadiusDeg, Order, mode));
            Covers($"H3_poly_nest4096_r5_{mode}", i => SkyCover.Polygon(pentagons[i], Order, mode));
            Covers($"ellipse_nest4096_5x2_{mode}", i => SkyCover.Ellipse(centers[i], RadiusDeg, 2, 30, Order, mode));
            Covers($"box_nest4096_8x8_{mode}", i => SkyCover.Box(
                centers[i].RaDeg - 4, centers[i].RaDeg + 4, Math.Max(-90, centers[i].DecDeg - 4), Math.Min(90, centers[i].DecDeg + 4), Order, mode));
        }

        var region = SkyCover.Cone(centers[0], 60, Order, CoverMode.Overlapping);
        var indices = new long[Points];
        for (var i = 0; i < Points; i++)
            indices[i] = HealpixNested.Index(HealpixNested.MaxOrder, Place(2 * SplitMix64.Unit(101, i) - 1, 2 * Math.PI * SplitMix64.Unit(102, i)));
        var inside = new bool[Points];
        foreach (var sorted in (bool[])[false, true])
        {
            if (sorted)
                Array.Sort(indices);
            rows.Measure($"moc_contains_{(sorted ? "sorted" : "unsorted")}", Points, Runs, () => region.Contains(indices, inside), () => inside.Count(i => i));
        }

        void Covers(string name, Func<int, Moc> cover) => rows.Measure(name, Centers, Runs, () =>
        {
            var cells = 0.0;
            for (var i = 0; i < Centers; i++)
                cells += cover(i).SkyFraction * HealpixNested.CellCount(Order);
            return cells / Centers;
        }, Centers);
    }

    private static SkyCoord Place(double z, double phi) => new(phi * (180 / Math.PI), Math.Asin(z) * (180 / Math.PI));

    // Vertices at the radius from the centre, the first one to the north and the others on by 72 degrees towards the east.
    private static SkyCoord[] Pentagon(SkyCoord center)
    {
        var (sinRadius, cosRadius) = Math.SinCos(RadiusDeg * (Math.PI / 180));
        var (sinDec, cosDec) = Math.SinCos(center.DecDeg * (Math.PI / 180));
        return [.. Enumerable.Range(0, 5).Select(i =>
        {
            var (sin, cos) = Math.SinCos(i * (2 * Math.PI / 5));
            var east = Math.Atan2(sinRadius * sin, cosRadius * cosDec - sinRadius * sinDec * cos);
            return Place(cosRadius * sinDec + sinRadius * cosDec * cos, east + center.RaDeg * (Math.PI / 180));
        })];
    }
}
