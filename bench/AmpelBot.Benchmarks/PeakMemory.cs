namespace AmpelBot.Benchmarks;

/// <summary>The largest resident size of the process since it was last reset (Linux: VmHWM).</summary>
public static class PeakMemory
{
    /// <summary>Begins anew; the resident size now.</summary>
    public static long Reset()
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Bytes();
    }

    /// <summary>The largest resident size since then, bytes.</summary>
    public static long Bytes()
        => 1024 * long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
