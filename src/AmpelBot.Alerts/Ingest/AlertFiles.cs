namespace AmpelBot.Alerts.Ingest;

/// <summary>Finds and decodes the alert packets below paths.</summary>
public static class AlertFiles
{
    /// <summary>Most bytes in one member of a tar file.</summary>
    public const long MaxMemberLength = PacketContent.MaxMemberLength;

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
        => Read(paths, RegistrySchemas.None, skipped, cancellation);

    /// <summary>As above, with the schemas of packets that carry only the number of theirs.</summary>
    public static IEnumerable<AlertFilePacket> Read(IReadOnlyList<string> paths, RegistrySchemas schemas, Action<string> skipped, CancellationToken cancellation)
    {
        RequireExisting(paths);
        return paths.SelectMany(FilesBelow).SelectMany(file => ReadFile(file, schemas, skipped, cancellation));
    }

    /// <summary>Refuses paths that name nothing, for who must know before anything is opened.</summary>
    /// <exception cref="FileNotFoundException">A path names nothing.</exception>
    public static void RequireExisting(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new FileNotFoundException($"There is no file or folder {path}. Check the path.", path);
    }

    /// <summary>The files below a path, in ordinal order.</summary>
    internal static IEnumerable<string> FilesBelow(string path)
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

    /// <summary>The packets of one file.</summary>
    internal static IEnumerable<AlertFilePacket> ReadFile(string file, RegistrySchemas schemas, Action<string> skipped, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var opened = Open(file, out var failure);
        if (opened is null)
        {
            yield return AlertFilePacket.Dead(file, 0, failure, RefusalKind.Unreadable);
            yield break;
        }
        foreach (var packet in PacketContent.Read(file, opened, schemas, skipped, cancellation))
            yield return packet;
    }

    internal static FileStream? Open(string file, out string failure)
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
}

/// <summary>One packet of a file: an alert, a dead letter, or both where an alert could be decoded from bytes that are damaged.</summary>
/// <param name="File">The file, and the member within it after "::" for a tar file.</param>
/// <param name="Offset">Byte offset of the packet.</param>
/// <param name="Alert">The alert; null when it could not be read.</param>
/// <param name="DeadLetter">Why there is no alert, or none to be kept; null when the alert is sound.</param>
public sealed record AlertFilePacket(string File, long Offset, Alert? Alert, DeadLetter? DeadLetter)
{
    /// <summary>What kind of reason the dead letter has.</summary>
    internal RefusalKind Kind { get; init; }

    internal static AlertFilePacket Dead(string file, long offset, string reason, RefusalKind kind, byte[]? bytes = null) =>
        new(file, offset, null, new DeadLetter(file, offset, reason, bytes)) { Kind = kind };
}
