using System.Text.RegularExpressions;

namespace AmpelBot.Hosting;

/// <summary>The folders of this machine, which say nothing to people in a chat and something to strangers.</summary>
internal sealed class LocalFolders
{
    private readonly Regex paths;

    /// <summary>The folders of a bot.</summary>
    /// <param name="folders">The folders; an archive on a server is none.</param>
    public LocalFolders(BotFolders folders)
    {
        var known = new[] { folders.Archive, folders.SkyMaps, folders.Channels, folders.Out }
            .Where(f => f.Length > 0 && !f.Contains("://", StringComparison.Ordinal))
            .SelectMany(f => new[] { Path.GetFullPath(f), f })
            .Where(Path.IsPathRooted)
            .Select(f => f.TrimEnd(Path.DirectorySeparatorChar))
            .Where(f => f.Length > 0).Distinct().OrderByDescending(f => f.Length);
        paths = new Regex($"(?:{string.Join('|', known.Select(Regex.Escape))})(?![\\w-])[^\\s'\"`:;,()]*", RegexOptions.CultureInvariant);
    }

    /// <summary>A text in which each path within the folders is the name of its file or folder alone.</summary>
    public string Hide(string text) => paths.Replace(text, path =>
    {
        var end = path.Value.TrimEnd('.');
        return Path.GetFileName(Path.TrimEndingDirectorySeparator(end)) + path.Value[end.Length..];
    });
}
