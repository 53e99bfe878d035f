using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.Sky.Tests.SkyMaps;

public class ReaderRealDistanceTests
{
    [SkippableTheory]
    [InlineData("S190814bv_LALInference.v1")]
    [InlineData("S190707q_LALInference.offline")]
    public void The_flat_and_the_multi_order_file_of_an_event_have_the_same_distances(string name)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var flat = Read($"skymaps/{name}.fits.gz");
        var multiOrder = Read($"skymaps/{name}.multiorder.fits");
        var flatCells = Cells(flat);
        var multiOrderCells = Cells(multiOrder);
        // Many cells without distance at all are in each.
        Assert.Equal(multiOrderCells.Keys.Order(), flatCells.Keys.Order());
        Assert.Empty(flat.Header.Notes);
    }

    [SkippableFact]
    public void Every_real_map_with_distances_has_usable_ones_and_no_notes_on_them()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var counted = 0;
        foreach (var path in Directory.GetFiles(RealData.Path("skymaps")))
        {
            var map = SkyMapReader.Read(path, SkyMapColumns.WithDistances, default);
            Assert.DoesNotContain(map.Header.Notes, n => n.Contains("distance", StringComparison.OrdinalIgnoreCase));
            // The slim map kept DISTMEAN and lost the columns.
            Assert.True(map.Header.DistMeanMpc is null || map.Distances is not null || path.Contains(".slim.", StringComparison.Ordinal), path);
            if (map.Distances is not { } distances)
                continue;
            counted++;
            Assert.Equal(map.CellCount, distances.Norm.Length);
            Assert.True(distances.Norm.ContainsAnyExceptInRange(0, 0));
        }
        Assert.Equal(22, counted);
    }

    private static SkyMap Read(string file) => SkyMapReader.Read(RealData.Path(file), SkyMapColumns.WithDistances, default);

    // The different triples of a map.
    private static Dictionary<(double, double, double), int> Cells(SkyMap map)
    {
        var found = new Dictionary<(double, double, double), int>();
        for (var i = 0; i < map.CellCount; i++)
            found[(map.Distances!.Mu[i], map.Distances.Sigma[i], map.Distances.Norm[i])] = i;
        return found;
    }
}
