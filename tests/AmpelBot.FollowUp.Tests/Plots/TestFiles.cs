namespace AmpelBot.FollowUp.Tests.Plots;

/// <summary>Tables of numbers that lie beside the tests.</summary>
internal static class TestFiles
{
    /// <summary>Path of a file in this test project, from its name with forward slashes.</summary>
    public static string Path(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, "tests", "AmpelBot.FollowUp.Tests", name);
            if (File.Exists(path))
                return path;
        }
        throw new FileNotFoundException($"{name} does not lie beside the tests of AmpelBot.FollowUp");
    }
}
