using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>All files of a scan in one zip, with MANIFEST.json: name, size and SHA-256 of each. The same files give the same bytes.</summary>
public static class ScanZip
{
    /// <summary>Name of the list of files.</summary>
    public const string Manifest = "MANIFEST.json";

    /// <summary>The most files in one.</summary>
    public const int MostFiles = 20_000;

    // A zip's clock begins here; a scan's own files have the scan's time, which says more than when they were packed.
    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the zip: report.json, the tables and regions that the scan has, then the files given.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="more">Further files by their names within the zip, with slashes: pictures, drafts, views. One of a table's name is left out.</param>
    /// <param name="stream">Takes the zip; stays open.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="ArgumentException">A name leads out of the folder, stands there twice, or there are too many files.</exception>
    public static void Write(ScanReport report, IReadOnlyList<ZipPart> more, Stream stream, CancellationToken cancellation)
    {
        var parts = new List<ZipPart> { new(ScanFiles.Report, to => ReportJson.Write(report, to)) };
        parts.AddRange(ScanTables.All.Where(table => table.WhyNot(report) is null)
            .Select(table => new ZipPart(table.FileName, to => table.Write(report, to, cancellation))));
        if (report.RejectedPositions.Count > 0)
            parts.Add(new ZipPart(RejectedPositions.FileName, to => RejectedPositions.Write(report.RejectedPositions, to)));
        var own = parts.Select(part => part.Name).Append(Manifest).ToHashSet(StringComparer.Ordinal);
        parts.AddRange(more.Where(part => !own.Contains(part.Name)).OrderBy(part => part.Name, StringComparer.Ordinal));
        Check(parts);
        var time = report.StartedUtc < Earliest ? Earliest : report.StartedUtc.ToUniversalTime();
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var entries = new List<object>();
        foreach (var part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            using var sha256 = SHA256.Create();
            using var to = Open(zip, part.Name, time);
            using var hashing = new CryptoStream(to, sha256, CryptoStreamMode.Write, leaveOpen: true);
            using var counting = new CountingStream(hashing);
            part.Write(counting);
            hashing.FlushFinalBlock();
            entries.Add(new { name = part.Name, bytes = counting.Count, sha256 = Convert.ToHexStringLower(sha256.Hash!) });
        }
        using var manifest = Open(zip, Manifest, time);
        JsonSerializer.Serialize(manifest, new { scanId = report.ScanId, @event = report.Plan.Notice.EventName, files = entries }, JsonFile.Indented);
    }

    private static Stream Open(ZipArchive zip, string name, DateTimeOffset time)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = time;
        entry.ExternalAttributes = 0b110_100_100 << 16;
        return entry.Open();
    }

    private static void Check(IReadOnlyList<ZipPart> parts)
    {
        if (parts.Count > MostFiles)
            throw new ArgumentException($"a zip of a scan has at most {MostFiles} files, not {parts.Count}", nameof(parts));
        if (parts.FirstOrDefault(part => part.Name.Length == 0 || part.Name[0] == '/' || part.Name.Contains('\\', StringComparison.Ordinal) || part.Name.Split('/').Any(n => n is "" or "." or "..")) is { } odd)
            throw new ArgumentException($"\"{odd.Name}\" is no name of a file in a zip", nameof(parts));
        if (parts.GroupBy(part => part.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"two files are called {twice.Key}", nameof(parts));
    }

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Count;

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer);
            Count += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>A file of a zip.</summary>
/// <param name="Name">Name with slashes, relative.</param>
/// <param name="Write">Writes its bytes; the stream stays open.</param>
public sealed record ZipPart(string Name, Action<Stream> Write);
