using System.Diagnostics;
using System.Globalization;
using AmpelBot.Sky.Fits;
using AmpelBot.Sky.SkyMaps;
using AmpelBot.Testing;

namespace AmpelBot.Sky.Tests.SkyMaps;

/// <summary>Mutated real files. AMPELBOT_FUZZ=n makes n mutations instead of 20,000 (the first ones stay the same).</summary>
public class FuzzTests
{
    private const int Usual = 20_000;

    // Buffers and the arrays of a map, however small the file; and what its bytes may cost (gzip of a thousandth is skipped over, not kept).
    private const long AllocatedAlways = 8L << 20;
    private const long AllocatedPerByte = 100;

    [SkippableFact]
    public void Every_mutated_sample_is_a_good_map_or_moc_or_refused_with_a_reason()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var samples = FuzzSamples.All();
        Assert.True(samples.Count >= 40);
        var count = int.TryParse(Environment.GetEnvironmentVariable("AMPELBOT_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : Usual;
        var (maps, mocs, most, slowest) = (0, 0, 0L, TimeSpan.Zero);
        for (var seed = 0; seed < count; seed++)
        {
            var (name, bytes) = samples[seed % samples.Count];
            var mutated = FuzzMutation.Of(seed, bytes, samples[seed * 7 % samples.Count].Bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            try
            {
                maps += IsMap(mutated, name, seed % 2 == 0 ? SkyMapColumns.WithDistances : SkyMapColumns.Probability) ? 1 : 0;
                mocs += IsMoc(mutated) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"mutation {seed} of {name}: {e}");
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < AllocatedAlways + AllocatedPerByte * mutated.Length, $"mutation {seed} of {name}: {allocated} bytes for a file of {mutated.Length}");
            most = Math.Max(most, allocated);
            var took = Stopwatch.GetElapsedTime(started);
            Assert.True(took < TimeSpan.FromSeconds(10), $"mutation {seed} of {name}: {took}");
            slowest = took > slowest ? took : slowest;
        }
        // Both ends are reached: many mutations leave a map, many do not.
        Assert.InRange(maps, count / 10, count * 6 / 10);
        Assert.InRange(mocs, count / 200, count / 10);
        Console.WriteLine($"{count} mutations of {samples.Count} samples: {maps} maps, {mocs} MOCs; at most {most / 1e6:f1} MB allocated and {slowest.TotalMilliseconds:f0} ms");
    }

    private static bool IsMap(byte[] bytes, string name, SkyMapColumns columns)
    {
        try
        {
            var map = SkyMapReader.Read(new MemoryStream(bytes), name, columns, default);
            var region = map.RegionAt(0.9);
            Assert.InRange(region.AreaSqDeg, 0, 41253);
            Assert.InRange(region.Probability, 0.9 - 1e-12, 1);
            Assert.InRange(map.CredibleLevel(map.Peak), 0, 1);
            Assert.InRange(map.ProbabilityIn(region.Moc), region.Probability - 1e-9, region.Probability + 1e-9);
            Assert.True(double.IsFinite(map.Header.ProbSum) && map.Header.ProbSum > 0);
            if (map.Distances is { } distances)
            {
                Assert.Equal(map.CellCount, distances.Mu.Length);
                for (var i = 0; i < distances.Norm.Length; i++)
                    Assert.True(distances.Norm[i] == 0 || (distances.Norm[i] > 0 && double.IsFinite(distances.Norm[i]) && double.IsFinite(distances.Mu[i]) && distances.Sigma[i] > 0));
            }
            return true;
        }
        catch (SkyMapException e)
        {
            Assert.Equal(name, e.File);
            Assert.True(e.Reason.Length > 10, e.Reason);
            Assert.DoesNotContain(e.Reason, char.IsControl);
            return false;
        }
    }

    private static bool IsMoc(byte[] bytes)
    {
        try
        {
            var moc = MocFits.Read(new MemoryStream(bytes), default);
            Assert.InRange(moc.SkyFraction, 0, 1);
            return true;
        }
        catch (FitsException e)
        {
            Assert.True(e.Message.Length > 10, e.Message);
            return false;
        }
    }
}
