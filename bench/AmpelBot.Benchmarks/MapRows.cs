using System.IO.Compression;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Benchmarks;

/// <summary>Sky maps: reading, regions and areas. The maps are those of the peers' gen_maps.py, in data/maps of the current folder.</summary>
public static class MapRows
{
    private const string Flat = "data/maps/m1000.flat1024.fits.gz";
    private const string MultiOrder = "data/maps/m1000.multiorder.fits";
    private const long FlatPixels = 12L << 20;
    private const long Cells = 19_200;

    public static void Rows(RowWriter rows)
    {
        if (!File.Exists(Flat) || !File.Exists(MultiOrder))
        {
            Console.Error.WriteLine($"maps: {Flat} or {MultiOrder} is not here; make them first (run.sh maps), in this folder");
            return;
        }
        // The floor of the flat map: the same decompressor, and nothing done with what it gives.
        rows.Measure("F1_gunzip_flat1024", FlatPixels, 15, () => Gunzip(Flat));
        Read(rows, "F1_read_flat1024_prob", Flat, FlatPixels, SkyMapColumns.Probability, 15);
        Read(rows, "F1_read_flat1024_distances", Flat, FlatPixels, SkyMapColumns.WithDistances, 15);
        Read(rows, "F2_read_multiorder_prob", MultiOrder, Cells, SkyMapColumns.Probability, 1000);
        Read(rows, "F2_read_multiorder_distances", MultiOrder, Cells, SkyMapColumns.WithDistances, 1000);
        // The order of the cells is made with the first region; this row has both, so that nothing hides in the reading.
        rows.Measure("F2_read_multiorder_and_first_region90", Cells, 1000, () => SkyMapReader.Read(MultiOrder, CancellationToken.None).RegionAt(0.9).AreaSqDeg);
        foreach (var (name, file) in new[] { ("multiorder", MultiOrder), ("flat1024", Flat) })
        {
            var map = SkyMapReader.Read(file, CancellationToken.None);
            rows.Measure($"F3_region90_and_area_{name}", map.CellCount, 200, () => map.RegionAt(0.9).AreaSqDeg);
        }
    }

    // The time, and as a row of its own what one reading allocates in bytes.
    private static void Read(RowWriter rows, string name, string file, long n, SkyMapColumns columns, int runs)
    {
        rows.Measure(name, n, runs, () => SkyMapReader.Read(file, columns, CancellationToken.None).CellCount);
        var before = GC.GetAllocatedBytesForCurrentThread();
        SkyMapReader.Read(file, columns, CancellationToken.None);
        rows.Write($"{name}_allocated_bytes", n, 0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double Gunzip(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        var bytes = new byte[1 << 17];
        var length = 0L;
        for (int read; (read = gzip.Read(bytes)) > 0;)
            length += read;
        return length;
    }
}
