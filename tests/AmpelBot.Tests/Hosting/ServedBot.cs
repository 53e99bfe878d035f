using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;
using AmpelBot.Tests.Cli;

namespace AmpelBot.Tests.Hosting;

/// <summary>`ampelbot serve` in a process of its own, before a fake Slack and over an archive of its own. It can be killed and started again.</summary>
internal sealed partial class ServedBot : IAsyncDisposable
{
    private readonly FakeSlack slack;
    private readonly BotFolders folders;
    private readonly StringBuilder log = new();
    private Process? process;
    private Task reading = Task.CompletedTask;

    private ServedBot(FakeSlack slack, BotFolders folders) => (this.slack, this.folders) = (slack, folders);

    public BotFolders Folders => folders;

    /// <summary>What all its processes have written, standard error included.</summary>
    public string Log { get { lock (log) return log.ToString(); } }

    /// <summary>The managed objects that the last collection left, and what the collector holds for them, bytes.</summary>
    public async Task<(double Heap, double Committed)> ManagedBytesAsync()
    {
        var address = AddressPattern().Match(Log) is { Success: true } match ? match.Value : throw new InvalidOperationException($"it does not say where it listens:\n{Log}");
        using var http = new HttpClient();
        var metrics = (await http.GetStringAsync(new Uri(address + "/metrics"))).Split('\n').Where(l => !l.StartsWith('#')).Select(l => l.Split(' ')).ToArray();
        double Sum(string name) => metrics.Where(l => l[0].StartsWith(name, StringComparison.Ordinal)).Sum(l => double.Parse(l[1], CultureInfo.InvariantCulture));
        return (Sum("dotnet_gc_last_collection_heap_size"), Sum("dotnet_gc_last_collection_memory_committed_size"));
    }

    /// <summary>Memory of the process that is in the machine's memory and belongs to it alone, and pages of files that it has mapped (Linux's RssAnon and RssFile), bytes.</summary>
    public (long Own, long OfFiles) ResidentBytes
    {
        get
        {
            var lines = File.ReadAllLines($"/proc/{process!.Id}/status").Select(l => l.Split((char[])[':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToDictionary(l => l[0], l => l.ElementAtOrDefault(1));
            return (long.Parse(lines["RssAnon"]!, CultureInfo.InvariantCulture) * 1024, long.Parse(lines["RssFile"]!, CultureInfo.InvariantCulture) * 1024);
        }
    }

    /// <summary>Time that the machine's cores worked for the process.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            process!.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<ServedBot> StartAsync(FakeSlack slack, SimulatedArchive simulated, string name, string settings = "", string? channels = null)
    {
        var home = Path.Combine(simulated.Folder, name);
        Directory.CreateDirectory(Path.Combine(home, "archive"));
        foreach (var file in Directory.GetFiles(simulated.ArchiveFolder, "*.db"))
            File.Copy(file, Path.Combine(home, "archive", Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(home, "ampelbot.yaml"),
            $"slack:\n  workspaces: [{FakeWorkspace.TeamId}]\n  api: {slack.Address}api/\nhttp: {{ listen: \"http://127.0.0.1:0\" }}\n{settings}");
        var bot = new ServedBot(slack, simulated.BotFolders with { Archive = Path.Combine(home, "archive"), Out = Path.Combine(home, "out"), Channels = channels ?? simulated.BotFolders.Channels });
        await bot.StartAsync();
        return bot;
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        var opened = slack.Sockets.Opened;
        process = ProgramRun.Start(Path.GetDirectoryName(folders.Archive)!, new Dictionary<string, string>
        {
            ["AMPELBOT_SLACK_BOT_TOKEN"] = FakeSlack.BotToken,
            ["AMPELBOT_SLACK_APP_TOKEN"] = FakeSlack.AppToken,
            // As the command ampelbot sets it.
            ["MALLOC_ARENA_MAX"] = "2",
        }, "serve", "--archive", folders.Archive, "--skymaps", folders.SkyMaps, "--channels", folders.Channels, "--out", folders.Out);
        reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        await HostedSlack.UntilAsync(() => Task.FromResult(process.HasExited || slack.Sockets.Opened > opened), () => $"it did not come up:\n{Log}");
        Assert.False(process.HasExited, Log);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await KillAsync();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d{2,5}", RegexOptions.RightToLeft)]
    private static partial Regex AddressPattern();

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
            lock (log)
                log.AppendLine(line);
    }
}
