using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace AmpelBot.Testing;

/// <summary>A throw-away PostgreSQL server in a temporary folder, for the tests of one run; it goes away with the process, however that ends.</summary>
/// <remarks>A fixture: <c>ICollectionFixture&lt;PostgresCluster&gt;</c>. A test asks first whether it is there: <c>Skip.IfNot(cluster.IsPresent, cluster.Why)</c>.</remarks>
public sealed class PostgresCluster : IAsyncLifetime
{
    private const int OldestVersion = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The shell ends the server when its standard input ends, so that it outlives no test run, killed ones included.
    private const string Script = """
        trap '' INT TERM
        "$1" -D "$2/data" >>"$2/log" 2>&1 &
        server=$!
        read -r word
        kill -QUIT $server
        wait $server
        if [ "$word" != keep ]; then rm -rf "$2"; fi
        """;

    private readonly string folder = Path.Combine(Path.GetTempPath(), "ampelbot-pg-" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal));
    private string[] command = [];
    private Process? shell;
    private int databases;

    /// <summary>Whether the server runs.</summary>
    public bool IsPresent => Why.Length == 0;

    /// <summary>Why it does not run: the reason that a skipped test gives.</summary>
    public string Why { get; private set; } = "";

    /// <summary>Its port on the loopback address and in the name of its socket.</summary>
    public int Port { get; private set; }

    /// <summary>The folder of its unix socket.</summary>
    public string SocketFolder => folder;

    /// <summary>Address of a schema of its own in the database that every server has; none of it is there yet.</summary>
    public string NewAddress() => Address("schema=test" + Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture));

    /// <summary>Address of the database that every server has.</summary>
    /// <param name="query">What follows the question mark; none when empty.</param>
    public string Address(string query = "") => string.Create(CultureInfo.InvariantCulture, $"postgres://postgres@127.0.0.1:{Port}/postgres{(query.Length > 0 ? "?" : "")}{query}");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (FindBinaries() is not { } binaries)
        {
            Why = $"PostgreSQL {OldestVersion} or later is not installed (Debian: apt-get install postgresql)";
            return;
        }
        if (FindUser() is not { } user)
        {
            Why = "PostgreSQL does not run as root, and there is neither a user postgres nor setpriv to become one";
            return;
        }
        Directory.CreateDirectory(folder);
        if (user.Length > 0)
            Check(await RunAsync("chown", ["postgres", folder]), "chown");
        if (Why.Length == 0)
            Check(await RunAsync([.. user, Path.Combine(binaries, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]), "initdb");
        if (Why.Length > 0)
            return;
        Port = FreePort();
        await File.AppendAllTextAsync(Path.Combine(folder, "data", "postgresql.conf"), $"""
            port = {Port}
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{folder}'
            fsync = off
            full_page_writes = off
            shared_buffers = 64MB
            max_connections = 100
            max_wal_size = 1GB

            """);
        command = [.. user, "/bin/sh", "-c", Script, "sh", Path.Combine(binaries, "postgres"), folder];
        await StartAsync();
    }

    /// <summary>Starts the server again, after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardInput = true, WorkingDirectory = folder };
        foreach (var argument in command.AsSpan(1))
            start.ArgumentList.Add(argument);
        shell = Process.Start(start);
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (clock.Elapsed > Patience || shell!.HasExited)
            {
                Why = "the PostgreSQL server did not start: " + await LogAsync();
                return;
            }
            await Task.Delay(20);
        }
    }

    /// <summary>Ends the server at once, as a crash does. What was committed is there after <see cref="StartAsync"/>.</summary>
    public async Task StopAsync()
    {
        await shell!.StandardInput.WriteLineAsync("keep");
        await shell.StandardInput.FlushAsync();
        await shell.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (shell is { HasExited: false })
        {
            shell.StandardInput.Close();
            await shell.WaitForExitAsync();
        }
        shell?.Dispose();
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        // The eighth line of this file says whether the server lets people in.
        try
        {
            var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "data", "postmaster.pid"));
            return lines.Length >= 8 && lines[7].Trim() == "ready";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<string> LogAsync()
        => File.Exists(Path.Combine(folder, "log")) ? (await File.ReadAllTextAsync(Path.Combine(folder, "log"))).ReplaceLineEndings(" ") : "it wrote no log";

    private void Check((int Code, string Text) result, string what)
    {
        if (result.Code != 0)
            Why = $"{what} failed: {result.Text.ReplaceLineEndings(" ").Trim()}";
    }

    private static Task<(int, string)> RunAsync(string program, IEnumerable<string> arguments) => RunAsync([program, .. arguments]);

    private static async Task<(int Code, string Text)> RunAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in command.AsSpan(1))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    /// <summary>What to put before a command so that it does not run as root: nothing for other users; null when that cannot be done.</summary>
    private static string[]? FindUser()
    {
        if (!Environment.IsPrivilegedProcess)
            return [];
        return File.Exists("/usr/bin/setpriv") && File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal))
            ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : null;
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return installed
            .Select(folder => (Version: int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : 0, Binaries: Path.Combine(folder, "bin")))
            .Where(f => f.Version >= OldestVersion && File.Exists(Path.Combine(f.Binaries, "initdb")) && File.Exists(Path.Combine(f.Binaries, "postgres")))
            .OrderBy(f => f.Version)
            .Select(f => f.Binaries)
            .FirstOrDefault();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
