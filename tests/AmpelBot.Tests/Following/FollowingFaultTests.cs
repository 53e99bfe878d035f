using System.Diagnostics;
using AmpelBot.Jobs;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;
using AmpelBot.Tests.Hosting;
using Xunit.Abstractions;

namespace AmpelBot.Tests.Following;

/// <summary>Whatever happens to the process, no event is lost and none is scanned twice for the same revision. AMPELBOT_LONG=1 kills six times; otherwise twice.</summary>
public sealed class FollowingFaultTests(SimulatedArchive simulated, ITestOutputHelper output) : IClassFixture<SimulatedArchive>
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AMPELBOT_LONG") == "1";

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(60)]
    [InlineData(200)]
    [InlineData(500)]
    public async Task A_restart_at_any_time_loses_nothing_and_scans_nothing_twice(int milliseconds)
    {
        await using var events = await FollowedEvents.StartAsync(simulated);
        await events.HearAsync(SentNotices.Igwn("S260612a", "PRELIMINARY", 3, SentNotices.Wide));
        await Task.Delay(milliseconds);
        await events.Slack.Bot.DisposeAsync();
        await events.Slack.StartBotAsync();
        await events.HearAsync(SentNotices.Igwn("S260612a", "UPDATE", 600, SentNotices.Narrow));
        await Task.Delay(milliseconds);
        await events.Slack.Bot.DisposeAsync();
        await events.Slack.StartBotAsync();
        await events.UntilQuietAsync();

        await using var tables = await events.TablesAsync();
        var heard = (await tables.Events.FindAsync("S260612a", CancellationToken.None))!;
        var scans = await tables.Events.ScansAsync(heard.Id, CancellationToken.None);
        // The earlier map may have been overtaken by the later one before it was scanned.
        Assert.Equal("92 alerts, 1 candidate", scans[^1].Outcome);
        Assert.All(scans, s => Assert.NotNull(s.EndedUtc));
        var roots = events.Slack.Slack.Workspace.OfBot.Where(m => m.ConversationId == FollowedEvents.Channel && m.ThreadTs is null).ToArray();
        var root = Assert.Single(roots);
        Assert.Equal(scans.Count(s => s.ScanId is not null), events.Slack.OfBot(root.Ts).Count(m => m.Text.StartsWith("I'm all finished", StringComparison.Ordinal)));
        Assert.Equal(2, (await tables.Notices.ListAsync(new NoticeFilter { Status = NoticeStatus.Followed }, 10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Killed_again_and_again_it_scans_each_revision_once_and_says_nothing_twice()
    {
        await using var slack = await FakeSlack.StartAsync(HostedSlack.Fast with { MostDeliveries = 100, AckTimeout = TimeSpan.FromSeconds(10) });
        var home = Directory.CreateDirectory(Path.Combine(simulated.Folder, "followed")).FullName;
        var channels = Directory.CreateDirectory(Path.Combine(home, "channels")).FullName;
        var drop = Directory.CreateDirectory(Path.Combine(home, "drop")).FullName;
        // The process has the machine's clock, for which the event is long ago: what is visible tonight must not matter.
        var gw = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "channels", "gw.yaml"));
        var (from, to) = (gw.IndexOf("scan_when:", StringComparison.Ordinal), gw.IndexOf("# How long an event", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(channels, "gw.yaml"), gw[..from] + "scan_when: { messengers: [gravitational-wave] }\n" + gw[to..]);
        await using var bot = await ServedBot.StartAsync(slack, simulated, "followed",
            $"follow: {{ workspace: {FakeWorkspace.TeamId}, channels: [{{ channel: gw, conversation: {FollowedEvents.Channel} }}] }}\nlisten: {{ folder: {{ path: \"{drop}\" }} }}\n", channels);
        async Task HearAsync(string name, byte[] notice)
        {
            var file = Path.Combine(drop, name);
            await File.WriteAllBytesAsync(file + ".part", notice);
            File.Move(file + ".part", file);
        }
        string[] events = IsLong ? ["S260612a", "S260612b", "S260612c"] : ["S260612a"];
        foreach (var (i, name) in events.Index())
        {
            await HearAsync($"{name}-1", SentNotices.Igwn(name, "PRELIMINARY", 3, SentNotices.Wide));
            await Task.Delay(400 + i * 700);
            await bot.KillAsync();
            await bot.StartAsync();
            await HearAsync($"{name}-2", SentNotices.Igwn(name, "UPDATE", 600, SentNotices.Narrow));
            await Task.Delay(1_200 + i * 900);
            await bot.KillAsync();
            await bot.StartAsync();
        }
        await using var tables = await BotTables.OpenAsync(bot.Folders.Archive, TimeProvider.System, CancellationToken.None);
        await HostedSlack.UntilAsync(async () => (await tables.Notices.ListAsync(new NoticeFilter { Status = NoticeStatus.Followed }, 10, CancellationToken.None)).Count == 2 * events.Length
            && await FollowedEvents.IsQuietAsync(tables), () => $"it did not come to rest:\n{slack.Workspace.Transcript(FollowedEvents.Channel)}\n{bot.Log}");

        var roots = slack.Workspace.OfBot.Where(m => m.ConversationId == FollowedEvents.Channel && m.ThreadTs is null).ToArray();
        Assert.Equal(events, roots.Select(r => r.Text[..8]).Order());
        foreach (var root in roots)
        {
            var heard = (await tables.Events.FindAsync(root.Text[..8], CancellationToken.None))!;
            var scans = await tables.Events.ScansAsync(heard.Id, CancellationToken.None);
            Assert.All(scans, s => Assert.NotNull(s.EndedUtc));
            Assert.Equal(scans.Count, scans.DistinctBy(s => s.Revision).Count());
            Assert.NotNull(scans[^1].ScanId);
            var told = slack.Workspace.In(FollowedEvents.Channel, root.Ts).Where(m => m.UserId == FakeWorkspace.BotUserId && m.Text.Length > 0 && !m.Text.StartsWith(':')).Select(m => m.Text).ToArray();
            Assert.Equal(scans.Count(s => s.ScanId is not null), told.Count(t => t.StartsWith("I'm all finished", StringComparison.Ordinal)));
            Assert.Equal(told.Length, told.Distinct(StringComparer.Ordinal).Count());
        }
        output.WriteLine($"{2 * events.Length} kills, {roots.Length} threads, {slack.Workspace.OfBot.Count()} messages");
    }

    [Fact]
    public async Task A_storm_of_a_thousand_test_events_is_kept_decided_and_not_told_in_channels()
    {
        await using var events = await FollowedEvents.StartAsync(simulated);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 1000; i++)
            await events.HearAsync(SentNotices.Igwn($"MS2606{1 + i / 700:00}{(char)('a' + i / 26 % 26)}{(char)('a' + i % 26)}{(i / 676 % 2 == 0 ? "" : "x")}", "PRELIMINARY", 3, SentNotices.Tiny));
        var real = SentNotices.Igwn("S260612a", "PRELIMINARY", 3, SentNotices.Wide);
        await events.HearAsync(real);
        await events.Slack.UntilSaidAsync(await events.UntilRootAsync("S260612a"), "I'm all finished");
        await events.UntilQuietAsync();
        output.WriteLine($"1,001 notices settled, the real one among them scanned, after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"it took {clock.Elapsed}");
        await using var tables = await events.TablesAsync();
        Assert.Equal(1001, (await tables.Notices.ListAsync(new NoticeFilter { Status = NoticeStatus.Followed }, 2000, CancellationToken.None)).Count);
        Assert.Single(events.Slack.Slack.Workspace.OfBot, m => m.ConversationId == FollowedEvents.Channel && m.ThreadTs is null);
        Assert.DoesNotContain(events.Slack.Slack.Workspace.OfBot, m => m.ConversationId == "C0OPS");
    }
}
