using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class RealCrossmatchTests
{
    // EXPECTED.md B1: the LVK user guide's numbers of MS181101ab.
    [SkippableFact]
    public void The_userguide_map_has_its_peak_and_its_area()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var map = DistanceMaps.Read(RealData.Path("skymaps/lasair_map.multiorder.fits"));
        var crossmatch = new Crossmatch(map);
        Assert.Equal(194.304, map.Peak.RaDeg, 5e-4);
        Assert.Equal(-17.856, map.Peak.DecDeg, 1e-3);
        // The guide leaves out the crossing cell (30.9752), linear interpolation gives 30.980, with the whole cell it is 30.988.
        Assert.Equal(30.980, crossmatch.ContourAreaSqDeg(0.9), 5e-4);
        Assert.Equal(0.9, crossmatch.ProbabilityWithinArea(crossmatch.ContourAreaSqDeg(0.9)), 1e-12);
        Assert.InRange(crossmatch.ContourAreaSqDeg(0.9), 30.975181093574633, map.RegionAt(0.9).AreaSqDeg);
        var point = crossmatch.Points([new SkyCoord(197.4133, -23.3996)], default)[0];
        Assert.Equal(0.034679190989078075, point.ProbDensityPerSr * Math.Pow(Math.PI / 180, 2), 1e-7);
    }

    // EXPECTED.md B2: "contour" is the searched probability in percent, "distance" is DISTMU and "probdens2" the density per steradian, of the point's cell.
    [SkippableFact]
    public void Of_lasairs_four_positions_the_last_is_inside()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var crossmatch = new Crossmatch(DistanceMaps.Read(RealData.Path("skymaps/lasair_map.multiorder.fits")));
        var results = crossmatch.Points([new(188, -9), new(190, -15), new(190, -11), new(194, -19)], default);
        foreach (var (result, distance) in results.Zip([23.51, 20.35, 27.44, 34.78]))
            Assert.Equal(distance, result.LineOfSight!.Value.MuMpc, 0.005);
        Assert.All(results.Take(3), r => Assert.True(r.SearchedProb > 0.9));
        Assert.Equal(66.31, 100 * results[3].SearchedProb, 5e-3);
        Assert.Equal(85.06, results[3].ProbDensityPerSr, 5e-3);
    }

    // EXPECTED.md B3.
    [SkippableFact]
    public void The_90_percent_region_of_mocpys_map_has_two_pieces()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var map = DistanceMaps.Read(RealData.Path("skymaps/mocpy_bayestar.multiorder.fits"));
        var crossing = CenterOf(map, 0.9);
        Assert.Equal(2, new Crossmatch(map) { CountsModes = true }.Points([crossing], default)[0].SearchedModes);
        Assert.Equal(11, map.RegionAt(0.9).Moc.MaxOrder);
        Assert.Equal(0.20877154164727782, map.ProbabilityIn(Moc.FromRanges([new HealpixIndex(0, 4).Range], 0)), 1e-6);
        // Synthetic: UNIQ 4 to 23 with densities 0.0 to 1.9; cells of order 1 lie within base cells, so only the base cells make a map.
        var ladder = SkyMap.FromCells([.. Enumerable.Range(0, 12).Select(i => new HealpixIndex(0, i))], [.. Enumerable.Range(0, 12).Select(i => i / 10.0)]);
        Assert.Equal(0.41887902047863906, ladder.ProbabilityIn(Moc.FromRanges([new HealpixIndex(0, 4).Range], 0)) * ladder.Header.ProbSum, 1e-12);
    }

    [SkippableTheory]
    [InlineData("S190425z_bayestar.fits", 154.6194471943321)]
    [InlineData("S190425z_LALInference.fits", 156.1439917314773)]
    [InlineData("S190521g_bayestar.fits", 662.5815941269577)]
    [InlineData("S190814bv_bayestar.multiorder.fits_v1", 275.5876212385998)]
    [InlineData("S190814bv_LALInference.v1.multiorder.fits", 267.4016362946634)]
    [InlineData("lasair_map.multiorder.fits", 39.76999609489013)]
    [InlineData("mocpy_bayestar.multiorder.fits", 908.4386811451134)]
    [InlineData("tilepy_bayestar.multiorder.fits,1", 509.8354524091975)]
    [InlineData("userguide_combined-ext.multiorder.fits", 39.92897772303614)]
    public void The_marginal_mean_is_the_headers_and_volumes_grow_with_the_level(string file, double distMean)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var crossmatch = new Crossmatch(DistanceMaps.Read(RealData.Path("skymaps/" + file)));
        // LALInference's header has the mean of the samples, BAYESTAR's that of the same lines of sight.
        Assert.Equal(1, crossmatch.Marginal!.MeanMpc / distMean, file.Contains("LALInference") ? 1e-2 : 1e-3);
        Assert.InRange(crossmatch.Marginal.Probability, 0.999, 1 + 1e-9);
        Assert.InRange(crossmatch.Marginal.StdMpc, 0.1 * distMean, 0.5 * distMean);
        Assert.True(crossmatch.ContourVolumeMpc3(0.5) < crossmatch.ContourVolumeMpc3(0.9));
        Assert.True(crossmatch.Marginal.CentralWidthMpc(0.5) < crossmatch.Marginal.CentralWidthMpc(0.9));
        // Less volume than the sky region out to the far quantile.
        var cone = crossmatch.ContourAreaSqDeg(0.99) * Math.Pow(Math.PI / 180, 2) / 3 * Math.Pow(crossmatch.Marginal.QuantileMpc(0.99)!.Value, 3);
        Assert.True(crossmatch.ContourVolumeMpc3(0.9) < cone);
    }

    // gwemopt ranked GLADE galaxies for this event by its own score; here only that they lie where such a ranking takes galaxies from.
    [SkippableFact]
    public void Galaxies_that_were_ranked_for_S190814bv_lie_in_its_volume()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var rows = File.ReadLines(RealData.Path("catalogs/glade_s190814bv_catalog_glade.csv")).Skip(1).Select(l => l.Split(',')).ToArray();
        var crossmatch = new Crossmatch(DistanceMaps.Read(RealData.Path("skymaps/S190814bv_bayestar.multiorder.fits_v1")));
        var results = crossmatch.Points([.. rows.Select(r => new SkyCoord(r[1].Number(), r[2].Number()))], [.. rows.Select(r => r[3].Number())], default);
        Assert.True(results.Length > 1000);
        Assert.All(results.Take(20), r => Assert.True(r.SearchedProbVol < 0.9, r.ToString()));
        var inside = results.Where(r => r.SearchedProbVol < 0.9).ToArray();
        Assert.InRange(inside.Length, 20, results.Length);
        var volume = crossmatch.ContourVolumeMpc3(0.9);
        Assert.All(inside, r => Assert.True(r.SearchedVolMpc3 < volume));
        Assert.All(results, r => Assert.InRange(r.SearchedProbDist!.Value, 0, 1));
    }

    // The cell with which the sum of the probabilities reaches a level.
    private static SkyCoord CenterOf(SkyMap map, double level)
    {
        var best = (Level: 2.0, Coord: default(SkyCoord));
        foreach (var range in map.RegionAt(level).Moc.Ranges)
            for (var at = range.Start; at < range.End; at += 1L << (2 * (29 - 11)))
                if (map.CredibleLevel(at) is var own && own >= level && own < best.Level)
                    best = (own, HealpixNested.Center(29, at));
        Assert.True(best.Level < 0.91);
        return best.Coord;
    }
}
