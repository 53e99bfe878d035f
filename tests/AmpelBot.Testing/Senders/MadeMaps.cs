using System.IO.Compression;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.Testing.Senders;

/// <summary>Small sky maps that the project made itself.</summary>
public static class MadeMaps
{
    /// <summary>A flat map of 12 cells, three quarters of the probability in one of them.</summary>
    public static byte[] Flat(int peak, string objectName = "S260612ab", DateTimeOffset? eventTimeUtc = null)
    {
        var prob = new double[12];
        prob[peak % 12] = 0.75;
        prob[(peak + 1) % 12] = 0.25;
        using var stream = new MemoryStream();
        SkyMapWriter.WriteFlatNested(stream, 0, prob, objectName, eventTimeUtc ?? LeapingClock.Start.AddHours(-1));
        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return stream.ToArray();
    }
}
