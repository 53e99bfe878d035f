namespace AmpelBot.Alerts.Ingest;

/// <summary>Packets from files and folders. Small files are opened and read by the workers, large ones in turn.</summary>
internal sealed class FileSource : IPacketSource
{
    private readonly IReadOnlyList<string> paths;
    private readonly RegistrySchemas schemas;
    private long bytesInAll = -1;

    /// <summary>A source of paths that are there.</summary>
    internal FileSource(IReadOnlyList<string> paths, RegistrySchemas schemas)
    {
        this.schemas = schemas;
        AlertFiles.RequireExisting(paths);
        // A dead letter must name its file from whatever folder it is read.
        this.paths = [.. paths.Select(Path.GetFullPath)];
    }

    public TimeSpan? Patience => null;

    public SourceStatus Status => new(Interlocked.Read(ref bytesInAll) is var known and >= 0 ? known : null, null, null);

    public async Task ReadAsync(PieceQueue queue, CancellationToken stop)
    {
        var files = new List<(string Path, long Length)>();
        foreach (var path in paths.SelectMany(AlertFiles.FilesBelow))
        {
            stop.ThrowIfCancellationRequested();
            files.Add((path, LengthOf(path)));
        }
        Interlocked.Exchange(ref bytesInAll, files.Sum(f => f.Length));
        foreach (var (path, length) in files)
            if (length <= PacketContent.WholeLength)
                await queue.AddAsync(new PacketPiece((skipped, token) => ReadSmall(path, skipped, token), (int)length) { SourceBytes = length }, stop)
                    .ConfigureAwait(false);
            else
                await ReadLargeAsync(path, queue, stop).ConfigureAwait(false);
    }

    public void Acknowledge(IReadOnlyList<object> marks)
    {
    }

    public string? Finish() => null;

    private async Task ReadLargeAsync(string path, PieceQueue queue, CancellationToken stop)
    {
        using var opened = AlertFiles.Open(path, out var failure);
        if (opened is null)
        {
            await queue.AddAsync(PacketPiece.Of(AlertFilePacket.Dead(path, 0, failure, RefusalKind.Unreadable)), stop).ConfigureAwait(false);
            return;
        }
        var told = 0L;
        foreach (var piece in PacketContent.Pieces(path, opened, schemas, stop))
        {
            var position = opened.Position;
            await queue.AddAsync(piece with { SourceBytes = position - told }, stop).ConfigureAwait(false);
            told = position;
        }
        await queue.AddAsync(PacketPiece.EndOf(opened.Length - told), stop).ConfigureAwait(false);
    }

    private IEnumerable<AlertFilePacket> ReadSmall(string path, Action<string> skipped, CancellationToken cancellation)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [AlertFilePacket.Dead(path, 0, $"the file cannot be opened: {e.Message}", RefusalKind.Unreadable)];
        }
        return bytes.AsSpan().StartsWith(Avro.AvroContainer.Magic)
            ? ContainerPackets.Read(path, PacketContent.InMemory(bytes), bytes, 0, cancellation)
            : AlertFiles.ReadFile(path, schemas, skipped, cancellation);
    }

    /// <summary>Length of a file; 0 where it cannot be had, as of a folder that cannot be read.</summary>
    private static long LengthOf(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
