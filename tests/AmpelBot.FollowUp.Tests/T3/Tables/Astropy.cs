using System.Diagnostics;
using System.Text.Json;
using AmpelBot.FollowUp.Scan;
using AmpelBot.FollowUp.T3.Tables;

namespace AmpelBot.FollowUp.Tests.T3.Tables;

/// <summary>What astropy makes of a table, where it is installed.</summary>
internal static class Astropy
{
    private const string Python = "/usr/bin/python3";

    public const string Why = "there is no /usr/bin/python3 with astropy to read the files back";

    private static readonly Lazy<bool> Installed = new(() => File.Exists(Python) && Run("import astropy.table, astropy.io.votable").Ok);

    public static bool Present => Installed.Value;

    /// <summary>Writes a kind of table and gives the JSON document that a script prints about it; every warning of astropy is an error.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="script">Python; the file's path is sys.argv[1].</param>
    public static JsonElement Of(ScanReport report, string kind, string script)
    {
        var path = Path.GetTempFileName();
        try
        {
            var table = ScanTables.All.Single(t => t.Kind == kind);
            using (var file = File.Create(path))
                table.Write(report, file, CancellationToken.None);
            var (ok, output) = Run(script, path);
            Assert.True(ok, output);
            return JsonElement.Parse(output);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (bool Ok, string Output) Run(string script, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(Python, ["-W", "error::UserWarning", "-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode == 0, process.ExitCode == 0 ? output : output + errors.Result);
    }
}
