using System.Diagnostics;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;
using Xunit.Abstractions;

namespace AmpelBot.Tests.Hosting;

/// <summary>What goes wrong around the hosted bot: it is killed, its sockets drop, Slack stumbles, disks are full. AMPELBOT_LOAD=1 goes on for longer.</summary>
public sealed class SlackFaultTests(SimulatedArchive simulated, ITestOutputHelper output) : IClassFixture<SimulatedArchive>
{
    private const string Scan = "scan MS260612a to=2026-06-15";
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AMPELBOT_LOAD") == "1";
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(IsLong ? 10 : 3);

    [Fact]
    public async Task Killed_in_the_middle_of_scans_it_answers_everybody_and_repeats_nothing()
    {
        var (kills, random) = (IsLong ? 12 : 2, new Random(20170817));
        await using var slack = await FakeSlack.StartAsync(HostedSlack.Fast with { MostDeliveries = 100, AckTimeout = TimeSpan.FromSeconds(10) });
        await using var bot = await ServedBot.StartAsync(slack, simulated, "killed", "jobs: { workers: 4 }\n");
        var asked = new List<FakeMessage>();
        for (var kill = 0; kill < kills; kill++)
        {
            // In other conversations each time: each takes a message a second.
            foreach (var level in new[] { 50, 70, 90 })
            {
                var conversation = $"C0KILL{asked.Count:D3}";
                slack.Workspace.AddConversation(conversation, conversation);
                asked.Add(await SayAsync(slack, conversation, $"{Scan} level={level}%"));
            }
            var quick = slack.Workspace.AddConversation($"C0QUICK{kill:D3}", "quick").Id;
            asked.Add(await SayAsync(slack, quick, "status"));
            if (kill == 0)
                Assert.Equal("", await slack.People.CommandAsync("U0BOB", "C0GW", "/ampel", $"{Scan} level=60%"));
            await Task.Delay(random.Next(1_500, 4_000));
            // A message that arrives while it is down is delivered again.
            var late = slack.Workspace.AddConversation($"C0LATE{kill:D3}", "late").Id;
            var saying = SayAsync(slack, late, "help");
            await bot.KillAsync();
            await bot.StartAsync();
            asked.Add(await saying);
        }
        var root = () => slack.Workspace.In("C0GW", null).Where(m => m.UserId == FakeWorkspace.BotUserId).ToArray();
        foreach (var message in asked)
            await UntilAsync(() => IsAnswered(slack, message), () => $"no answer to {message.Text}:\n{slack.Workspace.Transcript(message.ConversationId)}\n{bot.Log}");
        await UntilAsync(() => root().Any(m => OfBot(slack, m).Any(IsEnd)), () => $"no answer to the slash command:\n{slack.Workspace.Transcript("C0GW")}\n{bot.Log}");

        Assert.Single(root());
        Assert.StartsWith("Hi <@U0BOB>!", root()[0].Text, StringComparison.Ordinal);
        var threads = asked.Append(root()[0]).ToArray();
        foreach (var message in threads)
            ShouldHoldNothingTwice(slack, message);
        var resumed = threads.Count(t => OfBot(slack, t).Any(m => m.Text.StartsWith("(I was restarted", StringComparison.Ordinal)));
        output.WriteLine($"{kills} kills, {threads.Length} threads, {resumed} of them say that the bot was restarted");
        Assert.InRange(resumed, 1, threads.Length);
        Assert.Equal(0, slack.RateLimitsIgnored);
        foreach (var secret in new[] { FakeSlack.BotToken, FakeSlack.AppToken, "level=90" })
            Assert.DoesNotContain(secret, bot.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sockets_that_drop_again_and_again_lose_and_double_nothing()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders, HostedSlack.Fast with { MostDeliveries = 100 });
        using var enough = new CancellationTokenSource();
        var cuts = 0;
        var cutting = Task.Run(async () =>
        {
            for (; !enough.IsCancellationRequested; cuts++)
            {
                await Task.Delay(IsLong ? 5_000 : 250, CancellationToken.None);
                hosted.Slack.Faults.CutSocketAfterEnvelopes = cuts % 2;
                hosted.Slack.Faults.DuplicateEnvelopes = 1;
                hosted.Slack.Sockets.CutAll();
            }
        }, CancellationToken.None);
        var asked = new List<FakeMessage>();
        for (var i = 0; i < (IsLong ? 300 : 40); i++)
        {
            asked.Add(await hosted.SayAsync(i % 10 == 3 ? $"{Scan} level=5{i / 10 % 10}%" : "list"));
            await Task.Delay(IsLong ? 200 : 50);
        }
        foreach (var message in asked)
            await UntilAsync(() => IsAnswered(hosted.Slack, message), () => $"no answer to {message.Text}");
        await enough.CancelAsync();
        await cutting;
        output.WriteLine($"{cuts} cuts, {hosted.Slack.Sockets.Opened} connections, {hosted.Slack.Sockets.Deliveries} deliveries of {asked.Count * 2} events");
        Assert.True(cuts > 3);
        foreach (var message in asked)
            ShouldHoldNothingTwice(hosted.Slack, message);
        Assert.Equal(asked.Count, hosted.Slack.Workspace.OfBot.DistinctBy(m => m.ThreadTs).Count());
    }

