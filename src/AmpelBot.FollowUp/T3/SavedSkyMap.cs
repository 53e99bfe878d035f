using AmpelBot.FollowUp.Notices;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.T3;

/// <summary>Finds the sky map of a scan again.</summary>
internal static class SavedSkyMap
{
    private const string CacheFolder = "cache";
    private const int MostLookedAt = 1000;

    // Where fetched maps lie under their SHA-256, and where files that people dropped lie under their own names.
    private const string FetchedFolder = "files";
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true };

    /// <summary>The map: rendered again from the position, or the file with the SHA-256 of the report's, and where that lies.</summary>
    /// <exception cref="SavedScanException">It is not here any more; missing.</exception>
    /// <exception cref="SkyMapException">It cannot be used.</exception>
    public static (SkyMap Map, string? File) Load(SavedReport saved, ScanRequest request, SkyMapFolder skyMaps, CancellationToken cancellation)
    {
        if (saved.SkyMapSha256 is not { } sha256)
            return ((saved.EventEllipse ?? throw new SavedScanException("its event has neither an ellipse nor the SHA-256 of a sky map")).ToSkyMap(), null);
        foreach (var path in Places(sha256, request, skyMaps))
        {
            cancellation.ThrowIfCancellationRequested();
            if (HasHash(path, sha256))
                return (SkyMapReader.Read(path, cancellation), path);
        }
        var what = request.Event switch
        {
            EventReference.File file => $"the file {file.Path}",
            EventReference.Url url => $"the file fetched from {url.Address.Host}",
            EventReference.Named named => $"that of {named.Name.Name}{(request.Revision is { } revision ? FormattableString.Invariant($", revision {revision}") : "")}",
            _ => "a file",
        };
        throw new SavedScanException(
            $"The sky map of this scan, {what} with the SHA-256 {sha256}, is neither in {skyMaps.Path} nor in its {CacheFolder}. Put the file into {Path.Combine(skyMaps.Path, CacheFolder)}, or scan the event again.")
        { IsMissing = true };
    }

    private static IEnumerable<string> Places(string sha256, ScanRequest request, SkyMapFolder skyMaps)
    {
        foreach (var entry in skyMaps.Entries().Where(e => e.Sha256.Equals(sha256, StringComparison.OrdinalIgnoreCase)))
            yield return entry.File;
        if (request.Event is EventReference.File file)
            yield return file.Path;
        var cache = Path.Combine(skyMaps.Path, CacheFolder);
        yield return Path.Combine(cache, FetchedFolder, sha256);
        if (Directory.Exists(cache))
            foreach (var kept in new DirectoryInfo(cache).EnumerateFiles("*", Below).Where(f => f.Directory!.Name != FetchedFolder).Take(MostLookedAt).OrderByDescending(f => f.LastWriteTimeUtc))
                yield return kept.FullName;
    }

    private static bool HasHash(string path, string sha256)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)).Equals(sha256, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
