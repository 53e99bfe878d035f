using AmpelBot.Hosting;
using AmpelBot.Jobs;
using AmpelBot.Testing;
using AmpelBot.Testing.Slack;

namespace AmpelBot.Tests.Hosting;

/// <summary>Watched events are scanned again when their time has come.</summary>
public sealed class SlackWatchTests(SimulatedArchive simulated) : IClassFixture<SimulatedArchive>
{
    private static readonly DateTimeOffset Event = new(2026, 6, 12, 5, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 12)]
    [InlineData(11.9, 12)]
    [InlineData(12, 24)]
    [InlineData(30, 48)]
    [InlineData(60, 72)]
    [InlineData(73, 96)]
    [InlineData(240, 264)]
    public void Scans_come_after_half_a_day_then_daily(double hoursNow, double hoursNext) =>
        Assert.Equal(Event.AddHours(hoursNext), WatchPlan.Next(Event, Event.AddHours(hoursNow)));

    [Fact]
    public async Task What_is_new_is_posted_and_a_quiet_scan_edits_one_line()
    {
        await using var hosted = await HostedSlack.StartAsync(simulated.BotFolders);
        var message = await hosted.SayAsync("watch MS260612a level=90%");
        await hosted.UntilSaidAsync(message.Ts, "I watch MS260612a (number 1): next scan 2026-06-15 12:00 UTC");

        await DueAsync(hosted);
        await hosted.UntilSaidAsync(message.Ts, $"MS260612a again, as watched: 82 alerts, 1 candidate.\n\u2022 new: {simulated.Kilonova}");
        for (var round = 0; round < 2; round++)
        {
            await DueAsync(hosted);
            var edits = round;
            await HostedSlack.UntilAsync(() => Task.FromResult(hosted.OfBot(message.Ts).Any(m => m.Text.Contains("nothing new", StringComparison.Ordinal) && m.Edits == edits)), () => hosted.Slack.Workspace.Transcript("C0GW"));
        }
        Assert.Single(hosted.OfBot(message.Ts), m => m.Text.Contains("nothing new", StringComparison.Ordinal));

        await hosted.SayAsync("unwatch", message.Ts, isToBot: false);
        await hosted.UntilSaidAsync(message.Ts, "I no longer watch MS260612a.");
    }

    /// <summary>Makes every watch due and starts the bot anew, whose first round takes them up.</summary>
    private static async Task DueAsync(HostedSlack hosted)
    {
        await HostedSlack.UntilAsync(() => Task.FromResult(hosted.Bot.Queue.Status() is { Running.Count: 0, Waiting.Count: 0 }), () => "the scan before did not end");
        await hosted.Bot.DisposeAsync();
        await using (var tables = await BotTables.OpenAsync(hosted.Plan.Folders.Archive, hosted.Plan.Time, CancellationToken.None))
            foreach (var watch in await tables.Watches.ListAsync(new ConversationPlace("slack", FakeWorkspace.TeamId, "C0GW"), CancellationToken.None))
                await tables.Watches.PostponeAsync(watch.Id, hosted.Plan.Time.GetUtcNow(), null, CancellationToken.None);
        await hosted.StartBotAsync();
    }
}
