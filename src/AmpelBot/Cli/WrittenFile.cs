using AmpelBot.Chat.Terminal;
using AmpelBot.FollowUp.T3;

namespace AmpelBot.Cli;

/// <summary>Where a verb writes one file: standard output, or a file that is whole or not there.</summary>
internal static class WrittenFile
{
    /// <summary>Writes it, and prints its path.</summary>
    /// <param name="to">The path that the person gave, - for standard output, a folder for the name in it; null for the scan's folder.</param>
    /// <param name="scanFolder">The scan's folder.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="writeAsync">Writes the bytes; the stream stays open.</param>
    /// <exception cref="ScanFilesException">It cannot be written.</exception>
    public static async Task WriteAsync(string? to, string scanFolder, string name, Func<Stream, Task> writeAsync)
    {
        if (to == "-")
        {
            await using var output = Console.OpenStandardOutput();
            await writeAsync(output);
            return;
        }
        var path = to is null ? Path.Combine(scanFolder, name) : Directory.Exists(to) ? Path.Combine(to, name) : to;
        var unfinished = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            try
            {
                await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
                    await writeAsync(file);
                File.Move(unfinished, path, overwrite: true);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }
        catch (Exception e) when (e is DirectoryNotFoundException or UnauthorizedAccessException || (e is IOException && e.GetType() == typeof(IOException)))
        {
            throw new ScanFilesException($"{path} cannot be written: {e.Message.TrimEnd('.')}. Give another place with --to PATH, or --to - for standard output.", e);
        }
        Console.Out.WriteLine(TerminalText.Harmless(path));
    }
}
