using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;
using AmpelBot.Alerts.Surveys.Ztf;

namespace AmpelBot.Alerts.Ingest;

/// <summary>Finds and decodes the alert packets below paths.</summary>
public static class AlertFiles
{
    /// <summary>Most bytes in one member of a tar file.</summary>
    public const long MaxMemberLength = 256L << 20;

    /// <summary>What gzip may expand to: so much, and so many times what was read. More is a bomb.</summary>
    private const long MaxExpandedLength = 1 << 30;
    private const long MaxExpansion = 100;

    /// <summary>A gzip file in a tar file in a gzip file, and no deeper.</summary>
    private const int MaxNesting = 3;
    private const int TarBlock = 512;
    private const int TarMagicOffset = 257;

    /// <summary>
    /// Every packet below the paths in a stable order (ordinal by path, then by position): an alert, or the dead letter that tells why
    /// it is none. What a file is is told by its first bytes (Avro container, gzip, tar), not by its name. Files that are none of these are
    /// passed to <paramref name="skipped"/>, but one named .avro is a dead letter.
    /// </summary>
    /// <param name="paths">Files and folders; links to folders are not followed.</param>
    /// <param name="skipped">Told the path of each file that is no alert packet.</param>
    /// <param name="cancellation">Stops between packets.</param>
    /// <exception cref="FileNotFoundException">A path names nothing.</exception>
    public static IEnumerable<AlertFilePacket> Read(IReadOnlyList<string> paths, Action<string> skipped, CancellationToken cancellation)
    {
        RequireExisting(paths);
        return paths.SelectMany(FilesBelow).SelectMany(file => ReadFile(file, skipped, cancellation));
    }

    /// <summary>Refuses paths that name nothing, for who must know before anything is opened.</summary>
    /// <exception cref="FileNotFoundException">A path names nothing.</exception>
    public static void RequireExisting(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new FileNotFoundException($"There is no file or folder {path}. Check the path.", path);
    }

    private static IEnumerable<string> FilesBelow(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var files = new List<string>();
        var folders = new Stack<string>([path]);
        while (folders.TryPop(out var folder))
            try
            {
                files.AddRange(Directory.EnumerateFiles(folder));
                foreach (var inner in new DirectoryInfo(folder).EnumerateDirectories().Where(d => d.LinkTarget is null))
                    folders.Push(Path.Combine(folder, inner.Name));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Opened as if it were a file, it becomes the dead letter that tells of it.
                files.Add(folder);
            }
        return files.Order(StringComparer.Ordinal);
    }

    private static IEnumerable<AlertFilePacket> ReadFile(string file, Action<string> skipped, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var opened = Open(file, out var failure);
        if (opened is null)
        {
            yield return Dead(file, 0, failure);
            yield break;
        }
        foreach (var packet in ReadContent(file, opened, () => true, 0, skipped, cancellation))
            yield return packet;
    }

