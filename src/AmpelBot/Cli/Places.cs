using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.Cli;

/// <summary>The places that the program works with when the command line names none.</summary>
public static class Places
{
    /// <summary>The archive: AMPELBOT_ARCHIVE (a folder, or a postgres:// address), or archive/ below the current folder.</summary>
    public static string Archive => FromEnvironment("AMPELBOT_ARCHIVE") ?? "archive";

    /// <summary>The files that scans leave: AMPELBOT_OUT, or out/ below the current folder.</summary>
    public static string Out => FromEnvironment("AMPELBOT_OUT") ?? "out";

    /// <summary>Known sky maps: AMPELBOT_SKYMAPS, or skymaps/ of the program's home.</summary>
    public static string SkyMaps => FromEnvironment("AMPELBOT_SKYMAPS") ?? Path.Combine(Home(), "skymaps");

    /// <summary>Channels: AMPELBOT_CHANNELS, or channels/ of the program's home.</summary>
    public static string Channels => FromEnvironment("AMPELBOT_CHANNELS") ?? Path.Combine(Home(), "channels");

    /// <summary>What may be fetched: AMPELBOT_FETCH_HOSTS, names of hosts with commas, "none" for nothing; or any public host.</summary>
    /// <exception cref="RequestException">The variable is set and cannot be read.</exception>
    public static FetchPolicy Fetching
    {
        get
        {
            var policy = FetchPolicy.OfHosts((FromEnvironment("AMPELBOT_FETCH_HOSTS") ?? "*").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            return policy.Success ? policy.Value : throw new RequestException($"AMPELBOT_FETCH_HOSTS cannot be read: {policy.Error}.");
        }
    }

    /// <summary>The nearest folder above the program that has channels/; the current folder when there is none.</summary>
    private static string Home()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "channels")))
                return folder.FullName;
        return ".";
    }

    private static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
