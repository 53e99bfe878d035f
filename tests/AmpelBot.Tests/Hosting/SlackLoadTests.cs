using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;
using Xunit.Abstractions;

namespace AmpelBot.Tests.Hosting;

/// <summary>Many people ask at once. AMPELBOT_LOAD=1, on a machine that does nothing else, holds Slack's own limits and the promised 300 ms, and runs two thousand requests.</summary>
public sealed class SlackLoadTests(SimulatedArchive simulated, ITestOutputHelper output) : IClassFixture<SimulatedArchive>
{
    private const int Conversations = 20;

    // With its end given it is one scan to the last bit wherever it is asked for, and has one folder of files.
    private const string Scan = "scan MS260612a to=2026-06-15 level=50%";

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AMPELBOT_LOAD") == "1";

    // Slack sends again what is not acknowledged within three seconds.
    private static readonly TimeSpan Promised = IsLong ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromSeconds(3);

    private static readonly string[] QuickOnes = ["help", "status", "list", "settings", "help scan", "scna S190814bv", "unwatch S190814bv"];

    [Fact]
    public async Task Two_hundred_requests_of_twenty_conversations_are_acknowledged_at_once_and_each_is_answered_once()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders,
            IsLong ? new FakeSlackOptions() : new FakeSlackOptions { MessageInterval = TimeSpan.FromMilliseconds(50), TierFactor = 20 });
        Populate(hosted.Slack);
        var (asked, took, clock) = (new ConcurrentBag<Asked>(), new ConcurrentBag<double>(), Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Conversations).Select(async c =>
        {
            for (var i = 0; i < 10; i++)
            {
                // Of ten messages of a conversation, three ask for the same scan.
                var isScan = i is 1 or 4 or 8;
                asked.Add(await AskAsync(hosted.Slack, c, i, isScan ? Scan : QuickOnes[i % QuickOnes.Length], isScan, took));
            }
        }));
        var sent = clock.Elapsed;
        Assert.True(sent < TimeSpan.FromMinutes(1), $"200 messages took {sent}");
        await UntilAnsweredAsync(hosted.Slack, asked);
        var scans = hosted.Slack.Workspace.Files.Select(f => f.Title).Where(t => t.StartsWith("Sky map (", StringComparison.Ordinal)).Distinct().Count();
        output.WriteLine(Latencies(took) + FormattableString.Invariant($"; sent within {sent.TotalSeconds:0.0} s, all answered after {clock.Elapsed.TotalSeconds:0.0} s; {scans} scans answered 60 messages"));
        output.WriteLine(string.Join('\n', hosted.Slack.Calls.CountBy(c => c).OrderBy(c => c.Key).Select(c => $"{c.Key.Method} {c.Key.Answer}: {c.Value}")));
        Assert.InRange(scans, Conversations, 40);

        Assert.Equal(200, asked.Count);
        foreach (var a in asked)
            ShouldBeAnsweredOnce(hosted.Slack, a);
        Assert.Equal(200, hosted.Slack.Workspace.OfBot.Where(m => m.ThreadTs is not null).DistinctBy(m => (m.ConversationId, m.ThreadTs)).Count());
        Assert.Equal(0, hosted.Slack.RateLimitsIgnored);
        Assert.True(Share(took, 0.99) < Promised.TotalMilliseconds, Latencies(took));
        Assert.Equal(200, took.Count);
    }

    [SkippableFact]
    public async Task Two_thousand_requests_leave_the_memory_as_it_was()
    {
        Skip.IfNot(IsLong, "AMPELBOT_LOAD=1, on a machine that does nothing else, runs 2,000 requests");
        await using var slack = await FakeSlack.StartAsync(new FakeSlackOptions { MessageInterval = TimeSpan.FromSeconds(0.9), TierFactor = 100 });
        Populate(slack);
        await using var bot = await ServedBot.StartAsync(slack, simulated, "load");
        var (took, resident, cpu) = (new ConcurrentBag<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < 10; round++)
        {
            var asked = new ConcurrentBag<Asked>();
            await Task.WhenAll(Enumerable.Range(0, Conversations).Select(async c =>
            {
                for (var i = 0; i < 10; i++)
                {
                    var isScan = i == 3 && c % 4 == round % 4;
                    asked.Add(await AskAsync(slack, c, i, isScan ? Scan : QuickOnes[i % QuickOnes.Length], isScan, took));
                }
            }));
            await UntilAnsweredAsync(slack, asked);
            foreach (var a in asked)
                ShouldBeAnsweredOnce(slack, a);
            var (own, ofFiles) = bot.ResidentBytes;
            resident.Add(own / 1e6);
            cpu.Add(bot.CpuTime.TotalSeconds);
            var (heap, committed) = await bot.ManagedBytesAsync();
            output.WriteLine(FormattableString.Invariant($"{(round + 1) * 200} requests: {resident[^1]:0} MB of its own and {ofFiles / 1e6:0} MB of files; {committed / 1e6:0} MB are managed, with {heap / 1e6:0} MB of objects; {cpu[^1]:0.0} s of CPU"));
        }
        output.WriteLine(Latencies(took));
        Assert.Equal(0, slack.RateLimitsIgnored);
        Assert.True(Share(took, 0.99) < Promised.TotalMilliseconds, Latencies(took));
        // The first rounds fill caches and pools.
        Assert.True(resident.TakeLast(3).Average() < resident.Skip(2).Take(3).Average() * 1.15, string.Join(' ', resident.Select(r => r.ToString("0", CultureInfo.InvariantCulture))));
    }

    private static void Populate(FakeSlack slack)
    {
        for (var c = 0; c < Conversations; c++)
            slack.Workspace.AddConversation(Conversation(c), $"load-{c}");
        for (var u = 0; u < Conversations * 5; u++)
            slack.Workspace.AddUser($"U0LOAD{u:D3}", $"person-{u}");
    }

    private static string Conversation(int number) => $"C0LOAD{number:D2}";

    private static async Task<Asked> AskAsync(FakeSlack slack, int conversation, int number, string text, bool isScan, ConcurrentBag<double> took)
    {
        var start = Stopwatch.GetTimestamp();
        var (message, isAcknowledged) = await slack.People.SayAsync($"U0LOAD{conversation * 5 + number % 5:D3}", Conversation(conversation), $"<@{FakeWorkspace.BotUserId}> {text}");
        took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        Assert.True(isAcknowledged, text);
        return new Asked(message, isScan);
    }

    private static IReadOnlyList<FakeMessage> AnswerTo(FakeSlack slack, FakeMessage message) =>
        [.. slack.Workspace.In(message.ConversationId, message.Ts).Where(m => m.UserId == FakeWorkspace.BotUserId)];

    private static async Task UntilAnsweredAsync(FakeSlack slack, IReadOnlyCollection<Asked> asked)
    {
        var waiting = asked.ToList();
        while (waiting.Count > 0)
        {
            var next = waiting[^1];
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
            while (!IsAnswered(slack, next))
            {
                Assert.False(limit.IsCancellationRequested, $"no answer in:\n{slack.Workspace.Transcript(next.Message.ConversationId)}");
                await Task.Delay(20, CancellationToken.None);
            }
            waiting.RemoveAll(w => IsAnswered(slack, w));
        }
    }

    private static bool IsAnswered(FakeSlack slack, Asked asked) => AnswerTo(slack, asked.Message).Any(m => !asked.IsScan || IsClosing(m) || m.Text.StartsWith("Sorry", StringComparison.Ordinal));

    private static void ShouldBeAnsweredOnce(FakeSlack slack, Asked asked)
    {
        var answer = AnswerTo(slack, asked.Message);
        if (!asked.IsScan)
        {
            Assert.Single(answer);
            return;
        }
        Assert.Single(answer, IsClosing);
        Assert.Single(answer, m => m.Text.StartsWith($"Hi <@{asked.Message.UserId}>!", StringComparison.Ordinal));
        Assert.DoesNotContain(answer, m => m.Text.Length > 0 && answer.Count(n => n.Text == m.Text) > 1);
        Assert.Equal(5, answer.Count(m => m.FileIds.Count > 0));
    }

    private static bool IsClosing(FakeMessage message) => message.Text.StartsWith("I'm all finished", StringComparison.Ordinal);

    private static double Share(IEnumerable<double> took, double share) => took.Order().ElementAt((int)Math.Ceiling(share * took.Count()) - 1);

    private static string Latencies(IReadOnlyCollection<double> took) => FormattableString.Invariant(
        $"{took.Count} acknowledgements: median {Share(took, 0.5):0} ms, 99th percentile {Share(took, 0.99):0} ms, slowest {took.Max():0} ms");

    private sealed record Asked(FakeMessage Message, bool IsScan);
}