    private static FileStream? Open(string file, out string failure)
    {
        failure = "";
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = $"the file cannot be opened: {e.Message}";
            return null;
        }
    }

    private static IEnumerable<AlertFilePacket> ReadContent(
        string name, Stream stream, Func<bool> isWhole, int nesting, Action<string> skipped, CancellationToken cancellation)
    {
        var peeked = new PeekedStream(stream);
        if (!Try(() => peeked.Head.Length, out _, out var failure))
            return [Dead(name, 0, failure)];
        var head = peeked.Head;
        if (head.StartsWith(AvroContainer.Magic))
            return ReadContainer(name, peeked, cancellation);
        if (nesting < MaxNesting && head is [0x1f, 0x8b, ..])
        {
            var expanded = Expand(peeked, stream);
            return ReadContent(name, expanded, () => EndsWithLength(stream, expanded.Given), nesting + 1, skipped, cancellation);
        }
        if (nesting < MaxNesting && head.Length > TarMagicOffset && head[TarMagicOffset..].StartsWith("ustar"u8))
            return ReadTar(name, peeked, isWhole, nesting + 1, skipped, cancellation);
        if (!name.EndsWith(".avro", StringComparison.OrdinalIgnoreCase))
        {
            skipped(name);
            return [];
        }
        return [Dead(name, 0, head.Length switch
        {
            0 => "the file is empty",
            _ when head[0] == 0 => "no Avro container but a bare message of Kafka (it begins with 00 and a schema number), whose schema is not in the file",
            _ => "no Avro container: it does not begin with \"Obj\" and 1",
        })];
    }

    private static BoundedStream Expand(PeekedStream packed, Stream stream) => new(
        new GZipStream(packed, CompressionMode.Decompress),
        () => MaxExpandedLength + MaxExpansion * (stream.CanSeek ? stream.Position : 0));

    /// <summary>
    /// Whether a gzip file ends with the length of what it held (RFC 1952, ISIZE), for the decoder says nothing of a file that was cut.
    /// </summary>
    private static bool EndsWithLength(Stream stream, long length)
    {
        if (stream is not FileStream file)
            return true;
        var size = new byte[4];
        return RandomAccess.Read(file.SafeFileHandle, size, file.Length - size.Length) == size.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(size) == (uint)length;
    }

    private static IEnumerable<AlertFilePacket> ReadTar(
        string name, PeekedStream stream, Func<bool> isWhole, int nesting, Action<string> skipped, CancellationToken cancellation)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!Try(() => NextEntry(tar, stream, isWhole), out var entry, out var failure))
            {
                yield return Dead(name, 0, $"the rest of the tar file cannot be read: {failure}");
                yield break;
            }
            if (entry is null)
                yield break;
            var member = $"{name}::{entry.Name}";
            if (entry.Length > MaxMemberLength)
            {
                yield return Dead(member, 0, $"the member has {entry.Length} bytes, more than {MaxMemberLength}; the rest of the tar file is not read");
                yield break;
            }
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
                foreach (var packet in ReadContent(member, entry.DataStream ?? Stream.Null, () => true, nesting, skipped, cancellation))
                    yield return packet;
        }
    }

    /// <summary>The next member; null behind the last one, also where the zeros that should close a tar file are missing.</summary>
    private static TarEntry? NextEntry(TarReader tar, PeekedStream stream, Func<bool> isWhole)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (EndOfStreamException) when (stream.Given % TarBlock == 0 && isWhole())
        {
            return null;
        }
    }

    private static IEnumerable<AlertFilePacket> ReadContainer(string name, Stream stream, CancellationToken cancellation)
    {
        var damages = new Queue<AvroException>();
        var isEmpty = true;
        using var items = AvroContainer.Read(stream, damages.Enqueue, cancellation).GetEnumerator();
        while (true)
        {
            var isRead = Try(items.MoveNext, out var hasItem, out var failure);
            for (; damages.TryDequeue(out var damage); isEmpty = false)
                yield return Dead(name, damage.Offset, damage.Message);
            if (!isRead || !hasItem)
            {
                if (!isRead)
                    yield return Dead(name, 0, $"the rest of the file cannot be read: {failure}");
                else if (isEmpty)
                    yield return Dead(name, 0, "the Avro container holds no packet");
                yield break;
            }
            isEmpty = false;
            yield return ReadPacket(name, items.Current);
        }
    }

    private static AlertFilePacket ReadPacket(string name, AvroItem item)
    {
        try
        {
            var alert = ZtfPacket.Parse(item.Record);
            return new AlertFilePacket(name, item.Offset, alert, item.Doubt is { } doubt ? new DeadLetter(name, doubt.Offset, doubt.Message) : null);
        }
        catch (SurveyPacketException e)
        {
            return Dead(name, item.Offset, e.Message);
        }
    }

    /// <summary>Runs what reads from a file or an archive; false, and why, when the bytes cannot be had.</summary>
    private static bool Try<T>(Func<T> read, out T? value, out string failure)
    {
        (value, failure) = (default, "");
        try
        {
            value = read();
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            failure = e.Message;
            return false;
        }
    }

    private static AlertFilePacket Dead(string name, long offset, string reason) => new(name, offset, null, new DeadLetter(name, offset, reason));
}

/// <summary>One packet of a file: an alert, a dead letter, or both where an alert could be decoded from bytes that are damaged.</summary>
/// <param name="File">The file, and the member within it after "::" for a tar file.</param>
/// <param name="Offset">Byte offset of the packet.</param>
/// <param name="Alert">The alert; null when it could not be read.</param>
/// <param name="DeadLetter">Why there is no alert, or none to be kept; null when the alert is sound.</param>
public sealed record AlertFilePacket(string File, long Offset, Alert? Alert, DeadLetter? DeadLetter);
