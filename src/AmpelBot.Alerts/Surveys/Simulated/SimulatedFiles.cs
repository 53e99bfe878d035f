using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using AmpelBot.Alerts.Observations;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Files of a simulated survey in a folder: a night's packets in one tar.gz as in ZTF's public archive, a night's observation log, and the truth.</summary>
public sealed class SimulatedFiles : IDisposable
{
    private const int TruthBuffer = 1 << 16;

    private readonly string folder;
    private readonly StreamWriter truth;

    /// <summary>Creates the folder and the table of truths; files of the same names are written over.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public SimulatedFiles(string folder)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        truth = new StreamWriter(File.Create(Path.Combine(folder, "truth.csv")), bufferSize: TruthBuffer) { NewLine = "\n" };
        truth.WriteLine("object,type,injected,ra_deg,dec_deg,first_alert_jd,parameters");
    }

    /// <summary>Writes a night. A night without exposures leaves no files.</summary>
    /// <param name="night">The night.</param>
    /// <param name="packets">Called for each packet that was written.</param>
    /// <param name="cancellation">Stops between packets.</param>
    /// <returns>Number of packets.</returns>
    public int Write(SimulatedNight night, Action<SimulatedPacket> packets, CancellationToken cancellation)
    {
        if (night.Exposures.Count == 0)
            return 0;
        var name = string.Create(CultureInfo.InvariantCulture, $"simulated_{night.Date:yyyyMMdd}");
        using (var log = new StreamWriter(File.Create(Path.Combine(folder, name + "_exposures.csv"))) { NewLine = "\n" })
            ExposureFile.Write(log, night.Exposures);
        var count = 0;
        using var file = File.Create(Path.Combine(folder, name + ".tar.gz"));
        var modified = new DateTimeOffset(night.Date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        // Each packet is two gzip members, which every reader of gzip takes for one stream, so that many threads can compress at once.
        foreach (var chunk in night.Packets.Chunk(128))
            foreach (var (packet, bytes) in chunk.AsParallel().AsOrdered().WithCancellation(cancellation).Select(p => (p, Entry(p, modified))).ToArray())
            {
                file.Write(bytes);
                packets(packet);
                count++;
                if (packet.IsFirst)
                    Add(packet.Truth);
            }
        file.Write(Compressed(new byte[1024]));
        return count;
    }

    /// <summary>Adds a line to the table of truths.</summary>
    public void Add(SimulatedTruth one) => truth.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{one.ObjectId},{one.Type},{(one.IsInjected ? 1 : 0)},{one.Coord.RaDeg:0.0000000},{one.Coord.DecDeg:0.0000000},{one.FirstAlertJd:0.000000},{one.Parameters}"));

    /// <summary>Closes the table of truths.</summary>
    public void Dispose() => truth.Dispose();

    /// <summary>A tar entry with its padding and without the end of the archive, gzipped.</summary>
    private static byte[] Entry(SimulatedPacket packet, DateTimeOffset modified)
    {
        using var stream = new MemoryStream(packet.Bytes.Length + 2048);
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, packet.FileName)
            {
                DataStream = new MemoryStream(packet.Bytes),
                ModificationTime = modified,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            });
        const int TarBlock = 512;
        var entry = stream.GetBuffer().AsSpan(0, TarBlock + (packet.Bytes.Length + TarBlock - 1) / TarBlock * TarBlock);
        // Cutouts are gzipped: to pack them again took a fifth of the time of all and made the files 1 % smaller.
        var cutoutsAt = TarBlock + packet.CutoutsAt;
        return [.. Compressed(entry[..cutoutsAt]), .. Compressed(entry[cutoutsAt..], CompressionLevel.NoCompression)];
    }

    private static byte[] Compressed(ReadOnlySpan<byte> bytes, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var stream = new MemoryStream(bytes.Length + 64);
        using (var gzip = new GZipStream(stream, level, leaveOpen: true))
            gzip.Write(bytes);
        return stream.ToArray();
    }
}
