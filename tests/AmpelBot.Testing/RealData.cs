namespace AmpelBot.Testing;

/// <summary>The folder of real sky maps, packets and expected numbers that lies beside the project, when it is there.</summary>
public static class RealData
{
    private static readonly string? Root = Find();

    /// <summary>Whether the folder is there.</summary>
    public static bool Present => Root is not null;

    /// <summary>The reason a test gives when it is skipped.</summary>
    public const string Why = "the real sky maps and packets (../shared/data, or the folder that AMPELBOT_REAL_DATA names) are not here";

    /// <summary>Path of a file in the folder, from its name with forward slashes.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Root ?? throw new InvalidOperationException(Why), name);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("AMPELBOT_REAL_DATA") is { Length: > 0 } named)
            return Directory.Exists(named) ? System.IO.Path.GetFullPath(named) : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "AmpelBot.sln")) && folder.Parent is { } parent)
            {
                var beside = System.IO.Path.Combine(parent.FullName, "shared", "data");
                return Directory.Exists(beside) ? beside : null;
            }
        return null;
    }
}
