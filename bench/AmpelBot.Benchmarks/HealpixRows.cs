using AmpelBot.Sky;
using AmpelBot.Sky.Healpix;

namespace AmpelBot.Benchmarks;

/// <summary>HEALPix pixel numbers, over the points of streams 101 and 102.</summary>
public static class HealpixRows
{
    private const int Points = 10_000_000;
    private const int Runs = 5;

    public static void Rows(RowWriter rows)
    {
        var (z, theta, phi) = SplitMix64.Points(Points);
        var ipix = new long[Points];
        var (first, second) = (new double[Points], new double[Points]);
        foreach (var order in (int[])[10, 29])
        {
            rows.Measure($"H1_ang2pix_nest{order}", Points, Runs, () => HealpixNested.IndexOfAngles(order, theta, phi, ipix), () => Check(ipix));
            rows.Measure($"H2_pix2ang_nest{order}", Points, Runs, () => HealpixNested.CenterAngles(order, ipix, first, second), () => Sum(first));
            rows.Measure($"H1b_zphi2pix_nest{order}", Points, Runs, () => HealpixNested.IndexOfZPhi(order, z, phi, ipix), () => Check(ipix));
        }

        var ra = Array.ConvertAll(phi, p => p * (180 / Math.PI));
        var dec = Array.ConvertAll(z, v => Math.Asin(v) * (180 / Math.PI));
        rows.Measure("index_radec_nest29", Points, Runs, () => HealpixNested.Index(29, ra, dec, ipix), () => Check(ipix));
        rows.Measure("center_radec_nest29", Points, Runs, () => HealpixNested.Center(29, ipix, first, second), () => Sum(second));
        rows.Measure("index_radec_nest29_one_by_one", Points, 3, () =>
        {
            for (var i = 0; i < Points; i++)
                ipix[i] = HealpixNested.Index(29, new SkyCoord(ra[i], dec[i]));
        }, () => Check(ipix));
        rows.Measure("center_radec_nest29_one_by_one", Points, 3, () =>
        {
            for (var i = 0; i < Points; i++)
                second[i] = HealpixNested.Center(29, ipix[i]).DecDeg;
        }, () => Sum(second));

        const int Order = 10;
        var count = (int)HealpixNested.CellCount(Order);
        var nested = new long[count];
        for (var i = 0; i < count; i++)
            nested[i] = i;
        var ring = new long[count];
        rows.Measure("H4_nest2ring_idx_1024", count, Runs, () => HealpixNested.ToRing(Order, nested, ring), () => Check(ring));
        rows.Measure("H4_ring2nest_idx_1024", count, Runs, () => HealpixNested.FromRing(Order, nested, ring), () => Check(ring));

        const int Few = 1_000_000;
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = SplitMix64.Unit(105, i);
        rows.Measure("H4_interp_nest_1024", Few, Runs, () =>
        {
            var sum = 0.0;
            Span<long> cells = stackalloc long[4];
            Span<double> weights = stackalloc double[4];
            for (var i = 0; i < Few; i++)
            {
                HealpixNested.Interpolation(Order, new SkyCoord(ra[i], dec[i]), cells, weights);
                for (var k = 0; k < 4; k++)
                    sum += weights[k] * values[cells[k]];
            }
            return sum;
        });
    }

    private static double Check(long[] indices)
    {
        var sum = 0.0;
        foreach (var index in indices)
            sum += index % 1000003;
        return sum;
    }

    private static double Sum(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }
}
