using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Benchmarks;

/// <summary>Points against the peers' map of 1000 square degrees (gen_maps.py: 19,200 cells, with distances), made here again.</summary>
/// <remarks>Points of streams 101 and 102, distances 360 U(106, i) Mpc (three times the map's 120 Mpc).</remarks>
public static class CrossmatchRows
{
    private const int Runs = 7;
    private const int Count = 10_000;
    private const double RadPerDeg = Math.PI / 180;

    public static void Rows(RowWriter rows)
    {
        var map = Banana(60, 3.259, 6);
        var coords = new SkyCoord[Count];
        var distances = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            coords[i] = new SkyCoord(360 * SplitMix64.Unit(102, i), Math.Asin(2 * SplitMix64.Unit(101, i) - 1) / RadPerDeg);
            distances[i] = 360 * SplitMix64.Unit(106, i);
        }
        rows.Measure("crossmatch_2d", Count, 10 * Runs, () => new Crossmatch(map).Points(coords, default).Sum(r => r.SearchedProb));
        rows.Measure("crossmatch_2d_modes", Count, Runs, () => new Crossmatch(map) { CountsModes = true }.Points(coords, default).Sum(r => (double)r.SearchedModes!));
        rows.Measure("crossmatch_3d_volumes", Count, Runs, () => new Crossmatch(map).Points(coords, distances, default).Sum(r => r.SearchedProbVol!.Value));
        rows.Measure("crossmatch_3d_volumes_ten_points", 10, Runs,
            () => new Crossmatch(map).Points(coords.AsSpan(0, 10), distances.AsSpan(0, 10), default).Sum(r => r.SearchedProbVol!.Value));
        rows.Measure("contour_volume_90", map.CellCount, Runs, () => new Crossmatch(map).ContourVolumeMpc3(0.9)!.Value);
        rows.Measure("overlap_of_two_maps", 2 * map.CellCount, Runs, () => MapOverlap.Odds(map, map));
    }

    // Density exp(-((t - radius) / width)^2 / 2 + k (cos(azimuth) - 1)) about the pole (150, 35); nside 16, then seven times the 768 most probable
    // cells are cut in four. mu = 120 (1 + 0.2 cos(azimuth)), sigma = 30 Mpc.
    private static SkyMap Banana(double radiusDeg, double widthDeg, double k)
    {
        var pole = Vector(new SkyCoord(150, 35));
        var first = new[] { -pole[0] * pole[2], -pole[1] * pole[2], 1 - pole[2] * pole[2] };
        first = [.. first.Select(v => v / Math.Sqrt(first.Sum(u => u * u)))];
        var second = new[] { pole[1] * first[2] - pole[2] * first[1], pole[2] * first[0] - pole[0] * first[2], pole[0] * first[1] - pole[1] * first[0] };
        var cells = Enumerable.Range(0, 3072).Select(i => new HealpixIndex(4, i)).Select(c => (Cell: c, Density: Density(c))).ToList();
        for (var round = 0; round < 7; round++)
        {
            var sorted = cells.OrderByDescending(c => c.Density * HealpixNested.CellAreaSr(c.Cell.Order)).ToList();
            cells = [.. sorted.Skip(768), .. sorted.Take(768).SelectMany(c => Enumerable.Range(0, 4).Select(i => new HealpixIndex(c.Cell.Order + 1, 4 * c.Cell.Ipix + i)))
                .Select(c => (Cell: c, Density: Density(c)))];
        }
        cells = [.. cells.OrderBy(c => c.Cell.Range.Start)];
        var mu = cells.Select(c => 120 * (1 + 0.2 * Math.Cos(Polar(c.Cell).Azimuth))).ToArray();
        var layer = new DistanceLayer(mu, [.. mu.Select(_ => 30.0)], [.. mu.Select(m => DistanceAnsatz.Normalized(m, 30).NormPerMpc2)]);
        return SkyMap.FromCells([.. cells.Select(c => c.Cell)], [.. cells.Select(c => c.Density)], layer);

        double Density(HealpixIndex cell)
        {
            var (angle, azimuth) = Polar(cell);
            var away = (angle / RadPerDeg - radiusDeg) / widthDeg;
            return Math.Exp(-0.5 * away * away + k * (Math.Cos(azimuth) - 1)) + 1e-12;
        }

        (double Angle, double Azimuth) Polar(HealpixIndex cell)
        {
            var v = Vector(HealpixNested.Center(cell.Order, cell.Ipix));
            return (Math.Acos(Dot(v, pole)), Math.Atan2(Dot(v, second), Dot(v, first)));
        }
    }

    private static double Dot(double[] a, double[] b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

    private static double[] Vector(SkyCoord coord)
    {
        var (sinRa, cosRa) = Math.SinCos(coord.RaDeg * RadPerDeg);
        var (sinDec, cosDec) = Math.SinCos(coord.DecDeg * RadPerDeg);
        return [cosDec * cosRa, cosDec * sinRa, sinDec];
    }
}