    [Fact]
    public async Task Slack_that_stumbles_at_every_second_call_is_outlasted()
    {
        // As with Slack itself, what arrives late arrives before it is looked up (100 ms here).
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders, change: plan => plan with { Api = plan.Api with { BeforeLookUp = TimeSpan.FromMilliseconds(500) } });
        FakeFault[] faults =
        [
            FakeFault.Status500, FakeFault.AnswerLost, FakeFault.Html, FakeFault.RateLimited, FakeFault.Cut, FakeFault.DoneThen500, FakeFault.Status503, FakeFault.InternalError,
            FakeFault.CutThenDoneLate, FakeFault.Late,
        ];
        using var enough = new CancellationTokenSource();
        var spent = 0;
        var stumbling = Task.Run(async () =>
        {
            for (; !enough.IsCancellationRequested; spent++)
            {
                hosted.Slack.Faults.Next(spent % 7 == 0 ? "upload" : "*", spent % 7 == 0 ? FakeFault.Status503 : faults[spent % faults.Length]);
                while (!hosted.Slack.Faults.AreSpent && !enough.IsCancellationRequested)
                    await Task.Delay(1, CancellationToken.None);
                await Task.Delay(5, CancellationToken.None);
            }
        }, CancellationToken.None);
        var asked = new List<FakeMessage>();
        for (var i = 0; i < (IsLong ? 60 : 6); i++)
        {
            var conversation = hosted.Slack.Workspace.AddConversation($"C0STUMBLE{i}", "stumble").Id;
            asked.Add(await hosted.SayAsync(i % 3 == 2 ? "help" : $"{Scan} level={50 + i}%", conversation: conversation));
        }
        foreach (var message in asked)
            await UntilAsync(() => IsAnswered(hosted.Slack, message), () => $"no answer to {message.Text}:\n{hosted.Slack.Workspace.Transcript(message.ConversationId)}");
        await enough.CancelAsync();
        await stumbling;
        output.WriteLine($"{spent} faults among {hosted.Slack.Calls.Count} calls");
        Assert.True(spent > faults.Length, $"{spent} faults");
        foreach (var message in asked)
            ShouldHoldNothingTwice(hosted.Slack, message);
        Assert.All(asked.Where(a => a.Text.Contains("scan", StringComparison.Ordinal)), a => Assert.Contains(OfBot(hosted.Slack, a), IsClosing));
        Assert.Equal(0, hosted.Slack.RateLimitsIgnored);
    }

    [SkippableFact]
    public async Task On_a_full_disk_nothing_is_acknowledged_that_is_not_kept_and_what_was_kept_is_answered_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(simulated.Folder, "archive-disk", Directory.GetFiles(simulated.ArchiveFolder, "*.db").Sum(f => new FileInfo(f).Length) + 8_000_000);
        foreach (var file in Directory.GetFiles(simulated.ArchiveFolder, "*.db"))
            File.Copy(file, Path.Combine(disk.Folder, Path.GetFileName(file)));
        using var log = new CapturedLog();
        await using var hosted = await HostedSlack.StartOverAsync(simulated.BotFolders with { Archive = disk.Folder }, HostedSlack.Fast with { MostDeliveries = 2 }, logs: log);
        var before = await hosted.SayAsync(Scan);
        await UntilAsync(() => OfBot(hosted.Slack, before).Count > 0, () => "no greeting");
        disk.Fill();
        var (lost, isAcknowledged) = await hosted.Slack.People.SayAsync("U0BOB", "C0GW", $"<@{FakeWorkspace.BotUserId}> {Scan} level=50%");
        Assert.False(isAcknowledged);
        await Task.Delay(500);
        Assert.Empty(OfBot(hosted.Slack, lost));
        disk.Clear();

        // Slack delivers again what was not acknowledged.
        foreach (var e in hosted.Slack.People.EventsOf(lost))
            Assert.True(await hosted.Slack.People.DeliverEventAsync(e));
        foreach (var message in new[] { before, lost })
        {
            await UntilAsync(() => IsAnswered(hosted.Slack, message), () => $"no answer to {message.Text}:\n{hosted.Slack.Workspace.Transcript("C0GW")}\n{string.Join('\n', log.Lines)}");
            ShouldHoldNothingTwice(hosted.Slack, message);
            ShouldNameNoFolder(hosted, message);
        }
        var after = await hosted.SayAsync($"{Scan} level=70%");
        await UntilAsync(() => OfBot(hosted.Slack, after).Any(IsClosing), () => hosted.Slack.Workspace.Transcript("C0GW"));
    }

    [SkippableFact]
    public async Task Where_a_scans_files_do_not_fit_the_person_is_told_and_it_works_again_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(simulated.Folder, "out-disk", 4_000_000);
        using var log = new CapturedLog();
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders with { Out = disk.Folder }, logs: log);
        disk.Fill();
        var full = await hosted.SayAsync(Scan);
        var said = await hosted.UntilSaidAsync(full.Ts, "Sorry, that did not work out ;)");
        output.WriteLine(said[^1].Text);
        Assert.Contains("space", said[^1].Text, StringComparison.OrdinalIgnoreCase);
        ShouldHoldNothingTwice(hosted.Slack, full);
        ShouldNameNoFolder(hosted, full);
        disk.Clear();
        var again = await hosted.SayAsync(Scan);
        await hosted.UntilSaidAsync(again.Ts, "I'm all finished");
    }

    private static async Task<FakeMessage> SayAsync(FakeSlack slack, string conversation, string text)
    {
        var (message, isAcknowledged) = await slack.People.SayAsync("U0ALICE", conversation, $"<@{FakeWorkspace.BotUserId}> {text}");
        Assert.True(isAcknowledged, text);
        return message;
    }

    private static async Task UntilAsync(Func<bool> holds, Func<string> complaint)
    {
        var start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < AnswerLimit, holds() ? "" : complaint());
            await Task.Delay(20);
        }
    }

    private static IReadOnlyList<FakeMessage> OfBot(FakeSlack slack, FakeMessage root) =>
        [.. slack.Workspace.In(root.ConversationId, root.Ts).Where(m => m.UserId == FakeWorkspace.BotUserId)];

    private static bool IsAnswered(FakeSlack slack, FakeMessage message) =>
        OfBot(slack, message).Any(m => !message.Text.Contains("> scan", StringComparison.Ordinal) || IsEnd(m));

    private static bool IsEnd(FakeMessage message) => IsClosing(message) || message.Text.Contains("Sorry, that did not work out", StringComparison.Ordinal);

    private static bool IsClosing(FakeMessage message) => message.Text.StartsWith("I'm all finished", StringComparison.Ordinal);

    private static void ShouldHoldNothingTwice(FakeSlack slack, FakeMessage root)
    {
        var answer = OfBot(slack, root);
        string[] said = [.. answer.Where(m => m.Text.Length > 0).Select(m => m.Text), .. answer.SelectMany(m => m.FileIds).Select(f => slack.Workspace.File(f)!.Title)];
        Assert.True(said.Length == said.Distinct().Count(), slack.Workspace.Transcript(root.ConversationId));
        Assert.True(answer.Count(IsEnd) <= 1, slack.Workspace.Transcript(root.ConversationId));
        if (answer.Any(IsClosing))
            Assert.Equal(5, answer.Sum(m => m.FileIds.Count));
    }

    private void ShouldNameNoFolder(HostedSlack hosted, FakeMessage message)
    {
        foreach (var folder in new[] { simulated.Folder, hosted.Plan.Folders.Archive, hosted.Plan.Folders.Out, Repository.Folder })
            Assert.DoesNotContain(OfBot(hosted.Slack, message), m => m.Text.Contains(folder, StringComparison.Ordinal));
    }

    /// <summary>A disk of few megabytes.</summary>
    private sealed class SmallDisk(string folder) : IAsyncDisposable
    {
        public string Folder => folder;

        private string Filler => Path.Combine(folder, "filler");

        public static async Task<SmallDisk> MountAsync(string parent, string name, long bytes)
        {
            var folder = Path.Combine(parent, name);
            Directory.CreateDirectory(folder);
            Skip.IfNot(Environment.IsPrivilegedProcess && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder),
                "a file system of some megabytes can be mounted by root alone, and not in every container");
            return new SmallDisk(folder);
        }

        public void Fill()
        {
            using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
            var piece = new byte[4096];
            try
            {
                while (true)
                    file.Write(piece);
            }
            catch (IOException)
            {
                return;
            }
        }

        public void Clear() => File.Delete(Filler);

        public async ValueTask DisposeAsync() => await RunAsync("umount", "-l", folder);

        private static async Task<bool> RunAsync(string command, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
    }
}
