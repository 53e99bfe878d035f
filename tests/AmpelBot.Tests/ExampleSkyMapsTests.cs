using System.Globalization;
using System.Security.Cryptography;
using AmpelBot.Alerts.Surveys.Simulated;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Sky.Healpix;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.Tests;

/// <summary>
/// The example maps in skymaps/ are made here, from the demo's event. AMPELBOT_WRITE_EXAMPLES=1 ./test ExampleSkyMaps writes them anew.
/// </summary>
public class ExampleSkyMapsTests
{
    private const string Folder = "skymaps";
    private const string Preliminary = "MS260612a.preliminary.fits";
    private const string Update = "MS260612a.multiorder.fits";

    public ExampleSkyMapsTests()
    {
        if (Environment.GetEnvironmentVariable("AMPELBOT_WRITE_EXAMPLES") == "1")
            Write();
    }

    [Theory]
    [InlineData(Preliminary)]
    [InlineData(Update)]
    public void The_example_maps_are_those_of_the_demos_event(string name)
    {
        // Libraries of mathematics differ in the last digit, so the maps are compared as maps and not as bytes.
        var (made, kept) = (Read(new MemoryStream(Make(name))), Read(File.OpenRead(FileOf(name))));
        Assert.Equal(made.CellCount, kept.CellCount);
        Assert.Equal(made.Peak, kept.Peak);
        Assert.Equal(made.Header.EventTimeUtc, kept.Header.EventTimeUtc);
        foreach (var level in new[] { 0.1, 0.5, 0.9, 0.99 })
            Assert.Equal(1, made.RegionAt(level).AreaSqDeg / kept.RegionAt(level).AreaSqDeg, 1e-3);
    }

    [Fact]
    public void The_manifest_names_both_revisions_with_their_checksums()
    {
        var entries = new SkyMapFolder(Path.Combine(Repository.Folder, Folder)).Entries();
        Assert.Equal([1, 2], entries.Select(e => e.Revision));
        Assert.All(entries, e => Assert.Equal(DemoEvent.Name, e.Event.Name));
        Assert.All(entries, e => Assert.Equal(e.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(e.File)))));
    }

    [Fact]
    public void The_update_is_narrower_than_the_preliminary_map_and_holds_the_kilonova()
    {
        var (preliminary, update) = (Read(File.OpenRead(FileOf(Preliminary))), Read(File.OpenRead(FileOf(Update))));
        Assert.True(update.RegionAt(0.9).AreaSqDeg < 0.7 * preliminary.RegionAt(0.9).AreaSqDeg);
        Assert.InRange(update.CredibleLevel(DemoEvent.Simulated.Kilonova), 0.5, 0.9);
        Assert.InRange(preliminary.CredibleLevel(DemoEvent.Simulated.Kilonova), 0.1, 0.9);
    }

    private static SkyMap Read(Stream stream)
    {
        using (stream)
            return SkyMapReader.Read(stream, "example", CancellationToken.None);
    }

    private static string FileOf(string name) => Path.Combine(Repository.Folder, Folder, name);

    private static byte[] Make(string name)
    {
        using var stream = new MemoryStream();
        var simulated = DemoEvent.Simulated;
        var (cells, densities) = SimulatedSkyMap.Cells(simulated, DemoEvent.Seed);
        if (name == Update)
            SkyMapWriter.WriteMultiOrder(stream, cells, densities, DemoEvent.Name, simulated.TimeUtc, simulated.DistanceMpc + 6, 21);
        else
            SkyMapWriter.WriteFlatNested(stream, PreliminaryOrder, Broadened(cells, densities), DemoEvent.Name, simulated.TimeUtc);
        return stream.ToArray();
    }

    private const int PreliminaryOrder = 6;

    /// <summary>A first, less certain map: the same shape with its logarithm halved, on coarse pixels.</summary>
    private static double[] Broadened(IReadOnlyList<HealpixIndex> cells, IReadOnlyList<double> densities)
    {
        var prob = new double[HealpixNested.CellCount(PreliminaryOrder)];
        for (var i = 0; i < cells.Count; i++)
        {
            var shift = 2 * (PreliminaryOrder - cells[i].Order);
            if (shift >= 0)
                Array.Fill(prob, Math.Sqrt(densities[i]), (int)(cells[i].Ipix << shift), 1 << shift);
            else
                prob[cells[i].Ipix >> -shift] += Math.Sqrt(densities[i]) / (1 << -shift);
        }
        var floor = 2 * prob.Min();
        for (var i = 0; i < prob.Length; i++)
            prob[i] = Math.Max(0, prob[i] - floor);
        var sum = prob.Sum();
        return [.. prob.Select(p => p / sum)];
    }

    private static void Write()
    {
        Directory.CreateDirectory(Path.Combine(Repository.Folder, Folder));
        var lines = new List<string> { "event,revision,time,file,sha256" };
        foreach (var (name, revision) in new[] { (Preliminary, 1), (Update, 2) })
        {
            var bytes = Make(name);
            File.WriteAllBytes(FileOf(name), bytes);
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{DemoEvent.Name},{revision},{DemoEvent.Simulated.TimeUtc:yyyy-MM-dd'T'HH:mm:ss.fff'Z'},{name},{Convert.ToHexStringLower(SHA256.HashData(bytes))}"));
        }
        File.WriteAllText(Path.Combine(Repository.Folder, Folder, "MANIFEST.csv"), string.Join('\n', lines) + "\n");
    }
}
