namespace AmpelBot.Testing;

/// <summary>The project's own folder.</summary>
public static class Repository
{
    /// <summary>The folder that holds AmpelBot.sln.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AmpelBot.sln")))
                return folder.FullName;
        throw new InvalidOperationException("AmpelBot.sln is nowhere above the tests");
    }
}
