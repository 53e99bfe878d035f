namespace AmpelBot.FollowUp.Tests.Channels;

/// <summary>The project's own files, for tests about them.</summary>
internal static class Checkout
{
    /// <summary>Path of a file, from the folder that holds AmpelBot.sln.</summary>
    public static string Path(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "AmpelBot.sln")))
                return System.IO.Path.Combine([folder.FullName, .. parts]);
        throw new InvalidOperationException("the tests do not run from a checkout");
    }
}
