using System.Diagnostics;
using AmpelBot.Jobs;
using AmpelBot.Testing;
using Xunit.Abstractions;

namespace AmpelBot.Tests.Following;

/// <summary>Whatever happens to the process, no event is lost and none is scanned twice for the same revision.</summary>
public sealed class FollowingFaultTests(SimulatedArchive simulated, ITestOutputHelper output) : IClassFixture<SimulatedArchive>
{
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
