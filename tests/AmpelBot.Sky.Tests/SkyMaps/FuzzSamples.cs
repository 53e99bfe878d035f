using System.Globalization;
using System.IO.Compression;
using System.Text;
using AmpelBot.Testing;

namespace AmpelBot.Sky.Tests.SkyMaps;

/// <summary>The real files, each made small: the cards as they are but for the number of rows and pixels, and the first rows.</summary>
internal static class FuzzSamples
{
    private const int Block = 2880;
    private const int MostRead = 1 << 21;
    private const int SmallEnough = 24 * Block;

    public static List<(string Name, byte[] Bytes)> All()
    {
        var samples = new List<(string, byte[])>();
        foreach (var folder in new[] { "skymaps", "moc", "healpix_generic", "bad_fits" })
            foreach (var path in Directory.GetFiles(RealData.Path(folder)).Order(StringComparer.Ordinal))
                samples.Add(($"{folder}/{Path.GetFileName(path)}", Small(Content(path))));
        return samples;
    }

    private static byte[] Content(string path)
    {
        using var file = File.OpenRead(path);
        using Stream content = file.ReadByte() == 0x1f ? new GZipStream(file, CompressionMode.Decompress) : file;
        if (content == file)
            file.Position = 0;
        else
            file.Position = 0;
        var bytes = new byte[MostRead];
        return bytes[..content.ReadAtLeast(bytes, MostRead, throwOnEndOfStream: false)];
    }

    // nside 8 (or 32 where a row holds 1024 pixels), 400 cells of a multi-order map; other small files whole, others' beginning.
    private static byte[] Small(byte[] bytes)
    {
        if (bytes.Length <= SmallEnough || !bytes.AsSpan().StartsWith("SIMPLE  ="u8))
            return bytes[..Math.Min(bytes.Length, SmallEnough)];
        var table = HeaderEnd(bytes, 0);
        var data = HeaderEnd(bytes, table);
        var header = Encoding.Latin1.GetString(bytes, table, data - table);
        var rowLength = (int)Card(header, "NAXIS1")!.Value;
        var isVector = rowLength > 1000;
        var rows = Card(header, "NSIDE") is null ? 400 : isVector ? 12 : 768;
        header = Replace(header, "NAXIS2", rows);
        header = Replace(header, "NSIDE", isVector ? 32 : 8);
        header = Replace(header, "LASTPIX", (isVector ? 12 * 1024 : 768) - 1);
        var length = rows * rowLength;
        byte[] small = [.. bytes.AsSpan(0, table), .. Encoding.Latin1.GetBytes(header), .. bytes.AsSpan(data, length)];
        Array.Resize(ref small, (small.Length + Block - 1) / Block * Block);
        return small;
    }

    private static int HeaderEnd(byte[] bytes, int start)
    {
        for (var at = start; ; at += 80)
            if (bytes.AsSpan(at, 80).StartsWith("END     "u8))
                return start + (at - start + Block) / Block * Block;
    }

    private static long? Card(string header, string key) =>
        header.IndexOf($"{key,-8}=", StringComparison.Ordinal) is >= 0 and var at ? long.Parse(header.AsSpan(at + 10, 20).Trim(), CultureInfo.InvariantCulture) : null;

    private static string Replace(string header, string key, long value) =>
        header.IndexOf($"{key,-8}=", StringComparison.Ordinal) is >= 0 and var at ? $"{header[..(at + 10)]}{value,20}{header[(at + 30)..]}" : header;
}
