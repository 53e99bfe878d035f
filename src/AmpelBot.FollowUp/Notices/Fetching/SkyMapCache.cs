using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AmpelBot.Sky.Fits;

namespace AmpelBot.FollowUp.Notices.Fetching;

/// <summary>The folder of fetched sky maps: contents by their SHA-256, and what is known of each address.</summary>
/// <remarks>
/// files/SHA256 are the contents; addresses/KEY.json tells what an address last gave; events.jsonl (see <see cref="EventIndex"/>) tells which event
/// a content belongs to; locks/ is empty files. Everything is written beside its place and moved there, so readers of other processes see whole
/// files only. Only whole FITS files (plain or gzip) come in.
/// </remarks>
public sealed class SkyMapCache
{
    /// <summary>Most bytes of one map, 512 MiB.</summary>
    public const long MostBytesOfMap = 512L << 20;

    private const string PruneLock = "prune";

    // Another process may have fetched a file and not yet written down whose it is.
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly TimeProvider time;

    /// <summary>A cache in a folder, which is made when something is first kept.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="time">The clock.</param>
    public SkyMapCache(string folder, TimeProvider time)
    {
        Folder = folder;
        this.time = time;
    }

    /// <summary>Path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Bytes that the contents may take before the oldest that nothing names are deleted, 4 GiB.</summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>SHA-256 of the contents that are never deleted: those that the manifest or the index of events names.</summary>
    internal Func<IReadOnlySet<string>> Named { get; set; } = () => new HashSet<string>();

    /// <summary>Path of a content, whether it is there or not.</summary>
    public string PathOf(string sha256) => Path.Combine(Folder, "files", sha256);

    /// <summary>Keeps a content.</summary>
    /// <param name="write">Writes it, piece by piece, to the function that it is given.</param>
    /// <param name="cancellation">Stops the work; nothing is left then.</param>
    /// <returns>SHA-256 of the content.</returns>
    /// <exception cref="FitsException">It is no whole FITS file; nothing is kept.</exception>
    internal async Task<string> KeepAsync(Func<Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>, CancellationToken, Task> write, CancellationToken cancellation)
    {
        var files = Directory.CreateDirectory(Path.Combine(Folder, "files")).FullName;
        var partial = Path.Combine(files, $"{Guid.NewGuid():N}.part");
        try
        {
            string sha256;
            using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            {
                await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16))
                {
                    await write(async (bytes, stop) =>
                    {
                        hash.AppendData(bytes.Span);
                        await file.WriteAsync(bytes, stop);
                    }, cancellation);
                    await file.FlushAsync(cancellation);
                    FitsIntegrity.Require(file, cancellation);
                    file.Flush(flushToDisk: true);
                }
                sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            }
            if (File.Exists(PathOf(sha256)))
                File.SetLastWriteTimeUtc(PathOf(sha256), time.GetUtcNow().UtcDateTime);
            else
            {
                File.Move(partial, PathOf(sha256), overwrite: true);
                File.SetLastWriteTimeUtc(PathOf(sha256), time.GetUtcNow().UtcDateTime);
                await PruneAsync(cancellation);
            }
            return sha256;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>What an address last gave; null when it was never fetched, or its content is gone.</summary>
    internal CachedAddress? Find(Uri address)
    {
        var path = AddressPath(address);
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > 1 << 16)
                return null;
            var entry = JsonSerializer.Deserialize<CachedAddress>(File.ReadAllText(path), Json);
            return entry is { Sha256.Length: 64 } && entry.Address == address.AbsoluteUri && entry.Sha256.All(char.IsAsciiHexDigitLower) && File.Exists(PathOf(entry.Sha256)) ? entry : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes down what an address gave.</summary>
    internal void Note(CachedAddress entry) => WriteWhole(AddressPath(new Uri(entry.Address)), JsonSerializer.SerializeToUtf8Bytes(entry, Json));

    /// <summary>Waits until no other download of an address runs, here or in another process.</summary>
    internal Task<CacheLock> LockAsync(Uri address, CancellationToken cancellation) =>
        CacheLock.TakeAsync(Path.Combine(Folder, "locks", KeyOf(address)), time, cancellation);

    /// <summary>Deletes the oldest contents until the rest fits <see cref="MostBytes"/>, when it does not. Done after each new content.</summary>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>How many were deleted.</returns>
    /// <remarks>What the manifest or the index of events names stays, whatever its age and size; so do contents of the last hour.</remarks>
    public async Task<int> PruneAsync(CancellationToken cancellation)
    {
        if (FilesIn("files").Sum(LengthOf) <= MostBytes)
            return 0;
        using var taken = await CacheLock.TakeAsync(Path.Combine(Folder, "locks", PruneLock), time, cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var named = Named();
        var files = FilesIn("files");
        foreach (var part in files.Where(f => f.Extension == ".part" && now - f.LastWriteTimeUtc > Abandoned))
            part.Delete();
        var contents = files.Where(f => f.Extension.Length == 0).OrderBy(f => f.LastWriteTimeUtc).ToArray();
        var total = contents.Sum(LengthOf);
        var deleted = 0;
        foreach (var file in contents)
        {
            cancellation.ThrowIfCancellationRequested();
            if (total <= MostBytes)
                break;
            if (named.Contains(file.Name) || now - file.LastWriteTimeUtc < Young)
                continue;
            total -= LengthOf(file);
            file.Delete();
            deleted++;
        }
        foreach (var entry in FilesIn("addresses").Where(f => now - f.LastWriteTimeUtc > Young))
            if (ShaIn(entry) is not { } sha256 || !File.Exists(PathOf(sha256)))
                entry.Delete();
        foreach (var unused in FilesIn("locks").Where(f => now - f.LastWriteTimeUtc > Abandoned && f.Name != PruneLock))
            unused.Delete();
        return deleted;
    }

    /// <summary>Writes a file so that others see the old or the new one, never a part.</summary>
    internal static void WriteWhole(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = string.Create(CultureInfo.InvariantCulture, $"{path}.{Guid.NewGuid():N}.part");
        try
        {
            File.WriteAllBytes(partial, bytes);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>The length of a file; 0 when others took it away meanwhile.</summary>
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private FileInfo[] FilesIn(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(Folder, name));
        return folder.Exists ? folder.GetFiles() : [];
    }

    private static string? ShaIn(FileInfo entry)
    {
        try
        {
            return JsonSerializer.Deserialize<CachedAddress>(File.ReadAllText(entry.FullName), Json) is { Sha256: { Length: 64 } sha256 } && sha256.All(char.IsAsciiHexDigitLower) ? sha256 : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    private string AddressPath(Uri address) => Path.Combine(Folder, "addresses", KeyOf(address) + ".json");

    private static string KeyOf(Uri address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)))[..32];
}

/// <summary>What an address last gave.</summary>
/// <param name="Address">The address.</param>
/// <param name="Sha256">SHA-256 of its content.</param>
/// <param name="ETag">The sender's tag of the content, for conditional requests; null when it sent none.</param>
/// <param name="LastModified">The sender's time of the content; null when it sent none.</param>
/// <param name="FetchedUtc">When the sender last gave it, or said that it is unchanged.</param>
internal sealed record CachedAddress(string Address, string Sha256, string? ETag, DateTimeOffset? LastModified, DateTimeOffset FetchedUtc);
