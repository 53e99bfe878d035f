namespace AmpelBot.Alerts.Tests.Archive;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("ampelbot-test-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Copies what a power cut would leave of an archive: the databases and their logs, not the shared memory.</summary>
    public void TakeFrom(string folder)
    {
        foreach (var file in Directory.GetFiles(folder).Where(f => !f.EndsWith("-shm")))
            System.IO.File.Copy(file, File(System.IO.Path.GetFileName(file)), overwrite: true);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
