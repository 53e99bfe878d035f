using System.Diagnostics;

namespace AmpelBot.Sky.Tests.Fits;

/// <summary>What astropy and healpy make of a file, where they are installed.</summary>
internal static class PythonReader
{
    private const string Python = "/usr/bin/python3";

    public const string Why = "there is no /usr/bin/python3 with astropy and healpy to read the files back";

    private static readonly Lazy<bool> Installed = new(() => File.Exists(Python) && Run("import astropy, healpy").Ok);

    public static bool Present => Installed.Value;

    /// <summary>Lines that a script prints; it finds the file's path in sys.argv[1].</summary>
    public static string[] Lines(string script, byte[] file)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            var (ok, output) = Run(script, path);
            Assert.True(ok, output);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (bool Ok, string Output) Run(string script, params string[] arguments)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(Python, ["-W", "error::UserWarning", "-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        process.Start();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode == 0, process.ExitCode == 0 ? output : output + errors.Result);
    }
}
